import { type Tick, tick } from '../machine/units.ts'

export const LEVEL_NAMES = ['steady', 'sqlite3', 'bash', 'git-log', 'cc1'] as const
/** ASCII, for headers, logs and addresses; what players read is translated elsewhere. */
export type LevelName = (typeof LEVEL_NAMES)[number]

/** What a round sets before its first tick: which program runs, and how scarce everything is. */
export interface Level {
	readonly name: LevelName
	/** `recorded` levels sample a real program's trace; the others are generated. */
	readonly programKind: 'generated' | 'recorded'
	/** Physical frames in all. Code, data and the first two stack pages hold 6 of them. */
	readonly frames: number
	readonly tlbLines: number
	/** An op starts this long after the one before it in its lane finished: drawn between low and high. */
	readonly gapTicksLow: Tick
	readonly gapTicksHigh: Tick
	/** Most pages between the start of the heap and the program break (RLIMIT_DATA). */
	readonly heapLimitPages: number
	/** Most pages that the kernel may promise (overcommit off). */
	readonly commitLimitPages: number
	/** Page walks that the MMU seat does by hand before they run by themselves. */
	readonly manualWalks: number
}

const TEACH_LEVEL = {
	tlbLines: 4,
	gapTicksLow: tick(40),
	gapTicksHigh: tick(60),
	heapLimitPages: 48,
	commitLimitPages: 64,
	manualWalks: 3,
} as const

/**
 * In the order of the campaign. Frames are the median of the peak RSS when first fit in address
 * order plays 200 seeds with all lanes equally fast (a scratch model without TLB and brk trimming):
 * a fifth to two fifths of the rounds need more, mostly by 1 or 2. cc1 frees least and needs most.
 */
export const LEVELS: readonly Level[] = [
	{ ...TEACH_LEVEL, name: 'steady', programKind: 'generated', frames: 24 },
	{ ...TEACH_LEVEL, name: 'sqlite3', programKind: 'recorded', frames: 20 },
	{ ...TEACH_LEVEL, name: 'bash', programKind: 'recorded', frames: 20 },
	{ ...TEACH_LEVEL, name: 'git-log', programKind: 'recorded', frames: 20 },
	{ ...TEACH_LEVEL, name: 'cc1', programKind: 'recorded', frames: 23 },
]

/** The level of that name; undefined when there is none. */
export const levelNamed = (name: string): Level | undefined => LEVELS.find((level) => level.name === name)
