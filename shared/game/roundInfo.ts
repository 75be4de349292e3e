import type { Pace } from './seat.ts'

/** What never changes during a round and is no secret. */
export interface RoundInfo {
	readonly level: string
	readonly origin: string
	readonly seed: number
	readonly pace: Pace
	readonly scale: 'teach'
	readonly pageBytes: number
	readonly frames: number
	readonly tlbLines: number
	readonly heapLimitPages: number
	readonly commitLimitPages: number
	/** Program operations in all lanes. */
	readonly stepsTotal: number
	readonly pricesVersion: string
	/** Bill of three textbook bots on the same seed, in cycles: the line to beat. */
	readonly ghostBillCycles: number
}
