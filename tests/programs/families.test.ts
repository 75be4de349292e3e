import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkSizeFor } from '../../shared/machine/heap/chunk.ts'
import { createWorld } from '../../shared/game/world.ts'
import { roundHeader } from '../../shared/game/round.ts'
import { LAYOUT } from '../../shared/machine/scale.ts'
import { big } from '../../shared/programs/big.ts'
import { burst } from '../../shared/programs/burst.ts'
import { compiler } from '../../shared/programs/compiler.ts'
import { fork } from '../../shared/programs/fork.ts'
import { fragmenter } from '../../shared/programs/fragmenter.ts'
import { leak } from '../../shared/programs/leak.ts'
import { LEVELS } from '../../shared/programs/levels.ts'
import { GENERATORS } from '../../shared/programs/loadProgram.ts'
import type { Op, Program } from '../../shared/programs/op.ts'
import { recursion } from '../../shared/programs/recursion.ts'
import { sawtooth } from '../../shared/programs/sawtooth.ts'
import { FIRST_STACK_POINTER } from '../../shared/programs/stack.ts'
import { steady } from '../../shared/programs/steady.ts'
import { threeActs } from '../../shared/programs/threeActs.ts'
import { vector } from '../../shared/programs/vector.ts'
import { wild } from '../../shared/programs/wild.ts'
import { addressFirstFit, placeAll, type Policy } from './placement.ts'
import {
	faultsOf,
	inAnyTurn,
	inTurns,
	medianOf,
	objectsOf,
	opCount,
	peakChunkBytes,
	stackClimbs,
} from './wellFormed.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const forSeeds = (check: (seed: number) => void): void => fc.assert(fc.property(seed, check), { numRuns: 100 })

const PAGE = 256
const plated = (program: Program, plate: string) => objectsOf(program).filter((object) => object.plate === plate)
const isFreed = (object: { readonly ops: readonly Op[] }): boolean => object.ops.some((op) => op.kind === 'free')
const touchesOf = (object: { readonly ops: readonly Op[] }) =>
	object.ops.flatMap((op) => (op.kind === 'touch' ? [op] : []))
const opsOf = <Kind extends Op['kind']>(program: Program, kind: Kind) =>
	program.lanes.flat().filter((op): op is Extract<Op, { kind: Kind }> => op.kind === kind)

/** Mallocs; fewest and most ops; fewest and most bytes of live chunks at the peak. */
const BOUNDS = [
	['steady', 80, [260, 320], [1536, 5120]],
	['steady-roomy', 80, [260, 320], [1536, 5120]],
	['sawtooth', 72, [240, 310], [2048, 4096]],
	['burst', 78, [250, 300], [1536, 3584]],
	['compiler', 78, [250, 320], [1280, 2816]],
	['leak', 84, [260, 320], [1792, 4096]],
	['fragmenter', 62, [135, 185], [3584, 5120]],
	['vector', 51, [260, 310], [1536, 3584]],
	['big', 66, [210, 280], [4096, 14 * 1024]],
	['recursion', 50, [230, 300], [512, 2560]],
	['wild', 56, [190, 250], [768, 2560]],
	['fork', 66, [195, 260], [2560, 5632]],
	['three-acts', null, [250, 350], [4096, 12 * 1024]],
] as const

describe('every family', () => {
	test('P-60 the families below are all generated levels', () => {
		expect(BOUNDS.map(([name]) => name)).toEqual(Object.keys(GENERATORS))
		const generated = LEVELS.filter((level) => level.family !== 'recorded').map((level) => level.name)
		expect(Object.keys(GENERATORS)).toEqual(generated)
	})

	test.each(BOUNDS)('P-61 %s is well formed, and depends on the seed alone', (name) => {
		forSeeds((seed) => {
			const program = GENERATORS[name](seed)
			expect(faultsOf(program)).toEqual([])
			expect(program.name).toBe(name)
			expect(GENERATORS[name](seed)).toEqual(program)
			expect(GENERATORS[name](seed + 1)).not.toEqual(program)
		})
	})

	test.each(BOUNDS)(
		'P-62 %s has its mallocs, ops and live bytes, in lanes as long as each other',
		(name, mallocs, ops, bytes) => {
			forSeeds((seed) => {
				const program = GENERATORS[name](seed)
				const made = objectsOf(program).length
				if (mallocs !== null) expect(made).toBe(mallocs)
				expect(made).toBeLessThanOrEqual(120)
				expect(opCount(program)).toBeGreaterThanOrEqual(ops[0])
				expect(opCount(program)).toBeLessThanOrEqual(ops[1])
				const peakBytes = peakChunkBytes(inTurns(program))
				expect(peakBytes).toBeGreaterThanOrEqual(bytes[0])
				expect(peakBytes).toBeLessThanOrEqual(bytes[1])
				const lengths = program.lanes.map((lane) => lane.length)
				expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(24)
			})
		},
	)

	test.each(BOUNDS)(
		'P-63 %s reads its code and data before it does anything else, and writes data and bss later',
		(name) => {
			forSeeds((seed) => {
				const program = GENERATORS[name](seed)
				const first = program.lanes.map((lane) => lane[0])
				expect(first.map((op) => op?.kind === 'global' && [op.address >> 8, op.write])).toEqual([
					[LAYOUT.textLow, false],
					[LAYOUT.data, false],
					[LAYOUT.bss, false],
				])
				const written = opsOf(program, 'global').flatMap((op) => (op.write ? [op.address >> 8] : []))
				expect(new Set(written)).toEqual(new Set([LAYOUT.data, LAYOUT.bss]))
			})
		},
	)

	test.each(BOUNDS)('P-64 %s has room: its heap, first fit, stays within the limits of its level', (name) => {
		const level = LEVELS.find((one) => one.name === name)
		for (let seed = 0; seed < 100; seed += 1) {
			const steps = placeAll(inTurns(GENERATORS[name](seed)), addressFirstFit)
			const highest = Math.max(...steps.map((step) => step.endBytes))
			expect(Math.ceil(highest / PAGE)).toBeLessThan(level?.heapLimitPages ?? 0)
		}
	})

	test('P-65 the stack of generators begins where that of a round does', () => {
		const [level] = LEVELS
		if (!level) throw new Error('no level')
		const world = createWorld(roundHeader('steady', 1, 'live'), level, steady(1), null)
		expect(world.lanes[0]?.stackPointer).toBe(FIRST_STACK_POINTER)
	})
})

describe('sawtooth', () => {
	test('P-70 four times 18 nodes are built, and all are freed', () => {
		forSeeds((seed) => {
			const program = sawtooth(seed)
			expect(plated(program, 'NOD').length).toBe(72)
			let live = 0
			const levels: number[] = []
			for (const op of inTurns(program)) {
				if (op.kind === 'malloc') live += 1
				if (op.kind === 'free') live -= 1
				levels.push(live)
			}
			// From a foot (≤ 4 live nodes of 18) to a crest (≥ 14) and back: four teeth.
			let teeth = 0
			let isUp = false
			for (const count of levels) {
				if (!isUp && count >= 14) teeth += 1
				isUp = isUp ? count > 4 : count >= 14
			}
			expect(teeth).toBe(4)
			expect(levels.at(-1)).toBe(0)
		})
	})

	test('P-71 each wave needs at least seven pages, so that trimming after a wave only means asking again', () => {
		forSeeds((seed) => {
			for (let wave = 0; wave < 4; wave += 1) {
				const nodes = plated(sawtooth(seed), 'NOD').slice(wave * 18, wave * 18 + 18)
				const waveBytes = nodes.reduce((sum, node) => sum + chunkSizeFor(node.sizeBytes), 0)
				expect(waveBytes).toBeGreaterThan(6 * PAGE)
			}
		})
	})
})

describe('burst', () => {
	test('P-72 six groups of 12 requests are freed together, and each leaves a line of the log for good', () => {
		forSeeds((seed) => {
			const program = burst(seed)
			expect(plated(program, 'REQ').every(isFreed)).toBe(true)
			expect(plated(program, 'LOG').some(isFreed)).toBe(false)
			expect([plated(program, 'REQ').length, plated(program, 'LOG').length]).toEqual([72, 6])
			for (const lane of program.lanes) {
				const frees = lane.flatMap((op) => (op.kind === 'free' ? [Math.floor(op.object / 13)] : []))
				expect(frees, 'group after group').toEqual([...frees].sort((one, other) => one - other))
			}
		})
	})

	test('P-73 pins hold the heap up: with all requests gone, most of what lies below the last pin is holes', () => {
		const shares = medianOf(100, (seed) => {
			const steps = placeAll(inTurns(burst(seed)), addressFirstFit)
			const last = steps.at(-1)
			return ((last?.holes ?? []).reduce((sum, hole) => sum + hole, 0) * 100) / (last?.endBytes ?? 1)
		})
		expect(shares).toBeGreaterThan(60)
	})
})

describe('compiler', () => {
	test('P-74 all nodes of a phase are gone before the next phase frees one; symbols stay, a quarter of the mallocs', () => {
		forSeeds((seed) => {
			const program = compiler(seed)
			const nodes = plated(program, 'AST')
			const symbols = plated(program, 'SYM')
			expect(nodes.every(isFreed)).toBe(true)
			expect(symbols.some(isFreed)).toBe(false)
			expect([nodes.length, symbols.length]).toEqual([60, 18])
			expect(new Set(nodes.map((node) => node.sizeBytes))).toEqual(new Set([40, 56, 72, 120]))
			for (const lane of program.lanes) {
				const frees = lane.flatMap((op) => (op.kind === 'free' ? [Math.floor(op.object / 13)] : []))
				expect(frees).toEqual([...frees].sort((one, other) => one - other))
			}
		})
	})

	test('P-75 the plate tells the life: symbols apart from nodes, the heap ends lower', () => {
		const ends = (policy: Policy) =>
			medianOf(60, (seed) => placeAll(inTurns(compiler(seed)), policy).at(-1)?.endBytes ?? 0)
		// Symbols take the lowest hole, nodes the highest that fits.
		const apart: Policy = (holes, sizeBytes, plate) =>
			plate === 'SYM'
				? addressFirstFit(holes, sizeBytes, plate)
				: holes.findLastIndex((hole) => hole.sizeBytes >= sizeBytes)
		expect(ends(apart)).toBeLessThan(
			ends((holes, size, plate) => (plate === 'SYM' ? -1 : addressFirstFit(holes, size, plate))),
		)
	})
})

describe('leak', () => {
	test('P-76 every fifth suspect is never freed and never used after its first write; all others go', () => {
		forSeeds((seed) => {
			const program = leak(seed)
			for (const [index, object] of plated(program, 'SUS').entries()) {
				const leaks = index % 5 === 4
				if (leaks) expect(object.ops.map((op) => op.kind)).toEqual(['malloc', 'touch'])
				// What is made last is still in use at the end.
				else if (index < 50) expect(isFreed(object)).toBe(true)
			}
			expect(plated(program, 'SUS').length).toBe(63)
		})
	})

	test('P-77 what leaks adds up to five pages or more, whatever malloc does', () => {
		forSeeds((seed) => {
			const leaked = plated(leak(seed), 'SUS').filter((_, index) => index % 5 === 4)
			const leakedBytes = leaked.reduce((sum, object) => sum + chunkSizeFor(object.sizeBytes), 0)
			expect(leakedBytes).toBeGreaterThan(4 * PAGE)
		})
	})
})

describe('fragmenter', () => {
	// In turns, and with lanes that get ahead of each other: no timing of the threads saves the heap.
	const timings = (seed: number) => [inTurns(fragmenter(seed)), inAnyTurn(fragmenter(seed), seed)]

	test('P-78 a BIG finds more than enough free bytes and no hole that fits, whichever thread is faster', () => {
		forSeeds((seed) => {
			for (const [index, ops] of timings(seed).entries()) {
				const bigs = placeAll(ops, addressFirstFit).filter(({ op }) => op.kind === 'malloc' && op.plate === 'BIG')
				expect(bigs.length).toBe(8)
				let fitting = 0
				for (const { op, holes } of bigs) {
					const needBytes = op.kind === 'malloc' ? chunkSizeFor(op.sizeBytes) : 0
					const freeBytes = holes.reduce((sum, hole) => sum + hole, 0)
					if (index === 0) expect(freeBytes).toBeGreaterThanOrEqual(2 * needBytes)
					if (Math.max(...holes) >= needBytes) fitting += 1
				}
				// Pins that went into the rest of the input's hole are missing between gaps.
				expect(fitting).toBeLessThanOrEqual(index === 0 ? 1 : 2)
			}
		})
	})

	test('P-79 pins in the hole of the input leave one hole for all: the heap ends nine pages lower', () => {
		const gainOf = (ops: readonly Op[]): number => {
			const endWith = (policy: Policy): number => Math.max(...placeAll(ops, policy).map((step) => step.endBytes))
			// The input's hole is the only one before the gaps go.
			const grouping: Policy = (holes, sizeBytes, plate) =>
				plate === 'GAP' ? -1 : addressFirstFit(holes, sizeBytes, plate)
			return (endWith(addressFirstFit) - endWith(grouping)) / PAGE
		}
		expect(medianOf(100, (seed) => gainOf(inTurns(fragmenter(seed))))).toBeGreaterThan(9)
		expect(medianOf(100, (seed) => gainOf(inAnyTurn(fragmenter(seed), seed)))).toBeGreaterThan(9)
		forSeeds((seed) => {
			expect(gainOf(inTurns(fragmenter(seed)))).toBeGreaterThan(6)
		})
	})

	test('P-80 the input has gone before any lane makes its first gap', () => {
		forSeeds((seed) => {
			const { lanes } = fragmenter(seed)
			const freedAt = lanes[0]?.findIndex((op) => op.kind === 'free') ?? -1
			for (const lane of lanes.slice(1))
				expect(lane.findIndex((op) => op.kind === 'malloc')).toBeGreaterThanOrEqual(freedAt)
		})
	})
})

describe('vector', () => {
	const next: Readonly<Record<string, (sizeBytes: number) => number>> = {
		VEC: (sizeBytes) => Math.floor(sizeBytes * 1.5),
		DBL: (sizeBytes) => sizeBytes * 2,
		INC: (sizeBytes) => sizeBytes + 16,
	}

	test('P-81 each array grows as its plate says, and writes what it gained', () => {
		forSeeds((seed) => {
			const program = vector(seed)
			for (const plate of ['VEC', 'DBL', 'INC']) {
				const arrays = plated(program, plate)
				expect(arrays.length).toBe(3)
				for (const { ops } of arrays) {
					let sizeBytes = 32
					let growths = 0
					for (const [index, op] of ops.entries()) {
						if (op.kind !== 'realloc') continue
						if (op.sizeBytes < sizeBytes) {
							expect(plate, 'only DBL shrinks to fit').toBe('DBL')
							continue
						}
						expect(op.sizeBytes).toBe(next[plate]?.(sizeBytes))
						const gained = { kind: 'touch', write: true, offsetBytes: sizeBytes, lengthBytes: op.sizeBytes - sizeBytes }
						expect(ops[index + 1]).toMatchObject(gained)
						sizeBytes = op.sizeBytes
						growths += 1
					}
					expect(growths).toBe({ VEC: 6, DBL: 4, INC: 8 }[plate])
				}
			}
		})
	})

	test('P-82 neighbours are in the way: first fit moves most growing arrays, and without neighbours none but the first', () => {
		const movesOf = (ops: readonly Op[]): number => placeAll(ops, addressFirstFit).filter((step) => step.moved).length
		const reallocs = opsOf(vector(1), 'realloc').length
		expect(medianOf(100, (seed) => movesOf(inTurns(vector(seed))))).toBeGreaterThan(reallocs / 3)
		forSeeds((seed) => {
			// One lane alone, and only its array: it grows at the end of the heap.
			for (const lane of vector(seed).lanes) {
				const arrays = new Set(lane.flatMap((op) => (op.kind === 'malloc' && op.plate !== 'NBR' ? [op.object] : [])))
				expect(movesOf(lane.filter((op) => 'object' in op && arrays.has(op.object)))).toBe(0)
			}
		})
	})
})

describe('big', () => {
	test('P-83 every sixth object has 6 to 14 pages, of which one to three are touched', () => {
		forSeeds((seed) => {
			const images = plated(big(seed), 'IMG')
			expect(images.length).toBe(11)
			for (const image of images) {
				const pages = Math.ceil(image.sizeBytes / PAGE)
				expect(pages).toBeGreaterThanOrEqual(6)
				expect(pages).toBeLessThanOrEqual(14)
				// A mapping starts on a page, and so its payload 16 bytes behind.
				const touched = new Set(touchesOf(image).map((op) => (16 + op.offsetBytes) >> 8))
				expect(touched.size).toBeGreaterThanOrEqual(1)
				expect(touched.size).toBeLessThanOrEqual(3)
			}
		})
	})

	test('P-84 images lie on both sides of the mmap threshold of eight pages', () => {
		const sizes = [...Array(20).keys()].flatMap((seed) => plated(big(seed), 'IMG').map((image) => image.sizeBytes))
		const large = sizes.filter((sizeBytes) => sizeBytes >= 8 * PAGE).length
		expect(large).toBeGreaterThan(sizes.length / 2)
		expect(large).toBeLessThan(sizes.length)
	})
})

describe('recursion', () => {
	test('P-85 the stack is a saw of 5, 8 and 14 pages, with one runaway of 17 that is never the first', () => {
		forSeeds((seed) => {
			const climbs = stackClimbs(recursion(seed))
			expect([...climbs].sort((one, other) => one - other)).toEqual([5, 8, 14, 17])
			expect(climbs[0]).not.toBe(17)
		})
	})

	test('P-86 one call, the last of the runaway, falls below the limit, and into the guard gap', () => {
		forSeeds((seed) => {
			let pointer: number = FIRST_STACK_POINTER
			const frames: number[] = []
			const below: number[] = []
			for (const op of recursion(seed).lanes[0] ?? []) {
				if (op.kind === 'call') {
					frames.push(op.frameBytes)
					pointer -= op.frameBytes
					if (pointer >> 8 < LAYOUT.stackLimitLow) below.push(pointer >> 8)
				}
				if (op.kind === 'return') pointer += frames.pop() ?? 0
			}
			expect(below).toEqual([LAYOUT.guardHigh])
		})
	})

	test('P-87 no climb leaves out a page', () => {
		forSeeds((seed) => {
			for (const op of opsOf(recursion(seed), 'call')) expect(op.frameBytes).toBeLessThanOrEqual(PAGE)
		})
	})
})

describe('wild', () => {
	const kernelHalf = (page: number): boolean => page >= LAYOUT.kernelLow

	test('P-88 it reads and writes near NULL and in the kernel half, writes code, and points into gaps', () => {
		forSeeds((seed) => {
			const wilds = opsOf(wild(seed), 'wild').map((op) => {
				const page = op.address >> 8
				const area = kernelHalf(page)
					? 'kernel'
					: page === 0
						? 'null'
						: page === 8
							? 'text'
							: page === 0xdc
								? 'guard'
								: 'gap'
				return `${op.write ? 'write' : 'read'} ${area}`
			})
			const each = ['null', 'kernel', 'gap'].flatMap((area) => [`read ${area}`, `write ${area}`])
			expect(wilds.sort()).toEqual([...each, 'write guard', 'write text'].sort())
		})
	})

	test('P-89 five uses after free, four small overruns and a far one that leaves the heap', () => {
		forSeeds((seed) => {
			const counts = { afterFree: 0, small: 0, far: 0 }
			for (const { ops, sizeBytes } of objectsOf(wild(seed))) {
				const freed = ops.findIndex((op) => op.kind === 'free')
				for (const [index, op] of ops.entries()) {
					if (op.kind !== 'stray') continue
					if (freed >= 0 && index > freed) {
						counts.afterFree += 1
						expect(op.offsetBytes).toBeLessThan(sizeBytes)
					} else if (op.offsetBytes - sizeBytes <= 24) counts.small += 1
					else {
						counts.far += 1
						// Lands above the heap's limit and below all mmap areas, from any chunk.
						expect(op.offsetBytes).toBeGreaterThanOrEqual(48 * PAGE)
						expect((48 + LAYOUT.heapLow) * PAGE + op.offsetBytes).toBeLessThan(0xa000)
					}
				}
			}
			expect(counts).toEqual({ afterFree: 5, small: 4, far: 1 })
		})
	})
})

describe('fork', () => {
	test('P-90 two children: the first at step 45 … 85 writes 30 % of the pages, the second 10 … 60 %', () => {
		forSeeds((seed) => {
			const program = fork(seed)
			const forks = opsOf(program, 'fork')
			expect(forks.length).toBe(2)
			expect(forks[0]?.childWritesPercent).toBe(30)
			expect(forks[1]?.childWritesPercent).toBeGreaterThanOrEqual(10)
			expect(forks[1]?.childWritesPercent).toBeLessThanOrEqual(60)
			const step = inTurns(program).findIndex((op) => op.kind === 'fork')
			expect(step).toBeGreaterThanOrEqual(45)
			expect(step).toBeLessThanOrEqual(85)
		})
	})

	test('P-91 after each fork the parent soon changes at least five records on three pages or more that it made before', () => {
		forSeeds((seed) => {
			const ops = inTurns(fork(seed))
			for (const [index, op] of ops.entries()) {
				if (op.kind !== 'fork') continue
				const before = new Map<number, number>()
				for (const { op: earlier, endBytes } of placeAll(ops.slice(0, index), addressFirstFit)) {
					if (earlier.kind === 'malloc' && earlier.plate === 'KEY') before.set(earlier.object, endBytes >> 8)
				}
				const changed = ops
					.slice(index, index + 55)
					.flatMap((later) => (later.kind === 'touch' && later.write && before.has(later.object) ? [later.object] : []))
				expect(new Set(changed).size).toBeGreaterThanOrEqual(5)
				expect(new Set(changed.map((object) => before.get(object))).size).toBeGreaterThanOrEqual(3)
			}
		})
	})
})

describe('three acts', () => {
	test('P-92 ordinary traffic, then one act that placement decides, then jobs', () => {
		const seen = new Set<string>()
		for (let seed = 0; seed < 60; seed += 1) {
			const plates = objectsOf(threeActs(seed)).map((object) => object.plate)
			const firstOf = (names: readonly string[]): number => plates.findIndex((plate) => names.includes(plate))
			const one = plates.includes('NOD') ? 'waves' : 'requests'
			const two = plates.includes('GAP') ? 'holes' : plates.includes('VEC') ? 'arrays' : 'images'
			seen.add(`${one} ${two}`)
			expect(firstOf(['NOD', 'CFG'])).toBeLessThan(firstOf(['GAP', 'VEC', 'IMG']))
			expect(firstOf(['GAP', 'VEC', 'IMG'])).toBeLessThan(plates.indexOf('JOB'))
			expect(plates.slice(plates.indexOf('JOB')).every((plate) => plate === 'JOB')).toBe(true)
		}
		expect(seen.size).toBe(6)
	})

	test('P-93 the jobs alone are larger than a third of the frames, and each is used again', () => {
		const frames = LEVELS.find((level) => level.name === 'three-acts')?.frames ?? 0
		forSeeds((seed) => {
			const jobs = plated(threeActs(seed), 'JOB')
			const jobBytes = jobs.reduce((sum, job) => sum + chunkSizeFor(job.sizeBytes), 0)
			expect(jobBytes).toBeGreaterThan((frames / 3) * PAGE)
			for (const job of jobs) expect(touchesOf(job).length).toBe(2)
		})
	})
})
