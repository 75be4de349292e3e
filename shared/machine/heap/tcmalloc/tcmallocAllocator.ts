import { createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { clearedBlock } from '../clearedBlock.ts'
import { deepCopy } from '../deepCopy.ts'
import { moveBlock } from '../moveBlock.ts'
import { createCentralLists, OBJECTS } from './centralList.ts'
import { createPageHeap, LARGE, NORMAL, releaseSpan, type Span, takeSpan } from './pageHeap.ts'
import { regionsOf } from './regions.ts'
import { classFor, type SizeClass } from './sizeClasses.ts'
import { createThreadCache, putObject, takeObject, type ThreadCache } from './threadCache.ts'
import { EXPERT, type Tuning } from './tuning.ts'

/** What is written of a block that the start takes. */
const POOL_HEADER_BYTES = 16

/**
 * tcmalloc of gperftools 2.10: thread-caching malloc. Blocks up to 256 KiB go through the cache of the
 * thread that calls, larger ones are spans of whole pages:
 *
 *     threadCache.ts ⇄ centralList.ts ⇄ pageHeap.ts ─► brk
 *
 * The real one finds a block's span by its address in a page map; here the handle names it.
 */
export function createTcmalloc(tuning: Tuning = EXPERT): Allocator {
	const central = createCentralLists(createPageHeap(createAnonymousMemory(tuning.pageShift), tuning))
	const caches = Array.from({ length: tuning.threads }, () => createThreadCache(central))
	const started: Started = { caches, thread: 0, startBlocks: [] }
	const allocator = tcmallocOver(started)
	for (const bytes of tuning.startBlocks) {
		const block = allocator.malloc(bytes)
		started.startBlocks.push(block)
		allocator.touch(block, 0, Math.min(bytes, POOL_HEADER_BYTES), true)
	}
	return allocator
}

interface Started {
	readonly caches: readonly ThreadCache[]
	/** The one that calls. */
	thread: number
	/** The library's own. */
	readonly startBlocks: Block[]
}

function tcmallocOver(started: Started): Allocator {
	const { caches, startBlocks } = started
	const { central } = caches[0] as ThreadCache
	const { heap } = central
	const { memory, work, sizes } = heap
	const { pageBytes, smallMax } = sizes

	const spanOf = (block: Block): Span => heap.spans.byRow[Math.floor(block / OBJECTS)] as Span
	const classBytes = (number: number): number => (sizes.classes[number] as SizeClass).bytes
	const usableBytes = (block: Block): number => {
		const span = spanOf(block)
		return span.classNumber === LARGE ? span.pages * pageBytes : classBytes(span.classNumber)
	}
	const offsetOf = (block: Block): number => {
		const span = spanOf(block)
		return span.start * pageBytes + (span.classNumber === LARGE ? 0 : (block % OBJECTS) * classBytes(span.classNumber))
	}
	const touchBlock = (block: Block, offset: number, length: number, write: boolean): void => {
		const low = offsetOf(block) + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, write)
	}

	const cacheOf = (): ThreadCache => caches[started.thread] as ThreadCache
	const takeSmall = (number: number): Block => Math.max(NULL_BLOCK, takeObject(cacheOf(), number))
	const takeLarge = (request: number): Block => {
		const span = takeSpan(heap, Math.ceil(request / pageBytes))
		if (!span) return NULL_BLOCK
		span.classNumber = LARGE
		return span.row * OBJECTS
	}
	const malloc = (request: number): Block =>
		request <= smallMax ? takeSmall(classFor(sizes, request)) : takeLarge(request)

	const allocator: Allocator = {
		name: 'tcmalloc',
		memory,
		work,
		onThread(thread) {
			started.thread = thread
		},
		malloc,
		/** Clears always: it doesn't know which pages are fresh. */
		calloc: (request) => clearedBlock(allocator, request),
		/** The smallest class whose size is a multiple of the alignment: spans begin at pages. */
		memalign(alignment, request) {
			if (request > smallMax) return takeLarge(request)
			let number = classFor(sizes, request)
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
			else putObject(cacheOf(), span.classNumber, block)
		},
		usableBytes,
		mappingOf: () => -1,
		offsetOf,
		touch: touchBlock,
		/** Objects in the thread cache and central lists, and free spans whose pages are present. */
		freeBytes: () =>
			caches.reduce((sum, { bytes }) => sum + bytes, central.freeBytes + heap.freePages[NORMAL] * pageBytes),
		regions: (mapping) => (mapping < 0 ? regionsOf(caches, startBlocks) : []),
		clone: () => tcmallocOver(deepCopy(started)),
	}
	return allocator
}
