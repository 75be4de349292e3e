import type { LogEntry } from '../../shared/game/log.ts'
import type { ReplayStart } from '../../shared/game/replayPlayer.ts'
import type { RoundHeader } from '../../shared/game/round.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import type { Bill } from '../../shared/machine/buckets.ts'
import type { Level } from '../../shared/programs/levels.ts'
import type { Program } from '../../shared/programs/op.ts'

/** A round without its players: what it is measured by follows from this alone. */
export interface Measured {
	readonly level: Level
	readonly program: Program
	readonly seed: number
}

/** What is only told when a round is over. */
export interface Debrief {
	/** The ghost that set PAR, and its bill by line. */
	readonly ghost: string
	readonly ghostBill: Bill
	/** Bill of the ghost that had seen the whole program before. */
	readonly oracleCycles: number
}

/**
 * Plays rounds to measure others by: some ten of them, which takes a tenth of a second on a laptop and seconds on a
 * phone, so it is done beside the page (`measureWorker.ts`).
 */
export interface Measure {
	reference(measured: Measured): Promise<Reference>
	debrief(measured: Measured): Promise<Debrief>
	/** Bill of a round that bots play alone. */
	botCycles(measured: Measured, bots: RoundHeader['bots']): Promise<number>
	/** The dearest avoidable decisions of a finished round, dearest first; up to two seconds. */
	regrets(round: PlayedRound): Promise<readonly Regret[]>
}

/** A finished round's log. */
export interface PlayedRound extends ReplayStart {
	readonly entries: readonly LogEntry[]
}

export type MeasureTask =
	| { readonly what: 'reference' | 'debrief'; readonly measured: Measured }
	| { readonly what: 'botCycles'; readonly measured: Measured; readonly bots: RoundHeader['bots'] }
	| { readonly what: 'regrets'; readonly round: PlayedRound }

export type MeasureValue = Reference | Debrief | number | readonly Regret[]
