import { type Bytes, bytes } from '../machine/units.ts'
import {
	isSurelyRefused,
	MAX_SERVED_BYTES,
	MAX_TRACE_IDS,
	MAX_TRACE_OPS,
	type Natural,
	productOf,
	type TraceOp,
} from './trace.ts'
import type { TraceLine, Wrong } from './traceLines.ts'
import { readNumbers } from './traceNumber.ts'

/** What the head of a file promised about its ops; checked while they are read. */
export interface Promises {
	readonly ids: Natural | undefined
	readonly ops: Natural | undefined
}

/** How many numbers follow each op letter. */
const NUMBERS_AFTER: Readonly<Record<string, number>> = { a: 2, c: 3, m: 3, r: 2, f: 1, w: 3, d: 3 }

/** Reads the op lines of a file, of which only `letters` are allowed; `lastLine` is where too few ops are reported. */
export function readOps(
	lines: readonly TraceLine[],
	letters: string,
	promises: Promises,
	lastLine: number,
): TraceOp[] | Wrong {
	const ops: TraceOp[] = []
	/** Bound ids and the size each last asked for with success: what a `w` or `d` may reach. */
	const askedBytes = new Map<number, Bytes>()
	for (const line of lines) {
		const op = readOp(line, letters, promises.ids, askedBytes)
		if (typeof op === 'string') return { line: line.number, message: op }
		if (ops.length === MAX_TRACE_OPS) return { line: line.number, message: `more than ${MAX_TRACE_OPS} ops` }
		if (ops.length === promises.ops) return { line: line.number, message: `more than the ${promises.ops} ops promised` }
		ops.push(op)
	}
	if (promises.ops !== undefined && promises.ops !== ops.length) {
		return { line: lastLine, message: `${promises.ops} ops promised, ${ops.length} found` }
	}
	return ops
}

function readOp(
	line: TraceLine,
	letters: string,
	idsPromised: Natural | undefined,
	askedBytes: Map<number, Bytes>,
): TraceOp | string {
	const [letter = '', ...rest] = line.tokens
	if (letter.length !== 1 || !letters.includes(letter)) {
		return /^[A-Za-z]{2,}$/.test(letter) ? `${letter} after the head of the file` : `unknown op: ${letter}`
	}
	if (rest.length !== NUMBERS_AFTER[letter]) {
		return `${letter} takes ${NUMBERS_AFTER[letter]} numbers, not ${rest.length}`
	}
	const numbers = readNumbers(rest)
	if (typeof numbers === 'string') return numbers
	const [id = bytes(0), second = bytes(0), third = bytes(0)] = numbers
	if (typeof id === 'bigint' || id >= MAX_TRACE_IDS) return `id ${id} is over ${MAX_TRACE_IDS - 1}`
	if (idsPromised !== undefined && id >= idsPromised) return `id ${id} is not below the ${idsPromised} promised`
	const binds = letter === 'a' || letter === 'c' || letter === 'm'
	const asked = askedBytes.get(id)
	if (binds && asked !== undefined) return `id ${id} is bound already`
	const at = { line: line.number, id }
	if (binds) {
		const size = letter === 'c' ? productOf(second, third) : letter === 'm' ? BigInt(third) : BigInt(second)
		const served = size <= MAX_SERVED_BYTES
		if (!served && (letter === 'm' || !isSurelyRefused(size))) return `size ${size} is over 2^30`
		askedBytes.set(id, bytes(served ? Number(size) : 0))
		if (letter === 'a') return { ...at, kind: 'malloc', sizeBytes: second }
		if (letter === 'c') return { ...at, kind: 'calloc', count: second, sizeBytes: third }
		if (!isAlignment(second)) return `alignment ${second} is no power of two in 16..4096`
		return { ...at, kind: 'memalign', alignmentBytes: second, sizeBytes: bytes(Number(size)) }
	}
	if (asked === undefined) return `id ${id} is not bound`
	if (letter === 'f') {
		askedBytes.delete(id)
		return { ...at, kind: 'free' }
	}
	if (letter === 'r') {
		if (typeof second === 'number') askedBytes.set(id, second)
		else if (!isSurelyRefused(second)) return `size ${second} is over 2^30`
		return { ...at, kind: 'realloc', sizeBytes: second }
	}
	if (typeof second === 'bigint' || typeof third === 'bigint' || second + third > asked) {
		return `bytes ${second}+${third} reach past the ${asked} asked for`
	}
	return { ...at, kind: letter === 'w' ? 'write' : 'read', offsetBytes: second, lengthBytes: third }
}

const isAlignment = (value: Natural): value is Bytes =>
	typeof value === 'number' && value >= 16 && value <= 4096 && (value & (value - 1)) === 0
