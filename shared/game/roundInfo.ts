import type { Family } from '../programs/levels.ts'
import type { BotLevel, Pace, Seat } from './seat.ts'

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
	readonly family: Family
	readonly tenants: number
	readonly depotPages: number
	readonly maxOrder: 0 | 1 | 2
	readonly tlbSpan: boolean
	readonly bins: boolean
	readonly bots: Readonly<Record<Seat, BotLevel>>
	/** Program operations in all lanes. */
	readonly stepsTotal: number
	readonly pricesVersion: string
	/** What the crew's bill is measured by; null in a round that is itself a measure. */
	readonly reference: Reference | null
}

/** Bills of the same seed, in cycles. */
export interface Reference {
	/** No decisions can do with less. */
	readonly lowerBoundCycles: number
	/** The cheapest of the ghosts: the line to beat. */
	readonly parCycles: number
	/** The standard field (GAME.md §4.5): other mallocs, with textbook kernel and MMU. */
	readonly ghosts: readonly { readonly name: string; readonly billCycles: number }[]
}
