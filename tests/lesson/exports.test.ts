import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { type LessonDoor, lessonRoutes } from '../../server/http/lessonRoutes.ts'
import { GRADEBOOK_COLUMNS, gradebookCsv } from '../../server/lesson/export/gradebook.ts'
import { ITEM_COLUMNS, itemsCsv } from '../../server/lesson/export/items.ts'
import type { Poll, Vote } from '../../shared/lesson/poll.ts'
import type { LessonRecord, PlayerRecord } from '../../shared/lesson/record.ts'

const SURROUNDINGS = { origin: 'http://lot.example', dayOf: (ms: number) => new Date(ms).toISOString().slice(0, 10) }
const STARTED_MS = Date.UTC(2026, 10, 23, 9)

const vote = (answer: number, confidence: Vote['confidence']): Vote => ({ answer: [answer], confidence })

/** On the screens: A is the bank's option 2, B its option 0 (the right one), C its option 1. */
const BANK: Poll = {
	id: 1,
	round: 1,
	question: {
		kind: 'bank',
		bound: { id: 'Q5', facts: {}, options: 3, form: 'one', key: [0], whyFacts: {}, level: 'steady', seed: 7 },
	},
	shuffle: [2, 0, 1],
	stage: 'revealed',
	sinceMs: { first: STARTED_MS },
	first: { 1: vote(0, 50), 2: vote(1, 90), 3: vote(2, 50), 4: vote(0, 70) },
	revote: { 1: vote(1, 90), 2: vote(1, 90), 3: vote(1, 70), 4: vote(0, 50) },
}
const ORDER: Poll = {
	...BANK,
	id: 2,
	question: {
		kind: 'bank',
		bound: {
			id: 'Q10',
			facts: {},
			options: 3,
			form: 'order',
			key: [0, 1, 2],
			whyFacts: {},
			level: 'steady',
			seed: 7,
		},
	},
	first: { 1: { answer: [1, 2, 0], confidence: 70 }, 2: { answer: [0, 1, 2], confidence: 50 } },
	revote: {},
	stage: 'locked',
}
const OPINION: Poll = {
	...BANK,
	id: 3,
	question: { kind: 'custom', custom: { text: '=HYPERLINK("x"), or\nnot?', options: ['yes', 'no'], correct: null } },
	shuffle: [1, 0],
	first: { 1: vote(0, 50) },
	revote: {},
}
/** Nobody may know yet what is right. */
const OPEN: Poll = { ...BANK, id: 4, stage: 'revote' }

const player = (id: number, name: string, more: Partial<PlayerRecord> = {}): PlayerRecord => ({
	id,
	name,
	rosterId: `s-${id}`,
	crew: 1,
	seat: 'malloc',
	ticks: 8000,
	botTicks: 1000,
	presentMs: 60_000,
	connectedMs: 59_980,
	insight: { prediction: 18.5, diagnosis: 24, rule: 20 },
	...more,
})

const RECORD: LessonRecord = {
	code: 'KQZM',
	title: 'Monday',
	rounds: [
		{
			round: 1,
			level: 'steady',
			seed: 4711,
			startedMs: STARTED_MS,
			crews: [
				{
					crew: 1,
					name: 'Amber, "Tram"',
					steps: 278,
					bill: { malloc: 100, gate: 20, fault: 300, swap: 0, tlb: 40, copy: 5, rent: 60, audit: 7, patience: 8 },
					reference: {
						lowerBoundCycles: 213,
						parCycles: 500,
						ghosts: [
							{ name: 'first-fit', billCycles: 700 },
							{ name: 'bins', billCycles: 500 },
							{ name: 'best', billCycles: 541 },
						],
					},
					audits: { malloc: 0, kernel: 2, mmu: 1 },
					score: 875,
					medal: 'bronze',
				},
				{
					crew: 2,
					name: 'Teal Bus',
					steps: 12,
					bill: { malloc: 1, gate: 0, fault: 0, swap: 0, tlb: 0, copy: 0, rent: 0, audit: 0, patience: 0 },
					reference: null,
					audits: { malloc: 0, kernel: 0, mmu: 0 },
					score: null,
					medal: null,
				},
			],
			players: [
				player(1, '林小雨', { seat: 'kernel' }),
				player(2, '=1+1'),
				player(3, 'Ann, "the" 2nd\nline', { rosterId: '' }),
				player(5, '@late', { crew: 2, seat: null, ticks: 0, botTicks: 0, presentMs: 0, connectedMs: 0 }),
			],
		},
	],
	polls: [BANK, ORDER, OPINION, OPEN],
}

/** A reader of RFC 4180 of its own, which knows text from numbers. */
function readCsv(text: string): string[][] {
	const rows: string[][] = [[]]
	let cell = ''
	let quoted = false
	for (let at = 0; at < text.length; at++) {
		const character = text[at] ?? ''
		if (quoted) {
			if (character !== '"') cell += character
			else if (text[at + 1] === '"') cell += text[++at]
			else quoted = false
		} else if (character === '"') quoted = true
		else if (character === ',' || character === '\r') {
			rows.at(-1)?.push(cell)
			cell = ''
			if (character === '\r') {
				expect(text[++at], 'CR is followed by LF').toBe('\n')
				rows.push([])
			}
		} else cell += character
	}
	expect(rows.pop(), 'the last line ends, too').toEqual([])
	return rows
}

function tableOf(csv: string): Record<string, string>[] {
	expect(csv.startsWith('\ufeff')).toBe(true)
	const [head = [], ...rows] = readCsv(csv.slice(1))
	return rows.map((row) => {
		expect(row).toHaveLength(head.length)
		return Object.fromEntries(row.map((cell, at) => [head[at] ?? '', cell]))
	})
}

describe('gradebook.csv', () => {
	test('X-1 its columns are those of the design, in that order', () => {
		expect(GRADEBOOK_COLUMNS.join(',')).toBe(
			'session,date,chapter,level,seed,student_id,nickname,crew,round,role,bot_share_pct,connected_pct,' +
				'pred_first_correct,pred_revote_correct,confidence,diagnosis_points,rule_points,insight_0_100,crew_score,medal,' +
				'beat_ghosts,audits,steps_done,C,LB,PAR,M_bill,K_bill,U_bill,patience,replay_url',
		)
		expect(gradebookCsv(RECORD, SURROUNDINGS).split('\r\n')[0]).toBe(`\ufeff${GRADEBOOK_COLUMNS.join(',')}`)
	})

	test('X-2 every cell of a student who was there, with a Chinese name', () => {
		expect(tableOf(gradebookCsv(RECORD, SURROUNDINGS))[0]).toEqual({
			session: 'KQZM',
			date: '2026-11-23',
			chapter: '10',
			level: 'steady',
			seed: '4711',
			student_id: 's-1',
			nickname: '林小雨',
			crew: 'Amber, "Tram"',
			round: '1',
			role: 'kernel',
			bot_share_pct: '12.5',
			connected_pct: '100',
			pred_first_correct: '1',
			pred_revote_correct: '1',
			confidence: '80',
			diagnosis_points: '24',
			rule_points: '20',
			insight_0_100: '62.5',
			crew_score: '875',
			medal: 'bronze',
			beat_ghosts: '2',
			audits: '2',
			steps_done: '278',
			C: '540',
			LB: '213',
			PAR: '500',
			M_bill: '105',
			K_bill: '380',
			U_bill: '40',
			patience: '8',
			replay_url: 'http://lot.example/api/lesson/KQZM/log?crew=1&round=1',
		})
	})

	test('X-3 what is not known is an empty cell, never a 0', () => {
		const late = tableOf(gradebookCsv(RECORD, SURROUNDINGS))[3]
		const empty = Object.entries(late ?? {}).flatMap(([column, cell]) => (cell === '' ? [column] : []))
		expect(empty).toEqual([
			'role',
			'bot_share_pct',
			'connected_pct',
			'pred_first_correct',
			'pred_revote_correct',
			'confidence',
			'crew_score',
			'medal',
			'beat_ghosts',
			'audits',
			'LB',
			'PAR',
		])
	})

	test('X-4 names can not become formulas, and keep their commas, quotes and lines', () => {
		const rows = tableOf(gradebookCsv(RECORD, SURROUNDINGS))
		expect(rows.map(({ nickname }) => nickname)).toEqual(['林小雨', "'=1+1", 'Ann, "the" 2nd\nline', "'@late"])
		const wide = { ...RECORD, rounds: RECORD.rounds.map((one) => ({ ...one, players: [player(1, '＝1＋1')] })) }
		expect(tableOf(gradebookCsv(wide, SURROUNDINGS))[0]?.['nickname']).toBe("'＝1＋1")
		expect(rows[2]?.['student_id']).toBe('')
	})
})

describe('items.csv', () => {
	test('X-5 every cell of a question of the bank, with the options in its order', () => {
		const [row] = tableOf(itemsCsv(RECORD, SURROUNDINGS))
		expect(row).toEqual({
			session: 'KQZM',
			date: '2026-11-23',
			chapter: '10',
			level: 'steady',
			seed: '7',
			round: '1',
			item: '1',
			question: 'Q5',
			text: '',
			form: 'one',
			correct: 'a',
			first_a: '1',
			first_b: '1',
			first_c: '2',
			first_d: '',
			first_e: '',
			first_f: '',
			revote_a: '3',
			revote_b: '0',
			revote_c: '1',
			revote_d: '',
			revote_e: '',
			revote_f: '',
			first_votes: '4',
			revote_votes: '4',
			first_correct_pct: '25',
			revote_correct_pct: '75',
			normalised_gain: '0.667',
			potential_learners: '3',
			weighted_learning_gain: '0.667',
		})
		expect(Object.keys(row ?? {})).toEqual([...ITEM_COLUMNS])
	})

	test('X-6 an order counts right and not right; an opinion has no right answer; its text is no formula', () => {
		const [, order, opinion] = tableOf(itemsCsv(RECORD, SURROUNDINGS))
		expect(order).toMatchObject({
			question: 'Q10',
			form: 'order',
			correct: 'a',
			first_a: '1',
			first_b: '1',
			first_c: '',
		})
		expect(opinion).toMatchObject({
			question: 'custom',
			text: `'=HYPERLINK("x"), or\nnot?`,
			correct: '',
			first_a: '0',
			first_b: '1',
			first_c: '',
			first_correct_pct: '',
			normalised_gain: '',
			potential_learners: '',
		})
	})
})

describe('downloads', () => {
	let server: Server | null = null
	afterEach(() => server?.close())

	async function serve(): Promise<(path: string, token?: string) => Promise<Response>> {
		const door: LessonDoor = {
			sessionInfo: (code) =>
				code === 'KQZM'
					? { isLesson: true, title: 'Monday', dealing: 'rows', rosterOnly: false, stage: 'lobby' }
					: null,
			record: async (_, token) => (token === 'host' ? RECORD : 'E_TOKEN'),
			log: async (_, token, crew, round) => (token === 'host' ? { text: `log ${crew} ${round}` } : 'E_ROUND'),
		}
		server = createServer(express().use('/api', lessonRoutes(door)))
		await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
		const { port } = server.address() as AddressInfo
		return (path, token) =>
			fetch(`http://127.0.0.1:${port}${path}`, token ? { headers: { Authorization: `Bearer ${token}` } } : {})
	}

	test('X-7 the gradebook is for those with a host token in the header, and comes as a file', async () => {
		const get = await serve()
		expect((await get('/api/lesson/kqzm/gradebook.csv')).status).toBe(401)
		expect((await get('/api/lesson/kqzm/gradebook.csv?token=host')).status).toBe(401)
		expect((await get('/api/lesson/kqzm/gradebook.csv', 'player')).status).toBe(403)
		for (const name of ['gradebook.csv', 'items.csv']) {
			const response = await get(`/api/lesson/kqzm/${name}`, 'host')
			expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
			expect(response.headers.get('content-disposition')).toBe(`attachment; filename="KQZM-${name}"`)
			expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
		}
	})

	test('X-8 logs are asked for by crew and round, and refused with a reason', async () => {
		const get = await serve()
		expect(await (await get('/api/lesson/KQZM/log?crew=3&round=2', 'host')).text()).toBe('log 3 2')
		expect(await (await get('/api/lesson/KQZM/log', 'host')).text()).toBe('log null null')
		expect((await get('/api/lesson/KQZM/log?crew=x', 'host')).status).toBe(404)
		expect(await (await get('/api/lesson/KQZM/log', 'player')).json()).toEqual({ ok: false, code: 'E_ROUND' })
	})

	test('X-9 what one needs to know before joining wants no token', async () => {
		const get = await serve()
		expect(await (await get('/api/session/kqzm')).json()).toMatchObject({ isLesson: true, dealing: 'rows' })
		expect((await get('/api/session/bbbb')).status).toBe(404)
	})
})
