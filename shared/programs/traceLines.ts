import { MAX_LINE_BYTES } from './trace.ts'

/** What is left of a line: at least one token. */
export interface TraceLine {
	/** From 1. */
	readonly number: number
	readonly tokens: readonly string[]
	/** Without comment and outer blanks: for values that are text. */
	readonly text: string
}

/** The first thing that is wrong, and where. */
export interface Wrong {
	readonly line: number
	readonly message: string
}

/**
 * Cuts a text into lines of tokens. LF ends a line and a CR before it is ignored; `#` starts a
 * comment; spaces and tabs separate tokens; lines without a token are left out. What isn't text of
 * the format ends the reading: the lines before it are still returned, for an earlier error counts.
 */
export function readLines(text: string): { readonly lines: readonly TraceLine[]; readonly wrong?: Wrong } {
	const lines: TraceLine[] = []
	let number = 0
	for (const ended of text.split('\n')) {
		number++
		const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended
		const message = refuseCharacters(line)
		if (message !== undefined) return { lines, wrong: { line: number, message } }
		const comment = line.indexOf('#')
		const words = (comment < 0 ? line : line.slice(0, comment)).replace(/^[ \t]+|[ \t]+$/g, '')
		if (words !== '') lines.push({ number, tokens: words.split(/[ \t]+/), text: words })
	}
	return { lines }
}

/** What makes a line no text of the format, if anything. */
function refuseCharacters(line: string): string | undefined {
	if (line.includes('\0')) return 'NUL in the text'
	let sizeBytes = 0
	for (let at = 0; at < line.length; at++) {
		const point = line.codePointAt(at) ?? 0
		// A lone surrogate can't be written as UTF-8.
		if (point >= 0xd800 && point <= 0xdfff) return 'not UTF-8 text'
		sizeBytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
		if (point >= 0x10000) at++
	}
	return sizeBytes > MAX_LINE_BYTES ? `line longer than ${MAX_LINE_BYTES} bytes` : undefined
}
