import { splitsOf } from './items.ts'
import { keyOf, type Poll, type PollView } from './poll.ts'

/** Who looks: an id is a player's. */
export type PollViewer = 'host' | 'projector' | number

/** What a viewer may know of a poll. The only place that decides it. `voters`: how many may vote. */
export function pollViewOf(poll: Poll, viewer: PollViewer, voters: number): PollView {
	const { id, stage, question, shuffle } = poll
	const isHost = viewer === 'host'
	const isRevealed = stage === 'revealed'
	const isBank = question.kind === 'bank'
	return {
		id,
		stage,
		stageSinceMs: poll.sinceMs[stage] ?? 0,
		question: isBank
			? { kind: 'bank', id: question.bound.id, facts: question.bound.facts }
			: { kind: 'custom', text: question.custom.text, options: question.custom.options },
		form: isBank ? question.bound.form : 'one',
		shuffle,
		voters,
		voted: Object.keys(isRevoted(poll) ? poll.revote : poll.first).length,
		splits: isHost || isRevealed || stage === 'locked' ? splitsOf(poll) : null,
		key: isHost || isRevealed ? keyOf(poll) : null,
		whyFacts: isBank && (isHost || isRevealed) ? question.bound.whyFacts : null,
		mine: ownVotes(poll, viewer),
	}
}

const isRevoted = ({ sinceMs }: Poll): boolean => sinceMs.revote !== undefined

function ownVotes({ first, revote }: Poll, viewer: PollViewer): PollView['mine'] {
	if (typeof viewer !== 'number') return null
	const mine = { first: first[viewer] ?? null, revote: revote[viewer] ?? null }
	return mine.first || mine.revote ? mine : null
}
