import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { Surroundings } from '../../server/ops/surroundings.ts'
import { startServer } from '../../server/startServer.ts'
import { openSqliteStore, type SqliteStore } from '../../server/store/sqliteStore.ts'
import { formatLog, replay, resultOf } from '../../shared/game/log.ts'
import type { World } from '../../shared/game/round.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

export interface TestServer {
	readonly url: string
	readonly port: number
	readonly folder: string
	readonly store: SqliteStore
	/** What was logged as an error. */
	readonly errors: readonly string[]
	/** Added to the wall clock. */
	skipMs: number
	close(): Promise<void>
}

export function tempFolder(): string {
	return mkdtempSync(join(tmpdir(), 'lot-test-'))
}

/** The whole server in this process: real sockets, a real SQLite file, a clock that may run faster. */
export async function startTestServer(
	options: {
		readonly clockSpeed?: number
		readonly folder?: string
		readonly hostPassword?: string
		/** Draws of `randomInt`; not told: as in life. */
		readonly randomInt?: (limit: number) => number
	} = {},
): Promise<TestServer> {
	const folder = options.folder ?? tempFolder()
	const store = openSqliteStore(folder)
	const errors: string[] = []
	const log = pino({ level: 'error', base: null }, { write: (line: string) => errors.push(line) })
	const surroundings: Surroundings = {
		wallMs: () => Date.now() + running.skipMs,
		monotonicMs: () => performance.now(),
		randomBytes,
		randomInt: (limit) => (options.randomInt ?? randomInt)(limit),
	}
	const clockSpeed = options.clockSpeed ?? 1
	const running = { skipMs: 0 }
	const server = await startServer({
		port: 0,
		host: '127.0.0.1',
		version: 'test',
		clockSpeed,
		...(options.hostPassword === undefined ? {} : { hostPassword: options.hostPassword }),
		store,
		log,
		surroundings,
	})
	return Object.assign(running, {
		url: `http://127.0.0.1:${server.port}`,
		port: server.port,
		folder,
		store,
		errors,
		async close() {
			await server.close()
			if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
		},
	})
}

/** A class plays one seed: the ghosts that a world is measured by play once. */
const programs = new Map<string, ReturnType<typeof loadProgram>>()

/** What the store says of a crew's round: the world that its log leads to, and the log's text. */
export async function roundInStore(
	store: SqliteStore,
	code: string,
	crew = 1,
	round: number | null = null,
): Promise<{ readonly world: World; readonly text: string; readonly log: Awaited<ReturnType<SqliteStore['log']>> }> {
	const row = await store.findRound(code, crew, round)
	if (!row) throw new Error(`no round of ${code}, crew ${crew}`)
	const log = await store.log(row)
	const level = levelNamed(row.header.level)
	if (!level) throw new Error(row.header.level)
	const key = `${level.name} ${row.header.seed}`
	const program = programs.get(key) ?? loadProgram(level.name, row.header.seed)
	programs.set(key, program)
	const replayed = replay(row.header, level, await program, log.entries, log.tick)
	if (!replayed.ok) throw new Error(`entry ${replayed.seq}: ${replayed.message}`)
	return {
		world: replayed.world,
		text: formatLog(row.header, log.entries, row.result ?? resultOf(replayed.world)),
		log,
	}
}
