import { describe, expect, test } from 'vitest'
import { kernelBot } from '../../shared/game/bots/kernelBot.ts'
import { mallocBot } from '../../shared/game/bots/mallocBot.ts'
import { mmuBot } from '../../shared/game/bots/mmuBot.ts'
import { BOT_POLICIES, type KernelPolicy, type MallocPolicy, type MmuPolicy } from '../../shared/game/bots/policy.ts'
import type { KernelDesk, MallocDesk, MmuDesk } from '../../shared/game/desk.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { Request } from '../../shared/game/event.ts'
import { roundHeader } from '../../shared/game/round.ts'
import { createWorld } from '../../shared/game/world.ts'
import type { Chunk } from '../../shared/machine/heap/chunk.ts'
import type { FrameView, TlbLine } from '../../shared/machine/memory.ts'
import { address, bytes, frame, page } from '../../shared/machine/units.ts'
import { LEVELS } from '../../shared/programs/levels.ts'
import { steady } from '../../shared/programs/steady.ts'

const [LEVEL] = LEVELS
if (!LEVEL) throw new Error('no level')
const WORLD = createWorld(roundHeader('steady', 1, 'calm'), LEVEL, steady(1), null)
const MALLOC = deskOf(WORLD, 'malloc') as MallocDesk
const KERNEL = deskOf(WORLD, 'kernel') as KernelDesk
const MMU = deskOf(WORLD, 'mmu') as MmuDesk

// ── malloc ───────────────────────────────────────────────────────────────────────────────────
const chunk = (at: number, sizeBytes: number, use: Chunk['use']): Chunk => ({
	address: address(at),
	sizeBytes: bytes(sizeBytes),
	use,
	requestBytes: null,
	object: null,
	plate: null,
})
const request = (requestBytes: number, more: Partial<Request> = {}): Request => ({
	ticket: 7,
	lane: 0,
	object: 1,
	requestBytes: bytes(requestBytes),
	needBytes: bytes(Math.max(32, Math.ceil((requestBytes + 8) / 16) * 16)),
	plate: 'TMP',
	kind: 'malloc',
	from: null,
	sinceTick: 0,
	status: 'waiting',
	refusedPages: null,
	...more,
})

/** Holes of 96, 64, 144 and 64 bytes between used chunks, listed so that the lowest is not first; top: 3 pages. */
const HOLES = [
	chunk(0x1000, 96, 'free'),
	chunk(0x1100, 64, 'free'),
	chunk(0x1200, 144, 'free'),
	chunk(0x1300, 64, 'free'),
]
const HEAP: MallocDesk = {
	...MALLOC,
	tick: 100,
	requests: [request(56)],
	brk: address(0x1700),
	chunks: [...HOLES, chunk(0x1400, 0x300, 'top')],
	freeList: [0x1200, 0x1300, 0x1000, 0x1100].map(address),
}
const policy = (more: Partial<MallocPolicy>): MallocPolicy => ({ ...BOT_POLICIES[2].malloc, ...more })

describe("malloc's policies", () => {
	test.each([
		['first-lifo', 0x1200],
		['first-address', 0x1000],
		['best', 0x1300],
		['bins', 0x1300],
	] as const)('B-4 %s takes the hole at %i', (fit, at) => {
		expect(mallocBot(HEAP, policy({ fit }), 0)).toEqual({ kind: 'PARK', ticket: 7, chunk: at, end: 'low' })
	})

	test('B-5 bins take the first of the next class, best fit the smallest of it', () => {
		const chunks = [chunk(0x1000, 304, 'free'), chunk(0x1200, 288, 'free'), chunk(0x1400, 0x300, 'top')]
		const desk = { ...HEAP, requests: [request(240)], chunks, freeList: [0x1000, 0x1200].map(address) }
		expect(mallocBot(desk, policy({ fit: 'bins' }), 0)).toMatchObject({ chunk: 0x1000 })
		expect(mallocBot(desk, policy({ fit: 'best' }), 0)).toMatchObject({ chunk: 0x1200 })
	})

	test.each([
		[1, 1],
		[2, 4],
		[3, 13],
	] as const)('B-6 level %i asks for %i pages where one is needed', (level, pages) => {
		const desk = { ...HEAP, requests: [request(100)], chunks: [], freeList: [], brk: HEAP.heapStart }
		expect(mallocBot(desk, BOT_POLICIES[level].malloc, 0)).toEqual({ kind: 'ASK', ticket: 7, pages })
	})

	test('B-7 the pad stays within the limit of the heap, and a refused pad is asked for without it', () => {
		const info = { ...HEAP.info, heapLimitPages: 5 }
		const empty = { ...HEAP, info, requests: [request(100)], chunks: [], freeList: [], brk: HEAP.heapStart }
		expect(mallocBot(empty, policy({ padPages: 12 }), 0)).toMatchObject({ pages: 5 })
		const refused = { ...empty, requests: [request(100, { status: 'refused', refusedPages: 5 })] }
		expect(mallocBot(refused, policy({ padPages: 12 }), 0)).toEqual({ kind: 'ASK', ticket: 7, pages: 1 })
		const denied = { ...empty, requests: [request(100, { status: 'refused', refusedPages: 1 })] }
		expect(mallocBot(denied, policy({}), 0)).toEqual({ kind: 'FAIL', ticket: 7 })
	})

	test('B-8 a large request gets an area of its own only from the threshold on', () => {
		const desk = { ...HEAP, requests: [request(8 * 256)] }
		expect(mallocBot(desk, policy({ mmapPages: 8 }), 0)).toEqual({ kind: 'MMAP', ticket: 7 })
		expect(mallocBot(desk, policy({ mmapPages: 9 }), 0)).toMatchObject({ kind: 'ASK' })
		expect(mallocBot(desk, policy({ mmapPages: null }), 0)).toMatchObject({ kind: 'ASK' })
	})

	test('B-9 trim leaves the pad, and what other threads have asked for', () => {
		const trims = policy({ trimPages: 2, padPages: 0 })
		expect(mallocBot(HEAP, trims, 0)).toEqual({ kind: 'TRIM', ticket: 7, pages: 1 })
		const more = { ...HEAP, requests: [request(56), request(500, { ticket: 8, lane: 1 })] }
		expect(mallocBot(more, trims, 0)).toMatchObject({ kind: 'PARK' })
		expect(mallocBot(HEAP, policy({ trimPages: 3 }), 0)).toMatchObject({ kind: 'PARK' })
	})

	test('B-10 an expert gives free pages back when the kernel has called while its request waited', () => {
		const chunks = [chunk(0x1000, 0x500, 'free'), chunk(0x1500, 64, 'used'), chunk(0x1540, 0x1c0, 'top')]
		const quiet = { ...HEAP, requests: [request(100, { sinceTick: 50 })], chunks, freeList: [address(0x1000)] }
		const called = { ...quiet, pings: [{ seat: 'kernel', ping: 'lowmem', argument: null, tick: 60 } as const] }
		const expert = BOT_POLICIES[3].malloc
		expect(mallocBot(quiet, expert, 0)).toMatchObject({ kind: 'PARK' })
		expect(mallocBot(called, expert, 0)).toEqual({
			kind: 'ADVISE',
			ticket: 7,
			advice: 'DONTNEED',
			page: 0x11,
			pages: 4,
		})
		const before = { ...called, requests: [request(100, { sinceTick: 70 })] }
		expect(mallocBot(before, expert, 0)).toMatchObject({ kind: 'PARK' })
	})

	test('B-11 a policy that racks says so first', () => {
		expect(mallocBot(HEAP, policy({ rackMaxBytes: 64 }), 0)).toEqual({ kind: 'POL', rackMaxBytes: 64 })
	})
})

// ── kernel ───────────────────────────────────────────────────────────────────────────────────
const held = (number: number, more: Partial<FrameView> = {}): FrameView => ({
	frame: frame(number),
	pid: 0,
	page: page(0x10 + number),
	shared: 1,
	locked: false,
	granted: 10 + number,
	file: false,
	accessedScan: true,
	dirtyKnown: true,
	scannedStep: 90,
	...more,
})
const free = (number: number): FrameView => held(number, { pid: null, page: null, shared: 0, scannedStep: null })

/** A write to a page of the heap that was never touched, with these frames. */
function kernelDesk(frames: readonly FrameView[], more: Partial<KernelDesk> = {}): KernelDesk {
	const heap = {
		pid: 0,
		kind: 'heap',
		low: page(0x10),
		high: page(0x2f),
		write: true,
		execute: false,
		accounted: true,
	} as const
	const code = { present: false, write: true, user: true }
	return {
		...KERNEL,
		tick: 100,
		step: 100,
		vmas: [...KERNEL.vmas, heap],
		faults: [{ ticket: 9, lane: 0, pid: 0, address: address(0x2804), code, sinceTick: 0 }],
		pages: frames.flatMap(({ frame: number, pid, page: one }) =>
			pid === null || one === null
				? []
				: [{ pid, page: one, state: 'present' as const, frame: number, writable: true }],
		),
		frames,
		...more,
	}
}
const rules = (more: Partial<KernelPolicy>): KernelPolicy => ({ ...BOT_POLICIES[2].kernel, ...more })
const grant = (first: number, order: number) => ({ kind: 'FAULT', ticket: 9, verdict: 'ZERO', frame: first, order })
const evict = (number: number) => ({ kind: 'EVICT', frame: number })

describe("the kernel's policies", () => {
	test('B-12 grants of two pages need free frames and an aligned run of them', () => {
		const four = kernelDesk([held(0), free(1), free(2), free(3), free(4)])
		expect(kernelBot(four, rules({ order: 0 }), 0)).toEqual(grant(1, 0))
		expect(kernelBot(four, rules({ order: 1, orderFreeFrames: 4 }), 0)).toEqual(grant(2, 1))
		expect(kernelBot(four, rules({ order: 1, orderFreeFrames: 5 }), 0)).toEqual(grant(1, 0))
		const apart = kernelDesk([held(0), free(1), free(2), held(3), free(4)])
		expect(kernelBot(apart, rules({ order: 1, orderFreeFrames: 1 }), 0)).toEqual(grant(1, 0))
	})

	test('B-13 FIFO evicts what was granted first, clock what was not used between the latest two scans', () => {
		const desk = kernelDesk([held(0, { granted: 5 }), held(1), held(2, { accessedScan: false }), held(3)])
		expect(kernelBot(desk, rules({ victim: 'fifo' }), 0)).toEqual(evict(0))
		expect(kernelBot(desk, rules({ victim: 'clock' }), 0)).toEqual(evict(2))
	})

	test('B-14 clock scans before it evicts if its knowledge is old', () => {
		const desk = kernelDesk([held(0), held(1)])
		expect(kernelBot({ ...desk, step: 129 }, rules({ scanSteps: 40 }), 0)).toMatchObject({ kind: 'EVICT' })
		expect(kernelBot({ ...desk, step: 130 }, rules({ scanSteps: 40 }), 0)).toEqual({ kind: 'SCAN' })
	})

	test('B-15 an expert rather drops what a neighbour has left behind, then a cold page of a file', () => {
		const expert = rules({ weighs: true })
		const behind = held(3, { pid: 1, page: page(0x40) })
		const ahead = held(4, { pid: 1, page: page(0x44) })
		const cold = { accessedScan: false }
		expect(
			kernelBot(kernelDesk([held(0), held(1, cold), held(2, { ...cold, file: true }), behind, ahead]), expert, 0),
		).toEqual(evict(3))
		expect(kernelBot(kernelDesk([held(0), held(1, cold), held(2, { ...cold, file: true }), ahead]), expert, 0)).toEqual(
			evict(2),
		)
		expect(kernelBot(kernelDesk([held(0), held(1, cold), held(2, { file: true }), ahead]), expert, 0)).toEqual(evict(1))
	})

	test('B-16 with frames and depot full it ends the largest process; with all frames locked it waits', () => {
		const processes = [{ pid: 1, kind: 'tenant' } as const, { pid: 2, kind: 'tenant' } as const]
		const frames = [
			held(0),
			held(1, { pid: 1, page: page(0x40) }),
			held(2, { pid: 2, page: page(0x40) }),
			held(3, { pid: 2, page: page(0x41) }),
		]
		const full = kernelDesk(frames, { processes, depotUsed: KERNEL.info.depotPages })
		expect(kernelBot(full, rules({ victim: 'fifo' }), 0)).toEqual({ kind: 'OOMKILL', pid: 2 })
		const locked = kernelDesk(frames.map((one) => ({ ...one, locked: true })))
		expect(kernelBot(locked, rules({ victim: 'fifo' }), 0)).toBeNull()
	})

	test('B-17 a trainee frees frames before they run out, others when they have', () => {
		const desk = kernelDesk([held(0), held(1), free(2)])
		expect(kernelBot(desk, BOT_POLICIES[1].kernel, 0)).toEqual(evict(0))
		expect(kernelBot(desk, BOT_POLICIES[2].kernel, 0)).toEqual(grant(2, 0))
	})

	test('B-18 an expert tells the crew that memory is low, and keeps quiet for a while after any ping', () => {
		const desk = kernelDesk([held(0), held(1)], { tick: 700 })
		expect(kernelBot(desk, BOT_POLICIES[3].kernel, 0)).toEqual({ kind: 'PING', ping: 'lowmem', argument: null })
		const told = { ...desk, pings: [{ seat: 'mmu', ping: 'hot', argument: 1, tick: 101 } as const] }
		expect(kernelBot(told, BOT_POLICIES[3].kernel, 0)).toMatchObject({ kind: 'EVICT' })
	})
})

// ── MMU ──────────────────────────────────────────────────────────────────────────────────────
const line = (number: number, lastUse: number, filled: number): TlbLine => ({
	page: page(number),
	span: 1,
	frame: frame(number & 15),
	writable: true,
	user: true,
	lastUse,
	filled,
})
const entry = (number: number) => ({
	page: page(number),
	frame: frame(number & 15),
	writable: true,
	accessed: true,
	dirty: true,
})

/** Waits for a line; three lines, of which 0x12 was filled first, 0x11 used least recently; 0x11 and 0x12 come again. */
const WAITING: MmuDesk = {
	...MMU,
	tick: 100,
	accesses: [
		{
			ticket: 3,
			lane: 0,
			address: address(0x1004),
			write: false,
			trips: 16,
			stage: 'insert',
			found: { present: true, writable: true, user: true },
			sinceTick: 0,
		},
	],
	tlb: [line(0x11, 20, 12), line(0x12, 25, 11), line(0x13, 22, 13)],
	entries: [0x10, 0x11, 0x12, 0x13, 0x14].map(entry),
	preview: [0x11, 0x12].map((number) => ({ lane: 1, page: page(number), write: false })),
}
const lines = (more: Partial<MmuPolicy>): MmuPolicy => ({ ...BOT_POLICIES[2].mmu, ...more })

describe("the MMU's policies", () => {
	test.each([
		['same', 0],
		['fifo', 1],
		['lru', 0],
		['preview', 2],
	] as const)('B-19 %s overwrites line %i', (choice, index) => {
		expect(mmuBot(WAITING, lines({ line: choice }), 0)).toEqual({ kind: 'INSERT', ticket: 3, line: index })
	})

	test('B-20 an expert fills a line ahead, but not in place of one that is needed sooner', () => {
		const idle = {
			...WAITING,
			accesses: [],
			preview: [0x13, 0x14].map((number) => ({ lane: 1, page: page(number), write: true })),
		}
		expect(mmuBot(idle, BOT_POLICIES[2].mmu, 0)).toBeNull()
		expect(mmuBot(idle, BOT_POLICIES[3].mmu, 0)).toEqual({ kind: 'PREFETCH', page: 0x14, line: 0 })
		const all = {
			...idle,
			preview: [0x11, 0x12, 0x13, 0x14].map((number) => ({ lane: 1, page: page(number), write: true })),
		}
		expect(mmuBot(all, BOT_POLICIES[3].mmu, 0)).toBeNull()
	})

	test('B-21 it does not fill a line for a write that will fault', () => {
		const readOnly = [{ ...entry(0x14), writable: false }]
		const idle = { ...WAITING, accesses: [], entries: readOnly, preview: [{ lane: 1, page: page(0x14), write: true }] }
		expect(mmuBot(idle, BOT_POLICIES[3].mmu, 0)).toBeNull()
	})
})
