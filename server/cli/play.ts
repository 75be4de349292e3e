import { Command, Option } from 'commander'
import { BUCKETS } from '../../shared/machine/buckets.ts'
import { resultOf } from '../../shared/game/log.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { beginWithBots, roundHeader, runToEnd } from '../../shared/game/round.ts'
import { PACES, type Pace } from '../../shared/game/seat.ts'
import { LEVEL_NAMES, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { failCommand } from './commandFailure.ts'
import { parseSeed } from './parseOption.ts'

interface PlayOptions {
	readonly bots?: true
	readonly level: string
	readonly seed: number
	readonly pace: Pace
	readonly json?: true
}

export function playCommand(): Command {
	const command = new Command('play')
		.description('plays a round with bots on all seats, without a clock')
		.option('--bots', 'bots on all seats (a terminal has no others)')
		.addOption(new Option('--level <name>', 'which program runs').choices(LEVEL_NAMES).makeOptionMandatory())
		.option('--seed <number>', 'which round of it', parseSeed, 1)
		.addOption(new Option('--pace <pace>', 'LIVE has a time limit').choices(PACES).default('live'))
		.option('--json', 'one line: {hash, steps, bill, billCycles, ticks, level, seed}')
	return command.action(async (options: PlayOptions) => {
		if (!options.bots) failCommand(command, 'E_NO_PLAYERS', 'only bots play here: add --bots')
		const level = levelNamed(options.level)
		if (!level) return failCommand(command, 'E_LEVEL', `there is no level '${options.level}'`)
		const { seed, pace } = options
		const world = createRound(roundHeader(level.name, seed, pace), level, await loadProgram(level.name, seed))
		beginWithBots(world)
		runToEnd(world)
		const { hash, steps, billCycles, tick: ticks } = resultOf(world)
		const bill = { ...world.bill }
		if (options.json) console.log(JSON.stringify({ hash, steps, bill, billCycles, ticks, level: level.name, seed }))
		else {
			const cycles = (count: number) => count.toLocaleString('en').padStart(12)
			const lines = BUCKETS.map((bucket) => `  ${bucket.padEnd(9)}${cycles(bill[bucket])}`)
			console.log(`${level.name}, seed ${seed}, ${pace}: ${steps} steps in ${ticks} ticks, hash ${hash}`)
			console.log(`bill in cycles\n${lines.join('\n')}\n  ${'total'.padEnd(9)}${cycles(billCycles)}`)
		}
	})
}
