import type { BotLevel } from '../seat.ts'

/** Where a malloc looks first. `bins`: exact size, else the next quarter class; each in list order. */
export const FITS = ['first-lifo', 'first-address', 'best', 'bins'] as const
type Fit = (typeof FITS)[number]

/** How malloc's seat is played. */
export interface MallocPolicy {
	readonly fit: Fit
	/** Pages that ASK takes beyond the need (glibc: top_pad). */
	readonly padPages: number
	/** From so many pages on mmap (glibc: M_MMAP_THRESHOLD); null: never. */
	readonly mmapPages: number | null
	/** Size up to which `free` racks; null: as it stands. */
	readonly rackMaxBytes: number | null
	/** When top holds so many pages, it is trimmed down to the pad (glibc: M_TRIM_THRESHOLD); null: never. */
	readonly trimPages: number | null
	/** Gives free pages back when the kernel has told that memory is low. */
	readonly givesBack: boolean
}

/** Whose frame goes: granted first, not used lately as the latest scan tells, or drawn by lot. */
type VictimPolicy = 'fifo' | 'clock' | 'random'

/** How the kernel's seat is played. */
export interface KernelPolicy {
	readonly victim: VictimPolicy
	/** Evicts while no more frames than that would be left. */
	readonly keepFree: number
	/** `clock`: a scan before an eviction if the latest is older than so many steps. */
	readonly scanSteps: number
	/** Largest order of a grant … */
	readonly order: 0 | 1 | 2
	/** … while so many frames are free. */
	readonly orderFreeFrames: number
	/** Knows that a file's page is cheap to bring back, that a neighbour's window moves on, that a large object is seldom touched whole. */
	readonly weighs: boolean
	/** Tells the crew when frames run out. */
	readonly pings: boolean
}

/** Which TLB line is overwritten: always the same, filled first, used least recently, needed last in the preview (else LRU). */
type LinePolicy = 'same' | 'fifo' | 'lru' | 'preview'

/** How the MMU's seat is played. */
export interface MmuPolicy {
	readonly line: LinePolicy
	/** Fills lines ahead of accesses that the preview shows. */
	readonly prefetches: boolean
}

export interface CrewPolicy {
	readonly malloc: MallocPolicy
	readonly kernel: KernelPolicy
	readonly mmu: MmuPolicy
}

/**
 * What a bot of each level does (GAME.md §3.6): trainee, textbook, expert. The trainee's mistakes are those that
 * students make: the first hole, asked for exactly, an area for whatever is large; frames freed before they are
 * needed; always the same line. Tuned on the engine (README, balance): racks and trimming cost more than they save
 * at this scale, and a kernel that waits evicts less.
 */
export const BOT_POLICIES: Readonly<Record<BotLevel, CrewPolicy>> = {
	1: {
		malloc: {
			fit: 'first-lifo',
			padPages: 0,
			mmapPages: 2,
			rackMaxBytes: null,
			trimPages: null,
			givesBack: false,
		},
		kernel: { victim: 'fifo', keepFree: 3, scanSteps: 0, order: 0, orderFreeFrames: 0, weighs: false, pings: false },
		mmu: { line: 'same', prefetches: false },
	},
	2: {
		malloc: {
			fit: 'bins',
			padPages: 3,
			mmapPages: 8,
			rackMaxBytes: null,
			trimPages: null,
			givesBack: false,
		},
		kernel: { victim: 'clock', keepFree: 0, scanSteps: 40, order: 0, orderFreeFrames: 0, weighs: false, pings: false },
		mmu: { line: 'lru', prefetches: false },
	},
	3: {
		malloc: {
			fit: 'best',
			padPages: 12,
			mmapPages: null,
			rackMaxBytes: null,
			trimPages: 20,
			givesBack: true,
		},
		kernel: { victim: 'clock', keepFree: 0, scanSteps: 40, order: 1, orderFreeFrames: 4, weighs: true, pings: true },
		mmu: { line: 'preview', prefetches: true },
	},
}
