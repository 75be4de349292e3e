import { Command } from 'commander'
import { balanceCommand } from './balance.ts'
import { billCommand } from './bill.ts'
import { classesCommand } from './classes.ts'
import { compareCommand } from './compare.ts'
import { convertCommand } from './convert.ts'
import { exportCommand } from './export.ts'
import { ghostCommand } from './ghost.ts'
import { homeworkCommand } from './homework.ts'
import { loadCommand } from './load.ts'
import { oracleCommand } from './oracle.ts'
import { ostepCommand } from './ostep.ts'
import { playCommand } from './play.ts'
import { recordCommand } from './record.ts'
import { replayCommand } from './replay.ts'
import { verifyCommand } from './verify.ts'
import { vetCommand } from './vet.ts'

// `npm run --silent lot -- …`. One file a command; --help for each.
const program = new Command('lot')
	.description('Rounds without a page, and the emulated allocators on traces of real programs.')
	.showHelpAfterError('(--help tells more)')
const rounds = [
	playCommand(),
	verifyCommand(),
	exportCommand(),
	ghostCommand(),
	vetCommand(),
	balanceCommand(),
	loadCommand(),
	homeworkCommand(),
]
const traces = [
	replayCommand(),
	billCommand(),
	classesCommand(),
	oracleCommand(),
	compareCommand(),
	recordCommand(),
	convertCommand(),
	ostepCommand(),
]
for (const command of [...rounds, ...traces]) program.addCommand(command)
// 1 is what `verify` says of a log that differs; a wrong call is something else.
for (const command of [program, ...program.commands]) {
	command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
}
// A reader that has seen enough (`lot replay … | head`) is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
await program.parseAsync()
