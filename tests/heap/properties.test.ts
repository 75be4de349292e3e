import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import { ORDERED_POLICIES, POLICIES } from '../../shared/machine/heap/policies.ts'
import { faultsOfBlocks } from './liveBlocks.ts'

const size = fc.oneof(
	{ weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) },
	{ weight: 3, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000_000 }) },
)
const op = fc.record({
	kind: fc.constantFrom(
		'malloc',
		'malloc',
		'calloc',
		'memalign',
		'realloc',
		'realloc',
		'free',
		'free',
		'free',
		'refuse',
	),
	pick: fc.nat(),
	size,
	shift: fc.integer({ min: 4, max: 12 }),
})
type RandomOp = typeof op extends fc.Arbitrary<infer T> ? T : never

interface Wanted {
	request: number
	alignment: number
}

function apply(allocator: Allocator, live: Map<number, Wanted>, { kind, pick, size: bytes, shift }: RandomOp): void {
	const victim = [...live.keys()][pick % Math.max(1, live.size)]
	const alignment = kind === 'memalign' ? 2 ** shift : 0
	if (kind === 'free') {
		if (victim === undefined) return
		allocator.free(victim)
		live.delete(victim)
		return
	}
	if (kind === 'refuse') {
		const before = victim === undefined ? '' : describeBlock(allocator, victim)
		expect(allocator.malloc(Infinity)).toBe(0)
		expect(allocator.calloc(Infinity)).toBe(0)
		if (victim === undefined) return
		expect(allocator.realloc(victim, Infinity)).toBe(0)
		expect(describeBlock(allocator, victim)).toBe(before)
		return
	}
	if (kind === 'realloc' && victim !== undefined) {
		const moved = allocator.realloc(victim, bytes + 1)
		expect(moved).not.toBe(0)
		live.delete(victim)
		expect(live.has(moved)).toBe(false)
		live.set(moved, { request: bytes + 1, alignment: 0 })
		allocator.touch(moved, 0, bytes + 1, true)
		return
	}
	const block =
		kind === 'calloc'
			? allocator.calloc(bytes)
			: kind === 'memalign'
				? allocator.memalign(alignment, bytes)
				: allocator.malloc(bytes)
	expect(block).not.toBe(0)
	expect(live.has(block)).toBe(false)
	live.set(block, { request: bytes, alignment })
	allocator.touch(block, 0, bytes, true)
}

const describeBlock = (allocator: Allocator, block: number): string =>
	`${allocator.mappingOf(block)}+${allocator.offsetOf(block)}: ${allocator.usableBytes(block)}`

describe('whatever a program does', () => {
	it.each([...POLICIES, ...ORDERED_POLICIES])(
		'H-20 $name: blocks are large enough, aligned, inside what the kernel gave, and never overlap',
		({ create }) => {
			fc.assert(
				fc.property(fc.array(op, { maxLength: 120 }), (ops) => {
					const allocator = create()
					const live = new Map<number, Wanted>()
					ops.forEach((each, at) => {
						apply(allocator, live, each)
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
