import type { HeapDelta } from '../event.ts'
import type { Emit, Machine } from '../machine.ts'
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

const endOf = (chunk: Chunk): VirtualAddress => address(chunk.address + chunk.sizeBytes)
const sizeWord = (at: VirtualAddress): VirtualAddress => address(at + 8)
const forwardLink = (at: VirtualAddress): VirtualAddress => address(at + 16)

const unused = (at: number, sizeBytes: number, use: 'free' | 'top' | 'racked'): Chunk => ({
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
function indexOf(heap: Heap, at: number): number {
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
function replace(
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

export interface Placement {
	readonly lane: number
	readonly object: number
	readonly plate: string
	readonly requestBytes: Bytes
	readonly needBytes: Bytes
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

/**
 * Takes the free chunk (or top) at `at`, which must fit, and splits it:
 *
 *   low end:   │ used ── need ── │ free ── rest ── │
 *   high end:  │ free ── rest ── │ used ── need ── │      (chunks of the list only)
 *
 * The rest keeps the chunk's place in the list. Returns the header words written.
 */
export function placeInChunk(
	machine: Machine,
	emit: Emit,
	at: VirtualAddress,
	end: 'low' | 'high',
	what: Placement,
): HeaderWrites {
	const { heap } = machine
	const chunk = chunkAt(heap, at) as Chunk
	const isTop = chunk.use === 'top'
	const { split } = cutOf(chunk, what.needBytes)
	const position = heap.freeList.indexOf(at)
	const walked = isTop ? heap.freeList.length : position + 1
	const restBytes = chunk.sizeBytes - what.needBytes
	const usedAt = split && end === 'high' ? at + restBytes : at
	const restAt = end === 'high' ? at : at + what.needBytes
	const used: Chunk = {
		address: address(usedAt),
		sizeBytes: bytes(split ? what.needBytes : chunk.sizeBytes),
		use: 'used',
		requestBytes: what.requestBytes,
		object: what.object,
		plate: what.plate,
	}
	const rest = split ? [unused(restAt, restBytes, isTop ? 'top' : 'free')] : []
	const freeList = isTop
		? undefined
		: heap.freeList.flatMap((entry) => (entry === at ? rest.map((r) => r.address) : [entry]))
	const delta = replace(
		heap,
		[chunk],
		[used, ...rest].sort((a, b) => a.address - b.address),
		freeList ? { freeList } : {},
	)
	emit({
		type: 'chunkPlaced',
		lane: what.lane,
		object: what.object,
		address: used.address,
		from: isTop ? 'top' : 'list',
		walked,
		split,
		heap: delta,
	})
	return [used.address, ...rest.map((r) => r.address)].map(sizeWord)
}

/** Takes the newest racked chunk of exactly the size needed, which must exist. */
export function placeInRacked(machine: Machine, emit: Emit, what: Placement): HeaderWrites {
	const { heap } = machine
	const at = rackedChunk(heap, what.needBytes) as VirtualAddress
	const chunk = chunkAt(heap, at) as Chunk
	const used: Chunk = { ...chunk, use: 'used', requestBytes: what.requestBytes, object: what.object, plate: what.plate }
	const delta = replace(heap, [chunk], [used], { rack: heap.rack.filter((entry) => entry !== at) })
	emit({
		type: 'chunkPlaced',
		lane: what.lane,
		object: what.object,
		address: at,
		from: 'rack',
		walked: 0,
		split: false,
		heap: delta,
	})
	return [forwardLink(at)]
}

/**
 * free of a used chunk: onto the rack if the policy and its depth allow, else merged with free
 * neighbours and put at the head of the list (or into top). Racked neighbours count as in use.
 */
export function freeChunk(machine: Machine, emit: Emit, lane: number, at: VirtualAddress): HeaderWrites {
	const { heap } = machine
	const chunk = chunkAt(heap, at) as Chunk
	const object = chunk.object as number
	const racked = heap.rack.reduce(
		(count, entry) => count + (chunkAt(heap, entry)?.sizeBytes === chunk.sizeBytes ? 1 : 0),
		0,
	)
	if (chunk.sizeBytes <= heap.rackMaxBytes && racked < machine.scale.rackDepth) {
		const delta = replace(heap, [chunk], [unused(at, chunk.sizeBytes, 'racked')], { rack: [...heap.rack, at] })
		emit({ type: 'chunkFreed', lane, object, address: at, how: 'rack', merged: 0, heap: delta })
		return [forwardLink(at)]
	}
	const { merged, delta, into } = mergeAway(heap, chunk)
	emit({ type: 'chunkFreed', lane, object, address: at, how: 'merge', merged, heap: delta })
	const footer = into.use === 'top' ? [] : [endOf(into)]
	return [sizeWord(into.address), forwardLink(into.address), ...footer]
}

/** Joins a chunk with what is free on either side of it. */
function mergeAway(heap: Heap, chunk: Chunk): { merged: number; delta: HeapDelta; into: Chunk } {
	const index = indexOf(heap, chunk.address)
	const before = heap.chunks[index - 1]
	const after = heap.chunks[index + 1]
	const left = before?.use === 'free' ? before : undefined
	const right = after?.use === 'free' || after?.use === 'top' ? after : undefined
	const gone = [left, chunk, right].filter((one) => one !== undefined)
	const low = left ?? chunk
	const high = right ?? chunk
	const into = unused(low.address, endOf(high) - low.address, right?.use === 'top' ? 'top' : 'free')
	const others = heap.freeList.filter((entry) => entry !== left?.address && entry !== right?.address)
	const freeList = into.use === 'top' ? others : [into.address, ...others]
	return { merged: gone.length - 1, delta: replace(heap, gone, [into], { freeList }), into }
}

/** Moves the break by whole pages (negative: down; then top must hold them) and resizes top. */
export function moveBreak(machine: Machine, emit: Emit, lane: number, pages: number): HeaderWrites {
	const { heap, scale } = machine
	const brk = address(heap.brk + pages * scale.pageBytes)
	const old = topOf(heap)
	const at = old?.address ?? heap.brk
	const top = unused(at, brk - at, 'top')
	emit({ type: 'heapMoved', lane, heap: replace(heap, old ? [old] : [], [top], { brk }) })
	return [sizeWord(top.address)]
}
