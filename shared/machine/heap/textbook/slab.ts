import { touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { clearedBlock } from '../clearedBlock.ts'
import { deepCopy } from '../deepCopy.ts'
import { moveBlock } from '../moveBlock.ts'
import type { Region } from '../region.ts'
import { createTiling, type Tiling } from '../tiling.ts'
import { createBoundaryTagHeap } from './boundaryTags.ts'
import { createFreeList } from './freeLists.ts'

/** Objects of one size, and how long their slabs are: at most OBJECTS objects. */
export interface SlabClass {
	readonly objectBytes: number
	/** Whole pages. */
	readonly slabBytes: number
}

export interface SlabTuning {
	readonly name: string
	readonly pageShift: number
	/** By rising size, multiples of 16; larger blocks are runs of whole pages. */
	readonly classes: readonly SlabClass[]
	/** The break moves by so many pages at least. */
	readonly growPages: number
}

/** Powers of two from 16 bytes to 8 KiB, eight objects in a slab or a page of them (SLUB's kmalloc). */
const KMALLOC: SlabTuning = {
	name: 'slab',
	pageShift: 12,
	classes: Array.from({ length: 10 }, (_, step) => {
		const objectBytes = 16 << step
		return { objectBytes, slabBytes: Math.max(4096, 8 * objectBytes) }
	}),
	growPages: 16,
}

/** A handle is a slab's row times this, and the object's number in it. */
const OBJECTS = 256
/** Sizes of objects are multiples of this. */
const UNIT = 16
/** The handle of a whole page run is the page heap's plus this. */
const PAGES = 2 ** 40
/** Empty slabs that a cache keeps for the next request. */
const KEPT_EMPTY = 1

/** A run of pages cut into objects of one size. */
interface Slab {
	/** Block of the page heap. */
	readonly pages: Block
	readonly cache: SlabCache
	/** Free objects, the newest last; objects from `fresh` on were never used. */
	readonly free: number[]
	fresh: number
	used: number
	/** Its place in the cache's list of slabs with room; -1: full. */
	place: number
}

interface SlabCache {
	readonly objectBytes: number
	readonly slabBytes: number
	readonly objects: number
	/** Rows of slabs with a free object; the last is used first. */
	readonly withRoom: number[]
	emptySlabs: number
}

interface SlabHeap {
	readonly caches: readonly SlabCache[]
	/** By row; row 0 and handles below OBJECTS are no slab's. */
	readonly slabs: (Slab | null)[]
	readonly spareRows: number[]
	freeObjectBytes: number
}

/**
 * Slab allocation (Bonwick, 1994): a cache for each size of object. A slab holds objects of one size without
 * headers, so any free object fits:
 *
 *     slab of the cache of 64:  │ 0 │ 1 │ 2 │ 3 │ … │ 63 │      one page
 *                                 used    free ─► its first word links to the next free one
 *
 * Slabs, and larger blocks, are runs of whole pages, first fit by address.
 */
export function createSlab(tuning: SlabTuning = KMALLOC): Allocator {
	const { pageShift, growPages } = tuning
	const pageBytes = 2 ** pageShift
	const pageLayout = { headerBytes: 0, footerBytes: 0, alignment: pageBytes, minChunkBytes: pageBytes, coalesce: true }
	const pageHeap = createBoundaryTagHeap('pages', createFreeList('first', 'address'), pageLayout, pageShift, growPages)
	const caches = tuning.classes.map(
		({ objectBytes, slabBytes }): SlabCache => ({
			objectBytes,
			slabBytes,
			objects: Math.floor(slabBytes / objectBytes),
			withRoom: [],
			emptySlabs: 0,
		}),
	)
	return slabsOver(tuning.name, pageHeap, { caches, slabs: [null], spareRows: [], freeObjectBytes: 0 })
}

function slabsOver(name: string, pageHeap: Allocator, heap: SlabHeap): Allocator {
	const { memory, work } = pageHeap
	const { caches, slabs, spareRows } = heap
	const maxBytes = caches.at(-1)?.objectBytes ?? 0
	/** Number of the cache by the request, in units. */
	const cacheNumbers = new Uint8Array(maxBytes / UNIT + 1)
	for (let number = caches.length - 1; number >= 0; number -= 1)
		cacheNumbers.fill(number, 0, (caches[number] as SlabCache).objectBytes / UNIT + 1)
	const isPages = (block: Block): boolean => block >= PAGES
	const slabOf = (block: Block): Slab => slabs[Math.floor(block / OBJECTS)] as Slab

	const offsetOf = (block: Block): number =>
		isPages(block)
			? pageHeap.offsetOf(block - PAGES)
			: pageHeap.offsetOf(slabOf(block).pages) + (block % OBJECTS) * slabOf(block).cache.objectBytes
	const touchBlock = (block: Block, offset: number, length: number, write: boolean): void => {
		const low = offsetOf(block) + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, write)
	}

	/** A new slab, ready for use. False: refused. */
	const addSlab = (cache: SlabCache): boolean => {
		const pages = pageHeap.malloc(cache.slabBytes)
		if (pages === NULL_BLOCK) return false
		const row = spareRows.pop() ?? slabs.length
		slabs[row] = { pages, cache, free: [], fresh: 0, used: 0, place: cache.withRoom.push(row) - 1 }
		cache.emptySlabs += 1
		heap.freeObjectBytes += cache.slabBytes
		return true
	}
	/** Takes a slab from the list of those with room; the last one fills the gap. */
	const unlist = (slab: Slab): void => {
		const moved = slab.cache.withRoom.pop() as number
		if (slab.place < slab.cache.withRoom.length) {
			slab.cache.withRoom[slab.place] = moved
			;(slabs[moved] as Slab).place = slab.place
		}
		slab.place = -1
	}
	const takeObject = (cache: SlabCache): Block => {
		work.cached += 1
		if (cache.withRoom.length === 0 && !addSlab(cache)) return NULL_BLOCK
		const row = cache.withRoom.at(-1) as number
		const slab = slabs[row] as Slab
		const object = slab.free.pop() ?? slab.fresh++
		if (slab.used === 0) cache.emptySlabs -= 1
		slab.used += 1
		heap.freeObjectBytes -= cache.objectBytes
		if (slab.used === cache.objects) unlist(slab)
		return row * OBJECTS + object
	}
	const giveBack = (block: Block): void => {
		const row = Math.floor(block / OBJECTS)
		const slab = slabs[row] as Slab
		const { cache } = slab
		work.cached += 1
		touchBlock(block, 0, 8, true)
		slab.free.push(block % OBJECTS)
		slab.used -= 1
		heap.freeObjectBytes += cache.objectBytes
		if (slab.place < 0) slab.place = cache.withRoom.push(row) - 1
		if (slab.used > 0) return
		if (cache.emptySlabs < KEPT_EMPTY) {
			cache.emptySlabs += 1
			return
		}
		unlist(slab)
		heap.freeObjectBytes -= cache.slabBytes
		slabs[row] = null
		spareRows.push(row)
		pageHeap.free(slab.pages)
	}

	const takePages = (request: number): Block => {
		const pages = pageHeap.malloc(request)
		return pages === NULL_BLOCK ? NULL_BLOCK : PAGES + pages
	}
	const malloc = (request: number): Block =>
		request > maxBytes
			? takePages(request)
			: takeObject(caches[cacheNumbers[Math.ceil(request / UNIT)] as number] as SlabCache)
	/** The page heap's regions, with slabs taken apart. */
	const regions = (): Region[] => {
		const tiling = createTiling(memory, -1)
		const rowOf = new Map(slabs.map((slab, row) => [slab?.pages, row]))
		for (const { offset, sizeBytes, state, block, list } of pageHeap.regions(-1)) {
			const row = state === 'live' ? rowOf.get(block) : undefined
			if (row !== undefined) tileSlab(tiling, offset, slabs[row] as Slab, row)
			else if (state === 'live') tiling.addLive(offset, sizeBytes, PAGES + block)
			else tiling.add(offset, sizeBytes, state, list)
		}
		return tiling.finish()
	}

	const allocator: Allocator = {
		name,
		memory,
		work,
		malloc,
		calloc: (request) => clearedBlock(allocator, request),
		/** The smallest class whose size is a multiple of the alignment: slabs begin at pages. */
		memalign(alignment, request) {
			const cache = caches.find((one) => one.objectBytes >= request && one.objectBytes % alignment === 0)
			return cache ? takeObject(cache) : takePages(request)
		},
		/** In place while it fits and at least half is used. */
		realloc(block, request) {
			const usable = allocator.usableBytes(block)
			if (isPages(block) && request > maxBytes) {
				const grown = pageHeap.realloc(block - PAGES, request)
				return grown === NULL_BLOCK ? NULL_BLOCK : PAGES + grown
			}
			return request <= usable && request * 2 > usable ? block : moveBlock(allocator, block, request)
		},
		free: (block) => (isPages(block) ? pageHeap.free(block - PAGES) : giveBack(block)),
		usableBytes: (block) => (isPages(block) ? pageHeap.usableBytes(block - PAGES) : slabOf(block).cache.objectBytes),
		mappingOf: () => -1,
		offsetOf,
		touch: touchBlock,
		freeBytes: () => pageHeap.freeBytes() + heap.freeObjectBytes,
		regions: (mapping) => (mapping < 0 ? regions() : []),
		clone: () => slabsOver(name, pageHeap.clone(), deepCopy(heap)),
	}
	return allocator
}

function tileSlab(tiling: Tiling, offset: number, { cache, free, fresh }: Slab, row: number): void {
	const { objectBytes, objects } = cache
	const isFree = new Set(free)
	for (let object = 0; object < objects; object += 1) {
		const low = offset + object * objectBytes
		if (object >= fresh || isFree.has(object)) tiling.add(low, objectBytes, 'cached', `slab ${objectBytes}`)
		else tiling.addLive(low, objectBytes, row * OBJECTS + object)
	}
}
