import type { SizeTuning } from './sizeClasses.ts'

export interface Tuning extends SizeTuning {
	/** Of the kernel's pages. */
	readonly pageShift: number
	/** The heap grows by so many of its own pages at least. */
	readonly growPages: number
	/** Threads with a cache each. */
	readonly threads: number
	/**
	 * What the library's own start takes before the program's first call, and never frees. All later addresses follow
	 * from it.
	 */
	readonly startBlocks: readonly number[]
}

/**
 * gperftools 2.10. At its start: the C++ run time's pool for exceptions thrown when memory is short (libstdc++:
 * eh_alloc.cc), of which only a header is written, and two small objects.
 */
export const EXPERT: Tuning = {
	pageShift: 12,
	pageBytes: 8192,
	smallMax: 262_144,
	spanMaxPages: 128,
	batchBytes: 65_536,
	batchMax: 32,
	growPages: 128,
	threads: 1,
	startBlocks: [72_704, 8, 16],
}

/**
 * The game's scale (GAME.md §4.5): its own pages are two of the kernel's here too, and a span is one of them (by the
 * rule for real pages objects of 176 bytes would need six of the kernel's, all written at once); batches of 8; a cache
 * for each of the program's threads. The library's start is left out: its pool alone would be 284 pages.
 */
export const TEACH: Tuning = {
	pageShift: 8,
	pageBytes: 512,
	smallMax: 512,
	spanMaxPages: 1,
	batchBytes: 4096,
	batchMax: 8,
	growPages: 2,
	threads: 3,
	startBlocks: [],
}
