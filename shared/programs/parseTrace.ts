import { readLotTrace } from './lotTrace.ts'
import { readRepTrace } from './repTrace.ts'
import type { TraceResult } from './trace.ts'
import { readLines, type Wrong } from './traceLines.ts'
import { isNumber } from './traceNumber.ts'

/**
 * Reads a trace file of either format; a file whose first token is a number is a CS:APP trace.
 * A text with anything wrong in it is refused as a whole, with its first error.
 */
export function parseTrace(fileName: string, text: string): TraceResult {
	const { lines, wrong } = readLines(text)
	const lastLine = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
	const isRep = isNumber(lines[0]?.tokens[0] ?? '')
	const read = (isRep ? readRepTrace : readLotTrace)(nameOfFile(fileName), lines, lastLine)
	const refuse = (error: Wrong): TraceResult => ({ ok: false, error: { code: 'E_TRACE', file: fileName, ...error } })
	if (wrong && !('message' in read && read.line < wrong.line)) return refuse(wrong)
	if ('message' in read) return refuse(read)
	return { ok: true, trace: read }
}

/** The file's name without folders, as one word. */
const nameOfFile = (fileName: string): string =>
	fileName.slice(fileName.lastIndexOf('/') + 1).replace(/[\s\0#]+/g, '-') || 'trace'
