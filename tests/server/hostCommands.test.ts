import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drawCode } from '../../server/session/code.ts'
import type { HostCommand } from '../../shared/lesson/command.ts'
import type { HostCrew } from '../../shared/lesson/view.ts'
import { CODE_LENGTH, CODE_LETTERS, PROTOCOL_VERSION } from '../../shared/protocol/messages.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { until, wait } from './client.ts'
import { TestHost } from './host.ts'
import { mulberry32 } from './mulberry32.ts'
import { type Student, seatStudent } from './student.ts'
import { roundInStore, startTestServer, type TestServer } from './testServer.ts'

let server: TestServer
let pages: { close(): void }[] = []

beforeEach(async () => {
	server = await startTestServer({ clockSpeed: 10 })
})
afterEach(async () => {
	for (const page of pages) page.close()
	pages = []
	await server.close()
})

function desk(): TestHost {
	const host = new TestHost(server.url)
	pages.push(host)
	return host
}

async function openLesson(options: Parameters<TestHost['create']>[0] = {}) {
	const host = desk()
	const keys = await host.create(options)
	await host.open(keys.host)
	return { host, keys, code: keys.code }
}

async function student(code: string, name: string, more: object = {}): Promise<Student> {
	const one = await seatStudent(server.url, code, name, more)
	pages.push(one)
	return one
}

/** In the order of their names' places; some at once, as in a class. */
async function students(code: string, count: number, more: (at: number) => object = () => ({})): Promise<Student[]> {
	const all: Student[] = []
	while (all.length < count) {
		const door = Array.from({ length: Math.min(20, count - all.length) }, (_, at) => all.length + at)
		all.push(...(await Promise.all(door.map((at) => student(code, `Student ${at}`, more(at))))))
	}
	return all
}

const names = ({ members }: HostCrew): readonly string[] => members.map(({ name }) => name).toSorted()
const sizes = (table: readonly HostCrew[]): readonly number[] =>
	table.map(({ members }) => members.length).toSorted((a, b) => b - a)
const acts = async () => (await server.store.lessonLog(1)).map(({ by, act }) => `${by} ${act.kind}`)

/** One of each kind, fit for a lesson in the lobby with a player 1. */
const COMMANDS: Readonly<Record<HostCommand['kind'], HostCommand>> = {
	SETUP: { kind: 'SETUP', level: 'leak', pace: 'live', seed: 3, bots: TEXTBOOK_BOTS },
	DEAL: { kind: 'DEAL', dealing: 'random' },
	ROSTER: { kind: 'ROSTER', rows: [] },
	START: { kind: 'START' },
	PAUSE: { kind: 'PAUSE', paused: true },
	SPEED: { kind: 'SPEED', speed: 2 },
	STEP: { kind: 'STEP' },
	INJECT: { kind: 'INJECT', injection: 'pin' },
	EXTEND: { kind: 'EXTEND', seconds: 60 },
	END_ROUND: { kind: 'END_ROUND' },
	NEXT_ROUND: { kind: 'NEXT_ROUND', rotate: true },
	ROTATE: { kind: 'ROTATE' },
	END: { kind: 'END' },
	SPOTLIGHT: { kind: 'SPOTLIGHT', crew: null },
	DEMO: { kind: 'DEMO', at: null },
	GHOST: { kind: 'GHOST', shown: true },
	ASK: { kind: 'ASK', question: { bank: 'Q3' } },
	POLL: { kind: 'POLL', poll: 1, to: 'locked' },
	RESEAT: { kind: 'RESEAT', player: 1, crew: 1, seat: 'mmu' },
	RENAME: { kind: 'RENAME', player: 1, name: 'Eve' },
	RENAME_CREW: { kind: 'RENAME_CREW', crew: 1, name: 'Eves' },
	MUTE: { kind: 'MUTE', player: 1, muted: true },
	KICK: { kind: 'KICK', player: 1, ban: true },
}

describe('who may command', () => {
	test('H-01 no host command is taken from a projector, a player or a stranger, and none of them changes anything', async () => {
		const { host, keys, code } = await openLesson()
		const ada = await student(code, 'Ada')
		const screen = desk()
		await screen.open(keys.projector)
		const stranger = desk()
		await host.does({ kind: 'GHOST', shown: false })
		const before = await acts()
		for (const [at, command] of Object.values(COMMANDS).entries()) {
			const message = { attempt: 100 + at, page: 'p', command }
			for (const page of [screen, stranger]) {
				expect(await page.ask('host', message), command.kind).toEqual({ ok: false, code: 'E_NOT_HOST' })
				// A stranger has thirty messages in ten seconds.
				if (page === stranger && at === 20) break
			}
			expect(await ada.ask('host', message), command.kind).toEqual({ ok: false, code: 'E_NOT_HOST' })
		}
		expect(await acts()).toEqual(before)
		// A player's or a projector's token opens nothing but its own.
		const thief = desk()
		expect(await thief.open(ada.token)).toEqual({ ok: false, code: 'E_STALE_TOKEN' })
		for (const path of ['gradebook.csv', 'items.csv', 'log?crew=1']) {
			for (const token of [keys.projector, ada.token]) {
				const answer = await fetch(`${server.url}/api/lesson/${code}/${path}`, {
					headers: { authorization: `Bearer ${token}` },
				})
				expect([403, 404], `${path} ${answer.status}`).toContain(answer.status)
			}
		}
	})

	test('H-02 a co-host may do all that a host may, under the own name in the log; each command once by its number', async () => {
		const { keys, code } = await openLesson()
		const cohost = desk()
		await cohost.open(keys.cohost)
		expect(cohost.view.role).toBe('cohost')
		await student(code, 'Ada')
		const order = ['ROSTER', 'SETUP', 'DEAL', 'ROTATE', 'RENAME', 'RENAME_CREW', 'RESEAT', 'MUTE'] as const
		const running = [
			'START',
			'PAUSE',
			'INJECT',
			'STEP',
			'SPEED',
			'EXTEND',
			'ASK',
			'POLL',
			'GHOST',
			'END_ROUND',
		] as const
		for (const kind of [...order, ...running]) await cohost.does(COMMANDS[kind])
		await until('debrief', () => cohost.view.stage === 'debrief')
		for (const kind of ['SPOTLIGHT', 'DEMO', 'NEXT_ROUND', 'KICK', 'END'] as const) await cohost.does(COMMANDS[kind])
		const done = await acts()
		const logged: Partial<Record<HostCommand['kind'], string>> = { ASK: 'ASKED', INJECT: 'INJECTED' }
		for (const kind of Object.keys(COMMANDS) as HostCommand['kind'][])
			expect(
				done.filter((one) => one === `cohost ${logged[kind] ?? kind}`),
				kind,
			).toHaveLength(1)
		expect(done.filter((one) => one.startsWith('host '))).toEqual(['host OPENED'])
		// Sent again under its number it is not done again.
		const attempt = cohost.attempt
		expect(await cohost.command(COMMANDS.END, attempt)).toEqual({ ok: true })
		expect(await acts()).toEqual(done)
	})

	test('H-03 a refused command leaves no trace in the log', async () => {
		const { host, code } = await openLesson()
		const ada = await student(code, 'Ada')
		await host.does({ kind: 'GHOST', shown: false })
		const before = await acts()
		const refused: readonly (readonly [HostCommand, string])[] = [
			[COMMANDS.PAUSE, 'E_STAGE'],
			[COMMANDS.STEP, 'E_STAGE'],
			[COMMANDS.INJECT, 'E_STAGE'],
			[COMMANDS.EXTEND, 'E_STAGE'],
			[COMMANDS.END_ROUND, 'E_STAGE'],
			[COMMANDS.NEXT_ROUND, 'E_STAGE'],
			[COMMANDS.POLL, 'E_POLL'],
			[{ kind: 'SETUP', level: 'nowhere', pace: 'live', seed: 1, bots: TEXTBOOK_BOTS }, 'E_LEVEL'],
			[{ kind: 'SPOTLIGHT', crew: 1 }, 'E_NO_CONSENT'],
			[{ kind: 'SPOTLIGHT', crew: 9 }, 'E_NO_CREW'],
			[{ kind: 'DEMO', at: { crew: 1, round: 2, step: 0 } }, 'E_ROUND'],
			[{ kind: 'DEMO', at: { crew: 1, round: 1, step: 0 } }, 'E_NO_CONSENT'],
			[{ kind: 'RESEAT', player: ada.id, crew: 5, seat: 'mmu' }, 'E_NO_CREW'],
			[{ kind: 'RESEAT', player: 99, crew: 1, seat: 'mmu' }, 'E_NO_PLAYER'],
			[{ kind: 'RENAME', player: 99, name: 'X' }, 'E_NO_PLAYER'],
			[{ kind: 'RENAME', player: ada.id, name: '' }, 'E_NAME'],
			[{ kind: 'RENAME_CREW', crew: 9, name: 'X' }, 'E_NO_CREW'],
			[{ kind: 'ASK', question: { bank: 'QF' } }, 'E_QUESTION'],
		]
		for (const [command, code] of refused)
			expect(await host.command(command), JSON.stringify(command)).toMatchObject({ ok: false, code })
		expect(await acts()).toEqual(before)
		ada.close()
		await until('offline', () => host.view.table[0]?.members[0]?.online === false)
		expect(await host.command(COMMANDS.START)).toEqual({ ok: false, code: 'E_NO_PLAYER' })
	})
})

describe('before the round', () => {
	test('H-10 SETUP: another level for all crews, seats stay; a seed is drawn if none is told', async () => {
		const { host, code } = await openLesson({ level: 'bash', seed: 7 })
		const all = await students(code, 4)
		const seats = all.map(({ seat }) => seat)
		await host.does({ kind: 'SETUP', level: 'leak', pace: 'calm', seed: null, bots: { malloc: 3, kernel: 1, mmu: 1 } })
		await until('told', () => all.every(({ crew }) => crew?.level === 'leak' && crew.pace === 'calm'))
		await until('view', () => host.view.level === 'leak' && host.view.bots.malloc === 3)
		const { seed } = host.view
		expect(all.map(({ crew, seat }) => [crew?.seed, crew?.round, seat])).toEqual(seats.map((seat) => [seed, 1, seat]))
		await host.does({ kind: 'START' })
		await until('running', () => all.every(({ view }) => view?.phase === 'running'))
		const late = await student(code, 'Late')
		expect([late.crew?.level, late.crew?.seed]).toEqual(['leak', seed])
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		for (const crew of [1, 2]) {
			const { log } = await roundInStore(server.store, code, crew)
			expect(log.round.header).toMatchObject({
				level: 'leak',
				pace: 'calm',
				seed,
				bots: { malloc: 3, kernel: 1, mmu: 1 },
			})
			expect(log.round.status).toBe('finished')
		}
	})

	test.each([
		[31, [...new Array<number>(9).fill(3), 2, 2]],
		[32, [...new Array<number>(10).fill(3), 2]],
		[200, [...new Array<number>(66).fill(3), 2]],
	])('H-11 DEAL random: %i players', async (count, expected) => {
		const { host, code } = await openLesson({ dealing: 'random' })
		const all = await students(code, count)
		const former = new Map(all.map((one) => [one.name, one.crew?.crew]))
		await host.does({ kind: 'DEAL', dealing: 'random' })
		await until('table', () => sizes(host.view.table).join() === expected.join())
		const sitsWhereTold = (one: Student) =>
			host.view.table.some((crew) => crew.crew === one.crew?.crew && names(crew).includes(one.name))
		await until('told', () => all.some((one) => one.crew?.crew !== former.get(one.name)) && all.every(sitsWhereTold))
		for (const { members } of host.view.table)
			expect(new Set(members.map(({ seat }) => seat)).size).toBe(members.length)
		await host.does({ kind: 'START' })
		await until('running', () => all.every(({ view, seat }) => view?.phase === 'running' && view.seat === seat), 20_000)
		expect(sizes(host.view.table)).toEqual(expected)
	})

	test('H-12 DEAL rows and friends: who typed the same sits together; START deals by the lesson’s rule if nobody has', async () => {
		const { host, code } = await openLesson({ dealing: 'rows' })
		const all = await students(code, 8, (at) => ({ row: `Row ${at % 2}`, friends: at > 4 ? 'the THREE' : `f${at}` }))
		await host.does({ kind: 'START' })
		await until(
			'dealt',
			() => host.view.table.length === 3 && host.view.table.every(({ phase }) => phase === 'running'),
		)
		const together = (crew: HostCrew, of: (at: number) => unknown) =>
			new Set(names(crew).map((name) => of(all.findIndex((one) => one.name === name)))).size === 1
		expect(host.view.table.filter((crew) => crew.members.length === 3 && together(crew, (at) => at % 2))).toHaveLength(
			2,
		)
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		await host.does({ kind: 'NEXT_ROUND', rotate: false })
		await host.does({ kind: 'DEAL', dealing: 'friends' })
		await until('friends', () => host.view.table.some((crew) => names(crew).join() === 'Student 5,Student 6,Student 7'))
		// The second round isn't dealt anew by START.
		const dealt = host.view.table.map(names)
		await host.does({ kind: 'START' })
		await until('running', () => all.every(({ view, crew }) => view?.phase === 'running' && crew?.round === 2))
		expect(host.view.table.map(names)).toEqual(dealt)
	})

	test('H-13 ROSTER: only who is on the list may join, by it crews are dealt; its ids are told to hosts only', async () => {
		const { host, keys, code } = await openLesson({ dealing: 'roster' })
		const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, at) => ({
			id,
			name: '',
			crew: at % 2 ? 'odd' : 'even',
			row: '',
		}))
		// An empty list lets everybody in.
		const early = await student(code, 'Early', { rosterId: 'A' })
		await host.does({ kind: 'ROSTER', rows })
		await expect(student(code, 'Nobody')).rejects.toThrow('E_ROSTER')
		await expect(student(code, 'Other', { rosterId: 'z' })).rejects.toThrow('E_ROSTER')
		const all = [
			early,
			...(await Promise.all(['b', 'c', 'd', 'e', 'f'].map((id) => student(code, id, { rosterId: id })))),
		]
		await host.does({ kind: 'DEAL', dealing: 'roster' })
		await until('dealt', () => host.view.table.map(names).join(' ') === 'Early,c,e b,d,f')
		await until('told', () => all.every(({ crew }) => crew?.members.length === 3))
		expect(host.view.table.flatMap(({ members }) => members.map(({ rosterId }) => rosterId)).toSorted()).toEqual(
			['A', 'b', 'c', 'd', 'e', 'f'].toSorted(),
		)
		const screen = desk()
		await screen.open(keys.projector)
		const told = JSON.stringify([screen.views, ...all.map(({ lessons, crew }) => [lessons, crew])])
		expect(told).not.toContain('rosterId')
		expect(told).not.toContain('"roster"')
	})

	test('H-14 ROTATE: everyone moves on by one seat, also two of a crew of two', async () => {
		const { host, code } = await openLesson()
		const all = await students(code, 5)
		const next = { malloc: 'kernel', kernel: 'mmu', mmu: 'malloc' } as const
		const former = all.map(({ seat }) => seat)
		await host.does({ kind: 'ROTATE' })
		await until('moved', () => all.every(({ seat }, at) => seat === next[former[at] ?? 'malloc']))
		await until('views', () => all.every(({ view, seat }) => view?.seat === seat))
	})
})

describe('during the round', () => {
	test('H-20 RESEAT: to a free seat of another crew, to a new crew, never onto somebody’s lap; play goes on from there', async () => {
		const { host, code } = await openLesson()
		const [a, b, c, d, e] = (await students(code, 5)) as [Student, Student, Student, Student, Student]
		const first = [a, b, c].map(({ crew }) => crew?.crew)
		expect(first).toEqual([first[0], first[0], first[0]])
		await host.does({ kind: 'START' })
		await until('running', () => [a, b, c, d, e].every(({ view }) => view?.phase === 'running'))
		const crew = d.crew?.crew ?? 0
		const taken = d.seat ?? 'malloc'
		expect(await host.command({ kind: 'RESEAT', player: a.id, crew, seat: taken })).toEqual({
			ok: false,
			code: 'E_SEAT_TAKEN',
		})
		const free = (['malloc', 'kernel', 'mmu'] as const).find((seat) => seat !== d.seat && seat !== e.seat) ?? 'mmu'
		await host.does({ kind: 'RESEAT', player: a.id, crew, seat: free })
		await until('moved', () => a.crew?.crew === crew && a.view?.seat === free)
		await until('partners know', () => d.crew?.members.length === 3 && b.crew?.members.length === 2)
		expect((await a.send({ kind: 'PING', ping: 'need4', argument: null })).ok).toBe(true)
		// The seat it left is a bot's.
		await until('bot', () => host.view.table.find((one) => one.crew === first[0])?.bots.length === 1)
		await host.does({ kind: 'RESEAT', player: a.id, crew: 0, seat: 'kernel' })
		await until('new crew', () => host.view.table.length === 3 && a.seat === 'kernel' && a.view?.phase === 'running')
		expect((await a.send({ kind: 'PING', ping: 'need4', argument: null })).ok).toBe(true)
		// Within the crew: onto a bot's seat.
		await host.does({ kind: 'RESEAT', player: a.id, crew: a.crew?.crew ?? 0, seat: 'mmu' })
		await until('next seat', () => a.seat === 'mmu' && a.view?.seat === 'mmu')
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		for (const number of [1, 2, 3])
			expect((await roundInStore(server.store, code, number)).log.round.status).toBe('finished')
		expect(server.errors).toEqual([])
	})

	test('H-21 late joiners: bots’ seats first, then a new crew whose round begins at once, with all that was injected', async () => {
		const { host, code } = await openLesson()
		const all = await students(code, 4)
		await host.does({ kind: 'START' })
		await until('running', () => all.every(({ view }) => view?.phase === 'running'))
		await host.does({ kind: 'PAUSE', paused: true })
		await host.does({ kind: 'INJECT', injection: 'pin' })
		const [one, two, three] = [await student(code, 'L1'), await student(code, 'L2'), await student(code, 'L3')]
		expect(new Set([one, two].map(({ crew }) => crew?.crew))).toEqual(new Set([1, 2]))
		expect(three.crew?.crew).toBe(3)
		await until('all play', () => [one, two, three].every(({ view }) => view?.phase === 'running'))
		expect([one, two, three].map(({ lesson }) => lesson.you.late)).toEqual([true, true, true])
		await three.says({ kind: 'CAUGHT_UP' })
		await until('read', () => !three.lesson.you.late && one.lesson.you.late)
		await host.does({ kind: 'PAUSE', paused: false })
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		for (const crew of [1, 2, 3]) {
			const { log } = await roundInStore(server.store, code, crew)
			expect(
				log.entries.filter(({ intent }) => intent.kind === 'INJECT'),
				`crew ${crew}`,
			).toHaveLength(1)
		}
	})

	test('H-22 SPEED and EXTEND reach every room’s log: patience off unless ×1, so many ticks more; also of a late crew', async () => {
		const { host, code } = await openLesson()
		const all = await students(code, 4)
		await host.does({ kind: 'START' })
		await until('running', () => all.every(({ view }) => view?.phase === 'running'))
		for (const speed of [2, 0.25, 1, 0.5] as const) await host.does({ kind: 'SPEED', speed })
		for (const seconds of [60, 30]) await host.does({ kind: 'EXTEND', seconds })
		await students(code, 3, () => ({}))
		await until(
			'three crews',
			() => host.view.table.length === 3 && host.view.table.every(({ phase }) => phase === 'running'),
		)
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		for (const crew of [1, 2, 3]) {
			const { log } = await roundInStore(server.store, code, crew)
			const host = log.entries.filter(({ seat }) => seat === 'host').map(({ intent }) => intent)
			const patience = host.flatMap((intent) => (intent.kind === 'PATIENCE' ? [intent.on] : []))
			const ticks = host.flatMap((intent) => (intent.kind === 'EXTEND' ? [intent.ticks] : []))
			expect(patience, `crew ${crew}`).toEqual(crew === 3 ? [false] : [false, true, false])
			expect(ticks, `crew ${crew}`).toEqual(crew === 3 ? [1_800] : [1_200, 600])
			expect(host.at(-1)).toEqual({ kind: 'FINISH' })
		}
	})

	test('H-23 PAUSE and STEP: no tick passes but those to the next event, in each crew; players may still decide', async () => {
		const { host, code } = await openLesson()
		const all = await students(code, 4)
		await host.does({ kind: 'START' })
		await until('running', () => all.every(({ view }) => view?.phase === 'running'))
		await host.does({ kind: 'PAUSE', paused: true })
		await wait(600)
		const ticks = () => host.view.table.map(({ tick }) => tick)
		const before = ticks()
		await wait(800)
		expect(ticks()).toEqual(before)
		let last = before
		for (let step = 0; step < 5; step++) {
			await host.does({ kind: 'STEP' })
			await until('on', () => ticks().every((tick, at) => tick > (last[at] ?? 0)))
			for (const [at, tick] of ticks().entries()) expect(tick - (last[at] ?? 0)).toBeLessThanOrEqual(200)
			last = ticks()
		}
		expect((await (all[0] as Student).send({ kind: 'PING', ping: 'need4', argument: null })).ok).toBe(true)
		await wait(600)
		expect(ticks()).toEqual(last)
		await host.does({ kind: 'PAUSE', paused: false })
		await until('goes on', () => ticks().every((tick, at) => tick > (last[at] ?? 0) + 5))
		expect(await host.command({ kind: 'STEP' })).toEqual({ ok: false, code: 'E_STAGE' })
	})

	test('H-24 DEMO: the projector gets the whole log of an earlier round while the next one runs, and then goes back to it', async () => {
		const { host, keys, code } = await openLesson()
		const all = await students(code, 3)
		const screen = desk()
		await screen.open(keys.projector)
		await screen.ask('follow', { crew: null })
		for (const one of all) await one.says({ kind: 'CONSENT', yes: true })
		await host.does({ kind: 'START' })
		await until('running', () => all.every(({ view }) => view?.phase === 'running'))
		await (all[0] as Student).send({ kind: 'PING', ping: 'need4', argument: null })
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		const { score } = host.view.table[0] as HostCrew
		await host.does({ kind: 'NEXT_ROUND', rotate: true })
		await host.does({ kind: 'START' })
		await host.does({ kind: 'SPOTLIGHT', crew: 1 })
		await until('live', () => screen.follows.some(({ start, round }) => start && round === 2))
		screen.follows.length = 0
		await host.does({ kind: 'DEMO', at: { crew: 1, round: 1, step: 5 } })
		await until('the first round', () => screen.follows.some(({ start, round }) => start && round === 1))
		const { log } = await roundInStore(server.store, code, 1, 1)
		const packet = screen.follows.find(({ round }) => round === 1)
		expect(packet).toMatchObject({ crew: 1, from: 0, start: { header: log.round.header }, tick: log.tick })
		expect(packet?.entries).toEqual(log.entries)
		await until('told', () => screen.shown.demo?.step === 5)
		// A rewind is a look, not a deed: the round that runs is told of no more, and nobody's points have changed.
		await host.does({ kind: 'DEMO', at: { crew: 1, round: 1, step: 3 } })
		await until('another step', () => screen.shown.demo?.step === 3)
		screen.follows.length = 0
		await host.does({ kind: 'DEMO', at: null })
		await until('live again', () => screen.follows.some(({ start, round }) => start && round === 2))
		await host.does({ kind: 'GHOST', shown: true })
		await until('ghost', () => screen.shown.ghost)
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief' && host.view.round === 2)
		await until('improved', () => (all[0] as Student).lesson.ownCrew.score !== null)
		const own = (all[0] as Student).lesson.ownCrew
		expect(own.improved).toBe((own.score ?? 0) - (score ?? 0))
		expect((await roundInStore(server.store, code, 1, 1)).text).toBe(
			(await roundInStore(server.store, code, 1, 1)).text,
		)
	})
})

describe('moderation', () => {
	test('H-30 KICK, ban and MUTE differ: back in, never again, only silent', async () => {
		const { host, code } = await openLesson()
		const [ada, bo, cy] = [
			await student(code, 'Ada', { rosterId: 's1', browser: 'ada’s browser' }),
			await student(code, 'Bo', { rosterId: 's2', browser: 'bo’s browser' }),
			await student(code, 'Cy'),
		]
		await host.does({ kind: 'START' })
		await until('running', () => cy.view?.phase === 'running')
		await host.does({ kind: 'MUTE', player: cy.id, muted: true })
		expect(await cy.send({ kind: 'PING', ping: 'need4', argument: null })).toEqual({ ok: false, code: 'E_MUTED' })
		await until('knows', () => cy.lesson.you.muted)
		expect((await cy.send({ kind: 'YIELD' })).ok).toBe(true)
		await host.does({ kind: 'MUTE', player: cy.id, muted: false })
		expect((await cy.send({ kind: 'PING', ping: 'need4', argument: null })).ok).toBe(true)

		await host.does({ kind: 'KICK', player: ada.id, ban: false })
		await until('out', () => ada.goodbyes.includes('kicked') && !ada.socket.connected)
		await until('seat is a bot’s', () => host.view.table[0]?.bots.length === 2)
		expect(host.view.players).toBe(2)
		const again = await student(code, 'Ada', { rosterId: 's1', browser: 'ada’s browser' })
		expect(again.id).not.toBe(ada.id)
		const old = await student(code, 'Old page')
		expect(await old.resume(ada.token)).toEqual({ ok: false, code: 'E_STALE_TOKEN' })

		await host.does({ kind: 'KICK', player: bo.id, ban: true })
		await until('out', () => bo.goodbyes.includes('banned'))
		await expect(student(code, ' bO')).rejects.toThrow('E_BANNED')
		await expect(student(code, 'Bobby', { rosterId: 'S2' })).rejects.toThrow('E_BANNED')
		await expect(student(code, 'Bobby', { browser: 'bo’s browser' })).rejects.toThrow('E_BANNED')
		await student(code, 'Bobby', { rosterId: 's3', browser: 'another' })
		expect(await old.resume(bo.token)).toEqual({ ok: false, code: 'E_BANNED' })
		await until('counted', () => host.view.banned === 1)
	})

	test('H-31 who has lost the place in a crew and is banned doesn’t come back by the old token either', async () => {
		const { host, code } = await openLesson()
		const [ada, bo] = [await student(code, 'Ada'), await student(code, 'Bo')]
		const { id, token } = ada
		ada.close()
		await until('offline', () => host.view.table[0]?.members.find((member) => member.id === id)?.online === false)
		// Dealt without her: she belongs to no crew until she is back.
		await host.does({ kind: 'DEAL', dealing: 'arrival' })
		await until('alone', () => host.view.table.map(names).join() === 'Bo')
		await host.does({ kind: 'KICK', player: id, ban: true })
		expect(await bo.resume(token)).toEqual({ ok: false, code: 'E_BANNED' })
	})

	test.each(['fuck', 'F.u.c.k', 'sh1t', '傻逼', '我操你', '去-死'])(
		'H-32 the name %s is refused everywhere',
		async (name) => {
			const { host, code } = await openLesson()
			const ada = await student(code, 'Ada')
			await expect(student(code, name)).rejects.toThrow('E_NAME')
			expect(await host.command({ kind: 'RENAME', player: ada.id, name })).toEqual({ ok: false, code: 'E_NAME' })
			expect(await host.command({ kind: 'RENAME_CREW', crew: 1, name })).toEqual({ ok: false, code: 'E_NAME' })
			await host.does({ kind: 'RENAME', player: ada.id, name: '尼玛次仁' })
			await host.does({ kind: 'RENAME_CREW', crew: 1, name: '停车高手' })
			await until('told', () => ada.lesson.you.name === '尼玛次仁' && ada.crew?.crewName === '停车高手')
			expect(ada.crew?.members[0]?.name).toBe('尼玛次仁')
		},
	)

	test('H-34 what a host hears is done is on the disk by then: who sits where, and who is out', async () => {
		const { host, code } = await openLesson()
		const all = await students(code, 7)
		const stored = async () => {
			const crews = await server.store.crewsOf(1)
			const rows = await server.store.playersOf(1)
			return rows.map(({ id, crew, seat, left }) => ({
				id,
				crew: crews.find((one) => one.id === crew)?.number,
				seat,
				left,
			}))
		}
		const ids = all.map(({ id }) => id)
		const [first = 0, second = 0] = ids
		const before = await stored()
		await host.does({ kind: 'ROTATE' })
		const rotated = await stored()
		for (const [at, { seat }] of rotated.entries()) expect(seat).not.toBe(before[at]?.seat)
		await host.does({ kind: 'RESEAT', player: first, crew: 0, seat: 'mmu' })
		expect((await stored()).find(({ id }) => id === first)).toMatchObject({ seat: 'mmu', crew: 4 })
		await host.does({ kind: 'DEAL', dealing: 'random' })
		const dealt = await stored()
		await until('told', () => all.every(({ crew, player }) => crew?.members.some((member) => member.player === player)))
		await until('table', () => sizes(host.view.table).join() === '3,2,2')
		for (const { crew, members } of host.view.table) {
			for (const { id, seat } of members)
				expect(dealt.find((one) => one.id === id)).toMatchObject({ crew, seat, left: false })
		}
		await host.does({ kind: 'KICK', player: second, ban: true })
		expect((await stored()).find(({ id }) => id === second)).toMatchObject({ left: true })
	})

	test('H-33 no code spells what nobody wants to read out, in either language, and none is given twice', () => {
		const chance = mulberry32(1)
		const surroundings = { randomInt: (limit: number) => Math.floor(chance() * limit) } as never
		const taken = new Set<string>()
		for (let count = 0; count < 30_000; count++) taken.add(drawCode(surroundings, (code) => taken.has(code)))
		expect(taken.size).toBe(30_000)
		for (const code of taken) {
			expect(code).toMatch(new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`))
			expect(code).not.toMatch(/FCK|KKK|NGR|CNT|BTCH|WTF|CNM|TMD|WBD/)
		}
	})
})

describe('HOST_PASSWORD', () => {
	beforeEach(async () => {
		await server.close()
		server = await startTestServer({ clockSpeed: 10, hostPassword: 'open sesame' })
	})

	test('H-40 without it no lesson and no session; with it both; players need none', async () => {
		for (const password of ['', 'open', 'open sesame ']) {
			await expect(desk().create({ password })).rejects.toThrow('E_PASSWORD')
			expect(
				await desk().ask('createSession', {
					version: PROTOCOL_VERSION,
					level: 'steady',
					pace: 'live',
					seed: 7,
					password,
				}),
			).toEqual({ ok: false, code: 'E_PASSWORD' })
		}
		const { host, code } = await openLesson({ password: 'open sesame' })
		const ada = await student(code, 'Ada')
		expect(ada.lesson.stage).toBe('lobby')
		await host.does({ kind: 'START' })
		const casual = { version: PROTOCOL_VERSION, level: 'steady', pace: 'live', seed: 7, password: 'open sesame' }
		expect((await desk().ask('createSession', casual)).ok).toBe(true)
	})

	test('H-41 who guesses is stopped by socket, not by address: others in the same room go on', async () => {
		const guesser = desk()
		for (let tries = 0; tries < 5; tries++)
			await expect(guesser.create({ password: `${tries}` })).rejects.toThrow('E_PASSWORD')
		await expect(guesser.create({ password: 'open sesame' })).rejects.toThrow('E_RATE')
		const casual = { version: PROTOCOL_VERSION, level: 'steady', pace: 'live', seed: 7, password: 'open sesame' }
		expect(await guesser.ask('createSession', casual)).toEqual({ ok: false, code: 'E_RATE' })
		await openLesson({ password: 'open sesame' })
	})
})
