import type { Block } from './allocator.ts'

/**
 * What an allocator says about a stretch of its memory; for pictures and tests, never for decisions.
 *
 *     live      given out to the program
 *     free      can be given out and joins its neighbours
 *     cached    given back but kept as it is: tcache, fast bin, thread cache, a slab's free slot
 *     top       the rest behind the last chunk: glibc's top chunk, a bump's remainder
 *     metadata  the allocator's own: page headers, glibc's tcache struct, bitmaps
 *     unused    address space that nobody cut up yet: padding, alignment, what is not linked yet
 */
export type RegionState = 'live' | 'free' | 'cached' | 'top' | 'metadata' | 'unused'

/**
 * One stretch of an area. The regions of an area tile it: in address order, without gap or overlap, from
 * 0 to the break or to the mapping's length.
 */
export interface Region {
	/** Number of the mapping; -1: below the break. */
	readonly mapping: number
	/** Bytes from the area's start, headers included. */
	readonly offset: number
	readonly sizeBytes: number
	readonly state: RegionState
	/** What malloc returned; NULL_BLOCK if not live. */
	readonly block: Block
	/** The list that holds it: `tcache 32`, `fast 48`, `unsorted`, `small 112`, `large 1024`, `span 4` …; '' if none. */
	readonly list: string
}
