import { describe, expect, test } from 'vitest'
import type { Stamped } from '../../shared/game/event.ts'
import type { MallocDesk } from '../../shared/game/desk.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import { legal } from '../../shared/game/legal.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { drain, type World } from '../../shared/game/round.ts'
import type { Chunk } from '../../shared/machine/heap/chunk.ts'
import { unused } from '../../shared/machine/heap/chunkList.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { address, bytes } from '../../shared/machine/units.ts'
import type { Op } from '../../shared/programs/op.ts'
import {
	access,
	eventsOf,
	fault,
	free,
	malloc,
	must,
	request,
	roundOf,
	slip,
	ticketOf,
	toEnd,
	typesIn,
	until,
	wild,
	write,
} from './table.ts'

const realloc = (object: number, sizeBytes: number): Op => ({ kind: 'realloc', object, sizeBytes: bytes(sizeBytes) })
const costOf = (events: readonly Stamped[]): number => events.reduce((sum, { costCycles }) => sum + costCycles, 0)
const shape = ({ machine }: World): string =>
	machine.heap.chunks
		.map(({ use, sizeBytes, object }) => `${use[0]}${sizeBytes}${object === null ? '' : `#${object}`}`)
		.join(' ')

/** Plays a lane up to its first realloc (or its end), each malloc parked in top; two pages of heap. */
function atRealloc(ops: readonly Op[], level = {}): World {
	const world = roundOf([ops], { humans: ['malloc'], level })
	until(world, (at) => {
		const open = request(at)
		if (!open || open.status === 'slip' || open.kind === 'realloc') return open?.kind === 'realloc'
		const top = at.machine.heap.chunks.at(-1)
		if (top?.use !== 'top') must(at, 'malloc', { kind: 'ASK', ticket: open.ticket, pages: 2 })
		else must(at, 'malloc', { kind: 'PARK', ticket: open.ticket, chunk: top.address, end: 'low' })
		return false
	})
	drain(world)
	return world
}
const act = (world: World, fields: Record<string, unknown>): Stamped[] =>
	must(world, 'malloc', { ticket: ticketOf(request(world)), ...fields } as Intent)

describe('realloc', () => {
	test('G-40 the request says what it is about; GROW serves it in place for 60', () => {
		const world = atRealloc([malloc(0, 100), realloc(0, 200), write(0, 190)])
		expect(request(world)).toMatchObject({ kind: 'realloc', from: 0x1000, needBytes: 208, plate: 'TST', object: 0 })
		const events = act(world, { kind: 'GROW' })
		expect(typesIn(events)).toEqual(['chunkResized', 'requestClosed', 'previewChanged'])
		expect(costOf(events)).toBe(60)
		expect(shape(world)).toBe('u208#0 t304')
		expect(world.objects[0]).toBe(0x1000)
		expect(world.lanes[0]?.queue.map(({ address: at }) => at.toString(16))).toEqual(['1008'])
	})

	test('G-41 MOVE parks anew, copies for a cycle each 8 bytes, page by page through the MMU, then frees the old place', () => {
		const world = atRealloc([malloc(0, 100), malloc(1, 24), realloc(0, 200), free(0)])
		expect(shape(world)).toBe('u112#0 u32#1 t368')
		const events = act(world, { kind: 'MOVE', chunk: 0x1090, end: 'low' })
		expect(typesIn(events).slice(0, 3)).toEqual(['chunkPlaced', 'requestClosed', 'bytesCopied'])
		expect(costOf(events)).toBe(80 + 13)
		expect(shape(world)).toBe('u112#0 u32#1 u208#0 t160')
		expect([world.objects[0], world.lastAddresses[0], world.lanes[0]?.release]).toEqual([0x1090, 0x1090, 0x1000])
		// The header words, then the old payload is read and the new one written: it ends in the next page.
		expect(world.lanes[0]?.queue.map(({ address: at, write: w }) => `${w ? 'w' : 'r'}${at.toString(16)}`)).toEqual([
			'w1098',
			'w1168',
			'r1010',
			'w10a0',
			'w1100',
		])
		until(world, (at) => at.lanes[0]?.release === null)
		expect(shape(world)).toBe('f112 u32#1 u208#0 t160')
		until(world, (at) => at.lanes[0]?.status.state === 'done')
		expect(shape(world)).toBe('f112 u32#1 t368')
		expect(brokenInvariants(world.machine)).toEqual([])
		expect(world.bill.copy).toBe(13)
	})

	test('G-42 RACK moves into a racked chunk', () => {
		const world = atRealloc([malloc(0, 24), malloc(1, 100), malloc(2, 24), free(1), realloc(0, 100)], {})
		// The second object was freed before anyone could rack it: rack it by hand.
		world.machine.heap.rackMaxBytes = bytes(0)
		expect(shape(world)).toBe('u32#0 f112 u32#2 t336')
		const grown = act(world, { kind: 'GROW' })
		expect(costOf(grown)).toBe(60)
		expect(shape(world)).toBe('u112#0 f32 u32#2 t336')
	})

	test('G-43 MMAP moves into an area of its own; from there GROW is free of copies as long as the pages do', () => {
		const world = atRealloc([malloc(0, 100), realloc(0, 600), realloc(0, 700), realloc(0, 100)])
		act(world, { kind: 'MMAP' })
		until(world, (at) => request(at)?.requestBytes === 700)
		expect(shape(world)).toBe('t512')
		expect(world.machine.mappings).toMatchObject([{ page: 0xd9, pages: 3, object: 0, requestBytes: 600 }])
		expect([request(world)?.from, world.bill.copy]).toEqual([0xd900, 13])
		const events = act(world, { kind: 'GROW' })
		expect([typesIn(events)[0], costOf(events)]).toEqual(['mappingResized', 60])
		until(world, (at) => request(at)?.requestBytes === 100)
		act(world, { kind: 'MOVE', chunk: 0x1000, end: 'low' })
		until(world, (at) => at.lanes[0]?.release === null)
		expect(world.machine.mappings).toEqual([])
		expect(world.bill.copy).toBe(13 + 13)
		toEnd(world)
		expect(brokenInvariants(world.machine)).toEqual([])
	})

	test('G-44 FAIL leaves the object where it was; realloc of NULL is a malloc', () => {
		const world = atRealloc([malloc(0, 100), realloc(0, 4000), write(0, 0), free(0), realloc(0, 24)], {
			heapLimitPages: 2,
		})
		act(world, { kind: 'ASK', pages: 8 })
		until(world, (at) => request(at)?.status === 'refused')
		expect(costOf(act(world, { kind: 'FAIL' }))).toBe(30000)
		expect(world.objects[0]).toBe(0x1000)
		until(world, (at) => request(at)?.requestBytes === 24)
		expect(request(world)).toMatchObject({ kind: 'malloc', from: null, plate: '---' })
	})

	test('G-45 the textbook bot grows if it can, else moves', () => {
		const world = toEnd(roundOf([[malloc(0, 40), realloc(0, 80), malloc(1, 24), realloc(0, 200), free(0), free(1)]]))
		const events = drain(world)
		expect(eventsOf(events, 'chunkResized')).toHaveLength(1)
		expect(eventsOf(events, 'bytesCopied').map(({ event }) => event.bytes)).toEqual([80])
	})
})

describe('heap commands in the thread of a request', () => {
	/** Two objects of 40 are freed onto the rack, then lane 0 asks for 24. */
	function racked(): World {
		const world = roundOf([[malloc(0, 40), malloc(1, 40), malloc(2, 24), free(0), free(1), malloc(3, 24)]], {
			humans: ['malloc'],
		})
		must(world, 'malloc', { kind: 'POL', rackMaxBytes: 64 })
		until(world, (at) => {
			const open = request(at)
			if (!open || open.status === 'slip' || open.object === 3) return open?.object === 3
			const top = at.machine.heap.chunks.at(-1)
			if (top?.use !== 'top') must(at, 'malloc', { kind: 'ASK', ticket: open.ticket, pages: 5 })
			else must(at, 'malloc', { kind: 'PARK', ticket: open.ticket, chunk: top.address, end: 'low' })
			return false
		})
		drain(world)
		return world
	}

	test('G-46 FLUSH merges the rack for 60 a chunk; the thread is away until the header words are written', () => {
		const world = racked()
		expect(shape(world)).toBe('r48 r48 u32#2 t1152')
		const events = act(world, { kind: 'FLUSH' })
		expect([typesIn(events).slice(0, 2), costOf(events)]).toEqual([['requestChanged', 'rackFlushed'], 120])
		expect(shape(world)).toBe('f96 u32#2 t1152')
		expect(request(world)?.status).toBe('slip')
		until(world, (at) => request(at)?.status === 'waiting')
	})

	test('G-47 ADVISE DONTNEED: 400, 2,000 and 800 for each resident page; a row with any of the first 32 bytes is refused', () => {
		const world = racked()
		for (const [index, number] of [0x11, 0x12].entries()) {
			world.machine.frames[10 + index] = {
				...(world.machine.frames[9] as (typeof world.machine.frames)[0]),
				frame: (10 + index) as never,
				pid: 0,
				page: number as never,
				shared: 1,
			}
			world.machine.entries[number] = {
				page: number as never,
				state: 'present',
				frame: (10 + index) as never,
				writable: true,
				user: true,
				accessed: false,
				dirty: false,
			}
		}
		const events = act(world, { kind: 'ADVISE', advice: 'DONTNEED', page: 0x11, pages: 3 })
		expect(costOf(events)).toBe(400 + 2000 + 2 * 800)
		expect(eventsOf(events, 'syscallReturned')[0]?.event).toMatchObject({ call: 'madvise', droppedPages: 2 })
		expect(world.lanes[0]?.status.ring).toBe(0)
		until(world, (at) => request(at)?.status === 'waiting')
		expect(brokenInvariants(world.machine)).toEqual([])
		expect(world.lanes[0]?.status.ring).toBe(3)
	})

	test('G-65 DONTNEED takes whole rows of free space behind its first 32 bytes', () => {
		const world = racked()
		const rows = (chunk: Chunk): number[] =>
			[0x10, 0x11, 0x12, 0x13, 0x14].filter((page) => {
				const desk = { ...deskOf(world, 'malloc'), chunks: [chunk] } as MallocDesk
				const ticket = ticketOf(request(world))
				return legal(desk, { kind: 'ADVISE', ticket, advice: 'DONTNEED', page, pages: 1 }) === null
			})
		expect(rows(unused(0x1100, 0x300, 'free'))).toEqual([0x12, 0x13])
		expect(rows(unused(0x10e0, 0x320, 'free'))).toEqual([0x11, 0x12, 0x13])
		expect(rows(unused(0x10f0, 0x300, 'free'))).toEqual([0x12])
		expect(rows(unused(0x1100, 0x400, 'top'))).toEqual([0x12, 0x13, 0x14])
		expect(rows(unused(0x1100, 0x400, 'racked'))).toEqual([])
	})

	test('G-48 ADVISE WILLNEED: 400, and the kernel has a hint; the latest eight are kept', () => {
		const world = racked()
		for (let count = 0; count < 10; count += 1) {
			const events = act(world, { kind: 'ADVISE', advice: 'WILLNEED', page: 0x10 + (count % 5), pages: 1 })
			expect(costOf(events)).toBe(400)
			until(world, (at) => request(at)?.status === 'waiting')
		}
		expect(world.hints.map(({ page }) => page)).toEqual([0x12, 0x13, 0x14, 0x10, 0x11, 0x12, 0x13, 0x14])
	})
})

describe('the kernel by hand', () => {
	const atFault = (level = {}): World =>
		until(
			roundOf([[wild(0xb00, true), wild(0)]], { humans: ['kernel'], cold: true, level }),
			(at) => fault(at) !== undefined,
		)

	test.each([
		['SCAN', { kind: 'SCAN' }, 40],
		['COMPACT', { kind: 'COMPACT', from: 0, to: 5 }, 1200],
		['EVICT', { kind: 'EVICT', frame: 0 }, 8000],
	] as const)('G-50 %s costs %j', (_what, intent, cycles) => {
		const world = atFault()
		expect(costOf(must(world, 'kernel', intent))).toBe(cycles)
		expect(brokenInvariants(world.machine)).toEqual([])
	})

	test('G-51 four pages in one fault, where the level allows it', () => {
		const lane = [malloc(0, 900), write(0, 300)]
		const world = roundOf([lane], { humans: ['kernel'], level: { maxOrder: 2, tlbSpan: true } })
		until(world, (at) => {
			if (slip(at)) must(at, 'kernel', { kind: 'SYS', ticket: ticketOf(slip(at)), verdict: 'OK' })
			return fault(at) !== undefined
		})
		const events = must(world, 'kernel', {
			kind: 'FAULT',
			ticket: ticketOf(fault(world)),
			verdict: 'ZERO',
			frame: 8,
			order: 2,
		})
		expect(costOf(events)).toBe(2500 + 4 * 1000)
		until(world, (at) => at.machine.tlb.some((line) => line?.span === 4))
		toEnd(world)
		expect(eventsOf(drain(world), 'faultQueued').length).toBeLessThan(2)
	})

	test('G-64 a full depot still lets a clean page of a file go, for 500', () => {
		const world = until(
			roundOf([[wild(0xee00, true), wild(0)]], { humans: ['kernel'], level: { tenants: 1, depotPages: 0 } }),
			(at) => fault(at) !== undefined,
		)
		expect(costOf(must(world, 'kernel', { kind: 'EVICT', frame: 1 }))).toBe(500)
		expect(world.machine.entries[0x08]?.state).toBe('file')
	})

	test('G-52 OOMKILL: when no frame and no depot slot is left, for 30,000; the tenant begins anew 26 steps later', () => {
		const touches = Array.from({ length: 60 }, (_, index) => wild(0xb00 + index, true))
		const world = roundOf([touches], { level: { tenants: 1, frames: 6, depotPages: 0 }, humans: ['kernel'] })
		until(world, (at) => at.neighbours[0]?.fault !== null, 6000)
		drain(world)
		const events = must(world, 'kernel', { kind: 'OOMKILL', pid: 1 })
		expect(costOf(events)).toBe(30_000)
		expect(typesIn(events)).toEqual(['faultClosed', 'processEnded', 'vmaChanged'])
		expect(world.machine.processes).toEqual([])
		const step = world.step
		until(world, (at) => at.machine.processes.length === 1, 6000)
		expect(world.step).toBe(step + 26)
	})
})

describe('pings', () => {
	test.each([
		['mmu', { kind: 'HEAT', page: 0x0a, heat: 'hot' }, 40, 'tlb'],
		['mmu', { kind: 'PING', ping: 'cold', argument: 0x0a }, 40, 'tlb'],
		['malloc', { kind: 'PING', ping: 'burst', argument: 5 }, 400, 'gate'],
		['malloc', { kind: 'PING', ping: 'dead', argument: 5 }, 400, 'gate'],
		['kernel', { kind: 'PING', ping: 'lowmem', argument: null }, 400, 'gate'],
	] as const)('G-53 of the %s seat %j costs %i (%s)', (seat, intent, cycles, bucket) => {
		const world = roundOf([[wild(0xa00)]], { humans: ['malloc', 'kernel', 'mmu'] })
		const events = must(world, seat, intent)
		expect([typesIn(events)[0], costOf(events), world.bill[bucket]]).toEqual(['pinged', cycles, cycles])
	})
})

describe('bugs that the hardware does not notice', () => {
	const stray = (object: number, offsetBytes: number): Op => ({
		kind: 'stray',
		object,
		offsetBytes: bytes(offsetBytes),
		write: true,
	})

	test.each([
		['inside the object', [malloc(0, 100), stray(0, 99)], 0],
		['one past its end', [malloc(0, 100), stray(0, 100)], 1],
		['in the neighbour', [malloc(0, 100), malloc(1, 100), stray(0, 120)], 1],
		['after free', [malloc(0, 100), free(0), stray(0, 0)], 1],
		[
			'after free, where another object lives now',
			[malloc(0, 100), malloc(1, 24), free(0), malloc(2, 100), stray(0, 0)],
			1,
		],
		['of an object that malloc never gave', [stray(7, 0)], 0],
	] as const)('G-54 %s: %j', (_what, ops, count) => {
		const world = toEnd(roundOf([ops]))
		const bugs = eventsOf(drain(world), 'silentBug')
		expect([bugs.length, world.silentBugs, costOf(bugs)]).toEqual([count, count, 0])
		if (count > 0) expect(bugs[0]?.event).toMatchObject({ lane: 0, object: 0, write: true, count: 1 })
	})

	test('G-55 past the break the hardware does notice: SIGSEGV', () => {
		const world = toEnd(roundOf([[malloc(0, 100), stray(0, 0x2000)]]))
		const events = drain(world)
		expect([world.silentBugs, eventsOf(events, 'signalHandled').length]).toEqual([0, 1])
	})
})

test('G-56 code, data and bss of a fresh program are faulted in: FILE for 3,000, and ZERO for bss', () => {
	const global = (at: number, writes: boolean): Op => ({ kind: 'global', address: address(at), write: writes })
	const world = toEnd(roundOf([[global(0x800, false), global(0xa10, true), global(0xb20, true)]], { cold: true }))
	const faults = eventsOf(drain(world), 'faultResolved').map(
		({ event, costCycles }) => `${event.verdict} ${costCycles}`,
	)
	expect(faults).toEqual(['FILE 3000', 'FILE 3000', 'ZERO 3500'])
	expect(access(world)).toBeUndefined()
})
