import type { Stamped } from '../../shared/game/event.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { advance, drain, play, roundHeader, type World } from '../../shared/game/round.ts'
import type { Pace, Seat } from '../../shared/game/seat.ts'
import { address, bytes } from '../../shared/machine/units.ts'
import { type Level, LEVELS } from '../../shared/programs/levels.ts'
import type { Op } from '../../shared/programs/op.ts'
import { warmUp } from '../machine/rig.ts'

// ── programs ─────────────────────────────────────────────────────────────────────────────────
export const malloc = (object: number, sizeBytes: number, plate = 'TST'): Op => ({
	kind: 'malloc',
	object,
	sizeBytes: bytes(sizeBytes),
	plate,
})
export const free = (object: number): Op => ({ kind: 'free', object })
export const write = (object: number, offset: number, length = 1): Op => ({
	kind: 'touch',
	object,
	offsetBytes: bytes(offset),
	lengthBytes: bytes(length),
	write: true,
})
export const read = (object: number, offset: number, length = 1): Op => ({
	...(write(object, offset, length) as Extract<Op, { kind: 'touch' }>),
	write: false,
})
export const call = (frameBytes: number): Op => ({ kind: 'call', frameBytes: bytes(frameBytes) })
export const wild = (at: number, writes = false): Op => ({ kind: 'wild', address: address(at), write: writes })

// ── worlds ───────────────────────────────────────────────────────────────────────────────────
export interface Setting {
	/** Seats with a human, who has said READY. */
	readonly humans?: readonly Seat[]
	readonly pace?: Pace
	readonly level?: Partial<Level>
	readonly seed?: number
	/** Just after exec: else code, data, bss and two stack pages are resident on the first six frames. */
	readonly cold?: boolean
}

/** A running round of a program of up to three lanes, by default all bots, LIVE, on the level `steady` without manual walks. */
export function roundOf(lanes: readonly (readonly Op[])[], setting: Setting = {}): World {
	const world = waitingRoundOf(lanes, setting)
	const humans = setting.humans ?? []
	const sitting = humans.length > 0 ? humans : (['malloc'] as const)
	for (const seat of sitting) must(world, seat, { kind: 'TAKE' })
	for (const seat of sitting) must(world, seat, { kind: 'READY' })
	if (humans.length === 0) must(world, 'malloc', { kind: 'YIELD' })
	drain(world)
	return world
}

/** One program alone, a list without bins. */
const PLAIN = {
	manualWalks: 0,
	frames: 24,
	tenants: 0,
	depotPages: 16,
	maxOrder: 1,
	tlbSpan: false,
	bins: false,
} as const

/** The same, before anybody sits down. */
export function waitingRoundOf(lanes: readonly (readonly Op[])[], setting: Setting = {}): World {
	const level = { ...(LEVELS[0] as Level), ...PLAIN, ...setting.level }
	const program = { name: 'steady', origin: 'test', lanes: [lanes[0] ?? [], lanes[1] ?? [], lanes[2] ?? []] }
	const world = createRound(roundHeader('steady', setting.seed ?? 1, setting.pace ?? 'live'), level, program)
	if (!setting.cold) warmUp(world.machine)
	return world
}

/** Plays a command that must be accepted; returns what happened. */
export function must(world: World, seat: Seat, intent: Intent): Stamped[] {
	const before = drain(world)
	const played = play(world, seat, intent)
	if (!played.ok) throw new Error(`${JSON.stringify(intent)} of ${seat} is refused: ${played.code}`)
	const events = drain(world)
	world.outbox = [...before, ...events]
	return events
}

/** Advances until something is the case. */
export function until(world: World, what: (world: World) => boolean, limitTicks = 3000): World {
	for (let ticks = 0; !what(world); ticks += 1) {
		if (ticks >= limitTicks) throw new Error(`not within ${limitTicks} ticks: ${what.toString()}`)
		advance(world)
	}
	return world
}

export const ticks = (world: World, count: number): World => {
	for (let tick = 0; tick < count; tick += 1) advance(world)
	return world
}

export const toEnd = (world: World): World => until(world, ({ phase }) => phase === 'finished', 20_000)

/** The one item of a kind that waits; undefined if none does. */
export const request = (world: World, lane = 0) => world.lanes[lane]?.request ?? undefined
export const slip = (world: World, lane = 0) => world.lanes[lane]?.slip ?? undefined
export const access = (world: World, lane = 0) => world.lanes[lane]?.access ?? undefined
export const fault = (world: World, lane = 0) => world.lanes[lane]?.fault ?? undefined

/** Ticket of whatever waits there; the game counts from 1. */
export const ticketOf = (item: { readonly ticket: number } | undefined): number => item?.ticket ?? 0

export const typesIn = (events: readonly Stamped[]): string[] => events.map(({ event }) => event.type)
export const eventsOf = <T extends Stamped['event']['type']>(
	events: readonly Stamped[],
	type: T,
): (Stamped & { readonly event: Extract<Stamped['event'], { type: T }> })[] =>
	events.filter((one): one is Stamped & { event: Extract<Stamped['event'], { type: T }> } => one.event.type === type)
