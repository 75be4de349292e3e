import { MAX_TRACE_IDS, type Natural, type Trace, type TraceOp } from './trace.ts'
import type { TraceLine, Wrong } from './traceLines.ts'
import { readNumber } from './traceNumber.ts'
import { readOps } from './traceOps.ts'

/**
 * The lot trace, version 1 (file name *.lot): `lot 1`, metadata lines of a key and a value, then
 * one op a line: `a ID SIZE` malloc, `c ID N SIZE` calloc, `m ID ALIGN SIZE` memalign, `r ID SIZE`
 * realloc, `f ID` free, `w ID OFF LEN` and `d ID OFF LEN` for bytes that the program wrote or read.
 */
export function readLotTrace(fileName: string, lines: readonly TraceLine[], lastLine: number): Trace | Wrong {
	const header = lines[0]
	if (header === undefined || header.tokens.join(' ') !== 'lot 1') {
		return { line: header?.number ?? lastLine, message: 'no header: the first line must be "lot 1"' }
	}
	let name = fileName
	let origin = ''
	let ids: Natural | undefined
	let ops: Natural | undefined
	let opsFrom = 1
	for (const line of lines.slice(1)) {
		const [key = '', value = ''] = line.tokens
		if (!/^[A-Za-z]{2,}$/.test(key)) break
		const wrong = (message: string): Wrong => ({ line: line.number, message })
		if (value === '') return wrong(`${key} has no value`)
		if (key === 'origin') origin = line.text.slice(key.length).trim()
		const oneWord = key === 'name' || key === 'ids' || key === 'ops'
		if (oneWord && line.tokens.length > 2) return wrong(`${key} takes one value`)
		if (key === 'name') name = value
		if (key === 'ids' || key === 'ops') {
			const number = readNumber(value)
			if (typeof number === 'string') return wrong(number)
			if (key === 'ids') ids = number
			else ops = number
		}
		opsFrom++
	}
	const read = readOps(lines.slice(opsFrom), 'acmrfwd', { ids, ops }, lastLine)
	if ('message' in read) return read
	const trace = { name, origin, ops: read }
	return ids === undefined ? trace : { ...trace, ids: ids < MAX_TRACE_IDS ? Number(ids) : MAX_TRACE_IDS }
}

/** Writes a trace down so that `parseTrace` reads the same trace again, but for the line numbers. */
export function formatLotTrace(trace: Trace): string {
	const head = ['lot 1', `name ${trace.name}`]
	if (trace.origin !== '') head.push(`origin ${trace.origin}`)
	if (trace.ids !== undefined) head.push(`ids ${trace.ids}`)
	head.push(`ops ${trace.ops.length}`)
	return `${[...head, ...trace.ops.map(formatOp)].join('\n')}\n`
}

function formatOp(op: TraceOp): string {
	switch (op.kind) {
		case 'malloc':
			return `a ${op.id} ${op.sizeBytes}`
		case 'calloc':
			return `c ${op.id} ${op.count} ${op.sizeBytes}`
		case 'memalign':
			return `m ${op.id} ${op.alignmentBytes} ${op.sizeBytes}`
		case 'realloc':
			return `r ${op.id} ${op.sizeBytes}`
		case 'free':
			return `f ${op.id}`
		case 'write':
			return `w ${op.id} ${op.offsetBytes} ${op.lengthBytes}`
		case 'read':
			return `d ${op.id} ${op.offsetBytes} ${op.lengthBytes}`
	}
}
