import { MAX_TRACE_IDS, type Natural, type Trace } from './trace.ts'
import type { TraceLine, Wrong } from './traceLines.ts'
import { readNumber } from './traceNumber.ts'
import { readOps } from './traceOps.ts'

/** Heap size (ignored), ids, ops, weight (ignored). */
const HEADER_NUMBERS = 4

/**
 * The trace of the CS:APP malloc lab (file name *.rep; Bryant and O'Hallaron, "Computer Systems: A
 * Programmer's Perspective"): four header numbers on one line or several, then `a`, `r` and `f`
 * lines as in a lot trace. Such a trace touches nothing by itself.
 */
export function readRepTrace(fileName: string, lines: readonly TraceLine[], lastLine: number): Trace | Wrong {
	const header: Natural[] = []
	let opsFrom = 0
	for (const line of lines) {
		if (header.length === HEADER_NUMBERS) break
		for (const token of line.tokens) {
			const number = readNumber(token)
			if (typeof number === 'string') return { line: line.number, message: number }
			header.push(number)
		}
		if (header.length > HEADER_NUMBERS) {
			return { line: line.number, message: `more than ${HEADER_NUMBERS} header numbers` }
		}
		opsFrom++
	}
	const [, ids, ops, weight] = header
	if (ids === undefined || weight === undefined) {
		return { line: lastLine, message: `${header.length} header numbers, not ${HEADER_NUMBERS}` }
	}
	const read = readOps(lines.slice(opsFrom), 'arf', { ids, ops }, lastLine)
	if ('message' in read) return read
	return { name: fileName, origin: '', ids: ids < MAX_TRACE_IDS ? Number(ids) : MAX_TRACE_IDS, ops: read }
}
