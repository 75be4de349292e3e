import { type Tick, tick } from '../machine/units.ts'

export const LEVEL_NAMES = [
	'steady',
	'steady-roomy',
	'sawtooth',
	'burst',
	'compiler',
	'leak',
	'fragmenter',
	'vector',
	'big',
	'recursion',
	'wild',
	'fork',
	'three-acts',
	'sqlite3',
	'bash',
	'git-log',
	'cc1',
] as const
/** ASCII, for headers, logs and addresses; what players read is translated elsewhere. */
export type LevelName = (typeof LEVEL_NAMES)[number]

/** Where a level's program comes from: a generator of GAME.md §5, or a sample of a real program's trace. */
export type Family =
	| 'steady'
	| 'sawtooth'
	| 'burst'
	| 'compiler'
	| 'leak'
	| 'fragmenter'
	| 'vector'
	| 'big'
	| 'recursion'
	| 'wild'
	| 'fork'
	| 'three-acts'
	| 'recorded'

/** What a round sets before its first tick: which program runs, and how scarce everything is. */
export interface Level {
	readonly name: LevelName
	readonly family: Family
	/** Physical frames in all. Code, data and the first stack pages need up to 6 of them. */
	readonly frames: number
	readonly tlbLines: number
	/** An op starts this long after the one before it in its lane finished: drawn between low and high. */
	readonly gapTicksLow: Tick
	readonly gapTicksHigh: Tick
	/** Most pages between the start of the heap and the program break (RLIMIT_DATA). */
	readonly heapLimitPages: number
	/** Most pages that the kernel may promise (overcommit off), tenants' slips included. */
	readonly commitLimitPages: number
	/** Page walks that the MMU seat does by hand before they run by themselves. */
	readonly manualWalks: number
	/** Background processes that share the frames; each keeps about 4 of them busy. */
	readonly tenants: number
	/** Pages that fit into the swap depot. */
	readonly depotPages: number
	/** Largest order of a grant: 2^k pages in one fault. */
	readonly maxOrder: 0 | 1 | 2
	/** A TLB line may cover an aligned run of 4 pages that lie in an aligned run of 4 frames. */
	readonly tlbSpan: boolean
	/** malloc's walk counts chunks of the size class only, not the whole list. */
	readonly bins: boolean
}

const TEACH_LEVEL = {
	tlbLines: 4,
	gapTicksLow: tick(40),
	gapTicksHigh: tick(60),
	heapLimitPages: 48,
	commitLimitPages: 80,
	manualWalks: 3,
	tenants: 2,
	depotPages: 24,
	maxOrder: 1,
	tlbSpan: false,
	bins: true,
} as const

/** Programs with few ops between two mallocs are slower, so that malloc's seat can think (GAME.md §9.1: gap 60). */
const SLOWER = { gapTicksLow: tick(50), gapTicksHigh: tick(70) } as const

/** Everything unlocked (GAME.md ch. 12): grants of 4 pages, TLB lines that span 4. */
const UNLOCKED = { tlbLines: 6, maxOrder: 2, tlbSpan: true } as const

/**
 * In the order of the campaign. Frames and commit limits are tuned on the engine (`lot balance`, shared/game/README.md):
 * three bots of level 2 evict 1 to 18 pages a round, of which 0 to 3 come back. A tenant leaves about 12 pages behind in
 * a round: that is why more frames are needed than GAME.md §9.1 lists. `steady-roomy` never evicts. Commit limits leave
 * textbook bots about a fifth to spare.
 */
export const LEVELS: readonly Level[] = [
	{ ...TEACH_LEVEL, name: 'steady', family: 'steady', frames: 36, commitLimitPages: 44, bins: false },
	{ ...TEACH_LEVEL, name: 'steady-roomy', family: 'steady', frames: 44, commitLimitPages: 40, tenants: 1, bins: false },
	{ ...TEACH_LEVEL, ...SLOWER, name: 'sawtooth', family: 'sawtooth', frames: 35, commitLimitPages: 38 },
	{ ...TEACH_LEVEL, name: 'burst', family: 'burst', frames: 32, commitLimitPages: 36 },
	{ ...TEACH_LEVEL, name: 'compiler', family: 'compiler', frames: 32, commitLimitPages: 36 },
	{ ...TEACH_LEVEL, name: 'leak', family: 'leak', frames: 35, commitLimitPages: 40 },
	{
		...TEACH_LEVEL,
		...SLOWER,
		name: 'fragmenter',
		family: 'fragmenter',
		frames: 41,
		commitLimitPages: 54,
		bins: false,
	},
	{ ...TEACH_LEVEL, name: 'vector', family: 'vector', frames: 36, commitLimitPages: 38, bins: false },
	{
		...TEACH_LEVEL,
		...SLOWER,
		name: 'big',
		family: 'big',
		frames: 38,
		commitLimitPages: 88,
		heapLimitPages: 64,
		tenants: 1,
	},
	{ ...TEACH_LEVEL, name: 'recursion', family: 'recursion', frames: 34, commitLimitPages: 40, tenants: 1 },
	{ ...TEACH_LEVEL, name: 'wild', family: 'wild', frames: 25, commitLimitPages: 26, tenants: 1 },
	{ ...TEACH_LEVEL, name: 'fork', family: 'fork', frames: 40, commitLimitPages: 38, tenants: 1 },
	{
		...TEACH_LEVEL,
		...UNLOCKED,
		name: 'three-acts',
		family: 'three-acts',
		frames: 48,
		heapLimitPages: 56,
		commitLimitPages: 84,
		depotPages: 32,
	},
	{ ...TEACH_LEVEL, name: 'sqlite3', family: 'recorded', frames: 30, commitLimitPages: 42 },
	{ ...TEACH_LEVEL, name: 'bash', family: 'recorded', frames: 30, commitLimitPages: 36 },
	{ ...TEACH_LEVEL, name: 'git-log', family: 'recorded', frames: 30, commitLimitPages: 40 },
	{ ...TEACH_LEVEL, ...UNLOCKED, name: 'cc1', family: 'recorded', frames: 33, commitLimitPages: 42 },
]

/** The level of that name; undefined when there is none. */
export const levelNamed = (name: string): Level | undefined => LEVELS.find((level) => level.name === name)
