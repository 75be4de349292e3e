import { totalCycles } from '../machine/buckets.ts'
import { botIntent, BOT_DELAY_TICKS } from './bots/bot.ts'
import { BOT_POLICIES } from './bots/policy.ts'
import { deskOf } from './deskOf.ts'
import { mayInject, MAX_INJECTIONS, withInjection } from './inject.ts'
import type { HostIntent, Intent } from './intent.ts'
import { firingOf } from './applyRules.ts'
import { runLane } from './lane.ts'
import { legal, owesDecision, seatOf } from './legal.ts'
import { runNeighbours } from './neighbours.ts'
import { perform } from './perform.ts'
import { tellPing } from './ping.ts'
import { quietUntil } from './quiet.ts'
import { previewOf, refreshAccesses } from './translate.ts'
import { RULE_DELAY_TICKS, RULE_SLOTS, type RuleCard } from './standingOrder.ts'
import { medalOf, scoreOf } from './score/score.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { HostAct, PreviewAccess } from './event.ts'
import type { Reference } from './roundInfo.ts'
import { type BotLevel, type LogSeat, SEATS, type Seat, TEXTBOOK_BOTS } from './seat.ts'
import {
	humanSeats,
	isBotDriven,
	type Lane,
	record,
	type RoundHeader,
	RULES_VERSION,
	setSeat,
	stepsIn,
	type World,
} from './world.ts'
import {
	hasItem,
	IDLE_TICKS,
	isImpatient,
	itemFor,
	losesPatienceAt,
	mayBeServed,
	mayPrefetch,
	PATIENCE_STEP_TICKS,
} from './waiting.ts'
import { canonicalHash } from './canonical.ts'

export { drain, RULES_VERSION, type RoundHeader, type World } from './world.ts'

export interface Played {
	readonly ok: true
}

type SeatIntent = Parameters<typeof perform>[1]

/** However often a host puts it off, the night shift begins after two hours. */
const MAX_NIGHT_SHIFT_TICK = 144_000
/** Level of the autopilot and of the night shift. */
const TRAINEE: BotLevel = 1
/** Idle items in a row after which the autopilot keeps the seat until its human does anything. */
const IDLE_STRIKES = 3
/** One ping each three seconds. */
const PING_GAP_TICKS = 60
/** No round takes that long: a bound on every loop that plays one to its end. */
export const MAX_ROUND_TICKS = 400_000

/** The header of a new round under today's rules. */
export const roundHeader = (
	level: string,
	seed: number,
	pace: RoundHeader['pace'],
	bots: RoundHeader['bots'] = TEXTBOOK_BOTS,
): RoundHeader => ({
	rules: RULES_VERSION,
	level,
	seed,
	pace,
	bots,
})

/** Sum of the bill so far, in cycles. */
export const billCyclesOf = (world: World): number => totalCycles(world.bill)

/** Starts a round that nobody sits at. */
export function beginWithBots(world: World): void {
	play(world, 'malloc', { kind: 'TAKE' })
	play(world, 'malloc', { kind: 'READY' })
	play(world, 'malloc', { kind: 'YIELD' })
}

/** Advances until the round is over; whoever sits is left to the autopilot or, in CALM, must not exist. */
export function runToEnd(world: World): void {
	for (let ticks = 0; world.phase === 'running'; ticks += 1) {
		if (ticks > MAX_ROUND_TICKS) throw new Error(`the round does not end: ${JSON.stringify(world.header)}`)
		advance(world)
		world.outbox = []
	}
}

/**
 * Authorises and does one command at the current tick; after FINISH the round is over. A refusal changes nothing. Never
 * throws on a well-formed intent.
 */
export function play(world: World, seat: LogSeat, intent: Intent | HostIntent): Played | Refusal {
	const played = begin(world, seat, intent)
	workNightShift(world)
	return played
}

/** `play`, but after FINISH the night shift has only begun: for whoever looks at it tick by tick. */
export function begin(world: World, seat: LogSeat, intent: Intent | HostIntent): Played | Refusal {
	const played = authorised(world, seat, intent)
	if (played.ok) stir(world)
	return played
}

/** Something is new: the clock and the bots look again. */
function stir(world: World): void {
	world.quietUntil = 0
	for (const seat of SEATS) world.foundNothing[seat] = -1
}

function authorised(world: World, seat: LogSeat, intent: Intent | HostIntent): Played | Refusal {
	if (isOfHost(intent)) return seat === 'host' ? playHost(world, intent) : refuse('E_SEAT')
	return seat === 'host' ? refuse('E_SEAT') : playSeat(world, seat, intent)
}

function playSeat(world: World, seat: Seat, intent: Intent): Played | Refusal {
	const refusal = playCommon(world, seat, intent)
	if (refusal) return refusal
	if (seatOf(intent) !== null) {
		const notNow = mayAct(world, seat, intent)
		if (notNow) return notNow
		perform(world, intent as SeatIntent)
		settle(world)
	}
	noticeInput(world, seat)
	return { ok: true }
}

const HOST_KINDS: readonly string[] = ['INJECT', 'PATIENCE', 'EXTEND', 'FINISH'] satisfies HostIntent['kind'][]

const isOfHost = (intent: Intent | HostIntent): intent is HostIntent => HOST_KINDS.includes(intent.kind)

function playHost(world: World, intent: HostIntent): Played | Refusal {
	if (world.phase === 'finished') return refuse('E_PHASE')
	const refusal = actAsHost(world, intent)
	if (refusal) return refusal
	const act: HostAct = intent.kind === 'INJECT' ? { kind: intent.kind, injection: intent.injection } : intent
	record(world, { type: 'hostActed', act, info: world.info })
	if (intent.kind === 'FINISH') beginNightShift(world)
	else if (world.phase === 'running') settle(world)
	return { ok: true }
}

function actAsHost(world: World, intent: HostIntent): Refusal | null {
	switch (intent.kind) {
		case 'INJECT':
			if (!mayInject(world, intent) || world.injections.length >= MAX_INJECTIONS) return refuse('E_TOO_LATE')
			world.program = withInjection(world.program, intent)
			world.injections = [...world.injections, intent]
			world.info = { ...world.info, stepsTotal: stepsIn(world.program) }
			return null
		case 'PATIENCE':
			world.patience = { on: intent.on, sinceTick: world.tick }
			return null
		case 'EXTEND':
			if (world.nightShiftTick + intent.ticks > MAX_NIGHT_SHIFT_TICK) return refuse('E_TOO_LATE')
			world.nightShiftTick += intent.ticks
			return null
		case 'FINISH':
			return world.phase === 'running' ? null : refuse('E_PHASE')
	}
}

/**
 * What the round is measured by from now on: a changed program has bills of its own. No event tells of it; so before
 * an INJECT is played, whose event does, or with fresh snapshots for all.
 */
export function setReference(world: World, reference: Reference | null): void {
	world.info = { ...world.info, reference }
}

function mayAct(world: World, seat: Seat, intent: Intent): Refusal | null {
	if (seatOf(intent) !== seat) return refuse('E_SEAT')
	if (world.phase !== 'running') return refuse('E_PHASE')
	if (world.seats[seat].holder !== 'human') return refuse('E_HELD')
	return legal(deskOf(world, seat), intent)
}

/** Commands that every seat has. Null: done, or not one of them. */
function playCommon(world: World, seat: Seat, intent: Intent): Refusal | null {
	if (seatOf(intent) !== null) return null
	if (world.phase === 'finished') return refuse('E_PHASE')
	const status = world.seats[seat]
	const level = world.header.bots[seat]
	switch (intent.kind) {
		case 'TAKE':
			if (status.holder === 'human' && !status.autopilot) return refuse('E_HELD')
			setSeat(world, seat, { holder: 'human', ready: world.phase === 'running', autopilot: false, level })
			return null
		case 'YIELD':
			if (status.holder === 'bot') return refuse('E_HELD')
			setSeat(world, seat, { holder: 'bot', ready: true, autopilot: false, level })
			beginIfReady(world)
			return null
		case 'READY':
			if (status.holder === 'bot') return refuse('E_HELD')
			if (status.ready) return refuse('E_READY')
			setSeat(world, seat, { ...status, ready: true })
			beginIfReady(world)
			return null
		case 'PING': {
			const latest = world.pings.findLast((ping) => ping.seat === seat)
			if (latest && world.tick - latest.tick < PING_GAP_TICKS) return refuse('E_PING_RATE')
			tellPing(world, seat, intent.ping, intent.argument)
			return null
		}
		case 'RULE_SET':
			if (intent.rule.seat !== seat) return refuse('E_SEAT')
			return setRule(world, seat, intent.slot, { rule: intent.rule, fired: 0 })
		case 'RULE_CLEAR':
			if (!world.rules[seat][intent.slot]) return refuse('E_SLOT', { slot: intent.slot })
			return setRule(world, seat, intent.slot, null)
		default:
			return null
	}
}

function setRule(world: World, seat: Seat, slot: number, card: RuleCard | null): Refusal | null {
	if (world.seats[seat].holder === 'bot') return refuse('E_HELD')
	if (slot >= RULE_SLOTS) return refuse('E_SLOT', { slot })
	world.rules[seat][slot] = card
	record(world, { type: 'ruleChanged', seat, slot, card })
	return null
}

function beginIfReady(world: World): void {
	const humans = humanSeats(world)
	if (world.phase !== 'waiting' || humans.length === 0 || !humans.every((seat) => world.seats[seat].ready)) return
	world.phase = 'running'
	record(world, { type: 'phaseChanged', phase: 'running' })
}

/** Any input of a human ends the autopilot. */
function noticeInput(world: World, seat: Seat): void {
	world.strikes[seat] = 0
	if (world.seats[seat].autopilot)
		setSeat(world, seat, { ...world.seats[seat], autopilot: false, level: world.header.bots[seat] })
}

/** After anything changed: waiting accesses are looked up again, the preview is drawn anew. */
function settle(world: World): void {
	refreshAccesses(world)
	const preview = previewOf(world)
	if (isSamePreview(preview, world.preview)) return
	world.preview = preview
	record(world, { type: 'previewChanged', preview })
}

const isSamePreview = (one: readonly PreviewAccess[], other: readonly PreviewAccess[]): boolean =>
	one.length === other.length &&
	one.every(({ lane, page, write }, at) => {
		const before = other[at]
		return before?.lane === lane && before.page === page && before.write === write
	})

/** One tick, or, once the night shift begins, all that are left. Does nothing unless the phase is `running`. */
export function advance(world: World): void {
	advanceTick(world)
	workNightShift(world)
}

/** One tick of 50 ms: tenants, standing orders, bots, autopilot, lanes, patience. Does nothing unless the phase is `running`. */
export function advanceTick(world: World): void {
	if (world.phase !== 'running') return
	world.tick += 1
	if (world.tick < world.quietUntil) return
	const before = world.nextIndex
	runNeighbours(world)
	for (const seat of SEATS) obeyRules(world, seat)
	for (const seat of SEATS) {
		if (isBotDriven(world, seat)) driveSeat(world, seat)
		else if (isImpatient(world)) serveIdle(world, seat)
	}
	for (const lane of world.lanes) runLane(world, lane)
	if (isImpatient(world)) for (const lane of world.lanes) losePatience(world, lane)
	if (world.nextIndex !== before) settle(world)
	if (world.lanes.every((lane) => lane.status.state === 'done')) finish(world)
	else if (world.header.pace === 'live' && world.tick >= world.nightShiftTick && !world.nightShift)
		beginNightShift(world)
	world.quietUntil = quietUntil(world)
}

function finish(world: World): void {
	world.phase = 'finished'
	record(world, { type: 'phaseChanged', phase: 'finished' })
	const { reference } = world.info
	const billCycles = billCyclesOf(world)
	const score = reference && { score: scoreOf(reference, billCycles), medal: medalOf(reference, billCycles) }
	record(world, { type: 'roundFinished', bill: { ...world.bill }, score })
}

function beginNightShift(world: World): void {
	world.nightShift = true
	record(world, { type: 'nightShiftBegan' })
}

/** Bots finish what is left, at once. */
function workNightShift(world: World): void {
	if (!world.nightShift) return
	for (let ticks = 0; world.phase === 'running' && ticks < MAX_ROUND_TICKS; ticks += 1) advanceTick(world)
}

/** Standing orders belong to the seat, whoever plays it; they come before its bot. One acts each tick. */
function obeyRules(world: World, seat: Seat): void {
	const cards = world.rules[seat]
	if (cards.every((card) => card === null) || !hasItem(world, seat, RULE_DELAY_TICKS)) return
	const firing = firingOf(deskOf(world, seat))
	const card = firing ? cards[firing.slot] : null
	if (!firing || !card) return
	const { slot, ticket } = firing
	const fired = card.fired + 1
	cards[slot] = { ...card, fired }
	record(world, { type: 'ruleFired', seat, slot, fired, ticket })
	perform(world, firing.intent)
	settle(world)
}

/** A bot of the seat's level; the night shift is done by trainees wherever a human sat. */
function driveSeat(world: World, seat: Seat): void {
	const { level, holder } = world.seats[seat]
	if (world.nightShift) serveAsBot(world, seat, holder === 'human' ? TRAINEE : level, 0)
	else serveAsBot(world, seat, level, BOT_DELAY_TICKS[level])
}

function serveAsBot(world: World, seat: Seat, level: BotLevel, delayTicks: number): Intent | null {
	const asked = hasItem(world, seat, delayTicks)
	if (!asked && !(seat === 'mmu' && BOT_POLICIES[level].mmu.prefetches && mayPrefetch(world))) return null
	const desk = deskOf(world, seat)
	const intent = botIntent(desk, level, delayTicks)
	if (!intent) {
		if (asked) world.foundNothing[seat] = world.nextIndex
		else world.lookedAhead = world.nextIndex
		return null
	}
	const refusal = seatOf(intent) === null ? playCommon(world, seat, intent) : legal(desk, intent)
	if (refusal) throw new Error(`the ${seat} bot asks for what isn't allowed: ${JSON.stringify({ intent, refusal })}`)
	if (seatOf(intent) !== null) perform(world, intent as SeatIntent)
	settle(world)
	return intent
}

/** What only makes room or gets ready: the item itself still waits. */
const PREPARATIONS: readonly Intent['kind'][] = [
	'EVICT',
	'OOMKILL',
	'SCAN',
	'PREFETCH',
	'POL',
	'TRIM',
	'ADVISE',
	'PING',
]

function serveIdle(world: World, seat: Seat): void {
	if (world.tick < world.patience.sinceTick + IDLE_TICKS) return
	const served = serveAsBot(world, seat, TRAINEE, IDLE_TICKS)
	if (!served || PREPARATIONS.includes(served.kind)) return
	world.strikes[seat] += 1
	if (world.strikes[seat] >= IDLE_STRIKES)
		setSeat(world, seat, { ...world.seats[seat], autopilot: true, level: TRAINEE })
}

/** CALM: true while a seat held by a human has something to decide; the clock must not run then. */
export const clockHeld = (world: World): boolean =>
	world.phase === 'running' &&
	world.header.pace === 'calm' &&
	SEATS.some((seat) => !isBotDriven(world, seat) && hasItem(world, seat, 0) && owesDecision(deskOf(world, seat)))

/** LIVE: a human's item that waits past the grace costs cycles, up to a limit for each wait. */
function losePatience(world: World, lane: Lane): void {
	for (const seat of SEATS) {
		const item = isBotDriven(world, seat) ? null : itemFor(lane, seat)
		if (!item || world.tick < losesPatienceAt(world, lane, item) || !mayBeServed(world, lane, seat)) continue
		lane.impatientTicks += PATIENCE_STEP_TICKS
		record(world, { type: 'patienceLost', lane: lane.lane, ticks: PATIENCE_STEP_TICKS })
	}
}

/** Canonical hash of the state, equal on every engine for equal logs. The program follows from the header and `injections`. */
export function hashWorld(world: World): string {
	const { program: _p, level: _l, company: _c, outbox: _o, quietUntil: _q, foundNothing: _f, ...state } = world
	return canonicalHash(state)
}
