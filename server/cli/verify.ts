import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { verifyLog } from '../../shared/game/log.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { failCommand } from './commandFailure.ts'

export function verifyCommand(): Command {
	const command = new Command('verify')
		.description(
			"re-simulates exported logs: exit code 0 if each bears out its result, 1 if one doesn't, 2 if it can't be read",
		)
		.argument('<logfiles...>', "written by 'lot export', or downloaded by a host; - reads stdin")
	return command.action(async (paths: readonly string[]) => {
		const loaded = new Map<string, ReturnType<typeof loadProgram>>()
		// The logs of a class are of one seed: its ghosts play once, not once for each crew.
		const loadOnce: typeof loadProgram = (level, seed) => {
			const key = `${level} ${seed}`
			const program = loaded.get(key) ?? loadProgram(level, seed)
			loaded.set(key, program)
			return program
		}
		for (const path of paths) {
			let text: string
			try {
				text = readFileSync(path === '-' ? 0 : path, 'utf8')
			} catch (error) {
				return failCommand(
					command,
					'E_UNREADABLE',
					`${path}: ${error instanceof Error ? error.message : String(error)}`,
				)
			}
			await verify(path, text, loadOnce)
		}
	})
}

async function verify(path: string, text: string, load: typeof loadProgram): Promise<void> {
	const verified = await verifyLog(text, { loadProgram: load, parseEntry: parseLogEntry }).catch((error: unknown) => ({
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
}
