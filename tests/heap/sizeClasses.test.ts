import { describe, expect, it } from 'vitest'
import { TEACH_SLABS } from '../../shared/machine/heap/jemalloc/teachSlabs.ts'
import { createSlab } from '../../shared/machine/heap/textbook/slab.ts'
import { slabBytesFor } from '../../shared/machine/heap/jemalloc/sizeClasses.ts'
import { policyNamed } from '../../shared/machine/heap/policies.ts'
import { bytesOfClass, classFor } from '../../shared/machine/heap/quarterClasses.ts'
import { createSizes } from '../../shared/machine/heap/tcmalloc/sizeClasses.ts'
import { EXPERT } from '../../shared/machine/heap/tcmalloc/tuning.ts'
import { readClasses } from './fixture.ts'

const MIB = 2 ** 20

describe('size classes are those of the real libraries', () => {
	it.each(['jemalloc', 'tcmalloc', 'mimalloc'])(
		'H-01 %s: every request from 0 to 1 MiB gets the smallest class that holds it',
		(name) => {
			const { classes, usable_of_malloc_0: ofZero } = readClasses(name)
			const allocator = policyNamed(name)!.create()
			const zero = allocator.malloc(0)
			expect(allocator.usableBytes(zero)).toBe(ofZero)
			let at = 0
			const wrong: number[] = []
			for (let request = 1; request <= MIB; request += 1) {
				if (request > classes[at]!) at += 1
				const block = allocator.malloc(request)
				if (allocator.usableBytes(block) !== classes[at]) wrong.push(request)
				allocator.free(block)
			}
			expect(wrong).toEqual([])
		},
	)

	it('H-02 jemalloc: slabs have the lengths and regions of bin_infos, large classes go on above 1 MiB', () => {
		const { slab_bins, large_classes } = readClasses('jemalloc')
		for (const [size, slabBytes, regions] of slab_bins!) {
			expect([size, slabBytesFor(size), slabBytesFor(size) / size]).toEqual([size, slabBytes, regions])
		}
		for (const size of large_classes!) expect(bytesOfClass(classFor(size))).toBe(size)
	})

	it('H-07 jemalloc-like at Teach scale: its classes, in slabs of pages of 256 bytes without a rest', () => {
		const allocator = createSlab(TEACH_SLABS)
		for (const [request, usable] of [
			[1, 16],
			[48, 48],
			[129, 160],
			[200, 224],
			[800, 896],
			[897, 1024],
		]) {
			expect(allocator.usableBytes(allocator.malloc(request!))).toBe(usable)
		}
		expect(TEACH_SLABS.classes.filter(({ objectBytes, slabBytes }) => slabBytes % objectBytes !== 0)).toEqual([])
		// A slab of each of five classes: 1 + 3 + 5 + 7 + 7 pages; and a block of four pages.
		expect(allocator.memory.brk).toBe(28 * 256)
	})

	it('H-03 tcmalloc: the rule gives every class with its span length', () => {
		const { classes, pageBytes } = createSizes(EXPERT)
		expect(classes.map(({ bytes, pages }) => [bytes, pages * pageBytes])).toEqual(readClasses('tcmalloc').spans)
	})

	it('H-04 tcmalloc: above 256 KiB blocks are whole pages of 8 KiB', () => {
		const allocator = policyNamed('tcmalloc')!.create()
		for (const request of [262_145, MIB + 1, 5_000_001]) {
			expect(allocator.usableBytes(allocator.malloc(request))).toBe(Math.ceil(request / 8192) * 8192)
		}
	})

	it('H-05 mimalloc: a page holds as many blocks as the real one', () => {
		for (const [size, bytes] of readClasses('mimalloc').pages!) {
			const allocator = policyNamed('mimalloc')!.create()
			const first = allocator.offsetOf(allocator.malloc(size))
			const count = bytes / size
			for (let more = 1; more < count; more += 1) {
				expect(allocator.offsetOf(allocator.malloc(size))).toBe(first + more * size)
			}
			// A page without a rest is followed at once by the next one.
			if (bytes % 65_536 !== 0) expect(allocator.offsetOf(allocator.malloc(size))).not.toBe(first + bytes)
		}
	})

	it('H-06 glibc: usable sizes are 24, 40, 56 … up to the mmap threshold', () => {
		const allocator = policyNamed('glibc')!.create()
		for (let request = 0; request <= 131_000; request += 7) {
			expect(allocator.usableBytes(allocator.malloc(request))).toBe(
				Math.max(24, Math.ceil((request - 8) / 16) * 16 + 8),
			)
		}
	})
})
