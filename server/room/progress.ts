import { billCyclesOf } from '../../shared/game/round.ts'
import { type Medal, medalOf, scoreOf } from '../../shared/game/score/score.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import type { World } from '../../shared/game/world.ts'
import type { HostCrew } from '../../shared/lesson/view.ts'

/** How far a round has come, for whoever watches many of them. */
export interface RoomProgress
	extends Pick<
		HostCrew,
		'phase' | 'step' | 'stepsTotal' | 'tick' | 'billCycles' | 'waitsFor' | 'bots' | 'score' | 'medal'
	> {
	readonly beatsPar: boolean | null
	readonly autopilots: readonly Seat[]
}

export function progressOf(world: World): RoomProgress {
	const { phase, info, tick, step } = world
	const billCycles = billCyclesOf(world)
	const measure = phase === 'finished' ? info.reference : null
	return {
		phase,
		step,
		stepsTotal: info.stepsTotal,
		tick,
		billCycles,
		waitsFor: phase === 'running' ? oldestItem(world) : null,
		bots: SEATS.filter((seat) => world.seats[seat].holder === 'bot'),
		score: measure && scoreOf(measure, billCycles),
		medal: measure && (medalOf(measure, billCycles) satisfies Medal),
		beatsPar: measure && billCycles < measure.parCycles,
		autopilots: SEATS.filter((seat) => world.seats[seat].autopilot),
	}
}

/** What has waited longest for a human. */
function oldestItem(world: World): HostCrew['waitsFor'] {
	let oldest: { seat: Seat; sinceTick: number } | null = null
	const look = (seat: Seat, item: { readonly sinceTick: number } | null) => {
		if (!item || world.seats[seat].holder === 'bot') return
		if (!oldest || item.sinceTick < oldest.sinceTick) oldest = { seat, sinceTick: item.sinceTick }
	}
	for (const { request, slip, fault, access } of world.lanes) {
		if (request?.status !== 'slip') look('malloc', request)
		look('kernel', slip ?? fault)
		look('mmu', access)
	}
	for (const { slip, fault } of world.neighbours) look('kernel', slip ?? fault)
	const { seat, sinceTick } = (oldest ?? {}) as Partial<{ seat: Seat; sinceTick: number }>
	return seat === undefined || sinceTick === undefined ? null : { seat, ticks: world.tick - sinceTick }
}
