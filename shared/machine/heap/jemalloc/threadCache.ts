import { bytesOfClass, classFor } from '../quarterClasses.ts'
import { type Bins, REGIONS, returnRegion, takeRegions } from './bins.ts'
import { type Extent, releaseExtent } from './extents.ts'
import { SMALL_CLASSES } from './sizeClasses.ts'

/**
 * The thread cache (tcache.c, cache_bin.h): a stack of blocks for each class up to 32 KiB, so that most
 * calls need no bin, and none a lock. The stacks are arrays beside the blocks: a cached block's own
 * bytes are never touched.
 *
 *     malloc: pop; empty: fill to a part of its limit from the bin       (halves while it is not used up)
 *     free:   push; full: flush the older half to the bin
 *     each 64 KiB of calls, one class in turn: flush 3/4 of what lay unused since the last look
 */
export const CACHED_MAX = 32_768
/** opt.tcache_nslots_small_min … max, opt.tcache_nslots_large. */
const MIN_SMALL_LIMIT = 20
const MAX_SMALL_LIMIT = 200
const LARGE_LIMIT = 20
/** opt.tcache_gc_incr_bytes. */
const LOOK_BYTES = 65_536

interface CachedClass {
	readonly number: number
	readonly bytes: number
	/** Handles, the newest last. */
	stack: number[]
	/** Most handles in the stack. */
	readonly limit: number
	/** A fill takes limit / 2^fillShift. */
	fillShift: number
	/** Fewest handles in the stack since the last look. */
	lowest: number
	/** Filled since the last look. */
	filled: boolean
}

export interface ThreadCache {
	readonly bins: Bins
	/** By class number. */
	readonly classes: readonly CachedClass[]
	allocatedBytes: number
	freedBytes: number
	/** Class that the next look is at. */
	nextLook: number
	/** Bytes of all cached blocks. */
	cachedBytes: number
}

export const createThreadCache = (bins: Bins): ThreadCache => ({
	bins,
	classes: Array.from({ length: classFor(CACHED_MAX) + 1 }, (_, number) => ({
		number,
		bytes: bytesOfClass(number),
		stack: [],
		limit: limitFor(bins, number),
		fillShift: 1,
		lowest: 0,
		filled: false,
	})),
	allocatedBytes: 0,
	freedBytes: 0,
	nextLook: 0,
	cachedBytes: 0,
})

/** Twice a slab's regions, between 20 and 200. */
function limitFor(bins: Bins, number: number): number {
	const bin = bins.bins[number]
	return bin ? Math.min(Math.max(2 * bin.regions, MIN_SMALL_LIMIT), MAX_SMALL_LIMIT) : LARGE_LIMIT
}

export const NONE_CACHED = -1

/** A cached block of a class, after a fill from its bin if it is small. NONE_CACHED: none, or refused. */
export function takeCached(cache: ThreadCache, number: number): number {
	const cached = cache.classes[number] as CachedClass
	if (cached.stack.length === 0) {
		if (number >= SMALL_CLASSES) {
			cached.lowest = 0
			return NONE_CACHED
		}
		fill(cache, cached)
		if (cached.stack.length === 0) return NONE_CACHED
	}
	const handle = cached.stack.pop() as number
	cache.bins.source.table.work.cached += 1
	cached.lowest = Math.min(cached.lowest, cached.stack.length)
	cache.cachedBytes -= cached.bytes
	return handle
}

function fill(cache: ThreadCache, cached: CachedClass): void {
	takeRegions(cache.bins, cached.number, Math.max(1, cached.limit >> cached.fillShift), cached.stack)
	// The lowest region shall be given out first.
	cached.stack.reverse()
	cache.cachedBytes += cached.stack.length * cached.bytes
	cached.filled = true
	cached.lowest = 0
}

export function putCached(cache: ThreadCache, number: number, handle: number): void {
	const cached = cache.classes[number] as CachedClass
	if (cached.stack.length === cached.limit) flushOldest(cache, cached, cached.limit - (cached.limit >> 1))
	cached.stack.push(handle)
	cache.bins.source.table.work.cached += 1
	cache.cachedBytes += cached.bytes
}

/** Gives the `count` handles back that were cached first. */
function flushOldest(cache: ThreadCache, cached: CachedClass, count: number): void {
	const { table } = cache.bins.source
	const flushed = cached.stack.splice(0, count)
	table.work.released += 1
	table.work.looked += flushed.length
	for (const handle of flushed) {
		if (cached.number < SMALL_CLASSES) returnRegion(cache.bins, cached.number, handle)
		else releaseExtent(table.extents.byRow[Math.floor(handle / REGIONS)] as Extent)
	}
	cache.cachedBytes -= flushed.length * cached.bytes
	cached.lowest = Math.min(cached.lowest, cached.stack.length)
}

/** Counts a call's bytes; each 64 KiB of either kind one class is looked at. */
export function countAllocated(cache: ThreadCache, bytes: number): void {
	cache.allocatedBytes += bytes
	if (cache.allocatedBytes < LOOK_BYTES) return
	cache.allocatedBytes = 0
	lookAtNext(cache)
}

export function countFreed(cache: ThreadCache, bytes: number): void {
	cache.freedBytes += bytes
	if (cache.freedBytes < LOOK_BYTES) return
	cache.freedBytes = 0
	lookAtNext(cache)
}

/** tcache_event: what lay unused is too much; what had to be filled again was too little. */
function lookAtNext(cache: ThreadCache): void {
	const cached = cache.classes[cache.nextLook] as CachedClass
	cache.nextLook = (cache.nextLook + 1) % cache.classes.length
	if (cached.lowest > 0) {
		flushOldest(cache, cached, cached.lowest - (cached.lowest >> 2))
		if (cached.limit >> (cached.fillShift + 1) >= 1) cached.fillShift += 1
	} else if (cached.filled) {
		if (cached.fillShift > 1) cached.fillShift -= 1
		cached.filled = false
	}
	cached.lowest = cached.stack.length
}
