import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { printTraceError, type Trace, type TraceError } from '../../shared/programs/trace.ts'
import { failCommand } from './commandFailure.ts'

/** Reads a trace file (lot or .rep), or ends the command: `FILE:LINE: message`, exit code 2. */
export function readTrace(command: Command, path: string): Trace {
	const read = parseTrace(path, readText(command, path))
	return read.ok ? read.trace : failTrace(command, read.error)
}

export function failTrace(command: Command, error: TraceError): never {
	command.error(printTraceError(error), { exitCode: 2, code: error.code })
}

const LINE_FEED = 0x0a
/** No UTF-8: what `parseTrace` refuses with the line's number, so that errors in earlier lines come first. */
const NO_TEXT = '\ud800'

/** The text of a file; `-` is stdin. A line that isn't UTF-8 becomes one that no reader of traces accepts. */
export function readText(command: Command, path: string): string {
	let contents: Uint8Array
	try {
		contents = readFileSync(path === '-' ? 0 : path)
	} catch (error) {
		return failCommand(command, 'E_UNREADABLE', `${path}: ${error instanceof Error ? error.message : String(error)}`)
	}
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
	try {
		return decoder.decode(contents)
	} catch {
		return linesOf(contents)
			.map((line) => {
				try {
					return decoder.decode(line)
				} catch {
					return NO_TEXT
				}
			})
			.join('\n')
	}
}

function linesOf(contents: Uint8Array): Uint8Array[] {
	const lines: Uint8Array[] = []
	let from = 0
	for (let at = contents.indexOf(LINE_FEED); at >= 0; at = contents.indexOf(LINE_FEED, from)) {
		lines.push(contents.subarray(from, at))
		from = at + 1
	}
	lines.push(contents.subarray(from))
	return lines
}
