import {
	type AnonymousMemory,
	brk,
	createAnonymousMemory,
	type Mapping,
	mmap,
	mremap,
	munmap,
	touch,
} from '../../kernel/anonymousMemory.ts'
import {
	CACHED,
	type Chunks,
	createChunks,
	cutChunk,
	dropChunk,
	FAST,
	FREE,
	joinNext,
	MAPPED,
	newChunk,
	NONE,
	TOP,
	USED,
} from '../chunks.ts'
import { createWork, type Work } from '../work.ts'
import {
	bestInLargeBin,
	BIN_HEADS,
	type Bins,
	binFor,
	createBins,
	FIRST_LARGE_SIZE,
	insertFront,
	insertLarge,
	isEmpty,
	smallestFrom,
	takeOut,
	UNSORTED,
} from './bins.ts'
import type { Tuning } from './tuning.ts'

const HEADER = 8
const PAYLOAD = 16
const MIN_SIZE = 32
const ALIGN = 16
/** Sizes 32 … 128. */
const FAST_BINS = 7
const FAST_MAX_SIZE = 128
/** What tcache_perthread_struct has for each size: a count of 2 bytes and an address of 8. */
const TCACHE_BIN_BYTES = 10
/** Chunks that one scan of the unsorted list sorts at most. */
const MAX_SORTED = 10_000

/**
 * ptmalloc as in glibc 2.36, one thread, main arena. Addresses are bytes from the initial break.
 * Everywhere `row` is a chunk's handle, `needed` a chunk size; NONE stands for NULL.
 */
export interface GlibcHeap {
	readonly tuning: Tuning
	readonly memory: AnonymousMemory
	readonly chunks: Chunks
	readonly bins: Bins
	readonly work: Work
	/** NONE before the first break. */
	top: number
	/** Stacks by size, linked by `forward`; null before the first call that makes them. */
	tcache: { readonly row: number; readonly heads: Int32Array; readonly counts: Uint8Array } | null
	readonly fastHeads: Int32Array
	hasFastChunks: boolean
	/** Address of the latest rest of a small split; never cleared. */
	lastRemainder: number
	mmapThreshold: number
	trimThreshold: number
	/** Mappings that exist now. */
	mapped: number
}

export function createGlibcHeap(tuning: Tuning): GlibcHeap {
	const chunks = createChunks(BIN_HEADS)
	const work = createWork()
	return {
		tuning,
		memory: createAnonymousMemory(tuning.pageShift),
		chunks,
		bins: createBins(chunks, work),
		work,
		top: NONE,
		tcache: null,
		fastHeads: new Int32Array(FAST_BINS),
		hasFastChunks: false,
		lastRemainder: -1,
		mmapThreshold: tuning.mmapThreshold,
		trimThreshold: tuning.trimThreshold,
		mapped: 0,
	}
}

const addressOf = (heap: GlibcHeap, row: number): number => heap.chunks.address[row] as number
const sizeOf = (heap: GlibcHeap, row: number): number => heap.chunks.size[row] as number
const stateOf = (heap: GlibcHeap, row: number): number => heap.chunks.state[row] as number
const after = (heap: GlibcHeap, row: number): number => heap.chunks.after[row] as number
const before = (heap: GlibcHeap, row: number): number => heap.chunks.before[row] as number
const topSize = (heap: GlibcHeap): number => (heap.top === NONE ? 0 : sizeOf(heap, heap.top))

const pageUp = (heap: GlibcHeap, bytes: number): number => {
	const page = 2 ** heap.tuning.pageShift
	return Math.ceil(bytes / page) * page
}
const pageDown = (heap: GlibcHeap, bytes: number): number => {
	const page = 2 ** heap.tuning.pageShift
	return Math.floor(bytes / page) * page
}

/** Chunk size for a request (malloc.c: request2size). Infinity, for a request that no kernel serves, stays. */
const chunkSizeFor = (request: number): number =>
	request <= MIN_SIZE - HEADER ? MIN_SIZE : Math.floor((request + HEADER + ALIGN - 1) / ALIGN) * ALIGN

/** malloc_usable_size. */
export const usableSize = (heap: GlibcHeap, row: number): number =>
	sizeOf(heap, row) - (stateOf(heap, row) === MAPPED ? 2 * HEADER : HEADER)

/** The mapping that a MAPPED chunk lives in; -1 for a chunk of the heap. */
export const mappingOf = (heap: GlibcHeap, row: number): number =>
	stateOf(heap, row) === MAPPED ? before(heap, row) : -1

/** Address of the payload: from the initial break, or from the start of its mapping. */
export const payloadOf = (heap: GlibcHeap, row: number): number => addressOf(heap, row) + PAYLOAD

/** The program or the allocator touches bytes low … high-1 of the area that a chunk is in, counted from its header's start. */
function touchAt(heap: GlibcHeap, row: number, low: number, high: number, write: boolean): void {
	const at = addressOf(heap, row)
	const area =
		stateOf(heap, row) === MAPPED ? (heap.memory.mappings[before(heap, row)] as Mapping).pages : heap.memory.heap
	touch(heap.memory, area, at + low, at + high, write)
}

/** The program touches bytes of a block. */
export function touchBlock(heap: GlibcHeap, row: number, offset: number, length: number, write: boolean): void {
	if (length > 0) touchAt(heap, row, PAYLOAD + offset, PAYLOAD + offset + length, write)
}

/** Cuts a chunk in two at `size`; returns the new one behind, in `state`. */
function cut(heap: GlibcHeap, row: number, size: number, state: number): number {
	heap.work.splits += 1
	return cutChunk(heap.chunks, row, size, state)
}

/** Joins a chunk with the one behind it, which disappears. */
function join(heap: GlibcHeap, row: number): void {
	heap.work.merges += 1
	joinNext(heap.chunks, row)
}

// ── tcache and fast bins: stacks of chunks that stay "in use" ─────────────────────────────────

/** The tcache is itself a block, made by the first call and cleared. */
function makeTcache(heap: GlibcHeap): void {
	if (heap.tcache) return
	const bins = stackOf(heap.tuning.tcacheMaxSize) + 1
	const size = chunkSizeFor(bins * TCACHE_BIN_BYTES)
	const row = allocate(heap, size)
	if (row === NONE) return
	touchAt(heap, row, PAYLOAD, size, true)
	heap.tcache = { row, heads: new Int32Array(bins), counts: new Uint8Array(bins) }
}

const stackOf = (size: number): number => (size - MIN_SIZE) / ALIGN

const hasTcacheRoom = (heap: GlibcHeap, size: number): boolean =>
	heap.tcache !== null &&
	size <= heap.tuning.tcacheMaxSize &&
	(heap.tcache.counts[stackOf(size)] as number) < heap.tuning.tcacheCount

function pushTcache(heap: GlibcHeap, row: number): void {
	const { heads, counts } = heap.tcache as NonNullable<GlibcHeap['tcache']>
	const stack = stackOf(sizeOf(heap, row))
	heap.chunks.forward[row] = heads[stack] as number
	heap.chunks.state[row] = CACHED
	heads[stack] = row
	counts[stack] = (counts[stack] as number) + 1
	heap.work.cached += 1
	touchAt(heap, row, PAYLOAD, PAYLOAD + 16, true)
}

/** The newest of a size; NONE if there is none. */
function popTcache(heap: GlibcHeap, size: number): number {
	if (!heap.tcache || size > heap.tuning.tcacheMaxSize) return NONE
	const { heads, counts } = heap.tcache
	const stack = stackOf(size)
	const row = heads[stack] as number
	if (row === NONE) return NONE
	heads[stack] = heap.chunks.forward[row] as number
	counts[stack] = (counts[stack] as number) - 1
	heap.work.cached += 1
	heap.chunks.state[row] = USED
	return row
}

function pushFast(heap: GlibcHeap, row: number): void {
	const stack = stackOf(sizeOf(heap, row))
	heap.chunks.forward[row] = heap.fastHeads[stack] as number
	heap.chunks.state[row] = FAST
	heap.fastHeads[stack] = row
	heap.hasFastChunks = true
	heap.work.cached += 1
	touchAt(heap, row, PAYLOAD, PAYLOAD + 8, true)
}

function popFast(heap: GlibcHeap, size: number): number {
	const stack = stackOf(size)
	const row = heap.fastHeads[stack] as number
	if (row === NONE) return NONE
	heap.fastHeads[stack] = heap.chunks.forward[row] as number
	heap.chunks.state[row] = USED
	heap.work.cached += 1
	return row
}

// ── the unsorted list ─────────────────────────────────────────────────────────────────────────

/** A chunk becomes free: to the front of the unsorted list, its size also in the word behind it. */
function putUnsorted(heap: GlibcHeap, row: number): void {
	const size = sizeOf(heap, row)
	heap.chunks.state[row] = FREE
	insertFront(heap.chunks, heap.bins, UNSORTED, row)
	touchAt(heap, row, HEADER, size >= FIRST_LARGE_SIZE ? 48 : 32, true)
	touchAt(heap, row, size, size + 8, true)
}

/** Takes the front of a free chunk, already out of its list; a rest of 32 bytes or more goes back. Returns the rest or NONE. */
function split(heap: GlibcHeap, row: number, needed: number): number {
	heap.chunks.state[row] = USED
	if (sizeOf(heap, row) - needed < MIN_SIZE) return NONE
	const rest = cut(heap, row, needed, FREE)
	putUnsorted(heap, rest)
	return rest
}

function sortIntoBin(heap: GlibcHeap, row: number): void {
	const size = sizeOf(heap, row)
	heap.work.looked += 1
	if (size < FIRST_LARGE_SIZE) insertFront(heap.chunks, heap.bins, binFor(size), row)
	else insertLarge(heap.chunks, heap.bins, binFor(size), row)
}

/** Scans the unsorted list from its oldest entry and sorts it (RULES §4.3–4.4). The chunk to return, or NONE. */
function scanUnsorted(heap: GlibcHeap, needed: number): number {
	const { chunks } = heap
	let isCached = false
	let sorted = 0
	for (let row = chunks.backward[UNSORTED] as number; row !== UNSORTED; row = chunks.backward[UNSORTED] as number) {
		const size = sizeOf(heap, row)
		const isOnly = chunks.backward[row] === UNSORTED
		const isLastRemainder = isOnly && addressOf(heap, row) === heap.lastRemainder
		if (needed < FIRST_LARGE_SIZE && isLastRemainder && size > needed + MIN_SIZE) {
			takeOut(chunks, row)
			heap.lastRemainder = addressOf(heap, split(heap, row, needed))
			return row
		}
		takeOut(chunks, row)
		if (size === needed) {
			chunks.state[row] = USED
			if (!hasTcacheRoom(heap, needed)) return row
			heap.work.looked += 1
			pushTcache(heap, row)
			isCached = true
			continue
		}
		sortIntoBin(heap, row)
		sorted += 1
		if (sorted >= MAX_SORTED) break
	}
	return isCached ? popTcache(heap, needed) : NONE
}

// ── allocation ────────────────────────────────────────────────────────────────────────────────

/** _int_malloc: a chunk of at least `needed` bytes from anywhere but the tcache; NONE if the kernel refuses. */
function allocate(heap: GlibcHeap, needed: number): number {
	if (needed <= FAST_MAX_SIZE) {
		const row = popFast(heap, needed)
		if (row !== NONE) {
			while (hasTcacheRoom(heap, needed) && heap.fastHeads[stackOf(needed)] !== NONE)
				pushTcache(heap, popFast(heap, needed))
			return row
		}
	}
	heap.work.placed += 1
	if (needed < FIRST_LARGE_SIZE) {
		const row = takeOldest(heap, needed)
		if (row !== NONE) {
			while (hasTcacheRoom(heap, needed) && !isEmpty(heap.chunks, binFor(needed))) {
				heap.work.looked += 1
				pushTcache(heap, takeOldest(heap, needed))
			}
			return row
		}
	} else if (heap.hasFastChunks) {
		consolidate(heap)
	}
	for (;;) {
		const found = scanUnsorted(heap, needed)
		if (found !== NONE) return found
		const binned = takeFromBins(heap, needed)
		if (binned !== NONE) return binned
		if (topSize(heap) >= needed + MIN_SIZE) return cutTop(heap, needed)
		if (!heap.hasFastChunks) return growAndCut(heap, needed)
		consolidate(heap)
	}
}

/** The oldest chunk of a small bin; NONE if it is empty. */
function takeOldest(heap: GlibcHeap, size: number): number {
	const bin = binFor(size)
	const row = heap.chunks.backward[bin] as number
	if (row === bin) return NONE
	takeOut(heap.chunks, row)
	heap.chunks.state[row] = USED
	return row
}

/** The best of the request's own large bin, else the smallest of the next bin that holds any. */
function takeFromBins(heap: GlibcHeap, needed: number): number {
	const bin = binFor(needed)
	if (needed >= FIRST_LARGE_SIZE) {
		const row = bestInLargeBin(heap.chunks, heap.bins, bin, needed)
		if (row !== NONE) {
			takeOut(heap.chunks, row)
			split(heap, row, needed)
			return row
		}
	}
	const row = smallestFrom(heap.chunks, heap.bins, bin + 1)
	if (row === NONE) return NONE
	takeOut(heap.chunks, row)
	const rest = split(heap, row, needed)
	if (rest !== NONE && needed < FIRST_LARGE_SIZE) heap.lastRemainder = addressOf(heap, rest)
	return row
}

/** Takes the front of top, which must be large enough. */
function cutTop(heap: GlibcHeap, needed: number): number {
	const row = heap.top
	heap.top = cut(heap, row, needed, TOP)
	heap.chunks.state[row] = USED
	touchTop(heap)
	return row
}

const touchTop = (heap: GlibcHeap): void => touchAt(heap, heap.top, HEADER, 16, true)

/** sysmalloc: a mapping for a large request, else a higher break. NONE if the kernel refuses both. */
function growAndCut(heap: GlibcHeap, needed: number): number {
	if (needed >= heap.mmapThreshold && heap.mapped < heap.tuning.mmapMax) {
		const row = mapChunk(heap, needed)
		if (row !== NONE) return row
	}
	const by = pageUp(heap, needed + heap.tuning.topPad + MIN_SIZE - topSize(heap))
	const end = heap.memory.brk
	if (!brk(heap.memory, end + by)) return mapChunk(heap, needed)
	if (heap.top === NONE) heap.top = newChunk(heap.chunks, end, by, TOP)
	else heap.chunks.size[heap.top] = topSize(heap) + by
	touchTop(heap)
	return cutTop(heap, needed)
}

function mapChunk(heap: GlibcHeap, needed: number): number {
	const length = pageUp(heap, needed + HEADER)
	const number = mmap(heap.memory, length)
	if (number < 0) return NONE
	const row = newChunk(heap.chunks, 0, length, MAPPED)
	heap.chunks.before[row] = number
	heap.mapped += 1
	touchAt(heap, row, HEADER, 16, true)
	return row
}

/** malloc. NONE: NULL. */
export function malloc(heap: GlibcHeap, request: number): number {
	const needed = chunkSizeFor(request)
	makeTcache(heap)
	const row = popTcache(heap, needed)
	return row === NONE ? allocate(heap, needed) : row
}

/**
 * calloc: never takes from the tcache, and clears the whole usable size; except what top brought
 * fresh from the kernel, and mappings (RULES §10).
 */
export function calloc(heap: GlibcHeap, request: number): number {
	makeTcache(heap)
	const topAddress = heap.top === NONE ? -1 : addressOf(heap, heap.top)
	const oldTopSize = topSize(heap)
	const row = allocate(heap, chunkSizeFor(request))
	if (row === NONE || stateOf(heap, row) === MAPPED) return row
	const size = sizeOf(heap, row)
	const isFresh = addressOf(heap, row) === topAddress && size > oldTopSize
	touchAt(heap, row, PAYLOAD, (isFresh ? oldTopSize : size) + HEADER, true)
	return row
}

// ── free ──────────────────────────────────────────────────────────────────────────────────────

/** free. */
export function free(heap: GlibcHeap, row: number): void {
	if (row === NONE) return
	if (stateOf(heap, row) === MAPPED) {
		unmapChunk(heap, row)
		return
	}
	makeTcache(heap)
	release(heap, row)
}

/** A freed mapping raises the thresholds: what comes and goes is better served by the heap. */
function unmapChunk(heap: GlibcHeap, row: number): void {
	const size = sizeOf(heap, row)
	// The size word holds the flag for "mapped", bit 2, which counts here.
	if (size + 2 > heap.mmapThreshold && size + 2 <= heap.tuning.mmapThresholdMax) {
		heap.mmapThreshold = size
		heap.trimThreshold = 2 * size
	}
	munmap(heap.memory, before(heap, row))
	heap.work.released += 1
	heap.mapped -= 1
	dropChunk(heap.chunks, row)
}

/** _int_free: tcache, else fast bin, else join neighbours (RULES §8.2–8.5). */
function release(heap: GlibcHeap, row: number): void {
	const size = sizeOf(heap, row)
	if (hasTcacheRoom(heap, size)) {
		pushTcache(heap, row)
		return
	}
	if (size <= FAST_MAX_SIZE) {
		pushFast(heap, row)
		return
	}
	const joined = joinNeighbours(heap, row)
	if (sizeOf(heap, joined) < heap.tuning.consolidateFrom) return
	if (heap.hasFastChunks) consolidate(heap)
	if (topSize(heap) >= heap.trimThreshold) trim(heap)
}

/** Joins with free neighbours and with top, else puts the result on the unsorted list. Returns it. */
function joinNeighbours(heap: GlibcHeap, row: number): number {
	const { chunks } = heap
	let joined = row
	heap.work.released += 1
	const left = before(heap, row)
	if (left !== NONE && stateOf(heap, left) === FREE) {
		takeOut(chunks, left)
		join(heap, left)
		joined = left
	}
	const right = after(heap, joined)
	if (stateOf(heap, right) === TOP) {
		join(heap, joined)
		chunks.state[joined] = TOP
		heap.top = joined
		touchTop(heap)
		return joined
	}
	if (stateOf(heap, right) === FREE) {
		takeOut(chunks, right)
		join(heap, joined)
	}
	putUnsorted(heap, joined)
	return joined
}

/** malloc_consolidate: fast chunks become free ones, size by size, each bin from its newest chunk on. */
function consolidate(heap: GlibcHeap): void {
	heap.hasFastChunks = false
	for (let size = MIN_SIZE; size <= FAST_MAX_SIZE; size += ALIGN) {
		for (let row = popFast(heap, size); row !== NONE; row = popFast(heap, size)) joinNeighbours(heap, row)
	}
}

/** systrim: gives whole pages of top back, but for the pad. */
function trim(heap: GlibcHeap): void {
	const spare = topSize(heap) - MIN_SIZE - 1
	if (spare <= heap.tuning.topPad) return
	const released = pageDown(heap, spare - heap.tuning.topPad)
	if (released === 0) return
	brk(heap.memory, heap.memory.brk - released)
	heap.chunks.size[heap.top] = topSize(heap) - released
	touchTop(heap)
}

// ── realloc ───────────────────────────────────────────────────────────────────────────────────

/** realloc of a block to `request` bytes (> 0). NONE: NULL, and the block stays as it is. */
export function realloc(heap: GlibcHeap, row: number, request: number): number {
	const needed = chunkSizeFor(request)
	if (stateOf(heap, row) === MAPPED) return remapChunk(heap, row, request, needed)
	makeTcache(heap)
	const { chunks } = heap
	const size = sizeOf(heap, row)
	if (size >= needed) {
		cutBlock(heap, row, needed)
		return row
	}
	const next = after(heap, row)
	if (next === heap.top && size + topSize(heap) >= needed + MIN_SIZE) {
		growIntoTop(heap, row, needed)
		return row
	}
	if (stateOf(heap, next) === FREE && size + sizeOf(heap, next) >= needed) {
		takeOut(chunks, next)
		join(heap, row)
		cutBlock(heap, row, needed)
		return row
	}
	const moved = allocate(heap, needed)
	if (moved === NONE) return NONE
	if (moved === after(heap, row)) {
		join(heap, row)
		cutBlock(heap, row, needed)
		return row
	}
	touchAt(heap, row, PAYLOAD, size + HEADER, false)
	touchAt(heap, moved, PAYLOAD, size + HEADER, true)
	release(heap, row)
	return moved
}

function growIntoTop(heap: GlibcHeap, row: number, needed: number): void {
	const { chunks, top } = heap
	const by = needed - sizeOf(heap, row)
	chunks.size[row] = needed
	chunks.address[top] = addressOf(heap, top) + by
	chunks.size[top] = topSize(heap) - by
	touchTop(heap)
}

/** A rest of 32 bytes or more behind `needed` is freed like any block. */
function cutBlock(heap: GlibcHeap, row: number, needed: number): void {
	if (sizeOf(heap, row) - needed < MIN_SIZE) return
	const rest = cut(heap, row, needed, USED)
	touchAt(heap, rest, HEADER, 16, true)
	release(heap, rest)
}

/** What realloc does where there is no mremap: stays while it fits, else malloc, copy, free. */
function copyMapped(heap: GlibcHeap, row: number, request: number, needed: number): number {
	const size = sizeOf(heap, row)
	if (size - HEADER >= needed) return row
	const moved = malloc(heap, request)
	if (moved === NONE) return NONE
	touchAt(heap, row, PAYLOAD, size, false)
	touchAt(heap, moved, PAYLOAD, size, true)
	unmapChunk(heap, row)
	return moved
}

/** A mapped block stays mapped however small it gets. */
function remapChunk(heap: GlibcHeap, row: number, request: number, needed: number): number {
	if (!heap.tuning.canRemap) return copyMapped(heap, row, request, needed)
	const number = before(heap, row)
	const mapping = heap.memory.mappings[number] as Mapping
	const lead = addressOf(heap, row)
	const length = pageUp(heap, needed + lead + HEADER)
	if (length === mapping.length) return row
	if (mremap(heap.memory, number, length)) {
		heap.chunks.size[row] = length - lead
		return row
	}
	return malloc(heap, request)
}

// ── memalign ──────────────────────────────────────────────────────────────────────────────────

/** memalign for a power of two up to the page size. */
export function memalign(heap: GlibcHeap, alignment: number, request: number): number {
	if (alignment <= ALIGN) return malloc(heap, request)
	const align = Math.max(alignment, MIN_SIZE)
	const needed = chunkSizeFor(request)
	let row = allocate(heap, needed + align + 48)
	if (row === NONE) return NONE
	const address = addressOf(heap, row)
	if ((address + PAYLOAD) % align !== 0) {
		let aligned = Math.ceil((address + PAYLOAD) / align) * align - PAYLOAD
		if (aligned - address < MIN_SIZE) aligned += align
		if (stateOf(heap, row) === MAPPED) {
			heap.chunks.address[row] = aligned
			heap.chunks.size[row] = sizeOf(heap, row) - aligned
			touchAt(heap, row, HEADER, 16, true)
			return row
		}
		const front = row
		row = cut(heap, front, aligned - address, USED)
		touchAt(heap, row, HEADER, 16, true)
		release(heap, front)
	}
	if (stateOf(heap, row) !== MAPPED && sizeOf(heap, row) > needed + MIN_SIZE) cutBlock(heap, row, needed)
	return row
}
