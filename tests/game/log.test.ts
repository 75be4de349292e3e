import { beforeAll, describe, expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { canonicalJson, fnv1a64 } from '../../shared/game/canonical.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { Intent } from '../../shared/game/intent.ts'
import {
	formatLog,
	type LogEntry,
	replay,
	resultOf,
	type RoundResult,
	type Verifier,
	verifyLog,
} from '../../shared/game/log.ts'
import { createRound } from '../../shared/game/createRound.ts'
import {
	advance,
	drain,
	hashWorld,
	MAX_ROUND_TICKS,
	play,
	type RoundHeader,
	roundHeader,
} from '../../shared/game/round.ts'
import type { Pace, Seat } from '../../shared/game/seat.ts'
import { LEVEL_NAMES, levelNamed, type Level, type LevelName } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'

// ── a short real log ─────────────────────────────────────────────────────────────────────────
/** A changed seed asks for another program: each is made once. */
const programs = new Map<string, Program>()
async function programOf(level: string, seed: number): Promise<Program> {
	const name = LEVEL_NAMES.find((one) => one === level) as LevelName
	const key = `${name} ${seed}`
	const known = programs.get(key) ?? (await loadProgram(name, seed))
	programs.set(key, known)
	return known
}

const verifier: Verifier = { loadProgram: programOf, parseEntry: parseLogEntry }

interface Recorded {
	readonly header: RoundHeader
	readonly entries: LogEntry[]
	readonly result: RoundResult
	readonly text: string
	readonly program: Program
	readonly level: Level
}

/** Humans at some seats do what the bots would for the first ticks, then they leave and bots finish it. */
async function record(
	levelName: LevelName,
	seed: number,
	pace: Pace,
	seats: readonly Seat[],
	until: number,
): Promise<Recorded> {
	const level = levelNamed(levelName) as Level
	const program = await programOf(levelName, seed)
	const header = roundHeader(levelName, seed, pace)
	const world = createRound(header, level, program)
	const entries: LogEntry[] = []
	const command = (seat: Seat, intent: Intent): void => {
		expect(play(world, seat, intent)).toEqual({ ok: true })
		const attempt = entries.filter((entry) => entry.seat === seat).length + 1
		entries.push({ tick: world.tick, seq: entries.length, seat, player: seats.indexOf(seat), attempt, intent })
	}
	for (const seat of seats) command(seat, { kind: 'TAKE' })
	for (const seat of seats) command(seat, { kind: 'READY' })
	while (world.phase === 'running') {
		advance(world)
		drain(world)
		if (world.tick === until) for (const seat of seats) command(seat, { kind: 'YIELD' })
		if (world.tick >= until) continue
		for (const seat of seats) {
			const intent = botIntent(deskOf(world, seat))
			if (intent) command(seat, intent)
		}
	}
	const result = resultOf(world)
	return { header, entries, result, text: formatLog(header, entries, result), program, level }
}

let short: Recorded
beforeAll(async () => {
	short = await record('bash', 4711, 'live', ['malloc', 'mmu'], 120)
	expect(short.entries.length).toBeGreaterThan(8)
	expect(short.entries.length).toBeLessThan(40)
})

const linesOf = (text: string): string[] => text.split('\n')
const verify = (text: string) => verifyLog(text, verifier)

describe('canonical form', () => {
	// Test vectors of FNV-1a 64: http://www.isthe.com/chongo/tech/comp/fnv/
	test.each([
		['', 'cbf29ce484222325'],
		['a', 'af63dc4c8601ec8c'],
		['b', 'af63df4c8601f1a5'],
		['foobar', '85944171f73967e8'],
		['hello', 'a430d84680aabd0b'],
	])('G-100 the hash of "%s" is %s', (text, hash) => {
		expect(fnv1a64(text)).toBe(hash)
	})

	test('G-101 one value has one text, whatever the order of its fields; undefined is no field', () => {
		expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true, e: undefined })).toBe(
			'{"a":true,"b":[1,{"c":"x","d":null}]}',
		)
		expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }))
		expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]))
	})
})

describe('a log', () => {
	test.each([
		['steady', 'live', ['malloc'], 300],
		['sqlite3', 'calm', ['kernel', 'mmu'], 400],
		['bash', 'live', ['malloc', 'kernel', 'mmu'], 9000],
		['git-log', 'live', ['kernel'], 2000],
		['cc1', 'calm', ['malloc', 'kernel', 'mmu'], 9000],
	] as const)('G-102 of %s, %s, by %j is verified and says its own result', async (level, pace, seats, until) => {
		const { text, result, entries } = await record(level, 7, pace, seats, until)
		expect(await verify(text)).toEqual({ ok: true, result })
		expect(linesOf(text)).toHaveLength(entries.length + 3)
		expect(result.steps).toBeGreaterThan(100)
	})

	test('G-103 is made of its parts again, byte for byte', () => {
		const entries = linesOf(short.text)
			.slice(1, -2)
			.map((line) => parseLogEntry(JSON.parse(line)) as LogEntry)
		expect(entries).toEqual(short.entries)
		expect(formatLog(short.header, entries, short.result)).toBe(short.text)
	})

	test('G-104 replayed to any tick is the world of that tick', () => {
		const { header, level, program, entries } = short
		const live = createRound(header, level, program)
		let next = 0
		for (const tick of [0, 40, 77, 120, 500, 3000]) {
			while (live.tick < tick) {
				for (; entries[next]?.tick === live.tick; next += 1) {
					play(live, (entries[next] as LogEntry).seat, (entries[next] as LogEntry).intent)
				}
				advance(live)
			}
			const part = replay(header, level, program, entries.slice(0, next), tick)
			expect(part.ok && hashWorld(part.world)).toBe(hashWorld(live))
		}
	})

	test('G-105 with any one character changed is refused, and the line is named', async () => {
		const { text } = short
		const stream = randomStream(1, 'bytes')
		const characters = '0123456789abcdef"{}[]:,.-+eE \n\ttrue\u00e9'
		for (let trial = 0; trial < 300; trial += 1) {
			const at = between(stream, 0, text.length - 1)
			const other = characters[between(stream, 0, characters.length - 1)] as string
			if (other === text[at]) continue
			const changed = text.slice(0, at) + other + text.slice(at + 1)
			const verdict = await verify(changed)
			const what = `${JSON.stringify(text.slice(at - 8, at))} ${JSON.stringify(text[at])} → ${JSON.stringify(other)}`
			expect(verdict.ok, what).toBe(false)
			if (!verdict.ok) {
				expect(verdict.line, what).toBeGreaterThan(0)
				expect(verdict.line, what).toBeLessThanOrEqual(linesOf(changed).length)
			}
		}
	})

	test('G-106 with one digit of any number changed is refused', async () => {
		const digits = [...short.text.matchAll(/\d/g)].map(({ index }) => index)
		const stream = randomStream(2, 'digits')
		for (let trial = 0; trial < 60; trial += 1) {
			const at = digits[between(stream, 0, digits.length - 1)] as number
			const other = String((Number(short.text[at]) + between(stream, 1, 9)) % 10)
			const changed = short.text.slice(0, at) + other + short.text.slice(at + 1)
			expect((await verify(changed)).ok, `${short.text.slice(at - 12, at)}[${other}]`).toBe(false)
		}
	})

	test.each([
		['cut anywhere', (text: string) => text.slice(0, -1)],
		['cut in the middle', (text: string) => text.slice(0, text.length >> 1)],
		['empty', () => ''],
		['with something behind it', (text: string) => `${text}{}`],
		['with an empty line behind it', (text: string) => `${text}\n`],
		['twice', (text: string) => text + text],
		['with a mark of byte order', (text: string) => `\ufeff${text}`],
		['with the line ends of another system', (text: string) => text.replaceAll('\n', '\r\n')],
		['of the header alone', (text: string) => `${linesOf(text)[0]}\n`],
		['of nothing but line ends', () => '\n'.repeat(50)],
		['not even JSON', () => 'PARK\n'.repeat(20)],
		['without its last entry', (text: string) => linesOf(text).toSpliced(-3, 1).join('\n')],
		['without its outcome', (text: string) => linesOf(text).toSpliced(-2, 1).join('\n')],
	])('G-107 %s is refused', async (_what, change) => {
		const verdict = await verify(change(short.text))
		expect(verdict.ok).toBe(false)
	})

	test('G-108 too long a file is refused as a whole', async () => {
		expect(await verify('\n'.repeat(200_000))).toEqual({
			ok: false,
			line: 0,
			message: expect.stringMatching(/more than/),
		})
	})
})

describe('what is wrong with a log is told with its line', () => {
	const LINE = 5
	const changedLine = (line: number, change: (fields: Record<string, unknown>) => unknown): string => {
		const lines = linesOf(short.text)
		const fields: unknown = JSON.parse(lines[line - 1] ?? '')
		return lines.with(line - 1, JSON.stringify(change(fields as Record<string, unknown>))).join('\n')
	}
	const entryLine = (index: number): number => index + 2
	const firstOf = (kind: string): number => short.entries.findIndex(({ intent }) => intent.kind === kind)

	test.each<readonly [string, number, RegExp, () => string]>([
		['no header', 1, /header/, () => changedLine(1, () => [])],
		['a header of another product', 1, /header/, () => changedLine(1, (fields) => ({ ...fields, log: 'x' }))],
		['a header of another format', 1, /header/, () => changedLine(1, (fields) => ({ ...fields, format: 1 }))],
		['other rules', 1, /rules 99/, () => changedLine(1, (fields) => ({ ...fields, rules: 99 }))],
		['an unknown level', 1, /no level nope/, () => changedLine(1, (fields) => ({ ...fields, level: 'nope' }))],
		['an unknown pace', 1, /header/, () => changedLine(1, (fields) => ({ ...fields, pace: 'fast' }))],
		['a header field more', 1, /should be/, () => changedLine(1, (fields) => ({ ...fields, more: 1 }))],
		['an entry that is none', LINE, /not an entry/, () => changedLine(LINE, () => ({ hello: 1 }))],
		['an entry field more', LINE, /entry/, () => changedLine(LINE, (fields) => ({ ...fields, more: 1 }))],
		[
			'an unknown command',
			LINE,
			/not an entry/,
			() => changedLine(LINE, (fields) => ({ ...fields, intent: { kind: 'FLY' } })),
		],
		['a seq too small', LINE, /seq 0 where 3 is due/, () => changedLine(LINE, (fields) => ({ ...fields, seq: 0 }))],
		['a seq too large', LINE, /seq 9 where 3 is due/, () => changedLine(LINE, (fields) => ({ ...fields, seq: 9 }))],
		['a tick that goes back', 8, /can't be reached/, () => changedLine(8, (fields) => ({ ...fields, tick: 1 }))],
		[
			'a tick behind the end of the round',
			8,
			/can't be reached/,
			() => changedLine(8, (fields) => ({ ...fields, tick: MAX_ROUND_TICKS })),
		],
		[
			'a command that is refused',
			2,
			/YIELD of malloc is refused/,
			() => changedLine(2, (fields) => ({ ...fields, intent: { kind: 'YIELD' } })),
		],
		['another player', 0, /should be/, () => changedLine(LINE, (fields) => ({ ...fields, player: 2 }))],
		['another attempt', 0, /should be/, () => changedLine(LINE, (fields) => ({ ...fields, attempt: 77 }))],
	])('G-110 %s', async (_what, line, message, text) => {
		const verdict = await verify(text())
		expect(verdict).toMatchObject({ ok: false, message: expect.stringMatching(message) })
		// 0 stands for the outcome's line, the last but one: the digest tells that something above it was changed.
		if (!verdict.ok) expect(verdict.line).toBe(line === 0 ? linesOf(short.text).length - 1 : line)
	})

	test('G-111 two entries that changed places', async () => {
		const lines = linesOf(short.text)
		const [one, other] = [lines[3] as string, lines[4] as string]
		expect(await verify(lines.with(3, other).with(4, one).join('\n'))).toMatchObject({ ok: false, line: 4 })
	})

	test.each(['hash', 'billCycles', 'steps', 'tick', 'digest'] as const)(
		'G-112 an outcome with another %s',
		async (field) => {
			const last = linesOf(short.text).length - 1
			const changed = changedLine(last, (fields) => ({
				...fields,
				[field]: field === 'hash' || field === 'digest' ? 'f'.repeat(16) : 1,
			}))
			expect(await verify(changed)).toMatchObject({ ok: false, line: last })
		},
	)

	test('G-113 a command with other arguments is refused where it leads elsewhere', async () => {
		const index = firstOf('ASK')
		const changed = changedLine(entryLine(index), (fields) => ({
			...fields,
			intent: { ...(fields['intent'] as Intent), pages: 31 },
		}))
		const verdict = await verify(changed)
		expect(verdict.ok).toBe(false)
		if (!verdict.ok) expect(verdict.line).toBeGreaterThanOrEqual(entryLine(index))
	})

	test('G-114 a round that somebody in CALM never finished is told, in bounded time', async () => {
		const { text } = await record('bash', 4711, 'calm', ['malloc'], 120)
		const lines = linesOf(text)
		const entries = lines.slice(1, -2)
		const withoutLeaving = entries.filter((line) => !line.includes('YIELD'))
		const verdict = await verify([lines[0], ...withoutLeaving, lines.at(-2), ''].join('\n'))
		expect(verdict).toMatchObject({ ok: false, message: expect.stringMatching(/not finished/) })
	})

	test('G-115 a tick that no round can reach is refused in bounded time', async () => {
		const { text } = await record('bash', 4711, 'calm', ['malloc'], 120)
		const lines = linesOf(text)
		const last = lines.length - 3
		const fields = JSON.parse(lines[last] ?? '') as Record<string, unknown>
		const changed = lines.with(last, JSON.stringify({ ...fields, tick: 1_000_000 })).join('\n')
		const verdict = await verify(changed)
		expect(verdict).toMatchObject({ ok: false, line: last + 1 })
	})
})
