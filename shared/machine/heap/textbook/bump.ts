import { type AnonymousMemory, createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { deepCopy } from '../deepCopy.ts'
import { growBreak } from '../growBreak.ts'
import { moveBlock } from '../moveBlock.ts'
import type { Region } from '../region.ts'
import { createTiling } from '../tiling.ts'
import { createWork, type Work } from '../work.ts'

const ALIGN = 16
/** The break moves by at least this many pages: 1 MiB of pages of 4 KiB. */
const GROW_PAGES = 256

interface BumpHeap {
	readonly memory: AnonymousMemory
	readonly work: Work
	/** By row; row 0 stands for NULL. */
	readonly starts: number[]
	readonly ends: number[]
	/** Blocks given back, for pictures: nobody gets them again. */
	readonly abandoned: Set<Block>
	bump: number
}

/**
 * The simplest allocator: one address that only rises. free does nothing; the last block alone can
 * grow and shrink where it is. The bound that every other one is measured against: nothing is faster,
 * nothing wastes more.
 *
 *     ├─ block 1 ─┼─ block 2 ─┼── block 3 ──┼─ next ─►          │
 *     0                                     bump                break
 */
export const createBump = (pageShift = 12): Allocator =>
	bumpOver({
		memory: createAnonymousMemory(pageShift),
		work: createWork(),
		starts: [0],
		ends: [0],
		abandoned: new Set(),
		bump: 0,
	})

function bumpOver(heap: BumpHeap): Allocator {
	const { memory, work, starts, ends } = heap

	/** A block of `request` bytes at the next multiple of `alignment`. */
	const place = (request: number, alignment: number): Block => {
		const start = Math.ceil(heap.bump / alignment) * alignment
		const end = start + Math.max(ALIGN, Math.ceil(request / ALIGN) * ALIGN)
		work.cached += 1
		if (!reach(end)) return NULL_BLOCK
		heap.bump = end
		starts.push(start)
		ends.push(end)
		return starts.length - 1
	}
	/** Sees to it that the break is at `end` or above. False: refused. */
	const reach = (end: number): boolean =>
		end <= memory.brk || growBreak(memory, end - memory.brk, GROW_PAGES * 2 ** memory.pageShift) > 0
	const touchBlock = (block: Block, offset: number, length: number, write: boolean): void => {
		const low = (starts[block] as number) + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, write)
	}

	const regions = (): Region[] => {
		const tiling = createTiling(memory, -1)
		for (let block = 1; block < starts.length; block += 1) {
			const start = starts[block] as number
			const size = (ends[block] as number) - start
			if (heap.abandoned.has(block)) tiling.add(start, size, 'unused', 'abandoned')
			else tiling.addLive(start, size, block)
		}
		tiling.add(heap.bump, memory.brk - heap.bump, 'top')
		return tiling.finish()
	}

	const allocator: Allocator = {
		name: 'bump',
		memory,
		work,
		malloc: (request) => place(request, ALIGN),
		/** Memory that was never given out before is clear already. */
		calloc: (request) => place(request, ALIGN),
		memalign: (alignment, request) => place(request, Math.max(ALIGN, alignment)),
		realloc(block, request) {
			const end = (starts[block] as number) + Math.ceil(request / ALIGN) * ALIGN
			if (end <= (ends[block] as number)) return block
			if (ends[block] !== heap.bump) return moveBlock(allocator, block, request)
			if (!reach(end)) return NULL_BLOCK
			ends[block] = end
			heap.bump = end
			return block
		},
		free: (block) => void heap.abandoned.add(block),
		usableBytes: (block) => (ends[block] as number) - (starts[block] as number),
		mappingOf: () => -1,
		offsetOf: (block) => starts[block] as number,
		touch: touchBlock,
		freeBytes: () => memory.brk - heap.bump,
		regions: (mapping) => (mapping < 0 ? regions() : []),
		clone: () => bumpOver(deepCopy(heap)),
	}
	return allocator
}
