import type { Stamped } from '../../game/event.ts'
import { advance, beginWithBots, drain, MAX_ROUND_TICKS, type World } from '../../game/round.ts'
import { TEXTBOOK_BOTS, SEATS } from '../../game/seat.ts'
import { createWorld } from '../../game/world.ts'
import { deepCopy } from '../../machine/heap/deepCopy.ts'
import type { Level } from '../../programs/levels.ts'
import type { Op } from '../../programs/op.ts'
import { between, randomStream, type RandomStream } from '../../programs/random.ts'
import type { QuestionContext } from './draft.ts'

/** Told what happened in a tick, with the world as it stands after it. True: enough has been seen. */
export type Watch = (world: World, events: readonly Stamped[]) => boolean | void

/** Draws of a question: the same for everyone who plays the seed. */
export const drawsOf = ({ header }: QuestionContext, id: string): RandomStream =>
	randomStream(header.seed, `question${id}`)

/** A round of textbook bots that has not begun yet. */
export function freshRound({ header, level, program }: QuestionContext): World {
	const world = createWorld({ ...header, pace: 'calm', bots: TEXTBOOK_BOTS }, level, program, null)
	beginWithBots(world)
	return world
}

/** The round on the screens as it stands, to be played on by textbook bots; null: none is on. */
function forkOf({ world }: QuestionContext): World | null {
	if (world === null || world.phase !== 'running') return null
	const { header, info, level, program, company, ...state } = world
	const fork = { ...deepCopy(state), header, info, level, program, company, outbox: [] } as World
	for (const seat of SEATS) {
		fork.seats[seat] = { holder: 'bot', ready: true, autopilot: false, level: TEXTBOOK_BOTS[seat] }
		fork.rules[seat].fill(null)
	}
	return fork
}

/** Plays a world on until it is over, or enough has been seen. */
export function watchOn(world: World, watch: Watch): void {
	for (let ticks = 0; world.phase === 'running' && ticks < MAX_ROUND_TICKS; ticks += 1) {
		advance(world)
		if (watch(world, drain(world)) === true) return
	}
}

/** More moments than that are not looked at. */
const MOST_MOMENTS = 24

/**
 * The moment that a question is about: the next one of the round on the screens, else one drawn from a round of textbook
 * bots. `look` makes a new watch for a world, which hands over the moments that it finds. Null: there is none.
 */
export function momentOf<Moment>(
	context: QuestionContext,
	id: string,
	look: (start: World, found: (moment: Moment) => void) => Watch,
): Moment | null {
	const fork = forkOf(context)
	if (fork) {
		const [next] = momentsIn(fork, look, 1)
		if (next !== undefined) return next
	}
	const moments = momentsIn(freshRound(context), look, MOST_MOMENTS)
	return moments[between(drawsOf(context, id), 0, Math.max(0, moments.length - 1))] ?? null
}

function momentsIn<Moment>(
	world: World,
	look: (start: World, found: (moment: Moment) => void) => Watch,
	most: number,
): Moment[] {
	const moments: Moment[] = []
	const watch = look(world, (moment) => moments.push(moment))
	watchOn(world, (now, events) => watch(now, events) === true || moments.length >= most)
	return moments
}

/** Room enough for every experiment, and nobody else who takes it. */
const QUIET = { tenants: 0, frames: 64, heapLimitPages: 64, commitLimitPages: 120 } as const

/** A program of one thread on the machine of the level, with textbook bots, alone and with plenty of frames. */
export function experiment(context: QuestionContext, ops: readonly Op[], watch: Watch): World {
	const level: Level = { ...context.level, ...QUIET }
	const program = { name: level.name, origin: 'experiment', lanes: [ops, [], []] }
	const world = freshRound({ ...context, level, program, world: null })
	watchOn(world, watch)
	return world
}
