import { keyOf, type Poll, type Split, type Vote } from './poll.ts'

/** Whether a vote is the right answer; null: the question is a matter of opinion. */
export function isRight(poll: Poll, vote: Vote): boolean | null {
	const key = keyOf(poll)
	return key && sameAnswer(key, vote.answer)
}

const sameAnswer = (a: readonly number[], b: readonly number[]): boolean =>
	a.length === b.length && a.every((option, place) => option === b[place])

/** How many options of a poll are counted: an `order` question has two, right and not right. */
function optionsOf({ question }: Poll): { readonly form: 'one' | 'order'; readonly options: number } {
	if (question.kind === 'custom') return { form: 'one', options: question.custom.options.length }
	const { form, options } = question.bound
	return { form, options: form === 'order' ? 2 : options }
}

/** How often each option was chosen, in the order of the screens, before and after the crews have talked. */
export function splitsOf(poll: Poll): { readonly first: Split; readonly revote: Split } {
	return { first: splitOf(poll, poll.first), revote: splitOf(poll, poll.revote) }
}

function splitOf(poll: Poll, votes: Poll['first']): Split {
	const { form, options } = optionsOf(poll)
	const split = new Array<number>(options).fill(0)
	for (const vote of Object.values(votes)) {
		const place = form === 'one' ? (vote.answer[0] ?? -1) : isRight(poll, vote) ? 0 : 1
		if (place in split) split[place] = (split[place] ?? 0) + 1
	}
	return split
}

/** What an item did, for the teacher who asks it again next year. Shares are 0 … 1. */
export interface ItemCounts {
	readonly first: Split
	readonly revote: Split
	/** Of those who voted; null: nobody did, or there is no right answer. */
	readonly firstCorrect: number | null
	readonly revoteCorrect: number | null
	/**
	 * Share of what could be gained that was (Hake 1998); of what could be lost, negative, if fewer are right afterwards
	 * (Marx and Cummings 2007: normalized change). Of those who voted twice. Null: all or nobody to compare.
	 */
	readonly normalisedGain: number | null
	/** Students who voted twice and were wrong at first: the potential learners (Porter et al., ICER 2011). */
	readonly potentialLearners: number
	/** Share of the potential learners who are right after the talk. To average items, weigh by `potentialLearners`. */
	readonly weightedLearningGain: number | null
}

const shareRight = (poll: Poll, votes: readonly Vote[]): number | null =>
	votes.length === 0 || keyOf(poll) === null
		? null
		: votes.filter((vote) => isRight(poll, vote) === true).length / votes.length

/** The figures of one poll as it stands. */
export function itemsOf(poll: Poll): ItemCounts {
	const paired = Object.entries(poll.first).flatMap(([player, first]) => {
		const revote = poll.revote[Number(player)]
		return revote ? [{ first, revote }] : []
	})
	const before = shareRight(
		poll,
		paired.map(({ first }) => first),
	)
	const after = shareRight(
		poll,
		paired.map(({ revote }) => revote),
	)
	const learners = paired.filter(({ first }) => isRight(poll, first) === false)
	const learned = learners.filter(({ revote }) => isRight(poll, revote) === true)
	return {
		...splitsOf(poll),
		firstCorrect: shareRight(poll, Object.values(poll.first)),
		revoteCorrect: shareRight(poll, Object.values(poll.revote)),
		normalisedGain: before === null || after === null ? null : gainOf(before, after),
		potentialLearners: learners.length,
		weightedLearningGain: learners.length === 0 ? null : learned.length / learners.length,
	}
}

function gainOf(before: number, after: number): number | null {
	if (after === before) return before === 1 ? null : 0
	return after > before ? (after - before) / (1 - before) : (after - before) / before
}
