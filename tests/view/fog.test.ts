import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { GameEvent, Stamped } from '../../shared/game/event.ts'
import type { World } from '../../shared/game/round.ts'
import { BOT_LEVELS, SEATS, type Seat } from '../../shared/game/seat.ts'
import { createWork } from '../../shared/machine/heap/work.ts'
import { entryOf } from '../../shared/machine/machine.ts'
import { address, bytes, frame, page } from '../../shared/machine/units.ts'
import type { PageTableEntry, TlbLine } from '../../shared/machine/memory.ts'
import { between, type RandomStream, randomStream } from '../../shared/programs/random.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import { playRandomly, randomRound } from '../game/randomPlay.ts'

/** Changes something that a seat must not notice. Structured clones only: it may write what is read-only in the types. */
type Change = (world: World, stream: RandomStream) => void
type Open<T> = { -readonly [K in keyof T]: T[K] }

// ── what is hidden, by what it is ────────────────────────────────────────────────────────────
const entries = (change: (entry: PageTableEntry, stream: RandomStream) => Partial<PageTableEntry> | null): Change => {
	return (world, stream) => {
		for (const number of world.machine.entries.keys()) {
			if (number >= 0xf0) break
			const known = entryOf(world.machine, page(number))
			const fields = change(known, stream)
			if (fields) world.machine.entries[number] = { ...known, ...fields }
		}
	}
}

const anyEntry = entries((_, stream) => ({
	state: (['none', 'zero', 'present', 'swapped'] as const)[between(stream, 0, 3)] ?? 'none',
	frame: frame(between(stream, 0, 20)),
	accessed: between(stream, 0, 1) > 0,
	dirty: between(stream, 0, 1) > 0,
}))
const bits = entries((_, stream) => ({ accessed: between(stream, 0, 1) > 0, dirty: between(stream, 0, 1) > 0 }))
/** P=0 for the hardware either way. */
const swappedOrNever = entries(({ state }) =>
	state === 'swapped' ? { state: 'none' } : state === 'none' ? { state: 'swapped' } : null,
)
const filedOrNever = entries(({ state }) =>
	state === 'file' ? { state: 'none' } : state === 'none' ? { state: 'file' } : null,
)
/** The live A and D bits of tenants and children, which no seat sees: the kernel learns them by a scan. */
const othersBits: Change = (world, stream) => {
	for (const { entries: table } of world.machine.processes)
		for (const [number, entry] of table.entries())
			if (entry) table[number] = { ...entry, accessed: between(stream, 0, 1) > 0, dirty: between(stream, 0, 1) > 0 }
}
/** Everything that goes on beside the program. */
const neighbours: Change = (world, stream) => {
	const { machine } = world
	machine.processes = machine.processes.slice(0, between(stream, 0, machine.processes.length)).map((one) => ({
		...one,
		heapPages: between(stream, 0, 4),
	}))
	const waits = { ticket: between(stream, 1, 9999), lane: 3, pid: 1, sinceTick: 0 }
	world.neighbours = [
		{
			pid: 1,
			kind: 'tenant',
			step: between(stream, 0, 99),
			slip: { ...waits, call: 'brk', pages: 1 },
			fault: { ...waits, address: address(0x4000), code: { present: false, write: true, user: true } },
			revivesAtStep: null,
			asksAtStep: between(stream, 0, 99),
			writes: [page(between(stream, 0, 99))],
			leavesAtStep: null,
			stream: { state: between(stream, 0, 0xffff) },
		},
	]
}
const hints: Change = (world, stream) => {
	world.hints = [{ page: page(between(stream, 0x10, 0x20)), pages: between(stream, 1, 3) }]
}
/** Where the program's pointers point. */
const objects: Change = (world, stream) => {
	for (let object = 0; object < 5; object += 1) {
		world.objects[object] = between(stream, 0x1000, 0x2000)
		world.lastAddresses[object] = between(stream, 0x1000, 0x2000)
	}
}
const frames: Change = (world, stream) => {
	for (const [index, one] of world.machine.frames.entries()) {
		const owner = between(stream, 0, 1) > 0 ? page(between(stream, 0, 255)) : null
		world.machine.frames[index] = {
			...one,
			page: owner,
			granted: between(stream, 0, 99),
			locked: between(stream, 0, 1) > 0,
		}
	}
}
const depot: Change = (world, stream) => void (world.machine.depotUsed += between(stream, 1, 9))
const tlb: Change = (world, stream) => {
	for (const [index, line] of world.machine.tlb.entries()) {
		const cached =
			line ??
			({ page: page(8), span: 1, frame: null, writable: false, user: true, lastUse: 1, filled: 1 } satisfies TlbLine)
		world.machine.tlb[index] =
			between(stream, 0, 2) > 0
				? { ...cached, page: page(between(stream, 0, 255)), lastUse: between(stream, 0, 999) }
				: null
	}
	world.machine.tlbHits += between(stream, 1, 9)
	world.machine.tlbMisses += between(stream, 1, 9)
}
const chunks: Change = (world, stream) => {
	const heap = world.machine.heap as Open<World['machine']['heap']>
	heap.chunks = heap.chunks.slice(between(stream, 0, heap.chunks.length)).map((chunk) => ({
		...chunk,
		plate: 'ZZZ',
		requestBytes: bytes(between(stream, 0, 99)),
		object: between(stream, 0, 999),
		use: (['used', 'free', 'racked', 'top'] as const)[between(stream, 0, 3)] ?? 'used',
	}))
	heap.freeList = [address(between(stream, 0, 0xffff))]
	heap.rack = [address(between(stream, 0, 0xffff))]
	heap.rackMaxBytes = bytes(between(stream, 0, 999))
	for (const object of Object.keys(world.objects)) world.objects[Number(object)] = between(stream, 1, 0xffff)
}
const plates: Change = (world, stream) => {
	world.machine.mappings = world.machine.mappings.map((mapping) => ({
		...mapping,
		plate: 'ZZZ',
		object: between(stream, 0, 999),
		requestBytes: bytes(between(stream, 0, 9999)),
	}))
}
const areas: Change = (world, stream) => {
	world.machine.stackLow = page(between(stream, 0xe0, 0xee))
	world.machine.mappings = [
		{
			page: page(between(stream, 0x60, 0xd0)),
			pages: between(stream, 1, 9),
			object: 1,
			plate: 'ZZZ',
			requestBytes: bytes(9),
		},
	]
	const heap = world.machine.heap as Open<World['machine']['heap']>
	heap.brk = address(0x1000 + 256 * between(stream, 0, 30))
}
const stack: Change = (world, stream) => {
	world.machine.stackLow = page(between(stream, 0xe0, 0xee))
}
const requests: Change = (world, stream) => {
	for (const lane of world.lanes) {
		lane.request =
			between(stream, 0, 1) > 0
				? null
				: {
						ticket: between(stream, 1, 9999),
						lane: lane.lane,
						object: 5,
						requestBytes: bytes(between(stream, 0, 999)),
						needBytes: bytes(between(stream, 0, 999)),
						plate: 'ZZZ',
						kind: 'malloc',
						from: null,
						sinceTick: 0,
						status: 'waiting',
						refusedPages: null,
					}
	}
}
const slips: Change = (world, stream) => {
	for (const lane of world.lanes) {
		lane.slip =
			between(stream, 0, 1) > 0
				? null
				: {
						ticket: between(stream, 1, 9999),
						lane: lane.lane,
						pid: 0,
						call: 'mmap',
						pages: between(stream, 1, 99),
						sinceTick: 0,
					}
	}
}
const faults: Change = (world, stream) => {
	for (const lane of world.lanes) {
		const code = { present: between(stream, 0, 1) > 0, write: between(stream, 0, 1) > 0, user: true }
		lane.fault =
			between(stream, 0, 1) > 0
				? null
				: {
						ticket: between(stream, 1, 9999),
						lane: lane.lane,
						address: address(between(stream, 0, 0xffff)),
						pid: 0,
						code,
						sinceTick: 0,
					}
	}
}
const accesses: Change = (world, stream) => {
	for (const lane of world.lanes) {
		lane.access =
			between(stream, 0, 1) > 0
				? null
				: {
						ticket: between(stream, 1, 9999),
						lane: lane.lane,
						address: address(between(stream, 0, 0xffff)),
						write: true,
						trips: 16,
						stage: 'raise',
						found: null,
						sinceTick: 0,
					}
	}
	world.preview = [{ lane: 0, page: page(between(stream, 0, 255)), write: true }]
	world.manualWalksLeft += 1
}
/** What a thread will do next, and what only the referee counts. */
const future: Change = (world, stream) => {
	for (const lane of world.lanes) {
		lane.queue = [{ address: address(between(stream, 0, 0xffff)), write: true, trips: 16, stray: null }]
		lane.busyUntil = between(stream, 0, 9999)
		lane.next = between(stream, 0, 99)
		lane.running = between(stream, 0, 1) > 0
		lane.stackPointer = between(stream, 0xe000, 0xefff)
		lane.frames = [between(stream, 0xe000, 0xefff)]
		lane.impatientTicks = between(stream, 0, 40)
	}
	for (const gap of world.gaps) gap.state = between(stream, 0, 0xffff)
	for (const seat of SEATS) world.strikes[seat] = between(stream, 0, 2)
	world.nextTicket = between(stream, 1, 9999)
	world.machine.stamp = between(stream, 1, 9999)
	const open = world as Open<World>
	open.program = { ...world.program, lanes: [[], [], []] }
}
/** Cycles move between the lines of the bill: the sum is known, the lines are not before the end. */
const billLines: Change = (world, stream) => {
	if (world.phase === 'finished') return
	const cycles = between(stream, 1, 5000)
	world.bill.swap += cycles
	world.bill.tlb -= cycles
}

/** GAME.md §3.1–3.3, "does not see". */
const HIDDEN: Readonly<Record<Seat, Readonly<Record<string, Change>>>> = {
	malloc: {
		entries: anyEntry,
		frames,
		depot,
		neighbours,
		hints,
		tlb,
		slips,
		faults,
		accesses,
		stack,
		future,
		billLines,
	},
	kernel: { chunks, plates, bits, othersBits, objects, tlb, requests, accesses, future, billLines },
	mmu: {
		chunks,
		areas,
		swappedOrNever,
		filedOrNever,
		frames,
		depot,
		neighbours,
		hints,
		objects,
		requests,
		slips,
		faults,
		future,
		billLines,
	},
}

/** Worlds from the middle of rounds, as they are drawn. */
function moments(count: number, seed: number): World[] {
	const worlds: World[] = []
	const stream = randomStream(seed, 'moments')
	for (let round = 0; worlds.length < count; round += 1) {
		playRandomly(randomRound(seed + round), (world) => {
			if (between(stream, 1, 250) === 1 && worlds.length < count) worlds.push(structuredClone(world))
		})
	}
	return worlds
}

const MOMENTS = moments(160, 5000)

describe('fog', () => {
	test('V-01 the moments looked at are of all kinds', () => {
		expect(MOMENTS.filter(({ phase }) => phase === 'running').length).toBeGreaterThan(60)
		expect(MOMENTS.some(({ machine }) => machine.depotUsed > 0)).toBe(true)
		expect(MOMENTS.some(({ machine }) => machine.mappings.length > 0)).toBe(true)
		for (const item of ['request', 'slip', 'access', 'fault'] as const) {
			expect(
				MOMENTS.some(({ lanes }) => lanes.some((lane) => lane[item] !== null)),
				item,
			).toBe(true)
		}
	})

	for (const seat of SEATS) {
		test.each(Object.keys(HIDDEN[seat]))(
			`V-02 the ${seat} seat's view is the same bytes, whatever happens to: %s`,
			(what) => {
				const change = HIDDEN[seat][what] as Change
				const stream = randomStream(1, `${seat} ${what}`)
				let changed = 0
				for (const world of MOMENTS) {
					const before = JSON.stringify(project(world, seat))
					const other = structuredClone(world)
					change(other, stream)
					if (JSON.stringify(other) !== JSON.stringify(world)) changed += 1
					expect(JSON.stringify(project(other, seat))).toBe(before)
					for (const level of BOT_LEVELS)
						expect(botIntent(deskOf(other, seat), level)).toEqual(botIntent(deskOf(world, seat), level))
				}
				expect(changed).toBeGreaterThan(4)
			},
		)

		test(`V-03 what is hidden from no seat would be seen: every change above shows to somebody, or to nobody by design (${seat})`, () => {
			const secret = ['future', 'billLines', 'othersBits', 'objects']
			const stream = randomStream(2, seat)
			for (const [what, change] of Object.entries(HIDDEN[seat])) {
				const seen = MOMENTS.some((world) => {
					const other = structuredClone(world)
					change(other, stream)
					return SEATS.some((one) => JSON.stringify(project(other, one)) !== JSON.stringify(project(world, one)))
				})
				expect([what, seen]).toEqual([what, !secret.includes(what)])
			}
		})
	}
})

// ── events ───────────────────────────────────────────────────────────────────────────────────
/** Who may notice what, from GAME.md §3: m(alloc), k(ernel), u for the MMU. */
const MAY_SEE: Readonly<Record<GameEvent['type'], string>> = {
	chunkPlaced: 'm',
	chunkFreed: 'm',
	heapMoved: 'm',
	policySet: 'm',
	allocationFailed: 'm',
	mappingMade: 'm',
	mappingRemoved: 'm',
	chunkResized: 'm',
	mappingResized: 'm',
	bytesCopied: 'm',
	rackFlushed: 'm',
	pagesAdvised: 'mk',
	framesScanned: 'k',
	frameMoved: 'k',
	processStarted: 'k',
	processEnded: 'k',
	accessedCleared: 'u',
	ruleChanged: 'mku',
	ruleFired: 'mku',
	silentBug: 'mku',
	requestChanged: 'm',
	requestClosed: 'm',
	syscallEntered: 'mk',
	syscallReturned: 'k',
	slipQueued: 'k',
	slipClosed: 'k',
	faultQueued: 'k',
	faultClosed: 'k',
	faultResolved: 'k',
	vmaChanged: 'k',
	frameChanged: 'k',
	pageEvicted: 'k',
	depotChanged: 'k',
	rentCharged: 'k',
	signalHandled: 'ku',
	entryChanged: 'ku',
	bitsChanged: 'u',
	tlbHit: 'u',
	pageWalked: 'u',
	tlbFilled: 'u',
	tlbInvalidated: 'u',
	accessChanged: 'u',
	accessClosed: 'u',
	previewChanged: 'u',
	walksLeftChanged: 'u',
	audited: 'mku',
	laneChanged: 'mku',
	phaseChanged: 'mku',
	seatChanged: 'mku',
	stepFinished: 'mku',
	patienceLost: 'mku',
	pinged: 'mku',
	hostActed: 'mku',
	nightShiftBegan: 'mku',
	roundFinished: 'mku',
	companyWorked: '',
}
const LETTER: Readonly<Record<Seat, string>> = { malloc: 'm', kernel: 'k', mmu: 'u' }

/** Every event of some random rounds. */
function happenings(): Stamped[] {
	const all: Stamped[] = []
	for (let seed = 6000; seed < 6025; seed += 1) playRandomly(randomRound(seed), (_, events) => void all.push(...events))
	// Rare, and all the same.
	all.push({ index: 0, tick: 9600, event: { type: 'nightShiftBegan' }, costCycles: 0 })
	const mapping = { page: page(0xd0), pages: 3, object: 1, plate: 'TST', requestBytes: bytes(700) }
	all.push({ index: 0, tick: 9600, event: { type: 'mappingResized', lane: 0, mapping }, costCycles: 60 })
	// Ghosts' rounds only.
	const work = { ...createWork(), cached: 1 }
	const worked = { type: 'companyWorked', lane: 0, object: 1, address: null, work, resized: false } as const
	all.push({ index: 0, tick: 9600, event: worked, costCycles: 25 })
	return all
}

describe('what a seat hears of an event', () => {
	const all = happenings()

	test('V-10 every kind of event is among those looked at', () => {
		const seen = new Set(all.map(({ event }) => event.type))
		expect(Object.keys(MAY_SEE).filter((type) => !seen.has(type as GameEvent['type']))).toEqual([])
	})

	test.each(SEATS)('V-11 an event hidden from the %s seat is a bare cost, or nothing', (seat) => {
		for (const stamped of all) {
			const told = reveal(stamped, seat)
			const { event, costCycles } = stamped
			const maySee = MAY_SEE[event.type].includes(LETTER[seat])
			const bare = costCycles > 0 ? { event: { type: 'billed' }, costCycles } : null
			const right = maySee
				? told?.event.type === event.type && told.costCycles === costCycles
				: isDeepStrictEqual(told, bare)
			if (!right) expect([event, told]).toEqual([event, bare])
		}
	})

	test.each(SEATS)('V-12 the %s seat can add up the bill from what it hears', (seat) => {
		const heard = all.reduce((sum, stamped) => sum + (reveal(stamped, seat)?.costCycles ?? 0), 0)
		expect(heard).toBe(all.reduce((sum, { costCycles }) => sum + costCycles, 0))
	})

	test('V-13 to the MMU a page that was swapped out looks like one that was never touched', () => {
		const entry = { page: page(0x12), frame: null, writable: false, user: true, accessed: false, dirty: false }
		const told = (['none', 'swapped'] as const).map((state) =>
			reveal(
				{ index: 0, tick: 0, costCycles: 0, event: { type: 'entryChanged', pid: 0, entry: { ...entry, state } } },
				'mmu',
			),
		)
		expect(JSON.stringify(told[1])).toBe(JSON.stringify(told[0]))
		const toMmu = all.filter(({ event }) => event.type === 'entryChanged').map((stamped) => reveal(stamped, 'mmu'))
		expect(JSON.stringify(toMmu)).not.toContain('"swapped"')
	})

	test('V-14 of an audit the others learn that it happened, not of which item, nor the right answer', () => {
		const audits = all.filter(({ event }) => event.type === 'audited')
		expect(audits.length).toBeGreaterThan(10)
		for (const stamped of audits) {
			for (const seat of SEATS) {
				const event = stamped.event.type === 'audited' ? stamped.event : null
				const told = reveal(stamped, seat)
				if (event?.seat === seat) expect(told?.event).toEqual(event)
				else expect(told?.event).toMatchObject({ type: 'audited', seat: event?.seat, ticket: 0, expected: null })
			}
		}
	})

	test('V-16 of tenants and children malloc and the MMU hear what they cost, nothing else', () => {
		const others = all.filter(({ event }) => 'pid' in event && event.pid !== 0)
		expect(new Set(others.map(({ event }) => event.type))).toContain('bitsChanged')
		for (const stamped of others) {
			const bare = stamped.costCycles > 0 ? { event: { type: 'billed' }, costCycles: stamped.costCycles } : null
			for (const seat of ['malloc', 'mmu'] as const) expect(reveal(stamped, seat)).toEqual(bare)
		}
	})

	test("V-17 a rule card is its own seat's; of a silent bug everyone learns that one more happened", () => {
		for (const stamped of all) {
			const { event } = stamped
			for (const seat of SEATS) {
				if (event.type === 'ruleChanged' || event.type === 'ruleFired')
					expect(reveal(stamped, seat)?.event ?? null).toEqual(seat === event.seat ? event : null)
				if (event.type === 'silentBug')
					expect(reveal(stamped, seat)?.event).toEqual({
						type: 'silentBug',
						lane: 0,
						object: 0,
						address: 0,
						write: false,
						count: event.count,
					})
			}
		}
	})

	test('V-15 the kernel hears of an entry without A and D, which only the hardware sets', () => {
		for (const { event } of all) {
			if (event.type !== 'entryChanged') continue
			const told = reveal({ index: 0, tick: 0, costCycles: 0, event }, 'kernel')
			expect(told?.event).toMatchObject({ entry: { accessed: false, dirty: false } })
		}
	})
})
