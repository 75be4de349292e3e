import type { Answer, AnswersEnd } from './answer.ts'

/** The op and end lines of an answers file; lines of other kinds are passed over. */
export interface AnswersFile {
	readonly answers: readonly Answer[]
	readonly end?: AnswersEnd
}

/** Reads an answers file (JSON lines). Throws, with the line's number, if it is none. */
export function readAnswers(text: string): AnswersFile {
	const answers: Answer[] = []
	let end: AnswersEnd | undefined
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue
		const record = readRecord(line, index + 1)
		if ('i' in record) {
			if (record['i'] !== answers.length)
				throw new Error(`line ${index + 1}: op ${String(record['i'])} where op ${answers.length} is due`)
			answers.push(record as unknown as Answer)
		} else if ('end' in record) {
			end = record as unknown as AnswersEnd
		}
	}
	return end ? { answers, end } : { answers }
}

function readRecord(line: string, number: number): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(line)
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
	} catch {
		// Said below.
	}
	throw new Error(`line ${number}: no JSON object`)
}
