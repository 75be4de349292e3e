import { describe, expect, test } from 'vitest'
import type { Cue } from '../../client/connect/bus.ts'
import { measureHere } from '../../client/connect/measureHere.ts'
import type { Store } from '../../client/connect/playerRecord.ts'
import { MAX_SEED } from '../../client/connect/seed.ts'
import { continueSolo, type SoloBus, type SoloSetup, startSolo } from '../../client/connect/soloBus.ts'
import { readSoloSave, writeSoloSave } from '../../client/connect/soloSave.ts'
import { formatFleetStream } from '../../client/connect/fleetStream.ts'
import { verifyLog } from '../../shared/game/log.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { nextSeed } from '../../shared/programs/fairSeed.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import type { MallocView } from '../../shared/view/seatView.ts'
import { memoryStore } from './memoryStore.ts'

/** The injected clock: turns are given by hand, as many as wanted. */
function handClock() {
	const turns = new Set<() => void>()
	return {
		every: (_ms: number, turn: () => void) => {
			turns.add(turn)
			return () => turns.delete(turn)
		},
		turn(times: number) {
			for (let n = 0; n < times; n++) for (const turn of turns) turn()
		},
		isStopped: () => turns.size === 0,
	}
}

const SETUP: SoloSetup = {
	level: 'steady',
	seed: 4711,
	pace: 'calm',
	seats: ['malloc'],
	bots: { malloc: 2, kernel: 2, mmu: 2 },
	fleet: null,
}

async function sitDown(setup: Partial<SoloSetup> = {}, store: Store = memoryStore()) {
	const clock = handClock()
	const bus = await startSolo({ ...SETUP, ...setup }, { every: clock.every, store, measure: measureHere })
	return { bus, clock, store }
}

function mallocView(bus: SoloBus): MallocView {
	const view = bus.state().views.malloc
	if (view?.seat !== 'malloc') throw new Error('nobody sits there')
	return view
}

const ROUND_TURNS = 20_000

describe('SoloBus', () => {
	test('S1 START seats the player, says READY for them and runs, without a crew or a server', async () => {
		const { bus } = await sitDown({ seats: ['malloc', 'mmu'] })
		const { status, crew, you, views } = bus.state()
		expect({ status, crew, seats: you?.seats }).toEqual({ status: 'online', crew: null, seats: ['malloc', 'mmu'] })
		expect(Object.keys(views)).toEqual(['malloc', 'mmu'])
		const view = mallocView(bus)
		expect(view.phase).toBe('running')
		expect([view.seats.malloc.holder, view.seats.kernel.holder, view.seats.mmu.holder]).toEqual([
			'human',
			'bot',
			'human',
		])
	})

	test('S2 in CALM the clock waits for a decision for ever, and goes on after it', async () => {
		const { bus, clock } = await sitDown()
		clock.turn(2_000)
		const { tick, requests, freeList } = mallocView(bus)
		expect(requests.length).toBeGreaterThan(0)
		clock.turn(500)
		expect(mallocView(bus).tick).toBe(tick)
		const ticket = requests[0]?.ticket ?? -1
		const top = mallocView(bus).chunks.find(({ use }) => use === 'top')
		expect(freeList).toEqual([])
		const done = top
			? await bus.send('malloc', { kind: 'PARK', ticket, chunk: top.address, end: 'low' })
			: await bus.send('malloc', { kind: 'ASK', ticket, pages: 4 })
		expect(done).toEqual({ ok: true })
		clock.turn(200)
		expect(mallocView(bus).tick).toBeGreaterThan(tick)
	})

	test('S3 a refusal comes back with its code and changes nothing', async () => {
		const { bus, store } = await sitDown()
		const before = readSoloSave(store)
		expect(await bus.send('malloc', { kind: 'RACK', ticket: 999 })).toMatchObject({ ok: false, code: 'E_TICKET' })
		expect(readSoloSave(store)).toEqual(before)
	})

	test('S4 listeners get the cues of their seats, and nothing after the undo', async () => {
		const { bus, clock } = await sitDown({ pace: 'live' })
		const cues: Cue[] = []
		const undo = bus.subscribe((_state, news) => cues.push(...news))
		clock.turn(400)
		expect(cues.map(({ event }) => event.type)).toContain('requestChanged')
		expect(new Set(cues.map(({ seat }) => seat))).toEqual(new Set(['malloc']))
		const heard = cues.length
		undo()
		clock.turn(400)
		expect(cues.length).toBe(heard)
	})

	test('S5 what the page folded is what a fresh look would show, all through a round', async () => {
		const { bus, clock, store } = await sitDown({ pace: 'live', seats: ['malloc', 'kernel', 'mmu'] })
		for (let part = 0; part < 12; part++) {
			clock.turn(300)
			bus.pause(true)
			const again = await continueSolo({ every: handClock().every, store, measure: measureHere })
			// The saved clock may be up to three quiet ticks ahead of what listeners were told.
			const { views } = bus.state()
			for (const view of Object.values(again?.state().views ?? {})) {
				expect(views[view.seat]).toEqual({ ...view, tick: views[view.seat]?.tick })
			}
			bus.pause(false)
		}
	})

	test('S6 a finished round stops its clock, and its exported log is accepted by the verifier', async () => {
		const { bus, clock } = await sitDown({ pace: 'live' })
		expect(bus.exportLog()).toBeNull()
		clock.turn(ROUND_TURNS)
		const { phase, bill, billCycles } = mallocView(bus)
		expect(phase).toBe('finished')
		expect(Object.values(bill ?? {}).reduce((sum, cycles) => sum + cycles, 0)).toBe(billCycles)
		expect(clock.isStopped()).toBe(true)
		const verified = await verifyLog(bus.exportLog() ?? '', { loadProgram, parseEntry: parseLogEntry })
		expect(verified).toMatchObject({ ok: true, result: { billCycles } })
	})

	test('S7 a reload goes on where the round was', async () => {
		const { bus, clock, store } = await sitDown({ pace: 'live' })
		clock.turn(1_000)
		bus.close()
		expect(clock.isStopped()).toBe(true)
		const other = handClock()
		const again = await continueSolo({ every: other.every, store, measure: measureHere })
		expect(again?.state().views.malloc).toEqual({ ...mallocView(bus), tick: again?.state().views.malloc?.tick })
		other.turn(ROUND_TURNS)
		expect(again?.state().views.malloc?.phase).toBe('finished')
	})

	test('S8 a save of other rules, a damaged one and one that does not replay are not continued', async () => {
		const { store, bus, clock } = await sitDown({ pace: 'live' })
		clock.turn(100)
		bus.pause(true)
		const save = readSoloSave(store)
		if (save === null || save === 'outdated') throw new Error('it was not saved')
		writeSoloSave(store, { ...save, header: { ...save.header, rules: save.header.rules + 1 } })
		expect(readSoloSave(store)).toBe('outdated')
		store.setItem('lot.solo', '{"header":')
		expect(readSoloSave(store)).toBe('outdated')
		const [first] = save.entries
		if (first === undefined) throw new Error('nothing was logged')
		writeSoloSave(store, { ...save, entries: [first, { ...first, seq: 1 }] })
		expect(await continueSolo({ every: handClock().every, store, measure: measureHere })).toBeNull()
		store.removeItem('lot.solo')
		expect(await continueSolo({ every: handClock().every, store, measure: measureHere })).toBeNull()
	})

	test('S9 another seat: the bot takes the old one at once, in mid-round', async () => {
		const { bus, clock } = await sitDown({ pace: 'live' })
		clock.turn(300)
		await bus.chooseSeat('kernel')
		const { you, views } = bus.state()
		expect([you?.seats, Object.keys(views)]).toEqual([['kernel'], ['kernel']])
		expect(views.kernel?.seats).toMatchObject({ malloc: { holder: 'bot' }, kernel: { holder: 'human' } })
	})

	test.each([
		['same', 4711],
		['next', nextSeed('steady', 4711, MAX_SEED)],
	] as const)('S10 again with the %s seed: a fresh round in the same seats', async (seed, expected) => {
		const { bus, clock } = await sitDown({ pace: 'live' })
		clock.turn(ROUND_TURNS)
		expect(await bus.again({ level: 'steady', pace: 'calm', seed })).toEqual({ ok: true })
		const { info, phase, tick, step } = mallocView(bus)
		expect({ seed: info.seed, phase, tick, step, round: bus.state().round }).toEqual({
			seed: expected,
			phase: 'running',
			tick: 0,
			step: 0,
			round: 2,
		})
		expect(await bus.again({ level: 'nowhere', pace: 'calm', seed })).toMatchObject({ ok: false, code: 'E_LEVEL' })
	})

	test('S11 while paused no tick passes', async () => {
		const { bus, clock } = await sitDown({ pace: 'live' })
		clock.turn(40)
		const { tick } = mallocView(bus)
		bus.pause(true)
		clock.turn(400)
		expect(mallocView(bus).tick).toBe(tick)
		bus.pause(false)
		clock.turn(40)
		expect(mallocView(bus).tick).toBeGreaterThan(tick)
	})

	test('S12 a store that is full costs the continuation, not the round', async () => {
		const full: Store = {
			...memoryStore(),
			setItem() {
				throw new Error('QuotaExceededError')
			},
		}
		const { bus, clock } = await sitDown({ pace: 'live' }, full)
		clock.turn(100)
		expect(mallocView(bus).tick).toBeGreaterThan(90)
	})

	test('S14 the round begins before anyone knows what it is measured by, and ends alike', async () => {
		const clock = handClock()
		let tell: (reference: Reference) => void = () => {}
		const told = new Promise<Reference>((resolve) => (tell = resolve))
		const measure = { reference: () => told }
		const bus = await startSolo({ ...SETUP, pace: 'live' }, { every: clock.every, store: memoryStore(), measure })
		clock.turn(ROUND_TURNS)
		expect([mallocView(bus).phase, mallocView(bus).info.reference, bus.exportLog()]).toEqual(['finished', null, null])
		const reference = await measureHere.reference(bus.measured())
		tell(reference)
		await told
		await Promise.resolve()
		expect(mallocView(bus).info.reference).toEqual(reference)
		const verified = await verifyLog(bus.exportLog() ?? '', { loadProgram, parseEntry: parseLogEntry })
		expect(verified).toMatchObject({ ok: true })
	})

	test('S15 partners play as well as was asked for, also in the next round and after a reload', async () => {
		const bots = { malloc: 2, kernel: 1, mmu: 3 } as const
		const { bus, clock, store } = await sitDown({ pace: 'live', bots })
		const levels = () => {
			const { seats } = mallocView(bus)
			return [seats.kernel.level, seats.mmu.level]
		}
		expect([mallocView(bus).info.bots, levels()]).toEqual([bots, [1, 3]])
		clock.turn(ROUND_TURNS)
		await bus.again({ level: 'burst', pace: 'calm', seed: 'next' })
		expect([mallocView(bus).info.level, levels()]).toEqual(['burst', [1, 3]])
		bus.close()
		const again = await continueSolo({ every: handClock().every, store, measure: measureHere })
		expect(again?.state().views.malloc?.info.bots).toEqual(bots)
	})

	test('S16 a manager’s stream is played, continued after a reload, and has no log to verify', async () => {
		const fleet = formatFleetStream({ kind: 'script', text: 'make 6 GAP 104\nwrite all GAP\nfree all GAP' })
		const { bus, clock, store } = await sitDown({ pace: 'live', fleet })
		expect(mallocView(bus).info.stepsTotal).toBe(18)
		clock.turn(40)
		bus.close()
		const other = handClock()
		const again = await continueSolo({ every: other.every, store, measure: measureHere })
		expect([again?.fleet(), again?.state().views.malloc?.info.stepsTotal]).toEqual([fleet, 18])
		other.turn(ROUND_TURNS)
		expect([again?.state().views.malloc?.phase, again?.exportLog()]).toEqual(['finished', null])
		await expect(sitDown({ fleet: 'nonsense' })).rejects.toThrow('no such stream')
	})

	test.each(['malloc', 'kernel', 'mmu'] as const)(
		'S13 the %s seat alone can play a whole LIVE round',
		async (seat: Seat) => {
			const { bus, clock } = await sitDown({ pace: 'live', seats: [seat] })
			clock.turn(ROUND_TURNS)
			expect(bus.state().views[seat]?.phase).toBe('finished')
		},
	)
})
