import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { printTraceError, type Trace, type TraceError } from '../../shared/programs/trace.ts'
import { textOf } from '../../shared/programs/traceText.ts'
import { failCommand } from './commandFailure.ts'

/** Reads a trace file (lot or .rep), or ends the command: `FILE:LINE: message`, exit code 2. */
export function readTrace(command: Command, path: string): Trace {
	const read = parseTrace(path, readText(command, path))
	return read.ok ? read.trace : failTrace(command, read.error)
}

export function failTrace(command: Command, error: TraceError): never {
	command.error(printTraceError(error), { exitCode: 2, code: error.code })
}

/** The text of a file; `-` is stdin. A line that isn't UTF-8 becomes one that no reader of traces accepts. */
export function readText(command: Command, path: string): string {
	let contents: Uint8Array
	try {
		contents = readFileSync(path === '-' ? 0 : path)
	} catch (error) {
		return failCommand(command, 'E_UNREADABLE', `${path}: ${error instanceof Error ? error.message : String(error)}`)
	}
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
	return textOf(contents, (part) => decoder.decode(part))
}
