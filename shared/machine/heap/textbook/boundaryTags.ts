import { createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { createChunks, cutChunk, FREE, joinNext, linkNeighbours, newChunk, NONE, USED } from '../glibc/chunks.ts'
import { growBreak } from '../growBreak.ts'
import { moveBlock } from '../moveBlock.ts'
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
/** The break moves by at least this: 16 pages of 4 KiB. */
const GROW_PAGES = 16

/** An allocator of chunks with boundary tags over one heap that only grows; `lists` is its policy. */
export function createBoundaryTagHeap(
	name: string,
	lists: FreeLists,
	layout: ChunkLayout = BOUNDARY_TAGS,
	pageShift = 12,
): Allocator {
	const { headerBytes, footerBytes, alignment, minChunkBytes, coalesce } = layout
	const memory = createAnonymousMemory(pageShift)
	const chunks = createChunks()
	/** The chunk at the break; NONE before the first. */
	let last = NONE
	let freeBytes = 0

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
		freeBytes += sizeOf(row)
		if (coalesce) {
			const left = chunks.before[row] as number
			if (left !== NONE && isFree(left)) {
				lists.remove(left)
				joinWithNext(left)
				joined = left
			}
			const right = chunks.after[joined] as number
			if (right !== NONE && isFree(right)) {
				lists.remove(right)
				joinWithNext(joined)
			}
		}
		chunks.state[joined] = FREE
		lists.insert(joined, addressOf(joined), sizeOf(joined))
		writeFree(joined)
	}
	const joinWithNext = (row: number): void => {
		if (chunks.after[row] === last) last = row
		joinNext(chunks, row)
	}
	/** Cuts a chunk at `size`; the one behind is in use. */
	const cut = (row: number, size: number): number => {
		const rest = cutChunk(chunks, row, size, USED)
		if (row === last) last = rest
		return rest
	}

	/** Takes the front of a free chunk that is in the list; a rest that is large enough stays there. */
	const take = (row: number, size: number): number => {
		chunks.state[row] = USED
		freeBytes -= sizeOf(row)
		if (sizeOf(row) - size < Math.max(1, minChunkBytes)) {
			lists.remove(row)
		} else {
			const rest = cut(row, size)
			chunks.state[rest] = FREE
			freeBytes += sizeOf(rest)
			lists.replace(row, rest, addressOf(rest), sizeOf(rest))
			writeFree(rest)
		}
		writeTags(row)
		return row
	}

	/** More heap, as a free chunk. False: refused. */
	const grow = (size: number): boolean => {
		const isFirst = last === NONE
		const lead = isFirst ? (alignment - (headerBytes % alignment)) % alignment : 0
		const lastFree = !isFirst && coalesce && isFree(last) ? sizeOf(last) : 0
		const start = memory.brk
		const gained = growBreak(memory, size + alignment - lastFree, GROW_PAGES * 2 ** pageShift)
		if (gained === 0) return false
		// The end of the heap is no multiple of the alignment when the first payload is.
		const low = isFirst ? start + lead : addressOf(last) + sizeOf(last)
		const row = newChunk(chunks, low, Math.floor((start + gained - low) / alignment) * alignment, USED)
		linkNeighbours(chunks, last, row)
		last = row
		release(row)
		return true
	}

	const malloc = (request: number): Block => {
		const size = chunkSizeFor(request)
		let row = lists.find(size)
		if (row === NONE) {
			if (!grow(size)) return NULL_BLOCK
			row = lists.find(size)
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

	const allocator: Allocator = {
		name,
		memory,
		malloc,
		calloc(request) {
			const block = malloc(request)
			if (block !== NULL_BLOCK) touchBlock(block, 0, request, true)
			return block
		},
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
				freeBytes -= sizeOf(next)
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
		freeBytes: () => freeBytes,
	}
	return allocator
}
