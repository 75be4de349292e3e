import Sqlite from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { loadedProgram } from '../../server/room/loadedPrograms.ts'
import { hashToken } from '../../server/session/token.ts'
import { openSqliteStore, StoreUnusable } from '../../server/store/sqliteStore.ts'
import { PROTOCOL_VERSION } from '../../shared/protocol/messages.ts'
import { seatCrew, TestPlayer, until, wait } from './client.ts'
import { roundInStore, startTestServer, tempFolder, type TestServer } from './testServer.ts'

let server: TestServer | null = null
let players: TestPlayer[] = []
const folders: string[] = []

afterEach(async () => {
	for (const player of players) player.close()
	players = []
	await server?.close()
	server = null
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function keptFolder(): string {
	const folder = tempFolder()
	folders.push(folder)
	return folder
}

describe('the durable log', () => {
	test('S-50 a full disk: E_STORE, the room goes back to what is logged, and goes on when there is room again', async () => {
		server = await startTestServer({ clockSpeed: 5 })
		const crew = await seatCrew(server.url, { players: 2 })
		players.push(...crew.players)
		const [one, other] = players
		if (!one?.seat || !other?.seat) throw new Error('nobody')
		for (const player of [one, other]) await player.send({ kind: 'READY' })
		await until('running', () => (other.view?.tick ?? 0) > 10)

		const { database } = server.store
		const limit = Number(database.pragma('max_page_count', { simple: true }))
		database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`)
		// The page may still have room for a few rows.
		let accepted = 0
		let ack = await one.send({ kind: 'YIELD' })
		for (let at = 0; ack.ok && at < 500; at++) {
			accepted++
			ack = await one.send({ kind: at % 2 === 0 ? 'TAKE' : 'YIELD' })
		}
		expect(ack).toEqual({ ok: false, code: 'E_STORE' })
		await until('snapshots', () => one.snapshotsPushed > 0 && other.snapshotsPushed > 0)
		const before = (await roundInStore(server.store, crew.code)).log
		expect(before.entries.length).toBe(4 + accepted)
		// Nobody was told of the lost command: what others see is what the log says.
		const holder = accepted % 2 === 0 ? 'human' : 'bot'
		expect(other.view?.seats[one.seat].holder).toBe(holder)
		// Newcomers are refused as clearly, and no half of them remains.
		const late = new TestPlayer(server.url)
		players.push(late)
		const refusals = []
		for (let at = 0; at < 20; at++) refusals.push(await late.join(crew.code, 'Late'))
		expect(refusals.at(-1)).toEqual({ ok: false, code: 'E_STORE' })

		database.pragma(`max_page_count = ${limit}`)
		const next = { kind: holder === 'human' ? 'YIELD' : 'TAKE' } as const
		await until('store works again', async () => (await one.send(next)).ok)
		const { world, log } = await roundInStore(server.store, crew.code)
		expect(log.entries.map(({ seq }) => seq)).toEqual(log.entries.map((_, index) => index))
		expect(world.seats[one.seat].holder).toBe(holder === 'human' ? 'bot' : 'human')
		expect(server.errors.every((line) => line.includes('E_STORE'))).toBe(true)
		expect(other.gaps).toBe(0)
	})

	test('S-51 a damaged log stops its own room only: E_ROOM_DOWN, the others play on, `again` gives a new round', async () => {
		const folder = keptFolder()
		server = await startTestServer({ folder, clockSpeed: 5 })
		const broken = await seatCrew(server.url, { players: 1 })
		const sound = await seatCrew(server.url, { players: 1 })
		const [brokenOne, soundOne] = [broken.players[0], sound.players[0]]
		if (!brokenOne || !soundOne) throw new Error('nobody')
		for (const player of [brokenOne, soundOne]) {
			players.push(player)
			await player.send({ kind: 'READY' })
		}
		for (const player of players) player.close()
		await server.close()
		const database = new Sqlite(join(folder, 'lot.sqlite'))
		const round = database
			.prepare(
				'select r.id from rounds r join crews c on c.id = r.crew join sessions s on s.id = c.session where s.code = ?',
			)
			.pluck()
			.get(broken.code)
		database.prepare(`update entries set intent = '{"kind":"RACK","ticket":99}' where round = ? and seq = 1`).run(round)
		database.close()

		server = await startTestServer({ folder, clockSpeed: 5 })
		expect(
			server.errors.filter((line) => line.includes('E_ROOM_DOWN') && line.includes(`export ${broken.code}`)),
		).toHaveLength(1)
		const [down, up] = [new TestPlayer(server.url), new TestPlayer(server.url)]
		players = [down, up]
		expect(await down.resume(brokenOne.token)).toMatchObject({ ok: true, snapshots: [] })
		await up.resume(soundOne.token)
		down.attempt = 10
		up.attempt = 10
		expect(await down.send({ kind: 'READY' })).toEqual({ ok: false, code: 'E_ROOM_DOWN' })
		expect(await up.send({ kind: 'PING', ping: 'hot', argument: 1 })).toMatchObject({ ok: true })
		const tick = up.view?.tick ?? 0
		await until('the sound room runs', () => (up.view?.tick ?? 0) > tick + 20)
		expect(await down.ask('again', { level: 'steady', pace: 'live', seed: 'same' })).toEqual({ ok: true, round: 2 })
		await until('new round', () => down.view?.phase === 'waiting')
		expect(await down.send({ kind: 'READY' })).toMatchObject({ ok: true })
	})

	test('S-57 a bug in mid-round stops that room only, its log is kept', async () => {
		server = await startTestServer({ clockSpeed: 5 })
		const doomed = await seatCrew(server.url, { players: 2, seed: 4_001 })
		const sound = await seatCrew(server.url, { players: 1, seed: 4_002 })
		players.push(...doomed.players, ...sound.players)
		const [one, two] = doomed.players
		const [other] = sound.players
		if (!one || !two || !other) throw new Error('nobody')
		for (const player of players) await player.send({ kind: 'READY' })
		await until('both run', () => [one, other].every(({ view }) => (view?.tick ?? 0) > 5))
		// The server reads this very program: from now on its next operation throws.
		const loaded = await loadedProgram('steady', 4_001)
		for (const lane of loaded?.program.lanes ?? []) {
			for (const index of lane.keys()) {
				Object.defineProperty(lane, index, {
					get() {
						throw new Error('our own bug')
					},
				})
			}
		}
		const { errors } = server
		await until('down', () => errors.some((line) => line.includes('E_ROOM_DOWN') && line.includes('our own bug')))
		expect(errors).toHaveLength(1)
		expect(errors[0]).toContain(`export ${doomed.code} --crew 1 --round 1`)
		for (const player of [one, two]) {
			expect(await player.send({ kind: 'PING', ping: 'hot', argument: 1 })).toEqual({ ok: false, code: 'E_ROOM_DOWN' })
		}
		const tick = other.view?.tick ?? 0
		await until('the other room runs', () => (other.view?.tick ?? 0) > tick + 20)
		const row = await server.store.findRound(doomed.code, 1, null)
		expect(row?.status).toBe('down')
		const log = row && (await server.store.log(row))
		expect(log?.entries.map(({ intent }) => intent.kind)).toEqual(['TAKE', 'TAKE', 'READY', 'READY'])
	})

	test('S-52 after a clean stop: finished and waiting rounds are as they were, tokens hold, answers are remembered', async () => {
		const folder = keptFolder()
		server = await startTestServer({ folder, clockSpeed: 50 })
		const done = await seatCrew(server.url, { players: 1, level: 'bash' })
		const waiting = await seatCrew(server.url, { players: 2 })
		const [player] = done.players
		const [early] = waiting.players
		if (!player || !early) throw new Error('nobody')
		players.push(player, ...waiting.players)
		await player.play()
		const ready = await early.send({ kind: 'READY' })
		const finished = player.view
		for (const one of players) one.close()
		await server.close()

		server = await startTestServer({ folder, clockSpeed: 50 })
		const [back, earlyBack] = [new TestPlayer(server.url), new TestPlayer(server.url)]
		players = [back, earlyBack]
		await back.resume(player.token)
		expect(back.view).toEqual(finished)
		await earlyBack.resume(early.token)
		expect(earlyBack.view?.seats[early.seat ?? 'malloc'].ready).toBe(true)
		// The same attempt once more: the same answer, nothing is done twice.
		const again = { round: 1, seat: early.seat, attempt: 1, intent: { kind: 'READY' } }
		expect(await earlyBack.ask('intent', again)).toEqual(ready)
		expect(await back.ask('again', { level: 'bash', pace: 'live', seed: 'next' })).toEqual({ ok: true, round: 2 })
	})

	test('S-57 bots play as well as the session says, in its next rounds and after a restart too', async () => {
		const bots = { malloc: 1, kernel: 3, mmu: 2 } as const
		const folder = keptFolder()
		server = await startTestServer({ folder, clockSpeed: 10 })
		const one = new TestPlayer(server.url)
		players.push(one)
		const made = await one.ask('createSession', {
			version: PROTOCOL_VERSION,
			level: 'steady',
			pace: 'calm',
			seed: 7,
			bots,
		})
		if (!made?.ok) throw new Error(JSON.stringify(made))
		await one.join(made.code, 'Ada', 'malloc')
		expect([one.view?.info.bots, one.view?.seats.kernel.level]).toEqual([bots, 3])
		expect(await one.ask('again', { level: 'bash', pace: 'calm', seed: 'next' })).toEqual({ ok: true, round: 2 })
		await until('told', () => one.view?.info.level === 'bash')
		expect(one.view?.info.bots).toEqual(bots)
		one.close()
		await server.close()

		server = await startTestServer({ folder, clockSpeed: 10 })
		const other = new TestPlayer(server.url)
		players.push(other)
		await other.join(made.code, 'Bo', 'mmu')
		expect(other.view?.info.bots).toEqual(bots)
	})

	test('S-53 after a restart the clock waits for those who had a seat; who stays away is replaced after ten seconds', async () => {
		const folder = keptFolder()
		server = await startTestServer({ folder, clockSpeed: 5 })
		const { players: seated } = await seatCrew(server.url, { players: 2 })
		const [one, other] = seated
		if (!one || !other?.seat) throw new Error('nobody')
		players.push(...seated)
		for (const player of seated) await player.send({ kind: 'READY' })
		await until('running', () => (one.view?.tick ?? 0) > 10)
		for (const player of seated) player.close()
		await server.close()

		server = await startTestServer({ folder, clockSpeed: 5 })
		const back = new TestPlayer(server.url)
		players = [back]
		await back.resume(one.token)
		const tick = back.view?.tick ?? -1
		expect(tick).toBeGreaterThanOrEqual(10)
		await wait(1_000)
		await back.resume()
		expect(back.view?.tick).toBe(tick)
		expect(back.view?.seats[other.seat].holder).toBe('human')
		const { seat } = other
		await until('a bot takes over', () => back.view?.seats[seat].holder === 'bot', 12_000)
		await until('the clock runs', () => (back.view?.tick ?? 0) > tick + 10)
	})

	test('S-58 the clock of a round without commands is logged, too: a crash costs a second of it at most', async () => {
		server = await startTestServer({ clockSpeed: 5 })
		const { code, players: seated } = await seatCrew(server.url, { players: 1 })
		players.push(...seated)
		const [player] = seated
		await player?.send({ kind: 'READY' })
		await until('a while', () => (player?.view?.tick ?? 0) > 150)
		const { log } = await roundInStore(server.store, code)
		expect(log.entries.at(-1)?.tick).toBe(0)
		expect(log.tick).toBeGreaterThan(150 - 20 - 10)
	})

	test('S-54 no token is in the data folder, only its hash', async () => {
		server = await startTestServer()
		const { players: seated } = await seatCrew(server.url, { players: 1 })
		players.push(...seated)
		const token = seated[0]?.token ?? ''
		const rows = JSON.stringify(server.store.database.prepare('select * from players').all())
		expect(rows).toContain(hashToken(token))
		expect(rows).not.toContain(token)
	})

	test('S-55 one server to a data folder; a newer schema and a folder that is a file are refused', async () => {
		const folder = keptFolder()
		const store = openSqliteStore(folder)
		expect(() => openSqliteStore(folder)).toThrow('another server uses this folder')
		await store.close()
		const again = openSqliteStore(folder)
		again.database.pragma('user_version = 99')
		await again.close()
		expect(() => openSqliteStore(folder)).toThrow('newer version')
		expect(() => openSqliteStore(join(folder, 'lot.sqlite', 'x'))).toThrow(StoreUnusable)
	})

	test('S-56 on a slow disk nobody is told of a command before it is in the store: neither its sender nor the others', async () => {
		server = await startTestServer({ clockSpeed: 5 })
		const crew = await seatCrew(server.url, { players: 2 })
		players.push(...crew.players)
		const [sender, other] = crew.players
		if (!sender?.seat || !other) throw new Error('nobody')
		const { store, folder } = server
		const write = store.write.bind(store)
		store.write = async (writes) => {
			await wait(60)
			await write(writes)
		}
		const reader = new Sqlite(join(folder, 'lot.sqlite'), { readonly: true })
		const count = reader.prepare('select count(*) from entries').pluck()
		const logged = () => Number(count.get())
		const early: string[] = []
		const { seat } = sender
		// TAKE, TAKE so far; each command from here on changes the sender's seat once.
		let told = 2
		other.socket.on('events', ({ events }) => {
			told += events.filter(({ event }) => event.type === 'seatChanged').length
			if (logged() < told) early.push(`${told} changes told, ${logged()} logged`)
		})
		for (let at = 0; at < 8; at++) {
			const [kind, holder] = at % 2 === 0 ? (['YIELD', 'bot'] as const) : (['TAKE', 'human'] as const)
			const message = { round: 1, seat, attempt: ++sender.attempt, intent: { kind } }
			const acknowledged = sender.askAndLook('intent', message, (ack) => {
				if (ack.ok && logged() <= ack.seq) early.push(`seq ${ack.seq} acknowledged, ${logged()} logged`)
			})
			await wait(20)
			await other.askAndLook('resync', {}, (ack) => {
				const seen = ack.ok && ack.snapshots[0]?.view.seats[seat].holder === holder
				if (seen && logged() < at + 3) early.push(`a snapshot shows entry ${at + 2}, ${logged()} logged`)
			})
			expect(await acknowledged).toMatchObject({ ok: true, seq: at + 2 })
		}
		reader.close()
		expect(early).toEqual([])
		expect(told).toBe(10)
	})
})
