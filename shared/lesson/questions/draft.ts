import type { RoundHeader, World } from '../../game/round.ts'
import type { Level } from '../../programs/levels.ts'
import type { Program } from '../../programs/op.ts'
import type { QuestionFacts } from '../question.ts'

/** Where a question takes its numbers from. */
export interface QuestionContext {
	readonly level: Level
	readonly program: Program
	readonly header: RoundHeader
	/** The round that is on the screens; null: none runs. */
	readonly world: World | null
}

/** What an option says, in a currency that all options of the question share: a number, or the name of an outcome. */
export type Claim = string | number

/** A question before its options were held against what the emulator did. */
export type Draft =
	| {
			readonly form: 'one'
			readonly facts: QuestionFacts
			readonly whyFacts: QuestionFacts
			/** In the order of the bank. */
			readonly claims: readonly Claim[]
			/** What was observed. Equal to no claim: nobody could be right. */
			readonly truth: Claim
	  }
	| {
			readonly form: 'order'
			readonly facts: QuestionFacts
			readonly whyFacts: QuestionFacts
			/** When each thing of the bank happened: numbers of events. */
			readonly happened: readonly number[]
	  }

/** Null: this program has no moment of that kind. */
export type Binder = (context: QuestionContext) => Draft | null

/** The bank names its right option first. */
const RIGHT_IN_BANK = 0

/**
 * The right answer, in the order of the bank. Null: what was observed isn't what the bank marks, two options say the
 * same, or two things happened at once.
 */
export function keyOfDraft(draft: Draft): readonly number[] | null {
	if (draft.form === 'order') {
		const { happened } = draft
		const isInOrder = happened.every((at, index) => index === 0 || at > (happened[index - 1] ?? at))
		return isInOrder ? happened.map((_, index) => index) : null
	}
	const { claims, truth } = draft
	return new Set(claims).size === claims.length && claims.indexOf(truth) === RIGHT_IN_BANK ? [RIGHT_IN_BANK] : null
}
