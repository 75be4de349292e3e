import { signal } from '@preact/signals'
import type { PollStage, PollView } from '../../shared/lesson/poll.ts'

/**
 * A question comes up anew when there is something new to do or to read: at first, for the second vote, and with its
 * answer.
 */
const TURNS: Readonly<Record<PollStage, number>> = { first: 1, talk: 1, revote: 2, locked: 2, revealed: 3 }

/** What the student has put aside; null: nothing. Of the page, so that it stays aside from screen to screen. */
const putAside = signal<string | null>(null)

const turnOf = ({ id, stage }: Pick<PollView, 'id' | 'stage'>): string => `${id}.${TURNS[stage]}`

export const isAside = (poll: Pick<PollView, 'id' | 'stage'>): boolean => putAside.value === turnOf(poll)

export function setAside(poll: Pick<PollView, 'id' | 'stage'>, aside: boolean): void {
	putAside.value = aside ? turnOf(poll) : null
}

/** Whether the student's answer in the present vote is in; also true where nobody may vote. */
export function hasVoted({ stage, mine }: Pick<PollView, 'stage' | 'mine'>): boolean {
	if (stage === 'first') return (mine?.first ?? null) !== null
	if (stage === 'revote') return (mine?.revote ?? null) !== null
	return true
}

export const canVote = (stage: PollStage): boolean => stage === 'first' || stage === 'revote'
