import { bytes } from '../../shared/machine/units.ts'
import { between, type RandomStream } from '../../shared/programs/random.ts'
import { MAX_SERVED_BYTES, type Natural, type Trace, type TraceOp } from '../../shared/programs/trace.ts'
import {
	createGlibcHeap,
	calloc,
	free,
	type GlibcHeap,
	malloc,
	memalign,
	realloc,
} from '../../shared/machine/heap/glibc/malloc.ts'
import { EXPERT } from '../../shared/machine/heap/glibc/tuning.ts'

/** What an id holds while a trace is written. */
export interface Held {
	readonly id: number
	/** NONE: NULL. */
	row: number
	/** Asked for with success. */
	size: number
}

/**
 * Writes a valid trace, and plays it on an emulated heap meanwhile, so that a generator can aim at the heap's
 * state: exactly the size of top, of a free chunk, of a threshold.
 */
export interface TraceWriter {
	readonly random: RandomStream
	readonly heap: GlibcHeap
	readonly ops: TraceOp[]
	/** Ids that are bound, in the order of their making. */
	readonly held: Held[]
	nextId: number
	readonly spareIds: number[]
}

export const createTraceWriter = (random: RandomStream): TraceWriter => ({
	random,
	heap: createGlibcHeap(EXPERT),
	ops: [],
	held: [],
	nextId: 0,
	spareIds: [],
})

export const traceOf = (name: string, writer: TraceWriter): Trace => ({
	name,
	origin: '',
	ids: writer.nextId,
	ops: writer.ops,
})

const natural = (size: number | bigint): Natural => (size <= MAX_SERVED_BYTES ? bytes(Number(size)) : BigInt(size))
const MAX_REQUEST = 2n ** 63n - 1n
const requestOf = (size: bigint): number => (size <= MAX_SERVED_BYTES ? Number(size) : Infinity)

function hold(writer: TraceWriter, row: number, size: number): Held {
	const held = { id: writer.spareIds.pop() ?? writer.nextId++, row, size: row === 0 ? 0 : size }
	writer.held.push(held)
	return held
}

type NewOp = TraceOp extends infer Op ? (Op extends TraceOp ? Omit<Op, 'line'> : never) : never
const push = (writer: TraceWriter, op: NewOp): void => {
	writer.ops.push({ line: 0, ...op })
	writer.heap.memory.calls.length = 0
}

export function writeMalloc(writer: TraceWriter, size: number | bigint): Held {
	const exact = BigInt(size)
	const row = exact > MAX_REQUEST ? 0 : malloc(writer.heap, requestOf(exact))
	const held = hold(writer, row, Number(exact))
	push(writer, { kind: 'malloc', id: held.id, sizeBytes: natural(size) })
	return held
}

export function writeCalloc(writer: TraceWriter, count: number | bigint, size: number | bigint): Held {
	const exact = BigInt(count) * BigInt(size)
	const row = exact > MAX_REQUEST ? 0 : calloc(writer.heap, requestOf(exact))
	const held = hold(writer, row, Number(exact))
	push(writer, { kind: 'calloc', id: held.id, count: natural(count), sizeBytes: natural(size) })
	return held
}

export function writeMemalign(writer: TraceWriter, alignment: number, size: number): Held {
	const held = hold(writer, memalign(writer.heap, alignment, size), size)
	push(writer, { kind: 'memalign', id: held.id, alignmentBytes: bytes(alignment), sizeBytes: bytes(size) })
	return held
}

export function writeRealloc(writer: TraceWriter, held: Held, size: number | bigint): void {
	const exact = BigInt(size)
	const { heap } = writer
	if (held.row === 0) {
		held.row = exact > MAX_REQUEST ? 0 : malloc(heap, requestOf(exact))
		held.size = held.row === 0 ? 0 : Number(exact)
	} else if (exact === 0n) {
		free(heap, held.row)
		held.row = 0
		held.size = 0
	} else {
		const row = exact > MAX_REQUEST ? 0 : realloc(heap, held.row, requestOf(exact))
		if (row !== 0) {
			held.row = row
			held.size = Number(exact)
		}
	}
	push(writer, { kind: 'realloc', id: held.id, sizeBytes: natural(size) })
}

export function writeFree(writer: TraceWriter, held: Held): void {
	free(writer.heap, held.row)
	held.row = 0
	writer.held.splice(writer.held.indexOf(held), 1)
	writer.spareIds.push(held.id)
	push(writer, { kind: 'free', id: held.id })
}

/** Touches part of a block; `write` false reads. */
export function writeTouch(writer: TraceWriter, held: Held, offset: number, length: number, isWrite: boolean): void {
	push(writer, {
		kind: isWrite ? 'write' : 'read',
		id: held.id,
		offsetBytes: bytes(offset),
		lengthBytes: bytes(length),
	})
}

export const pick = <T>(random: RandomStream, items: readonly T[]): T =>
	items[between(random, 0, items.length - 1)] as T
export const chance = (random: RandomStream, percent: number): boolean => between(random, 1, 100) <= percent
