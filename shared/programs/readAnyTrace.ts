import { isCallList, readCallList } from './ltraceTrace.ts'
import { isOstep, readOstep } from './ostepTrace.ts'
import { parseTrace } from './parseTrace.ts'
import type { Trace, TraceError } from './trace.ts'

export type AnyTraceResult =
	/** `notes`: what had to be left out, in English sentences. */
	| { readonly ok: true; readonly trace: Trace; readonly notes: readonly string[] }
	| { readonly ok: false; readonly error: TraceError }

/** Reads an OSTEP list, the output of ltrace or of the recorder, a lot or a .rep trace: what the text looks like decides. */
export function readAnyTrace(fileName: string, text: string): AnyTraceResult {
	if (isOstep(text)) return withoutNotes(readOstep(fileName, text))
	if (!/^\s*(#.*\n\s*)*lot\s/.test(text) && isCallList(text)) return readCallList(fileName, text)
	return withoutNotes(parseTrace(fileName, text))
}

const withoutNotes = (read: Exclude<AnyTraceResult, { ok: true }> | { ok: true; trace: Trace }): AnyTraceResult =>
	read.ok ? { ok: true, trace: read.trace, notes: [] } : read
