import type { Seat } from '../game/seat.ts'
import type { Medal } from '../game/score/score.ts'
import type { Reference } from '../game/roundInfo.ts'
import type { Bill } from '../machine/buckets.ts'
import type { Poll } from './poll.ts'
import type { Insight } from './view.ts'

/** All that the exports of a lesson need: from its log, the rounds' logs and who was connected when. For hosts only. */
export interface LessonRecord {
	readonly code: string
	readonly title: string
	/** Rounds that were begun, oldest first. */
	readonly rounds: readonly RoundRecord[]
	/** All that were asked, oldest first, whole: with votes, key and shuffle. */
	readonly polls: readonly Poll[]
}

/** One round of the lesson: the same level and seed for all crews. */
export interface RoundRecord {
	/** Counts from 1 in the lesson. */
	readonly round: number
	readonly level: string
	readonly seed: number
	/** Wall clock of START. */
	readonly startedMs: number
	/** By number. */
	readonly crews: readonly CrewRecord[]
	/** Everyone who was a member of a crew while the round ran, by id; whoever left or was kicked too. */
	readonly players: readonly PlayerRecord[]
}

export interface CrewRecord {
	/** Counts from 1 in the session. */
	readonly crew: number
	readonly name: string
	/** Program operations done. */
	readonly steps: number
	/** As it stands; final if `score` is not null. */
	readonly bill: Bill
	/** Null: not measured, or our own bug stopped the round. */
	readonly reference: Reference | null
	/** Wrong rulings of each seat, whoever played it. */
	readonly audits: Readonly<Record<Seat, number>>
	/** Null until the round is finished. */
	readonly score: number | null
	readonly medal: Medal | null
}

export interface PlayerRecord {
	readonly id: number
	readonly name: string
	/** '' none. */
	readonly rosterId: string
	/** The crew at the end of the round. */
	readonly crew: number
	/** The seat at the end of the round; null: none. */
	readonly seat: Seat | null
	/** Ticks of the round so far, and those in which a bot or the autopilot played the player's seat. */
	readonly ticks: number
	readonly botTicks: number
	/** From START (or the end of joining, if that was later) to the end of the round; and how much of it a page was connected. */
	readonly presentMs: number
	readonly connectedMs: number
	readonly insight: Insight
}
