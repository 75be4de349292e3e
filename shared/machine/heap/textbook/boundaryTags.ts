import { type AnonymousMemory, createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { type Chunks, createChunks, cutChunk, FREE, joinNext, linkNeighbours, newChunk, NONE, USED } from '../chunks.ts'
import { clearedBlock } from '../clearedBlock.ts'
import { deepCopy } from '../deepCopy.ts'
import { growBreak } from '../growBreak.ts'
import { moveBlock } from '../moveBlock.ts'
import type { Region } from '../region.ts'
import { createTiling } from '../tiling.ts'
import type { FreeLists } from './freeLists.ts'

/**
 * What a chunk carries besides its payload. With both tags a free finds its neighbours at once
 * (Knuth's boundary tags, CS:APP ch. 9.9.11):
 *
 *      header 8    payload (free: two links of the free list)    footer 8
 *     ┌──────────┬─────────────────────────────────────────────┬──────────┐
 *     │ size │ u │                                             │ size │ u │   u: in use
 *     └──────────┴─────────────────────────────────────────────┴──────────┘
 *                ▲ address given out, a multiple of `alignment`
 */
export interface ChunkLayout {
	readonly headerBytes: number
	readonly footerBytes: number
	/** Of every payload and every chunk size. */
	readonly alignment: number
	/** A rest below this is not split off. */
	readonly minChunkBytes: number
	/** Free chunks join free neighbours at once; else never. */
	readonly coalesce: boolean
}

const BOUNDARY_TAGS: ChunkLayout = {
	headerBytes: 8,
	footerBytes: 8,
	alignment: 16,
	minChunkBytes: 32,
	coalesce: true,
}

/** Two links, written when a chunk with tags becomes free. */
const LINK_BYTES = 16
/** The break moves by at least this: 64 KiB. */
const GROW_PAGES = 16

interface TagHeap {
	readonly memory: AnonymousMemory
	/** The break moves by at least this. */
	readonly growBytes: number
	readonly chunks: Chunks
	/** The chunk at the break; NONE before the first. */
	last: number
	freeBytes: number
}

/** An allocator of chunks with boundary tags over one heap that only grows; `lists` is its policy. */
export function createBoundaryTagHeap(
	name: string,
	lists: FreeLists,
	layout: ChunkLayout = BOUNDARY_TAGS,
	pageShift = 12,
	growPages = GROW_PAGES,
): Allocator {
	const memory = createAnonymousMemory(pageShift)
	const growBytes = growPages * 2 ** pageShift
	return tagHeapOver(name, lists, layout, { memory, growBytes, chunks: createChunks(), last: NONE, freeBytes: 0 })
}

function tagHeapOver(name: string, lists: FreeLists, layout: ChunkLayout, heap: TagHeap): Allocator {
	const { headerBytes, footerBytes, alignment, minChunkBytes, coalesce } = layout
	const { memory, chunks } = heap
	const { work } = lists

	const addressOf = (row: number): number => chunks.address[row] as number
	const sizeOf = (row: number): number => chunks.size[row] as number
	const isFree = (row: number): boolean => chunks.state[row] === FREE
	const chunkSizeFor = (request: number): number =>
		Math.max(minChunkBytes, Math.ceil((request + headerBytes + footerBytes) / alignment) * alignment)
	const usableBytes = (row: number): number => sizeOf(row) - headerBytes - footerBytes

	const write = (low: number, bytes: number): void => {
		if (bytes > 0) touch(memory, memory.heap, low, low + bytes, true)
	}
	const writeTags = (row: number): void => {
		write(addressOf(row), headerBytes)
		write(addressOf(row) + sizeOf(row) - footerBytes, footerBytes)
	}
	/** Tags and links of a free chunk. */
	const writeFree = (row: number): void => {
		writeTags(row)
		if (headerBytes > 0) write(addressOf(row) + headerBytes, LINK_BYTES)
	}

	/** Enters a chunk that is in no list, joined with its free neighbours. */
	const release = (row: number): void => {
		let joined = row
		let isFound = false
		work.released += 1
		heap.freeBytes += sizeOf(row)
		if (coalesce) {
			const left = chunks.before[row] as number
			if (left !== NONE && isFree(left)) {
				lists.remove(left)
				joinWithNext(left)
				joined = left
				isFound = true
			}
			const right = chunks.after[joined] as number
			if (right !== NONE && isFree(right)) {
				lists.remove(right)
				joinWithNext(joined)
				isFound = true
			}
		}
		chunks.state[joined] = FREE
		lists.insert(joined, addressOf(joined), sizeOf(joined), isFound)
		writeFree(joined)
	}
	const joinWithNext = (row: number): void => {
		work.merges += 1
		if (chunks.after[row] === heap.last) heap.last = row
		joinNext(chunks, row)
	}
	/** Cuts a chunk at `size`; the one behind is in use. */
	const cut = (row: number, size: number): number => {
		work.splits += 1
		const rest = cutChunk(chunks, row, size, USED)
		if (row === heap.last) heap.last = rest
		return rest
	}

	/** Takes the front of a free chunk that is in the list; a rest that is large enough stays there. */
	const take = (row: number, size: number): number => {
		chunks.state[row] = USED
		heap.freeBytes -= sizeOf(row)
		if (sizeOf(row) - size < Math.max(1, minChunkBytes)) {
			lists.remove(row)
		} else {
			const rest = cut(row, size)
			chunks.state[rest] = FREE
			heap.freeBytes += sizeOf(rest)
			lists.replace(row, rest, addressOf(rest), sizeOf(rest))
			writeFree(rest)
		}
		writeTags(row)
		return row
	}

	/** More heap, as a free chunk at its end. False: refused. */
	const grow = (size: number): boolean => {
		const { last } = heap
		const isFirst = last === NONE
		const lead = isFirst ? (alignment - (headerBytes % alignment)) % alignment : 0
		const lastFree = !isFirst && coalesce && isFree(last) ? sizeOf(last) : 0
		const start = memory.brk
		const gained = growBreak(memory, size + alignment - lastFree, heap.growBytes)
		if (gained === 0) return false
		// The end of the heap is no multiple of the alignment when the first payload is.
		const low = isFirst ? start + lead : addressOf(last) + sizeOf(last)
		const row = newChunk(chunks, low, Math.floor((start + gained - low) / alignment) * alignment, USED)
		linkNeighbours(chunks, last, row)
		heap.last = row
		release(row)
		return true
	}

	const malloc = (request: number): Block => {
		const size = chunkSizeFor(request)
		work.placed += 1
		let row = lists.find(size)
		if (row === NONE) {
			if (!grow(size)) return NULL_BLOCK
			// The new chunk is at hand: nobody would walk to it.
			const { looked } = work
			row = lists.find(size)
			work.looked = looked
		}
		return take(row, size)
	}
	const free = (block: Block): void => release(block)

	/** Splits off what is behind `size`, if it can stand alone. */
	const cutRest = (row: number, size: number): void => {
		if (sizeOf(row) - size < Math.max(1, minChunkBytes)) return
		const rest = cut(row, size)
		writeTags(row)
		release(rest)
	}
	const touchBlock = (block: Block, offset: number, length: number, isWrite: boolean): void => {
		const low = addressOf(block) + headerBytes + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, isWrite)
	}

	const regions = (): Region[] => {
		const tiling = createTiling(memory, -1)
		let row = heap.last
		while (row !== NONE && chunks.before[row] !== NONE) row = chunks.before[row] as number
		for (; row !== NONE; row = chunks.after[row] as number) {
			const [low, size] = [addressOf(row), sizeOf(row)]
			if (isFree(row)) tiling.add(low, size, 'free', lists.nameFor(size))
			else tiling.addLive(low, size, row)
		}
		return tiling.finish()
	}

	const allocator: Allocator = {
		name,
		memory,
		work,
		malloc,
		calloc: (request) => clearedBlock(allocator, request),
		/** A chunk large enough to hold an aligned one; what lies before and behind is freed. */
		memalign(boundary, request) {
			if (boundary <= alignment) return malloc(request)
			const size = chunkSizeFor(request)
			const block = malloc(size + boundary + minChunkBytes)
			if (block === NULL_BLOCK) return NULL_BLOCK
			const payload = addressOf(block) + headerBytes
			let aligned = Math.ceil(payload / boundary) * boundary
			if (aligned > payload && aligned - payload < minChunkBytes) aligned += boundary
			if (aligned === payload) {
				cutRest(block, size)
				return block
			}
			const row = cut(block, aligned - payload)
			writeTags(row)
			cutRest(row, size)
			release(block)
			return row
		},
		/** In place if it fits or the next chunk is free and large enough; else it moves. */
		realloc(block, request) {
			const size = chunkSizeFor(request)
			const next = chunks.after[block] as number
			if (size > sizeOf(block) && coalesce && next !== NONE && isFree(next) && sizeOf(block) + sizeOf(next) >= size) {
				lists.remove(next)
				heap.freeBytes -= sizeOf(next)
				joinWithNext(block)
				writeTags(block)
			}
			if (size > sizeOf(block)) return moveBlock(allocator, block, request)
			cutRest(block, size)
			return block
		},
		free,
		usableBytes,
		mappingOf: () => -1,
		offsetOf: (block) => addressOf(block) + headerBytes,
		touch: touchBlock,
		freeBytes: () => heap.freeBytes,
		regions: (mapping) => (mapping < 0 ? regions() : []),
		clone: () => tagHeapOver(name, lists.clone(), layout, deepCopy(heap)),
	}
	return allocator
}
