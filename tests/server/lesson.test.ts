import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyLog } from '../../shared/game/log.ts'
import { beatsTextbook, ruleGainsOf } from '../../shared/game/score/ruleGain.ts'
import type { Rule } from '../../shared/game/standingOrder.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { LessonKeys } from '../../shared/protocol/lessonMessages.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import { TestPlayer, until, wait } from './client.ts'
import { TestHost } from './host.ts'
import { type Student, seatStudent } from './student.ts'
import { roundInStore, startTestServer, tempFolder, type TestServer } from './testServer.ts'

let server: TestServer
let players: TestPlayer[] = []
let hosts: TestHost[] = []

beforeEach(async () => {
	server = await startTestServer({ clockSpeed: 10 })
})
afterEach(async () => {
	for (const one of [...players, ...hosts]) one.close()
	players = []
	hosts = []
	await server.close()
})

function desk(): TestHost {
	const host = new TestHost(server.url)
	hosts.push(host)
	return host
}

async function openLesson(
	options: Parameters<TestHost['create']>[0] = {},
): Promise<{ host: TestHost; keys: LessonKeys }> {
	const host = desk()
	const keys = await host.create(options)
	await host.open(keys.host)
	return { host, keys }
}

async function student(code: string, name: string, more: object = {}): Promise<Student> {
	const player = await seatStudent(server.url, code, name, more)
	players.push(player)
	return player
}

const lessonOf = (player: Student) => player.lessons.at(-1)

describe('a lesson', () => {
	test('L-01 two rounds with a poll, pause, step, an injection and a rotation; every log verifies', async () => {
		const { host, keys } = await openLesson()
		const { code } = keys
		const seated: Student[] = []
		for (const name of ['Ada', 'Bo', 'Cy', 'Di']) seated.push(await student(code, name))
		expect(
			await seated[0]?.ask('intent', { round: 1, seat: 'malloc', attempt: 99, intent: { kind: 'READY' } }),
		).toEqual({
			ok: false,
			code: 'E_STAGE',
		})
		await host.does({ kind: 'START' })
		await until('all run', () => seated.every(({ view }) => view?.phase === 'running'))
		// 3 + 1 became 2 + 2.
		await until('table', () => host.view.table.map(({ members }) => members.length).join() === '2,2')

		await host.does({ kind: 'PAUSE', paused: true })
		await wait(300)
		const ticks = host.view.table.map(({ tick }) => tick)
		await wait(500)
		expect(host.view.table.map(({ tick }) => tick)).toEqual(ticks)
		await host.does({ kind: 'STEP' })
		await until('one event on', () => host.view.table.every(({ tick }, at) => tick > (ticks[at] ?? 0)))
		await host.does({ kind: 'INJECT', injection: 'burst' })
		await until('told', () => host.view.injections.length === 1)

		await host.does({ kind: 'ASK', question: { bank: 'Q3' } })
		await until('asked', () => seated.every((one) => lessonOf(one)?.poll?.stage === 'first'))
		const poll = lessonOf(seated[0] as Student)?.poll
		expect([poll?.key, poll?.splits, poll?.whyFacts]).toEqual([null, null, null])
		for (const one of seated)
			expect(await one.ask('lesson', { command: { kind: 'VOTE', poll: 1, answer: [0], confidence: 70 } })).toEqual({
				ok: true,
			})
		await host.does({ kind: 'POLL', poll: 1, to: 'locked' })
		await until('locked', () => lessonOf(seated[1] as Student)?.poll?.splits?.first[0] === 4)
		expect(lessonOf(seated[1] as Student)?.poll?.key).toBeNull()
		await host.does({ kind: 'POLL', poll: 1, to: 'revealed' })
		await until('revealed', () => lessonOf(seated[1] as Student)?.poll?.key?.length === 1)
		await host.does({ kind: 'POLL', poll: 1, to: 'closed' })

		await host.does({ kind: 'PAUSE', paused: false })
		await host.does({ kind: 'SPEED', speed: 2 })
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		await until('scores', () => seated.every((one) => lessonOf(one)?.ownCrew.score !== null))
		const seats = seated.map(({ seat }) => seat)
		await host.does({ kind: 'NEXT_ROUND', rotate: true })
		await until('next round', () => seated.every(({ crew, view }) => crew?.round === 2 && view?.phase === 'waiting'))
		expect(seated.map(({ seat }) => seat)).not.toEqual(seats)
		await until('former', () => seated.every((one, at) => lessonOf(one)?.you.formerSeat === seats[at]))
		await host.does({ kind: 'START' })
		await until('second', () => seated.every(({ view }) => view?.phase === 'running'))
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief' && host.view.round === 2)
		await host.does({ kind: 'END' })
		await until('ended', () => lessonOf(seated[0] as Student)?.stage === 'ended')
		for (const crew of [1, 2]) {
			for (const round of [1, 2]) {
				const { text, log } = await roundInStore(server.store, code, crew, round)
				expect(log.round.status).toBe('finished')
				expect(log.entries.filter(({ intent }) => intent.kind === 'INJECT').length).toBe(round === 1 ? 1 : 0)
				expect(await verifyLog(text, { loadProgram, parseEntry: parseLogEntry })).toMatchObject({ ok: true })
			}
		}
		expect(server.errors).toEqual([])
	})

	test('L-02 each role may do its own only; another token, or none, changes nothing', async () => {
		const { host, keys } = await openLesson()
		const ada = await student(keys.code, 'Ada')
		const projector = desk()
		await projector.open(keys.projector)
		const refused = { ok: false, code: 'E_NOT_HOST' }
		expect(await projector.command({ kind: 'START' })).toEqual(refused)
		expect(await ada.ask('host', { attempt: 1, page: 'p', command: { kind: 'START' } })).toEqual(refused)
		expect(await ada.ask('follow', { crew: 1 })).toEqual(refused)
		expect(await projector.ask('lesson', { command: { kind: 'CONSENT', yes: true } })).toEqual({
			ok: false,
			code: 'E_NOT_SEATED',
		})
		expect(await desk().open(ada.token)).toEqual({ ok: false, code: 'E_STALE_TOKEN' })
		expect(await projector.ask('follow', { crew: 1 })).toEqual({ ok: false, code: 'E_NO_CONSENT' })
		expect(await host.command({ kind: 'SPOTLIGHT', crew: 1 })).toEqual({ ok: false, code: 'E_NO_CONSENT' })
		await ada.ask('lesson', { command: { kind: 'CONSENT', yes: true } })
		await host.does({ kind: 'SPOTLIGHT', crew: 1 })
		expect(await projector.ask('follow', { crew: null })).toEqual({ ok: true })
		await until('start packet', () => projector.follows[0]?.start !== undefined && projector.follows[0]?.start !== null)
		await ada.ask('lesson', { command: { kind: 'CONSENT', yes: false } })
		await until('dark', () => projector.shown.spotlight === null)
		expect(host.view.stage).toBe('lobby')
		const cohost = desk()
		await cohost.open(keys.cohost)
		await cohost.does({ kind: 'START' })
		await until('running', () => host.view.stage === 'running' && host.view.hosts === 2)
	})

	test('L-03 after a restart: host, stage, pause, votes and crews are back; the same command is done once', async () => {
		const folder = tempFolder()
		await server.close()
		server = await startTestServer({ clockSpeed: 10, folder })
		const { host, keys } = await openLesson({ title: 'Kept' })
		const ada = await student(keys.code, 'Ada', { rosterId: 's1' })
		await host.does({ kind: 'START' })
		await host.does({ kind: 'ASK', question: { custom: { text: 'Ready?', options: ['yes', 'no'], correct: 0 } } })
		await ada.ask('lesson', { command: { kind: 'VOTE', poll: 1, answer: [1], confidence: 90 } })
		await host.does({ kind: 'PAUSE', paused: true })
		const paused = host.attempt
		for (const one of [...hosts, ...players]) one.close()
		await server.close()

		server = await startTestServer({ clockSpeed: 10, folder })
		const again = new TestHost(server.url, host.page)
		hosts = [again]
		again.attempt = paused
		expect((await again.open(keys.host)).ok).toBe(true)
		expect(again.view).toMatchObject({ title: 'Kept', stage: 'running', paused: 'host', round: 1 })
		expect(again.view.poll?.voted).toBe(1)
		expect(again.view.table[0]?.members[0]).toMatchObject({ name: 'Ada', rosterId: 's1' })
		expect(await again.command({ kind: 'PAUSE', paused: true }, paused)).toEqual({ ok: true })
		const log = await server.store.lessonLog(1)
		expect(log.filter(({ act }) => act.kind === 'PAUSE')).toHaveLength(1)
		const back = new TestPlayer(server.url)
		players = [back]
		const ack = await back.resume(ada.token)
		expect(ack?.ok && ack.lesson?.poll?.mine?.first?.answer).toEqual([1])
		await again.does({ kind: 'PAUSE', paused: false })
		await again.does({ kind: 'END_ROUND' })
		await until('debrief', () => again.view.stage === 'debrief')
		const csv = await fetch(`${server.url}/api/lesson/${keys.code}/gradebook.csv`, {
			headers: { authorization: `Bearer ${keys.host}` },
		})
		expect([csv.status, (await csv.text()).includes('s1')]).toEqual([200, true])
		const text = await fetch(`${server.url}/api/lesson/${keys.code}/log?round=1`, {
			headers: { authorization: `Bearer ${ada.token}` },
		})
		expect(await verifyLog(await text.text(), { loadProgram, parseEntry: parseLogEntry })).toMatchObject({ ok: true })
	})

	test('L-04 late joiners take a bot seat; a kicked one may come back, a banned one may not; host away pauses', async () => {
		const { host, keys } = await openLesson()
		await student(keys.code, 'Ada')
		await student(keys.code, 'Bo')
		await host.does({ kind: 'START' })
		const late = await student(keys.code, 'Late')
		expect([late.crew?.crew, late.lessons.at(-1)?.you.late]).toEqual([1, true])
		await until('plays', () => late.view?.phase === 'running')
		const id = late.lessons.at(-1)?.you.id ?? 0
		await host.does({ kind: 'MUTE', player: id, muted: true })
		expect(await late.send({ kind: 'PING', ping: 'hot', argument: 1 })).toEqual({ ok: false, code: 'E_MUTED' })
		await host.does({ kind: 'KICK', player: id, ban: true })
		await until('told', () => late.goodbyes.includes('banned'))
		await expect(student(keys.code, 'late')).rejects.toThrow('E_BANNED')
		host.close()
		await wait(100)
		server.skipMs += 21_000
		const ada = players[0] as Student
		await until('away', () => lessonOf(ada)?.paused === 'hostAway')
		const back = desk()
		await back.open(keys.host)
		await until('back', () => lessonOf(ada)?.paused === null)
	})
	test('L-06 a crew whose seats have all been left to bots before the start begins, too', async () => {
		const { host, keys } = await openLesson()
		const seated: Student[] = []
		for (const name of ['Ada', 'Bo', 'Cy']) seated.push(await student(keys.code, name))
		for (const one of seated) expect((await one.send({ kind: 'YIELD' })).ok).toBe(true)
		await host.does({ kind: 'START' })
		await until('bots play', () => seated.every(({ view }) => view?.phase === 'running' && view.step > 3))
		for (const one of seated) expect(one.view?.seats[one.seat ?? 'mmu'].holder).toBe('bot')
		expect((await seated[0]?.send({ kind: 'TAKE' }))?.ok).toBe(true)
	})

	test('L-05 a standing order that beats the textbook earns its student the rule points; no order earns none', async () => {
		const { host, keys } = await openLesson({ level: 'steady', seed: 7 })
		const seated: Student[] = []
		for (const name of ['Ada', 'Bo', 'Cy']) seated.push(await student(keys.code, name))
		const of = (seat: string) => seated.find((one) => one.seat === seat) as Student
		await host.does({ kind: 'START' })
		await until('running', () => seated.every(({ view }) => view?.phase === 'running'))
		const cards: readonly Rule[] = [
			{ seat: 'mmu', when: [{ fact: 'stage', is: 'walk' }], do: { act: 'WALK' } },
			{ seat: 'mmu', when: [{ fact: 'stage', is: 'raise' }], do: { act: 'RAISE' } },
			{ seat: 'mmu', when: [], do: { act: 'INSERT', choose: 'farthest' } },
		]
		for (const [slot, rule] of cards.entries())
			expect((await of('mmu').send({ kind: 'RULE_SET', slot, rule })).ok).toBe(true)
		let isOver = false
		// The card is slower than a hand: that seat plays by the card alone.
		const games = seated.filter(({ seat }) => seat !== 'mmu').map((one) => one.play(() => isOver))
		await until('some way', () => (host.view.table[0]?.step ?? 0) > 100, 40_000)
		isOver = true
		await Promise.all(games)
		await host.does({ kind: 'END_ROUND' })
		await until('insight', () => seated.every((one) => lessonOf(one)?.you.insight), 30_000)
		// How much it is worth depends on how the three came along: the log says it.
		const { world, log } = await roundInStore(server.store, keys.code)
		const program = await loadProgram('steady', 7)
		const start = { header: log.round.header, level: world.level, program, reference: null }
		const gains = ruleGainsOf(start, log.entries)
		expect(gains.mmu.fired).toBeGreaterThan(10)
		for (const one of seated) {
			const isGood = one.seat !== null && beatsTextbook(gains[one.seat])
			expect(lessonOf(one)?.you.insight?.rule, String(one.seat)).toBe(isGood ? 20 : 0)
		}
		expect([gains.malloc.fired, gains.kernel.fired]).toEqual([0, 0])
	})
})
