import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { topOf } from '../../shared/machine/heap/chunkList.ts'
import { flushRack } from '../../shared/machine/heap/flush.ts'
import { freeChunk } from '../../shared/machine/heap/heap.ts'
import { resizeChunk, roomAt } from '../../shared/machine/heap/resize.ts'
import { sizeClassOf, walkedTo } from '../../shared/machine/heap/sizeClass.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { mapArea, resizeMapping } from '../../shared/machine/kernel/kernel.ts'
import type { Mapping } from '../../shared/machine/memory.ts'
import { address, bytes } from '../../shared/machine/units.ts'
import { heapOf, hex, place, type Rig, rig, sketchOf } from './rig.ts'

const resize = ({ machine, emit }: Rig, at: number, sizeBytes: number) =>
	resizeChunk(machine, emit, 1, address(at), bytes(sizeBytes - 8), bytes(sizeBytes))

describe('realloc in place', () => {
	// heap, chunk at, chunk bytes wanted, heap after, list after, header words
	test.each([
		['u64 u64', 0x1000, 64, 'u64 u64 t384', '', '1008'],
		['u64 u64', 0x1000, 48, 'u64 u64 t384', '', '1008'],
		['u96 u64', 0x1000, 48, 'u48 f48 u64 t352', '1030', '1008 1038'],
		['u96 f64 u32', 0x1000, 48, 'u48 f112 u32 t320', '1030', '1008 1038'],
		['u96 f64 u32', 0x1000, 80, 'u96 f64 u32 t320', '1060', '1008'],
		['u96 u64', 0x1060, 32, 'u96 u32 t384', '', '1068 1088'],
		['u32 f96 u32', 0x1000, 64, 'u64 f64 u32 t352', '1040', '1008 1048'],
		['u32 f96 u32', 0x1000, 112, 'u128 u32 t352', '', '1008'],
		['u32 f96 u32', 0x1000, 128, 'u128 u32 t352', '', '1008'],
		['u32 f64 u32 f48 u32', 0x1000, 64, 'u64 f32 u32 f48 u32 t304', '1080 1040', '1008 1048'],
		['u32 u64', 0x1020, 256, 'u32 u256 t224', '', '1028 1128'],
		['u32 u64', 0x1020, 448, 'u32 u448 t32', '', '1028 11e8'],
	] as const)('M-80 "%s": the chunk at %i becomes %i bytes: "%s"', (sketch, at, size, after, list, words) => {
		const made = heapOf(sketch, 2)
		const writes = resize(made, at, size)
		const { events, cycles } = made.told()
		expect(sketchOf(made.machine)).toBe(after)
		expect(hex(made.machine.heap.freeList)).toBe(list)
		expect(hex(writes)).toBe(words)
		expect(events).toMatchObject([{ type: 'chunkResized', lane: 1, address: at }])
		expect(cycles).toBe(60)
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test.each([
		['u32 u64', 0x1000, 32, true, 32],
		['u32 u64', 0x1000, 48, false, 32],
		['u32 f96 u32', 0x1000, 128, true, 128],
		['u32 f96 u32', 0x1000, 144, false, 128],
		['u32 u64', 0x1020, 448, true, 448],
		['u32 u64', 0x1020, 464, false, 448],
		['u32 u64', 0x1030, 32, false, 0],
	] as const)('M-81 "%s": is there room at %i for %i bytes? %s, %i', (sketch, at, need, fits, haveBytes) => {
		const { heap } = heapOf(sketch, 2).machine
		expect(roomAt(heap.chunks, at, need)).toEqual({ fits, haveBytes })
	})

	test('M-82 a racked neighbour is in use', () => {
		const made = heapOf('u32 u64 u32', 2)
		made.machine.heap.rackMaxBytes = bytes(64)
		freeChunk(made.machine, made.emit, 0, address(0x1020))
		expect(roomAt(made.machine.heap.chunks, 0x1000, 48).fits).toBe(false)
	})

	test('M-83 whatever is resized, the heap stays sound and nothing but the chunk and what is free behind it changes', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ slots: fc.integer({ min: 2, max: 12 }), free: fc.boolean() }), { maxLength: 10 }),
				fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 2, max: 40 })), { maxLength: 12 }),
				(chunks, steps) => {
					const tokens = chunks.map(
						({ slots, free }, index) => `${free && index > 0 && !chunks[index - 1]?.free ? 'f' : 'u'}${slots * 16}`,
					)
					const made = heapOf(tokens.join(' '), 6)
					for (const [pick, slots] of steps) {
						const used = made.machine.heap.chunks.filter(({ use }) => use === 'used')
						const one = used[pick % used.length]
						if (!one || !roomAt(made.machine.heap.chunks, one.address, slots * 16).fits) continue
						resize(made, one.address, slots * 16)
						expect(brokenInvariants(made.machine)).toEqual([])
						const after = made.machine.heap.chunks.filter(({ use }) => use === 'used')
						expect(after.filter(({ address: at }) => at !== one.address)).toEqual(used.filter((each) => each !== one))
						expect(after.map(({ address: at }) => at)).toEqual(used.map(({ address: at }) => at))
					}
				},
			),
			{ numRuns: 200, seed: 4 },
		)
	})

	test('M-84 an area of its own is resized for 60 as long as its pages do', () => {
		const made = rig()
		mapArea(made.machine, made.emit, 0, 7, 'IMG', bytes(700), 3)
		made.told()
		const [mapping] = made.machine.mappings as [Mapping]
		expect(hex(resizeMapping(made.machine, made.emit, 2, mapping, bytes(300)))).toBe('d908')
		expect(made.told()).toMatchObject({ cycles: 60, events: [{ type: 'mappingResized', lane: 2 }] })
		expect(made.machine.mappings).toEqual([{ ...mapping, requestBytes: 300 }])
	})
})

describe('FLUSH', () => {
	test('M-85 merges every racked chunk for 60 each, oldest first, and tells of it in one event', () => {
		const made = heapOf('u32 u48 u32 u48 u32 u64', 2)
		made.machine.heap.rackMaxBytes = bytes(48)
		for (const at of [0x1020, 0x1050, 0x10a0]) freeChunk(made.machine, made.emit, 0, address(at))
		expect(sketchOf(made.machine)).toBe('u32 r48 r32 u48 r32 u64 t256')
		made.told()
		const before = structuredClone(made.machine.heap.chunks)
		const writes = flushRack(made.machine, made.emit, 2)
		const { events, cycles } = made.told()
		expect(sketchOf(made.machine)).toBe('u32 f80 u48 f32 u64 t256')
		expect(hex(made.machine.heap.freeList)).toBe('10a0 1020')
		expect(cycles).toBe(180)
		expect(hex(writes)).toBe('1028 1028 10a8')
		expect(events).toMatchObject([{ type: 'rackFlushed', lane: 2, chunks: 3, heap: { rack: [], gone: [0x1050] } }])
		// Whoever only hears the event has the same heap.
		const [event] = events
		if (event?.type !== 'rackFlushed') throw new Error('no rackFlushed')
		const kept = before.filter(
			(chunk) =>
				!event.heap.gone.includes(chunk.address) && !event.heap.chunks.some((one) => one.address === chunk.address),
		)
		expect([...kept, ...event.heap.chunks].sort((a, b) => a.address - b.address)).toEqual(made.machine.heap.chunks)
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test('M-86 a racked chunk before top becomes top', () => {
		const made = heapOf('u32 u48', 1)
		made.machine.heap.rackMaxBytes = bytes(48)
		freeChunk(made.machine, made.emit, 0, address(0x1020))
		flushRack(made.machine, made.emit, 0)
		expect(sketchOf(made.machine)).toBe('u32 t224')
		expect(made.machine.heap.freeList).toEqual([])
	})
})

describe('bins', () => {
	test('M-87 below 1 KiB each size has its own bin, from there on four bins hold a doubling', () => {
		const bins = [...Array(254).keys()].map((index) => sizeClassOf(32 + index * 16))
		expect(bins).toEqual([...bins].sort((a, b) => a - b))
		const small = bins.slice(0, 62)
		expect(new Set(small).size).toBe(62)
		const sizes = (from: number, to: number) => new Set(bins.slice((from - 32) / 16, (to - 32) / 16))
		expect([sizes(1040, 2064).size, sizes(2064, 4096).size]).toEqual([4, 4])
		expect(sizeClassOf(1040)).toBe(sizeClassOf(1280))
		expect(sizeClassOf(1280)).not.toBe(sizeClassOf(1296))
	})

	test('M-88 the walk counts the bin only, the list in full, and before top what was looked at in vain', () => {
		const made = heapOf('f64 u32 f48 u32 f64 u32 f96 u32', 4)
		const { heap } = made.machine
		const top = topOf(heap)?.address as number
		const walked = (at: number, need: number) => [walkedTo(heap, at, need, false), walkedTo(heap, at, need, true)]
		const [newest, second, third, oldest] = heap.freeList as readonly number[] as [number, number, number, number]
		expect(walked(newest, 96)).toEqual([1, 1])
		expect(walked(second, 64)).toEqual([2, 1])
		// What is looked at is the bin of the chunk that is taken, whatever is needed.
		expect(walked(oldest, 32)).toEqual([4, 2])
		expect(walked(third, 48)).toEqual([3, 1])
		expect(walked(oldest, 64)).toEqual([4, 2])
		expect(walked(top, 64)).toEqual([4, 2])
		expect(walked(top, 112)).toEqual([4, 0])
	})

	test('M-89 PARK is billed by the bin where the level has bins', () => {
		const bills = [false, true].map((bins) => {
			const made = heapOf('f64 u32 f48 u32 f64 u32 f96 u32', 4, { bins })
			place(made, made.machine.heap.freeList[3] as number, 64, 9)
			return made.told().cycles
		})
		expect(bills).toEqual([60 + 4 * 60, 60 + 2 * 60])
	})
})
