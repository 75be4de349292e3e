import { describe, expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import type { KernelDesk } from '../../shared/game/desk.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { askPagesFor, legal } from '../../shared/game/legal.ts'
import { type LogEntry, replayOn } from '../../shared/game/log.ts'
import { advance, clockHeld, drain, play, roundHeader, type World } from '../../shared/game/round.ts'
import type { ReplayStart } from '../../shared/game/replayPlayer.ts'
import { botBill } from '../../shared/game/score/figures.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import { billAfter, regretsOf } from '../../shared/game/score/regretsOf.ts'
import { type Pace, SEATS, type Seat } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import { type Level, type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { playRandomly, randomRound } from './randomPlay.ts'

interface Setting {
	readonly level: LevelName
	readonly seed: number
	readonly seats: readonly Seat[]
	readonly pace?: Pace
	/** In ticks. */
	readonly delay?: number
	/** What the human does instead of the textbook's choice. */
	readonly decide?: (world: World, seat: Seat, textbook: Intent) => Intent | null
}

interface PlayedRound {
	readonly start: ReplayStart
	readonly entries: LogEntry[]
	readonly world: World
}

/** Humans who do what the textbook does, at once, unless `decide` says otherwise. */
async function played({ level: name, seed, seats, pace = 'calm', delay = 0, decide }: Setting): Promise<PlayedRound> {
	const level = levelNamed(name) as Level
	const program = await loadProgram(name, seed)
	const header = roundHeader(name, seed, pace)
	const world = createWorld(header, level, program, null)
	const entries: LogEntry[] = []
	const command = (seat: Seat, intent: Intent): void => {
		const { tick } = world
		expect(play(world, seat, intent)).toEqual({ ok: true })
		entries.push({ tick, seq: entries.length, seat, intent, player: 0, attempt: entries.length + 1 })
	}
	for (const kind of ['TAKE', 'READY'] as const) for (const seat of seats) command(seat, { kind })
	while (world.phase === 'running') {
		for (const seat of seats) {
			const textbook = botIntent(deskOf(world, seat), 2, delay)
			const intent = textbook && (decide?.(world, seat, textbook) ?? textbook)
			if (intent) command(seat, intent)
		}
		if (!clockHeld(world)) advance(world)
		drain(world)
	}
	return { start: { header, level, program, reference: null }, entries, world }
}

/** The world just before an entry. */
function before({ start, entries }: PlayedRound, seq: number): World {
	const world = createWorld(start.header, start.level, start.program, null)
	const part = replayOn(world, entries.slice(0, seq), entries[seq]?.tick ?? 0)
	if (!part.ok) throw new Error(part.message)
	return world
}

/** Recomputed: the smaller of the two differences. */
function honest(round: PlayedRound, { seq, seat, intent, instead }: Regret): number {
	const world = before(round, seq ?? -1)
	expect(legal(deskOf(world, seat), instead.intent)).toBeNull()
	const saved = ([2, 3] as const).map(
		(level) => billAfter(world, seat, intent, level, 40) - billAfter(world, seat, instead.intent, level, 40),
	)
	return Math.min(...saved)
}

function expectHonest(round: PlayedRound, regrets: readonly Regret[]): void {
	for (const regret of regrets) {
		expect(regret.costCycles).toBeGreaterThan(0)
		if (regret.seq === null) continue
		const entry = round.entries[regret.seq]
		expect(entry).toMatchObject({ seat: regret.seat, tick: regret.tick, intent: regret.intent })
		expect(before(round, regret.seq).step).toBe(regret.step)
		expect(honest(round, regret)).toBe(regret.costCycles)
	}
	const costs = regrets.map(({ costCycles }) => costCycles)
	expect(costs).toEqual(costs.toSorted((a, b) => b - a))
}

describe('what a crew could have done better', () => {
	test('G-320 a wrong verdict is found, with the right one', async () => {
		let planted = -1
		const round = await played({
			level: 'steady-roomy',
			seed: 7,
			seats: ['kernel'],
			decide: (world, _seat, textbook) => {
				if (planted >= 0 || world.step < 60 || textbook.kind !== 'FAULT' || textbook.verdict !== 'ZERO') return null
				planted = world.tick
				return { ...textbook, verdict: 'SEGV', frame: null, order: 0 }
			},
		})
		const regrets = regretsOf(round.start, round.entries)
		expectHonest(round, regrets)
		const found = regrets.find(({ cause }) => cause === 'audit')
		expect(found).toMatchObject({
			tick: planted,
			seat: 'kernel',
			instead: { intent: { kind: 'FAULT', verdict: 'ZERO' } },
		})
		expect(found?.costCycles).toBeGreaterThan(4000)
	})

	test('G-321 a page in use that was evicted is found, and it is the dearest', async () => {
		let planted = -1
		const round = await played({
			level: 'steady-roomy',
			seed: 7,
			seats: ['kernel'],
			decide: (world) => {
				if (planted >= 0 || world.step < 60) return null
				const desk = deskOf(world, 'kernel') as KernelDesk
				const next = world.preview.map(({ page }) => page)
				const frame = desk.frames.find(
					(one) =>
						one.pid === 0 &&
						one.page !== null &&
						next.includes(one.page) &&
						legal(desk, { kind: 'EVICT', frame: one.frame }) === null,
				)
				if (!frame || frame.file) return null
				planted = world.tick
				return { kind: 'EVICT', frame: frame.frame }
			},
		})
		expect(planted).toBeGreaterThan(0)
		const [dearest, ...others] = regretsOf(round.start, round.entries)
		expectHonest(round, dearest ? [dearest, ...others] : [])
		expect(dearest).toMatchObject({ tick: planted, seat: 'kernel', cause: 'victim', intent: { kind: 'EVICT' } })
		expect(dearest?.costCycles).toBeGreaterThan(5000)
	})

	test('G-322 asking for one page each time is found: others ask for more', async () => {
		const round = await played({
			level: 'leak',
			seed: 9,
			seats: ['malloc'],
			decide: (world, _seat, textbook) => {
				if (textbook.kind !== 'ASK') return null
				const desk = deskOf(world, 'malloc')
				const request = desk.seat === 'malloc' && desk.requests.find(({ ticket }) => ticket === textbook.ticket)
				return desk.seat === 'malloc' && request
					? { ...textbook, pages: askPagesFor(desk, request.requestBytes) }
					: null
			},
		})
		const regrets = regretsOf(round.start, round.entries)
		expectHonest(round, regrets)
		const asks = regrets.filter(({ cause }) => cause === 'askSize')
		expect(asks.length).toBeGreaterThan(0)
		for (const { intent, instead } of asks) {
			if (intent.kind !== 'ASK' || instead.intent.kind !== 'ASK') throw new Error('not about asking')
			expect(instead.intent.pages).toBeGreaterThan(intent.pages)
		}
	})

	test('G-323 who lets a thread wait regrets the patience that it cost', async () => {
		const round = await played({ level: 'wild', seed: 6, seats: ['mmu'], pace: 'live', delay: 220 })
		const waits = regretsOf(round.start, round.entries, { most: 1000 }).filter(({ cause }) => cause === 'waiting')
		expect(waits.length).toBeGreaterThan(3)
		const sum = waits.reduce((cycles, { costCycles }) => cycles + costCycles, 0)
		expect(sum).toBeGreaterThan(round.world.bill.patience / 4)
		// Waits that are close to each other are one moment.
		expect(sum).toBeLessThanOrEqual(round.world.bill.patience)
		expect(new Set(waits.map(({ seat }) => seat))).toEqual(new Set(['mmu']))
	})

	test('G-324 a round of bots has no regrets, and moments are apart', async () => {
		const { start, entries } = await played({ level: 'bash', seed: 3, seats: ['malloc'], decide: () => null })
		const alone = entries.slice(0, 2)
		alone.push({ tick: 0, seq: 2, seat: 'malloc', intent: { kind: 'YIELD' }, player: 0, attempt: 3 })
		expect(regretsOf(start, alone)).toEqual([])
		const regrets = regretsOf(start, entries, { most: 8 })
		for (const [index, one] of regrets.entries())
			for (const other of regrets.slice(index + 1)) expect(Math.abs(one.step - other.step)).toBeGreaterThanOrEqual(4)
	})

	test('G-325 whatever a crew does, its regrets are honest, and found the same again', () => {
		for (const seed of [9300, 9302, 9304]) {
			const random = randomRound(seed)
			const { header } = random.world
			playRandomly(random, () => undefined)
			const { level, program, entries } = random
			const start = { header, level, program, reference: null }
			const regrets = regretsOf(start, entries, { most: 5 })
			expectHonest({ start, entries, world: random.world }, regrets)
			expect(regretsOf(start, entries, { most: 5 })).toEqual(regrets)
		}
	})

	test('G-326 takes no longer than three hundred rounds of bots: about a second, in a worker', async () => {
		const trainee = (world: World, seat: Seat, textbook: Intent): Intent | null =>
			world.tick % 3 === 0 ? textbook : botIntent(deskOf(world, seat), 1)
		const round = await played({ level: 'cc1', seed: 11, seats: SEATS, pace: 'live', decide: trainee })
		expect(round.entries.length).toBeGreaterThan(150)
		// Against each other, because machines differ and are shared.
		const cpuMs = (work: () => void): number => {
			const before = process.cpuUsage()
			work()
			return process.cpuUsage(before).user / 1000
		}
		const bots = { malloc: 2, kernel: 2, mmu: 2 } as const
		const { level, program } = round.start
		const roundsMs = cpuMs(() => {
			for (let count = 0; count < 10; count += 1) botBill(level, program, 11, bots)
		})
		let regrets: Regret[] = []
		const ownMs = cpuMs(() => {
			regrets = regretsOf(round.start, round.entries)
		})
		expect(regrets).toHaveLength(3)
		expect(ownMs).toBeLessThan(30 * roundsMs)
	})
})
