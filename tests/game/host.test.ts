import { describe, expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import { injectionsIn, mayInject, placeInjection, withInjection, withInjections } from '../../shared/game/inject.ts'
import { type HostIntent, type InjectIntent, INJECTIONS, type Intent } from '../../shared/game/intent.ts'
import { formatLog, type LogEntry, replay, resultOf, verifyLog } from '../../shared/game/log.ts'
import {
	advance,
	beginWithBots,
	billCyclesOf,
	clockHeld,
	drain,
	hashWorld,
	play,
	roundHeader,
	runToEnd,
	setReference,
	type World,
} from '../../shared/game/round.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import type { LogSeat, Pace, Seat } from '../../shared/game/seat.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { residentPages } from '../../shared/machine/machine.ts'
import { type Level, type LevelName, levelNamed, LEVELS } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import { faultsOf } from '../programs/wellFormed.ts'
import { eventsOf, malloc, request, roundOf, until, waitingRoundOf, write } from './table.ts'

const ALLOCATIONS = 1000

const injectionAt = (injection: InjectIntent['injection'], lane: number, at: number, salt = 1): InjectIntent => ({
	kind: 'INJECT',
	injection,
	lane,
	at,
	salt,
})

const lengths = ({ lanes }: Program): number[] => lanes.map((ops) => ops.length)

describe('ops that a host puts into the program', () => {
	test.each(INJECTIONS)(
		'G-330 %s fits into any program at any place: well formed, the rest as it was',
		async (injection) => {
			for (const { name } of LEVELS) {
				const program = await loadProgram(name, 3)
				const stream = randomStream(1, `${name} ${injection}`)
				for (let trial = 0; trial < 12; trial += 1) {
					const lane = between(stream, 0, 2)
					const at = between(stream, 0, program.lanes[lane]?.length ?? 0)
					const intent = injectionAt(injection, lane, at, between(stream, 0, 0xffff_ffff))
					const changed = withInjection(program, intent)
					expect(faultsOf(changed, ALLOCATIONS)).toEqual([])
					const added = (changed.lanes[lane]?.length ?? 0) - (program.lanes[lane]?.length ?? 0)
					expect(added).toBeGreaterThan(0)
					expect(changed.lanes.map((ops, one) => (one === lane ? ops.toSpliced(at, added) : ops))).toEqual(
						program.lanes,
					)
					expect(withInjection(program, { ...intent })).toBe(changed)
					expect(faultsOf(withInjection(changed, injectionAt('burst', 0, 1, trial)), ALLOCATIONS)).toEqual([])
				}
			}
		},
	)

	test('G-331 what each of them is', async () => {
		const program = await loadProgram('steady', 1)
		const opsOf = (injection: InjectIntent['injection']) => {
			const { lanes } = withInjection(program, injectionAt(injection, 1, 5, 9))
			return lanes[1]?.slice(5, 5 + (lanes[1].length - (program.lanes[1]?.length ?? 0))) ?? []
		}
		const kinds = (injection: InjectIntent['injection']): string =>
			opsOf(injection)
				.map(({ kind }) => kind)
				.join(' ')
		expect(kinds('pin')).toBe('malloc touch')
		expect(kinds('burst')).toBe(`${'malloc touch '.repeat(12)}${'free '.repeat(12)}`.trim())
		expect(kinds('wild')).toBe('wild wild')
		expect(kinds('surge')).toBe('surge')
		expect(kinds('fork')).toBe('fork')
		expect(opsOf('untouched')).toMatchObject([{ sizeBytes: 2048 }, { kind: 'touch', offsetBytes: 0, lengthBytes: 1 }])
		const [near, far] = opsOf('wild')
		expect(near?.kind === 'wild' && near.address).toBeLessThan(0x100)
		expect(far?.kind === 'wild' && far.address).toBeGreaterThanOrEqual(0xf000)
	})

	test('G-332 a place ahead of all crews; null when some crew is too far for all of them', async () => {
		const program = await loadProgram('burst', 2)
		const ends = lengths(program)
		const stream = randomStream(4, 'places')
		let late = 0
		for (let trial = 0; trial < 500; trial += 1) {
			const done = between(stream, 0, 110)
			const crews = Array.from({ length: between(stream, 1, 9) }, () =>
				ends.map((length) => Math.min(length, Math.floor((length * Math.max(0, done - between(stream, 0, 20))) / 100))),
			)
			const intent = placeInjection(crews, program, 'pin', trial)
			const farthest = ends.map((_, lane) => Math.max(...crews.map((crew) => crew[lane] ?? 0)))
			const room = farthest.map((index, lane) => index < (ends[lane] ?? 0))
			expect(intent !== null).toBe(room.includes(true))
			if (!intent) late += 1
			else
				expect([intent.at > (farthest[intent.lane] ?? 0), intent.at <= (ends[intent.lane] ?? 0)]).toEqual([true, true])
			expect(placeInjection(crews, program, 'pin', trial)).toEqual(intent)
		}
		expect(late).toBeGreaterThan(5)
		expect(placeInjection([], program, 'fork', 1)).toMatchObject({ kind: 'INJECT', injection: 'fork', salt: 1 })
	})

	test('G-333 two crews that play differently meet the same program', async () => {
		const level = levelNamed('three-acts') as Level
		const program = await loadProgram('three-acts', 5)
		const crew = (bots: 1 | 3): World => {
			const world = createRound(
				roundHeader('three-acts', 5, 'live', { malloc: bots, kernel: bots, mmu: bots }),
				level,
				program,
			)
			beginWithBots(world)
			return world
		}
		const crews = [crew(1), crew(3)]
		for (const injection of INJECTIONS) {
			for (const world of crews) for (let tick = 0; tick < 700; tick += 1) advance(world)
			const [first] = crews
			const positions = crews.map(({ lanes }) => lanes.map(({ next }) => next))
			const intent = placeInjection(positions, first?.program ?? program, injection, 77)
			if (!intent) throw new Error('too late')
			for (const world of crews) {
				expect(mayInject(world, intent)).toBe(true)
				expect(play(world, 'host', intent)).toEqual({ ok: true })
			}
		}
		for (const world of crews) {
			runToEnd(world)
			expect(world.step).toBe(world.info.stepsTotal)
			expect(lengths(world.program).reduce((sum, length) => sum + length, 0)).toBe(world.step)
		}
		expect(crews[0]?.program).toBe(crews[1]?.program)
		expect(crews[0]?.program).toBe(withInjections(program, crews[1]?.injections ?? []))
		expect(crews[0]?.tick).not.toBe(crews[1]?.tick)
	})

	test('G-334 a surge takes four frames for 26 steps, and gives them back', () => {
		const lane = Array.from({ length: 40 }, () => ({ kind: 'wild', address: 0, write: false }) as never)
		const world = roundOf([
			lane.map((_, index) =>
				index === 2 ? ({ kind: 'surge', pages: 4, steps: 26 } as const) : ({ kind: 'return' } as const),
			),
		])
		const before = residentPages(world.machine)
		let most = 0
		let startedAt = 0
		let endedAt = 0
		while (world.phase === 'running') {
			advance(world)
			most = Math.max(most, residentPages(world.machine))
			for (const { event } of drain(world)) {
				if (event.type === 'processStarted') startedAt = world.step
				if (event.type === 'processEnded') endedAt = world.step
			}
		}
		expect(most).toBe(before + 4)
		expect(residentPages(world.machine)).toBe(before)
		expect(endedAt - startedAt).toBeGreaterThanOrEqual(25)
		expect(endedAt - startedAt).toBeLessThan(30)
	})

	test('G-335 no ghost beats the lower bound of a changed program', async () => {
		for (const name of ['steady', 'wild', 'big', 'fork', 'sqlite3'] as const) {
			const level = levelNamed(name) as Level
			let program = await loadProgram(name, 8)
			for (const [index, injection] of INJECTIONS.entries())
				program = withInjection(program, injectionAt(injection, index % 3, 10 * index, index))
			const { lowerBoundCycles, parCycles, ghosts } = referenceOf(level, program, 8)
			expect(lowerBoundCycles).toBeGreaterThan(0)
			for (const { billCycles } of ghosts) expect(billCycles).toBeGreaterThanOrEqual(lowerBoundCycles)
			expect(parCycles).toBeGreaterThan(referenceOf(level, await loadProgram(name, 8), 8).parCycles)
		}
	})
})

// ── logs ─────────────────────────────────────────────────────────────────────────────────────
interface Recorded {
	readonly world: World
	readonly entries: LogEntry[]
	readonly text: string
	readonly level: Level
	readonly program: Program
}

/** Humans who play as the textbook for a while, and a host who does what `plan` says at those ticks. */
async function recorded(
	name: LevelName,
	seed: number,
	pace: Pace,
	plan: Readonly<Record<number, readonly (HostIntent | 'inject')[]>>,
): Promise<Recorded> {
	const level = levelNamed(name) as Level
	const program = await loadProgram(name, seed)
	const header = roundHeader(name, seed, pace)
	const world = createRound(header, level, program)
	const entries: LogEntry[] = []
	const command = (...[seat, intent]: [Seat, Intent] | ['host', HostIntent]): void => {
		const stamp = { tick: world.tick, seq: entries.length, player: 0, attempt: 0 }
		expect(play(world, seat, intent)).toEqual({ ok: true })
		entries.push(seat === 'host' ? { ...stamp, seat, intent } : { ...stamp, seat, intent })
	}
	let injected = 0
	const host = (): void => {
		for (const one of plan[world.tick] ?? []) {
			if (one !== 'inject') {
				command('host', one)
				continue
			}
			const injection = INJECTIONS[injected % INJECTIONS.length] ?? 'pin'
			const intent = placeInjection([world.lanes.map(({ next }) => next)], world.program, injection, injected)
			if (!intent) throw new Error('too late')
			injected += 1
			// As a server does it: the bills of the changed program first, so that the event can tell them.
			setReference(world, referenceOf(level, withInjection(world.program, intent), seed))
			command('host', intent)
		}
	}
	for (const kind of ['TAKE', 'READY'] as const) for (const seat of SEATS) command(seat, { kind })
	host()
	let hosted = world.tick
	while (world.phase === 'running') {
		if (world.tick !== hosted) host()
		hosted = world.tick
		for (const seat of SEATS) {
			const intent = world.tick < 4000 ? botIntent(deskOf(world, seat)) : null
			if (intent && world.phase === 'running') command(seat, intent)
		}
		if (world.tick >= 4000 && world.phase === 'running')
			for (const seat of SEATS) if (world.seats[seat].holder === 'human') command(seat, { kind: 'YIELD' })
		if (!clockHeld(world)) advance(world)
		drain(world)
	}
	return { world, entries, level, program, text: formatLog(header, entries, resultOf(world)) }
}

const verify = (text: string) => verifyLog(text, { loadProgram, parseEntry: parseLogEntry })
const SIX = {
	0: ['inject'],
	900: ['inject'],
	1500: ['inject', { kind: 'PATIENCE', on: false }],
	2500: ['inject', { kind: 'PATIENCE', on: true }],
	3000: ['inject', { kind: 'EXTEND', ticks: 200 }],
	3500: ['inject'],
} as const

describe('a log with commands of a host', () => {
	test.each([
		['steady', 'live'],
		['sqlite3', 'calm'],
		['three-acts', 'live'],
	] as const)('G-340 of %s, %s, all six injections, is verified; measured by its own program', async (name, pace) => {
		const { world, entries, level, program, text } = await recorded(name, 4, pace, SIX)
		expect(await verify(text)).toEqual({ ok: true, result: resultOf(world) })
		expect(injectionsIn(entries).map(({ injection }) => injection)).toEqual([...INJECTIONS])
		const own = withInjections(program, injectionsIn(entries))
		expect(world.program).toBe(own)
		expect(world.info.reference).toEqual(referenceOf(level, own, 4))
		expect(world.info.reference).not.toEqual(referenceOf(level, program, 4))
		const replayed = replay(world.header, level, program, entries)
		expect(replayed.ok && hashWorld(replayed.world)).toBe(hashWorld(world))
	})

	test('G-341 with any one character changed is refused', async () => {
		const { text } = await recorded('wild', 2, 'calm', {
			0: ['inject'],
			500: ['inject'],
			900: ['inject'],
			1200: [{ kind: 'FINISH' }],
		})
		expect((await verify(text)).ok).toBe(true)
		const stream = randomStream(3, 'bytes')
		const hosts = [...text.matchAll(/"host"/g)].map(({ index }) => index)
		const characters = '0123456789abcdef"{}[]:,. \ntrueINJECT'
		for (let trial = 0; trial < 150; trial += 1) {
			// Two of three in a host's line.
			const at =
				trial % 3 === 0
					? between(stream, 0, text.length - 1)
					: (hosts[between(stream, 0, hosts.length - 1)] ?? 0) + between(stream, -20, 110)
			const other = characters[between(stream, 0, characters.length - 1)] as string
			if (other === text[at]) continue
			const changed = text.slice(0, at) + other + text.slice(at + 1)
			expect((await verify(changed)).ok, `${text.slice(at - 8, at)}[${other}]`).toBe(false)
		}
	})

	test('G-342 without an injection, or with one more, it is refused', async () => {
		const { text } = await recorded('wild', 2, 'live', { 0: ['inject'], 500: ['inject'] })
		const lines = text.split('\n')
		const index = lines.findLastIndex((line) => line.includes('INJECT'))
		expect((await verify(lines.toSpliced(index, 1).join('\n'))).ok).toBe(false)
		expect((await verify(lines.toSpliced(index, 0, lines[index] ?? '').join('\n'))).ok).toBe(false)
	})

	test.each<readonly [string, LogSeat, object]>([
		['a seat that injects', 'malloc', { kind: 'FINISH' }],
		['a host that parks', 'host', { kind: 'RACK', ticket: 1 }],
		['a lane that there is not', 'host', { kind: 'INJECT', injection: 'pin', lane: 3, at: 1, salt: 1 }],
		['an unknown injection', 'host', { kind: 'INJECT', injection: 'bomb', lane: 0, at: 1, salt: 1 }],
		['a place before the program', 'host', { kind: 'INJECT', injection: 'pin', lane: 0, at: -1, salt: 1 }],
		['a field more', 'host', { kind: 'FINISH', now: true }],
		['half a tick', 'host', { kind: 'EXTEND', ticks: 0.5 }],
	])('G-343 is no entry: %s', (_what, seat, intent) => {
		expect(parseLogEntry({ tick: 0, seq: 0, seat, player: 0, attempt: 0, intent })).toBeNull()
	})
})

// ── the other commands ───────────────────────────────────────────────────────────────────────
const host = (world: World, intent: HostIntent) => {
	drain(world)
	expect(play(world, 'host', intent)).toEqual({ ok: true })
	return drain(world)
}

const atRequest = (): World =>
	until(
		roundOf([[malloc(0, 100), write(0, 0)], [malloc(1, 24)]], { humans: ['malloc'] }),
		(world) => request(world) !== undefined,
	)

describe('what else a host can do', () => {
	test('G-350 while patience is off, waiting costs nothing and no autopilot comes; then it counts from the start', () => {
		const world = atRequest()
		host(world, { kind: 'PATIENCE', on: false })
		for (let tick = 0; tick < 2000; tick += 1) advance(world)
		expect([world.bill.patience, world.strikes.malloc, request(world)?.status]).toEqual([0, 0, 'waiting'])
		expect(project(world, 'malloc').patience).toBe(false)
		host(world, { kind: 'PATIENCE', on: true })
		expect(project(world, 'malloc').patience).toBe(true)
		for (let tick = 0; tick < 179; tick += 1) advance(world)
		expect(world.bill.patience).toBe(0)
		advance(world)
		expect(world.bill.patience).toBeGreaterThan(0)
		expect(request(world)?.status).toBe('waiting')
		for (let tick = 0; tick < 60; tick += 1) advance(world)
		expect(request(world)?.status).not.toBe('waiting')
		expect(world.strikes.malloc).toBe(1)
	})

	test.each([0, 300])('G-351 the night shift begins %i ticks later', (ticks) => {
		const world = atRequest()
		if (ticks > 0) host(world, { kind: 'EXTEND', ticks })
		host(world, { kind: 'PATIENCE', on: false })
		while (world.tick < 9599 + ticks && world.phase === 'running') advance(world)
		expect([world.phase, world.nightShift]).toEqual(['running', false])
		advance(world)
		expect([world.phase, world.nightShift]).toEqual(['finished', true])
	})

	test.each(['live', 'calm'] as const)(
		'G-352 FINISH in %s: bots play what is left, at once, and it is billed whole',
		async (pace) => {
			const { world } = await recorded('burst', 3, pace, { 800: [{ kind: 'FINISH' }] })
			expect([world.phase, world.nightShift, world.step]).toEqual(['finished', true, world.info.stepsTotal])
			expect(billCyclesOf(world)).toBeGreaterThan(world.info.reference?.lowerBoundCycles ?? 0)
			expect(play(world, 'host', { kind: 'PATIENCE', on: true })).toMatchObject({ code: 'E_PHASE' })
		},
	)

	test('G-353 every seat hears what was done, not where, and knows the new bills', () => {
		const world = waitingRoundOf([[malloc(0, 24), malloc(1, 24), malloc(2, 24)]], { humans: ['malloc'] })
		const reference = { lowerBoundCycles: 1, parCycles: 2, ghosts: [] }
		setReference(world, reference)
		const [told] = eventsOf(host(world, injectionAt('burst', 0, 2, 123_456)), 'hostActed')
		expect(told?.event).toMatchObject({
			act: { kind: 'INJECT', injection: 'burst' },
			info: { stepsTotal: 39, reference },
		})
		for (const seat of SEATS) {
			const heard = told && reveal(told, seat)
			expect(heard?.event).toEqual(told?.event)
			expect(JSON.stringify(heard)).not.toContain('123456')
			expect(JSON.stringify(project(world, seat))).not.toContain('123456')
		}
	})

	test('G-354 twelve injections are enough', () => {
		const world = waitingRoundOf([[malloc(0, 24)]])
		for (let count = 0; count < 12; count += 1) host(world, injectionAt('wild', 0, 1, count))
		expect(play(world, 'host', injectionAt('wild', 0, 1, 99))).toMatchObject({ code: 'E_TOO_LATE' })
	})
})
