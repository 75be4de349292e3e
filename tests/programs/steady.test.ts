import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { steady } from '../../shared/programs/steady.ts'
import { faultsOf, inTurns, medianOf, objectsOf, opCount, peakChunkBytes, stackClimbs } from './wellFormed.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const forSeeds = (check: (seed: number) => void): void => fc.assert(fc.property(seed, check), { numRuns: 200 })

describe('steady', () => {
	test('P-20 a program is well formed and depends on the seed alone', () => {
		forSeeds((seed) => {
			const program = steady(seed)
			expect(faultsOf(program)).toEqual([])
			expect(steady(seed)).toEqual(program)
			expect(steady(seed + 1)).not.toEqual(program)
		})
	})

	test('P-21 it makes 80 objects in 250 to 310 ops, in lanes of about the same length', () => {
		forSeeds((seed) => {
			const program = steady(seed)
			expect(objectsOf(program).length).toBe(80)
			expect(opCount(program)).toBeGreaterThanOrEqual(250)
			expect(opCount(program)).toBeLessThanOrEqual(310)
			const lengths = program.lanes.map((ops) => ops.length)
			expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(20)
		})
	})

	test('P-22 the live chunks peak between 1.5 and 5 KiB, half of 200 seeds below 2.5 … 3.5 KiB', () => {
		const peakBytesOf = (seed: number): number => peakChunkBytes(inTurns(steady(seed)))
		forSeeds((seed) => {
			expect(peakBytesOf(seed)).toBeGreaterThanOrEqual(1536)
			expect(peakBytesOf(seed)).toBeLessThanOrEqual(5120)
		})
		const median = medianOf(200, peakBytesOf)
		expect(median).toBeGreaterThanOrEqual(2560)
		expect(median).toBeLessThanOrEqual(3584)
	})

	test('P-23 sizes and lives go by the plate', () => {
		const ranges = { TMP: [24, 120], SES: [60, 200], CFG: [40, 100], BUF: [520, 760] } as const
		forSeeds((seed) => {
			for (const object of objectsOf(steady(seed))) {
				const [low, high] = ranges[object.plate as keyof typeof ranges]
				expect(object.sizeBytes).toBeGreaterThanOrEqual(low)
				expect(object.sizeBytes).toBeLessThanOrEqual(high)
				if (object.plate === 'CFG') expect(object.ops.some((op) => op.kind === 'free')).toBe(false)
			}
		})
	})

	test('P-24 all but buffers are written whole as the first touch', () => {
		forSeeds((seed) => {
			for (const { plate, sizeBytes, ops } of objectsOf(steady(seed))) {
				if (plate === 'BUF') continue
				expect(ops[1]).toMatchObject({ kind: 'touch', write: true, offsetBytes: 0, lengthBytes: sizeBytes })
			}
		})
	})

	test('P-25 a buffer has a page of its own that is read before it is written, wherever it starts', () => {
		forSeeds((seed) => {
			const buffers = objectsOf(steady(seed)).filter((object) => object.plate === 'BUF')
			expect(buffers.length).toBeGreaterThanOrEqual(3)
			expect(buffers.length).toBeLessThanOrEqual(4)
			for (const { sizeBytes, ops } of buffers) {
				for (let start = 0; start < 256; start += 16) {
					// [page, written?] of every access, in order; pages count from the one that holds the start.
					const accesses = ops.flatMap((op) => {
						if (op.kind !== 'touch') return []
						const first = (start + op.offsetBytes) >> 8
						const last = (start + op.offsetBytes + op.lengthBytes - 1) >> 8
						return [...Array(last - first + 1).keys()].map((page) => ({ page: first + page, write: op.write }))
					})
					const second = accesses.filter((access) => access.page === 1).map((access) => access.write)
					expect(second).toEqual([false, true])
					expect(start + sizeBytes, 'no other chunk reaches into the page').toBeGreaterThanOrEqual(512)
				}
			}
		})
	})

	test('P-28 some rounds have three buffers, some four', () => {
		const counts = [...Array(40).keys()].map(
			(seed) => objectsOf(steady(seed)).filter(({ plate }) => plate === 'BUF').length,
		)
		expect(new Set(counts)).toEqual(new Set([3, 4]))
	})

	test('P-26 the main stack climbs three times, once to 5 … 7 pages', () => {
		forSeeds((seed) => {
			const climbs = stackClimbs(steady(seed)).sort((one, other) => one - other)
			expect(climbs.slice(0, 2)).toEqual([2, 4])
			expect(climbs[2]).toBeGreaterThanOrEqual(5)
			expect(climbs[2]).toBeLessThanOrEqual(7)
		})
	})

	test('P-27 each lane goes wild once: a read near NULL, a write to code, a read of the kernel half', () => {
		forSeeds((seed) => {
			const wilds = steady(seed).lanes.map((ops) => ops.flatMap((op) => (op.kind === 'wild' ? [op] : [])))
			expect(wilds.map((ofLane) => ofLane.length)).toEqual([1, 1, 1])
			const places = wilds.flat().map((op) => `${op.write ? 'write' : 'read'} ${(op.address >> 8).toString(16)}`)
			expect(places.map((place) => place.replace(/ f.$/, ' f')).sort()).toEqual(['read 0', 'read f', 'write 8'])
		})
	})
})
