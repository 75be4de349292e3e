import type { LogEntry } from '../../shared/game/log.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import type { RoundHeader } from '../../shared/game/round.ts'
import type { Level } from '../../shared/programs/levels.ts'
import type { Program } from '../../shared/programs/op.ts'

/** A round that is over, with all that made it: running it again shows any moment of it. */
export interface FinishedRound {
	readonly header: RoundHeader
	readonly level: Level
	/** As it was before anything was thrown into it. */
	readonly program: Program
	readonly reference: Reference
	readonly entries: readonly LogEntry[]
	/** The clock at its end. */
	readonly endTick: number
}
