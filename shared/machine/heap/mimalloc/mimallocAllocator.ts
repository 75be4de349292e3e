import { areaOf, createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { deepCopy } from '../deepCopy.ts'
import { moveBlock } from '../moveBlock.ts'
import { classFor } from '../quarterClasses.ts'
import {
	BLOCKS,
	createPages,
	MEDIUM_MAX,
	nextBlock,
	offsetOfBlock,
	type Page,
	type Pages,
	returnBlock,
	takeBlock,
	takeLargeBlock,
} from './pages.ts'
import { regionsOf } from './regions.ts'
import { createSegments } from './segments.ts'

const ALIGN = 16
/** MI_SMALL_SIZE_MAX: up to here memalign first looks at the block that malloc would return. */
const SMALL_REQUEST = 1024

/**
 * mimalloc 2.0.9 with one thread: a page for each run of blocks of one size, with free lists of its own.
 *
 *     pages.ts ⇄ segments.ts ─► mmap of 32 MiB
 *
 * The real one finds a block's segment by clearing the lower bits of its address; here the handle names
 * the page.
 */
export const createMimalloc = (): Allocator =>
	mimallocOver({ pages: createPages(createSegments(createAnonymousMemory(12))), leads: new Map() })

interface MimallocHeap {
	readonly pages: Pages
	/** Bytes from a block's start to what memalign returned, if not 0. */
	readonly leads: Map<Block, number>
}

function mimallocOver(heap: MimallocHeap): Allocator {
	const { pages, leads } = heap
	const { segments } = pages
	const { memory } = segments

	const pageOf = (block: Block): Page => pages.pages[Math.floor(block / BLOCKS)] as Page
	const leadOf = (block: Block): number => (leads.size === 0 ? 0 : (leads.get(block) ?? 0))
	const offsetOf = (block: Block): number => offsetOfBlock(pageOf(block), block) + leadOf(block)
	const usableBytes = (block: Block): number => pageOf(block).blockBytes - leadOf(block)
	const mappingOf = (block: Block): number => pageOf(block).span.segment.mapping
	const touchBlock = (block: Block, offset: number, length: number, write: boolean): void => {
		const low = offsetOf(block) + offset
		if (length > 0) touch(memory, areaOf(memory, mappingOf(block)), low, low + length, write)
	}
	const malloc = (request: number): Block => {
		segments.ops += 1
		const block = request <= MEDIUM_MAX ? takeBlock(pages, classFor(request)) : takeLargeBlock(pages, request)
		return Math.max(NULL_BLOCK, block)
	}

	const allocator: Allocator = {
		name: 'mimalloc',
		memory,
		work: segments.work,
		malloc,
		/** Clears the whole block. */
		calloc(request) {
			const block = malloc(request)
			if (block !== NULL_BLOCK) touchBlock(block, 0, usableBytes(block), true)
			return block
		},
		/** A block large enough to hold an aligned one; free finds its start by the page's block size. */
		memalign(alignment, request) {
			if (alignment <= ALIGN) return malloc(Math.max(request, alignment))
			const next = request <= SMALL_REQUEST && alignment <= request ? nextBlock(pages, classFor(request)) : NULL_BLOCK
			if (next !== NULL_BLOCK && offsetOf(next) % alignment === 0) return malloc(request)
			const block = malloc(request + alignment - 1)
			if (block === NULL_BLOCK) return NULL_BLOCK
			const start = offsetOf(block)
			const lead = Math.ceil(start / alignment) * alignment - start
			if (lead > 0) leads.set(block, lead)
			return block
		},
		/** Stays if it fits and half is used. */
		realloc(block, request) {
			const usable = usableBytes(block)
			return request <= usable && request >= Math.floor(usable / 2) ? block : moveBlock(allocator, block, request)
		},
		free(block) {
			segments.ops += 1
			leads.delete(block)
			returnBlock(pages, block)
		},
		usableBytes,
		mappingOf,
		offsetOf,
		touch: touchBlock,
		/** Free blocks, and free spans whose pages were not given back; not what was never used. */
		freeBytes: () => pages.freeBytes + segments.dirtyBytes,
		regions: (mapping) => regionsOf(pages, mapping),
		clone: () => mimallocOver(deepCopy(heap)),
	}
	return allocator
}
