import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ORDERED_POLICIES, POLICIES } from '../../shared/machine/heap/policies.ts'
import { faultsOfBlocks } from './liveBlocks.ts'
import { applyOp, describeBlock, randomOp, type Wanted } from './randomOps.ts'

describe('whatever a program does', () => {
	it.each([...POLICIES, ...ORDERED_POLICIES])(
		'H-20 $name: blocks are large enough, aligned, inside what the kernel gave, and never overlap',
		({ create }) => {
			fc.assert(
				fc.property(fc.array(randomOp, { maxLength: 120 }), (ops) => {
					const allocator = create()
					const live = new Map<number, Wanted>()
					ops.forEach((each, at) => {
						applyOp(allocator, live, each)
						if (at % 10 === 9) expect(faultsOfBlocks(allocator, live)).toEqual([])
					})
					expect(faultsOfBlocks(allocator, live)).toEqual([])
				}),
				{ numRuns: 25, seed: 1965 },
			)
		},
	)

	it.each(POLICIES.filter(({ name }) => name !== 'bump'))(
		'H-21 $name: the same program again needs no more memory',
		({ create }) => {
			const allocator = create()
			const run = (): number => {
				const blocks = Array.from({ length: 2000 }, (_, at) => allocator.malloc(16 + ((at * 7919) % 3000)))
				blocks.forEach((block) => allocator.free(block))
				return allocator.memory.brk + allocator.memory.mappings.reduce((sum, { length }) => sum + length, 0)
			}
			run()
			const after = run()
			for (let more = 0; more < 3; more += 1) expect(run()).toBeLessThanOrEqual(after)
		},
	)

	it.each(POLICIES)('H-22 $name: a refusal changes no block, and the next request is served', ({ create }) => {
		const allocator = create()
		const block = allocator.malloc(100)
		const at = describeBlock(allocator, block)
		expect([allocator.malloc(Infinity), allocator.calloc(Infinity), allocator.realloc(block, Infinity)]).toEqual([
			0, 0, 0,
		])
		expect(describeBlock(allocator, block)).toBe(at)
		expect(allocator.memory.calls.some(([, answer]) => answer === 'fail')).toBe(true)
		expect(allocator.malloc(100)).not.toBe(0)
	})

	it.each(POLICIES)('H-23 $name: a page faults at its first write, and not again', ({ create }) => {
		const allocator = create()
		const block = allocator.malloc(20_000)
		const { faults } = allocator.memory
		allocator.touch(block, 0, 20_000, true)
		const after = allocator.memory.faults
		expect(after - faults).toBeLessThanOrEqual(6)
		allocator.touch(block, 0, 20_000, true)
		allocator.touch(block, 0, 20_000, false)
		expect(allocator.memory.faults).toBe(after)
	})
})
