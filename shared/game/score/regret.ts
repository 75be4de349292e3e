import type { Intent } from '../intent.ts'
import type { Seat } from '../seat.ts'

/** What kind of decision a regret is about; also the options of a student's diagnosis. */
export const REGRET_CAUSES = [
	'placement', // which chunk, which end, rack or merge
	'askSize', // how many pages of brk
	'mapping', // mmap or heap
	'giveBack', // TRIM, ADVISE
	'grant', // order of a grant, or which verdict
	'victim', // which frame was evicted, and when
	'tlbLine', // which line was overwritten, what was prefetched
	'audit', // a wrong ruling or error code
	'waiting', // patience: nobody decided
] as const
export type RegretCause = (typeof REGRET_CAUSES)[number]

/** A decision that cost more than another one would have. */
export interface Regret {
	/** seq of the log entry; null: nobody decided (waiting), or a bot did. */
	readonly seq: number | null
	readonly tick: number
	readonly step: number
	readonly seat: Seat
	readonly cause: RegretCause
	readonly intent: Intent
	/** Who would have done better, and how. */
	readonly instead: { readonly by: 2 | 3 | 'oracle'; readonly intent: Intent }
	/** Bill of the next 40 steps minus the same with that decision replaced. */
	readonly costCycles: number
}
