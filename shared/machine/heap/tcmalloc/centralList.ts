import { touch } from '../../kernel/anonymousMemory.ts'
import { firstRow, insertRow, NO_ROW, type OrderedTree, removeRow } from '../orderedTree.ts'
import { type PageHeap, releaseSpan, type Span, takeSpan } from './pageHeap.ts'
import type { SizeClass } from './sizeClasses.ts'

/**
 * The central lists: one for each class, shared by all threads (central_freelist.cc). Objects come to
 * it and leave it by batches; whole batches are kept as they are in its transfer slots, so that what
 * one thread frees another can have without taking it apart. Below lie the spans:
 *
 *     thread caches ⇄ batch ⇄ [slot][slot][slot]…  ⇄ spans with a free object ⇄ page heap
 *
 * A span's free objects are linked through their own first words: so a new span is written, and present,
 * as a whole.
 */
interface CentralList {
	readonly number: number
	readonly sizeClass: SizeClass
	/** Whole batches, the newest last. */
	readonly slots: number[][]
	/** Batches that it may keep now, and ever. */
	slotLimit: number
	readonly slotMax: number
	/** Spans with a free object; the newest first. */
	readonly withRoom: OrderedTree
}

export interface CentralLists {
	readonly heap: PageHeap
	readonly lists: readonly CentralList[]
	/** List that next gives up a slot for another. */
	nextDonor: number
	/** Free bytes in spans and slots. */
	freeBytes: number
	/** What the caches of all threads together may still claim. */
	unclaimedBytes: number
}

/** A handle is its span's row times this, plus the object's number. */
export const OBJECTS = 1024
const FIRST_SLOTS = 16
const MAX_SLOTS = 64
/** Most bytes in the slots of a list. */
const MAX_SLOT_BYTES = 2 ** 20
/** kDefaultOverallThreadCacheSize */
const ALL_THREADS_BYTES = 2 ** 25

export const createCentralLists = (heap: PageHeap): CentralLists => ({
	heap,
	lists: heap.sizes.classes.map((sizeClass, number) => {
		const byBytes = Math.floor(MAX_SLOT_BYTES / (sizeClass.bytes * sizeClass.batch))
		const slotMax = Math.min(MAX_SLOTS, Math.max(1, byBytes))
		const slotLimit = Math.min(FIRST_SLOTS, slotMax)
		return { number, sizeClass, slots: [], slotLimit, slotMax, withRoom: { root: NO_ROW } }
	}),
	nextDonor: 0,
	freeBytes: 0,
	unclaimedBytes: ALL_THREADS_BYTES,
})

const listOf = (central: CentralLists, number: number): CentralList => central.lists[number] as CentralList

/** Up to `count` objects, the next to be used last; none if the kernel refuses. A whole batch may come from a slot. */
export function takeBatch(central: CentralLists, number: number, count: number): number[] {
	const list = listOf(central, number)
	const { bytes, batch } = list.sizeClass
	central.heap.work.placed += 1
	const slot = count === batch ? list.slots.pop() : undefined
	const objects = slot ?? takeFromSpans(central, list, count)
	central.freeBytes -= objects.length * bytes
	return objects
}

function takeFromSpans(central: CentralLists, list: CentralList, count: number): number[] {
	const { heap } = central
	const taken: number[] = []
	// Only the first object is worth a new span.
	while (taken.length < count) {
		let row = firstRow(heap.nodes, list.withRoom)
		if (row === NO_ROW && taken.length === 0) row = addSpan(central, list)
		if (row === NO_ROW) break
		const span = heap.spans.byRow[row] as Span
		const piece = span.objects.splice(-Math.min(count - taken.length, span.objects.length))
		span.used += piece.length
		if (span.objects.length === 0) removeRow(heap.nodes, list.withRoom, row)
		for (const object of piece) taken.push(row * OBJECTS + object)
	}
	heap.work.looked += Math.max(0, taken.length - 1)
	return taken
}

/** A new span, cut into objects. Its row; NO_ROW: refused. */
function addSpan(central: CentralLists, list: CentralList): number {
	const { heap } = central
	const { bytes, pages, objects } = list.sizeClass
	const span = takeSpan(heap, pages)
	if (!span) return NO_ROW
	span.classNumber = list.number
	span.objects = Array.from({ length: objects }, (_, at) => objects - 1 - at)
	span.used = 0
	for (let at = 0; at < objects; at += 1) {
		const low = span.start * heap.sizes.pageBytes + at * bytes
		touch(heap.memory, heap.memory.heap, low, low + 8, true)
	}
	central.freeBytes += objects * bytes
	heap.work.splits += objects - 1
	enlist(central, list, span)
	return span.row
}

function enlist({ heap }: CentralLists, list: CentralList, span: Span): void {
	heap.entered += 1
	insertRow(heap.nodes, list.withRoom, span.row, -heap.entered, 0, 0)
}

/** Takes objects back; a whole batch goes to a slot if there is room. */
export function returnBatch(central: CentralLists, number: number, objects: number[]): void {
	const list = listOf(central, number)
	central.heap.work.released += 1
	central.freeBytes += objects.length * list.sizeClass.bytes
	if (objects.length === list.sizeClass.batch && hasSlot(central, list)) list.slots.push(objects)
	else returnToSpans(central, list, objects)
}

/** True if the list has a slot to spare, or gets one from another list. */
function hasSlot(central: CentralLists, list: CentralList): boolean {
	if (list.slots.length < list.slotLimit) return true
	if (list.slotLimit === list.slotMax) return false
	if (!takeSlotFromNext(central, list, false) && !takeSlotFromNext(central, list, true)) return false
	list.slotLimit += 1
	return true
}

/** The next list in turn gives up a slot, if it is unused or `force`. */
function takeSlotFromNext(central: CentralLists, list: CentralList, force: boolean): boolean {
	const donor = listOf(central, central.nextDonor)
	central.nextDonor = (central.nextDonor + 1) % central.lists.length
	if (donor === list || donor.slotLimit === 0) return false
	const isFull = donor.slots.length === donor.slotLimit
	if (isFull && !force) return false
	donor.slotLimit -= 1
	const evicted = isFull ? donor.slots.pop() : undefined
	if (evicted) returnToSpans(central, donor, evicted)
	return true
}

/** Each object goes back to its span; a span whose objects are all back goes to the page heap. */
function returnToSpans(central: CentralLists, list: CentralList, objects: readonly number[]): void {
	const { heap } = central
	heap.work.looked += objects.length
	for (let at = objects.length - 1; at >= 0; at -= 1) {
		const object = objects[at] as number
		const span = heap.spans.byRow[Math.floor(object / OBJECTS)] as Span
		if (span.objects.length === 0) enlist(central, list, span)
		span.used -= 1
		span.objects.push(object % OBJECTS)
		if (span.used > 0) continue
		removeRow(heap.nodes, list.withRoom, span.row)
		span.objects = []
		central.freeBytes -= list.sizeClass.objects * list.sizeClass.bytes
		releaseSpan(heap, span)
	}
}
