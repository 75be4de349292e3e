import type { HeapDelta } from '../event.ts'
import { address, type Bytes, bytes, type VirtualAddress } from '../units.ts'
import { type Chunk, MIN_CHUNK_BYTES } from './chunk.ts'

/**
 * A heap whose placement is decided from outside, chunk by chunk: by a player, or by a bot.
 *
 *   start                                                             brk
 *   │ used │ free ① │ used │ racked │ free ② │ used │      top        │
 *   └────────────── chunks tile it without a gap ─────────────────────┘
 *
 * The free list is LIFO: what was freed last is found first. Top is not in the list.
 */
export interface Heap {
	readonly start: VirtualAddress
	brk: VirtualAddress
	/** Sorted by address. At most a few hundred: plain arrays beat anything clever here. */
	chunks: Chunk[]
	freeList: VirtualAddress[]
	/** Oldest first; each size is a stack of its own. */
	rack: VirtualAddress[]
	/** `free` racks chunks up to this size; 0: never. */
	rackMaxBytes: Bytes
}

export const emptyHeap = (start: VirtualAddress): Heap => ({
	start,
	brk: start,
	chunks: [],
	freeList: [],
	rack: [],
	rackMaxBytes: bytes(0),
})

/** Bytes written by the allocator itself: these go through the MMU like any other access. */
export type HeaderWrites = readonly VirtualAddress[]

export const endOf = (chunk: Chunk): VirtualAddress => address(chunk.address + chunk.sizeBytes)
export const sizeWord = (at: VirtualAddress): VirtualAddress => address(at + 8)
export const forwardLink = (at: VirtualAddress): VirtualAddress => address(at + 16)

export const unused = (at: number, sizeBytes: number, use: 'free' | 'top' | 'racked'): Chunk => ({
	address: address(at),
	sizeBytes: bytes(sizeBytes),
	use,
	requestBytes: null,
	object: null,
	plate: null,
})

/** The chunk that starts at an address, or undefined. */
export const chunkAt = (heap: Heap, at: number): Chunk | undefined => heap.chunks[indexOf(heap, at)]

/** The top chunk; undefined while the heap is empty. */
export function topOf(heap: Heap): Chunk | undefined {
	const last = heap.chunks.at(-1)
	return last?.use === 'top' ? last : undefined
}

/** The newest racked chunk of exactly this size. */
export const rackedChunk = (heap: Heap, sizeBytes: number): VirtualAddress | undefined =>
	heap.rack.findLast((at) => chunkAt(heap, at)?.sizeBytes === sizeBytes)

/** Binary search: index of the chunk at an address, -1 if none starts there. */
export function indexOf(heap: Heap, at: number): number {
	let low = 0
	let high = heap.chunks.length - 1
	while (low <= high) {
		const middle = (low + high) >> 1
		const found = (heap.chunks[middle] as Chunk).address
		if (found === at) return middle
		if (found < at) low = middle + 1
		else high = middle - 1
	}
	return -1
}

/** Replaces chunks `gone` by `chunks` (both sorted), keeps the tiling, and tells what changed. */
export function replace(
	heap: Heap,
	gone: readonly Chunk[],
	chunks: readonly Chunk[],
	lists: Partial<Pick<Heap, 'freeList' | 'rack' | 'brk'>>,
): HeapDelta {
	const first = gone[0] ? indexOf(heap, gone[0].address) : heap.chunks.length
	heap.chunks.splice(first, gone.length, ...chunks)
	if (lists.freeList) heap.freeList = lists.freeList
	if (lists.rack) heap.rack = lists.rack
	if (lists.brk !== undefined) heap.brk = lists.brk
	const kept = new Set(chunks.map((chunk) => chunk.address))
	return {
		gone: gone.map((chunk) => chunk.address).filter((at) => !kept.has(at)),
		chunks,
		freeList: lists.freeList ? [...lists.freeList] : null,
		rack: lists.rack ? [...lists.rack] : null,
		brk: lists.brk ?? null,
	}
}

/** How a chunk of the list, or top, would be cut for `needBytes`. */
export interface Cut {
	readonly fits: boolean
	/** True: a remainder of 32 bytes or more stays free (always so at top). */
	readonly split: boolean
}

/** glibc's rule: a remainder that can't be a chunk goes with the block; top always keeps one (malloc.c, `MINSIZE`). */
export function cutOf(chunk: Pick<Chunk, 'sizeBytes' | 'use'>, needBytes: number): Cut {
	const rest = chunk.sizeBytes - needBytes
	const split = rest >= MIN_CHUNK_BYTES
	return { fits: chunk.use === 'top' ? split : rest >= 0, split }
}
