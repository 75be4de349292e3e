import { type AnonymousMemory, areaOf, brk, madvise, mmap, touch } from '../../kernel/anonymousMemory.ts'
import {
	createTreeNodes,
	firstRow,
	insertRow,
	NO_ROW,
	type OrderedTree,
	removeRow,
	type TreeNodes,
} from '../orderedTree.ts'
import { createRowTable, dropRun, link, type RowTable, takeRow } from '../rowTable.ts'
import { createWork, type Work } from '../work.ts'
import { createDecay, type Decay, decayLimitPages, passEpoch } from './decay.ts'
import { createMetadata, type Metadata, touchDescriptor, touchPageMap } from './metadata.ts'
import { bytesOfPageClass, PAGE, pageClassFor, pageClassWithin } from './sizeClasses.ts'

/**
 * Extents: runs of whole pages inside a mapping (jemalloc 5.3: pac.c, extent.c, eset.c).
 *
 *     mapping 0, 2 MiB
 *     ┌────────┬──────┬─────────┬────────┬──────────────────────────────┐
 *     │ active │ dirty│ active  │ dirty  │ retained                     │
 *     └────────┴──────┴─────────┴────────┴──────────────────────────────┘
 *       in use   freed: its pages are still present    address space without pages
 *
 * A request looks among the dirty ones, then the retained ones, then maps more. Dirty pages decay: in
 * time they are given back (madvise) and their extents become retained. Nothing is ever unmapped.
 */
const ACTIVE = 0
export const DIRTY = 1
export const RETAINED = 2
type FreeState = typeof DIRTY | typeof RETAINED

export interface Extent {
	readonly row: number
	/** The arena that mapped it, and takes it back. */
	readonly source: PageSource
	readonly mapping: number
	/** Bytes from the start of the mapping. */
	address: number
	bytes: number
	state: typeof ACTIVE | FreeState
	/** Size class of what it holds while active; a slab's regions are all of one. */
	classNumber: number
	/** Bytes from its start to the block in it; 0 for a slab. */
	lead: number
	/** Its pages were never touched since the kernel gave them, so they read as zero. */
	cleared: boolean
	/** Neighbours in the mapping. */
	before: Extent | null
	after: Extent | null
}

/** Most page classes: 2^47 bytes. */
const PAGE_CLASSES = 144
/** First mapping; each further one is of the next page class (exp_grow.h). */
const FIRST_MAPPING_BYTES = 2 ** 21
/** A dirty extent is not split for a request less than 1/64 of its size (opt.lg_extent_max_active_fit). */
const MAX_ACTIVE_FIT = 2 ** 6
/** Freed dirty extents of this size join dirty neighbours at once, shorter ones only when they decay. */
const JOIN_AT_ONCE_BYTES = 16_384
/** From here on pages are not kept to decay (opt.oversize_threshold): blocks, and what freed ones join to. */
export const OVERSIZE = 2 ** 23

/** Free extents of one state, by page class. */
interface ExtentSet {
	readonly byClass: readonly OrderedTree[]
	/** The longest free first; only for DIRTY. */
	readonly byAge: Set<Extent>
	pages: number
}

/** All extents of the process; several `PageSource`s share rows, so that handles are unique. */
export interface ExtentTable {
	readonly memory: AnonymousMemory
	readonly work: Work
	readonly extents: RowTable<Extent>
	readonly nodes: TreeNodes
	readonly metadata: Metadata
}

export const createExtentTable = (memory: AnonymousMemory): ExtentTable => ({
	memory,
	work: createWork(),
	extents: createRowTable(),
	nodes: createTreeNodes(),
	metadata: createMetadata(memory),
})

/** The pages of one arena. */
export interface PageSource {
	readonly table: ExtentTable
	readonly dirty: ExtentSet
	readonly retained: ExtentSet
	/** null: freed pages are given back at once. */
	readonly decay: Decay | null
	nextMappingClass: number
}

const emptySet = (): ExtentSet => ({
	byClass: Array.from({ length: PAGE_CLASSES }, () => ({ root: NO_ROW })),
	byAge: new Set(),
	pages: 0,
})

export const createPageSource = (table: ExtentTable, decays: boolean): PageSource => ({
	table,
	dirty: emptySet(),
	retained: emptySet(),
	decay: decays ? createDecay() : null,
	nextMappingClass: pageClassFor(FIRST_MAPPING_BYTES),
})

function newExtent(source: PageSource, mapping: number, address: number, bytes: number): Extent {
	const { table } = source
	const row = takeRow(table.extents)
	const extent: Extent = {
		row,
		source,
		mapping,
		address,
		bytes,
		state: ACTIVE,
		classNumber: 0,
		lead: 0,
		cleared: true,
		before: null,
		after: null,
	}
	table.extents.byRow[row] = extent
	touchDescriptor(table.metadata, row)
	touchPageMap(table.metadata, mapping, address)
	return extent
}

/** Shortens an active extent to `bytes`; returns what lay behind, active too. */
function cut(extent: Extent, bytes: number): Extent {
	const rest = newExtent(extent.source, extent.mapping, extent.address + bytes, extent.bytes - bytes)
	extent.source.table.work.splits += 1
	link(rest, extent.after)
	link(extent, rest)
	extent.bytes = bytes
	return rest
}

/** Joins an extent with the one behind it, which disappears. */
function joinNext(extent: Extent): void {
	const next = extent.after as Extent
	extent.bytes += next.bytes
	link(extent, next.after)
	extent.source.table.work.merges += 1
	dropRun(extent.source.table.extents, next)
}

/**
 * Class under which a free extent is found. Large blocks need a class and a page, so that page is left
 * out here, and each of them finds an extent of just its size (sz.c: sz_psz_quantize_floor, _ceil).
 */
const classWithin = (bytes: number): number => pageClassWithin(bytes - PAGE)
const classThatFits = (bytes: number): number => pageClassFor(bytes - PAGE)

const setOf = (source: PageSource, state: FreeState): ExtentSet => (state === DIRTY ? source.dirty : source.retained)

function enter(extent: Extent, state: FreeState): void {
	const { source } = extent
	const set = setOf(source, state)
	extent.state = state
	const tree = set.byClass[classWithin(extent.bytes)] as OrderedTree
	insertRow(source.table.nodes, tree, extent.row, extent.mapping, extent.address, 0)
	set.pages += extent.bytes / PAGE
	if (state === DIRTY) set.byAge.add(extent)
}

function leave(extent: Extent): void {
	const { source } = extent
	const set = setOf(source, extent.state as FreeState)
	removeRow(source.table.nodes, set.byClass[classWithin(extent.bytes)] as OrderedTree, extent.row)
	set.pages -= extent.bytes / PAGE
	set.byAge.delete(extent)
	extent.state = ACTIVE
}

/**
 * The oldest mapping's lowest extent among those of classes that surely fit (eset.c: first fit; by
 * class, so a longer one of the request's own class may be missed). null: none.
 */
function firstFit(source: PageSource, state: FreeState, bytes: number): Extent | null {
	const { nodes, extents, work } = source.table
	const set = setOf(source, state)
	if (set.pages === 0) return null
	let found: Extent | null = null
	for (let number = classThatFits(bytes); number < PAGE_CLASSES; number += 1) {
		const tree = set.byClass[number] as OrderedTree
		if (tree.root === NO_ROW) continue
		if (state === DIRTY && bytesOfPageClass(number + 1) > bytes * MAX_ACTIVE_FIT) break
		const extent = extents.byRow[firstRow(nodes, tree)] as Extent
		if (found) work.looked += 1
		if (!found || isOlder(extent, found)) found = extent
	}
	return found
}

export const isOlder = (a: Extent, b: Extent): boolean =>
	a.mapping < b.mapping || (a.mapping === b.mapping && a.address < b.address)

/** An active extent of exactly `bytes` (whole pages). null: the kernel refuses. */
export function takeExtent(source: PageSource, bytes: number): Extent | null {
	source.table.work.placed += 1
	const extent = firstFit(source, DIRTY, bytes) ?? firstFit(source, RETAINED, bytes)
	if (!extent) return mapExtent(source, bytes)
	const state = extent.state as FreeState
	leave(extent)
	if (extent.bytes > bytes) enter(cut(extent, bytes), state)
	extent.cleared = state === RETAINED
	return extent
}

/** Maps the next size of the series that is large enough; what the request leaves is retained. */
function mapExtent(source: PageSource, bytes: number): Extent | null {
	const { memory } = source.table
	const number = Math.max(source.nextMappingClass, bytes < 2 ** 46 ? pageClassFor(bytes) : 0)
	const length = Math.max(bytes, bytesOfPageClass(number))
	const mapping = mmap(memory, length)
	if (mapping < 0) {
		// Then it asks for more break, which is refused as well.
		brk(memory, memory.brk + length)
		return null
	}
	source.nextMappingClass = number + 1
	const extent = newExtent(source, mapping, 0, length)
	if (length > bytes) enter(cut(extent, bytes), RETAINED)
	return extent
}

/** An active extent becomes free: dirty, or given back at once where nothing decays or it is too long. */
export function releaseExtent(extent: Extent): void {
	extent.source.table.work.released += 1
	if (!extent.source.decay) {
		purge(extent)
		return
	}
	let joined = extent
	if (extent.bytes >= JOIN_AT_ONCE_BYTES) joined = joinNeighbours(extent, DIRTY)
	if (joined.bytes >= OVERSIZE) purge(joined)
	else enter(joined, DIRTY)
}

/** Joins an active extent with its neighbours of a state; returns the result, active. */
function joinNeighbours(extent: Extent, state: FreeState): Extent {
	let joined = extent
	const { before, after } = extent
	if (after?.state === state) {
		leave(after)
		joinNext(joined)
	}
	if (before?.state === state) {
		leave(before)
		joinNext(before)
		joined = before
	}
	return joined
}

/** Gives an active extent's pages back; only its address space is kept. */
function purge(extent: Extent): void {
	madvise(extent.source.table.memory, extent.mapping, extent.address, extent.address + extent.bytes)
	enter(joinNeighbours(extent, RETAINED), RETAINED)
}

/** Once an op: as time passes, dirty pages above the decay's limit are given back, the longest free first. */
export function letDecay(source: PageSource): void {
	const { decay, dirty } = source
	if (!decay || !passEpoch(decay, dirty.pages)) return
	const limit = decayLimitPages(decay)
	for (const extent of dirty.byAge) {
		if (dirty.pages - extent.bytes / PAGE < limit) break
		source.table.work.looked += 1
		leave(extent)
		const joined = joinNeighbours(extent, DIRTY)
		// What just grew is as young as its youngest part.
		if (joined.bytes > extent.bytes || joined !== extent) enter(joined, DIRTY)
		else purge(extent)
	}
	decay.pagesLeft = dirty.pages
}

/** Lengthens an active extent to `bytes` out of the free one behind it. False: there is none, nothing changed. */
export function growExtent(extent: Extent, bytes: number): boolean {
	const next = extent.after
	const more = bytes - extent.bytes
	if (!next || next.state === ACTIVE || next.bytes < more) return false
	const state = next.state
	leave(next)
	if (next.bytes > more) enter(cut(next, more), state)
	joinNext(extent)
	return true
}

/** Shortens an active extent to `bytes`; what lay behind becomes free. */
export function shrinkExtent(extent: Extent, bytes: number): void {
	releaseExtent(cut(extent, bytes))
}

/** Bytes that are free and still present. */
export const dirtyBytes = (source: PageSource): number => source.dirty.pages * PAGE

export function touchExtent(table: ExtentTable, extent: Extent, low: number, high: number, write: boolean): void {
	touch(table.memory, areaOf(table.memory, extent.mapping), extent.address + low, extent.address + high, write)
}

/** Makes an active extent read as zero without writing it: its pages are given back. */
export function clearExtent(table: ExtentTable, extent: Extent): void {
	if (!extent.cleared) madvise(table.memory, extent.mapping, extent.address, extent.address + extent.bytes)
	extent.cleared = true
}
