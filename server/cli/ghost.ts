import { Command } from 'commander'
import { figuresOf } from '../../shared/game/score/figures.ts'
import { scoreOf } from '../../shared/game/score/score.ts'
import { LEVEL_NAMES, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { failCommand } from './commandFailure.ts'
import { parseSeed } from './parseOption.ts'

interface GhostOptions {
	readonly seed: number
	readonly json?: true
}

export function ghostCommand(): Command {
	const command = new Command('ghost')
		.description('the bills by which a round is measured: the standard field, bots, the oracle, the lower bound')
		.argument('<level>', LEVEL_NAMES.join(', '))
		.option('--seed <number>', 'which round of it', parseSeed, 1)
		.option('--json', 'one line')
	return command.action(async (name: string, { seed, json }: GhostOptions) => {
		const level = levelNamed(name)
		if (!level) return failCommand(command, 'E_LEVEL', `there is no level '${name}'`)
		const figures = figuresOf(level, await loadProgram(level.name, seed), seed)
		if (json) return console.log(JSON.stringify({ level: level.name, ...figures }))
		const bots = figures.botCycles.map((billCycles, index) => ({ name: `bots L${index + 1}`, billCycles }))
		const bills = [...figures.ghosts, ...bots, { name: 'oracle', billCycles: figures.oracleCycles }]
		console.log(
			`${level.name}, seed ${seed}: PAR ${cycles(figures.parCycles)}, lower bound ${cycles(figures.lowerBoundCycles)}`,
		)
		for (const { name, billCycles } of bills.toSorted((a, b) => a.billCycles - b.billCycles))
			console.log(
				`  ${name.padEnd(20)}${cycles(billCycles).padStart(12)}${String(scoreOf(figures, billCycles)).padStart(7)}`,
			)
	})
}

const cycles = (count: number): string => count.toLocaleString('en')
