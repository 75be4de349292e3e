import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { faultOfSeed } from '../../shared/game/score/figures.ts'
import { LEVEL_NAMES, type LevelName } from '../../shared/programs/levels.ts'
import { VETTED_SEEDS } from '../../shared/programs/vetted/seeds.ts'
import { failCommand } from './commandFailure.ts'
import { measureLevels } from './measureLevels.ts'
import { parseCount } from './parseOption.ts'

const SEEDS_FILE = new URL('../../shared/programs/vetted/seeds.ts', import.meta.url)
/** A class that plays every day doesn't meet a seed twice in a term. */
const MAX_KEPT = 40

interface VetOptions {
	readonly seeds: number
	readonly json?: true
	readonly dry?: true
}

export function vetCommand(): Command {
	const command = new Command('vet')
		.description('tries the first seeds of a level and keeps those that make a fair round (GAME.md §4.4)')
		.argument('<level>', 'a level, or all')
		.option('--seeds <number>', 'how many to try', parseCount, 60)
		.option('--json', 'one line for each seed')
		.option('--dry', "doesn't keep anything")
	return command.action(async (name: string, options: VetOptions) => {
		const levels = name === 'all' ? LEVEL_NAMES : LEVEL_NAMES.filter((one) => one === name)
		if (levels.length === 0) failCommand(command, 'E_LEVEL', `there is no level '${name}'`)
		const kept: Partial<Record<LevelName, readonly number[]>> = { ...VETTED_SEEDS }
		for (const level of levels) kept[level] = await vetLevel(level, options)
		if (!options.dry) writeFileSync(SEEDS_FILE, seedsFile(kept))
	})
}

async function vetLevel(level: LevelName, { seeds, json }: VetOptions): Promise<number[]> {
	const tasks = Array.from({ length: seeds }, (_, index) => ({ measure: 'figures' as const, level, seed: index + 1 }))
	const found = await measureLevels(tasks)
	const faults = new Map<string, number>()
	const fair: number[] = []
	for (const figures of found) {
		const fault = faultOfSeed(figures)
		if (json) console.log(JSON.stringify({ level, ...figures, fault }))
		if (fault === null) fair.push(figures.seed)
		else faults.set(kindOf(fault), (faults.get(kindOf(fault)) ?? 0) + 1)
	}
	const why = [...faults].map(([fault, count]) => `${count} ${fault}`).join(', ')
	if (!json) console.log(`${level.padEnd(14)}${fair.length} of ${seeds} are fair${why && `; not: ${why}`}`)
	return fair.slice(0, MAX_KEPT)
}

const kindOf = (fault: string): string => fault.replaceAll(/\s*\d+/g, '')

/** The file with its comment as it stands, and these seeds. */
function seedsFile(kept: Partial<Record<LevelName, readonly number[]>>): string {
	const text = readFileSync(SEEDS_FILE, 'utf8')
	const head = text.slice(0, text.indexOf('= {') + '= {'.length)
	const rows = LEVEL_NAMES.map(
		(name) => `\t${/-/.test(name) ? `'${name}'` : name}: [${(kept[name] ?? []).join(', ')}],`,
	)
	return `${head}\n${rows.join('\n')}\n}\n`
}
