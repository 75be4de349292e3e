import type { Charge } from '../prices.ts'

/**
 * What an allocator has done so far in its own lists, counted by the same rules for all, so that their
 * cycles can be compared:
 *
 *     cached     a block popped from or pushed to a stack that is used without looking further: tcache,
 *                fast bin, thread cache, free list of a slab or page, a bump of the address
 *     placed     a slower layer was asked for memory: bins, central list, page heap, free list …
 *     released   a slower layer took memory back
 *     looked     entries (chunks, spans, extents, slabs, pages, objects) whose header or link is read besides
 *                the one that the layer then gives or takes: passed over in a search, sorted, moved to
 *                another layer. Heads of lists and bitmaps are no entries: they are few and stay in the
 *                CPU's cache
 *     splits     chunks cut in two, and objects of a new span that are linked
 *     merges     neighbours joined
 *
 * A call pays for each layer that it enters, so a cache hit of any allocator costs the same, and a miss
 * what lies below it. Where the emulator finds by a tree what the real thing finds by walking a list (the
 * textbook fits), the walk is counted, not the tree. Touching memory is the kernel's matter (faults).
 */
export interface Work {
	cached: number
	placed: number
	released: number
	looked: number
	splits: number
	merges: number
}

export const createWork = (): Work => ({ cached: 0, placed: 0, released: 0, looked: 0, splits: 0, merges: 0 })

/** On the price list of the game, whose chunks are of the same kind. */
export const workCharges = ({ cached, placed, released, looked, splits, merges }: Work): readonly Charge[] => [
	['rack', cached],
	['parkBase', placed],
	['parkWalk', looked],
	['split', splits],
	['mergeBase', released],
	['mergeNeighbour', merges],
]
