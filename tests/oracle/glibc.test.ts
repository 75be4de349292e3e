import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { readAnswers } from '../../shared/programs/readAnswers.ts'
import { replayTrace } from '../../shared/programs/replayTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { answersOf, firstDifference } from './difference.ts'
import { DIGESTS_PATH, digestedTraces, digestOf } from './digest.ts'

const FIXTURES = new URL('../fixtures/traces/', import.meta.url)
const answered = readdirSync(FIXTURES).filter((name) => name.endsWith('.jsonl'))
const names = new Set(readdirSync(FIXTURES))

function traceFor(answersName: string): Trace {
	const stem = answersName.replace(/jsonl$/, '')
	const name = names.has(`${stem}lot`) ? `${stem}lot` : `${stem}rep`
	const read = parseTrace(name, readFileSync(new URL(name, FIXTURES), 'utf8'))
	if (!read.ok) throw new Error(read.error.message)
	return read.trace
}

describe('the glibc policy answers as glibc 2.36 on Linux', () => {
	it.each(answered)('O-01 %s: every address, usable size, break, system call and fault', (name) => {
		const { answers: wanted, end } = readAnswers(readFileSync(new URL(name, FIXTURES), 'utf8'))
		const trace = traceFor(name)
		expect(firstDifference(wanted, answersOf(trace, createGlibc()))).toBeUndefined()
		const { faults, brk, peakBrk, calls } = replayTrace(trace, createGlibc())
		expect({ end: 1, faults, brk, peak_brk: peakBrk, calls: { ...calls, mprotect: 0 } }).toEqual(end)
	})

	const digests = JSON.parse(readFileSync(DIGESTS_PATH, 'utf8')) as Record<string, string>
	it('O-02 corners and seeded random traces have the answers that the real one gave', () => {
		const got: Record<string, string> = {}
		for (const { title, trace } of digestedTraces()) got[title] = digestOf(trace, answersOf(trace, createGlibc()))
		expect(got).toEqual(digests)
	})
})
