import { Command } from 'commander'
import { exportCommand } from './export.ts'
import { playCommand } from './play.ts'
import { verifyCommand } from './verify.ts'

// `npm run --silent lot -- …`. One file a command; --help for each.
const program = new Command('lot')
	.description('Rounds without a page: play them with bots, write their logs, check them.')
	.showHelpAfterError('(--help tells more)')
for (const command of [playCommand(), verifyCommand(), exportCommand()]) program.addCommand(command)
// 1 is what `verify` says of a log that differs; a wrong call is something else.
for (const command of [program, ...program.commands]) {
	command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
}
await program.parseAsync()
