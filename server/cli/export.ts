import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { formatLog, replay, resultOf, type RoundResult } from '../../shared/game/log.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { RoundLog } from '../store/eventStore.ts'
import { openSqliteStore, type SqliteStore } from '../store/sqliteStore.ts'
import { failCommand } from './commandFailure.ts'

const DEFAULT_DATA = fileURLToPath(new URL('../../data', import.meta.url))

interface ExportOptions {
	readonly crew: number
	readonly round?: number
	readonly data?: string
}

export function exportCommand(): Command {
	const command = new Command('export')
		.description("writes a round's log to stdout; works beside a running server")
		.argument('<session>', 'the four-letter code')
		.option('--crew <number>', 'which crew of the session', parseCount, 1)
		.option('--round <number>', 'which of its rounds (default: the latest)', parseCount)
		.option('--data <folder>', 'data folder (default: DATA_DIR, or data/)')
	return command.action(async (session: string, { crew, round, data }: ExportOptions) => {
		const folder = resolve(data ?? (process.env['DATA_DIR'] || DEFAULT_DATA))
		const store = openStore(command, folder)
		try {
			const row = await store.findRound(session.toUpperCase(), crew, round ?? null)
			if (!row) {
				const what = `session ${session}, crew ${crew}${round === undefined ? '' : `, round ${round}`}`
				return failCommand(command, 'E_UNKNOWN_SESSION', `${folder} holds no round of ${what}`)
			}
			const log = await store.log(row)
			process.stdout.write(formatLog(row.header, log.entries, row.result ?? (await resultSoFar(log))))
		} finally {
			await store.close()
		}
	})
}

function openStore(command: Command, folder: string): SqliteStore {
	try {
		return openSqliteStore(folder, 'reader')
	} catch (error) {
		return failCommand(command, 'E_DATA_DIR', `${folder}: ${error instanceof Error ? error.message : String(error)}`)
	}
}

/** Where a round stands that isn't over. A log that doesn't play must be readable too: it is the bug report. */
async function resultSoFar({ round, entries, tick }: RoundLog): Promise<RoundResult> {
	const { level: levelName, seed } = round.header
	try {
		const level = levelNamed(levelName)
		if (!level) throw new Error(`there is no level '${levelName}'`)
		const replayed = replay(round.header, level, await loadProgram(level.name, seed), entries, tick)
		if (!replayed.ok) throw new Error(`entry ${replayed.seq}: ${replayed.message}`)
		if (replayed.world.phase !== 'finished') console.error(`the round is not over: it stands at tick ${tick}`)
		return resultOf(replayed.world)
	} catch (error) {
		console.error(`the log doesn't play: ${error instanceof Error ? error.message : String(error)}`)
		return { tick, steps: 0, hash: '', billCycles: 0 }
	}
}

function parseCount(text: string): number {
	const count = Number(text)
	if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number from 1')
	return count
}
