import { parentPort } from 'node:worker_threads'
import { BOT_POLICIES } from '../../shared/game/bots/policy.ts'
import { botBill, figuresOf, idleBill, type SeedFigures } from '../../shared/game/score/figures.ts'
import { playGhost } from '../../shared/game/score/ghosts.ts'
import { FIXED_POLICIES } from '../../shared/game/score/grid.ts'
import { spamBill } from '../../shared/game/score/spam.ts'
import { type BotLevel, SEATS, type Seat } from '../../shared/game/seat.ts'
import { type Level, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'

/** Crews in which one seat differs from the textbook. Bills in cycles. */
export interface SwapFigures {
	readonly level: string
	readonly swaps: Readonly<Record<Seat, Readonly<Record<1 | 3, number>>>>
}

/** Crews that are slow, idle, or press buttons at random. Bills in cycles. */
export interface HabitFigures {
	/** A textbook crew at its own pace, and one that takes five seconds longer for each decision. */
	readonly promptCycles: number
	readonly slowCycles: number
	/** What patience cost the slow crew with the clock running, before the night shift. */
	readonly patienceCycles: number
	readonly idleCycles: number
	readonly spamCycles: number
}

export interface Measured {
	readonly figures: SeedFigures
	readonly swaps: SwapFigures['swaps']
	readonly habits: HabitFigures
	/** Bills of the fixed policies, in their order. */
	readonly grid: readonly number[]
}
export type MeasureName = keyof Measured

type Measure<Result> = (level: Level, program: Program, seed: number) => Result

const measureSwaps: Measure<Measured['swaps']> = (level, program, seed) => {
	const swap = (seat: Seat, one: BotLevel) =>
		botBill(level, program, seed, { malloc: 2, kernel: 2, mmu: 2, [seat]: one })
	const both = (seat: Seat) => ({ 1: swap(seat, 1), 3: swap(seat, 3) })
	const [malloc, kernel, mmu] = SEATS
	return { malloc: both(malloc), kernel: both(kernel), mmu: both(mmu) }
}

const SLOW_TICKS = 130

const measureHabits: Measure<HabitFigures> = (level, program, seed) => {
	const policies = BOT_POLICIES[2]
	const slow = { policies, delayTicks: SLOW_TICKS }
	return {
		promptCycles: playGhost(level, program, seed, { policies }).billCycles,
		slowCycles: playGhost(level, program, seed, slow).billCycles,
		patienceCycles: playGhost(level, program, seed, { ...slow, pace: 'live' }).world.bill.patience,
		idleCycles: idleBill(level, program, seed),
		spamCycles: spamBill(level, program, seed),
	}
}

const MEASURES: { readonly [Name in MeasureName]: Measure<Measured[Name]> } = {
	figures: figuresOf,
	swaps: measureSwaps,
	habits: measureHabits,
	grid: (level, program, seed) =>
		FIXED_POLICIES.map(({ policies }) => playGhost(level, program, seed, { policies }).billCycles),
}

interface Asked {
	readonly measure: MeasureName
	readonly level: string
	readonly seed: number
}

parentPort?.on('message', ({ measure, level: name, seed }: Asked) => {
	void answer(measure, name, seed)
})

async function answer(measure: MeasureName, name: string, seed: number): Promise<void> {
	const level = levelNamed(name)
	if (!level) throw new Error(`no level ${name}`)
	parentPort?.postMessage(MEASURES[measure](level, await loadProgram(level.name, seed), seed))
}
