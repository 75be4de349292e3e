import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { TEACH } from '../../shared/machine/heap/glibc/tuning.ts'
import { faultsOfBlocks } from './liveBlocks.ts'
import { applyOp, randomOp, type Wanted } from './randomOps.ts'
import { allRegions, faultsOfRegions } from './regionFaults.ts'

const PAGE = 256
/** The tcache's own chunk at this scale: seven sizes of 10 bytes each. */
const TCACHE = 80

const teach = (): Allocator => createGlibc(TEACH)
const topBytes = (heap: Allocator): number => heap.regions(-1).at(-1)?.sizeBytes ?? 0

/** A random op whose sizes and alignments fit the small scale. */
const teachOp = randomOp.map((op) => ({ ...op, size: Math.floor(op.size / 64), shift: Math.min(op.shift, 8) }))

describe('glibc at Teach scale', () => {
	it.each([
		[0, 32],
		[24, 32],
		[25, 48],
		[40, 48],
		[41, 64],
		[120, 128],
		[1000, 1008],
	])('H-80 a request of %i bytes gets a chunk of %i, as at every scale', (request, chunk) => {
		const heap = teach()
		const block = heap.malloc(request)
		expect([heap.offsetOf(block), heap.usableBytes(block)]).toEqual([TCACHE + 16, chunk - 8])
		expect(heap.offsetOf(heap.malloc(24))).toBe(TCACHE + 16 + chunk)
	})

	it.each([
		// The first chunk behind the tcache's own: that one alone asks for 880 bytes, four pages.
		[24, 4, 0],
		[800, 4, 0],
		// 864 + 32 do not fit into what is left, 944: 1008 + 768 + 32 - 944 more.
		[1000, 8, 0],
		[2024, 12, 0],
		// A chunk of 2048 is mapped: 2056 bytes, nine pages.
		[2025, 4, 9],
		[5000, 4, 20],
	])('H-81 malloc(%i) as the first call: a break of %i pages, a mapping of %i', (request, brkPages, mappedPages) => {
		const heap = teach()
		heap.malloc(request)
		const { memory } = heap
		expect([memory.brk / PAGE, (memory.mappings[0]?.length ?? 0) / PAGE]).toEqual([brkPages, mappedPages])
	})

	it('H-82 pages of 256 bytes fault: the headers first, the payload when it is written', () => {
		const heap = teach()
		// Chunk 80 … 688: its header lies in page 0, top's in page 2.
		const block = heap.malloc(600)
		expect(heap.memory.faults).toBe(2)
		heap.touch(block, 0, 600, true)
		expect([heap.memory.faults, heap.memory.resident]).toEqual([3, 3])
	})

	it('H-83 the tcache keeps two of a size up to 128 bytes, the third is a fast chunk, larger ones are free', () => {
		const heap = teach()
		const blocks = [24, 24, 24, 120, 120, 120, 121, 24].map((request) => heap.malloc(request))
		for (const block of blocks.slice(0, 7)) heap.free(block)
		const lists = allRegions(heap).map(({ sizeBytes, list }) => `${sizeBytes} ${list}`)
		expect(lists.slice(0, 8)).toEqual([
			'80 tcache',
			'32 tcache 32',
			'32 tcache 32',
			'32 fast 32',
			'128 tcache 128',
			'128 tcache 128',
			'128 fast 128',
			'144 unsorted',
		])
	})

	it('H-84 a freed mapping raises the threshold: the next block of its size comes from the heap', () => {
		const heap = teach()
		heap.free(heap.malloc(2025))
		expect(heap.mappingOf(heap.malloc(2025))).toBe(-1)
		// The threshold is now that mapping's 2304 bytes.
		expect(heap.mappingOf(heap.malloc(2280))).toBe(-1)
		expect(heap.mappingOf(heap.malloc(5000))).toBe(1)
	})

	it('H-85 top is trimmed from twelve pages on, down to the pad of three', () => {
		const heap = teach()
		const blocks = Array.from({ length: 12 }, () => heap.malloc(1000))
		const { memory } = heap
		let trims = 0
		for (const block of blocks.toReversed()) {
			const { brk } = memory
			heap.free(block)
			if (memory.brk === brk) {
				expect(topBytes(heap)).toBeLessThan(12 * PAGE)
				continue
			}
			trims += 1
			expect((brk - memory.brk) % PAGE).toBe(0)
			// 33 bytes for the smallest chunk and rounding down, and less than a page.
			expect(topBytes(heap) - 3 * PAGE - 33).toBeGreaterThanOrEqual(0)
			expect(topBytes(heap) - 3 * PAGE - 33).toBeLessThan(PAGE)
		}
		expect(trims).toBeGreaterThan(2)
	})

	it('H-86 whatever a program does, chunks tile the heap, have 32 bytes at least, and areas are whole pages', () => {
		fc.assert(
			fc.property(fc.array(teachOp, { maxLength: 150 }), (ops) => {
				const heap = teach()
				const live = new Map<number, Wanted>()
				for (const op of ops) {
					applyOp(heap, live, op)
					expect(heap.memory.brk % PAGE).toBe(0)
					expect(heap.memory.mappings.every(({ length }) => length % PAGE === 0)).toBe(true)
				}
				expect(faultsOfBlocks(heap, live)).toEqual([])
				expect(faultsOfRegions(heap, live)).toEqual([])
				const chunks = heap.regions(-1).filter(({ state }) => state !== 'top')
				expect(chunks.filter(({ sizeBytes }) => sizeBytes < 32 || sizeBytes % 16 !== 0)).toEqual([])
			}),
			{ numRuns: 100, seed: 1997 },
		)
	})

	it('H-87 a program of small blocks gets the same chunks as at Expert scale, behind another tcache', () => {
		const [small, large] = [teach(), createGlibc({ ...TEACH, pageShift: 12, topPad: 131_072, trimThreshold: 131_072 })]
		const blocks = [40, 600, 24, 300, 1000, 64, 800].map((request) => [small.malloc(request), large.malloc(request)])
		for (const at of [1, 3, 4]) {
			small.free(blocks[at]![0]!)
			large.free(blocks[at]![1]!)
		}
		for (const request of [200, 350, 900, 24]) {
			expect(small.offsetOf(small.malloc(request))).toBe(large.offsetOf(large.malloc(request)))
		}
	})

	it('H-88 without mremap a mapped block stays while it fits its pages, else it is copied and its mapping goes', () => {
		const heap = teach()
		const block = heap.malloc(3000)
		heap.memory.calls = []
		// Twelve pages, of which two words and one of the chunk behind are not the block's.
		for (const request of [3048, 100, 3048]) expect(heap.realloc(block, request)).toBe(block)
		expect(heap.memory.calls).toEqual([])
		const moved = heap.realloc(block, 3049)
		expect(heap.memory.calls).toEqual([
			['mmap', 13 * PAGE],
			['munmap', 12 * PAGE, 0],
		])
		expect([heap.mappingOf(moved), heap.usableBytes(moved)]).toEqual([1, 13 * PAGE - 16])
		// The mapping that went raised the threshold: what shrinks out of the next one may lie in the heap.
		expect(heap.mappingOf(heap.malloc(3000))).toBe(-1)
	})
})
