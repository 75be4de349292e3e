import fc from 'fast-check'
import { expect } from 'vitest'
import type { Allocator } from '../../shared/machine/heap/allocator.ts'

const size = fc.oneof(
	{ weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) },
	{ weight: 3, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000_000 }) },
)
/** An op of a random program; what it does depends on what lives. */
export const randomOp = fc.record({
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
type RandomOp = typeof randomOp extends fc.Arbitrary<infer T> ? T : never

export interface Wanted {
	request: number
	alignment: number
}

export const describeBlock = (allocator: Allocator, block: number): string =>
	`${allocator.mappingOf(block)}+${allocator.offsetOf(block)}: ${allocator.usableBytes(block)}`

/** Plays an op; `live` knows each block and what was wanted of it. */
export function applyOp(
	allocator: Allocator,
	live: Map<number, Wanted>,
	{ kind, pick, size: bytes, shift }: RandomOp,
): void {
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
