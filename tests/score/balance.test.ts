import { describe, expect, test } from 'vitest'
import { judgeBalance, type LevelMeasures, rowOf } from '../../server/cli/balanceRules.ts'
import { measureAll } from '../../server/cli/balance.ts'
import { faultOfSeed, figuresOf, type SeedFigures } from '../../shared/game/score/figures.ts'
import { FIXED_POLICIES } from '../../shared/game/score/grid.ts'
import { LEVEL_NAMES, LEVELS } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { VETTED_SEEDS } from '../../shared/programs/vetted/seeds.ts'

/** A bill that scores so much against the figures below: LB 200,000, PAR 300,000. */
const bill = (score: number): number => Math.round(200_000 + 100_000_000 / score)

const textbookBill = bill(990)

const FIGURES: SeedFigures = {
	seed: 1,
	lowerBoundCycles: 200_000,
	parCycles: 300_000,
	ghosts: [
		{ name: 'first-fit', billCycles: bill(930) },
		{ name: 'bins', billCycles: 300_000 },
	],
	botCycles: [bill(700), bill(990), bill(1200)],
	oracleCycles: bill(1300),
}

/** A level on which all is well; the best fixed policy is another one on each level. */
const measures = (index: number, figures: Partial<SeedFigures> = {}): LevelMeasures => ({
	level: LEVEL_NAMES[index] ?? 'steady',
	figures: [{ ...FIGURES, ...figures }],
	swaps: [
		{
			malloc: { 1: bill(950), 3: bill(1020) },
			kernel: { 1: bill(800), 3: bill(1100) },
			mmu: { 1: bill(900), 3: bill(1100) },
		},
	],
	habits: [
		{
			promptCycles: bill(1000),
			slowCycles: bill(990),
			patienceCycles: 1000,
			idleCycles: bill(690),
			spamCycles: bill(100),
		},
	],
	grid: [FIXED_POLICIES.map((_, policy) => (policy === index ? 300_000 : 320_000))],
})

const levels = (change: (index: number) => LevelMeasures = (index) => measures(index)): LevelMeasures[] =>
	Array.from({ length: 10 }, (_, index) => change(index))

const failing = (all: readonly LevelMeasures[]): number[] =>
	judgeBalance(all)
		.filter(({ ok }) => !ok)
		.map(({ test }) => test)

describe('balance', () => {
	test('S-11 on measures as they should be all tests hold', () => {
		expect(failing(levels())).toEqual([])
		expect(rowOf(measures(0))).toMatchObject({ parK: 300, boundK: 200, bots: [700, 990, 1200], oracle: 1300 })
	})

	const odd = (figures: Partial<SeedFigures>) => levels((index) => measures(index, index === 4 ? figures : {}))
	const [trainee, textbook, expert] = FIGURES.botCycles
	test.each([
		['trainees are too good on one level', 3, odd({ botCycles: [bill(905), textbook, expert] })],
		['trainees are too bad on one level', 3, odd({ botCycles: [bill(440), textbook, expert] })],
		['experts gain too little on one level', 3, odd({ botCycles: [trainee, textbook, bill(1060)] })],
		['the textbook differs from its ghost', 3, odd({ botCycles: [trainee, bill(840), expert] })],
		['experts beat the oracle', 3, odd({ oracleCycles: bill(1150) })],
		[
			'one fixed policy is near the best almost everywhere',
			4,
			levels((index) => ({
				...measures(index),
				grid: [FIXED_POLICIES.map((_, policy) => (policy === 7 ? 302_000 : policy === index ? 300_000 : 320_000))],
			})),
		],
		[
			'a seat has no leverage',
			5,
			levels((index) => ({
				...measures(index),
				swaps: [{ ...measures(0).swaps[0], mmu: { 1: bill(980), 3: bill(1020) } }] as LevelMeasures['swaps'],
			})),
		],
		['a bot beats the lower bound', 6, odd({ lowerBoundCycles: 290_000, botCycles: [trainee, textbook, 289_999] })],
		[
			'five seconds matter',
			7,
			levels((index) => ({
				...measures(index),
				habits: [{ ...(measures(0).habits[0] as LevelMeasures['habits'][0]), slowCycles: bill(900) }],
			})),
		],
		[
			'patience eats the score',
			7,
			levels((index) => ({
				...measures(index),
				habits: [{ ...(measures(0).habits[0] as LevelMeasures['habits'][0]), patienceCycles: index === 3 ? 9000 : 0 }],
			})),
		],
		[
			'random commands pay',
			8,
			levels((index) => ({
				...measures(index),
				habits: [{ ...(measures(0).habits[0] as LevelMeasures['habits'][0]), spamCycles: bill(420) }],
			})),
		],
		[
			'idling beats a trainee',
			8,
			levels((index) => ({
				...measures(index),
				habits: [{ ...(measures(0).habits[0] as LevelMeasures['habits'][0]), idleCycles: bill(770) }],
			})),
		],
	])('S-12 %s: test %i fails', (_, rule, all) => {
		expect(failing(all)).toContain(rule)
	})

	test('S-13 the real engine is measured in worker threads, seed by seed', async () => {
		const [wild] = await measureAll(1, ['wild'])
		expect(wild?.figures.map(({ seed }) => seed)).toEqual(VETTED_SEEDS.wild.slice(0, 1))
		expect(wild?.swaps.length).toBe(1)
		expect(wild?.grid[0]?.length).toBe(96)
		const row = rowOf(wild as LevelMeasures)
		expect(row.bots[0]).toBeLessThan(row.bots[1])
		expect(row.bots[1]).toBeLessThan(row.bots[2])
	})
})

describe('vetted seeds', () => {
	test.each(LEVELS)('S-14 $name has some, in order, and the first is fair', async (level) => {
		const seeds = VETTED_SEEDS[level.name]
		expect(seeds.length).toBeGreaterThanOrEqual(12)
		expect(seeds).toEqual([...new Set(seeds)].sort((a, b) => a - b))
		const [seed = 0] = seeds
		expect(faultOfSeed(figuresOf(level, await loadProgram(level.name, seed), seed))).toBeNull()
	})

	test.each([
		[{}, null],
		[{ botCycles: [bill(440), textbookBill, bill(1200)] as const }, 'trainees score 440'],
		[{ botCycles: [bill(930), textbookBill, bill(1200)] as const }, 'trainees score 930'],
		[{ botCycles: [bill(700), textbookBill, bill(1040)] as const }, 'experts score 1040, the textbook 990'],
		[{ oracleCycles: bill(1199) }, 'the oracle scores 1199, experts 1200'],
		[
			{ lowerBoundCycles: 270_000, botCycles: [312_857, 300_303, 295_000] as const, oracleCycles: 293_000 },
			'PAR is close to the lower bound',
		],
		[{ ghosts: [{ name: 'bins', billCycles: 900_001 }] }, 'a ghost is far off'],
	])('S-15 %j: %s', (change, fault) => {
		expect(faultOfSeed({ ...FIGURES, ...change })).toBe(fault)
	})
})
