import { describe, expect, test } from 'vitest'
import { chunkSizeFor, usableBytes } from '../../shared/machine/heap/chunk.ts'
import { chunkAt, cutOf, rackedChunk, topOf } from '../../shared/machine/heap/chunkList.ts'
import { freeChunk, moveBreak, placeInRacked } from '../../shared/machine/heap/heap.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { address, bytes } from '../../shared/machine/units.ts'
import { heapOf, hex, place, rig, sketchOf } from './rig.ts'

describe('chunk arithmetic', () => {
	// request → chunk, as malloc_usable_size of glibc 2.36 on x86-64 says it (usable = chunk - 8)
	test.each([
		[0, 32, 24],
		[1, 32, 24],
		[8, 32, 24],
		[23, 32, 24],
		[24, 32, 24],
		[25, 48, 40],
		[40, 48, 40],
		[41, 64, 56],
		[56, 64, 56],
		[57, 80, 72],
		[248, 256, 248],
		[249, 272, 264],
		[1000, 1008, 1000],
		[1001, 1024, 1016],
	])('M-01 a request of %i bytes needs a chunk of %i with %i usable', (request, chunk, usable) => {
		expect(chunkSizeFor(request)).toBe(chunk)
		expect(usableBytes(chunkSizeFor(request))).toBe(usable)
	})

	test('M-02 every request fits its chunk, wastes less than 16 bytes beyond the smallest, and larger never needs less', () => {
		for (let request = 0; request < 5000; request += 1) {
			const chunk = chunkSizeFor(request)
			expect(chunk % 16).toBe(0)
			expect(chunk).toBeGreaterThanOrEqual(Math.max(32, request + 8))
			expect(chunk).toBeLessThan(Math.max(33, request + 24))
			expect(chunkSizeFor(request + 1)).toBeGreaterThanOrEqual(chunk)
		}
	})
})

describe('cut', () => {
	test.each([
		['free', 64, 80, false, false],
		['free', 64, 64, true, false],
		['free', 80, 64, true, false],
		['free', 96, 64, true, true],
		['free', 112, 64, true, true],
		['top', 64, 64, false, false],
		['top', 80, 64, false, false],
		['top', 96, 64, true, true],
		['top', 112, 64, true, true],
	] as const)('M-03 a %s chunk of %i bytes for %i: fits %s, split %s', (use, sizeBytes, need, fits, split) => {
		expect(cutOf({ use, sizeBytes: bytes(sizeBytes) }, need)).toEqual({ fits, split })
	})
})

interface Placing {
	readonly what: string
	readonly before: string
	readonly at: number
	readonly size: number
	readonly end: 'low' | 'high'
	readonly after: string
	readonly object: number
	readonly list: string
	readonly walked: number
	readonly split: boolean
	readonly cycles: number
	readonly writes: string
}

// The heap starts at 0x1000 and is one page of 256 bytes.
const PLACINGS: readonly Placing[] = [
	{
		what: 'exact fit',
		before: 'u32 f64 u32',
		at: 0x1020,
		size: 64,
		end: 'low',
		after: 'u32 u64 u32 t128',
		object: 0x1020,
		list: '',
		walked: 1,
		split: false,
		cycles: 120,
		writes: '1028',
	},
	{
		what: 'a remainder of 16 goes with the chunk',
		before: 'u32 f64 u32',
		at: 0x1020,
		size: 48,
		end: 'low',
		after: 'u32 u64 u32 t128',
		object: 0x1020,
		list: '',
		walked: 1,
		split: false,
		cycles: 120,
		writes: '1028',
	},
	{
		what: 'a remainder of 32 stays free, low end',
		before: 'u32 f64 u32',
		at: 0x1020,
		size: 32,
		end: 'low',
		after: 'u32 u32 f32 u32 t128',
		object: 0x1020,
		list: '1040',
		walked: 1,
		split: true,
		cycles: 140,
		writes: '1028 1048',
	},
	{
		what: 'a remainder of 32 stays free, high end',
		before: 'u32 f64 u32',
		at: 0x1020,
		size: 32,
		end: 'high',
		after: 'u32 f32 u32 u32 t128',
		object: 0x1040,
		list: '1020',
		walked: 1,
		split: true,
		cycles: 140,
		writes: '1048 1028',
	},
	{
		what: 'high end without a split is the low end',
		before: 'u32 f64 u32',
		at: 0x1020,
		size: 48,
		end: 'high',
		after: 'u32 u64 u32 t128',
		object: 0x1020,
		list: '',
		walked: 1,
		split: false,
		cycles: 120,
		writes: '1028',
	},
	{
		what: 'first of three in the list is the one freed last',
		before: 'f32 u32 f32 u32 f32 u32',
		at: 0x1080,
		size: 32,
		end: 'low',
		after: 'f32 u32 f32 u32 u32 u32 t64',
		object: 0x1080,
		list: '1040 1000',
		walked: 1,
		split: false,
		cycles: 120,
		writes: '1088',
	},
	{
		what: 'third of three in the list',
		before: 'f32 u32 f32 u32 f32 u32',
		at: 0x1000,
		size: 32,
		end: 'low',
		after: 'u32 u32 f32 u32 f32 u32 t64',
		object: 0x1000,
		list: '1080 1040',
		walked: 3,
		split: false,
		cycles: 240,
		writes: '1008',
	},
	{
		what: 'the remainder keeps the place in the list',
		before: 'f32 u32 f64 u32 f32',
		at: 0x1040,
		size: 32,
		end: 'low',
		after: 'f32 u32 u32 f32 u32 t96',
		object: 0x1040,
		list: '1060 1000',
		walked: 1,
		split: true,
		cycles: 140,
		writes: '1048 1068',
	},
	{
		what: 'top of a fresh heap: no chunk was looked at',
		before: '',
		at: 0x1000,
		size: 32,
		end: 'low',
		after: 'u32 t224',
		object: 0x1000,
		list: '',
		walked: 0,
		split: true,
		cycles: 80,
		writes: '1008 1028',
	},
	{
		what: 'top behind two holes: both were looked at',
		before: 'f32 u32 f32 u32',
		at: 0x1080,
		size: 96,
		end: 'low',
		after: 'f32 u32 f32 u32 u96 t32',
		object: 0x1080,
		list: '1040 1000',
		walked: 2,
		split: true,
		cycles: 200,
		writes: '1088 10e8',
	},
]

describe('place', () => {
	test.each(PLACINGS)('M-04 $what: $before becomes $after for $cycles cycles', (row) => {
		const made = heapOf(row.before, 1)
		const writes = place(made, row.at, row.size, 99, row.end)
		const { events, cycles } = made.told()
		expect(sketchOf(made.machine)).toBe(row.after)
		expect(hex(made.machine.heap.freeList)).toBe(row.list)
		expect(hex(writes)).toBe(row.writes)
		expect(cycles).toBe(row.cycles)
		expect(events).toHaveLength(1)
		expect(events[0]).toMatchObject({
			type: 'chunkPlaced',
			object: 99,
			address: row.object,
			walked: row.walked,
			split: row.split,
		})
		expect(chunkAt(made.machine.heap, row.object)).toMatchObject({ use: 'used', object: 99, plate: 'TST' })
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test('M-05 a chunk address that nobody uses is not found', () => {
		const { machine } = heapOf('u32 f64 u32', 1)
		expect([0x0fff, 0x1010, 0x1030, 0x10ff, 0x1100].map((at) => chunkAt(machine.heap, at))).toEqual(
			Array(5).fill(undefined),
		)
		expect(topOf(rig().machine.heap)).toBeUndefined()
	})
})

interface Freeing {
	readonly what: string
	readonly before: string
	readonly at: number
	readonly after: string
	readonly list: string
	readonly merged: number
	readonly cycles: number
	readonly writes: string
}

const FREEINGS: readonly Freeing[] = [
	{
		what: 'no free neighbour',
		before: 'u32 u48 u32',
		at: 0x1020,
		after: 'u32 f48 u32 t144',
		list: '1020',
		merged: 0,
		cycles: 30,
		writes: '1028 1030 1050',
	},
	{
		what: 'the left one is free',
		before: 'f32 u48 u32',
		at: 0x1020,
		after: 'f80 u32 t144',
		list: '1000',
		merged: 1,
		cycles: 60,
		writes: '1008 1010 1050',
	},
	{
		what: 'the right one is free',
		before: 'u32 u48 f32 u32',
		at: 0x1020,
		after: 'u32 f80 u32 t112',
		list: '1020',
		merged: 1,
		cycles: 60,
		writes: '1028 1030 1070',
	},
	{
		what: 'both are free',
		before: 'f32 u48 f32 u32',
		at: 0x1020,
		after: 'f112 u32 t112',
		list: '1000',
		merged: 2,
		cycles: 90,
		writes: '1008 1010 1070',
	},
	{
		what: 'top follows',
		before: 'u32 u48',
		at: 0x1020,
		after: 'u32 t224',
		list: '',
		merged: 1,
		cycles: 60,
		writes: '1028 1030',
	},
	{
		what: 'free before, top behind',
		before: 'f32 u48',
		at: 0x1020,
		after: 't256',
		list: '',
		merged: 2,
		cycles: 90,
		writes: '1008 1010',
	},
	{
		what: 'a merged chunk goes to the head of the list, its part leaves it',
		before: 'f32 u32 f32 u32 f32 u32',
		at: 0x1020,
		after: 'f96 u32 f32 u32 t64',
		list: '1000 1080',
		merged: 2,
		cycles: 90,
		writes: '1008 1010 1060',
	},
]

describe('free', () => {
	test.each(FREEINGS)('M-06 $what: $before becomes $after for $cycles cycles', (row) => {
		const made = heapOf(row.before, 1)
		const writes = freeChunk(made.machine, made.emit, 0, address(row.at))
		const { events, cycles } = made.told()
		expect(sketchOf(made.machine)).toBe(row.after)
		expect(hex(made.machine.heap.freeList)).toBe(row.list)
		expect(hex(writes)).toBe(row.writes)
		expect(cycles).toBe(row.cycles)
		expect(events).toMatchObject([{ type: 'chunkFreed', how: 'merge', merged: row.merged, address: row.at }])
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test('M-07 the list is LIFO: what was freed last is found first', () => {
		const made = heapOf('u32 u32 u32 u32 u32 u32', 1)
		for (const at of [0x1040, 0x1000, 0x1080]) freeChunk(made.machine, made.emit, 0, address(at))
		expect(hex(made.machine.heap.freeList)).toBe('1080 1000 1040')
		const walked = [0x1040, 0x1000, 0x1080].map((at) => {
			const copy = { ...made, machine: structuredClone(made.machine) }
			place(copy, at, 32)
			return copy.told().cycles
		})
		made.told()
		expect(walked.at(0)).toBeGreaterThan(walked.at(-1) as number)
		expect(walked).toEqual([90 + 240, 180, 120])
	})
})

describe('rack', () => {
	const racking = (maxBytes: number) => {
		const made = heapOf('u32 u32 u32 u48 u32', 1)
		made.machine.heap.rackMaxBytes = bytes(maxBytes)
		return made
	}

	test('M-08 the rack holds two of a size, the third merges; another size has its own two', () => {
		const made = racking(48)
		const how = [0x1000, 0x1020, 0x1040, 0x1060].map((at) => {
			freeChunk(made.machine, made.emit, 0, address(at))
			const { events, cycles } = made.told()
			return [events[0]?.type === 'chunkFreed' ? events[0].how : '?', cycles]
		})
		expect(how).toEqual([
			['rack', 25],
			['rack', 25],
			['merge', 30],
			['rack', 25],
		])
		expect(sketchOf(made.machine)).toBe('r32 r32 f32 r48 u32 t80')
		expect(hex(made.machine.heap.rack)).toBe('1000 1020 1060')
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test.each([
		[0, 'merge'],
		[31, 'merge'],
		[32, 'rack'],
		[33, 'rack'],
	])('M-09 with a limit of %i a chunk of 32 bytes is freed by %s', (maxBytes, how) => {
		const made = racking(maxBytes)
		freeChunk(made.machine, made.emit, 0, address(0x1020))
		expect(made.told().events).toMatchObject([{ how }])
	})

	test('M-10 the newest racked chunk of exactly the size is taken for 25 cycles, and only its link is read', () => {
		const made = racking(32)
		for (const at of [0x1000, 0x1040]) freeChunk(made.machine, made.emit, 0, address(at))
		made.told()
		expect(rackedChunk(made.machine.heap, 48)).toBeUndefined()
		const writes = placeInRacked(made.machine, made.emit, {
			lane: 1,
			object: 7,
			plate: 'TST',
			requestBytes: bytes(24),
			needBytes: bytes(32),
		})
		const { events, cycles } = made.told()
		expect(hex(writes)).toBe('1050')
		expect(cycles).toBe(25)
		expect(events).toMatchObject([{ type: 'chunkPlaced', from: 'rack', walked: 0, split: false, address: 0x1040 }])
		expect(hex(made.machine.heap.rack)).toBe('1000')
		expect(sketchOf(made.machine)).toBe('r32 u32 u32 u48 u32 t80')
	})

	test('M-11 a racked neighbour counts as in use: free does not join it', () => {
		const made = racking(32)
		freeChunk(made.machine, made.emit, 0, address(0x1000))
		made.machine.heap.rackMaxBytes = bytes(0)
		freeChunk(made.machine, made.emit, 0, address(0x1020))
		expect(made.told().events).toMatchObject([{ how: 'rack' }, { how: 'merge', merged: 0 }])
		expect(sketchOf(made.machine)).toBe('r32 f32 u32 u48 u32 t80')
	})
})

describe('the break', () => {
	test.each([
		['', 0, 2, 't512', '1008'],
		['u32', 1, 1, 'u32 t480', '1028'],
		['u32', 3, -2, 'u32 t224', '1028'],
		['u32 f32 u32', 2, -1, 'u32 f32 u32 t160', '1068'],
	])('M-12 heap "%s" of %i pages moved by %i pages is %s', (before, pages, by, after, writes) => {
		const made = pages === 0 ? rig() : heapOf(before, pages)
		const start = made.machine.heap.brk
		expect(hex(moveBreak(made.machine, made.emit, 0, by))).toBe(writes)
		expect(made.machine.heap.brk).toBe(start + by * 256)
		expect(sketchOf(made.machine)).toBe(after)
		const { events, cycles } = made.told()
		expect(events).toMatchObject([{ type: 'heapMoved', heap: { brk: made.machine.heap.brk } }])
		expect(cycles).toBe(0)
	})
})
