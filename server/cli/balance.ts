import { Command } from 'commander'
import { LEVEL_NAMES, type LevelName } from '../../shared/programs/levels.ts'
import { VETTED_SEEDS } from '../../shared/programs/vetted/seeds.ts'
import { judgeBalance, type LevelMeasures, type LevelRow, rowOf } from './balanceRules.ts'
import { failCommand } from './commandFailure.ts'
import { measureLevels } from './measureLevels.ts'
import { parseCount } from './parseOption.ts'

/** Seeds of each level for what takes many rounds. */
const HABIT_SEEDS = 6
const GRID_SEEDS = 3

interface BalanceOptions {
	readonly seeds: number
	readonly json?: true
}

export function balanceCommand(): Command {
	const command = new Command('balance')
		.description('the acceptance tests of the game on vetted seeds (GAME.md §9.4, 3–8): exit code 0 only if all hold')
		.option('--seeds <number>', 'vetted seeds in all levels together', parseCount, 200)
		.option('--json', 'one line: {rows, verdicts}')
	return command.action(async ({ seeds, json }: BalanceOptions) => {
		const empty = LEVEL_NAMES.filter((name) => VETTED_SEEDS[name].length === 0)
		if (empty.length > 0) failCommand(command, 'E_VETTED', `no vetted seeds of ${empty.join(', ')}: run 'lot vet'`)
		const levels = await measureAll(Math.max(1, Math.ceil(seeds / LEVEL_NAMES.length)))
		const [rows, verdicts] = [levels.map(rowOf), judgeBalance(levels)]
		if (json) console.log(JSON.stringify({ rows, verdicts }))
		else {
			console.log([HEAD, ...rows.map(lineOf)].join('\n'))
			for (const { test, rule, found, ok } of verdicts)
				console.log(`${ok ? 'ok    ' : 'FAILED'} ${test}. ${rule}: ${found}`)
		}
		if (verdicts.some(({ ok }) => !ok)) process.exitCode = 1
	})
}

/** Measures so many vetted seeds of each level. */
export async function measureAll(
	seedsEach: number,
	names: readonly LevelName[] = LEVEL_NAMES,
): Promise<LevelMeasures[]> {
	const seedsOf = (level: LevelName, most: number) => VETTED_SEEDS[level].slice(0, Math.min(most, seedsEach))
	const measure = <Name extends 'figures' | 'swaps' | 'habits' | 'grid'>(measure: Name, most: number) =>
		measureLevels<Name>(names.flatMap((level) => seedsOf(level, most).map((seed) => ({ measure, level, seed }))))
	const figures = await measure('figures', seedsEach)
	const swaps = await measure('swaps', seedsEach)
	const habits = await measure('habits', HABIT_SEEDS)
	const grid = await measure('grid', GRID_SEEDS)
	return names.map((level) => ({
		level,
		figures: figures.splice(0, seedsOf(level, seedsEach).length),
		swaps: swaps.splice(0, seedsOf(level, seedsEach).length),
		habits: habits.splice(0, seedsOf(level, HABIT_SEEDS).length),
		grid: grid.splice(0, seedsOf(level, GRID_SEEDS).length),
	}))
}

const HEAD = `| level | seeds | LB k | PAR k | L1 | L2 | L3 | oracle | malloc L1→L3 | kernel L1→L3 | MMU L1→L3 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`

function lineOf({ level, seeds, boundK, parK, bots, oracle, swaps }: LevelRow): string {
	const swapCells = [swaps.malloc, swaps.kernel, swaps.mmu].map(([low, high]) => `${low}→${high}`)
	return `| ${[level, seeds, boundK, parK, ...bots, oracle, ...swapCells].join(' | ')} |`
}
