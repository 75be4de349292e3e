import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import { binFor, binName } from '../../shared/machine/heap/glibc/bins.ts'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { ORDERED_POLICIES, policyNamed, POLICIES } from '../../shared/machine/heap/policies.ts'
import { allRegions, faultsOfRegions } from './regionFaults.ts'
import { applyOp, randomOp, type Wanted } from './randomOps.ts'

describe('regions', () => {
	it.each([...POLICIES, ...ORDERED_POLICIES])(
		'H-30 $name: regions tile each area, each live block has one, and free ones are the free bytes',
		({ create }) => {
			fc.assert(
				fc.property(fc.array(randomOp, { maxLength: 120 }), (ops) => {
					const allocator = create()
					const live = new Map<number, Wanted>()
					ops.forEach((each, at) => {
						applyOp(allocator, live, each)
						if (at % 20 === 19) expect(faultsOfRegions(allocator, live)).toEqual([])
					})
					expect(faultsOfRegions(allocator, live)).toEqual([])
				}),
				{ numRuns: 20, seed: 1983 },
			)
		},
	)

	it('H-31 glibc: each free chunk names the list that holds it', () => {
		const heap = createGlibc()
		const sizes = [100, 3000, 24, 500, 2000, 40]
		const [small, large, fast, ...others] = sizes.map((size) => {
			// With a fence behind, so that nothing joins; seven more fill the tcache.
			const block = heap.malloc(size)
			heap.malloc(1100)
			return block
		})
		for (const size of [24, 500]) {
			Array.from({ length: 7 }, () => heap.malloc(size)).forEach((block) => heap.free(block))
		}
		for (const block of [small!, fast!, large!, ...others]) heap.free(block)
		const before = allRegions(heap).map(({ list }) => list)
		expect(before).toEqual(
			expect.arrayContaining(['tcache', 'tcache 112', 'tcache 32', 'fast 32', 'tcache 512', 'unsorted', 'tcache 48']),
		)
		expect(before.filter((list) => list === 'unsorted').length).toBe(3)
		// A large request sorts the unsorted list.
		heap.malloc(50_000)
		expect(allRegions(heap).map(({ list }) => list)).toEqual(
			expect.arrayContaining(['small 512', 'large 1984', 'large 3008']),
		)
		expect(allRegions(heap).at(-1)).toMatchObject({ state: 'top', list: '' })
	})

	it('H-32 a bin is called by the smallest size in it', () => {
		const names = new Map<number, string>()
		for (let size = 32; size < 2 ** 20; size += 16) {
			if (!names.has(binFor(size))) names.set(binFor(size), binName(size))
			expect(binName(size)).toBe(names.get(binFor(size)))
		}
		expect([...names.values()].filter((name) => name.startsWith('large')).slice(-3)).toEqual([
			'large 163840',
			'large 262144',
			'large 524288',
		])
		for (const [bin, name] of names) expect(binFor(Number(name.split(' ')[1]))).toBe(bin)
	})

	it.each([
		['glibc', ['metadata', 'live', 'cached', 'top']],
		['jemalloc', ['live', 'cached', 'unused']],
		['tcmalloc', ['metadata', 'unused', 'live', 'cached', 'free']],
		['mimalloc', ['metadata', 'unused', 'live', 'cached']],
		['slab', ['live', 'cached', 'free']],
		['bump', ['live', 'unused', 'top']],
	])('H-33 %s shows its own kinds of regions', (name, states) => {
		const heap = policyNamed(name)!.create()
		const blocks = Array.from({ length: 10 }, () => heap.malloc(100))
		for (const block of blocks.slice(0, 3)) heap.free(block)
		const kinds = new Set(allRegions(heap).map(({ state }) => state))
		expect([...kinds]).toEqual(expect.arrayContaining(states))
	})
})

describe('metadata', () => {
	it.each([
		// The tcache's chunk; pages of the page map and descriptors; what the library's start takes; a segment's header.
		['glibc', [656]],
		['jemalloc', [4096 + 2 * 128]],
		['tcmalloc', [73_728, 8, 16]],
		['mimalloc', [65_536]],
		['first-fit', []],
	])('H-35 %s: what is its own after one malloc', (name, sizes) => {
		const heap = policyNamed(name)!.create()
		heap.malloc(100)
		const own = allRegions(heap).filter(({ state }) => state === 'metadata')
		expect(own.map(({ sizeBytes }) => sizeBytes).toSorted((a, b) => b - a)).toEqual(sizes.toSorted((a, b) => b - a))
	})
})

describe('clone', () => {
	it.each([...POLICIES, ...ORDERED_POLICIES])(
		'H-34 $name: a clone made anywhere gives the same further answers, and neither disturbs the other',
		({ create }) => {
			fc.assert(
				fc.property(fc.array(randomOp, { minLength: 2, maxLength: 120 }), fc.nat(), (ops, cut) => {
					const allocator = create()
					const live = new Map<number, Wanted>()
					const at = cut % ops.length
					ops.slice(0, at).forEach((each) => applyOp(allocator, live, each))
					const clone = allocator.clone()
					const cloneLive = new Map(live)
					const stateOf = (one: Allocator): unknown => [
						allRegions(one),
						one.work,
						one.memory.faults,
						one.memory.resident,
						one.memory.brk,
						one.memory.calls,
					]
					const before = structuredClone(stateOf(clone))
					ops.slice(at).forEach((each) => applyOp(allocator, live, each))
					expect(stateOf(clone)).toEqual(before)
					ops.slice(at).forEach((each) => applyOp(clone, cloneLive, each))
					expect([...cloneLive]).toEqual([...live])
					expect(stateOf(clone)).toEqual(stateOf(allocator))
				}),
				{ numRuns: 20, seed: 1994 },
			)
		},
	)
})
