import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytes } from '../../shared/machine/units.ts'
import { LEVEL_NAMES, LEVELS, levelNamed } from '../../shared/programs/levels.ts'
import { livesOf } from '../../shared/programs/lives.ts'
import { loadProgram, loadRecordedTrace } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { sample, TEACH_SAMPLE } from '../../shared/programs/recorded.ts'
import { printTraceError, type Trace, type TraceOp } from '../../shared/programs/trace.ts'
import { fixture, fixtureNames } from './fixture.ts'
import { traceArbitrary } from './traceArbitrary.ts'
import { faultsOf, objectsOf, opCount, peakChunkBytes } from './wellFormed.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

function parsed(fileName: string, text: string): Trace {
	const read = parseTrace(fileName, text)
	if (!read.ok) throw new Error(printTraceError(read.error))
	return read.trace
}

/** Takes every life that a trace has. */
const EVERYTHING = {
	maxAllocations: 1000,
	budgetBytes: 2 ** 40,
	maxBlockBytes: 2 ** 30,
	maxBlocksPerLife: 1000,
	aimOps: 100_000,
}

/** A trace in which every block has another size, so that a size names the op that made it. */
const distinctSizes = (trace: Trace): Trace => ({
	...trace,
	ops: trace.ops.flatMap((op, at): TraceOp[] => {
		if (op.kind === 'memalign' || op.kind === 'write' || op.kind === 'read') return []
		if (op.kind === 'free') return [op]
		if (op.sizeBytes === 0 || typeof op.sizeBytes === 'bigint') return [op]
		return [{ ...op, sizeBytes: bytes(at + 1) }]
	}),
})

/** Size of every block → when it was freed: the index of the op, or `never`. A model that knows only pointers. */
function blocksOf(trace: Trace): { sizeBytes: number; madeAt: number; freedAt: number | 'never' }[] {
	const blocks: { sizeBytes: number; madeAt: number; freedAt: number | 'never' }[] = []
	const pointers = new Map<number, number | 'NULL'>()
	for (const [at, op] of trace.ops.entries()) {
		const release = (): void => {
			const block = blocks[Number(pointers.get(op.id))]
			if (block) block.freedAt = at
		}
		const allocate = (sizeBytes: number): void => {
			pointers.set(op.id, blocks.push({ sizeBytes, madeAt: at, freedAt: 'never' }) - 1)
		}
		if (op.kind === 'free') release()
		else if (op.kind === 'malloc' || op.kind === 'calloc') {
			if (typeof op.sizeBytes === 'number') allocate(op.sizeBytes)
			else pointers.set(op.id, 'NULL')
		} else if (op.kind === 'realloc') {
			const pointer = pointers.get(op.id)
			if (op.sizeBytes === 0 && typeof pointer === 'number') {
				release()
				pointers.set(op.id, 'NULL')
			} else if (typeof op.sizeBytes === 'number') {
				release()
				allocate(op.sizeBytes)
			}
		}
	}
	return blocks
}

describe('lives of a trace', () => {
	test('P-30 every block that was served is in one life, made and freed when its pointer was', () => {
		fc.assert(
			fc.property(traceArbitrary.map(distinctSizes), (trace) => {
				const blocks = livesOf(trace)
					.flat()
					.map((block) => ({ freedAt: 'never', ...block }))
				expect(blocks.sort((one, other) => one.madeAt - other.madeAt)).toEqual(blocksOf(trace))
			}),
			// Where `memalign` is left out, an id may be NULL: then a realloc to 0 is malloc(0).
			{ examples: [[{ name: '-', origin: '', ops: [{ line: 0, id: 0, kind: 'realloc', sizeBytes: bytes(0) }] }]] },
		)
	})

	test('P-31 a life goes on over reallocs, ends with a realloc to 0, and is unmoved by refusals', () => {
		const trace = parsed('t.lot', 'lot 1\na 0 10\nr 0 20\nr 0 9223372036854775808\nr 0 5\nr 0 0\nr 0 7\nf 0\n')
		expect(livesOf(trace)).toEqual([
			[
				{ sizeBytes: 10, madeAt: 0, freedAt: 1 },
				{ sizeBytes: 20, madeAt: 1, freedAt: 3 },
				{ sizeBytes: 5, madeAt: 3, freedAt: 4 },
			],
			[{ sizeBytes: 7, madeAt: 5, freedAt: 6 }],
		])
	})

	test('P-32 refused and aligned requests make no life, a calloc asks for its product', () => {
		const trace = parsed(
			't.lot',
			'lot 1\na 0 9223372036854775808\nm 1 64 5\nc 2 3 40\nc 3 2 70368744177664\nf 0\nf 1\nf 3\n',
		)
		expect(livesOf(trace)).toEqual([[{ sizeBytes: 120, madeAt: 2 }]])
	})
})

describe('samples of a recorded program', () => {
	test('P-33 a realloc becomes malloc, read of the old, write of the new, free of the old', () => {
		const trace = parsed('t.lot', 'lot 1\na 0 100\nr 0 300\nf 0\n')
		const ops = sample(trace, 1, EVERYTHING).lanes.flat()
		const copy = ops.findIndex((op) => op.kind === 'malloc' && op.object === 1)
		expect(ops.slice(copy, copy + 4)).toEqual([
			{ kind: 'malloc', object: 1, sizeBytes: 300, plate: 'LRG' },
			{ kind: 'touch', object: 0, offsetBytes: 0, lengthBytes: 100, write: false },
			{ kind: 'touch', object: 1, offsetBytes: 0, lengthBytes: 300, write: true },
			{ kind: 'free', object: 0 },
		])
	})

	test.each([
		[0, 'TNY'],
		[24, 'TNY'],
		[25, 'SML'],
		[64, 'SML'],
		[65, 'MID'],
		[160, 'MID'],
		[161, 'LRG'],
		[512, 'LRG'],
		[513, 'BIG'],
	])('P-34 a block of %i bytes has the plate %s', (sizeBytes, plate) => {
		expect(objectsOf(sample(parsed('t.lot', `lot 1\na 0 ${sizeBytes}\n`), 1))[0]?.plate).toBe(plate)
	})

	test('P-35 without limits all is kept: sizes, what is freed, and the order within each lane', () => {
		fc.assert(
			fc.property(traceArbitrary.map(distinctSizes), seed, (trace, seed) => {
				const program = sample(trace, seed, EVERYTHING)
				expect(faultsOf(program)).toEqual([])
				const madeAt = (object: number): number => recorded[object]?.madeAt ?? -1
				// Objects are numbered life by life, as the lives' blocks are.
				const recorded = livesOf(trace).flat()
				expect(objectsOf(program).map((object) => object.sizeBytes)).toEqual(recorded.map((block) => block.sizeBytes))
				for (const lane of program.lanes) {
					const times = lane.flatMap((op) => {
						if (op.kind === 'malloc') return [madeAt(op.object)]
						return op.kind === 'free' ? [recorded[op.object]?.freedAt ?? -1] : []
					})
					expect(times).toEqual([...times].sort((one, other) => one - other))
					expect(times).not.toContain(-1)
				}
				const freed = program.lanes.flat().filter((op) => op.kind === 'free').length
				expect(freed).toBe(recorded.filter((block) => block.freedAt !== undefined).length)
			}),
		)
	})

	test.each(fixtureNames)('P-36 samples of %s are well formed and within their limits', (name) => {
		const trace = parsed(name, fixture(name))
		fc.assert(
			fc.property(seed, (seed) => {
				const program = sample(trace, seed)
				expect(faultsOf(program)).toEqual([])
				for (const object of objectsOf(program)) {
					expect(object.sizeBytes).toBeLessThanOrEqual(TEACH_SAMPLE.maxBlockBytes)
					if (object.sizeBytes === 0) continue
					const firstTouch = object.ops.find((op) => op.kind === 'touch')
					expect(firstTouch).toMatchObject({ write: true, offsetBytes: 0, lengthBytes: object.sizeBytes })
				}
				const peaks = program.lanes.map(peakChunkBytes)
				expect(peaks.reduce((sum, peak) => sum + peak, 0)).toBeLessThanOrEqual(TEACH_SAMPLE.budgetBytes)
			}),
			{ numRuns: 10 },
		)
	})
})

describe('levels', () => {
	test('P-50 every level has its name, and other names none', () => {
		expect(LEVELS.map((level) => level.name)).toEqual(LEVEL_NAMES)
		for (const level of LEVELS) expect(levelNamed(level.name)).toBe(level)
		for (const name of ['', 'Steady', 'toString', '__proto__']) expect(levelNamed(name)).toBeUndefined()
	})

	test.each(LEVELS)('P-51 $name loads one program per seed', async ({ name }) => {
		const programs = await Promise.all([7, 7, 8].map((seed) => loadProgram(name, seed)))
		const [first, again, other] = programs
		expect(first?.name).toBe(name)
		expect(again).toEqual(first)
		expect(other).not.toEqual(first)
	})

	// A recorded round names its level and seed only. Another digest here makes old logs play another
	// program: raise RULES_VERSION.
	test.each([
		['steady', '1849ef2af22be749'],
		['steady-roomy', 'e7bcf6d6aa8ad9d7'],
		['sawtooth', '4dd2fe3ce608633a'],
		['burst', '60d86a0f5076e84e'],
		['compiler', '475c30555f89b158'],
		['leak', '22044d101b2c2503'],
		['fragmenter', '761c680e338c1bdf'],
		['vector', '3852fe7296216cbf'],
		['big', 'f6cf13d50e85fb00'],
		['recursion', 'c348911f089e8087'],
		['wild', '39cc8b61e0331294'],
		['fork', '502d095ce25798d9'],
		['three-acts', 'de18a9876c7562ef'],
		['sqlite3', 'f6ce427ddb39f3db'],
		['bash', '8af884a1daed0ce2'],
		['git-log', '8a373b856b4566ca'],
		['cc1', 'f20258fb18a47eae'],
	] as const)('P-53 the program of %s with seed 4711 stays as it is', async (name, digest) => {
		const program = JSON.stringify(await loadProgram(name, 4711))
		expect(createHash('sha256').update(program).digest('hex').slice(0, 16)).toBe(digest)
	})

	const recordedNames = ['sqlite3', 'bash', 'git-log', 'cc1'] as const
	test.each(recordedNames)(
		'P-52 %s fills a round with 200 seeds: 60 … 120 mallocs, 200 … 300 ops, even lanes',
		async (name) => {
			const trace = await loadRecordedTrace(name)
			const programs: Program[] = [...Array(200).keys()].map((seed) => sample(trace, seed))
			for (const program of programs) {
				expect(faultsOf(program)).toEqual([])
				expect(objectsOf(program).length).toBeGreaterThanOrEqual(60)
				expect(opCount(program)).toBeGreaterThanOrEqual(200)
				expect(opCount(program)).toBeLessThanOrEqual(300)
				const lengths = program.lanes.map((ops) => ops.length)
				expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(45)
			}
			// 200 seeds give 200 samples, and together they come from all over the run.
			const digests = new Set(
				programs.map((program) =>
					objectsOf(program)
						.map((object) => object.sizeBytes)
						.join(),
				),
			)
			expect(digests.size).toBe(200)
		},
	)
})
