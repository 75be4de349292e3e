import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import type { HomeworkItem, HomeworkReply, HomeworkResult } from '../../shared/homework/link.ts'
import { formatResultCode, parseResultCode } from '../../shared/homework/resultCode.ts'
import { runLot } from '../server/serverProcess.ts'
import { tempFolder } from '../server/testServer.ts'
import { type HomeworkServer, startHomeworkServer, studentLog } from './homeworkServer.ts'

const ITEM: HomeworkItem = { level: 'bash', seed: 3, seat: 'kernel' }
const ALL: HomeworkItem = { level: 'bash', seed: 3, seat: 'all' }
const HOUR_MS = 3_600_000
const token = (who: string): string => who.padEnd(43, '0')

let server: HomeworkServer
let log: string

beforeAll(async () => {
	server = await startHomeworkServer()
	log = await studentLog(ITEM)
})
afterAll(() => server.close())

async function ask<T extends object>(path: string, init: RequestInit = {}): Promise<HomeworkReply<T>> {
	const reply = await fetch(`${server.url}/api/homework${path}`, init)
	return (await reply.json()) as HomeworkReply<T>
}

const json = (body: object, bearer = ''): RequestInit => ({
	method: 'POST',
	headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` },
	body: JSON.stringify(body),
})

const assignment = (more: object = {}) => ({
	title: 'Week 5',
	owner: 'Dr Lin',
	items: [ITEM, ALL],
	bots: TEXTBOOK_BOTS,
	attempts: 2,
	deadlineMs: Date.now() + HOUR_MS,
	...more,
})

async function give(more: object = {}): Promise<{ id: string; ownerToken: string }> {
	const reply = await ask<{ id: string; ownerToken: string }>('', json(assignment(more)))
	if (!reply.ok) throw new Error(reply.code)
	return reply
}

const handIn = (id: string, who: string, text: string, more: object = {}) =>
	ask<{ result: HomeworkResult }>(
		`/${id}/results`,
		json({ name: who, rosterId: `id-${who}`, item: 0, playedAtMs: Date.now(), log: text, ...more }, token(who)),
	)

describe('giving homework', () => {
	test('H-01 the link leads to the assignment; its id can’t be guessed', async () => {
		const { id } = await give()
		expect(id).toMatch(/^[BCDFGHJKMNPQRTVWXY2-9]{10}$/)
		const reply = await ask<{ homework: object }>(`/${id}`)
		expect(reply).toMatchObject({ ok: true, homework: { ...assignment({ deadlineMs: expect.any(Number) }), id } })
		expect(JSON.stringify(reply)).not.toMatch(/owner(Token|Hash)/)
		expect(await ask('/BBBBBBBBBB')).toEqual({ ok: false, code: 'E_UNKNOWN_HOMEWORK' })
	})

	test.each([
		[{ items: [] }],
		[{ items: Array.from({ length: 6 }, () => ITEM) }],
		[{ items: [{ ...ITEM, level: 'nothing' }] }],
		[{ items: [{ ...ITEM, seed: 0 }] }],
		[{ attempts: 11 }],
		[{ attempts: 0 }],
		[{ title: '' }],
		[{ bots: { malloc: 2, kernel: 4, mmu: 2 } }],
		[{ stray: 1 }],
	])('H-02 what is no assignment is refused: %j', async (more) => {
		expect(await ask('', json(assignment(more)))).toEqual({ ok: false, code: 'E_BAD_MESSAGE' })
	})

	test('H-03 on a server with a host password only who knows it gives homework', async () => {
		const guarded = await startHomeworkServer({ password: 'xyzzy' })
		const create = async (more: object) =>
			(await fetch(`${guarded.url}/api/homework`, json(assignment(more)))).json() as Promise<{
				code?: string
				ok: boolean
			}>
		expect((await create({})).code).toBe('E_PASSWORD')
		expect((await create({ password: 'xyzzz' })).code).toBe('E_PASSWORD')
		expect((await create({ password: 'xyzzy' })).ok).toBe(true)
		await guarded.close()
	})
})

describe('handing in', () => {
	test('H-10 the server runs the log again, and keeps what that comes to, with a signed code', async () => {
		const { id, ownerToken } = await give()
		const reply = await handIn(id, 'Ann', log)
		if (!reply.ok) throw new Error(JSON.stringify(reply))
		expect(reply.result).toMatchObject({ item: 0, attempt: 1, botSharePercent: 0, late: false })
		const { billCycles } = JSON.parse(log.trimEnd().split('\n').at(-1) ?? '') as { billCycles: number }
		expect(reply.result.billCycles).toBe(billCycles)
		expect(reply.result.score).toBeGreaterThan(300)
		const checked = await ask<{ checked: object }>(`/check/${reply.result.code.toLowerCase()}`)
		expect(checked).toMatchObject({ ok: true, checked: { name: 'Ann', item: ITEM, result: { billCycles } } })
		expect(JSON.stringify(checked)).not.toContain('id-Ann')
		const kept = await fetch(`${server.url}/api/homework/${id}/results/1/log`, {
			headers: { Authorization: `Bearer ${ownerToken}` },
		})
		expect(await kept.text()).toBe(log)
	})

	test('H-11 a changed byte, wherever it is, is noticed', async () => {
		const { id } = await give()
		for (const place of [0.1, 0.5, 0.9, 0.999]) {
			const at = Math.floor(log.length * place)
			const changed = log.slice(0, at) + (log[at] === '1' ? '2' : '1') + log.slice(at + 1)
			expect(await handIn(id, 'Eve', changed), String(place)).toMatchObject({ ok: false, code: 'E_LOG' })
		}
		const better = log.replace(/"billCycles":\d+/, '"billCycles":1')
		expect(await handIn(id, 'Eve', better)).toMatchObject({ ok: false, code: 'E_LOG', line: expect.any(Number) })
	})

	test('H-12 the log of another seed, level, or with other bots is refused', async () => {
		const { id } = await give()
		for (const other of [
			await studentLog({ ...ITEM, seed: 4 }),
			await studentLog({ ...ITEM, level: 'sqlite3' }),
			await studentLog(ITEM, { bots: { malloc: 3, kernel: 3, mmu: 3 } }),
			log.replace('"pace":"calm"', '"pace":"live"'),
		]) {
			expect(await handIn(id, 'Eve', other)).toMatchObject({ ok: false, code: 'E_OTHER_ROUND' })
		}
		const older = log.replace(/"rules":\d+/, '"rules":1')
		expect(await handIn(id, 'Eve', older)).toMatchObject({ ok: false, code: 'E_RULES' })
		const elsewhere = await studentLog(ITEM, { sits: 'mmu' })
		expect(await handIn(id, 'Eve', elsewhere)).toMatchObject({ ok: false, code: 'E_OTHER_SEAT' })
	})

	test('H-13 the same log sent twice, even at once, counts once', async () => {
		const { id } = await give()
		const [one, two] = await Promise.all([handIn(id, 'Bo', log), handIn(id, 'Bo', log)])
		expect(one.ok).toBe(true)
		expect(two).toEqual(one)
		expect(await handIn(id, 'Bo', log)).toEqual(one)
		const mine = await ask<{ results: unknown[] }>(`/${id}/mine`, {
			headers: { Authorization: `Bearer ${token('Bo')}` },
		})
		expect(mine.ok && mine.results).toHaveLength(1)
	})

	test('H-14 attempts are counted where they arrive; more than allowed are refused', async () => {
		const { id } = await give()
		for (const mark of [1, 2])
			expect(await handIn(id, 'Cy', await studentLog(ITEM, { mark }))).toMatchObject({
				ok: true,
				result: { attempt: mark },
			})
		expect(await handIn(id, 'Cy', await studentLog(ITEM, { mark: 3 }))).toEqual({ ok: false, code: 'E_ATTEMPTS' })
	})

	test('H-15 another student’s identical log is marked for the owner', async () => {
		const { id, ownerToken } = await give()
		await handIn(id, 'Ann', log)
		await handIn(id, 'Eve', log)
		const table = await ask<{ students: { name: string; results: { sameAs: string | null }[] }[] }>(`/${id}/table`, {
			headers: { Authorization: `Bearer ${ownerToken}` },
		})
		if (!table.ok) throw new Error(table.code)
		expect(table.students.map(({ name, results }) => [name, results[0]?.sameAs])).toEqual([
			['Ann', null],
			['Eve', 'Ann'],
		])
	})

	test('H-16 after the deadline it is taken and marked late, by the server’s clock', async () => {
		const { id } = await give({ deadlineMs: Date.now() - 1 })
		const reply = await handIn(id, 'Di', log, { playedAtMs: 5 })
		expect(reply).toMatchObject({ ok: true, result: { late: true, playedAtMs: 5 } })
	})

	test('H-17 a seat handed to the bot for a part of the round shows as its share', async () => {
		const { id } = await give()
		const { tick } = JSON.parse(log.trimEnd().split('\n').at(-1) ?? '') as { tick: number }
		const half = await studentLog(ITEM, { yieldsAt: Math.floor(tick / 2) })
		const reply = await handIn(id, 'Fay', half)
		expect(reply.ok && reply.result.botSharePercent).toBeGreaterThan(35)
		expect(reply.ok && reply.result.botSharePercent).toBeLessThan(65)
		const all = await handIn(id, 'Fay', await studentLog(ALL), { item: 1 })
		expect(all).toMatchObject({ ok: true, result: { botSharePercent: 0, item: 1 } })
	})

	test('H-18 rude names, huge logs and rubbish are refused', async () => {
		const { id } = await give()
		expect(await handIn(id, 'Gil', log, { name: 'FUCK' })).toEqual({ ok: false, code: 'E_NAME' })
		expect(await handIn(id, 'Gil', 'x'.repeat(2_000_001))).toEqual({ ok: false, code: 'E_TOO_LARGE' })
		expect(await handIn(id, 'Gil', 'x'.repeat(5_000_000))).toEqual({ ok: false, code: 'E_TOO_LARGE' })
		expect(await handIn(id, 'Gil', 'rubbish')).toMatchObject({ ok: false, code: 'E_LOG' })
		expect(await handIn(id, 'Gil', log, { item: 4 })).toEqual({ ok: false, code: 'E_BAD_MESSAGE' })
		const broken = await fetch(`${server.url}/api/homework/${id}/results`, { ...json({}), body: '{' })
		expect(await broken.json()).toEqual({ ok: false, code: 'E_BAD_MESSAGE' })
	})

	test('H-19 a full disk is said, and nothing is kept', async () => {
		const { id } = await give()
		const pages = Number(server.store.database.pragma('page_count', { simple: true }))
		server.store.database.pragma(`max_page_count = ${pages}`)
		const replies = []
		for (let mark = 0; mark < 2; mark += 1) replies.push(await handIn(id, 'Hal', await studentLog(ITEM, { mark })))
		server.store.database.pragma('max_page_count = 1000000')
		expect(replies).toContainEqual({ ok: false, code: 'E_STORE' })
		for (let mark = 0; mark < 2; mark += 1)
			expect((await handIn(id, 'Hal', await studentLog(ITEM, { mark }))).ok).toBe(true)
	})

	test('H-20 one student who sends too fast is stopped, the others aren’t', async () => {
		const { id } = await give()
		const replies = []
		for (let times = 0; times < 25; times += 1) replies.push(await handIn(id, 'Ivy', 'rubbish'))
		expect(replies.at(-1)).toEqual({ ok: false, code: 'E_RATE' })
		expect((await handIn(id, 'Jo', log)).ok).toBe(true)
	})
})

describe('the owner', () => {
	test('H-30 the table and the CSV need the owner’s token', async () => {
		const { id } = await give()
		const other = await give()
		for (const bearer of ['', token('Ann'), other.ownerToken]) {
			const init = { headers: { Authorization: `Bearer ${bearer}` } }
			expect(await ask(`/${id}/table`, init)).toEqual({ ok: false, code: 'E_OWNER' })
			expect(await ask(`/${id}/table.csv`, init)).toEqual({ ok: false, code: 'E_OWNER' })
		}
	})

	test('H-31 the CSV opens right: byte order mark, numbers as numbers, no formulas', async () => {
		const { id, ownerToken } = await give()
		await handIn(id, 'Kim', log, { name: '=1+1', rosterId: '+49,"x"' })
		const reply = await fetch(`${server.url}/api/homework/${id}/table.csv`, {
			headers: { Authorization: `Bearer ${ownerToken}` },
		})
		const bytes = new Uint8Array(await reply.arrayBuffer())
		expect(Array.from(bytes.slice(0, 3))).toEqual([0xef, 0xbb, 0xbf])
		const [head, row, rest] = new TextDecoder().decode(bytes).split('\r\n')
		expect(head).toMatch(/^homework,student_id,nickname,items_done,mean_score,1_bash_3_kernel_score,/)
		expect(row).toMatch(new RegExp(`^${id},"'\\+49,""x""",'=1\\+1,1,\\d+,\\d+,\\w+,1,0,0,,`))
		expect(rest).toBe('')
	})

	test('H-32 entries with one roster id are pointed out', async () => {
		const { id, ownerToken } = await give()
		await handIn(id, 'Lu', log, { rosterId: 'S1' })
		await handIn(id, 'Lu2', log, { rosterId: 's1' })
		const table = await ask<{ students: { sharesRosterId: boolean }[] }>(`/${id}/table`, {
			headers: { Authorization: `Bearer ${ownerToken}` },
		})
		expect(table.ok && table.students.map(({ sharesRosterId }) => sharesRosterId)).toEqual([true, true])
	})
})

describe('result codes', () => {
	test('H-40 codes survive being read aloud, and each wrong character is noticed', () => {
		const code = formatResultCode(4711, [1, 2, 250, 4, 5, 255])
		expect(parseResultCode(code)).toEqual({ id: 4711, mac: [1, 2, 250, 4, 5, 255] })
		expect(parseResultCode(` ${code.replaceAll('0', 'o').replaceAll('-', ' ').toLowerCase()}`)).toEqual(
			parseResultCode(code),
		)
		expect(parseResultCode('nonsense')).toBeNull()
		expect(parseResultCode(code.slice(1))).toBeNull()
	})

	test('H-41 a code is void as soon as anything it stands for is changed, or another server made it', async () => {
		const { id } = await give()
		const reply = await handIn(id, 'Max', log)
		if (!reply.ok) throw new Error(reply.code)
		const { code } = reply.result
		const last = code.at(-1) === 'Z' ? 'Y' : 'Z'
		expect(await ask(`/check/${code.slice(0, -1)}${last}`)).toEqual({ ok: false, code: 'E_CODE' })
		server.store.database.prepare('update results set score = score + 1 where homework = ?').run(id)
		expect(await ask(`/check/${code}`)).toEqual({ ok: false, code: 'E_CODE' })
		server.store.database.prepare('update results set score = score - 1 where homework = ?').run(id)
		expect((await ask(`/check/${code}`)).ok).toBe(true)
	})

	test('H-42 the key is made once, for its owner’s eyes only; `lot homework check` knows it', async () => {
		const folder = tempFolder()
		const first = await startHomeworkServer({ folder })
		const key = readFileSync(join(folder, 'homework.key'))
		expect(key).toHaveLength(32)
		expect(statSync(join(folder, 'homework.key')).mode & 0o777).toBe(0o600)
		const old = server
		server = first
		const { id } = await give()
		const reply = await handIn(id, 'Ned', log)
		server = old
		if (!reply.ok) throw new Error(reply.code)
		await first.close()
		const second = await startHomeworkServer({ folder })
		expect(readFileSync(join(folder, 'homework.key'))).toEqual(key)
		const lot = async (code: string) => {
			const process = runLot(['homework', 'check', code], { DATA_DIR: folder })
			return { ...(await process.ended), ...process.output }
		}
		expect(await lot(reply.result.code)).toMatchObject({ code: 0, stdout: expect.stringContaining('Ned') })
		expect(await lot('0000-0000-0000-0000')).toMatchObject({ code: 1 })
		await second.close()
	})
})
