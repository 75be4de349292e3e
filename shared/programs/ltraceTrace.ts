import { bytes } from '../machine/units.ts'
import {
	isSurelyRefused,
	MAX_SERVED_BYTES,
	MAX_TRACE_IDS,
	MAX_TRACE_OPS,
	type Natural,
	NUMBER_LIMIT,
	type Trace,
	type TraceError,
	type TraceOp,
} from './trace.ts'

export type CallsResult =
	| { readonly ok: true; readonly trace: Trace; readonly notes: readonly string[] }
	| { readonly ok: false; readonly error: TraceError }

const NAMES = 'malloc|calloc|realloc|reallocarray|free|cfree|memalign|aligned_alloc|posix_memalign|valloc|pvalloc'
/** `[pid 12] 10:20:01.5 prog->malloc@libc.so.6(24 …`: only the name and what follows it are needed. */
const CALL = new RegExp(
	`^(?:\\[pid\\s+(\\d+)\\]\\s+|(\\d+)\\s+)?(?:[\\d:.]+\\s+)?(?:[\\w./+-]+->)?(${NAMES})(?:@[^(\\s]*)?\\((.*)$`,
)
const RESUMED = new RegExp(
	`^(?:\\[pid\\s+(\\d+)\\]\\s+|(\\d+)\\s+)?(?:[\\d:.]+\\s+)?<\\.\\.\\. (${NAMES}) resumed>\\s*(.*)$`,
)
/** The recorder's line for a page that the program touched. */
const TOUCHED = /^! ([wd]) (0x[0-9a-f]{4,16})$/
const PAGE = 4096n
const UNFINISHED = '<unfinished ...>'

/** True for a text that looks like a list of calls: some line is one. */
export const isCallList = (text: string): boolean => text.split('\n', 200).some((line) => CALL.test(line.trim()))

/** One call as read; `result` is '' where the line doesn't say. */
interface Call {
	readonly name: string
	readonly operands: readonly string[]
	readonly result: string
}

/**
 * Reads calls as ltrace prints them (`ltrace -e malloc+calloc+realloc+free …`) or as the recorder does
 * (server/cli/native/recorder.c), and makes a trace of them: each address becomes an id from its malloc to its free.
 * Frees of what was never seen being made (strdup's, for ltrace) are left out, and `notes` says so.
 * Refused: calls of more than one process or thread, and what a lot trace has no form for.
 */
export function readCallList(fileName: string, text: string): CallsResult {
	const state: ReadState = { ops: [], live: new Map(), born: [], nextId: 0, notes: new Map() }
	const unfinished = new Map<string, string>()
	let caller: string | undefined
	for (const [index, raw] of text.replace(/\0+$/, '').split('\n').entries()) {
		const line = index + 1
		const refuse = (message: string): CallsResult => ({
			ok: false,
			error: { code: 'E_TRACE', file: fileName, line, message },
		})
		const content = raw.trim()
		if (content === '! threads') return refuse('a second thread asks for memory: a trace has one')
		if (content === '! full') note(state, 'the trace ends there: it is as long as it may be')
		if (content === '! no pages') note(state, 'the kernel does not tell which pages the program touches')
		const touched = TOUCHED.exec(content)
		if (touched) {
			const wrong = addTouch(state, line, touched[1] === 'w' ? 'write' : 'read', BigInt(touched[2] as string))
			if (wrong !== undefined) return refuse(wrong)
		}
		const found = CALL.exec(content)
		const resumed = found ? null : RESUMED.exec(content)
		const match = found ?? resumed
		if (!match) continue
		const pid = match[1] ?? match[2] ?? ''
		caller ??= pid
		if (pid !== caller) return refuse(`process ${pid} asks for memory too: a trace has one`)
		const [name = '', rest = ''] = match.slice(3)
		if (found && rest.endsWith(UNFINISHED)) {
			unfinished.set(name, rest.slice(0, -UNFINISHED.length).trim())
			continue
		}
		const call = readCall(name, resumed ? `${unfinished.get(name) ?? ''}${rest}` : rest)
		if (call === undefined) return refuse(`no whole call: ${content.slice(0, 60)}`)
		const wrong = addCall(state, line, call)
		if (wrong !== undefined) return refuse(wrong)
	}
	const { ops, nextId, notes } = state
	const trace: Trace = { name: nameOf(fileName), origin: '', ids: nextId, ops }
	return { ok: true, trace, notes: [...notes].map(([what, count]) => (count > 1 ? `${what} (${count} times)` : what)) }
}

const nameOf = (fileName: string): string =>
	fileName.slice(fileName.lastIndexOf('/') + 1).replace(/[\s\0#]+/g, '-') || 'calls'

function readCall(name: string, rest: string): Call | undefined {
	const match = /^([^()]*)\)(?:\s*=\s*(\S+))?/.exec(rest)
	if (!match) return undefined
	const [, operands = '', result = ''] = match
	return { name, operands: operands.split(',').map((operand) => operand.trim()), result }
}

/** What lies at an address. */
interface Held {
	readonly id: number
	readonly address: bigint
	/** As asked for. */
	readonly size: bigint
}

interface ReadState {
	readonly ops: TraceOp[]
	/** By address. */
	readonly live: Map<bigint, Held>
	/** The same and dead ones, in the order of their making. */
	readonly born: Held[]
	nextId: number
	readonly notes: Map<string, number>
}

const note = (state: ReadState, what: string): void => void state.notes.set(what, (state.notes.get(what) ?? 0) + 1)

/** A number or address as written; `nil` is 0. */
function readValue(text: string | undefined): bigint | undefined {
	if (text === 'nil' || text === '(nil)' || text === 'NULL') return 0n
	if (text === undefined || !/^(0x[0-9a-fA-F]{1,16}|\d{1,20})$/.test(text)) return undefined
	const value = BigInt(text)
	return value < NUMBER_LIMIT ? value : undefined
}

/** Adds a call to the trace. Returns what is wrong with it, if anything. */
function addCall(state: ReadState, line: number, { name, operands, result }: Call): string | undefined {
	const values = operands.map(readValue)
	const [first, second, third] = values
	const answer = readValue(result)
	if (first === undefined) return `no number: ${operands[0] ?? ''}`
	if (name === 'free' || name === 'cfree') return addFree(state, line, first)
	if (name === 'posix_memalign') {
		note(state, 'posix_memalign left out: ltrace does not tell where its block is')
		return undefined
	}
	if (answer === undefined) return `no result: ${result}`
	switch (name) {
		case 'malloc':
			return addBlock(state, line, answer, first, (id, size) => ({ line, id, kind: 'malloc', sizeBytes: size }))
		case 'valloc':
		case 'pvalloc':
			return addAligned(state, line, answer, 4096n, name === 'valloc' ? first : ((first + 4095n) / 4096n) * 4096n)
		case 'calloc':
			if (second === undefined) return `no number: ${operands[1] ?? ''}`
			return addBlock(state, line, answer, first * second, (id) => ({
				line,
				id,
				kind: 'calloc',
				count: natural(first),
				sizeBytes: natural(second),
			}))
		case 'memalign':
		case 'aligned_alloc':
			return second === undefined ? `no number: ${operands[1] ?? ''}` : addAligned(state, line, answer, first, second)
		default: {
			// reallocarray(block, count, size)
			if (second === undefined || (name === 'reallocarray' && third === undefined))
				return `no number: ${operands.join(', ')}`
			return addRealloc(state, line, answer, first, name === 'reallocarray' ? second * (third ?? 1n) : second)
		}
	}
}

const natural = (value: bigint): Natural => (value <= MAX_SERVED_BYTES ? bytes(Number(value)) : value)
const isTooLarge = (size: bigint): boolean => size > MAX_SERVED_BYTES && !isSurelyRefused(size)

function push(state: ReadState, op: TraceOp): string | undefined {
	if (state.ops.length === MAX_TRACE_OPS) return `more than ${MAX_TRACE_OPS} ops`
	state.ops.push(op)
	return undefined
}

function addBlock(
	state: ReadState,
	line: number,
	answer: bigint,
	size: bigint,
	opFor: (id: number, size: Natural) => TraceOp,
): string | undefined {
	if (isTooLarge(size)) return `size ${size} is over 2^30`
	forget(state, line, answer)
	if (state.nextId === MAX_TRACE_IDS) return `more than ${MAX_TRACE_IDS} blocks`
	const id = state.nextId
	state.nextId += 1
	if (answer !== 0n) hold(state, { id, address: answer, size })
	return push(state, opFor(id, natural(size)))
}

/** glibc rounds an alignment up to a power of two, and 16 is what malloc gives. */
function addAligned(state: ReadState, line: number, answer: bigint, asked: bigint, size: bigint): string | undefined {
	let alignment = 16n
	while (alignment < asked) alignment *= 2n
	if (alignment > 4096n) return `alignment ${asked} is over 4096`
	if (size > MAX_SERVED_BYTES) return `size ${size} is over 2^30`
	const alignmentBytes = bytes(Number(alignment))
	return addBlock(state, line, answer, size, (id) => ({
		line,
		id,
		kind: 'memalign',
		alignmentBytes,
		sizeBytes: bytes(Number(size)),
	}))
}

function addRealloc(state: ReadState, line: number, answer: bigint, block: bigint, size: bigint): string | undefined {
	if (isTooLarge(size)) return `size ${size} is over 2^30`
	const id = state.live.get(block)?.id
	if (id === undefined) {
		if (block !== 0n) note(state, 'realloc of a block that was made unseen: counted as malloc')
		return addBlock(state, line, answer, size, (newId, sizeBytes) => ({ line, id: newId, kind: 'malloc', sizeBytes }))
	}
	if (answer === 0n && size !== 0n) return push(state, { line, id, kind: 'realloc', sizeBytes: natural(size) })
	state.live.delete(block)
	if (answer === 0n) return push(state, { line, id, kind: 'free' })
	forget(state, line, answer)
	hold(state, { id, address: answer, size })
	return push(state, { line, id, kind: 'realloc', sizeBytes: natural(size) })
}

function addFree(state: ReadState, line: number, block: bigint): string | undefined {
	if (block === 0n) return undefined
	const id = state.live.get(block)?.id
	if (id === undefined) {
		note(state, 'free of a block that was made unseen, left out')
		return undefined
	}
	state.live.delete(block)
	return push(state, { line, id, kind: 'free' })
}

/** An address that is given out again was freed where nobody looked. */
function forget(state: ReadState, line: number, address: bigint): void {
	const id = state.live.get(address)?.id
	if (id === undefined || address === 0n) return
	note(state, 'a block was freed unseen: freed when its address came again')
	state.live.delete(address)
	state.ops.push({ line, id, kind: 'free' })
}

function hold(state: ReadState, held: Held): void {
	state.live.set(held.address, held)
	state.born.push(held)
}

/** A page touched for the first time counts for its youngest block, and only the part that lies in both (FORMAT.md). */
function addTouch(state: ReadState, line: number, kind: 'write' | 'read', page: bigint): string | undefined {
	const { live, born, ops } = state
	const held = born.findLast(
		(one) => live.get(one.address) === one && one.address < page + PAGE && page < one.address + one.size,
	)
	if (held === undefined) {
		note(state, 'a page was touched where no block is, left out')
		return undefined
	}
	const { id, address, size } = held
	const low = page < address ? 0n : page - address
	const high = page + PAGE - address < size ? page + PAGE - address : size
	const [offsetBytes, lengthBytes] = [bytes(Number(low)), bytes(Number(high - low))]
	const last = ops.at(-1)
	const goesOn = last?.kind === kind && last.id === id && last.offsetBytes + last.lengthBytes === offsetBytes
	if (!goesOn) return push(state, { line, id, kind, offsetBytes, lengthBytes })
	ops[ops.length - 1] = { ...last, lengthBytes: bytes(last.lengthBytes + lengthBytes) }
	return undefined
}
