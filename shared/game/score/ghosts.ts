import type { Level } from '../../programs/levels.ts'
import type { Program } from '../../programs/op.ts'
import { kernelBot } from '../bots/kernelBot.ts'
import { mallocBot } from '../bots/mallocBot.ts'
import { mmuBot, type NextUse } from '../bots/mmuBot.ts'
import { BOT_POLICIES, type CrewPolicy, type MallocPolicy } from '../bots/policy.ts'
import { BOT_DELAY_TICKS } from '../bots/bot.ts'
import { type Company, createCompany } from '../company.ts'
import type { Desk, MallocDesk } from '../desk.ts'
import { deskOf } from '../deskOf.ts'
import type { Stamped } from '../event.ts'
import type { Intent } from '../intent.ts'
import type { LogEntry } from '../log.ts'
import { createReplayPlayer, playerFrom, type ReplayPlayer, type ReplayStart } from '../replayPlayer.ts'
import type { Reference } from '../roundInfo.ts'
import {
	advance,
	beginWithBots,
	billCyclesOf,
	drain,
	MAX_ROUND_TICKS,
	play,
	roundHeader,
	type World,
} from '../round.ts'
import { type Pace, SEATS, type Seat } from '../seat.ts'
import { mayPrefetch } from '../waiting.ts'
import { createWorld } from '../world.ts'
import { COMPANIES, COMPANY_NAMES, type CompanyName } from './companies.ts'

const TEXTBOOK = BOT_POLICIES[2]
const merged = { ...TEXTBOOK.malloc, rackMaxBytes: 0 } satisfies MallocPolicy

/** Ghosts that play the malloc seat by a policy. */
const SEAT_GHOSTS = {
	'first-fit': { ...merged, fit: 'first-lifo' },
	'address-first-fit': { ...merged, fit: 'first-address' },
	'best-fit': { ...merged, fit: 'best' },
	bins: { ...merged, fit: 'bins' },
	'no-mmap': { ...merged, fit: 'bins', mmapPages: null },
} as const satisfies Record<string, MallocPolicy>

type SeatGhost = keyof typeof SEAT_GHOSTS
export type GhostName = SeatGhost | CompanyName

/**
 * The standard field (GAME.md §4.5): malloc by a policy, or by a company; kernel and MMU as the textbook says. The
 * cheapest of them is PAR.
 */
export const GHOST_NAMES: readonly GhostName[] = [...(Object.keys(SEAT_GHOSTS) as SeatGhost[]), ...COMPANY_NAMES]

const isCompany = (name: GhostName): name is CompanyName => name in COMPANIES

/** The round of one of the standard field. A company's round has no commands to replay: it is played again. */
export function playFieldGhost(name: GhostName, level: Level, program: Program, seed: number): GhostRound {
	if (!isCompany(name)) return playGhost(level, program, seed, { policies: { malloc: SEAT_GHOSTS[name] } })
	return playGhost(level, program, seed, { policies: {}, company: createCompany(COMPANIES[name]()) })
}

/** The one of the field that set PAR. */
export function parGhostOf({ ghosts, parCycles }: Reference): GhostName {
	const best = ghosts.find(({ billCycles }) => billCycles === parCycles)?.name
	return GHOST_NAMES.find((one) => one === best) ?? 'bins'
}

/**
 * The round of one of the standard field, to be looked at moment by moment. `program`: as the crews play it, with what
 * hosts have put in (`world().program` of theirs).
 */
export function ghostPlayer(start: ReplayStart, name: GhostName): ReplayPlayer {
	const { level, program, reference } = start
	const { seed } = start.header
	const header = roundHeader(level.name, seed, 'calm')
	const { entries, world } = playFieldGhost(name, level, program, seed)
	if (!isCompany(name)) return createReplayPlayer({ header, level, program, reference }, entries, world.tick)
	const fresh = createWorld(header, level, program, reference, createCompany(COMPANIES[name]()))
	beginWithBots(fresh)
	const player = playerFrom(fresh)
	player.append([], world.tick)
	return player
}

/** Seats that a ghost plays; textbook bots play the others. */
export interface GhostOptions {
	readonly policies: Partial<CrewPolicy>
	/** A fresh one, in place of the malloc seat. */
	readonly company?: Company
	readonly pace?: Pace
	/** How long it looks at an item; default: as a textbook bot. */
	readonly delayTicks?: number
	/** What kernel and MMU know of the future; default: the MMU its preview, the kernel nothing. */
	readonly nextUse?: ((world: World) => NextUse) | undefined
	/** Told of everything that happens, with the world as it stands after the tick. */
	readonly watch?: ((world: World, events: readonly Stamped[]) => void) | undefined
}

export interface GhostRound {
	readonly billCycles: number
	/** What it did: replays as any round, but for a company's. */
	readonly entries: readonly LogEntry[]
	readonly world: World
}

/**
 * Plays a round by policies. Each decision is a command that any crew could have given: of the desk alone, and
 * after a textbook bot's time.
 */
export function playGhost(level: Level, program: Program, seed: number, options: GhostOptions): GhostRound {
	const { pace = 'calm', delayTicks = BOT_DELAY_TICKS[2] } = options
	const world = createWorld(roundHeader(level.name, seed, pace), level, program, null, options.company)
	const entries: LogEntry[] = []
	const act = (seat: Seat, intent: Intent): void => {
		const played = play(world, seat, intent)
		if (!played.ok) throw new Error(`a ghost is refused: ${JSON.stringify({ seat, intent, played })}`)
		const seq = entries.length
		entries.push({ tick: world.tick, seq, seat, intent, player: SEATS.indexOf(seat) + 1, attempt: seq + 1 })
	}
	const seats = SEATS.filter((seat) => options.policies[seat] !== undefined)
	for (const seat of seats) act(seat, { kind: 'TAKE' })
	for (const seat of seats) act(seat, { kind: 'READY' })
	if (seats.length === 0) beginWithBots(world)
	let thresholdPages = options.policies.malloc?.mmapPages ?? null
	for (let ticks = 0; world.phase === 'running'; ticks += 1) {
		if (ticks > MAX_ROUND_TICKS) throw new Error(`a ghost's round does not end: ${level.name} ${seed}`)
		const areas = world.machine.mappings
		advance(world)
		const events = drain(world)
		options.watch?.(world, events)
		// glibc's dynamic threshold: whatever is unmapped would have been better in the heap (malloc.c, munmap_chunk).
		if (thresholdPages !== null && world.machine.mappings.length < areas.length)
			for (const area of areas)
				if (!world.machine.mappings.includes(area)) thresholdPages = Math.max(thresholdPages, area.pages + 1)
		for (const seat of seats) {
			if (world.phase !== 'running' || !isAsked(world, seat, options.policies, delayTicks)) continue
			const intent = intentOf(deskOf(world, seat), options, delayTicks, thresholdPages, world)
			if (intent) act(seat, intent)
		}
	}
	return { billCycles: billCyclesOf(world), entries, world }
}

/** Spares the ghost a look at an empty desk. */
function isAsked(world: World, seat: Seat, policies: Partial<CrewPolicy>, delayTicks: number): boolean {
	const due = (item: { readonly sinceTick: number } | null): boolean =>
		item !== null && item.sinceTick + delayTicks <= world.tick
	switch (seat) {
		case 'malloc':
			return world.lanes.some(({ request }) => due(request))
		case 'kernel':
			return [...world.lanes, ...world.neighbours].some(({ slip, fault }) => due(slip ?? fault))
		case 'mmu':
			return world.lanes.some(({ access }) => due(access)) || (policies.mmu?.prefetches === true && mayPrefetch(world))
	}
}

function intentOf(
	desk: Desk,
	{ policies, nextUse }: GhostOptions,
	delayTicks: number,
	mmapPages: number | null,
	world: World,
) {
	switch (desk.seat) {
		case 'malloc': {
			const policy = policies.malloc ?? TEXTBOOK.malloc
			return mallocBot(desk satisfies MallocDesk, { ...policy, mmapPages }, delayTicks)
		}
		case 'kernel':
			return kernelBot(desk, policies.kernel ?? TEXTBOOK.kernel, delayTicks, nextUse?.(world))
		case 'mmu':
			return mmuBot(desk, policies.mmu ?? TEXTBOOK.mmu, delayTicks, nextUse?.(world))
	}
}
