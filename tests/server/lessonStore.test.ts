import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until, wait } from './client.ts'
import type { HostCrew, HostLesson } from '../../shared/lesson/view.ts'
import { freePort, type ServerProcess, startServerProcess } from './serverProcess.ts'
import { TestHost } from './host.ts'
import { seatStudent, Student } from './student.ts'
import { startTestServer, tempFolder, type TestServer } from './testServer.ts'

let server: TestServer
let other: ServerProcess | null = null
let pages: { close(): void }[] = []

beforeEach(async () => {
	server = await startTestServer({ clockSpeed: 10, folder: tempFolder() })
})
afterEach(async () => {
	for (const page of pages) page.close()
	pages = []
	await server.close()
	await other?.kill('SIGTERM')
	other = null
	rmSync(server.folder, { recursive: true, force: true })
})

async function restart(options: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
	for (const page of pages) page.close()
	pages = []
	await server.close()
	server = await startTestServer({ clockSpeed: 10, folder: server.folder, ...options })
}

function desk(page?: string): TestHost {
	const host = new TestHost(server.url, page)
	pages.push(host)
	return host
}

async function student(code: string, name: string, more: object = {}): Promise<Student> {
	const one = await seatStudent(server.url, code, name, more)
	pages.push(one)
	return one
}

async function lessonWith(names: readonly string[]) {
	const host = desk()
	const keys = await host.create()
	await host.open(keys.host)
	const students: Student[] = []
	for (const name of names) students.push(await student(keys.code, name))
	return { host, keys, students }
}

/** Nothing more fits into the lesson's log until it is undone. */
async function fillDisk(host: TestHost): Promise<() => void> {
	const { database } = server.store
	const limit = Number(database.pragma('max_page_count', { simple: true }))
	database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`)
	// Its last page still has room for a few lines.
	while ((await host.command({ kind: 'MUTE', player: 1, muted: true })).ok) {}
	return () => database.pragma(`max_page_count = ${limit}`)
}

const DAYS_MS = 3 * 24 * 3_600_000

/** Moves all signs of life of the store so far into the past. */
function age(): void {
	server.store.database.prepare('update sessions set touchedMs = touchedMs - ?').run(DAYS_MS)
}

describe('a lesson and its store', () => {
	test('L-40 an old lesson that is opened by three pages at once is fetched once, and each of them sees it whole', async () => {
		const { host, keys, students } = await lessonWith(['Ada', 'Bo'])
		await host.does({ kind: 'START' })
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		await host.does({ kind: 'NEXT_ROUND', rotate: true })
		await until('next round', () => host.view.round === 2)
		const { table } = host.view
		age()
		await server.close()
		// A process that has seen nothing yet: the ghosts of the lesson's seed have to play first.
		const env = { PORT: String(await freePort()), DATA_DIR: server.folder }
		other = await startServerProcess(env)
		const { url } = other
		const [one, two, screen] = [new TestHost(url), new TestHost(url), new TestHost(url)]
		pages.push(one, two, screen)
		await until('lines', () => [one, two, screen].every(({ socket }) => socket.connected))
		const acks = await Promise.all([one.open(keys.host), two.open(keys.cohost), screen.open(keys.projector)])
		expect(acks.map(({ ok }) => ok)).toEqual([true, true, true])
		expect([one.view.stage, two.view.stage, screen.shown.stage]).toEqual(['lobby', 'lobby', 'lobby'])
		for (const { views } of [one, two]) {
			expect((views[0] as HostLesson).table.map(seatsOf)).toEqual(table.map(seatsOf))
		}
		await until('both consoles', () => one.view.hosts === 2 && one.view.projectors === 1)
		// One lesson, not two of the same: what one console does the other sees.
		await two.does({ kind: 'GHOST', shown: true })
		await until('seen', () => one.view.ghost)
		const back = new Student(url, 'Ada')
		pages.push(back)
		expect((await back.resume(students[0]?.token))?.ok).toBe(true)
		expect(back.lesson).toMatchObject({ stage: 'lobby', round: 2 })
		expect(back.seat).toBe('kernel')
	})

	test('L-41 an old lesson whose code somebody else has by now comes back under another one, with its own logs', async () => {
		const letters = [0, 1, 2, 3]
		let drawn = 0
		const sameCode = (limit: number) => (limit === 18 ? (letters[drawn++ % 4] ?? 0) : 0)
		await restart({ randomInt: sameCode })
		const { host, keys } = await lessonWith(['Ada'])
		await host.does({ kind: 'RENAME_CREW', crew: 1, name: 'The old ones' })
		await host.does({ kind: 'START' })
		await host.does({ kind: 'END_ROUND' })
		await until('debrief', () => host.view.stage === 'debrief')
		const oldLog = await logOf(keys.code, keys.host)
		age()
		await restart({ randomInt: (limit) => (limit === 18 ? (letters[drawn++ % 4] ?? 0) : 0) })
		drawn = 0
		const newer = desk()
		const otherKeys = await newer.create({ title: 'New', level: 'burst' })
		expect(otherKeys.code).toBe(keys.code)
		await newer.open(otherKeys.host)
		await student(otherKeys.code, 'Newcomer')
		await newer.does({ kind: 'START' })
		await newer.does({ kind: 'END_ROUND' })
		await until('debrief', () => newer.view.stage === 'debrief')
		// The next draw of four letters is another one.
		letters.splice(0, 4, 4, 5, 6, 7)
		const again = desk()
		expect((await again.open(keys.host)).ok).toBe(true)
		expect(again.view).toMatchObject({ title: 'Monday', stage: 'debrief' })
		expect(again.view.table.map(({ name }) => name)).toEqual(['The old ones'])
		expect(again.view.code).not.toBe(keys.code)
		expect(await logOf(again.view.code, keys.host)).toBe(oldLog)
		expect(await logOf(otherKeys.code, otherKeys.host)).toContain('"level":"burst"')
		expect((await logOf(otherKeys.code, keys.host)).startsWith('{"ok":false')).toBe(true)
		await student(otherKeys.code, 'Another')
		expect(newer.view.title).toBe('New')
	})

	test('L-42 a disk that is full: a renamed player and crew keep their names everywhere', async () => {
		const { host, students } = await lessonWith(['Ada'])
		const [ada] = students as [Student]
		const crewName = ada.crew?.crewName
		const empty = await fillDisk(host)
		// Twice: what failed once must not come through with the next.
		for (let tries = 0; tries < 2; tries++) {
			expect(await host.command({ kind: 'RENAME', player: ada.id, name: 'Eve' })).toEqual({
				ok: false,
				code: 'E_STORE',
			})
			expect(await host.command({ kind: 'RENAME_CREW', crew: 1, name: 'Eves' })).toEqual({ ok: false, code: 'E_STORE' })
			expect(await host.command({ kind: 'RESEAT', player: ada.id, crew: 1, seat: 'mmu' })).toEqual({
				ok: false,
				code: 'E_STORE',
			})
		}
		await wait(600)
		empty()
		expect([ada.crew?.members[0]?.name, ada.crew?.crewName, ada.crew?.members[0]?.seats]).toEqual([
			'Ada',
			crewName,
			['malloc'],
		])
		await host.does({ kind: 'GHOST', shown: true })
		await until('shown', () => host.view.ghost)
		expect(host.view.table[0]).toMatchObject({ name: crewName, members: [{ name: 'Ada', seat: 'malloc' }] })
		await host.does({ kind: 'RENAME', player: ada.id, name: 'Eve' })
		await until('told', () => ada.crew?.members[0]?.name === 'Eve')
		expect(await host.command({ kind: 'RENAME', player: ada.id, name: '  ' })).toEqual({ ok: false, code: 'E_NAME' })
	})

	test('L-43 after a restart a banned player still hears that it is a ban, a kicked one may join anew', async () => {
		const { host, keys, students } = await lessonWith(['Ada', 'Bo', 'Cy'])
		const [ada, bo] = students as [Student, Student]
		await host.does({ kind: 'KICK', player: ada.id, ban: true })
		await host.does({ kind: 'KICK', player: bo.id, ban: false })
		await until('told', () => ada.goodbyes.includes('banned') && bo.goodbyes.includes('kicked'))
		const tokens = [ada.token, bo.token]
		await restart()
		const page = new Student(server.url, 'Ada')
		pages.push(page)
		expect(await page.resume(tokens[0])).toEqual({ ok: false, code: 'E_BANNED' })
		expect(await page.resume(tokens[1])).toEqual({ ok: false, code: 'E_STALE_TOKEN' })
		await expect(student(keys.code, 'ADA ')).rejects.toThrow('E_BANNED')
		await student(keys.code, 'Bo')
	})
})

const seatsOf = ({ name, members }: HostCrew) => [name, members.map((member) => [member.name, member.seat])]

async function logOf(code: string, token: string): Promise<string> {
	const answer = await fetch(`${server.url}/api/lesson/${code}/log?crew=1&round=1`, {
		headers: { authorization: `Bearer ${token}` },
	})
	return answer.text()
}
