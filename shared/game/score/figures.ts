import type { Level } from '../../programs/levels.ts'
import type { Program } from '../../programs/op.ts'
import type { Reference } from '../roundInfo.ts'
import { advance, beginWithBots, billCyclesOf, drain, MAX_ROUND_TICKS, play, roundHeader, runToEnd } from '../round.ts'
import { type BotLevel, SEATS, type Seat } from '../seat.ts'
import { createWorld } from '../world.ts'
import { COMPANY_NAMES } from './companies.ts'
import { playOracle } from './oracle.ts'
import { referenceOf } from './reference.ts'
import { scoreOf } from './score.ts'

/** The bill of a crew of bots. */
export function botBill(level: Level, program: Program, seed: number, bots: Readonly<Record<Seat, BotLevel>>): number {
	const world = createWorld(roundHeader(level.name, seed, 'calm', bots), level, program, null)
	beginWithBots(world)
	runToEnd(world)
	return billCyclesOf(world)
}

/** All that says whether a seed is a fair round. Bills in cycles. */
export interface SeedFigures extends Reference {
	readonly seed: number
	/** Of crews of one level: L1, L2, L3. */
	readonly botCycles: readonly [number, number, number]
	readonly oracleCycles: number
}

export function figuresOf(level: Level, program: Program, seed: number): SeedFigures {
	const crew = (one: BotLevel) => botBill(level, program, seed, { malloc: one, kernel: one, mmu: one })
	return {
		seed,
		...referenceOf(level, program, seed),
		botCycles: [crew(1), crew(2), crew(3)],
		oracleCycles: playOracle(level, program, seed).billCycles,
	}
}

/** What GAME.md §4.4 asks of a seed: nobody is lost, somebody can win, and it matters what one does. */
const VETTING = {
	trainee: [450, 920],
	oracleScore: 1150,
	/** The expert shows that there is something to gain over the textbook. */
	expertGain: 60,
	/** PAR over the lower bound, in percent. */
	parPercent: 115,
	/** Dearest ghost over the cheapest, in percent. Companies don't count: a slab allocator needs a slab for each size. */
	ghostPercent: 300,
} as const

/** Why a seed is not offered; null: it is fair. */
export function faultOfSeed(figures: SeedFigures): string | null {
	const { lowerBoundCycles, parCycles, ghosts, botCycles, oracleCycles } = figures
	const [trainee = 0, textbook = 0, expert = 0] = botCycles.map((cycles) => scoreOf(figures, cycles))
	const oracle = scoreOf(figures, oracleCycles)
	const [low, high] = VETTING.trainee
	if (trainee < low || trainee > high) return `trainees score ${trainee}`
	if (expert < textbook + VETTING.expertGain) return `experts score ${expert}, the textbook ${textbook}`
	if (oracle < VETTING.oracleScore || oracle < expert) return `the oracle scores ${oracle}, experts ${expert}`
	if (parCycles * 100 < lowerBoundCycles * VETTING.parPercent) return 'PAR is close to the lower bound'
	const players = ghosts.filter(({ name }) => !COMPANY_NAMES.some((one) => one === name))
	const dearest = Math.max(...players.map(({ billCycles }) => billCycles))
	return dearest * 100 > parCycles * VETTING.ghostPercent ? 'a ghost is far off' : null
}

/** A crew that takes its seats and then does nothing: the autopilot plays. */
export function idleBill(level: Level, program: Program, seed: number): number {
	const world = createWorld(roundHeader(level.name, seed, 'live'), level, program, null)
	for (const seat of SEATS) play(world, seat, { kind: 'TAKE' })
	for (const seat of SEATS) play(world, seat, { kind: 'READY' })
	for (let ticks = 0; world.phase === 'running' && ticks < MAX_ROUND_TICKS; ticks += 1) {
		advance(world)
		drain(world)
	}
	return billCyclesOf(world)
}
