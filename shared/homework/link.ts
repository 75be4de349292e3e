import type { RoundHeader } from '../game/round.ts'
import type { Medal } from '../game/score/score.ts'
import { SEATS, type Seat } from '../game/seat.ts'

/**
 * Homework: rounds that students play by themselves, at the pace CALM, with bots on the other seats. A link leads to the
 * assignment; the page plays it without a network, and sends the log of each finished round. What counts is what the
 * server finds when it has run that log again.
 */
export const HOMEWORK_SEATS = [...SEATS, 'all'] as const
export type HomeworkSeat = (typeof HOMEWORK_SEATS)[number]

export interface HomeworkItem {
	readonly level: string
	readonly seed: number
	readonly seat: HomeworkSeat
}

export interface Assignment {
	readonly title: string
	/** Who gives it, as students read it; may be empty. */
	readonly owner: string
	/** 1 … MAX_ITEMS. */
	readonly items: readonly HomeworkItem[]
	readonly bots: RoundHeader['bots']
	/** Finished rounds of each item that are taken; the best of them counts. */
	readonly attempts: number
	/** Wall clock of the server. What comes later is taken and marked. */
	readonly deadlineMs: number
}

export interface Homework extends Assignment {
	readonly id: string
	readonly createdMs: number
}

/** A finished round that the server has run again and keeps. */
export interface HomeworkResult {
	/** Index of the item. */
	readonly item: number
	/** Counts from 1 for each student and item, in the order of arrival. */
	readonly attempt: number
	readonly score: number
	readonly medal: Medal
	readonly billCycles: number
	/** Share of the round's time in which a bot drove the student's seat, in whole percent. */
	readonly botSharePercent: number
	/** By the clock of the student's device: a claim. */
	readonly playedAtMs: number
	readonly uploadedMs: number
	/** Came after the deadline. */
	readonly late: boolean
	/** Signed; `resultCode.ts`. */
	readonly code: string
}

export interface HomeworkUpload {
	readonly name: string
	/** Empty: none. Only the owner sees it. */
	readonly rosterId: string
	readonly item: number
	readonly playedAtMs: number
	/** As `formatLog` writes it. */
	readonly log: string
}

/** A line of the owner's table. */
export interface HomeworkStudent {
	readonly name: string
	readonly rosterId: string
	/** Another entry has the same roster id: another device, or another person. */
	readonly sharesRosterId: boolean
	readonly results: readonly OwnerResult[]
}

export interface OwnerResult extends HomeworkResult {
	readonly id: number
	/** Name of another student whose log is the same, byte for byte, and was there before; null: nobody's. */
	readonly sameAs: string | null
}

/** What a result code stands for. */
export interface CheckedResult {
	readonly homework: string
	readonly title: string
	readonly name: string
	readonly item: HomeworkItem
	readonly result: Omit<HomeworkResult, 'code'>
	readonly sameAs: string | null
}

/** Why something wasn't done. */
export const HOMEWORK_ERRORS = [
	'E_UNKNOWN_HOMEWORK',
	'E_BAD_MESSAGE',
	'E_TOO_LARGE',
	'E_NAME', // empty, too long or filtered
	'E_PASSWORD', // the server's host password is needed to give homework
	'E_OWNER', // not the owner's token
	'E_RULES', // the log is of another version of the game
	'E_LOG', // running it again doesn't lead to what it says; facts: line
	'E_OTHER_ROUND', // another level, seed, pace or other bots than the item's
	'E_OTHER_SEAT', // somebody sat on a seat that is not the item's
	'E_ATTEMPTS', // as many as are allowed are here already
	'E_CODE', // no such result, or not signed by this server
	'E_RATE', // one student sends too fast (limited by token, never by address)
	'E_FULL', // a limit of the server: homework or students
	'E_BUSY', // too much is being checked: try again
	'E_STORE', // can't be written (disk full): nothing was done
] as const
export type HomeworkError = (typeof HOMEWORK_ERRORS)[number]

export interface HomeworkFailed {
	readonly ok: false
	readonly code: HomeworkError
	/** E_LOG: where it differs. */
	readonly line?: number
	/** For whoever looks into it; English. */
	readonly detail?: string
}
export type HomeworkReply<T extends object> = ({ readonly ok: true } & T) | HomeworkFailed

export const MAX_ITEMS = 5
export const MAX_ATTEMPTS = 10
export const MAX_TITLE_CHARACTERS = 80
export const MAX_ROSTER_CHARACTERS = 40
/** A round by hand has some hundred entries of about 130 bytes. */
export const MAX_LOG_BYTES = 2_000_000

/** No vowels: no words. */
export const HOMEWORK_ID_LETTERS = 'BCDFGHJKMNPQRTVWXY23456789'
/** 26^10, 47 bits: nobody finds a homework by trying. */
export const HOMEWORK_ID_LENGTH = 10

export const seatsOfItem = ({ seat }: Pick<HomeworkItem, 'seat'>): readonly Seat[] => (seat === 'all' ? SEATS : [seat])

/** The best that counts of an item: what was in time goes before what was late. Undefined: nothing is there. */
export function bestOf<Result extends Pick<HomeworkResult, 'item' | 'score' | 'late'>>(
	results: readonly Result[],
	item: number,
): Result | undefined {
	const own = results.filter((result) => result.item === item)
	return own.toSorted((a, b) => Number(a.late) - Number(b.late) || b.score - a.score)[0]
}
