import { botIntent } from '../../shared/game/bots/bot.ts'
import type { Desk, KernelDesk, MallocDesk, MmuDesk } from '../../shared/game/desk.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { Stamped } from '../../shared/game/event.ts'
import { FAULT_VERDICTS, type HostIntent, INJECTIONS, type Intent, PINGS } from '../../shared/game/intent.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { type Refusal } from '../../shared/game/refusal.ts'
import { advance, clockHeld, drain, type Played, play, roundHeader, type World } from '../../shared/game/round.ts'
import { type LogSeat, type Pace, SEATS, type Seat } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import { type Level, LEVELS } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Op, Program } from '../../shared/programs/op.ts'
import { between, randomStream, type RandomStream } from '../../shared/programs/random.ts'
import { address, bytes, tick } from '../../shared/machine/units.ts'
import type { Rule } from '../../shared/game/standingOrder.ts'

const pick = <T>(stream: RandomStream, from: readonly T[]): T | undefined => from[between(stream, 0, from.length - 1)]
const chance = (stream: RandomStream, percent: number): boolean => between(stream, 1, 100) <= percent
/** A small number, and now and then one that fits nothing. */
const number = (stream: RandomStream, high: number): number =>
	chance(stream, 90) ? between(stream, 0, high) : (pick(stream, [255, 256, 0xffff, 0xffff_ffff]) ?? 0)

const ticketIn = (stream: RandomStream, items: readonly { readonly ticket: number }[]): number =>
	pick(stream, items)?.ticket ?? number(stream, 50)

const MALLOC_KINDS = [
	'PARK',
	'PARK',
	'MOVE',
	'GROW',
	'RACK',
	'ASK',
	'TRIM',
	'MMAP',
	'FAIL',
	'FLUSH',
	'ADVISE',
	'POL',
] as const

function mallocIntent(stream: RandomStream, desk: MallocDesk): Intent {
	const ticket = ticketIn(stream, desk.requests)
	const kind = pick(stream, MALLOC_KINDS) ?? 'PARK'
	const places = desk.chunks.filter(({ use }) => use === 'free' || use === 'top')
	switch (kind) {
		case 'PARK':
		case 'MOVE': {
			const chunk = pick(stream, places)?.address ?? number(stream, 0x2000)
			return { kind, ticket, chunk, end: chance(stream, 50) ? 'low' : 'high' }
		}
		case 'ASK':
		case 'TRIM':
			return { kind, ticket, pages: number(stream, 6) }
		case 'ADVISE': {
			// Half of the time a row that malloc may well give up.
			const room = pick(stream, places)
			const row = room ? Math.floor(room.address / 256) + 1 : 0x10
			const advice = chance(stream, 60) ? 'DONTNEED' : 'WILLNEED'
			return {
				kind,
				ticket,
				advice,
				page: chance(stream, 50) ? row : 0x10 + number(stream, 20),
				pages: number(stream, 3),
			}
		}
		case 'POL':
			return { kind, rackMaxBytes: number(stream, 300) }
		default:
			return { kind, ticket }
	}
}

const KERNEL_KINDS = ['SYS', 'FAULT', 'FAULT', 'FAULT', 'EVICT', 'SCAN', 'COMPACT', 'OOMKILL'] as const

function kernelIntent(stream: RandomStream, desk: KernelDesk): Intent {
	const kind = pick(stream, KERNEL_KINDS) ?? 'SYS'
	const frame = number(stream, desk.frames.length)
	switch (kind) {
		case 'SYS':
			return { kind, ticket: ticketIn(stream, desk.slips), verdict: chance(stream, 50) ? 'OK' : 'ENOMEM' }
		case 'EVICT':
			return { kind, frame }
		case 'SCAN':
			return { kind }
		case 'COMPACT':
			return { kind, from: frame, to: number(stream, desk.frames.length) }
		case 'OOMKILL':
			return { kind, pid: pick(stream, desk.processes)?.pid ?? number(stream, 4) }
		case 'FAULT': {
			// Half of the time the right verdict, with another frame than the bot's and perhaps a pair.
			const right = botIntent({ ...desk, slips: [] })
			const verdict = right?.kind === 'FAULT' && chance(stream, 70) ? right.verdict : pick(stream, FAULT_VERDICTS)
			return {
				kind,
				ticket: right?.kind === 'FAULT' ? right.ticket : ticketIn(stream, desk.faults),
				verdict: verdict ?? 'SEGV',
				frame: chance(stream, 30) ? null : frame - (frame % 4),
				order: pick(stream, [0, 1, 1, 2] as const) ?? 0,
			}
		}
	}
}

function mmuIntent(stream: RandomStream, desk: MmuDesk): Intent {
	const kind = pick(stream, ['WALK', 'INSERT', 'INSERT', 'RAISE', 'PREFETCH', 'PREFETCH', 'HEAT'] as const) ?? 'WALK'
	const ticket = ticketIn(stream, desk.accesses)
	const line = number(stream, desk.tlb.length)
	switch (kind) {
		case 'WALK':
			return { kind, ticket, directory: number(stream, 15), table: number(stream, 15) }
		case 'INSERT':
			return { kind, ticket, line }
		case 'RAISE':
			return { kind, ticket, present: chance(stream, 50), write: chance(stream, 50), user: chance(stream, 90) }
		case 'HEAT':
			return { kind, page: pick(stream, desk.entries)?.page ?? number(stream, 255), heat: 'cold' }
		case 'PREFETCH':
			return { kind, page: pick(stream, desk.preview)?.page ?? number(stream, 255), line }
	}
}

const ofDesk = (stream: RandomStream, desk: Desk): Intent => {
	switch (desk.seat) {
		case 'malloc':
			return mallocIntent(stream, desk)
		case 'kernel':
			return kernelIntent(stream, desk)
		case 'mmu':
			return mmuIntent(stream, desk)
	}
}

/** Standing orders that do much, good or bad. */
const RULES: readonly Rule[] = [
	{
		seat: 'malloc',
		when: [{ fact: 'size', is: 'atMost', value: 64 }],
		do: { act: 'PARK', choose: 'highest', end: 'high' },
	},
	{ seat: 'malloc', when: [], do: { act: 'PARK', choose: 'top', end: 'low' } },
	{ seat: 'malloc', when: [{ fact: 'topPages', is: 'atMost', value: 1 }], do: { act: 'ASK', pages: 2 } },
	{ seat: 'malloc', when: [{ fact: 'kind', is: 'realloc' }], do: { act: 'GROW' } },
	{ seat: 'kernel', when: [{ fact: 'freeFrames', is: 'atMost', value: 1 }], do: { act: 'EVICT', choose: 'cold' } },
	{ seat: 'kernel', when: [{ fact: 'area', is: 'heap' }], do: { act: 'FAULT', verdict: 'ZERO', order: 1 } },
	{ seat: 'kernel', when: [{ fact: 'item', is: 'brk' }], do: { act: 'SYS', verdict: 'OK' } },
	{ seat: 'mmu', when: [{ fact: 'ahead', is: 'atMost', value: 4 }], do: { act: 'INSERT', choose: 'farthest' } },
	{ seat: 'mmu', when: [{ fact: 'write', is: true }], do: { act: 'RAISE' } },
]

function ruleIntent(stream: RandomStream, seat: Seat): Intent {
	const rule = pick(
		stream,
		RULES.filter((one) => one.seat === seat || chance(stream, 5)),
	)
	const slot = between(stream, 0, 2)
	return rule && chance(stream, 80) ? { kind: 'RULE_SET', slot, rule } : { kind: 'RULE_CLEAR', slot }
}

/** What somebody might send: what a textbook would, what is possible, and what makes no sense at all. */
function randomIntent(world: World, seat: Seat, stream: RandomStream): Intent {
	const kind = between(stream, 1, 100)
	if (kind <= 40) return botIntent(deskOf(world, seat)) ?? { kind: 'POL', rackMaxBytes: between(stream, 0, 200) }
	if (kind <= 85) return ofDesk(stream, deskOf(world, seat))
	if (kind <= 88) return ruleIntent(stream, seat)
	if (kind <= 91) return ofDesk(stream, deskOf(world, pick(stream, SEATS) ?? seat))
	const ping = { kind: 'PING', ping: pick(stream, PINGS) ?? 'hot', argument: chance(stream, 50) ? null : 7 } as const
	return pick(stream, [{ kind: 'TAKE' }, { kind: 'TAKE' }, { kind: 'YIELD' }, { kind: 'READY' }, ping] as const) ?? ping
}

/** Mostly what can be done; FINISH late, so that there is a round. */
function hostIntent(stream: RandomStream, { lanes, tick }: World): HostIntent {
	const kind = between(stream, 1, 100)
	if (kind <= 25) return { kind: 'PATIENCE', on: chance(stream, 50) }
	if (kind <= 35) return { kind: 'EXTEND', ticks: number(stream, 400) }
	if (kind <= 45 && tick > 1500) return { kind: 'FINISH' }
	const lane = between(stream, 0, 2)
	const at = (lanes[lane]?.next ?? 0) + between(stream, 0, 5)
	return { kind: 'INJECT', injection: pick(stream, INJECTIONS) ?? 'pin', lane, at, salt: between(stream, 0, 999) }
}

/** Programs are costly to make and never change: some seeds of each level, whole and in short. */
const PROGRAMS = await Promise.all(
	LEVELS.flatMap((level) => [1, 2, 3].map(async (seed) => ({ level, program: await loadProgram(level.name, seed) }))),
)

/** The first operations of each lane, with a few stray accesses and calls among them. */
const shortened = (stream: RandomStream, program: Program, operations: number): Program => ({
	...program,
	lanes: program.lanes.map((ops, lane) =>
		ops.slice(0, operations).flatMap((op): Op[] => {
			if (!chance(stream, 8)) return [op]
			if (lane === 1 && chance(stream, 25))
				return [op, { kind: 'fork', childWritesPercent: 40, salt: between(stream, 0, 99) }]
			if (op.kind === 'malloc' && chance(stream, 40))
				return [op, { kind: 'stray', object: op.object, offsetBytes: bytes(between(stream, 0, 300)), write: true }]
			if (lane === 0 && chance(stream, 50)) return [op, { kind: 'call', frameBytes: bytes(between(stream, 16, 700)) }]
			return [op, { kind: 'wild', address: address(between(stream, 0, 0xffff)), write: chance(stream, 50) }]
		}),
	),
})

export interface RandomRound {
	readonly world: World
	readonly level: Level
	readonly program: Program
	readonly entries: LogEntry[]
	readonly stream: RandomStream
}

/**
 * A fresh round of some program under some limits, often so tight that slips are refused and pages swapped, with threads
 * that hardly pause. Depends on the seed alone.
 */
export function randomRound(seed: number, pace?: Pace): RandomRound {
	const stream = randomStream(seed, 'random round')
	const { level: usual, program: whole } = PROGRAMS[between(stream, 0, PROGRAMS.length - 1)] as (typeof PROGRAMS)[0]
	const program = chance(stream, 10) ? whole : shortened(stream, whole, between(stream, 5, 45))
	const tight = chance(stream, 70)
	const level: Level = {
		...usual,
		gapTicksLow: tick(1),
		gapTicksHigh: tick(between(stream, 2, 12)),
		manualWalks: between(stream, 0, 6),
		...(tight && {
			frames: between(stream, 8, 16),
			tenants: between(stream, 0, 2),
			depotPages: between(stream, 0, 12),
			maxOrder: pick(stream, [0, 1, 2] as const) ?? 0,
			tlbSpan: chance(stream, 50),
			bins: chance(stream, 50),
			tlbLines: between(stream, 2, 6),
			heapLimitPages: between(stream, 3, 20),
			commitLimitPages: between(stream, 8, 30),
		}),
	}
	const header = roundHeader(level.name, seed, pace ?? (chance(stream, 75) ? 'live' : 'calm'))
	return { world: createWorld(header, level, program, null), level, program, entries: [], stream }
}

/** What happened in one step, whether it was a tick or a command. */
export type OnStep = (
	world: World,
	events: readonly Stamped[],
	played?: { seat: LogSeat; intent: Intent | HostIntent; reply: Played | Refusal },
) => void

/** No decision takes that long in a random round. */
const MAX_TICKS = 60_000
/** Whoever still sits then leaves, so that rounds in CALM end too. */
const LEAVE_TICK = 6000

/** Plays it to its end by random commands from random seats, at most a few in a tick; most of them from the favourite seat, if there is one. */
export function playRandomly({ world, entries, stream }: RandomRound, onStep: OnStep, favourite?: Seat): void {
	const eagerness = favourite ? 90 : (pick(stream, [1, 5, 20, 60]) ?? 5)
	const command = (...[seat, intent]: [seat: Seat, intent: Intent] | [seat: 'host', intent: HostIntent]): void => {
		const { tick } = world
		const reply = play(world, seat, intent)
		const stamp = { tick, seq: entries.length, player: 0, attempt: entries.length + 1 }
		if (reply.ok) entries.push(seat === 'host' ? { ...stamp, seat, intent } : { ...stamp, seat, intent })
		onStep(world, drain(world), { seat, intent, reply })
	}
	// A stream of its own: with or without a host, the seats draw the same.
	const hostStream = randomStream(world.header.seed, 'host')
	const hasHost = chance(hostStream, 35)
	if (hasHost && chance(hostStream, 30)) command('host', hostIntent(hostStream, world))
	for (const seat of SEATS) if (chance(stream, 60)) command(seat, { kind: 'TAKE' })
	for (const seat of SEATS) command(seat, randomIntent(world, seat, stream))
	for (let guard = 0; world.phase === 'waiting'; guard += 1) {
		if (guard > 100) throw new Error('the round does not begin')
		for (const kind of ['TAKE', 'READY'] as const) for (const seat of SEATS) command(seat, { kind })
	}
	for (let turn = 0; world.phase !== 'finished'; turn += 1) {
		if (turn > MAX_TICKS) throw new Error(`the round does not end: tick ${world.tick}`)
		if (chance(stream, eagerness)) {
			const seat = favourite && chance(stream, 80) ? favourite : (pick(stream, SEATS) ?? 'malloc')
			command(seat, randomIntent(world, seat, stream))
		}
		if (turn > LEAVE_TICK)
			for (const seat of SEATS) if (world.seats[seat].holder === 'human') command(seat, { kind: 'YIELD' })
		if (hasHost && between(hostStream, 1, 150) === 1) command('host', hostIntent(hostStream, world))
		if (clockHeld(world)) continue
		advance(world)
		onStep(world, drain(world))
	}
	for (const seat of SEATS) command(seat, randomIntent(world, seat, stream))
}
