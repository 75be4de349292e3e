import { botIntent } from '../../shared/game/bots/bot.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { advance, drain, play, roundHeader, type World } from '../../shared/game/round.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import type { Cue } from '../../client/connect/bus.ts'

/** A running round in which humans sit at every seat. */
export async function roundForThree(name: LevelName, seed: number): Promise<World> {
	const level = levelNamed(name)
	if (level === undefined) throw new Error(`no level ${name}`)
	const world = createRound(roundHeader(name, seed, 'live'), level, await loadProgram(name, seed))
	for (const seat of SEATS) play(world, seat, { kind: 'TAKE' })
	for (const seat of SEATS) play(world, seat, { kind: 'READY' })
	drain(world)
	return world
}

/** Goes through a round; at every item `decide` may say what to do (or do it itself), else the textbook does it. Ends after so many items. */
export function walkThrough(
	world: World,
	items: number,
	decide: (view: SeatView, world: World) => Intent | 'played' | null,
): void {
	for (let done = 0, idle = 0; done < items && world.phase === 'running' && idle < 2000; ) {
		const seat = SEATS.find((one) => botIntent(project(world, one)) !== null)
		if (seat === undefined) {
			advance(world)
			idle += 1
			continue
		}
		idle = 0
		done += 1
		const view = project(world, seat) as SeatView
		const decided = decide(view, world)
		if (decided === 'played') continue
		const intent = decided ?? botIntent(view)
		if (intent && !play(world, seat, intent).ok) throw new Error(`refused: ${seat} ${JSON.stringify(intent)}`)
	}
}

/** What the seats hear of everything since the latest drain. */
export function cuesFor(world: World, seats: readonly Seat[]): Cue[] {
	const happened = drain(world)
	return seats.flatMap((seat) =>
		happened.flatMap((stamped) => {
			const event = reveal(stamped, seat)
			return event ? [{ seat, ...event }] : []
		}),
	)
}
