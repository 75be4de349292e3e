import type { HeapDelta } from '../event.ts'
import type { Emit, Machine } from '../machine.ts'
import { address, type Bytes, bytes, type VirtualAddress } from '../units.ts'
import type { Chunk } from './chunk.ts'
import {
	chunkAt,
	cutOf,
	endOf,
	forwardLink,
	type Heap,
	type HeaderWrites,
	indexOf,
	rackedChunk,
	replace,
	sizeWord,
	topOf,
	unused,
} from './chunkList.ts'
import { walkedTo } from './sizeClass.ts'

export interface Placement {
	readonly lane: number
	readonly object: number
	readonly plate: string
	readonly requestBytes: Bytes
	readonly needBytes: Bytes
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
	const walked = walkedTo(heap, at, what.needBytes, machine.config.bins)
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
export function mergeAway(heap: Heap, chunk: Chunk): { merged: number; delta: HeapDelta; into: Chunk } {
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
