import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { verifyLog } from '../../shared/game/log.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { failCommand } from './commandFailure.ts'

export function verifyCommand(): Command {
	const command = new Command('verify')
		.description(
			"re-simulates an exported log: exit code 0 if it bears out its result, 1 if not, 2 if it can't be read",
		)
		.argument('<logfile>', "written by 'lot export'; - reads stdin")
	return command.action(async (path: string) => {
		let text: string
		try {
			text = readFileSync(path === '-' ? 0 : path, 'utf8')
		} catch (error) {
			return failCommand(command, 'E_UNREADABLE', `${path}: ${error instanceof Error ? error.message : String(error)}`)
		}
		const verified = await verifyLog(text, { loadProgram, parseEntry: parseLogEntry }).catch((error: unknown) => ({
			ok: false as const,
			line: 0,
			message: `can't be replayed: ${error instanceof Error ? error.message : String(error)}`,
		}))
		if (verified.ok) {
			const { hash, steps, billCycles, tick } = verified.result
			console.log(`${path}: ok, ${steps} steps, ${tick} ticks, ${billCycles} cycles, hash ${hash}`)
			return
		}
		console.error(`${path}:${verified.line}: ${verified.message}`)
		process.exitCode = 1
	})
}
