import type { Measure } from '../connect/measure.ts'
import type { Store } from '../connect/playerRecord.ts'

/** All that the page takes from the world around it. Read in `main.tsx` only; tests bring their own. */
export interface Environment {
	/** Lasts as long as the tab: three tabs of one browser are three players. */
	readonly tab: Store
	/** Lasts longer. */
	readonly browser: Store
	readonly nowMs: () => number
	/** A whole number from 0 to below. */
	readonly random: (below: number) => number
	readonly every: (ms: number, turn: () => void) => () => void
	/** Rounds that others are measured by. */
	readonly measure: Measure
	/** Address of the server that this page came from. */
	readonly origin: string
	/** What the browser asks for, best first. */
	readonly languages: readonly string[]
	readonly wantsLessMotion: boolean
	/** Small and touched, where nobody expects noise. */
	readonly isPhone: boolean
	/** Addresses at which others in the same network reach the server, best first; empty if unknown. */
	readonly joinOrigins: () => Promise<readonly string[]>
}
