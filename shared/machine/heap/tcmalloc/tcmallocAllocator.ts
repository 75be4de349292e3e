import { createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { clearedBlock } from '../clearedBlock.ts'
import { deepCopy } from '../deepCopy.ts'
import { moveBlock } from '../moveBlock.ts'
import { createCentralLists, OBJECTS } from './centralList.ts'
import { createPageHeap, LARGE, NORMAL, releaseSpan, type Span, takeSpan } from './pageHeap.ts'
import { regionsOf } from './regions.ts'
import { CLASSES, classFor, PAGE, type SizeClass, SMALL_MAX } from './sizeClasses.ts'
import { createThreadCache, putObject, takeObject, type ThreadCache } from './threadCache.ts'

/**
 * What the library's own start takes before the program's first call, and never frees: the C++ run
 * time's pool for exceptions thrown when memory is short (libstdc++: eh_alloc.cc), of which only a header
 * is written, and two small objects. All later addresses follow from it.
 */
const START_BLOCKS: readonly number[] = [72_704, 8, 16]
const POOL_HEADER_BYTES = 16

/**
 * tcmalloc of gperftools 2.10 with one thread: thread-caching malloc. Blocks up to 256 KiB go through
 * the thread cache, larger ones are spans of whole pages:
 *
 *     threadCache.ts ⇄ centralList.ts ⇄ pageHeap.ts ─► brk
 *
 * The real one finds a block's span by its address in a page map; here the handle names it.
 */
export function createTcmalloc(): Allocator {
	const heap = createPageHeap(createAnonymousMemory(12))
	const started: Started = { cache: createThreadCache(createCentralLists(heap)), startBlocks: [] }
	const allocator = tcmallocOver(started)
	for (const bytes of START_BLOCKS) {
		const block = allocator.malloc(bytes)
		started.startBlocks.push(block)
		allocator.touch(block, 0, Math.min(bytes, POOL_HEADER_BYTES), true)
	}
	return allocator
}

interface Started {
	readonly cache: ThreadCache
	/** The library's own. */
	readonly startBlocks: Block[]
}

function tcmallocOver(started: Started): Allocator {
	const { cache, startBlocks } = started
	const { central } = cache
	const { heap } = central
	const { memory, work } = heap

	const spanOf = (block: Block): Span => heap.spans.byRow[Math.floor(block / OBJECTS)] as Span
	const classBytes = (number: number): number => (CLASSES[number] as SizeClass).bytes
	const usableBytes = (block: Block): number => {
		const span = spanOf(block)
		return span.classNumber === LARGE ? span.pages * PAGE : classBytes(span.classNumber)
	}
	const offsetOf = (block: Block): number => {
		const span = spanOf(block)
		return span.start * PAGE + (span.classNumber === LARGE ? 0 : (block % OBJECTS) * classBytes(span.classNumber))
	}
	const touchBlock = (block: Block, offset: number, length: number, write: boolean): void => {
		const low = offsetOf(block) + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, write)
	}

	const takeSmall = (number: number): Block => Math.max(NULL_BLOCK, takeObject(cache, number))
	const takeLarge = (request: number): Block => {
		const span = takeSpan(heap, Math.ceil(request / PAGE))
		if (!span) return NULL_BLOCK
		span.classNumber = LARGE
		return span.row * OBJECTS
	}
	const malloc = (request: number): Block => (request <= SMALL_MAX ? takeSmall(classFor(request)) : takeLarge(request))

	const allocator: Allocator = {
		name: 'tcmalloc',
		memory,
		work,
		malloc,
		/** Clears always: it doesn't know which pages are fresh. */
		calloc: (request) => clearedBlock(allocator, request),
		/** The smallest class whose size is a multiple of the alignment: spans begin at pages. */
		memalign(alignment, request) {
			if (request > SMALL_MAX) return takeLarge(request)
			let number = classFor(request)
			while (classBytes(number) % alignment !== 0) number += 1
			return takeSmall(number)
		},
		/** Stays if it fits and half is used; grows by a quarter at least, for the next time. */
		realloc(block, request) {
			const usable = usableBytes(block)
			if (request <= usable && request >= Math.floor(usable / 2)) return block
			const askFor = request > usable ? Math.max(request, usable + Math.floor(usable / 4)) : request
			return moveBlock(allocator, block, request, askFor)
		},
		free(block) {
			const span = spanOf(block)
			if (span.classNumber === LARGE) releaseSpan(heap, span)
			else putObject(cache, span.classNumber, block)
		},
		usableBytes,
		mappingOf: () => -1,
		offsetOf,
		touch: touchBlock,
		/** Objects in the thread cache and central lists, and free spans whose pages are present. */
		freeBytes: () => cache.bytes + central.freeBytes + heap.freePages[NORMAL] * PAGE,
		regions: (mapping) => (mapping < 0 ? regionsOf(cache, startBlocks) : []),
		clone: () => tcmallocOver(deepCopy(started)),
	}
	return allocator
}
