import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Cue } from '../../client/connect/bus.ts'
import { type PlayerRecords, playerRecords } from '../../client/connect/playerRecord.ts'
import { SocketBus, type Timing, type Trouble } from '../../client/connect/socketBus.ts'
import type { Intent } from '../../shared/game/intent.ts'
import type { PlayerCommand } from '../../shared/lesson/command.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import { memoryStore } from './memoryStore.ts'
import { scriptedServer } from './scriptedServer.ts'

const HURRIED: Timing = { ackMs: 150, giveUpMs: 1_200, firstBackoffMs: 20, maxBackoffMs: 60 }
const READY: Intent = { kind: 'READY' }
const WAIT = { timeout: 5_000, interval: 10 }

const undos: (() => unknown)[] = []
afterEach(async () => {
	for (const undo of undos.splice(0).toReversed()) await undo()
})

async function stage() {
	const server = await scriptedServer()
	undos.push(() => server.close())
	const records = playerRecords(memoryStore(), memoryStore(), () => Date.now())
	return { server, records }
}

function connect(url: string, records: PlayerRecords) {
	const troubles: Trouble[] = []
	const bus = new SocketBus({
		url,
		records,
		nowMs: () => Date.now(),
		onTrouble: (trouble) => troubles.push(trouble),
		timing: HURRIED,
	})
	undos.push(() => bus.disconnect())
	return { bus, troubles }
}

async function joinedStage() {
	const { server, records } = await stage()
	const { bus, troubles } = connect(server.url, records)
	expect(await bus.join({ code: 'KQMW', name: 'Lin', seat: null })).toEqual({ ok: true })
	return { server, records, bus, troubles }
}

describe('SocketBus', () => {
	test('C1 join gives the crew, the seats and a view of each', async () => {
		const { bus, records } = await joinedStage()
		const { status, you, crew, round, views } = bus.state()
		expect({ status, seats: you?.seats, code: crew?.code, round, views: Object.keys(views) }).toEqual({
			status: 'online',
			seats: ['malloc'],
			code: 'KQMW',
			round: 1,
			views: ['malloc'],
		})
		expect(records.current()).toMatchObject({ token: you?.token, code: 'KQMW', name: 'Lin' })
	})

	test('C2 a lost acknowledgement: the same intent goes out again under the same number, and is acknowledged once', async () => {
		const { server, bus } = await joinedStage()
		server.script.onIntent = (_message, ack) => {
			// The first two are done, but nobody hears of it.
			if (server.script.intents.length > 2) ack({ ok: true, seq: 0, tick: 0 })
		}
		expect(await bus.send('malloc', READY)).toEqual({ ok: true })
		expect(server.script.intents.map(({ attempt }) => attempt)).toEqual([1, 1, 1])
		expect(await bus.send('malloc', READY)).toEqual({ ok: true })
		expect(server.script.intents.at(-1)?.attempt).toBe(2)
	})

	test('C3 intents go out one after the other, in the order in which they were given', async () => {
		const { server, bus } = await joinedStage()
		server.script.onIntent = ({ attempt }, ack) => {
			if (attempt !== 1 || server.script.intents.length > 1) ack({ ok: true, seq: attempt, tick: 0 })
		}
		const results = await Promise.all([1, 2, 3].map((pages) => bus.send('malloc', { kind: 'ASK', ticket: 1, pages })))
		expect(results).toEqual([{ ok: true }, { ok: true }, { ok: true }])
		const sent = server.script.intents.map(
			({ attempt, intent }) => `${attempt}: ${intent.kind === 'ASK' && intent.pages}`,
		)
		// The first is repeated until it is answered; on a slow machine so may the others be.
		expect(sent.slice(0, 2)).toEqual(['1: 1', '1: 1'])
		expect(sent.filter((one, index) => one !== sent[index - 1])).toEqual(['1: 1', '2: 2', '3: 3'])
	})

	test('C4 a refusal is an answer: it is not sent again', async () => {
		const { server, bus } = await joinedStage()
		server.script.onIntent = (_message, ack) =>
			ack({ ok: false, code: 'E_FIT', facts: { needBytes: 64, haveBytes: 48 } })
		expect(await bus.send('malloc', READY)).toEqual({
			ok: false,
			code: 'E_FIT',
			facts: { needBytes: 64, haveBytes: 48 },
		})
		expect(server.script.intents.length).toBe(1)
	})

	test('C5 a server that is busy is asked again; one that never answers is given up with a clear failure', async () => {
		const { server, bus } = await joinedStage()
		server.script.onIntent = (_message, ack) =>
			server.script.intents.length < 3 ? ack({ ok: false, code: 'E_BUSY' }) : ack({ ok: true, seq: 0, tick: 0 })
		expect(await bus.send('malloc', READY)).toEqual({ ok: true })
		server.script.onIntent = () => undefined
		expect(await bus.send('malloc', READY)).toMatchObject({ ok: false, code: 'E_BUSY', facts: { waitedSeconds: 1 } })
	})

	test('C6 a broken line: offline since when, resumed by token, and the intent under way is done under its number', async () => {
		const { server, bus } = await joinedStage()
		let since: number | null = null
		bus.subscribe(({ offlineSinceMs }) => {
			since ??= offlineSinceMs
		})
		server.script.onIntent = (_message, ack) => {
			if (server.script.intents.length === 1) server.cut()
			else ack({ ok: true, seq: 0, tick: 0 })
		}
		const before = Date.now()
		expect(await bus.send('malloc', READY)).toEqual({ ok: true })
		expect(server.script.resumes).toEqual(['T'.repeat(43)])
		expect(server.script.intents.map(({ attempt }) => attempt)).toEqual([1, 1])
		expect(since).toBeGreaterThanOrEqual(before)
		expect(bus.state()).toMatchObject({ status: 'online', offlineSinceMs: null })
	})

	test('C7 a reload keeps the player and goes on counting, so that nothing new looks like a repetition', async () => {
		const { server, bus, records } = await joinedStage()
		await bus.send('malloc', READY)
		await bus.send('malloc', READY)
		bus.disconnect()
		const record = records.current()
		if (record === null) throw new Error('no record')
		const { bus: reloaded } = connect(server.url, records)
		reloaded.resume(record.token, record.attempt)
		await vi.waitFor(() => expect(reloaded.state().you?.player).toBe(0), WAIT)
		await reloaded.send('malloc', READY)
		expect(server.script.intents.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
	})

	test('C8 packets are folded in order; a repeated one is ignored; a gap fetches a snapshot', async () => {
		const { server, bus } = await joinedStage()
		const cues: Cue[] = []
		bus.subscribe((_state, news) => cues.push(...news))
		const packet = {
			round: 1,
			seat: 'malloc',
			from: 7,
			to: 9,
			tick: 40,
			events: [{ event: { type: 'billed' }, costCycles: 120 }],
		} as const
		server.io.emit('events', packet)
		await vi.waitFor(() => expect(bus.state().views.malloc?.tick).toBe(40), WAIT)
		const { billCycles } = bus.state().views.malloc ?? { billCycles: 0 }
		server.io.emit('events', packet)
		server.io.emit('events', { ...packet, round: 0, from: 9, to: 12 })
		server.io.emit('clock', { round: 0, tick: 50 })
		server.io.emit('clock', { round: 1, tick: 60 })
		await vi.waitFor(() => expect(bus.state().views.malloc?.tick).toBe(60), WAIT)
		expect(bus.state().views.malloc?.billCycles).toBe(billCycles)
		expect(cues).toEqual([{ seat: 'malloc', event: { type: 'billed' }, costCycles: 120 }])
		expect(server.script.resyncs).toBe(0)

		server.script.cursor = 20
		server.io.emit('events', { ...packet, from: 15, to: 20, tick: 80 })
		await vi.waitFor(() => expect(server.script.resyncs).toBe(1), WAIT)
		await vi.waitFor(() => expect(bus.state().views.malloc?.tick).toBe(0), WAIT)
		server.io.emit('events', { ...packet, from: 20, to: 22, tick: 100 })
		await vi.waitFor(() => expect(bus.state().views.malloc?.tick).toBe(100), WAIT)
	})

	test('C9 a new round replaces everything; what was meant for the old one is refused and the views are fetched', async () => {
		const { server, bus } = await joinedStage()
		server.script.round = 2
		server.script.seats = ['kernel']
		server.io.emit('snapshots', server.joined())
		await vi.waitFor(() => expect(bus.state().round).toBe(2), WAIT)
		expect(Object.keys(bus.state().views)).toEqual(['kernel'])
		server.script.onIntent = (_message, ack) => ack({ ok: false, code: 'E_ROUND' })
		expect(await bus.send('kernel', READY)).toMatchObject({ ok: false, code: 'E_ROUND' })
		await vi.waitFor(() => expect(server.script.resyncs).toBe(1), WAIT)
	})

	test('C10 a page that slept asks for snapshots when it is woken', async () => {
		const { server, bus } = await joinedStage()
		bus.wake()
		await vi.waitFor(() => expect(server.script.resyncs).toBe(1), WAIT)
	})

	test('C11 a stale token ends it, is reported once and forgotten', async () => {
		const { server, records } = await stage()
		const { bus, troubles } = connect(server.url, records)
		records.save({ token: 'old', code: 'KQMW', name: 'Lin', attempt: 3, savedAtMs: Date.now() })
		server.script.onResume = (ack) => ack({ ok: false, code: 'E_STALE_TOKEN' })
		bus.resume('old', 3)
		await vi.waitFor(() => expect(troubles.length).toBe(1), WAIT)
		expect(troubles[0]).toEqual({ kind: 'failed', failed: { ok: false, code: 'E_STALE_TOKEN' } })
		expect(records.all()).toEqual([])
	})

	test('C12 another tab took over: this one says so and stays away', async () => {
		const { server, bus, troubles } = await joinedStage()
		server.io.emit('goodbye', 'replaced')
		await vi.waitFor(() => expect(troubles).toEqual([{ kind: 'goodbye', reason: 'replaced' }]), WAIT)
		await new Promise((resolve) => setTimeout(resolve, 200))
		expect(server.script.resumes).toEqual([])
		expect(await bus.send('malloc', READY)).toEqual({ ok: false, code: 'E_NOT_SEATED' })
	})
})

describe('player records', () => {
	const at = (name: string, savedAtMs: number) => ({ token: name, code: 'KQMW', name, attempt: 0, savedAtMs })

	test('P1 three tabs of one browser are three players; a closed one can be continued', () => {
		const browser = memoryStore()
		const tabs = ['a', 'b', 'c'].map(() => playerRecords(memoryStore(), browser, () => 1_000))
		for (const [index, tab] of tabs.entries()) tab.save(at(`player ${index}`, index))
		expect(tabs.map((tab) => tab.current()?.name)).toEqual(['player 0', 'player 1', 'player 2'])
		const fresh = playerRecords(memoryStore(), browser, () => 1_000)
		expect(fresh.current()).toBeNull()
		expect(fresh.all().map(({ name }) => name)).toEqual(['player 2', 'player 1', 'player 0'])
		fresh.forget('player 1')
		expect(fresh.all().map(({ name }) => name)).toEqual(['player 2', 'player 0'])
	})

	test('P2 old records and foreign text are not offered', () => {
		const [tab, browser] = [memoryStore(), memoryStore()]
		const records = playerRecords(tab, browser, () => 24 * 60 * 60 * 1000)
		records.save(at('long ago', 0))
		expect(records.all()).toEqual([])
		for (const text of ['', '{', 'null', '[1,{"token":5}]', '"x"']) {
			tab.setItem('lot.player', text)
			browser.setItem('lot.players', text)
			expect([records.current(), records.all()]).toEqual([null, []])
		}
	})
})

const LESSON: PlayerLesson = {
	nowMs: 5_000,
	code: 'KQMW',
	title: 'OS',
	stage: 'debrief',
	round: 1,
	level: 'steady',
	pace: 'live',
	seed: 1,
	speed: 1,
	paused: null,
	hostAwaySinceMs: null,
	players: 3,
	crews: 1,
	poll: null,
	spotlight: null,
	injections: [],
	you: {
		id: 1,
		name: 'Lin',
		muted: false,
		consent: null,
		late: false,
		formerSeat: null,
		diagnosis: null,
		reason: null,
		insight: null,
		polls: [],
	},
	ownCrew: { score: null, medal: null, improved: null },
}
const DIAGNOSE: PlayerCommand = { kind: 'DIAGNOSE', round: 1, step: 73, cause: 'grant' }

describe('SocketBus in a lesson', () => {
	test('L1 a casual session has no lesson; one comes with joining and changes by its event', async () => {
		const { server, bus } = await joinedStage()
		expect(bus.state().lesson).toBeNull()
		server.io.emit('lesson', LESSON)
		await vi.waitFor(() => expect(bus.state().lesson).toEqual(LESSON), WAIT)
		server.script.lesson = { ...LESSON, stage: 'lobby' }
		await bus.resync()
		expect(bus.state().lesson?.stage).toBe('lobby')
	})

	test('L2 what was said is said again until it is answered; said already is said', async () => {
		const { server, bus } = await joinedStage()
		let heard = 0
		server.script.onLesson = (_command, ack) => {
			heard += 1
			// The first answer is lost on the way.
			if (heard > 1) ack({ ok: false, code: 'E_DIAGNOSED' })
		}
		expect(await bus.lesson(DIAGNOSE)).toEqual({ ok: true })
		expect(server.script.said).toEqual([DIAGNOSE, DIAGNOSE])
	})

	test.each(['kicked', 'banned'] as const)('L3 %s: told so, and the seat is not offered again', async (reason) => {
		const { server, records, troubles } = await joinedStage()
		expect(records.all().length).toBe(1)
		server.io.emit('goodbye', reason)
		await vi.waitFor(() => expect(troubles).toEqual([{ kind: 'goodbye', reason }]), WAIT)
		expect([records.current(), records.all()]).toEqual([null, []])
	})
})
