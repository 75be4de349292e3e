import { bestEviction, kernelBot } from '../bots/kernelBot.ts'
import { mallocBot } from '../bots/mallocBot.ts'
import { mmuBot, type NextUse } from '../bots/mmuBot.ts'
import { BOT_POLICIES } from '../bots/policy.ts'
import { canonicalJson } from '../canonical.ts'
import { copyWorld } from '../copyWorld.ts'
import type { Desk } from '../desk.ts'
import { deskOf } from '../deskOf.ts'
import type { Intent, KernelIntent, MallocIntent, MmuIntent } from '../intent.ts'
import { legal, seatOf } from '../legal.ts'
import type { LogEntry } from '../log.ts'
import type { ReplayStart } from '../replayPlayer.ts'
import { advanceTick, begin, billCyclesOf, drain, MAX_ROUND_TICKS, type World } from '../round.ts'
import { type BotLevel, SEATS, type Seat } from '../seat.ts'
import { createWorld, setSeat } from '../world.ts'
import { nextUseIn, type Uses, watchUses } from './oracle.ts'
import type { Regret, RegretCause } from './regret.ts'

export interface RegretOptions {
	/** How far the bills of a decision and of another one are compared. */
	readonly horizonSteps?: number
	readonly most?: number
}

/** A fork over 40 steps takes 2 to 4 ms on a laptop: a round with hundreds of questionable decisions about a second. */
const MAX_FORKS = 400
/** Most alternatives to a decision, so that any one can be looked at whole. */
const MAX_ALTERNATIVES = 3
/** Less than that is luck: another order of events. */
const LEAST_CYCLES = 400
/** Two regrets of a seat within so many steps are one moment. */
const MOMENT_STEPS = 4
/** Patience is lost second by second; a longer pause, and it is another wait. */
const WAIT_GAP_TICKS = 20

type SeatIntent = MallocIntent | KernelIntent | MmuIntent
type Instead = Regret['instead']

/**
 * The dearest decisions of a round that could have been avoided, dearest first: its humans' commands (a bot plays its
 * level, which nobody regrets), and patience lost while nobody decided.
 *
 * A decision is compared on the very desk on which it was made with what the textbook, an expert, and (for evictions
 * and TLB lines) somebody who knows the rest of the round would have decided about the same item. After another decision
 * the recorded log no longer fits. So from there on bots play all seats, in both branches alike: `costCycles` is the
 * bill of the next `horizonSteps` steps, minus the bill of the branch with the other decision. It is counted twice, with
 * textbook and with expert bots, and the smaller difference stands: what remains of it is the decision's, not the luck of
 * another order of events.
 *
 * Null cases: a round that doesn't fit its log throws; a round without human decisions has no regrets.
 */
export function regretsOf(
	start: ReplayStart,
	entries: readonly LogEntry[],
	{ horizonSteps = 40, most = 3 }: RegretOptions = {},
): Regret[] {
	const course = courseOf(start, entries)
	const decisions = questionable(start, entries, course, horizonSteps)
	const weighed = weigh(start, entries, decisions, course.uses, horizonSteps)
	return dearest([...weighed, ...course.waits], most)
}

// ── the round as it was ──────────────────────────────────────────────────────────────────────

interface Course {
	readonly uses: Uses
	/** Sum of the bill when so many steps were done. */
	readonly bills: readonly number[]
	readonly waits: readonly Regret[]
}

/** Runs the log; `decided` sees each of its commands just before it is played. */
function run(
	{ header, level, program, reference }: ReplayStart,
	entries: readonly LogEntry[],
	decided: (world: World, entry: LogEntry) => void,
	passed: (world: World, events: ReturnType<typeof drain>) => void,
): void {
	const world = createWorld(header, level, program, reference)
	let next = 0
	for (let ticks = 0; ticks <= MAX_ROUND_TICKS; ticks += 1) {
		for (let entry = entries[next]; entry?.tick === world.tick; entry = entries[next]) {
			decided(world, entry)
			const played = begin(world, entry.seat, entry.intent)
			if (!played.ok) throw new Error(`entry ${entry.seq} does not fit at tick ${world.tick}: ${played.code}`)
			next += 1
		}
		// After the last command of a round that still goes on, or that hasn't begun, there is nothing to regret.
		if (world.phase !== 'running') break
		passed(world, drain(world))
		advanceTick(world)
		passed(world, drain(world))
	}
}

function courseOf(start: ReplayStart, entries: readonly LogEntry[]): Course {
	const uses: Uses = new Map()
	const watch = watchUses(uses)
	const bills: number[] = []
	const waits: Wait[] = []
	run(
		start,
		entries,
		() => undefined,
		(world, events) => {
			watch(world, events)
			while (bills.length <= world.step) bills.push(billCyclesOf(world))
			for (const { event, costCycles } of events)
				if (event.type === 'patienceLost') noteWait(waits, world, event.lane, costCycles)
		},
	)
	return { uses, bills, waits: waits.flatMap(regretOfWait) }
}

interface Wait {
	readonly lane: number
	readonly seat: Seat
	readonly tick: number
	readonly step: number
	/** What the textbook would have decided. */
	readonly intent: Intent | null
	lastTick: number
	costCycles: number
}

function noteWait(waits: Wait[], world: World, lane: number, costCycles: number): void {
	const { tick, step } = world
	const same = waits.findLast((one) => one.lane === lane)
	if (same && tick - same.lastTick <= WAIT_GAP_TICKS) {
		same.lastTick = tick
		same.costCycles += costCycles
		return
	}
	const { slip, fault, access } = world.lanes[lane] ?? {}
	const seat: Seat = slip || fault ? 'kernel' : access ? 'mmu' : 'malloc'
	const intent = choiceOf(deskOf(world, seat), 2, null)
	waits.push({ lane, seat, tick, step, intent, lastTick: tick, costCycles })
}

const regretOfWait = ({ seat, tick, step, intent, costCycles }: Wait): Regret[] =>
	intent ? [{ seq: null, tick, step, seat, cause: 'waiting', intent, instead: { by: 2, intent }, costCycles }] : []

// ── what others would have decided ───────────────────────────────────────────────────────────

interface Decision {
	readonly index: number
	readonly others: readonly Instead[]
	/** How much it promises: audits first, then by what the steps after it cost. */
	readonly rank: number
}

function questionable(
	start: ReplayStart,
	entries: readonly LogEntry[],
	{ uses, bills }: Course,
	horizonSteps: number,
): Set<number> {
	const found: Decision[] = []
	run(
		start,
		entries,
		(world, entry) => {
			const decision = decisionIn(world, entry)
			if (!decision) return
			const others = insteadOf(world, decision.seat, decision.intent, uses)
			if (others.length === 0) return
			const spent = (bills[world.step + horizonSteps] ?? bills.at(-1) ?? 0) - (bills[world.step] ?? 0)
			found.push({ index: entry.seq, others, rank: isAudited(world, decision) ? Number.MAX_SAFE_INTEGER : spent })
		},
		() => undefined,
	)
	let forks = 0
	const chosen = new Set<number>()
	for (const { index, others } of found.toSorted((a, b) => b.rank - a.rank || a.index - b.index)) {
		forks += 1 + others.length
		if (forks > MAX_FORKS) break
		chosen.add(index)
	}
	return chosen
}

/** A command that a human gave for the seat, and that belongs to it. */
function decisionIn(world: World, { seat, intent }: LogEntry): { seat: Seat; intent: SeatIntent } | null {
	if (seat === 'host' || world.phase !== 'running' || seatOf(intent) !== seat) return null
	if (world.nightShift || world.seats[seat].holder !== 'human') return null
	return { seat, intent: intent as SeatIntent }
}

function isAudited(world: World, { seat, intent }: { seat: Seat; intent: SeatIntent }): boolean {
	if (intent.kind !== 'FAULT' && intent.kind !== 'SYS' && intent.kind !== 'RAISE') return false
	const copy = copyWorld(world)
	begin(copy, seat, intent)
	return drain(copy).some(({ event }) => event.type === 'audited')
}

/** Other decisions about the same item, each by the least able who would have come to it. */
function insteadOf(world: World, seat: Seat, intent: SeatIntent, uses: Uses): Instead[] {
	const desk = deskOf(world, seat)
	const about = 'ticket' in intent ? onlyItem(desk, intent.ticket) : desk
	const nextUse = nextUseIn(uses, world)
	const choices: readonly [Instead['by'], Intent | null][] = [
		[2, choiceOf(about, 2, null)],
		[3, choiceOf(about, 3, null)],
		['oracle', choiceOf(about, 3, nextUse)],
		['oracle', intent.kind === 'EVICT' && desk.seat === 'kernel' ? bestEviction(desk, nextUse) : null],
	]
	const known = new Set([sense(intent)])
	const others: Instead[] = []
	for (const [by, other] of choices) {
		if (!other || seatOf(other) !== seat || known.has(sense(other)) || legal(desk, other) !== null) continue
		known.add(sense(other))
		others.push({ by, intent: other })
	}
	return others.slice(0, MAX_ALTERNATIVES)
}

/** Which free frame a page gets makes no difference by itself. */
export const sense = (intent: Intent): string =>
	canonicalJson(intent.kind === 'FAULT' ? { ...intent, frame: null } : intent)

/** What a bot of that level would decide at this desk; with `nextUse` one that knows the rest of the round. */
export function choiceOf(desk: Desk, level: 2 | 3, nextUse: NextUse | null): Intent | null {
	const policy = BOT_POLICIES[level]
	switch (desk.seat) {
		case 'malloc':
			return mallocBot(desk, policy.malloc, 0)
		case 'kernel':
			return kernelBot(desk, { ...policy.kernel, pings: false }, 0, nextUse)
		case 'mmu':
			return nextUse ? mmuBot(desk, policy.mmu, 0, nextUse) : mmuBot(desk, policy.mmu, 0)
	}
}

/** The desk as if nothing else waited on it. */
export function onlyItem(desk: Desk, ticket: number): Desk {
	const only = <T extends { readonly ticket: number }>(items: readonly T[]): T[] =>
		items.filter((one) => one.ticket === ticket)
	switch (desk.seat) {
		case 'malloc':
			return { ...desk, requests: only(desk.requests) }
		case 'kernel':
			return { ...desk, slips: only(desk.slips), faults: only(desk.faults) }
		case 'mmu':
			return { ...desk, accesses: only(desk.accesses) }
	}
}

// ── what it would have cost ──────────────────────────────────────────────────────────────────

function weigh(
	start: ReplayStart,
	entries: readonly LogEntry[],
	chosen: ReadonlySet<number>,
	uses: Uses,
	horizonSteps: number,
): Regret[] {
	const regrets: Regret[] = []
	run(
		start,
		entries,
		(world, entry) => {
			const decision = chosen.has(entry.seq) ? decisionIn(world, entry) : null
			if (!decision) return
			const { seat, intent } = decision
			const bill = (one: Intent, level: BotLevel): number => billAfter(world, seat, one, level, horizonSteps)
			const [own, again] = [bill(intent, 2), lazily(() => bill(intent, 3))]
			let best: { readonly instead: Instead; readonly costCycles: number } | null = null
			for (const instead of insteadOf(world, seat, intent, uses)) {
				const least = best?.costCycles ?? LEAST_CYCLES
				const saved = own - bill(instead.intent, 2)
				if (saved <= least) continue
				const costCycles = Math.min(saved, again() - bill(instead.intent, 3))
				if (costCycles > least) best = { instead, costCycles }
			}
			if (!best) return
			const cause = causeOf(intent, best.instead.intent, isAudited(world, decision))
			const { tick, step } = world
			regrets.push({ seq: entry.seq, tick, step, seat, cause, intent, ...best })
		},
		() => undefined,
	)
	return regrets
}

function lazily(count: () => number): () => number {
	let known: number | null = null
	return () => {
		known ??= count()
		return known
	}
}

/**
 * Bill of the next steps if the seat decides so now and bots of that level play all seats from then on, in cycles, from
 * this moment to the step that is the last, no matter what else ends in its tick.
 */
export function billAfter(world: World, seat: Seat, intent: Intent, level: BotLevel, horizonSteps: number): number {
	const copy = copyWorld(world)
	const played = begin(copy, seat, intent)
	if (!played.ok) throw new Error(`a decision that was legal is refused: ${played.code}`)
	for (const one of SEATS) {
		setSeat(copy, one, { holder: 'bot', ready: true, autopilot: false, level })
		copy.rules[one].fill(null)
	}
	const last = world.step + horizonSteps
	let cycles = 0
	let isOver = false
	for (let ticks = 0; copy.phase === 'running' && ticks <= MAX_ROUND_TICKS; ticks += 1) {
		for (const { event, costCycles } of drain(copy)) {
			cycles += costCycles
			if (event.type === 'stepFinished' && event.step >= last) isOver = true
			if (isOver && event.type === 'rentCharged') return cycles
		}
		advanceTick(copy)
	}
	return cycles + drain(copy).reduce((sum, { costCycles }) => sum + costCycles, 0)
}

function causeOf(intent: SeatIntent, other: Intent, audited: boolean): RegretCause {
	if (audited) return 'audit'
	switch (intent.kind) {
		case 'TRIM':
		case 'ADVISE':
			return 'giveBack'
		case 'MMAP':
			return 'mapping'
		case 'ASK':
			return other.kind === 'MMAP' ? 'mapping' : 'askSize'
		case 'PARK':
		case 'RACK':
		case 'FAIL':
		case 'GROW':
		case 'MOVE':
		case 'FLUSH':
		case 'POL':
			return other.kind === 'MMAP'
				? 'mapping'
				: other.kind === 'TRIM' || other.kind === 'ADVISE'
					? 'giveBack'
					: 'placement'
		case 'SYS':
		case 'FAULT':
			return 'grant'
		case 'EVICT':
		case 'SCAN':
		case 'COMPACT':
		case 'OOMKILL':
			return 'victim'
		default:
			return 'tlbLine'
	}
}

/** Distinct moments: of those that are close to each other, the dearest. */
function dearest(regrets: readonly Regret[], most: number): Regret[] {
	const chosen: Regret[] = []
	for (const one of regrets.toSorted((a, b) => b.costCycles - a.costCycles || a.tick - b.tick)) {
		if (chosen.length >= most) break
		const known = chosen.some(({ seat, step }) => seat === one.seat && Math.abs(step - one.step) < MOMENT_STEPS)
		if (!known) chosen.push(one)
	}
	return chosen
}
