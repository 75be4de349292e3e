import { describe, expect, it } from 'vitest'
import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import { POLICIES, policyNamed } from '../../shared/machine/heap/policies.ts'
import { createWork, type Work } from '../../shared/machine/heap/work.ts'

/** What an allocator did during some calls. */
function workOf(allocator: Allocator, calls: () => void): Partial<Work> {
	const before = { ...allocator.work }
	calls()
	const names = Object.keys(before) as (keyof Work)[]
	return Object.fromEntries(
		names.map((name) => [name, allocator.work[name] - before[name]]).filter(([, count]) => count !== 0),
	)
}

const create = (name: string): Allocator => policyNamed(name)!.create()

/** Free chunks of these sizes in address order, with fences between. */
function withHoles(name: string, sizes: readonly number[]): Allocator {
	const heap = create(name)
	const blocks = sizes.map((size) => {
		const block = heap.malloc(size)
		heap.malloc(16)
		return block
	})
	for (const block of blocks) heap.free(block)
	return heap
}

describe('what an allocator does is counted by the same rules for all', () => {
	it.each(['glibc', 'jemalloc', 'tcmalloc', 'mimalloc', 'slab'])(
		'H-90 %s: a small block that comes and goes costs one visit of a cache each time',
		(name) => {
			const heap = create(name)
			heap.free(heap.malloc(100))
			expect(workOf(heap, () => heap.free(heap.malloc(100)))).toEqual({ cached: 2 })
		},
	)

	it.each([
		// Four holes and the rest behind the last fence, in list order.
		['first-fit:address', 100, { placed: 1, looked: 1 }],
		['first-fit:lifo', 100, { placed: 1, splits: 1, looked: 1 }],
		['best-fit:address', 100, { placed: 1, looked: 4 }],
		['best-fit:size', 100, { placed: 1, looked: 2 }],
		['worst-fit:address', 100, { placed: 1, splits: 1, looked: 4 }],
		['first-fit:address', 5000, { placed: 1, splits: 1, looked: 4 }],
		['next-fit:address', 5000, { placed: 1, splits: 1, looked: 0 }],
	])('H-91 %s: malloc(%i) looks at what a walk along the list passes', (name, request, expected) => {
		const heap = withHoles(name, [50, 100, 1000, 40])
		const work = workOf(heap, () => heap.malloc(request))
		expect({ ...createWork(), ...work }).toEqual({ ...createWork(), ...expected })
	})

	it('H-92 a free that joins both neighbours merges twice, and finds its place without a walk', () => {
		// A hole in front: whoever walked from the front would pass it.
		const heap = withHoles('first-fit', [50])
		const [first, second, third] = [100, 100, 100].map((size) => heap.malloc(size))
		heap.malloc(100)
		heap.free(first!)
		heap.free(third!)
		expect(workOf(heap, () => heap.free(second!))).toEqual({ released: 1, merges: 2 })
	})

	it('H-93 glibc: sorting the unsorted list looks at each chunk in it', () => {
		const heap = create('glibc')
		const blocks = Array.from({ length: 20 }, (_, at) => {
			const block = heap.malloc(1100 + 16 * at)
			heap.malloc(24)
			return block
		})
		for (const block of blocks) heap.free(block)
		// All lie in three bins; sorting into a bin looks at larger sizes in it too.
		const { looked = 0, placed } = workOf(heap, () => heap.malloc(3000))
		expect([placed, looked]).toEqual([1, 20])
	})

	it.each(POLICIES)('H-94 $name: reading its state counts nothing', ({ create: make }) => {
		const heap = make()
		const block = heap.malloc(1000)
		expect(
			workOf(heap, () => {
				heap.regions(-1)
				heap.usableBytes(block)
				heap.freeBytes()
				heap.clone().malloc(10)
			}),
		).toEqual({})
	})
})
