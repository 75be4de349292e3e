import { describe, expect, test } from 'vitest'
import { canonicalHash } from '../../shared/game/canonical.ts'
import type { Stamped } from '../../shared/game/event.ts'
import { createRound } from '../../shared/game/createRound.ts'
import {
	advance,
	beginWithBots,
	billCyclesOf,
	clockHeld,
	drain,
	play,
	roundHeader,
	runToEnd,
	type World,
} from '../../shared/game/round.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { LEVELS, type Level } from '../../shared/programs/levels.ts'
import { steady } from '../../shared/programs/steady.ts'
import {
	access,
	eventsOf,
	fault,
	malloc,
	must,
	request,
	roundOf,
	slip,
	ticketOf,
	ticks,
	toEnd,
	typesIn,
	until,
	waitingRoundOf,
	wild,
	write,
} from './table.ts'

const holders = (world: World): string => SEATS.map((seat) => world.seats[seat].holder[0]).join('')

describe('sitting down', () => {
	test('G-20 a round waits until every human has said READY; bots count as ready', () => {
		const world = waitingRoundOf([[wild(0)]])
		expect([world.phase, holders(world)]).toEqual(['waiting', 'bbb'])
		must(world, 'malloc', { kind: 'TAKE' })
		must(world, 'mmu', { kind: 'TAKE' })
		expect(holders(world)).toBe('hbh')
		expect(world.seats.malloc).toEqual({ holder: 'human', ready: false, autopilot: false, level: 2 })
		must(world, 'malloc', { kind: 'READY' })
		advance(world)
		expect([world.phase, world.tick]).toEqual(['waiting', 0])
		expect(typesIn(must(world, 'mmu', { kind: 'READY' }))).toEqual(['seatChanged', 'phaseChanged'])
		expect(world.phase).toBe('running')
	})

	test('G-21 the last human who is not ready may leave instead: the others begin', () => {
		const world = waitingRoundOf([[wild(0)]])
		for (const seat of ['malloc', 'kernel'] as const) must(world, seat, { kind: 'TAKE' })
		must(world, 'malloc', { kind: 'READY' })
		must(world, 'kernel', { kind: 'YIELD' })
		expect([world.phase, holders(world)]).toEqual(['running', 'hbb'])
	})

	test('G-22 a round that everybody leaves in the lobby does not begin by itself', () => {
		const world = waitingRoundOf([[wild(0)]])
		must(world, 'malloc', { kind: 'TAKE' })
		must(world, 'malloc', { kind: 'YIELD' })
		expect([world.phase, holders(world)]).toEqual(['waiting', 'bbb'])
	})

	test('G-23 whoever sits down in mid-round is ready at once and may act; whoever leaves may not', () => {
		const world = roundOf([[malloc(0, 100)]])
		until(world, (at) => request(at) !== undefined)
		const ask = { kind: 'ASK', ticket: ticketOf(request(world)), pages: 1 } as const
		expect(play(world, 'malloc', ask)).toMatchObject({ code: 'E_HELD' })
		must(world, 'malloc', { kind: 'TAKE' })
		expect(world.seats.malloc).toEqual({ holder: 'human', ready: true, autopilot: false, level: 2 })
		expect(play(structuredClone(world), 'malloc', ask)).toEqual({ ok: true })
		must(world, 'malloc', { kind: 'YIELD' })
		expect(play(world, 'malloc', ask)).toMatchObject({ code: 'E_HELD' })
	})
})

describe('taking over', () => {
	const SITUATIONS: readonly (readonly [Seat, string, (world: World) => boolean])[] = [
		['malloc', 'a request', (world) => request(world) !== undefined],
		['kernel', 'a slip', (world) => slip(world) !== undefined],
		['kernel', 'a fault', (world) => fault(world) !== undefined],
		['mmu', 'a fault to raise', (world) => access(world)?.stage === 'raise'],
		['mmu', 'a TLB line to choose', (world) => access(world)?.stage === 'insert'],
	]

	test.each(SITUATIONS)(
		'G-24 %s changes hands at %s: the machine and what waits stay as they are',
		(seat, _what, at) => {
			const lane = [malloc(0, 100), write(0, 0), wild(0xa00), wild(0xb00), wild(0x800), wild(0x900), wild(0xef00)]
			const world = until(roundOf([lane]), at)
			const state = () => canonicalHash([world.machine, world.lanes, world.bill, world.objects, world.gaps, world.tick])
			const before = state()
			for (const kind of ['TAKE', 'YIELD', 'TAKE'] as const) {
				expect(must(world, seat, { kind }).map(({ event }) => event)).toEqual([
					{ type: 'seatChanged', seat, status: world.seats[seat] },
				])
				expect(state()).toBe(before)
			}
		},
	)

	test('G-25 a bot serves what its human left: at once if it waited for 30 ticks already', () => {
		const world = roundOf([[malloc(0, 100)]], { humans: ['malloc'] })
		until(world, (at) => request(at) !== undefined)
		ticks(world, 50)
		expect(request(world)?.status).toBe('waiting')
		must(world, 'malloc', { kind: 'YIELD' })
		advance(world)
		expect(request(world)?.status).toBe('slip')
	})

	test.each([29, 30])('G-26 after %i ticks a bot looks at an item', (wait) => {
		const world = roundOf([[malloc(0, 100)]])
		until(world, (at) => request(at) !== undefined)
		ticks(world, wait)
		expect(request(world)?.status).toBe(wait < 30 ? 'waiting' : 'slip')
	})

	test('G-27 a round in which the seats change hands all the time ends with the bill of a bot round, if nobody decides', () => {
		const program = steady(3)
		const level = { ...(LEVELS[0] as Level), manualWalks: 0 }
		const world = createRound(roundHeader('steady', 3, 'live'), level, program)
		must(world, 'malloc', { kind: 'TAKE' })
		must(world, 'malloc', { kind: 'READY' })
		must(world, 'malloc', { kind: 'YIELD' })
		for (let tick = 0; world.phase === 'running'; tick += 1) {
			for (const seat of SEATS) {
				must(world, seat, { kind: 'TAKE' })
				must(world, seat, { kind: 'YIELD' })
			}
			advance(world)
			drain(world)
		}
		const bots = createRound(roundHeader('steady', 3, 'live'), level, program)
		beginWithBots(bots)
		runToEnd(bots)
		expect(billCyclesOf(world)).toBe(billCyclesOf(bots))
	})
})

describe('autopilot', () => {
	const idle = (): World =>
		roundOf([[malloc(0, 100), malloc(1, 24), malloc(2, 24), malloc(3, 24), malloc(4, 24), malloc(5, 24)]], {
			humans: ['malloc'],
		})

	test.each([239, 240])('G-30 after %i ticks the autopilot serves what a silent human left', (wait) => {
		const world = until(idle(), (at) => request(at) !== undefined)
		ticks(world, wait)
		expect(request(world)?.status).toBe(wait < 240 ? 'waiting' : 'slip')
		expect(world.seats.malloc).toEqual({ holder: 'human', ready: true, autopilot: false, level: 2 })
	})

	test('G-31 in CALM nobody serves what a human left', () => {
		const world = until(
			roundOf([[malloc(0, 100)]], { humans: ['malloc'], pace: 'calm' }),
			(at) => request(at) !== undefined,
		)
		ticks(world, 2000)
		expect([request(world)?.status, world.bill.patience]).toEqual(['waiting', 0])
	})

	test('G-32 after three idle items in a row it keeps the seat, with the pace of a trainee, until any input', () => {
		const world = until(idle(), ({ seats }) => seats.malloc.autopilot)
		const served = typesIn(drain(world)).filter((type) => type === 'chunkPlaced' || type === 'slipQueued')
		expect(served).toHaveLength(3)
		expect(world.strikes.malloc).toBe(3)
		// ASK, PARK and PARK were the three; the next PARK comes at a bot's delay.
		until(world, (at) => request(at) !== undefined)
		const since = world.tick
		until(world, (at) => request(at) === undefined)
		expect(world.tick - since).toBe(60)
		expect(world.seats.malloc.level).toBe(1)
		expect(typesIn(must(world, 'malloc', { kind: 'POL', rackMaxBytes: 0 }))).toEqual(['policySet', 'seatChanged'])
		expect([world.seats.malloc.autopilot, world.strikes.malloc]).toEqual([false, 0])
		until(world, (at) => request(at) !== undefined)
		ticks(world, 100)
		expect(request(world)).toBeDefined()
	})

	test('G-33 an input between idle items starts the count anew; a refused one does not', () => {
		const world = idle()
		until(world, ({ strikes }) => strikes.malloc === 2)
		play(world, 'malloc', { kind: 'PARK', ticket: 9999, chunk: 0, end: 'low' })
		expect(world.strikes.malloc).toBe(2)
		must(world, 'malloc', { kind: 'PING', ping: 'burst', argument: null })
		expect(world.strikes.malloc).toBe(0)
		until(world, ({ strikes }) => strikes.malloc === 2)
		expect(world.seats.malloc.autopilot).toBe(false)
	})

	test('G-34 who sits down again (TAKE) ends the autopilot of the own seat', () => {
		const world = until(idle(), ({ seats }) => seats.malloc.autopilot)
		must(world, 'malloc', { kind: 'TAKE' })
		expect(world.seats.malloc).toEqual({ holder: 'human', ready: true, autopilot: false, level: 2 })
		expect(play(world, 'malloc', { kind: 'TAKE' })).toMatchObject({ code: 'E_HELD' })
	})

	test('G-35 a fault that takes several commands (EVICT, FAULT) is one idle item', () => {
		// All six frames are taken from the start.
		const world = roundOf([[malloc(0, 100)]], { humans: ['kernel'], level: { frames: 6 } })
		until(world, (at) => fault(at) !== undefined)
		expect(world.strikes.kernel).toBe(1)
		until(world, (at) => fault(at) === undefined)
		const types = typesIn(drain(world))
		expect(types).toContain('pageEvicted')
		expect(types.filter((type) => type === 'faultResolved')).toHaveLength(1)
		expect(world.strikes.kernel).toBe(2)
	})
})

describe('patience', () => {
	/** Ticks of the wait after which patience was charged. */
	const charged = (world: World, since: number): readonly [number, number][] =>
		eventsOf(drain(world), 'patienceLost').map((one) => [one.tick - since, one.costCycles])

	test('G-40 LIVE: nothing for eight seconds, then 200 cycles for a second, twice, no more for one wait', () => {
		const world = roundOf([[malloc(0, 100)]], { humans: ['malloc'] })
		until(world, (at) => request(at) !== undefined)
		const since = world.tick
		drain(world)
		ticks(world, 239)
		expect(charged(world, since)).toEqual([
			[180, 200],
			[200, 200],
		])
		expect(world.bill.patience).toBe(400)
	})

	test('G-41 the next wait has its own grace and limit', () => {
		const world = roundOf([[malloc(0, 100), malloc(1, 24)]], { humans: ['malloc'] })
		until(world, (at) => request(at)?.object === 1)
		expect(world.bill.patience).toBe(400 * 2)
		const since = world.tick
		drain(world)
		ticks(world, 239)
		expect(charged(world, since)).toHaveLength(2)
	})

	test('G-42 a bot loses nobody patience, and neither does a human in CALM or in time', () => {
		const bots = toEnd(roundOf([[malloc(0, 100), malloc(1, 24)], [malloc(2, 500)]]))
		expect(bots.bill.patience).toBe(0)
		const inTime = roundOf([[malloc(0, 100)]], { humans: ['malloc'] })
		until(inTime, (at) => request(at) !== undefined)
		ticks(inTime, 179)
		must(inTime, 'malloc', { kind: 'ASK', ticket: ticketOf(request(inTime)), pages: 1 })
		ticks(inTime, 179)
		expect(inTime.bill.patience).toBe(0)
	})

	test('G-43 patience keeps no thread busy', () => {
		const world = roundOf([[malloc(0, 100)]], { humans: ['malloc'] })
		until(world, ({ bill }) => bill.patience === 400)
		expect(world.lanes[0]?.busyUntil).toBeLessThan(world.tick)
	})
})

describe('CALM', () => {
	const LANE = [malloc(0, 100), write(0, 0), wild(0xa00), wild(0xb00), wild(0x800), wild(0x900), wild(0xef00), wild(0)]

	/** What waits for a seat, told without the game's own functions. */
	const owes = (world: World, seat: Seat): boolean =>
		world.lanes.some(({ request, slip, fault, access }) => {
			switch (seat) {
				case 'malloc':
					return request !== null && request.status !== 'slip'
				case 'kernel':
					return slip !== null || fault !== null
				case 'mmu':
					return access !== null
			}
		})

	test.each(SEATS)('G-50 the clock is held exactly while the human at %s has something to decide', (seat) => {
		const world = roundOf([LANE], { humans: [seat], pace: 'calm' })
		let holds = 0
		until(world, (at) => {
			expect(clockHeld(at)).toBe(at.phase === 'running' && owes(at, seat))
			if (clockHeld(at)) {
				holds += 1
				must(at, seat, { kind: 'YIELD' })
				expect(clockHeld(at)).toBe(false)
				until(at, () => !owes(at, seat))
				must(at, seat, { kind: 'TAKE' })
			}
			return at.phase === 'finished'
		})
		expect(holds).toBeGreaterThan(0)
	})

	test('G-51 it is not held in LIVE, before the round, after it, or for bots', () => {
		const live = until(roundOf([LANE], { humans: ['malloc'] }), (at) => request(at) !== undefined)
		expect(clockHeld(live)).toBe(false)
		const calm = until(roundOf([LANE], { humans: ['malloc'], pace: 'calm' }), (at) => request(at) !== undefined)
		expect(clockHeld(calm)).toBe(true)
		must(calm, 'malloc', { kind: 'YIELD' })
		expect(clockHeld(calm)).toBe(false)
		expect(clockHeld(waitingRoundOf([LANE], { pace: 'calm' }))).toBe(false)
		expect(clockHeld(toEnd(roundOf([LANE], { pace: 'calm' })))).toBe(false)
	})

	test('G-52 a second request that can only wait for the slip of the first does not stop the clock for ever', () => {
		// Both threads ask before the heap has any room; the human asks for one, a bot is the kernel.
		const world = roundOf([[malloc(0, 100)], [malloc(1, 100)]], { humans: ['malloc'], pace: 'calm', level: {} })
		until(world, (at) => request(at) !== undefined)
		must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages: 2 })
		// A driver of CALM: ticks only while the clock is not held.
		for (let tick = 0; tick < 500 && !clockHeld(world); tick += 1) advance(world)
		const second = request(world, 1)
		if (second && slip(world, 0)) {
			expect(play(structuredClone(world), 'malloc', { kind: 'ASK', ticket: second.ticket, pages: 1 })).toMatchObject({
				code: 'E_PENDING',
			})
			throw new Error('the clock is held, yet the human can do nothing')
		}
	})
})

describe('the end', () => {
	test('G-60 LIVE with three silent humans: bots finish the round at tick 9600', () => {
		// Long enough that idle humans can't be through by then.
		const lane = Array.from({ length: 40 }, (_, object) => [malloc(object, 40), write(object, 0)]).flat()
		const world = roundOf([lane], { humans: SEATS })
		let before = world.tick
		const events: Stamped[] = []
		while (world.phase === 'running') {
			before = world.tick
			advance(world)
			events.push(...drain(world))
			// The autopilot would otherwise keep the seat: these humans do just enough to be asked again.
			for (const seat of SEATS) if (world.seats[seat].autopilot) must(world, seat, { kind: 'TAKE' })
		}
		expect(before).toBe(9599)
		expect(world).toMatchObject({ phase: 'finished', nightShift: true, step: lane.length })
		expect(eventsOf(events, 'nightShiftBegan')).toMatchObject([{ tick: 9600 }])
		expect(typesIn(events).at(-1)).toBe('roundFinished')
		expect(play(world, 'malloc', { kind: 'READY' })).toMatchObject({ code: 'E_PHASE' })
	})

	test('G-61 CALM has no night shift', () => {
		const world = roundOf([[malloc(0, 40)]], { humans: ['malloc'], pace: 'calm' })
		ticks(world, 9700)
		expect(world).toMatchObject({ phase: 'running', nightShift: false })
	})

	test('G-62 a program without a single operation ends at once', () => {
		const world = toEnd(roundOf([]))
		expect([world.step, billCyclesOf(world)]).toEqual([0, 0])
	})

	test('G-63 the bill by line is told at the end and sums up to what every event cost', () => {
		const world = roundOf([[malloc(0, 100), write(0, 0)], [malloc(1, 3000), write(1, 0, 3000)], [wild(0)]])
		toEnd(world)
		const events = drain(world)
		const [end] = eventsOf(events, 'roundFinished')
		expect(end?.event.bill).toEqual(world.bill)
		const costs = events.reduce((sum, { costCycles }) => sum + costCycles, 0)
		expect(costs).toBe(billCyclesOf(world))
		expect(Object.values(world.bill).reduce((sum, cycles) => sum + cycles, 0)).toBe(costs)
	})

	test('G-64 advance does nothing before the round and after it', () => {
		for (const world of [waitingRoundOf([[wild(0)]]), toEnd(roundOf([[wild(0)]]))]) {
			drain(world)
			const hash = canonicalHash(world)
			advance(world)
			expect(canonicalHash(world)).toBe(hash)
		}
	})
})
