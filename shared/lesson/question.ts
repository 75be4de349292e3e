import type { LevelName } from '../programs/levels.ts'

/** The bank of GAME.md §6. The texts are `lesson.q.<id>.*` in client/words. */
export const QUESTION_IDS = [
	'Q1',
	'Q1b',
	'Q2',
	'Q3',
	'Q4',
	'Q4b',
	'Q5',
	'Q5b',
	'Q6',
	'Q7',
	'Q7b',
	'Q8',
	'Q8b',
	'Q9',
	'Q10',
	'Q11',
	'Q11b',
	'Q12',
	'QF',
] as const
export type QuestionId = (typeof QUESTION_IDS)[number]

/** What is put into a text: `{{name}}`. */
export type QuestionFacts = Readonly<Record<string, string | number>>

/** A question with its numbers filled in from a state of the emulator, and its answer from there too. */
export interface BoundQuestion {
	readonly id: QuestionId
	/** For the text and the options. Holds nothing that gives the answer away. */
	readonly facts: QuestionFacts
	/** Number of options; `order` questions: number of things to put in order. */
	readonly options: number
	/** `one`: choose one option. `order`: put all of them in order. */
	readonly form: 'one' | 'order'
	/** The right answer in the order of the bank: one index, or all in the right order. Secret until it is revealed. */
	readonly key: readonly number[]
	/** For the explanation. Secret until it is revealed. */
	readonly whyFacts: QuestionFacts
	/** Where the numbers are from. */
	readonly level: LevelName
	readonly seed: number
}

/** How sure a student is, in percent. */
export const CONFIDENCES = [50, 70, 90] as const
export type Confidence = (typeof CONFIDENCES)[number]
