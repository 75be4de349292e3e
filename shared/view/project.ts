import type { Desk } from '../game/desk.ts'
import { deskOf } from '../game/deskOf.ts'
import { billCyclesOf, type World } from '../game/round.ts'
import { SEATS, type Seat } from '../game/seat.ts'
import type { CommonView, ViewOf } from './seatView.ts'

/** The whole view of a seat, from the state. Fresh, plain, JSON-safe. */
export function project<S extends Seat>(world: World, seat: S): ViewOf<S> {
	const desk: Desk = deskOf(world, seat)
	return { ...common(world), ...desk } as ViewOf<S>
}

function common(world: World): CommonView {
	return {
		phase: world.phase,
		nightShift: world.nightShift,
		patience: world.patience.on,
		silentBugs: world.silentBugs,
		step: world.step,
		billCycles: billCyclesOf(world),
		bill: world.phase === 'finished' ? { ...world.bill } : null,
		lanes: world.lanes.map((lane) => lane.status),
		seats: Object.fromEntries(SEATS.map((one) => [one, world.seats[one]])) as CommonView['seats'],
		pings: [...world.pings],
	}
}
