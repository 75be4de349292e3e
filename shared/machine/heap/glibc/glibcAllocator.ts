import { areaBytes } from '../../kernel/anonymousMemory.ts'
import type { Allocator } from '../allocator.ts'
import { CACHED, FAST, FREE, MAPPED, NONE, TOP } from '../chunks.ts'
import { deepCopy } from '../deepCopy.ts'
import type { Region } from '../region.ts'
import { createTiling } from '../tiling.ts'
import { binName, UNSORTED } from './bins.ts'
import {
	calloc,
	createGlibcHeap,
	free,
	type GlibcHeap,
	malloc,
	mappingOf,
	memalign,
	payloadOf,
	realloc,
	touchBlock,
	usableSize,
} from './malloc.ts'
import { EXPERT, type Tuning } from './tuning.ts'

/** glibc 2.36 as an `Allocator`; a block's handle is its chunk's row. */
export const createGlibc = (tuning: Tuning = EXPERT): Allocator => glibcOver(createGlibcHeap(tuning))

const glibcOver = (heap: GlibcHeap): Allocator => ({
	name: 'glibc',
	memory: heap.memory,
	work: heap.work,
	malloc: (request) => malloc(heap, request),
	calloc: (request) => calloc(heap, request),
	memalign: (alignment, request) => memalign(heap, alignment, request),
	realloc: (block, request) => realloc(heap, block, request),
	free: (block) => free(heap, block),
	usableBytes: (block) => usableSize(heap, block),
	mappingOf: (block) => mappingOf(heap, block),
	offsetOf: (block) => payloadOf(heap, block),
	touch: (block, offset, length, write) => touchBlock(heap, block, offset, length, write),
	freeBytes: () => freeBytesOf(heap),
	regions: (mapping) => (mapping < 0 ? heapRegions(heap) : mappedRegions(heap, mapping)),
	clone: () => glibcOver(deepCopy(heap)),
})

/** All chunks in the tcache, fast bins, the unsorted list and bins, and top. */
function freeBytesOf({ chunks }: GlibcHeap): number {
	let bytes = 0
	for (let row = 0; row < chunks.rows; row += 1) {
		const state = chunks.state[row]
		if (state === FREE || state === CACHED || state === FAST || state === TOP) bytes += chunks.size[row] as number
	}
	return bytes
}

/** Chunks from the initial break to top, each with the list that it is in. */
function heapRegions(heap: GlibcHeap): Region[] {
	const { chunks, memory, tcache } = heap
	const unsorted = new Set<number>()
	for (let row = chunks.forward[UNSORTED] as number; row !== UNSORTED; row = chunks.forward[row] as number)
		unsorted.add(row)
	const tiling = createTiling(memory, -1)
	let row = heap.top
	while (row !== NONE && chunks.before[row] !== NONE) row = chunks.before[row] as number
	for (; row !== NONE; row = chunks.after[row] as number) {
		const address = chunks.address[row] as number
		const size = chunks.size[row] as number
		const state = chunks.state[row]
		if (state === CACHED) tiling.add(address, size, 'cached', `tcache ${size}`)
		else if (state === FAST) tiling.add(address, size, 'cached', `fast ${size}`)
		else if (state === FREE) tiling.add(address, size, 'free', unsorted.has(row) ? 'unsorted' : binName(size))
		else if (state === TOP) tiling.add(address, size, 'top')
		else if (row === tcache?.row) tiling.add(address, size, 'metadata', 'tcache')
		else tiling.addLive(address, size, row)
	}
	return tiling.finish()
}

/** The one chunk of a mapping; memalign leaves some space in front of it. */
function mappedRegions({ chunks, memory }: GlibcHeap, mapping: number): Region[] {
	const tiling = createTiling(memory, mapping)
	if (areaBytes(memory, mapping) === 0) return tiling.finish()
	for (let row = 0; row < chunks.rows; row += 1) {
		if (chunks.state[row] !== MAPPED || chunks.before[row] !== mapping) continue
		tiling.addLive(chunks.address[row] as number, chunks.size[row] as number, row)
	}
	return tiling.finish()
}
