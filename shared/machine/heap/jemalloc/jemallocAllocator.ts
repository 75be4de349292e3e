import { createAnonymousMemory } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { deepCopy } from '../deepCopy.ts'
import { moveBlock } from '../moveBlock.ts'
import { bytesOfClass, classFor } from '../quarterClasses.ts'
import { createBins, REGIONS } from './bins.ts'
import {
	clearExtent,
	createExtentTable,
	createPageSource,
	dirtyBytes,
	type Extent,
	growExtent,
	letDecay,
	OVERSIZE,
	type PageSource,
	releaseExtent,
	shrinkExtent,
	takeExtent,
	touchExtent,
} from './extents.ts'
import { regionsOf } from './regions.ts'
import { LARGE_MIN, PAGE, SMALL_CLASSES } from './sizeClasses.ts'
import {
	CACHED_MAX,
	countAllocated,
	countFreed,
	createThreadCache,
	NONE_CACHED,
	putCached,
	takeCached,
	type ThreadCache,
} from './threadCache.ts'

const CACHE_LINE = 64

/**
 * jemalloc 5.3.0 with one thread. A small block is a region of a slab; a larger one is an extent of its
 * own with a page to spare, and begins at a random cache line of its first page (opt.cache_oblivious),
 * so that large blocks don't all compete for the same sets of the CPU's caches.
 *
 * Calls of small blocks end in the thread cache; its misses in a bin; the bin's in the extents; and
 * only theirs in the kernel:
 *
 *     threadCache.ts ─► bins.ts ─► extents.ts ─► mmap
 */
export function createJemalloc(): Allocator {
	const table = createExtentTable(createAnonymousMemory(12))
	const cache = createThreadCache(createBins(createPageSource(table, true)))
	return jemallocOver({ cache, oversizeArena: createPageSource(table, false), random: 1 })
}

interface JemallocHeap {
	/** With the bins and the arena below it. */
	readonly cache: ThreadCache
	/** Oversize blocks have an arena of their own, which keeps no dirty pages. */
	readonly oversizeArena: PageSource
	/** State of the generator of places for large blocks. */
	random: number
}

function jemallocOver(heap: JemallocHeap): Allocator {
	const { cache, oversizeArena } = heap
	const { bins } = cache
	const arena = bins.source
	const { table } = arena
	const { memory } = table
	const extentOf = (block: Block): Extent => table.extents.byRow[Math.floor(block / REGIONS)] as Extent
	const sourceFor = (classBytes: number): PageSource => (classBytes >= OVERSIZE ? oversizeArena : arena)

	/** Where a large block begins: a multiple of `alignment`, at least a cache line, in the first page. */
	const randomLead = (alignment: number): number => {
		const places = PAGE / Math.max(alignment, CACHE_LINE)
		heap.random = (Math.imul(heap.random, 1_103_515_245) + 12_345) >>> 0
		return Math.floor(((heap.random >>> 8) * places) / 2 ** 24) * (PAGE / places)
	}
	const takeLarge = (number: number, alignment: number): Block => {
		const bytes = bytesOfClass(number)
		const extent = takeExtent(sourceFor(bytes), bytes + PAGE)
		if (!extent) return NULL_BLOCK
		extent.classNumber = number
		extent.lead = randomLead(alignment)
		return extent.row * REGIONS
	}
	const usableBytes = (block: Block): number => bytesOfClass(extentOf(block).classNumber)
	const touchBlock = (block: Block, offset: number, length: number, write: boolean): void => {
		if (length === 0) return
		const extent = extentOf(block)
		const low = offsetInExtent(extent, block) + offset
		touchExtent(table, extent, low, low + length, write)
	}
	const offsetInExtent = (extent: Extent, block: Block): number =>
		extent.lead + (block % REGIONS) * bytesOfClass(extent.classNumber)

	/** A block of a class, from the thread cache or as an extent of its own. NULL_BLOCK: refused. */
	const allocate = (number: number, clear: boolean): Block => {
		const bytes = bytesOfClass(number)
		const cached = bytes <= CACHED_MAX ? takeCached(cache, number) : NONE_CACHED
		if (cached !== NONE_CACHED) {
			if (clear) touchBlock(cached, 0, bytes, true)
			return cached
		}
		if (number < SMALL_CLASSES) return NULL_BLOCK
		const block = takeLarge(number, CACHE_LINE)
		if (block !== NULL_BLOCK && clear) clearExtent(table, extentOf(block))
		return block
	}
	const release = (block: Block): void => {
		const number = extentOf(block).classNumber
		if (bytesOfClass(number) <= CACHED_MAX) putCached(cache, number, block)
		else releaseExtent(extentOf(block))
	}
	/** What a call does at its end: the bytes of blocks that came and went decide when the cache is looked at. */
	const finishCall = (block: Block, freedBytes: number): Block => {
		letDecay(arena)
		if (block !== NULL_BLOCK) countAllocated(cache, usableBytes(block))
		countFreed(cache, freedBytes)
		return block
	}

	/** Where it is if the class stays, or if both are large and the extent can grow or shrink; else it moves. */
	const resize = (block: Block, request: number): Block => {
		const extent = extentOf(block)
		const number = classFor(request)
		if (number === extent.classNumber) return block
		const bytes = bytesOfClass(number) + PAGE
		if (number < SMALL_CLASSES || extent.classNumber < SMALL_CLASSES) return moveBlock(uncounted, block, request)
		if (bytes < extent.bytes) shrinkExtent(extent, bytes)
		else if (!growExtent(extent, bytes)) return moveBlock(uncounted, block, request)
		extent.classNumber = number
		return block
	}
	const uncounted = {
		malloc: (request: number): Block => allocate(classFor(request), false),
		free: release,
		touch: touchBlock,
		usableBytes,
	}

	return {
		name: 'jemalloc',
		memory,
		work: table.work,
		malloc: (request) => finishCall(allocate(classFor(request), false), 0),
		calloc: (request) => finishCall(allocate(classFor(request), true), 0),
		/** Classes of multiples of an alignment are such multiples too, and so are their regions. */
		memalign(alignment, request) {
			const number = classFor(Math.max(1, Math.ceil(request / alignment)) * alignment)
			if (number < SMALL_CLASSES) return finishCall(allocate(number, false), 0)
			return finishCall(takeLarge(classFor(Math.max(request, LARGE_MIN)), alignment), 0)
		},
		realloc(block, request) {
			const freedBytes = usableBytes(block)
			const resized = resize(block, request)
			return resized === NULL_BLOCK ? NULL_BLOCK : finishCall(resized, freedBytes)
		},
		free(block) {
			const freedBytes = usableBytes(block)
			release(block)
			finishCall(NULL_BLOCK, freedBytes)
		},
		usableBytes,
		mappingOf: (block) => extentOf(block).mapping,
		offsetOf(block) {
			const extent = extentOf(block)
			return extent.address + offsetInExtent(extent, block)
		},
		touch: touchBlock,
		/** Free regions, cached blocks and dirty extents; retained address space has no pages to give. */
		freeBytes: () => bins.freeBytes + cache.cachedBytes + dirtyBytes(arena),
		regions: (mapping) => regionsOf(cache, mapping),
		clone: () => jemallocOver(deepCopy(heap)),
	}
}
