import { randomBytes, randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import pino from 'pino'
import { HomeworkDesk } from '../../server/homework/homeworkDesk.ts'
import { type HomeworkStore, openHomeworkStore } from '../../server/homework/homeworkStore.ts'
import { startServer } from '../../server/startServer.ts'
import { openSqliteStore } from '../../server/store/sqliteStore.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { formatLog, type LogEntry, resultOf } from '../../shared/game/log.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import { advance, drain, play, roundHeader } from '../../shared/game/round.ts'
import { type Seat, SEATS, TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import type { HomeworkItem } from '../../shared/homework/link.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { tempFolder } from '../server/testServer.ts'

export interface HomeworkServer {
	readonly url: string
	readonly folder: string
	readonly store: HomeworkStore
	/** Added to the wall clock. */
	skipMs: number
	close(): Promise<void>
}

/** The whole server in this process, with homework. */
export async function startHomeworkServer(
	options: { readonly folder?: string; readonly password?: string } = {},
): Promise<HomeworkServer> {
	const folder = options.folder ?? tempFolder()
	const running = { skipMs: 0 }
	const surroundings = {
		wallMs: () => Date.now() + running.skipMs,
		monotonicMs: () => performance.now(),
		randomBytes,
		randomInt: (limit: number) => randomInt(limit),
	}
	const sessions = openSqliteStore(folder)
	const store = openHomeworkStore(folder)
	const homework = new HomeworkDesk({ store, surroundings, password: options.password ?? null, onError: () => {} })
	const server = await startServer({
		port: 0,
		host: '127.0.0.1',
		version: 'test',
		clockSpeed: 1,
		store: sessions,
		homework,
		log: pino({ level: 'silent' }),
		surroundings,
	})
	return Object.assign(running, {
		url: `http://127.0.0.1:${server.port}`,
		folder,
		store,
		async close() {
			await server.close()
			if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
		},
	})
}

/** A whole round as a student's page would hand it in. `yieldsAt`: from that tick on the bot holds the seat. */
export async function studentLog(
	item: HomeworkItem,
	more: {
		readonly yieldsAt?: number
		readonly sits?: Seat
		readonly bots?: typeof TEXTBOOK_BOTS
		readonly mark?: number
	} = {},
): Promise<string> {
	const level = levelNamed(item.level)
	if (!level) throw new Error(item.level)
	const header = roundHeader(item.level, item.seed, 'calm', more.bots ?? TEXTBOOK_BOTS)
	const world = createRound(header, level, await loadProgram(level.name, item.seed))
	const entries: LogEntry[] = []
	const act = (seat: Seat, intent: Intent): boolean => {
		if (!play(world, seat, intent).ok) return false
		const seq = entries.length
		entries.push({ tick: world.tick, seq, seat, intent, player: 0, attempt: seq + 1 })
		drain(world)
		return true
	}
	const seats = item.seat === 'all' ? SEATS : [more.sits ?? item.seat]
	for (const seat of seats) act(seat, { kind: 'TAKE' })
	for (const seat of seats) act(seat, { kind: 'READY' })
	// Something that makes this log another than the next.
	if (more.mark !== undefined) for (const seat of seats) act(seat, { kind: 'PING', ping: 'hot', argument: more.mark })
	let isHeld = true
	while (world.phase === 'running') {
		if (isHeld && more.yieldsAt !== undefined && world.tick >= more.yieldsAt) {
			for (const seat of seats) act(seat, { kind: 'YIELD' })
			isHeld = false
		}
		if (isHeld)
			for (const seat of seats) {
				const intent = botIntent(deskOf(world, seat))
				if (intent) act(seat, intent)
			}
		advance(world)
		drain(world)
	}
	return formatLog(header, entries, resultOf(world))
}
