import type { BoundQuestion, Confidence, QuestionFacts, QuestionId } from './question.ts'

/**
 * predict → vote → talk → revote → reveal. `first`: everyone votes alone. `talk`: votes stand still, crews talk.
 * `revote`: everyone may vote again. `locked`: nobody may. `revealed`: the right answer is told.
 * A host may lock in any stage, and reveal once it is locked.
 */
export const POLL_STAGES = ['first', 'talk', 'revote', 'locked', 'revealed'] as const
export type PollStage = (typeof POLL_STAGES)[number]

export const MAX_CUSTOM_OPTIONS = 6
export const MAX_QUESTION_CHARACTERS = 280
export const MAX_OPTION_CHARACTERS = 120

/** A host's own question. `correct` null: a matter of opinion. */
export interface CustomQuestion {
	readonly text: string
	readonly options: readonly string[]
	readonly correct: number | null
}

export type PollQuestion =
	| { readonly kind: 'bank'; readonly bound: BoundQuestion }
	| { readonly kind: 'custom'; readonly custom: CustomQuestion }

/**
 * An answer, in the order that is on the screens (options are shuffled once for a poll, the same for all, so that a
 * class can talk about "B"): one index, or all of them for an `order` question.
 */
export type Answer = readonly number[]

export interface Vote {
	readonly answer: Answer
	readonly confidence: Confidence
}

/** One question put to the class. What the lesson's log holds; secret parts included. */
export interface Poll {
	/** Counts from 1 in the lesson. */
	readonly id: number
	/** Round of the lesson that it belongs to: the one that runs or comes next. */
	readonly round: number
	readonly question: PollQuestion
	/** Place on the screen → index in the bank (or in the custom options). */
	readonly shuffle: readonly number[]
	readonly stage: PollStage
	/** Wall clock of each stage begun so far. */
	readonly sinceMs: Readonly<Partial<Record<PollStage, number>>>
	/** By player id; the latest of each. Changeable until lock. */
	readonly first: Readonly<Record<number, Vote>>
	readonly revote: Readonly<Record<number, Vote>>
}

/** The right answer as it is on the screens; null: an opinion. Secret until revealed. */
export function keyOf({ question, shuffle }: Poll): Answer | null {
	const key =
		question.kind === 'bank' ? question.bound.key : question.custom.correct === null ? null : [question.custom.correct]
	return key && key.map((option) => shuffle.indexOf(option))
}

/** How often each option was chosen; for `order` questions: [right, not right]. */
export type Split = readonly number[]

/** What may be shown of a poll. */
export interface PollView {
	readonly id: number
	readonly stage: PollStage
	readonly stageSinceMs: number
	readonly question:
		| { readonly kind: 'bank'; readonly id: QuestionId; readonly facts: QuestionFacts }
		| { readonly kind: 'custom'; readonly text: string; readonly options: readonly string[] }
	readonly form: BoundQuestion['form']
	/** Place on the screen → index in the bank: which text stands where. */
	readonly shuffle: readonly number[]
	/** Who may vote, and how many have in the present (or last) vote. */
	readonly voters: number
	readonly voted: number
	/** Host: always. Projector and players: once locked. Null: not yet. */
	readonly splits: { readonly first: Split; readonly revote: Split } | null
	/** Null until revealed (host: always there, and marked as secret on the page). */
	readonly key: Answer | null
	/** Null until revealed. */
	readonly whyFacts: QuestionFacts | null
	/** A player's own votes; null for host and projector, or not voted. */
	readonly mine: { readonly first: Vote | null; readonly revote: Vote | null } | null
}
