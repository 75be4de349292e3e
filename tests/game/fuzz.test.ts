import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { billCyclesOf } from '../../shared/game/round.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { fold } from '../../shared/view/fold.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import { type OnStep, playRandomly, randomRound } from './randomPlay.ts'

const COMMANDS = 20_000
/** The whole view is compared every so many commands. */
const LOOK_EVERY = 25

test.each(SEATS)(
	'G-130 20,000 commands of the %s seat among those of the others: all invariants hold, the bill only grows, the view follows',
	(seat) => {
		let [commands, seed] = [0, 40_000]
		while (commands < COMMANDS) {
			commands += commandsOf(seed, seat)
			seed += 1
		}
	},
	120_000,
)

/** One random round; returns how many commands the seat gave. */
function commandsOf(seed: number, seat: Seat): number {
	const round = randomRound(seed)
	let [commands, bill] = [0, 0]
	let view = project(round.world, seat)
	const follow: OnStep = (world, events, played) => {
		const heard = events.map((stamped) => reveal(stamped, seat)).filter((one) => one !== null)
		view = fold(view, heard, world.tick)
		if (billCyclesOf(world) < bill) throw new Error(`seed ${seed}: the bill falls`)
		bill = billCyclesOf(world)
		if (played?.seat !== seat) return
		commands += 1
		const broken = brokenInvariants(world.machine)
		if (broken.length > 0) throw new Error(`seed ${seed}, ${JSON.stringify(played)}: ${broken.join('; ')}`)
		if (commands % LOOK_EVERY === 0 && !isDeepStrictEqual(view, project(world, seat)))
			expect(view, `seed ${seed}, tick ${world.tick}`).toEqual(project(world, seat))
	}
	playRandomly(round, follow, seat)
	return commands
}
