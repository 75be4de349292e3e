import { afterEach, describe, expect, test, vi } from 'vitest'
import { playerRecords } from '../../client/connect/playerRecord.ts'
import { SocketBus, type Trouble } from '../../client/connect/socketBus.ts'
import type { Store } from '../../client/connect/playerRecord.ts'
import { startTestServer } from '../server/testServer.ts'
import { memoryStore } from './memoryStore.ts'

const WAIT = { timeout: 8_000, interval: 20 }
const undos: (() => unknown)[] = []
afterEach(async () => {
	for (const undo of undos.splice(0).toReversed()) await undo()
})

async function lesson(clockSpeed = 1) {
	const server = await startTestServer({ clockSpeed })
	undos.push(() => server.close())
	const browser = memoryStore()
	const openTab = (tab: Store = memoryStore()) => {
		const records = playerRecords(tab, browser, () => Date.now())
		const troubles: Trouble[] = []
		const bus = new SocketBus({
			url: server.url,
			records,
			nowMs: () => Date.now(),
			onTrouble: (trouble) => troubles.push(trouble),
		})
		undos.push(() => bus.disconnect())
		return { bus, records, troubles, tab }
	}
	return { server, openTab }
}

describe('SocketBus with the real server', () => {
	test('R1 three tabs of one browser: a crew of three, ready, running; a reload keeps the player and the seat', async () => {
		const { openTab } = await lesson()
		const tabs = [openTab(), openTab(), openTab()]
		const made = await tabs[0]?.bus.create({ level: 'steady', pace: 'live', seed: 7 })
		if (made?.ok !== true) throw new Error('no session')
		for (const [index, { bus }] of tabs.entries()) {
			expect(await bus.join({ code: made.code, name: `Player ${index}`, seat: null })).toEqual({ ok: true })
		}
		const seats = tabs.map(({ bus }) => bus.state().you?.seats[0])
		expect(new Set(seats).size).toBe(3)
		for (const [index, { bus }] of tabs.entries()) {
			expect(await bus.send(seats[index] ?? 'malloc', { kind: 'READY' })).toEqual({ ok: true })
		}
		for (const { bus } of tabs) {
			await vi.waitFor(() => expect(Object.values(bus.state().views)[0]?.phase).toBe('running'), WAIT)
		}

		const [first] = tabs
		if (first === undefined) throw new Error('no tab')
		first.bus.disconnect()
		const reloaded = openTab(first.tab)
		const record = reloaded.records.current()
		if (record === null) throw new Error('the tab forgot its player')
		reloaded.bus.resume(record.token, record.attempt)
		await vi.waitFor(() => expect(reloaded.bus.state().you?.seats).toEqual([seats[0]]), WAIT)
		const ping = { kind: 'PING', ping: 'lowmem', argument: null } as const
		expect(await reloaded.bus.send(seats[0] ?? 'malloc', ping)).toEqual({ ok: true })
		const view = () => Object.values(reloaded.bus.state().views)[0]
		const tick = view()?.tick ?? 0
		await vi.waitFor(() => expect(view()?.tick).toBeGreaterThan(tick), WAIT)
	})

	test('R2 the same player in another tab: the first one is told and falls silent', async () => {
		const { openTab } = await lesson()
		const one = openTab()
		const made = await one.bus.create({ level: 'bash', pace: 'calm', seed: null })
		if (!made.ok) throw new Error('no session')
		await one.bus.join({ code: made.code, name: 'Lin', seat: 'kernel' })
		const two = openTab()
		const [record] = two.records.all()
		if (record === undefined) throw new Error('nobody to continue')
		expect(record).toMatchObject({ name: 'Lin', code: made.code })
		two.bus.resume(record.token, record.attempt)
		await vi.waitFor(() => expect(one.troubles).toEqual([{ kind: 'goodbye', reason: 'replaced' }]), WAIT)
		await vi.waitFor(() => expect(two.bus.state().you?.seats).toEqual(['kernel']), WAIT)
	})

	test('R3 unknown room, impossible name, stale token: each a code, and the page lives on', async () => {
		const { openTab } = await lesson()
		const { bus, troubles } = openTab()
		expect(await bus.join({ code: 'KQMW', name: 'Lin', seat: null })).toMatchObject({ code: 'E_UNKNOWN_SESSION' })
		const made = await bus.create({ level: 'steady', pace: 'live', seed: null })
		if (!made.ok) throw new Error('no session')
		expect(await bus.join({ code: made.code, name: '   ', seat: null })).toMatchObject({ ok: false })
		expect(await bus.join({ code: made.code, name: 'Lin', seat: null })).toEqual({ ok: true })
		expect(troubles).toEqual([])
		const stale = openTab()
		stale.bus.resume('x'.repeat(43), 0)
		await vi.waitFor(() => expect(stale.troubles[0]).toMatchObject({ failed: { code: 'E_STALE_TOKEN' } }), WAIT)
	})

	test('R4 another seat and another round come from the server as fresh views', async () => {
		const { openTab } = await lesson(20)
		const { bus } = openTab()
		const made = await bus.create({ level: 'steady', pace: 'live', seed: 3 })
		if (!made.ok) throw new Error('no session')
		await bus.join({ code: made.code, name: 'Lin', seat: 'malloc' })
		expect(await bus.chooseSeat('mmu')).toEqual({ ok: true })
		expect(Object.keys(bus.state().views)).toEqual(['mmu'])
		expect(await bus.again({ level: 'sqlite3', pace: 'calm', seed: 'next' })).toEqual({ ok: true })
		await vi.waitFor(() => expect(bus.state().crew?.level).toBe('sqlite3'), WAIT)
		await vi.waitFor(() => expect(bus.state().round).toBe(2), WAIT)
		expect(bus.state().views.mmu?.info.level).toBe('sqlite3')
	})
})
