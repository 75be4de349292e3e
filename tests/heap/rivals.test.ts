import { describe, expect, it } from 'vitest'
import { createAnonymousMemory } from '../../shared/machine/kernel/anonymousMemory.ts'
import { createDecay, decayLimitPages, EPOCH_OPS, passEpoch } from '../../shared/machine/heap/jemalloc/decay.ts'
import { createJemalloc } from '../../shared/machine/heap/jemalloc/jemallocAllocator.ts'
import { createMimalloc } from '../../shared/machine/heap/mimalloc/mimallocAllocator.ts'
import { PURGE_OPS } from '../../shared/machine/heap/mimalloc/segments.ts'
import { createCentralLists, returnBatch, takeBatch } from '../../shared/machine/heap/tcmalloc/centralList.ts'
import { createPageHeap } from '../../shared/machine/heap/tcmalloc/pageHeap.ts'
import { classFor, createSizes } from '../../shared/machine/heap/tcmalloc/sizeClasses.ts'
import { createTcmalloc } from '../../shared/machine/heap/tcmalloc/tcmallocAllocator.ts'
import { createThreadCache, putObject, takeObject } from '../../shared/machine/heap/tcmalloc/threadCache.ts'
import { EXPERT, TEACH } from '../../shared/machine/heap/tcmalloc/tuning.ts'

const MIB = 2 ** 20

describe('jemalloc', () => {
	it('H-50 dirty pages decay along a smooth curve over 200 epochs, and not before the first', () => {
		const decay = createDecay()
		for (let op = 0; op < EPOCH_OPS; op += 1) passEpoch(decay, 1000)
		const limits = [decayLimitPages(decay)]
		for (let epoch = 1; epoch <= 200; epoch += 1) {
			for (let op = 0; op < EPOCH_OPS; op += 1) passEpoch(decay, 1000)
			limits.push(decayLimitPages(decay))
		}
		expect(limits[0]).toBe(1000)
		expect(limits[100]).toBeGreaterThan(480)
		expect(limits[100]).toBeLessThan(520)
		expect(limits[200]).toBe(0)
		limits.forEach((limit, at) => expect(limit).toBeLessThanOrEqual(limits[at - 1] ?? 1000))
	})

	it('H-51 freed pages stay present, are used again, and are given back by madvise in time', () => {
		const heap = createJemalloc()
		const block = heap.malloc(4 * MIB)
		heap.touch(block, 0, 4 * MIB, true)
		heap.free(block)
		const present = heap.memory.resident
		expect(present).toBeGreaterThan(1024)
		const again = heap.malloc(4 * MIB)
		expect(heap.memory.calls.filter(([call]) => call === 'mmap').length).toBeLessThanOrEqual(2)
		heap.free(again)
		for (let op = 0; op < 201 * EPOCH_OPS; op += 2) heap.free(heap.malloc(8))
		expect(heap.memory.calls.some(([call]) => call === 'madvise')).toBe(true)
		expect(heap.memory.resident).toBeLessThan(20)
	})

	it('H-52 blocks from 8 MiB on are given back at once', () => {
		const heap = createJemalloc()
		const block = heap.malloc(8 * MIB)
		heap.touch(block, 0, 8 * MIB, true)
		heap.free(block)
		expect(heap.memory.calls.at(-1)?.[0]).toBe('madvise')
		expect(heap.memory.resident).toBeLessThan(20)
	})

	it('H-53 the first miss of a class fills half its limit: the next 99 small blocks come from the cache, in address order', () => {
		const heap = createJemalloc()
		const blocks = Array.from({ length: 100 }, () => heap.malloc(8))
		expect(blocks.map((block) => heap.offsetOf(block) - heap.offsetOf(blocks[0]!))).toEqual(
			blocks.map((_, at) => at * 8),
		)
		expect(heap.freeBytes()).toBe(4096 - 800)
	})

	it('H-54 a large block grows in place into free pages behind it', () => {
		const heap = createJemalloc()
		const block = heap.malloc(100_000)
		expect(heap.realloc(block, 200_000)).toBe(block)
		expect(heap.realloc(block, 50_000)).toBe(block)
		expect(heap.realloc(block, 100)).not.toBe(block)
	})
})

describe('tcmalloc', () => {
	const sizes = createSizes(EXPERT)
	const classOf64 = classFor(sizes, 64)
	// 32 objects, as for 8 bytes, of which one span holds 1024.
	const { batch } = sizes.classes[classOf64]!

	const classOf8 = classFor(sizes, 8)

	it('H-60 slow start: each miss fetches one object more, up to a batch', () => {
		const central = createCentralLists(createPageHeap(createAnonymousMemory(12), EXPERT))
		const cache = createThreadCache(central)
		const fetched: number[] = []
		for (let miss = 0; miss < batch + 3; miss += 1) {
			takeObject(cache, classOf8)
			const rest = cache.lists[classOf8]!.objects.length
			fetched.push(rest + 1)
			for (let more = 0; more < rest; more += 1) takeObject(cache, classOf8)
		}
		expect(fetched).toEqual([...Array.from({ length: batch }, (_, at) => at + 1), batch, batch, batch])
	})

	it('H-61 a list that is too long gives a batch back as a whole, and another list gets the same batch', () => {
		const central = createCentralLists(createPageHeap(createAnonymousMemory(12), EXPERT))
		const objects = takeBatch(central, classOf64, batch)
		expect(objects.length).toBe(batch)
		const kept = [...objects]
		returnBatch(central, classOf64, objects)
		expect(central.lists[classOf64]!.slots.length).toBe(1)
		expect(takeBatch(central, classOf64, batch)).toEqual(kept)
	})

	it('H-62 a thread cache above its limit is scavenged, and the limit rises by 64 KiB', () => {
		const cache = createThreadCache(createCentralLists(createPageHeap(createAnonymousMemory(12), EXPERT)))
		const number = classFor(sizes, 8192)
		const objects = Array.from({ length: 200 }, () => takeObject(cache, number))
		objects.forEach((object) => putObject(cache, number, object))
		expect(cache.maxBytes).toBeGreaterThanOrEqual(65_536)
		expect(cache.maxBytes % 65_536).toBe(0)
		expect(cache.bytes).toBeLessThanOrEqual(cache.maxBytes)
	})

	it('H-63 a span whose objects all came back joins its neighbours in the page heap', () => {
		const heap = createTcmalloc()
		const blocks = [heap.malloc(300_000), heap.malloc(300_000), heap.malloc(300_000)]
		const [first] = blocks.map((block) => heap.offsetOf(block))
		blocks.forEach((block) => heap.free(block))
		expect(heap.offsetOf(heap.malloc(900_000))).toBe(first)
	})

	it('H-64 realloc grows by a quarter at least, and shrinks only below half', () => {
		const heap = createTcmalloc()
		const block = heap.malloc(1_000_000)
		const grown = heap.realloc(block, heap.usableBytes(block) + 1)
		expect(heap.usableBytes(grown)).toBeGreaterThanOrEqual(1_250_000)
		expect(heap.realloc(grown, 700_000)).toBe(grown)
		expect(heap.realloc(grown, 500_000)).not.toBe(grown)
	})

	it('H-65 what a thread frees is its own cache’s: another thread gets it only through the central list', () => {
		const heap = createTcmalloc({ ...EXPERT, threads: 2 })
		const block = heap.malloc(64)
		heap.onThread?.(1)
		heap.free(block)
		const own = heap.malloc(64)
		expect(own).toBe(block)
		heap.free(own)
		heap.onThread?.(0)
		expect(heap.malloc(64)).not.toBe(block)
	})

	it('H-66 at Teach scale spans are two pages, cut into as many objects as fit', () => {
		const heap = createTcmalloc(TEACH)
		for (const [request, usable] of [
			[20, 32],
			[100, 128],
			[130, 160],
			[161, 256],
			[257, 512],
			[513, 1024],
		]) {
			expect(heap.usableBytes(heap.malloc(request!))).toBe(usable)
			expect(heap.memory.brk % 512).toBe(0)
		}
	})
})

describe('mimalloc', () => {
	it('H-70 a freed block waits in the local list until the page has no other', () => {
		const heap = createMimalloc()
		const [first, second] = [heap.malloc(2000), heap.malloc(2000)]
		heap.free(first)
		expect([heap.malloc(2000), heap.malloc(2000), heap.malloc(2000)]).toEqual([second + 1, second + 2, first])
	})

	it('H-71 a page becomes present 4 KiB at a time', () => {
		const heap = createMimalloc()
		heap.malloc(64)
		const { resident } = heap.memory
		for (let more = 1; more < 64; more += 1) heap.malloc(64)
		expect(heap.memory.resident).toBe(resident)
		heap.malloc(64)
		expect(heap.memory.resident).toBe(resident + 1)
	})

	it('H-72 a block above 16 MiB has a mapping of its own, unmapped with it', () => {
		const heap = createMimalloc()
		heap.free(heap.malloc(20 * MIB))
		expect(heap.memory.calls.map(([call]) => call)).toEqual(['mmap', 'munmap'])
	})

	it('H-73 freed spans are given back after a while, when the next one is freed', () => {
		const heap = createMimalloc()
		const [kept, block] = [heap.malloc(MIB), heap.malloc(MIB)]
		heap.touch(block, 0, MIB, true)
		heap.free(block)
		expect(heap.memory.resident).toBeGreaterThan(256)
		for (let op = 0; op < PURGE_OPS; op += 2) heap.free(heap.malloc(8))
		heap.free(kept)
		expect(heap.memory.resident).toBeLessThan(20)
	})
})
