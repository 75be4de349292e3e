import { createRound } from '../../shared/game/createRound.ts'
import { advance, beginWithBots, roundHeader, type World } from '../../shared/game/round.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { project } from '../../shared/view/project.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import type { LotModel } from '../../client/lot/model.ts'

/** A round of bots, stopped after so many ticks. */
export async function roundAt(name: LevelName, seed: number, ticks: number): Promise<World> {
	const level = levelNamed(name)
	if (level === undefined) throw new Error(`no level ${name}`)
	const world = createRound(roundHeader(name, seed, 'live'), level, await loadProgram(name, seed))
	beginWithBots(world)
	for (let tick = 0; tick < ticks; tick++) advance(world)
	return world
}

/** What the lot is told when one player holds these seats. */
export function modelOf(world: World, seats: readonly Seat[], more: Partial<LotModel> = {}): LotModel {
	const views: Partial<Record<Seat, SeatView>> = {}
	for (const seat of seats) views[seat] = project(world, seat)
	return {
		views,
		seat: seats[0] ?? 'malloc',
		lens: 'lot',
		selection: {},
		reducedMotion: false,
		language: 'en',
		...more,
	}
}
