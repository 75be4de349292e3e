import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { POLICIES } from '../../shared/machine/heap/policies.ts'
import { replayBill } from '../../shared/programs/replayBill.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { replayTrace } from '../../shared/programs/replayTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { answersOf } from './difference.ts'

function trace(...lines: string[]): Trace {
	const read = parseTrace('test.lot', ['lot 1', ...lines, ''].join('\n'))
	if (!read.ok) throw new Error(read.error.message)
	return read.trace
}
const fixture = (name: string): Trace =>
	trace(readFileSync(new URL(`../fixtures/traces/${name}.lot`, import.meta.url), 'utf8').replace('lot 1\n', ''))
const KIB = 1024

describe('replaying a trace', () => {
	// Measured: footprint.json, columns peak_full_kib, end_full_kib, peak_traced_kib, end_traced_kib, vsz_peak_kib of glibc.
	const footprints: readonly (readonly [string, number, number, number, number, number])[] = [
		['00-first', 708, 504, 356, 236, 836],
		['bins', 32_768, 9636, 664, 664, 32_896],
		['edge', 415_648, 309_268, 5740, 5652, 415_652],
		['fragmenter', 3304, 3304, 2188, 2188, 3408],
		['fuzz', 51_832, 36_668, 27_768, 27_768, 51_960],
		['large', 41_260, 20_336, 28_308, 19_832, 41_388],
		['realloc', 3784, 1336, 3784, 1336, 3848],
		['sqlite3', 364, 312, 356, 304, 396],
	]
	it.each(footprints)(
		'O-30 %s: RSS and VSZ are what was measured',
		(name, peakFull, endFull, peakTraced, endTraced, vsz) => {
			const full = replayTrace(fixture(name), createGlibc(), { touch: 'full' })
			const traced = replayTrace(fixture(name), createGlibc())
			expect(
				[full.peakRssBytes, full.rssBytes, traced.peakRssBytes, traced.rssBytes, traced.peakVszBytes].map(
					(size) => size / KIB,
				),
			).toEqual([peakFull, endFull, peakTraced, endTraced, vsz])
		},
	)

	it('O-31 counts live bytes and internal fragmentation by block', () => {
		const totals = replayTrace(
			trace('a 0 10', 'c 1 3 100', 'r 0 30', 'm 2 64 50', 'f 1', 'r 2 0', 'a 3 140737488355328'),
			createGlibc(),
		)
		expect(totals).toMatchObject({
			liveBlocks: 1,
			liveBytes: 30,
			peakLiveBytes: 380,
			internalBytes: 10,
			refused: 1,
			ops: 7,
		})
	})

	it('O-32 what malloc itself refuses never reaches the allocator, and what only the kernel refuses does', () => {
		const refused = [
			'a 0 9223372036854775808',
			'c 1 4294967296 4294967296',
			'c 2 1152921504606846976 8',
			'a 3 18446744073709551615',
		]
		expect(answersOf(trace(...refused), createGlibc())).toEqual([0, 1, 2, 3].map((i) => ({ i, p: null })))
		const [answer] = answersOf(trace('c 0 1073741824 1073741824'), createGlibc())
		expect(answer).toMatchObject({
			p: null,
			s: [
				['brk', 135_168],
				['mmap', 'fail'],
				['brk', 'fail'],
				['mmap', 'fail'],
			],
		})
	})

	it('O-33 realloc to 0 frees, of NULL asks, refused keeps', () => {
		const lines = ['a 0 100', 'r 0 140737488355328', 'w 0 0 100', 'r 0 0', 'w 0 0 0', 'r 0 0', 'f 0']
		const answers = answersOf(trace(...lines), createGlibc())
		expect(answers.map(({ p }) => p)).toEqual([672, null, undefined, null, undefined, 784, undefined])
	})

	it('O-34 stops after the first ops if told so', () => {
		expect(replayTrace(fixture('bins'), createGlibc(), { first: 3 }).ops).toBe(3)
		expect(replayTrace(fixture('csapp'.replace('csapp', '00-first')), createGlibc(), { first: 1e9 }).ops).toBe(34)
	})

	it.each(POLICIES)('O-35 $name runs every kind of op and ends where it began', (policy) => {
		const lines = [
			'a 0 10',
			'c 1 3 100',
			'm 2 256 50',
			'a 3 300000',
			'w 3 0 300000',
			'd 0 0 10',
			'r 1 5000',
			'r 2 0',
			'f 0',
			'f 1',
			'f 2',
			'f 3',
		]
		const totals = replayTrace(trace(...lines), policy.create())
		expect(totals).toMatchObject({ ops: 12, liveBlocks: 0, liveBytes: 0, internalBytes: 0, refused: 0 })
		expect(totals.faults).toBeGreaterThan(70)
	})

	it('O-36 the bill is the price list times what happened', () => {
		const totals = replayTrace(trace('a 0 200000', 'd 0 8192 10', 'w 0 8192 10', 'w 0 12288 10', 'f 0'), createGlibc())
		// The tcache's page, the mapping's first, one read and then written, one written; munmap takes three.
		expect(totals).toMatchObject({ faults: 5, zeroFaults: 1, droppedPages: 3, calls: { brk: 1, mmap: 1, munmap: 1 } })
		expect(replayBill(totals)).toMatchObject({
			gate: 3 * 400 + 1500 + 2700 + 5600 + 3 * 800,
			fault: 4 * 3500 + 1850,
			// The tcache's block and the mapping are asked for, the mapping is given back; top is cut once.
			malloc: 2 * 60 + 30 + 20,
		})
	})
})
