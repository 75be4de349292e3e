import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION, SERVER_ERRORS } from '../../shared/protocol/messages.ts'
import { seatCrew, TestPlayer, until, wait } from './client.ts'
import { startTestServer, type TestServer } from './testServer.ts'

let server: TestServer
let players: TestPlayer[] = []
const codesSeen = new Set<string>()

beforeAll(async () => {
	server = await startTestServer()
})
afterEach(() => {
	for (const player of players) player.close()
	players = []
})
afterAll(() => server.close())

function page(): TestPlayer {
	const player = new TestPlayer(server.url)
	players.push(player)
	return player
}

async function crew(count = 1): Promise<{ readonly code: string; readonly players: readonly TestPlayer[] }> {
	const seated = await seatCrew(server.url, { players: count })
	players.push(...seated.players)
	return seated
}

async function isAlive(): Promise<boolean> {
	const health = (await (await fetch(`${server.url}/healthz`)).json()) as { status: string }
	return health.status === 'ok'
}

const version = PROTOCOL_VERSION
const NO_TOKEN = 'x'.repeat(43)

describe('bad input', () => {
	const table: readonly (readonly [string, string, unknown, string])[] = [
		['an unknown event', 'fly', {}, 'E_UNKNOWN_COMMAND'],
		['a name of Object.prototype', 'constructor', {}, 'E_UNKNOWN_COMMAND'],
		['no message', 'createSession', undefined, 'E_BAD_MESSAGE'],
		['null', 'createSession', null, 'E_BAD_MESSAGE'],
		['a string', 'createSession', 'steady', 'E_BAD_MESSAGE'],
		['a list', 'createSession', [], 'E_BAD_MESSAGE'],
		['a missing field', 'createSession', { version, level: 'steady', pace: 'live' }, 'E_BAD_MESSAGE'],
		['a field too much', 'createSession', { version, level: 'steady', pace: 'live', seed: 1, x: 1 }, 'E_BAD_MESSAGE'],
		['a wrong type', 'createSession', { version, level: 'steady', pace: 'live', seed: '1' }, 'E_BAD_MESSAGE'],
		['a fraction', 'createSession', { version, level: 'steady', pace: 'live', seed: 0.5 }, 'E_BAD_MESSAGE'],
		['a negative seed', 'createSession', { version, level: 'steady', pace: 'live', seed: -1 }, 'E_BAD_MESSAGE'],
		['an unknown pace', 'createSession', { version, level: 'steady', pace: 'step', seed: 1 }, 'E_BAD_MESSAGE'],
		['an unknown level', 'createSession', { version, level: 'doom', pace: 'live', seed: 1 }, 'E_LEVEL'],
		['another version', 'createSession', { version: version + 1 }, 'E_VERSION'],
		['another version, other shape', 'joinSession', { version: 0, room: 'BCDF' }, 'E_VERSION'],
		['a code with a vowel', 'joinSession', { version, code: 'ABCD', name: 'Ada', seat: null }, 'E_BAD_MESSAGE'],
		['an unknown code', 'joinSession', { version, code: 'BCDF', name: 'Ada', seat: null }, 'E_UNKNOWN_SESSION'],
		['an unknown seat', 'joinSession', { version, code: 'BCDF', name: 'Ada', seat: 'gpu' }, 'E_BAD_MESSAGE'],
		["a token that isn't one", 'resumeSession', { version, token: 'hello' }, 'E_BAD_MESSAGE'],
		['a token nobody has', 'resumeSession', { version, token: NO_TOKEN }, 'E_STALE_TOKEN'],
		[
			'an intent of nobody',
			'intent',
			{ round: 1, seat: 'malloc', attempt: 1, intent: { kind: 'READY' } },
			'E_NOT_SEATED',
		],
		['chooseSeat of nobody', 'chooseSeat', { seat: 'malloc' }, 'E_NOT_SEATED'],
		['again of nobody', 'again', { level: 'steady', pace: 'live', seed: 'same' }, 'E_NOT_SEATED'],
		['resync of nobody', 'resync', {}, 'E_NOT_SEATED'],
		['leave of nobody', 'leave', {}, 'E_NOT_SEATED'],
		['a long message', 'createSession', { version, level: 'x'.repeat(10_000), pace: 'live', seed: 1 }, 'E_TOO_LARGE'],
	]
	for (const [what, command, message, code] of table) {
		test(`S-10 ${what} (${command}) is refused with ${code}`, async () => {
			const ack = await page().ask(command as 'intent', message)
			expect(ack).toEqual({ ok: false, code })
			codesSeen.add(code)
			expect(await isAlive()).toBe(true)
		})
	}

	const names: readonly (readonly [string, string])[] = [
		['', 'empty'],
		['   \t ', 'blank'],
		['x'.repeat(25), 'too long'],
		['a\u0000b', 'a control character'],
		['a\nb', 'a line break'],
		['\u202egnp', 'reversed text'],
		['\u200d', 'nothing visible'],
		['Sh1t Happens', 'rude in English'],
		['傻逼', 'rude in Chinese'],
		['e' + '\u0301'.repeat(220), 'a tower of accents'],
	]
	for (const [name, what] of names) {
		test(`S-11 a name that is ${what} is refused with E_NAME`, async () => {
			const player = page()
			const code = await player.create()
			expect(await player.join(code, name)).toEqual({ ok: false, code: 'E_NAME' })
			codesSeen.add('E_NAME')
		})
	}

	test('S-12 names of any script are fine: trimmed, normalised, 24 characters as people count them', async () => {
		const player = page()
		const code = await player.create()
		for (const [name, shown] of [
			['  Ada   Lovelace ', 'Ada Lovelace'],
			['小明', '小明'],
			['Zoe\u0308', 'Zo\u00eb'],
			['👩‍💻'.repeat(24), '👩‍💻'.repeat(24)],
		] as const) {
			expect(await player.join(code, name)).toMatchObject({ ok: true })
			expect(player.crew?.members.some((member) => member.name === shown)).toBe(true)
		}
	})

	const intents: readonly (readonly [string, unknown])[] = [
		['no intent', undefined],
		['an unknown kind', { kind: 'FLY' }],
		['no ticket', { kind: 'RACK' }],
		['a text for a ticket', { kind: 'RACK', ticket: '1' }],
		['NaN (null in JSON)', { kind: 'RACK', ticket: Number.NaN }],
		['a huge number', { kind: 'RACK', ticket: 2 ** 60 }],
		['order 7', { kind: 'FAULT', ticket: 1, verdict: 'ZERO', frame: 1, order: 7 }],
		['a seat inside', { kind: 'READY', seat: 'kernel' }],
		['a prototype', JSON.parse('{"kind":"READY","__proto__":{"admin":true}}')],
	]
	for (const [what, intent] of intents) {
		test(`S-13 an intent with ${what} is refused with E_BAD_MESSAGE, nothing changes`, async () => {
			const [player] = (await crew()).players
			if (!player) throw new Error('nobody')
			const view = JSON.stringify(player.view)
			const message = { round: 1, seat: player.seat, attempt: 1, intent }
			expect(await player.ask('intent', message)).toEqual({ ok: false, code: 'E_BAD_MESSAGE' })
			const again = await player.ask('resync', {})
			expect(JSON.stringify(again?.ok && again.snapshots[0]?.view)).toBe(view)
			codesSeen.add('E_BAD_MESSAGE')
		})
	}

	test('S-14 another round, another seat and attempt 0 are refused, each with its code', async () => {
		const { players: seated } = await crew(2)
		const [one, other] = seated
		if (!one || !other) throw new Error('nobody')
		const ready = { kind: 'READY' } as const
		const cases = [
			[{ round: 2, seat: one.seat, attempt: 1, intent: ready }, 'E_ROUND'],
			[{ round: 1, seat: other.seat, attempt: 1, intent: ready }, 'E_SEAT'],
			[{ round: 1, seat: one.seat, attempt: 0, intent: ready }, 'E_BAD_MESSAGE'],
		] as const
		for (const [message, code] of cases) {
			expect(await one.ask('intent', message)).toMatchObject({ ok: false, code })
			codesSeen.add(code)
		}
		expect(await one.ask('chooseSeat', { seat: other.seat })).toEqual({ ok: false, code: 'E_SEAT_TAKEN' })
		codesSeen.add('E_SEAT_TAKEN')
		// The refusals of the rules come with their facts.
		const wrong = { round: 1, seat: one.seat, attempt: 1, intent: { kind: 'WALK', ticket: 1, directory: 0, table: 0 } }
		expect(await one.ask('intent', wrong)).toMatchObject({ ok: false, code: expect.stringMatching(/^E_(SEAT|PHASE)$/) })
	})

	test('S-15 a message without a way to answer it does nothing and breaks nothing', async () => {
		const player = page()
		await until('connection', () => player.socket.connected)
		const raw = player.socket as unknown as { emit(...args: unknown[]): void }
		raw.emit('createSession')
		raw.emit('createSession', { version, level: 'steady', pace: 'live', seed: 1 })
		raw.emit('createSession', 'not a function', 'nor this')
		raw.emit('nonsense')
		expect(await player.create()).toMatch(/^[A-Z]{4}$/)
	})

	test('S-16 a frame over 160 kB ends that connection only', async () => {
		const [player] = (await crew()).players
		const other = page()
		if (!player) throw new Error('nobody')
		const { token } = player
		expect(await player.ask('intent', { blob: 'x'.repeat(200_000) }, 500)).toBeNull()
		expect(await isAlive()).toBe(true)
		expect(await other.create()).toMatch(/^[A-Z]{4}$/)
		// The page reconnects by itself and is who it was.
		await until('back', () => player.resumes > 0)
		expect(player.token).toBe(token)
	})

	test('S-17 who floods is told E_RATE; others of the same address are not', async () => {
		const { players: seated } = await crew(2)
		const [one, other] = seated
		if (!one || !other) throw new Error('nobody')
		const acks = await Promise.all(Array.from({ length: 90 }, () => one.ask('resync', {})))
		const codes = acks.map((ack) => (ack?.ok ? 'ok' : ack?.code))
		expect(codes.filter((code) => code === 'E_RATE').length).toBeGreaterThan(20)
		expect(codes.filter((code) => code === 'ok').length).toBeGreaterThan(40)
		expect(await other.ask('resync', {})).toMatchObject({ ok: true })
		codesSeen.add('E_RATE')
		const stranger = page()
		const guesses = await Promise.all(
			Array.from({ length: 60 }, () => stranger.ask('resumeSession', { version, token: NO_TOKEN })),
		)
		expect(guesses.at(-1)).toEqual({ ok: false, code: 'E_RATE' })
	})

	test('S-18 the 202nd player finds the session full', async () => {
		const code = await page().create()
		const join = { version, code, name: 'Ada', seat: null }
		let crews = 0
		for (let socket = 0; socket < 8; socket++) {
			const door = page()
			for (let count = 0; count < 28 && socket * 28 + count < 201; count++) {
				const ack = await door.ask('joinSession', join, 5_000)
				if (!ack?.ok) throw new Error(JSON.stringify(ack))
				crews = Math.max(crews, ack.crew.crew)
			}
		}
		expect(crews).toBe(67)
		expect(await page().ask('joinSession', join)).toEqual({ ok: false, code: 'E_SESSION_FULL' })
		codesSeen.add('E_SESSION_FULL')
	})

	test('S-19 while the server stops it says goodbye and E_BUSY', async () => {
		const stopping = await startTestServer()
		const player = new TestPlayer(stopping.url)
		players.push(player)
		await player.join(await player.create())
		// Asked in the moment of the goodbye: the line is cut soon after.
		const answer = new Promise((resolve) => {
			player.socket.once('goodbye', () => void player.ask('resync', {}).then(resolve))
		})
		const closed = stopping.close()
		expect(await answer).toEqual({ ok: false, code: 'E_BUSY' })
		expect(player.goodbyes).toContain('stopping')
		codesSeen.add('E_BUSY')
		player.close()
		await closed
	})

	test('S-20 every code of the server is reached by some test', () => {
		// E_STORE and E_ROOM_DOWN: tests/server/store.test.ts.
		const elsewhere = ['E_STORE', 'E_ROOM_DOWN']
		expect(SERVER_ERRORS.filter((code) => !codesSeen.has(code) && !elsewhere.includes(code))).toEqual([])
		expect(server.errors).toEqual([])
	})

	test('S-21 each message is answered once, by one frame', async () => {
		const player = page()
		await until('connection', () => player.socket.connected)
		// socket.io hides a second answer from us: look at the frames (3 is an acknowledgement).
		let frames = 0
		player.socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
			if (typeof data === 'string' && data.startsWith('3')) frames++
		})
		const { token } = (await crew()).players[0] ?? {}
		const create = { version, level: 'steady', pace: 'live', seed: 1 }
		const acks = await Promise.all([
			player.ask('createSession', create),
			player.ask('createSession', { ...create, seed: 'x' }),
			player.ask('resumeSession', { version, token }),
			player.ask('fly' as 'intent', {}),
			player.ask('leave', {}),
		])
		expect(acks.map((ack) => ack?.ok)).toEqual([true, false, true, false, true])
		await wait(200)
		expect(frames).toBe(5)
	})
})
