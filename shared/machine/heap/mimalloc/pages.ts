import { areaOf, touch } from '../../kernel/anonymousMemory.ts'
import { bytesOfClass, classFor } from '../quarterClasses.ts'
import { releaseSpan, type Segments, SLICE, type Span, takeHugeSpan, takeSpan } from './segments.ts'

/**
 * Pages in mimalloc's sense: spans whose blocks are all of one size (mimalloc 2.0.9: page.c). Each page
 * has free lists of its own, *sharded* from those of all others, so that blocks given out one after
 * another lie together:
 *
 *     page of 64-byte blocks    │ 0 │ 1 │ 2 │ 3 │ 4 │ 5 │ … never used yet … │
 *       free        ─► 3 ─► 4 ─► 5            malloc takes from here
 *       local free  ─► 1                      free puts here; becomes `free` when that is empty
 *
 * New blocks are linked 4 KiB at a time, so a page becomes present only as far as it is needed.
 */
export interface Page {
	readonly span: Span
	readonly blockBytes: number
	/** Queue that it belongs to; LARGE for a page of one block. */
	readonly queue: number
	/** Bytes from the span's start to the first block. */
	readonly lead: number
	/** Blocks that fit. */
	readonly reserved: number
	/** Blocks linked so far. */
	capacity: number
	used: number
	/** Numbers of free blocks, the next one last. */
	free: number[]
	localFree: number[]
	isFull: boolean
	/** Its neighbours in the queue, unless it is full. */
	before: Page | null
	after: Page | null
	/** Searches that an empty page still survives; 0: it is in use. */
	retire: number
}

/** A handle is a page's row times this, plus the number of its block. */
export const BLOCKS = 8192
const LARGE = -1

/** Blocks up to 16 KiB lie in pages of 64 KiB, up to 128 KiB in pages of 512 KiB. */
const SMALL_MAX = SLICE / 4
export const MEDIUM_MAX = SLICE * 2
const MEDIUM_SLICES = 8
/** Blocks above have a segment of their own. */
const LARGE_MAX = 2 ** 24
/** Pages of small blocks don't all begin at the same cache set: their blocks start a little behind (segment.c). */
const START_OFFSET = 384
const START_OFFSET_MAX = 1024
/** MI_MAX_EXTEND_SIZE, MI_MIN_EXTEND: blocks are linked by 4 KiB, at least four at a time. */
const EXTEND_BYTES = 4096
const MIN_EXTEND = 4
/** MI_RETIRE_CYCLES, for small blocks; a quarter of it for medium ones. */
const RETIRE_CYCLES = 8

const QUEUES = classFor(MEDIUM_MAX) + 1

/** The pages of a class that may have room, the first to be searched first. */
interface PageQueue {
	first: Page | null
	last: Page | null
}

export interface Pages {
	readonly segments: Segments
	/** By the row of its span. */
	readonly pages: (Page | undefined)[]
	/** By class. */
	readonly queues: readonly PageQueue[]
	/** Bytes of all free blocks that were ever linked. */
	freeBytes: number
}

export const createPages = (segments: Segments): Pages => ({
	segments,
	pages: [],
	queues: Array.from({ length: QUEUES }, () => ({ first: null, last: null })),
	freeBytes: 0,
})

/** A free block of a class; -1: refused. */
export function takeBlock(pages: Pages, number: number): number {
	const queue = pages.queues[number] as PageQueue
	const { first } = queue
	const page = first && first.free.length > 0 ? first : findPage(pages, number, queue)
	if (!page) return -1
	return popBlock(pages, page)
}

/** The block that the next `takeBlock` of a class returns without a search; 0: it would have to search. */
export function nextBlock(pages: Pages, number: number): number {
	const page = (pages.queues[number] as PageQueue).first
	return page && page.free.length > 0 ? page.span.row * BLOCKS + (page.free.at(-1) as number) : 0
}

function popBlock(pages: Pages, page: Page): number {
	page.used += 1
	pages.segments.work.cached += 1
	page.retire = 0
	pages.freeBytes -= page.blockBytes
	return page.span.row * BLOCKS + (page.free.pop() as number)
}

/** The first page of the queue that has or gets a free block, else a new one. Full ones leave the queue. */
function findPage(pages: Pages, number: number, queue: PageQueue): Page | null {
	const { work } = pages.segments
	work.placed += 1
	for (let page = queue.first; page; page = queue.first) {
		collectFree(page)
		if (page.free.length === 0) extend(pages, page)
		if (page.free.length > 0) return page
		work.looked += 1
		page.isFull = true
		unlink(queue, page)
	}
	dropRetired(pages)
	const blockBytes = bytesOfClass(number)
	const span = takeSpan(pages.segments, blockBytes <= SMALL_MAX ? 1 : MEDIUM_SLICES)
	if (!span) return null
	const page = makePage(pages, span, blockBytes, number)
	linkBefore(queue, queue.first, page)
	return page
}

/** Puts a page before another one of the queue; before none: to its end. */
function linkBefore(queue: PageQueue, after: Page | null, page: Page): void {
	page.after = after
	page.before = after ? after.before : queue.last
	if (page.before) page.before.after = page
	else queue.first = page
	if (after) after.before = page
	else queue.last = page
}

function unlink(queue: PageQueue, { before, after }: Page): void {
	if (before) before.after = after
	else queue.first = after
	if (after) after.before = before
	else queue.last = before
}

function collectFree(page: Page): void {
	if (page.free.length > 0) return
	page.free = page.localFree
	page.localFree = []
}

function makePage(pages: Pages, span: Span, blockBytes: number, queue: number): Page {
	const lead = blockBytes <= START_OFFSET_MAX ? START_OFFSET : 0
	const page: Page = {
		span,
		blockBytes,
		queue,
		lead,
		reserved: Math.floor((span.slices * SLICE - lead) / blockBytes),
		capacity: 0,
		used: 0,
		free: [],
		localFree: [],
		isFull: false,
		before: null,
		after: null,
		retire: 0,
	}
	pages.pages[span.row] = page
	extend(pages, page)
	return page
}

/** Links the next 4 KiB of blocks, at least four: writes the first word of each. */
function extend(pages: Pages, page: Page): void {
	const most = Math.max(MIN_EXTEND, Math.floor(EXTEND_BYTES / page.blockBytes))
	const count = Math.min(most, page.reserved - page.capacity)
	const { memory } = pages.segments
	const area = areaOf(memory, page.span.segment.mapping)
	for (let at = page.capacity + count - 1; at >= page.capacity; at -= 1) {
		const low = page.span.slice * SLICE + page.lead + at * page.blockBytes
		touch(memory, area, low, low + 8, true)
		page.free.push(at)
	}
	page.capacity += count
	pages.segments.work.splits += count
	pages.freeBytes += count * page.blockBytes
}

/** A page of one block above 128 KiB: whole slices, of 64 KiB up to 512 KiB and of 512 KiB above. -1: refused. */
export function takeLargeBlock(pages: Pages, request: number): number {
	const bytes = goodSize(request)
	const unit = bytes > SLICE * MEDIUM_SLICES ? MEDIUM_SLICES : 1
	const slices = Math.ceil(bytes / SLICE / unit) * unit
	const take = (): Span | null =>
		bytes > LARGE_MAX ? takeHugeSpan(pages.segments, slices) : takeSpan(pages.segments, slices)
	let span = take()
	if (!span) {
		collectAll(pages)
		span = take()
	}
	if (!span) return -1
	return popBlock(pages, makePage(pages, span, span.slices * SLICE, LARGE))
}

/** Before it gives up, mimalloc frees all that it keeps for later: empty pages, queue by queue (mi_heap_collect). */
function collectAll(pages: Pages): void {
	for (const { first } of pages.queues) if (first && first.used === 0) dropPage(pages, first)
	for (const { first } of pages.queues) {
		for (let page = first; page; page = page.after) {
			for (const block of page.localFree) page.free.push(block)
			page.localFree = []
			if (page.used === 0) dropPage(pages, page)
		}
	}
}

const KIB = 1024
const MIB = 2 ** 20

/** _mi_os_good_alloc_size: rounds up by an eighth at most. */
function goodSize(bytes: number): number {
	let unit = 4 * MIB
	if (bytes < 512 * KIB) unit = 4 * KIB
	else if (bytes < 2 * MIB) unit = 64 * KIB
	else if (bytes < 8 * MIB) unit = 256 * KIB
	else if (bytes < 32 * MIB) unit = MIB
	return Math.ceil(bytes / unit) * unit
}

/** A block is free again. A page that is all free is retired: kept a while if its queue has no other. */
export function returnBlock(pages: Pages, block: number): void {
	const page = pages.pages[Math.floor(block / BLOCKS)] as Page
	page.localFree.push(block % BLOCKS)
	pages.segments.work.cached += 1
	page.used -= 1
	pages.freeBytes += page.blockBytes
	if (page.used === 0) {
		retirePage(pages, page)
	} else if (page.isFull) {
		page.isFull = false
		linkBefore(pages.queues[page.queue] as PageQueue, null, page)
	}
}

function retirePage(pages: Pages, page: Page): void {
	const queue = pages.queues[page.queue]
	if (queue && !page.isFull && queue.first === queue.last) {
		page.retire = 1 + (page.blockBytes <= SMALL_MAX ? RETIRE_CYCLES : RETIRE_CYCLES / 4)
		return
	}
	dropPage(pages, page)
}

function dropPage(pages: Pages, page: Page): void {
	const queue = pages.queues[page.queue]
	if (queue && !page.isFull) unlink(queue, page)
	pages.freeBytes -= page.capacity * page.blockBytes
	pages.pages[page.span.row] = undefined
	releaseSpan(pages.segments, page.span)
}

/** Before a new page is made: empty pages kept have a cycle less; those without any left are given up. */
function dropRetired(pages: Pages): void {
	for (const queue of pages.queues) {
		const page = queue.first
		if (!page || page.retire === 0 || page.used > 0) continue
		page.retire -= 1
		if (page.retire === 0) dropPage(pages, page)
	}
}

/** Bytes from the start of the mapping to a block. */
export const offsetOfBlock = (page: Page, block: number): number =>
	page.span.slice * SLICE + page.lead + (block % BLOCKS) * page.blockBytes
