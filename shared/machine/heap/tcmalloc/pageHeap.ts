import { type AnonymousMemory, madvise, mmap } from '../../kernel/anonymousMemory.ts'
import { growBreak } from '../growBreak.ts'
import {
	createTreeNodes,
	firstRow,
	insertRow,
	lastRow,
	NO_ROW,
	type OrderedTree,
	removeRow,
	rowFrom,
	type TreeNodes,
} from '../orderedTree.ts'
import { createRowTable, dropRun, link, type RowTable, takeRow } from '../rowTable.ts'
import { createWork, type Work } from '../work.ts'
import { createSizes, type Sizes } from './sizeClasses.ts'
import type { Tuning } from './tuning.ts'

/**
 * The page heap: spans of pages (8 KiB at real scale) (gperftools 2.10: page_heap.cc).
 *
 *     0      1 MiB                    3 MiB
 *     ┌──────┬────────────┬─────┬─────┐ break
 *     │in use│ normal     │in u.│ret. │
 *     └──────┴────────────┴─────┴─────┘
 *
 * Free spans are normal (their pages are present) or returned (given back by madvise). Those shorter
 * than 128 pages lie in lists by length, the newest first; longer ones in a set by length and address.
 * A request takes the shortest span that is long enough; a freed one joins free neighbours of its kind.
 */
const IN_USE = 0
export const NORMAL = 1
export const RETURNED = 2
type FreeKind = typeof NORMAL | typeof RETURNED

export interface Span {
	readonly row: number
	/** Pages from the initial break. */
	start: number
	pages: number
	kind: typeof IN_USE | FreeKind
	/** Size class of its objects; LARGE: one block. */
	classNumber: number
	/** Free objects' numbers, the next to be given out last; only in central lists. */
	objects: number[]
	/** Objects that are not in the central list. */
	used: number
	before: Span | null
	after: Span | null
}

export const LARGE = -1
/** kMaxPages. */
const LIST_PAGES = 128
/** Pages to free before the heap first returns a span, and after it found none (kDefaultReleaseDelay). */
const RELEASE_DELAY = 2 ** 18
/** 1000 / tcmalloc_release_rate: pages to free for each page that was returned; and the most (kMaxReleaseDelay). */
const RELEASE_FACTOR = 1000
const MAX_RELEASE_DELAY = 2 ** 20
/** Growing past a multiple of this while a quarter of the heap is free returns all free spans first. */
const FORCED_JOIN_BYTES = 2 ** 27

export interface PageHeap {
	readonly memory: AnonymousMemory
	readonly work: Work
	readonly sizes: Sizes
	/** Shortest growth. */
	readonly growPages: number
	readonly spans: RowTable<Span>
	readonly nodes: TreeNodes
	/** By length in pages; the last tree holds all that are longer, by length. */
	readonly free: readonly [null, readonly OrderedTree[], readonly OrderedTree[]]
	/** Free pages of each kind. */
	readonly freePages: [number, number, number]
	/** The last span, at the break. */
	last: Span | null
	/** Rises with each span put into a list; makes it first. */
	entered: number
	/** Pages to be freed until the next return. */
	untilRelease: number
	/** List from which the next span is returned. */
	releaseFrom: number
}

const emptyLists = (): readonly OrderedTree[] => Array.from({ length: LIST_PAGES + 1 }, () => ({ root: NO_ROW }))

export const createPageHeap = (memory: AnonymousMemory, tuning: Tuning): PageHeap => ({
	memory,
	work: createWork(),
	sizes: createSizes(tuning),
	growPages: tuning.growPages,
	spans: createRowTable(),
	nodes: createTreeNodes(),
	free: [null, emptyLists(), emptyLists()],
	freePages: [0, 0, 0],
	last: null,
	entered: 0,
	untilRelease: RELEASE_DELAY,
	releaseFrom: LIST_PAGES,
})

function newSpan(heap: PageHeap, start: number, pages: number): Span {
	const row = takeRow(heap.spans)
	const span: Span = {
		row,
		start,
		pages,
		kind: IN_USE,
		classNumber: LARGE,
		objects: [],
		used: 0,
		before: null,
		after: null,
	}
	heap.spans.byRow[row] = span
	return span
}

const treeOf = (heap: PageHeap, kind: FreeKind, pages: number): OrderedTree =>
	heap.free[kind][Math.min(pages, LIST_PAGES)] as OrderedTree

function enter(heap: PageHeap, span: Span, kind: FreeKind): void {
	span.kind = kind
	heap.freePages[kind] += span.pages
	const tree = treeOf(heap, kind, span.pages)
	heap.entered += 1
	if (span.pages < LIST_PAGES) insertRow(heap.nodes, tree, span.row, -heap.entered, 0, 0)
	else insertRow(heap.nodes, tree, span.row, span.pages, span.start, 0)
}

function leave(heap: PageHeap, span: Span): void {
	const kind = span.kind as FreeKind
	heap.freePages[kind] -= span.pages
	removeRow(heap.nodes, treeOf(heap, kind, span.pages), span.row)
	span.kind = IN_USE
}

/** Joins with free neighbours of the same kind, then enters the result. */
function joinAndEnter(heap: PageHeap, span: Span, kind: FreeKind): void {
	const { before, after } = span
	let joined = span
	if (before?.kind === kind) {
		leave(heap, before)
		joinNext(heap, before)
		joined = before
	}
	if (after?.kind === kind) {
		leave(heap, after)
		joinNext(heap, joined)
	}
	enter(heap, joined, kind)
}

/** Joins a span with the one behind it, which disappears. */
function joinNext(heap: PageHeap, span: Span): void {
	const next = span.after as Span
	span.pages += next.pages
	link(span, next.after)
	if (heap.last === next) heap.last = span
	dropRun(heap.spans, next)
	heap.work.merges += 1
}

/** The first span in list order of the shortest length from `pages` on; normal ones before returned ones. */
function shortestFit(heap: PageHeap, pages: number): Span | null {
	for (let length = pages; length < LIST_PAGES; length += 1) {
		for (const kind of [NORMAL, RETURNED] as const) {
			const row = firstRow(heap.nodes, heap.free[kind][length] as OrderedTree)
			if (row !== NO_ROW) return heap.spans.byRow[row] as Span
		}
	}
	const normal = longFit(heap, NORMAL, pages)
	const returned = longFit(heap, RETURNED, pages)
	if (!normal || !returned) return normal ?? returned
	if (returned.pages !== normal.pages) return returned.pages < normal.pages ? returned : normal
	return returned.start < normal.start ? returned : normal
}

/** Of the long spans the shortest that fits, the lowest of several. */
function longFit(heap: PageHeap, kind: FreeKind, pages: number): Span | null {
	const row = rowFrom(heap.nodes, treeOf(heap, kind, LIST_PAGES), pages, 0)
	return row === NO_ROW ? null : (heap.spans.byRow[row] as Span)
}

/** Takes the front of a free span; the rest stays free. */
function carve(heap: PageHeap, span: Span, pages: number): Span {
	const kind = span.kind as FreeKind
	leave(heap, span)
	if (span.pages === pages) return span
	heap.work.splits += 1
	const rest = newSpan(heap, span.start + pages, span.pages - pages)
	span.pages = pages
	link(rest, span.after)
	link(span, rest)
	if (heap.last === span) heap.last = rest
	enter(heap, rest, kind)
	return span
}

/** A span of exactly `pages`, in use. null: the kernel refuses. */
export function takeSpan(heap: PageHeap, pages: number): Span | null {
	heap.work.placed += 1
	let span = shortestFit(heap, pages)
	if (!span && shouldReturnAll(heap, pages)) {
		returnPages(heap, Infinity)
		span = shortestFit(heap, pages)
	}
	if (!span && grow(heap, pages)) span = shortestFit(heap, pages)
	return span ? carve(heap, span, pages) : null
}

/** Spans of unlike kinds never join; where that may be why none fits, all are made alike. */
function shouldReturnAll(heap: PageHeap, pages: number): boolean {
	const { brk: systemBytes } = heap.memory
	const { pageBytes } = heap.sizes
	const [, normal, returned] = heap.freePages
	if (normal === 0 || returned === 0 || (normal + returned) * pageBytes < systemBytes / 4) return false
	return (
		Math.floor(systemBytes / FORCED_JOIN_BYTES) !== Math.floor((systemBytes + pages * pageBytes) / FORCED_JOIN_BYTES)
	)
}

/** Moves the break. False: refused. */
function grow(heap: PageHeap, pages: number): boolean {
	const { pageBytes } = heap.sizes
	const start = heap.memory.brk / pageBytes
	const gained = growBreak(heap.memory, Math.max(pages, heap.growPages) * pageBytes, pageBytes)
	if (gained === 0) {
		// What the break can't have no mapping can: sizes beyond the address space.
		mmap(heap.memory, pages * pageBytes)
		return false
	}
	const span = newSpan(heap, start, gained / pageBytes)
	link(heap.last, span)
	heap.last = span
	releaseSpan(heap, span)
	return true
}

/** A span is free again. Now and then this returns another one to the kernel. */
export function releaseSpan(heap: PageHeap, span: Span): void {
	const { pages } = span
	heap.work.released += 1
	span.classNumber = LARGE
	joinAndEnter(heap, span, NORMAL)
	heap.untilRelease -= pages
	if (heap.untilRelease >= 0) return
	const returned = returnPages(heap, 1)
	heap.untilRelease = returned === 0 ? RELEASE_DELAY : Math.min(returned * RELEASE_FACTOR, MAX_RELEASE_DELAY)
}

/** Returns normal spans, list by list in turn and the oldest first, until `pages` or more are returned. How many were. */
function returnPages(heap: PageHeap, pages: number): number {
	const { pageBytes } = heap.sizes
	let returned = 0
	let emptyLists = 0
	while (returned < pages && emptyLists <= LIST_PAGES) {
		const tree = heap.free[NORMAL][heap.releaseFrom] as OrderedTree
		const isLong = heap.releaseFrom === LIST_PAGES
		const row = isLong ? firstRow(heap.nodes, tree) : lastRow(heap.nodes, tree)
		heap.releaseFrom = (heap.releaseFrom + 1) % (LIST_PAGES + 1)
		if (row === NO_ROW) {
			emptyLists += 1
			continue
		}
		emptyLists = 0
		const span = heap.spans.byRow[row] as Span
		returned += span.pages
		heap.work.looked += 1
		leave(heap, span)
		madvise(heap.memory, -1, span.start * pageBytes, (span.start + span.pages) * pageBytes)
		joinAndEnter(heap, span, RETURNED)
	}
	return returned
}
