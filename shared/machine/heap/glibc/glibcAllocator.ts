import type { Allocator } from '../allocator.ts'
import { CACHED, FAST, FREE, TOP } from './chunks.ts'
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
export function createGlibc(tuning: Tuning = EXPERT): Allocator {
	const heap = createGlibcHeap(tuning)
	return {
		name: 'glibc',
		memory: heap.memory,
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
	}
}

/** All chunks in the tcache, fast bins, the unsorted list and bins, and top. */
function freeBytesOf({ chunks }: GlibcHeap): number {
	let bytes = 0
	for (let row = 0; row < chunks.rows; row += 1) {
		const state = chunks.state[row]
		if (state === FREE || state === CACHED || state === FAST || state === TOP) bytes += chunks.size[row] as number
	}
	return bytes
}
