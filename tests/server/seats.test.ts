import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { nextSeed } from '../../shared/programs/fairSeed.ts'
import { seatCrew, TestPlayer, until, wait } from './client.ts'
import { roundInStore, startTestServer, type TestServer } from './testServer.ts'

/** Of bash, after the one with which test sessions begin. */
const NEXT_SEED = nextSeed('bash', 7, 0xffff_ffff)

let server: TestServer
let players: TestPlayer[] = []

beforeEach(async () => {
	server = await startTestServer({ clockSpeed: 10 })
})
afterEach(async () => {
	for (const player of players) player.close()
	players = []
	await server.close()
})

function page(): TestPlayer {
	const player = new TestPlayer(server.url)
	players.push(player)
	return player
}

async function crewOf(
	count: number,
	pace: 'live' | 'calm' = 'live',
): Promise<{ code: string; seated: readonly TestPlayer[] }> {
	const { code, players: seated } = await seatCrew(server.url, { players: count, pace })
	players.push(...seated)
	return { code, seated }
}

const holderOf = (player: TestPlayer, seat: Seat) => player.view?.seats[seat].holder
const first = <T>(list: readonly T[]): T => {
	const [one] = list
	if (one === undefined) throw new Error('empty')
	return one
}

describe('sessions, crews and seats', () => {
	test('S-30 crews of three fill up in order; each member gets a seat of their own', async () => {
		const code = await page().create()
		const joined: { crew: number; seat: Seat | null; player: number }[] = []
		for (let at = 0; at < 7; at++) {
			const player = page()
			await player.join(code, `P${at}`)
			joined.push({ crew: player.crew?.crew ?? 0, seat: player.seat, player: player.player })
		}
		expect(joined.map(({ crew }) => crew)).toEqual([1, 1, 1, 2, 2, 2, 3])
		expect(joined.slice(0, 3).map(({ seat }) => seat)).toEqual([...SEATS])
		expect(joined.map(({ player }) => player)).toEqual([0, 1, 2, 0, 1, 2, 0])
	})

	test('S-31 a wish for a seat is granted if it is free, else another is given', async () => {
		const code = await page().create()
		const [one, two] = [page(), page()]
		await one.join(code, 'One', 'mmu')
		await two.join(code, 'Two', 'mmu')
		expect(one.seat).toBe('mmu')
		expect(two.seat).toBe('malloc')
		expect(two.crew?.crewName).toBe(one.crew?.crewName)
	})

	test('S-32 the code is accepted in lower case; everyone sees who is there', async () => {
		const code = await page().create()
		const [one, two] = [page(), page()]
		await one.join(code.toLowerCase(), 'One')
		await two.join(code, 'Two')
		await until('both', () => one.crew?.members.length === 2)
		expect(one.crew?.members.map(({ name, online }) => [name, online])).toEqual([
			['One', true],
			['Two', true],
		])
	})

	test('S-33 a second tab with the same token takes over; the first is told and hears nothing more', async () => {
		const { seated } = await crewOf(2)
		const old = first(seated)
		const tab = page()
		expect(await tab.resume(old.token)).toMatchObject({ ok: true })
		expect(tab.seat).toBe(old.seat)
		await until('goodbye', () => old.goodbyes.includes('replaced'))
		await until('cut', () => !old.socket.connected)
		const count = old.packets.length
		expect(await tab.send({ kind: 'READY' })).toMatchObject({ ok: true })
		await wait(100)
		expect(old.packets.length).toBe(count)
	})

	test('S-34 whoever vanishes is replaced by a bot within a second, and has the seat again on return', async () => {
		const { code, seated } = await crewOf(3)
		const [gone, stays] = seated
		if (!gone?.seat || !stays) throw new Error('nobody')
		for (const player of seated) await player.send({ kind: 'READY' })
		await until('running', () => stays.view?.phase === 'running')
		const { seat, token } = gone
		const goneMs = performance.now()
		gone.close()
		await until('bot', () => holderOf(stays, seat) === 'bot')
		expect(performance.now() - goneMs).toBeLessThan(1_000)
		await until('offline', () => stays.crew?.members.find(({ seats }) => seats.includes(seat))?.online === false)

		// Newcomers don't get the seat of someone who may come back.
		const newcomer = page()
		await newcomer.join(code, 'New')
		expect(newcomer.crew?.crew).toBe(2)

		const back = page()
		await back.resume(token)
		expect(back.seat).toBe(seat)
		expect(holderOf(back, seat)).toBe('human')
		await until('human', () => holderOf(stays, seat) === 'human')
		const { log } = await roundInStore(server.store, code)
		const own = log.entries.filter((entry) => entry.seat === seat).map(({ intent }) => intent.kind)
		expect(own).toEqual(['TAKE', 'READY', 'YIELD', 'TAKE'])
	})

	test('S-35 a quick reload is not noticed: no YIELD, nobody is shown as away', async () => {
		const { code, seated } = await crewOf(2)
		const [gone, stays] = seated
		if (!gone || !stays) throw new Error('nobody')
		gone.close()
		await wait(200)
		const back = page()
		await back.resume(gone.token)
		await wait(900)
		expect(stays.crew?.members.every(({ online }) => online)).toBe(true)
		const { log } = await roundInStore(server.store, code)
		expect(log.entries.filter(({ intent }) => intent.kind === 'YIELD')).toEqual([])
	})

	test('S-36 a crew mate may take the seat of someone who is away; who comes back gets what is free', async () => {
		const { seated } = await crewOf(2)
		const [gone, stays] = seated
		if (!gone?.seat || !stays?.seat) throw new Error('nobody')
		const [seat, former] = [gone.seat, stays.seat]
		gone.close()
		await until('away', () => stays.crew?.members[0]?.online === false)
		const moved = await stays.ask('chooseSeat', { seat })
		expect(moved).toMatchObject({ ok: true, you: { seats: [seat] } })
		if (moved?.ok) stays.accept(moved)
		expect(holderOf(stays, seat)).toBe('human')
		expect(holderOf(stays, former)).toBe('bot')
		const back = page()
		await back.resume(gone.token)
		expect(back.seat).not.toBe(seat)
		expect(back.seat).not.toBeNull()
	})

	test('S-37 after ten minutes a newcomer may have the seat', async () => {
		const { code, seated } = await crewOf(3)
		const gone = first(seated)
		const { seat, token } = gone
		gone.close()
		await until('away', () => seated[1]?.crew?.members[0]?.online === false)
		server.skipMs += 11 * 60_000
		const newcomer = page()
		await newcomer.join(code, 'New')
		expect(newcomer.crew?.crew).toBe(1)
		expect(newcomer.seat).toBe(seat)
		// And who lost the place is still welcome, elsewhere.
		const back = page()
		expect(await back.resume(token)).toMatchObject({ ok: true })
		const fourth = page()
		await fourth.join(code, 'Fourth')
		expect([back.crew?.crew, fourth.crew?.crew]).toContain(2)
	})

	test('S-38 leaving frees the seat for good, and the token is void', async () => {
		const { code, seated } = await crewOf(2)
		const [leaver, stays] = seated
		if (!leaver?.seat || !stays) throw new Error('nobody')
		const { token, seat } = leaver
		expect(await leaver.ask('leave', {})).toEqual({ ok: true })
		await until('goodbye', () => leaver.goodbyes.includes('left'))
		await until('gone', () => stays.crew?.members.length === 1)
		expect(holderOf(stays, seat)).toBe('bot')
		expect(await page().resume(token)).toEqual({ ok: false, code: 'E_STALE_TOKEN' })
		expect(await leaver.ask('resync', {})).toEqual({ ok: false, code: 'E_NOT_SEATED' })
		const newcomer = page()
		await newcomer.join(code, 'New', seat)
		expect(newcomer.seat).toBe(seat)
	})

	test('S-39 moving to another seat: a new snapshot, and no packet of the old seat any more', async () => {
		const { seated } = await crewOf(1)
		const player = first(seated)
		expect(player.seat).toBe('malloc')
		const moved = await player.askAndLook('chooseSeat', { seat: 'mmu' }, (ack) => {
			if (ack.ok) player.accept(ack)
		})
		expect(moved).toMatchObject({ ok: true, snapshots: [{ view: { seat: 'mmu' } }] })
		player.packets.length = 0
		await player.send({ kind: 'READY' })
		await until('running', () => player.view?.phase === 'running')
		await until('packets', () => player.packets.length > 10)
		expect(new Set(player.packets.map(({ seat }) => seat))).toEqual(new Set(['mmu']))
		expect(player.gaps).toBe(0)
	})

	test('S-40 again: a new round before this one began, not while it runs', async () => {
		const { seated } = await crewOf(2)
		const [one, other] = seated
		if (!one || !other) throw new Error('nobody')
		const again = { level: 'bash', pace: 'calm', seed: 'next' }
		expect(await one.ask('again', { ...again, level: 'doom' })).toEqual({ ok: false, code: 'E_LEVEL' })
		expect(await one.ask('again', again)).toEqual({ ok: true, round: 2 })
		await until('told', () => other.snapshotsPushed > 0)
		expect(other.crew).toMatchObject({ round: 2, level: 'bash', pace: 'calm', seed: NEXT_SEED })
		expect(holderOf(other, 'malloc')).toBe('human')
		expect(await one.ask('again', { ...again, seed: 'same' })).toEqual({ ok: true, round: 3 })
		await until('told', () => one.crew?.round === 3 && other.crew?.round === 3)
		expect(one.crew?.seed).toBe(NEXT_SEED)
		for (const player of [one, other]) expect(await player.send({ kind: 'READY' })).toMatchObject({ ok: true })
		expect(await one.ask('again', again)).toEqual({ ok: false, code: 'E_PHASE' })
	})

	test('S-41 LIVE stands still while nobody is there', async () => {
		const { seated } = await crewOf(1)
		const player = first(seated)
		await player.send({ kind: 'READY' })
		await until('running', () => (player.view?.tick ?? 0) > 20)
		const { token } = player
		player.close()
		await wait(1_200)
		const back = page()
		await back.resume(token)
		const tick = back.view?.tick ?? 0
		back.close()
		await wait(1_000)
		const again = page()
		await again.resume(token)
		// Ten ticks pass in 50 ms here; a second would be 200.
		expect((again.view?.tick ?? 0) - tick).toBeLessThan(40)
	})

	test('S-42 CALM waits for a human decision, and goes on after it', async () => {
		const { seated } = await crewOf(1, 'calm')
		const player = first(seated)
		await player.send({ kind: 'READY' })
		await until('something to decide', () => player.view?.seat === 'malloc' && player.view.requests.length > 0)
		const tick = player.view?.tick
		await wait(500)
		await player.ask('resync', {})
		expect(player.view?.tick).toBe(tick)
		let isEnough = false
		const game = player.play(() => isEnough)
		await until('the clock goes on', () => (player.view?.tick ?? 0) > (tick ?? 0))
		isEnough = true
		await game
	})

	test('S-43 one human plays CALM with two bots: never do both wait for each other', async () => {
		const { seated } = await crewOf(1, 'calm')
		const player = first(seated)
		let isEnough = false
		const game = player.play(() => isEnough)
		await until('well under way', () => (player.view?.tick ?? 0) > 600)
		isEnough = true
		await game
	})
})
