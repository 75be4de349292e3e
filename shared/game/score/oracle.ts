import type { PageNumber } from '../../machine/units.ts'
import type { Level } from '../../programs/levels.ts'
import type { Program } from '../../programs/op.ts'
import { BOT_DELAY_TICKS } from '../bots/bot.ts'
import type { NextUse } from '../bots/mmuBot.ts'
import { BOT_POLICIES, type CrewPolicy, type KernelPolicy, type MallocPolicy } from '../bots/policy.ts'
import type { Stamped } from '../event.ts'
import type { World } from '../round.ts'
import { type GhostRound, playGhost } from './ghosts.ts'

/** Changes of an expert's habits that are tried on the very seed, one after the other; a better one is kept. */
const MALLOC_TRIALS: readonly Partial<MallocPolicy>[] = [
	{ fit: 'first-address' },
	{ fit: 'first-lifo' },
	{ padPages: 24 },
	{ padPages: 6 },
	{ mmapPages: null },
	{ trimPages: null },
	{ trimPages: 10 },
	{ rackMaxBytes: 64 },
]
const KERNEL_TRIALS: readonly Partial<KernelPolicy>[] = [
	{ order: 0 },
	{ order: 2 },
	{ orderFreeFrames: 2 },
	{ orderFreeFrames: 8 },
	{ weighs: false },
]

/** Who is served first also depends on how fast one is. */
const DELAY_TRIALS = [5, 10, 30, 45] as const

interface Pass {
	readonly policies: CrewPolicy
	readonly delayTicks: number
	readonly round: GhostRound
	readonly uses: Uses
}

/**
 * The ghost that has seen everything (GAME.md §4.2): it plays the seed many times, keeps the habits that pay there, and
 * then lets kernel and MMU choose by what the pass before will need next. Its log is a round like any other.
 */
export function playOracle(level: Level, program: Program, seed: number): GhostRound {
	const play = (policies: CrewPolicy, delayTicks: number, nextUse?: (world: World) => NextUse): Pass => {
		const uses: Uses = new Map()
		const watch = watchUses(uses)
		const round = playGhost(level, program, seed, { policies, delayTicks, watch, nextUse })
		const one = { policies, delayTicks, round, uses }
		return one
	}
	let best = play(BOT_POLICIES[3], BOT_DELAY_TICKS[3])
	const tryOne = (policies: CrewPolicy, delayTicks = best.delayTicks, nextUse?: (world: World) => NextUse): void => {
		const one = play(policies, delayTicks, nextUse)
		if (one.round.billCycles < best.round.billCycles) best = one
	}
	for (const trial of MALLOC_TRIALS) tryOne({ ...best.policies, malloc: { ...best.policies.malloc, ...trial } })
	for (const trial of KERNEL_TRIALS) tryOne({ ...best.policies, kernel: { ...best.policies.kernel, ...trial } })
	for (const delayTicks of DELAY_TRIALS) tryOne(best.policies, delayTicks)
	for (let pass = 0; pass < CLAIRVOYANT_PASSES; pass += 1) {
		const { uses } = best
		tryOne(best.policies, best.delayTicks, (world) => nextUseIn(uses, world))
	}
	return best.round
}

const CLAIRVOYANT_PASSES = 3

/** Accesses of the program by page, in order: which op of which lane makes them. */
export type Uses = Map<PageNumber, { readonly lane: number; readonly op: number; readonly order: number }[]>

export function watchUses(uses: Uses) {
	let order = 0
	return (world: World, events: readonly Stamped[]): void => {
		for (const { event } of events) {
			if (event.type !== 'tlbHit' && event.type !== 'pageWalked') continue
			const { lane, page } = event
			const one = { lane, op: world.lanes[lane]?.next ?? 0, order }
			order += 1
			const before = uses.get(page)
			if (before) before.push(one)
			else uses.set(page, [one])
		}
	}
}

/** By the ops that the lanes have yet to do, whenever they did them in the pass before. */
export const nextUseIn =
	(uses: Uses, { lanes }: World): NextUse =>
	(number) =>
		uses.get(number)?.find(({ lane, op }) => op >= (lanes[lane]?.next ?? 0))?.order ?? Number.POSITIVE_INFINITY
