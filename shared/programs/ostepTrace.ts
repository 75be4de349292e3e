import { bytes } from '../machine/units.ts'
import { MAX_SERVED_BYTES, MAX_TRACE_OPS, type Trace, type TraceError, type TraceOp } from './trace.ts'
import { readNumber } from './traceNumber.ts'

/** What `malloc.py` of OSTEP (Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", ch. 17) can be told. */
export interface OstepSettings {
	readonly policy: 'best' | 'worst' | 'first'
	readonly listOrder: 'address' | 'size-up' | 'size-down' | 'front' | 'back'
	readonly heapBytes: number
	readonly baseAddress: number
	readonly headerBytes: number
	/** 1: none. */
	readonly alignment: number
	readonly coalesce: boolean
}

/** malloc.py's own defaults. */
const DEFAULTS: OstepSettings = {
	policy: 'best',
	listOrder: 'address',
	heapBytes: 100,
	baseAddress: 1000,
	headerBytes: 0,
	alignment: 1,
	coalesce: false,
}

export type OstepResult =
	| { readonly ok: true; readonly trace: Trace; readonly settings: OstepSettings }
	| { readonly ok: false; readonly error: TraceError }

const POLICIES: Readonly<Record<string, OstepSettings['policy']>> = { BEST: 'best', WORST: 'worst', FIRST: 'first' }
const LIST_ORDERS: Readonly<Record<string, OstepSettings['listOrder']>> = {
	ADDRSORT: 'address',
	'SIZESORT+': 'size-up',
	'SIZESORT-': 'size-down',
	'INSERT-FRONT': 'front',
	'INSERT-BACK': 'back',
}

/** True for a text that begins as an op list or as malloc.py's options. */
export const isOstep = (text: string): boolean => /^\s*(#.*\s+)*(\.?\/?malloc\.py\s|[+-]\d|-[A-Za-z]\s?\S)/.test(text)

/**
 * Reads a list of ops as `malloc.py -A` takes it, or its whole command line:
 *
 *   +10,-0,+20,+30,-1
 *   ./malloc.py -S 100 -b 1000 -H 4 -a 4 -p BEST -l ADDRSORT -C -A +10,-0,+20
 *
 * `+N` asks for N bytes, `-K` frees what the K-th `+` (from 0) returned. Ids are these numbers. `#` starts a comment.
 */
export function readOstep(fileName: string, text: string): OstepResult {
	let settings = DEFAULTS
	const ops: TraceOp[] = []
	const freed = new Set<number>()
	let asked = 0
	const words = wordsOf(text)
	for (let at = 0; at < words.length; at += 1) {
		const { word, line } = words[at] as Word
		const refuse = (message: string): OstepResult => ({
			ok: false,
			error: { code: 'E_TRACE', file: fileName, line, message },
		})
		if (word.endsWith('malloc.py')) continue
		if (/^-[A-Za-z]/.test(word)) {
			const takesValue = !['-C', '-c'].includes(word)
			const value = takesValue ? (words[at + 1]?.word ?? '') : ''
			if (word === '-A') continue
			const changed = changeSetting(settings, word, value)
			if (typeof changed === 'string') return refuse(changed)
			settings = changed
			if (takesValue) at += 1
			continue
		}
		for (const token of word.split(',')) {
			if (token === '') continue
			const number = readNumber(token.slice(1))
			if (!/^[+-]\d+$/.test(token) || typeof number !== 'number') return refuse(`no op: ${token}`)
			if (ops.length === MAX_TRACE_OPS) return refuse(`more than ${MAX_TRACE_OPS} ops`)
			if (token.startsWith('+')) {
				ops.push({ line, id: asked, kind: 'malloc', sizeBytes: bytes(number) })
				asked += 1
				continue
			}
			if (number >= asked) return refuse(`${token} comes before there are ${number + 1} allocations`)
			if (freed.has(number)) return refuse(`${token} frees that a second time`)
			freed.add(number)
			ops.push({ line, id: number, kind: 'free' })
		}
	}
	return { ok: true, trace: { name: 'ostep', origin: '', ids: asked, ops }, settings }
}

interface Word {
	readonly word: string
	readonly line: number
}

function wordsOf(text: string): Word[] {
	return text.split('\n').flatMap((content, index) =>
		content
			.replace(/#.*/, '')
			.split(/\s+/)
			.filter((word) => word !== '')
			.map((word) => ({ word, line: index + 1 })),
	)
}

/** One option of malloc.py; the message if it is wrong. */
function changeSetting(settings: OstepSettings, option: string, value: string): OstepSettings | string {
	const number = /^\d+$/.test(value) && Number(value) <= MAX_SERVED_BYTES ? Number(value) : undefined
	switch (option) {
		case '-C':
			return { ...settings, coalesce: true }
		case '-c':
			return settings
		case '-p':
			return value in POLICIES ? { ...settings, policy: POLICIES[value] ?? 'best' } : `no policy: ${value}`
		case '-l':
			return value in LIST_ORDERS
				? { ...settings, listOrder: LIST_ORDERS[value] ?? 'address' }
				: `no list order: ${value}`
		case '-S':
			return number === undefined ? `no size: ${value}` : { ...settings, heapBytes: number }
		case '-b':
			return number === undefined ? `no address: ${value}` : { ...settings, baseAddress: number }
		case '-H':
			return number === undefined ? `no size: ${value}` : { ...settings, headerBytes: number }
		case '-a':
			if (value === '-1') return { ...settings, alignment: 1 }
			return number === undefined || number < 1 ? `no alignment: ${value}` : { ...settings, alignment: number }
		default:
			return `unknown option: ${option}`
	}
}
