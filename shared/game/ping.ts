import type { PingKind } from './intent.ts'
import type { Seat } from './seat.ts'
import { record, type World } from './world.ts'

/** What a seat has told the crew. `argument`: a page, or a count. */
export interface Ping {
	readonly seat: Seat
	readonly ping: PingKind
	readonly argument: number | null
	readonly tick: number
}

/** The latest pings that a round remembers. */
const PINGS_REMEMBERED = 4

/** Tells the crew; it costs what the real thing behind it costs. */
export function tellPing(world: World, seat: Seat, kind: PingKind, argument: number | null): void {
	const ping: Ping = { seat, ping: kind, argument, tick: world.tick }
	world.pings = [...world.pings, ping].slice(-PINGS_REMEMBERED)
	record(world, { type: 'pinged', ...ping })
}
