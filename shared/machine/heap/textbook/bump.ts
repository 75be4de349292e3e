import { createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { growBreak } from '../growBreak.ts'
import { moveBlock } from '../moveBlock.ts'

const ALIGN = 16
/** The break moves by at least this many pages: 1 MiB of pages of 4 KiB. */
const GROW_PAGES = 256

/**
 * The simplest allocator: one address that only rises. free does nothing; the last block alone can
 * grow and shrink where it is. The bound that every other one is measured against: nothing is faster,
 * nothing wastes more.
 *
 *     ├─ block 1 ─┼─ block 2 ─┼── block 3 ──┼─ next ─►          │
 *     0                                     bump                break
 */
export function createBump(pageShift = 12): Allocator {
	const memory = createAnonymousMemory(pageShift)
	// Row 0 stands for NULL.
	const starts: number[] = [0]
	const ends: number[] = [0]
	let bump = 0

	/** A block of `request` bytes at the next multiple of `alignment`. */
	const place = (request: number, alignment: number): Block => {
		const start = Math.ceil(bump / alignment) * alignment
		const end = start + Math.max(ALIGN, Math.ceil(request / ALIGN) * ALIGN)
		if (!reach(end)) return NULL_BLOCK
		bump = end
		starts.push(start)
		ends.push(end)
		return starts.length - 1
	}
	/** Sees to it that the break is at `end` or above. False: refused. */
	const reach = (end: number): boolean =>
		end <= memory.brk || growBreak(memory, end - memory.brk, GROW_PAGES * 2 ** pageShift) > 0
	const touchBlock = (block: Block, offset: number, length: number, write: boolean): void => {
		const low = (starts[block] as number) + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, write)
	}

	const allocator: Allocator = {
		name: 'bump',
		memory,
		malloc: (request) => place(request, ALIGN),
		/** Memory that was never given out before is clear already. */
		calloc: (request) => place(request, ALIGN),
		memalign: (alignment, request) => place(request, Math.max(ALIGN, alignment)),
		realloc(block, request) {
			const end = (starts[block] as number) + Math.ceil(request / ALIGN) * ALIGN
			if (end <= (ends[block] as number)) return block
			if (ends[block] !== bump) return moveBlock(allocator, block, request)
			if (!reach(end)) return NULL_BLOCK
			ends[block] = end
			bump = end
			return block
		},
		free: () => undefined,
		usableBytes: (block) => (ends[block] as number) - (starts[block] as number),
		mappingOf: () => -1,
		offsetOf: (block) => starts[block] as number,
		touch: touchBlock,
		freeBytes: () => memory.brk - bump,
	}
	return allocator
}
