import { type AnonymousMemory, areaOf, madvise, mmap, munmap, touch } from '../../kernel/anonymousMemory.ts'
import { floorLog2 } from '../floorLog2.ts'
import {
	createTreeNodes,
	firstFitting,
	insertRow,
	NO_ROW,
	type OrderedTree,
	removeRow,
	type TreeNodes,
} from '../orderedTree.ts'
import { createRowTable, dropRun, link, type RowTable, takeRow } from '../rowTable.ts'
import { createWork, type Work } from '../work.ts'

/**
 * Segments and spans (mimalloc 2.0.9: segment.c). A segment is a mapping of 32 MiB in slices of 64 KiB;
 * the first holds a record of each slice. Runs of slices are spans; a span in use is a mimalloc *page*
 * (not a page of the MMU), whose blocks are all of one size:
 *
 *     0        1        2                10       11                     512
 *     ┌────────┬────────┬────────────────┬────────┬───────────────────────┐
 *     │ header │ small  │  medium page   │ free   │ free span             │
 *     │        │ page   │  8 slices      │ span   │                       │
 *     └────────┴────────┴────────────────┴────────┴───────────────────────┘
 *
 * A block above 16 MiB has a segment of its own, unmapped with it.
 */
export const SLICE = 65_536
const SEGMENT_SLICES = 512
/** Bytes of a slice's record, and of what stands before them. */
const RECORD_BYTES = 80
const SEGMENT_FIELDS = 264
/** Records behind the first one that tell a span's start (MI_MAX_SLICE_OFFSET). */
const MARKED_RECORDS = 15
/** Calls until a segment's free spans are given back: mi_option_decommit_delay, 25 ms, at a call each 10 µs. */
export const PURGE_OPS = 2_500

interface Segment {
	readonly mapping: number
	/** Made for one block. */
	readonly isHuge: boolean
	/** Spans in use. */
	used: number
	/** Its free spans that are dirty. */
	readonly dirty: Set<Span>
	/** Call at which its free spans are given back; Infinity: none waits. */
	purgeAt: number
}

export interface Span {
	readonly row: number
	readonly segment: Segment
	/** From the start of its segment. */
	slice: number
	slices: number
	inUse: boolean
	/** Free, and not given back since its last use. */
	dirty: boolean
	before: Span | null
	after: Span | null
}

export interface Segments {
	readonly memory: AnonymousMemory
	readonly work: Work
	readonly spans: RowTable<Span>
	readonly nodes: TreeNodes
	/** Free spans by `binFor` their length; the newest first. */
	readonly bins: readonly OrderedTree[]
	entered: number
	/** Segments without a span in use, that stay for the next need (segment-cache.c). */
	readonly empty: Set<Segment>
	/** Calls so far: the clock. */
	ops: number
	/** Bytes in free spans that are dirty. */
	dirtyBytes: number
}

/** 1 … 8 slices have bins of their own, longer spans four for each doubling; the first shares that of 8 (mi_slice_bin8). */
const binFor = (slices: number): number => {
	if (slices <= 8) return slices
	const doubling = floorLog2(slices - 1)
	return doubling * 4 + (Math.floor((slices - 1) / 2 ** (doubling - 2)) % 4) - 4
}

const BINS = binFor(SEGMENT_SLICES) + 1

export const createSegments = (memory: AnonymousMemory): Segments => ({
	memory,
	work: createWork(),
	spans: createRowTable(),
	nodes: createTreeNodes(),
	bins: Array.from({ length: BINS }, () => ({ root: NO_ROW })),
	entered: 0,
	empty: new Set(),
	ops: 0,
	dirtyBytes: 0,
})

function newSpan(segments: Segments, segment: Segment, slice: number, slices: number): Span {
	const row = takeRow(segments.spans)
	const span: Span = { row, segment, slice, slices, inUse: true, dirty: false, before: null, after: null }
	segments.spans.byRow[row] = span
	return span
}

/** Writes the records of a span: the first ones and the last. */
function touchRecords({ memory }: Segments, span: Span): void {
	const area = areaOf(memory, span.segment.mapping)
	const record = (slice: number): number => SEGMENT_FIELDS + slice * RECORD_BYTES
	const marked = span.inUse ? Math.min(span.slices, MARKED_RECORDS + 1) : 1
	touch(memory, area, record(span.slice), record(span.slice + marked), true)
	const last = Math.min(span.slice + span.slices, SEGMENT_SLICES) - 1
	touch(memory, area, record(last), record(last + 1), true)
}

function enter(segments: Segments, span: Span): void {
	span.inUse = false
	if (span.dirty) {
		segments.dirtyBytes += span.slices * SLICE
		span.segment.dirty.add(span)
	}
	segments.entered += 1
	const bin = segments.bins[binFor(span.slices)] as OrderedTree
	insertRow(segments.nodes, bin, span.row, -segments.entered, 0, span.slices)
	touchRecords(segments, span)
}

function leave(segments: Segments, span: Span): void {
	span.inUse = true
	if (span.segment.dirty.delete(span)) segments.dirtyBytes -= span.slices * SLICE
	removeRow(segments.nodes, segments.bins[binFor(span.slices)] as OrderedTree, span.row)
}

/** A span of `slices`, in use. null: the kernel refuses. */
export function takeSpan(segments: Segments, slices: number): Span | null {
	segments.work.placed += 1
	const span = findSpan(segments, slices) ?? mapSegment(segments)
	if (!span) return null
	leave(segments, span)
	if (span.slices > slices) {
		segments.work.splits += 1
		const rest = newSpan(segments, span.segment, span.slice + slices, span.slices - slices)
		rest.dirty = span.dirty
		span.slices = slices
		link(rest, span.after)
		link(span, rest)
		enter(segments, rest)
	}
	span.segment.used += 1
	segments.empty.delete(span.segment)
	touchRecords(segments, span)
	return span
}

/** The newest free span that is long enough, of the lowest bin that has one. */
function findSpan(segments: Segments, slices: number): Span | null {
	for (let bin = binFor(slices); bin < BINS; bin += 1) {
		const row = firstFitting(segments.nodes, segments.bins[bin] as OrderedTree, slices)
		if (row !== NO_ROW) return segments.spans.byRow[row] as Span
	}
	return null
}

/** Maps a segment; all behind its header is one free span. null: refused. */
function mapSegment(segments: Segments): Span | null {
	const span = newSegment(segments, SEGMENT_SLICES, false)
	if (span) enter(segments, span)
	return span
}

/** Maps a segment of `slices`; the span of all behind its header. null: refused. */
function newSegment(segments: Segments, slices: number, isHuge: boolean): Span | null {
	const { memory } = segments
	const mapping = mmap(memory, slices * SLICE)
	if (mapping < 0) return null
	touch(memory, areaOf(memory, mapping), 0, SEGMENT_FIELDS, true)
	return newSpan(segments, { mapping, isHuge, used: 0, dirty: new Set(), purgeAt: Infinity }, 1, slices - 1)
}

/** A segment for one span of `slices`, in use. null: refused. */
export function takeHugeSpan(segments: Segments, slices: number): Span | null {
	segments.work.placed += 1
	const span = newSegment(segments, slices + 1, true)
	if (!span) return null
	span.segment.used = 1
	touchRecords(segments, span)
	return span
}

/** A span is free again: joins its free neighbours. A segment made for one block is unmapped with it. */
export function releaseSpan(segments: Segments, span: Span): void {
	const { segment, before, after } = span
	segments.work.released += 1
	segment.used -= 1
	if (segment.isHuge) {
		dropRun(segments.spans, span)
		munmap(segments.memory, segment.mapping)
		return
	}
	let joined = span
	span.dirty = true
	if (after && !after.inUse) {
		leave(segments, after)
		joinNext(segments, span)
	}
	if (before && !before.inUse) {
		leave(segments, before)
		joinNext(segments, before)
		joined = before
		joined.dirty = true
	}
	enter(segments, joined)
	if (segment.used === 0) segments.empty.add(segment)
	if (segment.purgeAt === Infinity) segment.purgeAt = segments.ops + PURGE_OPS
	else if (segment.purgeAt <= segments.ops) purgeSegment(segments, segment)
	for (const other of segments.empty) if (other.purgeAt <= segments.ops) purgeSegment(segments, other)
}

function joinNext(segments: Segments, span: Span): void {
	const next = span.after as Span
	span.slices += next.slices
	link(span, next.after)
	segments.work.merges += 1
	dropRun(segments.spans, next)
}

/** Gives the pages of a segment's free spans back; the spans stay. */
function purgeSegment(segments: Segments, segment: Segment): void {
	segment.purgeAt = Infinity
	for (const span of segment.dirty) {
		span.dirty = false
		segments.dirtyBytes -= span.slices * SLICE
		segments.work.looked += 1
		madvise(segments.memory, segment.mapping, span.slice * SLICE, (span.slice + span.slices) * SLICE)
	}
	segment.dirty.clear()
}
