const LINE_FEED = 0x0a
/** No UTF-8: what `parseTrace` refuses with the line's number, so that errors in earlier lines come first. */
const NO_TEXT = '\ud800'

/**
 * The text of a trace file. `decode` turns UTF-8 into text and throws where it isn't any; such a line becomes one
 * that no reader of traces accepts.
 */
export function textOf(contents: Uint8Array, decode: (part: Uint8Array) => string): string {
	try {
		return decode(contents)
	} catch {
		return linesOf(contents)
			.map((line) => {
				try {
					return decode(line)
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
