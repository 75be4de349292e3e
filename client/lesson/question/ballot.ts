import type { Answer, PollView, Vote } from '../../../shared/lesson/poll.ts'
import type { Confidence } from '../../../shared/lesson/question.ts'

/** A vote that is being made up. */
export interface Draft {
	/** `one`: nothing or one option. `order`: what is placed so far. */
	readonly answer: Answer
	readonly confidence: Confidence | null
}

/** The vote of the stage that a poll is in; a new one begins with what was voted before the talk. */
export function draftOf({ stage, mine }: PollView): Draft {
	const vote = stage === 'revote' ? (mine?.revote ?? mine?.first) : mine?.first
	return vote ?? { answer: [], confidence: null }
}

/** What was voted in this stage; null: nothing yet. */
export const votedIn = ({ stage, mine }: PollView): Vote | null =>
	(stage === 'revote' ? mine?.revote : mine?.first) ?? null

/** A draft that can be sent as it is. */
export function voteOf({ answer, confidence }: Draft, { form, shuffle }: PollView): Vote | null {
	const isWhole = form === 'order' ? answer.length === shuffle.length : answer.length === 1
	return isWhole && confidence !== null ? { answer, confidence } : null
}

export const sameVote = (a: Vote | null, b: Vote | null): boolean =>
	a !== null && b !== null && a.confidence === b.confidence && sameAnswer(a.answer, b.answer)

export const sameAnswer = (a: Answer, b: Answer): boolean =>
	a.length === b.length && a.every((place, index) => place === b[index])

/** The order with one thing moved up (-1) or down (1); as it was at either end. */
export function moved(answer: Answer, at: number, by: -1 | 1): Answer {
	const other = answer[at + by]
	const one = answer[at]
	if (one === undefined || other === undefined) return answer
	return answer.map((place, index) => (index === at ? other : index === at + by ? one : place))
}
