import { BOT_DELAY_TICKS } from './bots/bot.ts'
import { BOT_POLICIES } from './bots/policy.ts'
import { SEATS, type Seat } from './seat.ts'
import { RULE_DELAY_TICKS } from './standingOrder.ts'
import { IDLE_TICKS, isImpatient, itemFor, losesPatienceAt, mayBeServed, mayPrefetch, waitsSince } from './waiting.ts'
import { isBotDriven, type Lane, type World } from './world.ts'

const NEVER = Number.MAX_SAFE_INTEGER

/**
 * Until when the clock only counts: before this tick nothing happens by itself, unless a command is played first. May
 * be too early, never too late. Threads that wait for people make nearly all ticks of a class quiet, and a server has
 * twenty a second of every crew.
 */
export function quietUntil(world: World): number {
	const next = world.tick + 1
	const { lanes, neighbours, step } = world
	if (world.phase !== 'running') return NEVER
	if (world.nightShift || world.company) return next
	if (neighbours.some((one) => one.step < step) || lanes.every(({ status }) => status.state === 'done')) return next
	let until = world.header.pace === 'live' ? world.nightShiftTick : NEVER
	for (const lane of lanes) until = Math.min(until, movesAt(world, lane), isChargedAt(world, lane))
	for (const seat of SEATS) until = Math.min(until, isServedAt(world, seat))
	return Math.max(next, until)
}

/** When a thread goes on by itself. */
function movesAt({ tick }: World, lane: Lane): number {
	const { status, busyUntil, leaving, slip, access, fault, request, queue, release } = lane
	if (status.state === 'done') return NEVER
	if (tick < busyUntil) return busyUntil
	if (leaving) return tick
	if (slip || access || fault) return NEVER
	const waits = request && request.status !== 'slip' && status.state === 'malloc'
	return waits && queue.length === 0 && release === null ? NEVER : tick
}

/** When a wait begins to cost, or costs more. */
function isChargedAt(world: World, lane: Lane): number {
	if (!isImpatient(world)) return NEVER
	let until = NEVER
	for (const seat of SEATS) {
		const item = isBotDriven(world, seat) ? null : itemFor(lane, seat)
		if (item && mayBeServed(world, lane, seat)) until = Math.min(until, losesPatienceAt(world, lane, item))
	}
	return until
}

/** When a rule, a bot or the autopilot looks at what waits for a seat. */
function isServedAt(world: World, seat: Seat): number {
	const isBot = isBotDriven(world, seat)
	const { level } = world.seats[seat]
	if (isBot && seat === 'mmu' && BOT_POLICIES[level].mmu.prefetches && mayPrefetch(world)) return world.tick
	const since = waitsSince(world, seat)
	if (since === null) return NEVER
	const byRule = world.rules[seat].some((card) => card !== null) ? since + RULE_DELAY_TICKS : NEVER
	if (isBot) return Math.min(byRule, looksAt(world, seat, BOT_DELAY_TICKS[level]))
	if (!isImpatient(world)) return byRule
	return Math.min(byRule, Math.max(world.patience.sinceTick + IDLE_TICKS, looksAt(world, seat, IDLE_TICKS)))
}

/** When a bot that serves what has waited for so long looks next; what it has looked at in vain is worth a look after the next event. */
function looksAt(world: World, seat: Seat, delayTicks: number): number {
	const isInVain = world.foundNothing[seat] === world.nextIndex
	const since = waitsSince(world, seat, isInVain ? world.tick - delayTicks : undefined)
	return since === null ? NEVER : since + delayTicks
}
