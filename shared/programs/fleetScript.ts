import { bytes } from '../machine/units.ts'
import {
	addToFleet,
	closeFleet,
	emptyFleet,
	type Fleet,
	type FleetOp,
	type FleetRefusalCode,
	isPlate,
} from './fleet.ts'
import type { Plate, Program } from './op.ts'
import { between, type RandomStream, randomStream } from './random.ts'
import { touch } from './touches.ts'
import { readLines, type TraceLine } from './traceLines.ts'
import { readNumber } from './traceNumber.ts'

/** Lines with a statement; comments and blank lines don't count. */
export const MAX_SCRIPT_LINES = 12
/** Repeats of one `repeat`, and objects of one statement. More never fits into the budget. */
const MAX_COUNT = 80

/** Why a script is none, or can't be run. `line` counts from 1; the code and facts are for translation. */
export interface ScriptError {
	readonly code: 'E_SCRIPT' | FleetRefusalCode
	readonly file: string
	readonly line: number
	readonly message: string
	readonly facts: Readonly<Record<string, number>>
}

export type ScriptResult =
	| { readonly ok: true; readonly program: Program }
	| { readonly ok: false; readonly error: ScriptError }

/** `FILE:LINE: message`, as compilers print it. */
export const printScriptError = (error: ScriptError): string => `${error.file}:${error.line}: ${error.message}`

/** Which live objects of a plate, oldest first: all, the first or last so many, or every so manieth. */
interface Which {
	readonly choice: 'all' | 'first' | 'last' | 'every'
	readonly count: number
}

type Statement =
	| { readonly kind: 'make'; readonly count: number; readonly makes: readonly Make[] }
	| { readonly kind: 'write' | 'read' | 'free'; readonly which: Which; readonly plate: Plate }
	| { readonly kind: 'repeat'; readonly count: number }
	| { readonly kind: 'end' }

interface Make {
	readonly plate: Plate
	readonly lowBytes: number
	readonly highBytes: number
}

interface Line {
	readonly number: number
	readonly statement: Statement
}

/**
 * Runs a script of at most 12 lines and gives the stream that it writes:
 *
 *   make 12 GAP 104 PIN 24      twelve times: a GAP, then a PIN; a range as 40-160 draws each size from the seed
 *   write every 2 GAP           all bytes of every second live GAP, the oldest first
 *   read last 3 PIN             WHICH is `all`, `first N`, `last N` or `every N`
 *   free all GAP
 *   repeat 3                    what follows, up to `end`, three times; not within each other
 *   end
 *
 * `#` starts a comment. What the budget still asks for at the end is added (`closeFleet`).
 */
export function runFleetScript(file: string, text: string, seed: number): ScriptResult {
	const fail = (line: number, message: string): ScriptResult => ({
		ok: false,
		error: { code: 'E_SCRIPT', file, line, message, facts: {} },
	})
	const { lines: read, wrong } = readLines(text)
	const lines: Line[] = []
	for (const line of read) {
		if (lines.length === MAX_SCRIPT_LINES) return fail(line.number, `more than ${MAX_SCRIPT_LINES} lines`)
		const statement = parseStatement(line)
		if (typeof statement === 'string') return fail(line.number, statement)
		lines.push({ number: line.number, statement })
	}
	if (wrong) return fail(wrong.line, wrong.message)
	const misnested = checkNesting(lines)
	if (misnested) return fail(misnested.line, misnested.message)
	const fleet = emptyFleet()
	const stream = randomStream(seed, 'fleet')
	for (const { number, statement } of unroll(lines)) {
		const refusal = runStatement(fleet, stream, statement)
		if (!refusal) continue
		const { code, facts } = refusal
		return { ok: false, error: { code, file, line: number, message: tell(code, facts), facts } }
	}
	const program = closeFleet(fleet, `script ${file}`)
	if ('lanes' in program) return { ok: true, program }
	return fail(lines.at(-1)?.number ?? 1, 'no object is ever made')
}

function parseStatement({ tokens }: TraceLine): Statement | string {
	const [word = '', ...rest] = tokens
	switch (word) {
		case 'make':
			return parseMake(rest)
		case 'write':
		case 'read':
		case 'free': {
			const plate = rest.at(-1) ?? ''
			const which = parseWhich(rest.slice(0, -1))
			if (typeof which === 'string') return `${which}; it goes: ${word} all|first N|last N|every N PLATE`
			return isPlate(plate) ? { kind: word, which, plate } : notPlate(plate)
		}
		case 'repeat': {
			const count = parseCount(rest[0] ?? '')
			if (typeof count === 'string') return count
			return rest.length === 1 ? { kind: 'repeat', count } : 'repeat takes one number'
		}
		case 'end':
			return rest.length === 0 ? { kind: 'end' } : 'end takes nothing'
		default:
			return `unknown word: ${word}; there are make, write, read, free, repeat, end`
	}
}

function parseMake([first = '', ...pairs]: readonly string[]): Statement | string {
	const count = parseCount(first)
	if (typeof count === 'string') return count
	if (pairs.length === 0 || pairs.length % 2 === 1) return 'make takes a number, then plates and sizes in turn'
	const makes: Make[] = []
	for (let index = 0; index < pairs.length; index += 2) {
		const [plate = '', size = ''] = pairs.slice(index, index + 2)
		if (!isPlate(plate)) return notPlate(plate)
		const [low, high] = size.split('-', 2)
		const lowBytes = readSmall(low ?? '')
		const highBytes = high === undefined ? lowBytes : readSmall(high)
		if (lowBytes === null || highBytes === null || size.split('-').length > 2) return `not a size: ${size}`
		if (highBytes < lowBytes) return `a range goes up: ${size}`
		makes.push({ plate, lowBytes, highBytes })
	}
	return { kind: 'make', count, makes }
}

function parseWhich(words: readonly string[]): Which | string {
	const [choice = '', number] = words
	if (choice === 'all') return words.length === 1 ? { choice, count: 1 } : 'all takes no number'
	if (choice !== 'first' && choice !== 'last' && choice !== 'every') return `which ones? not: ${choice}`
	const count = parseCount(number ?? '')
	if (typeof count === 'string') return count
	return words.length === 2 ? { choice, count } : `${choice} takes one number`
}

const notPlate = (word: string): string => `not a plate (three capital letters): ${word}`

function parseCount(token: string): number | string {
	const count = readSmall(token)
	return count !== null && count >= 1 && count <= MAX_COUNT ? count : `not a number from 1 to ${MAX_COUNT}: ${token}`
}

/** A number that is exact; null for anything else. */
function readSmall(token: string): number | null {
	const number = readNumber(token)
	return typeof number === 'number' ? number : null
}

function checkNesting(lines: readonly Line[]): { readonly line: number; readonly message: string } | null {
	let open: Line | null = null
	for (const line of lines) {
		if (line.statement.kind === 'repeat') {
			if (open) return { line: line.number, message: `repeat within the repeat of line ${open.number}` }
			open = line
		} else if (line.statement.kind === 'end') {
			if (!open) return { line: line.number, message: 'end without repeat' }
			open = null
		}
	}
	return open && { line: open.number, message: 'repeat without end' }
}

/** The statements in the order in which they run. */
function* unroll(lines: readonly Line[]): Generator<Line> {
	for (let index = 0; index < lines.length; index += 1) {
		const line = lines[index] as Line
		if (line.statement.kind !== 'repeat') {
			yield line
			continue
		}
		const end = lines.findIndex((other, at) => at > index && other.statement.kind === 'end')
		for (let time = 0; time < line.statement.count; time += 1) yield* lines.slice(index + 1, end)
		index = end
	}
}

function runStatement(fleet: Fleet, stream: RandomStream, statement: Statement): ReturnType<typeof addToFleet> {
	const add = (op: FleetOp): ReturnType<typeof addToFleet> => addToFleet(fleet, op)
	switch (statement.kind) {
		case 'make':
			for (let time = 0; time < statement.count; time += 1) {
				for (const { plate, lowBytes, highBytes } of statement.makes) {
					const sizeBytes = bytes(between(stream, lowBytes, highBytes))
					const refusal = add({ kind: 'malloc', object: fleet.objects.length, sizeBytes, plate })
					if (refusal) return refusal
				}
			}
			return null
		case 'write':
		case 'read':
		case 'free':
			for (const object of chosen(fleet, statement.plate, statement.which)) {
				const sizeBytes = fleet.objects[object]?.sizeBytes ?? 0
				const isFree = statement.kind === 'free'
				const refusal = add(isFree ? { kind: 'free', object } : touch(object, 0, sizeBytes, statement.kind === 'write'))
				if (refusal) return refusal
			}
			return null
		default:
			return null
	}
}

function chosen(fleet: Fleet, plate: Plate, { choice, count }: Which): number[] {
	const live = [...fleet.objects.entries()].flatMap(([name, object]) =>
		object.isLive && object.plate === plate ? [name] : [],
	)
	switch (choice) {
		case 'all':
			return live
		case 'first':
			return live.slice(0, count)
		case 'last':
			return live.slice(-count)
		case 'every':
			return live.filter((_, index) => index % count === 0)
	}
}

/** The code and its numbers, for a terminal; pages have sentences of their own. */
const tell = (code: FleetRefusalCode, facts: Readonly<Record<string, number>>): string =>
	[code, ...Object.entries(facts).map(([name, value]) => `${name} ${value}`)].join(', ')
