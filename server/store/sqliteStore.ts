import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { Kysely, type Selectable, SqliteDialect, sql, type Transaction } from 'kysely'
import type { LogEntry, RoundResult } from '../../shared/game/log.ts'
import type { RoundHeader } from '../../shared/game/round.ts'
import { PACES, SEATS, type Seat } from '../../shared/game/seat.ts'
import { HOST_ROLES, type LessonAct, type LessonEntry } from '../../shared/lesson/act.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import type {
	CrewRow,
	EventStore,
	LessonRow,
	PlayerRow,
	RoundLog,
	RoundRow,
	RoundStatus,
	SessionRow,
	Write,
} from './eventStore.ts'
import { migrate, MIGRATIONS } from './migrations.ts'

interface Tables {
	sessions: {
		id: number
		code: string
		level: string
		pace: string
		seed: number
		bots: string
		createdMs: number
		touchedMs: number
	}
	crews: { id: number; session: number; number: number; name: string }
	players: {
		id: number
		session: number
		crew: number | null
		number: number
		name: string
		tokenHash: string
		seat: string | null
		offlineSinceMs: number | null
		left: number
	}
	rounds: { id: number; crew: number; number: number; header: string; status: string; result: string | null }
	entries: { round: number; seq: number; tick: number; seat: string; player: number; attempt: number; intent: string }
	marks: { round: number; tick: number }
	lessons: { session: number; hostHash: string; cohostHash: string; projectorHash: string }
	lessonEntries: { session: number; seq: number; atMs: number; by: string; sent: string | null; act: string }
}

/** SQLite binds at most 32,766 values in a statement; an entry has seven. */
const MAX_ROWS_IN_STATEMENT = 1_000
/** How long a writer waits for another process that reads (`lot export`). */
const BUSY_TIMEOUT_MS = 2_000

/** The data folder can't be used; `message` says why, for the person at the terminal. */
export class StoreUnusable extends Error {}

/**
 * Opens (or makes) the store of a data folder. `reader`: for the command line, beside a running server; else this
 * process becomes the folder's only server. Throws StoreUnusable.
 */
export function openSqliteStore(folder: string, mode: 'server' | 'reader' = 'server'): SqliteStore {
	try {
		if (mode === 'reader') {
			return new SqliteStore(new Sqlite(join(folder, 'lot.sqlite'), { readonly: true, timeout: BUSY_TIMEOUT_MS }), null)
		}
		makeFolder(folder)
		const lock = lockFolder(folder)
		const database = new Sqlite(join(folder, 'lot.sqlite'), { timeout: BUSY_TIMEOUT_MS })
		// FULL: a commit has reached the disk, not just the system's cache (power failure, not only kill -9).
		database.pragma('journal_mode = WAL')
		database.pragma('synchronous = FULL')
		database.pragma('foreign_keys = ON')
		migrate(database, MIGRATIONS)
		return new SqliteStore(database, lock)
	} catch (error) {
		throw new StoreUnusable(error instanceof Error ? error.message : String(error), { cause: error })
	}
}

/** Not `recursive: true`: below /proc that never returns (Node 24). */
function makeFolder(folder: string): void {
	if (existsSync(folder)) return
	makeFolder(dirname(folder))
	mkdirSync(folder)
}

/** The operating system drops the lock with the process, however that ends: no stale lock file after `kill -9`. */
function lockFolder(folder: string): Database {
	const lock = new Sqlite(join(folder, 'server.lock'), { timeout: 0 })
	try {
		lock.pragma('locking_mode = EXCLUSIVE')
		lock.exec('begin exclusive')
	} catch (error) {
		lock.close()
		const busy = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY'
		throw busy ? new Error('another server uses this folder') : error
	}
	return lock
}

export class SqliteStore implements EventStore {
	/** For tests that fill the disk. */
	readonly database: Database
	readonly #lock: Database | null
	readonly #kysely: Kysely<Tables>

	constructor(database: Database, lock: Database | null) {
		this.database = database
		this.#lock = lock
		this.#kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
	}

	async write(writes: readonly Write[]): Promise<void> {
		await this.#kysely.transaction().execute(async (transaction) => {
			// Rows of the same kind that follow each other go in one statement: a full batch is nearly all entries.
			for (let from = 0; from < writes.length; ) {
				const first = writes[from]
				if (!first) return
				let to = from + 1
				while (to < writes.length && to - from < MAX_ROWS_IN_STATEMENT && writes[to]?.kind === first.kind) to++
				await put(transaction, writes.slice(from, to))
				from = to
			}
		})
	}

	async lastIds(): Promise<Record<'session' | 'crew' | 'player' | 'round', number>> {
		const last = async (table: 'sessions' | 'crews' | 'players' | 'rounds') => {
			const row = await this.#kysely.selectFrom(table).select(sql<number | null>`max(id)`.as('id')).executeTakeFirst()
			return row?.id ?? 0
		}
		return {
			session: await last('sessions'),
			crew: await last('crews'),
			player: await last('players'),
			round: await last('rounds'),
		}
	}

	async sessionsSince(touchedMs: number): Promise<readonly SessionRow[]> {
		const rows = await this.#kysely
			.selectFrom('sessions')
			.selectAll()
			.where('touchedMs', '>=', touchedMs)
			.orderBy('id')
			.execute()
		return rows.map(readSession)
	}

	async crewsOf(session: number): Promise<readonly CrewRow[]> {
		return this.#kysely.selectFrom('crews').selectAll().where('session', '=', session).orderBy('number').execute()
	}

	async playersOf(session: number): Promise<readonly PlayerRow[]> {
		const rows = await this.#kysely
			.selectFrom('players')
			.selectAll()
			.where('session', '=', session)
			.orderBy('id')
			.execute()
		return rows.map((row) => ({ ...row, seat: seatOrNull(row.seat), left: row.left !== 0 }))
	}

	async latestRound(crew: number): Promise<RoundRow | null> {
		const row = await this.#kysely
			.selectFrom('rounds')
			.selectAll()
			.where('crew', '=', crew)
			.orderBy('number', 'desc')
			.limit(1)
			.executeTakeFirst()
		return row ? readRound(row) : null
	}

	async findRound(code: string, crew: number, round: number | null): Promise<RoundRow | null> {
		const row = await this.#kysely
			.selectFrom('rounds')
			.innerJoin('crews', 'crews.id', 'rounds.crew')
			.innerJoin('sessions', 'sessions.id', 'crews.session')
			.selectAll('rounds')
			.where('sessions.code', '=', code)
			.where('crews.number', '=', crew)
			.$if(round !== null, (query) => query.where('rounds.number', '=', round))
			.orderBy('sessions.id', 'desc')
			.orderBy('rounds.number', 'desc')
			.limit(1)
			.executeTakeFirst()
		return row ? readRound(row) : null
	}

	async log(round: RoundRow): Promise<RoundLog> {
		const rows = await this.#kysely
			.selectFrom('entries')
			.selectAll()
			.where('round', '=', round.id)
			.orderBy('seq')
			.execute()
		const mark = await this.#kysely.selectFrom('marks').select('tick').where('round', '=', round.id).executeTakeFirst()
		const entries = rows.map(readEntry)
		const tick = Math.max(mark?.tick ?? 0, round.result?.tick ?? 0, entries.at(-1)?.tick ?? 0)
		return { round, entries, tick }
	}

	async roundsOf(session: number): Promise<readonly RoundRow[]> {
		const rows = await this.#kysely
			.selectFrom('rounds')
			.innerJoin('crews', 'crews.id', 'rounds.crew')
			.selectAll('rounds')
			.where('crews.session', '=', session)
			.orderBy('rounds.number')
			.execute()
		return rows.map(readRound)
	}

	async lessonOf(session: number): Promise<LessonRow | null> {
		const row = await this.#kysely.selectFrom('lessons').selectAll().where('session', '=', session).executeTakeFirst()
		return row ?? null
	}

	async lessonLog(session: number): Promise<readonly LessonEntry[]> {
		const rows = await this.#kysely
			.selectFrom('lessonEntries')
			.selectAll()
			.where('session', '=', session)
			.orderBy('seq')
			.execute()
		return rows.map(readLessonEntry)
	}

	async sessionOfHost(tokenHash: string): Promise<SessionRow | null> {
		const row = await this.#kysely
			.selectFrom('sessions')
			.innerJoin('lessons', 'lessons.session', 'sessions.id')
			.selectAll('sessions')
			.where((column) =>
				column.or([
					column('lessons.hostHash', '=', tokenHash),
					column('lessons.cohostHash', '=', tokenHash),
					column('lessons.projectorHash', '=', tokenHash),
				]),
			)
			.executeTakeFirst()
		return row ? readSession(row) : null
	}

	async close(): Promise<void> {
		await this.#kysely.destroy()
		this.#lock?.close()
	}
}

/** `writes` is not empty and all of one kind. */
async function put(transaction: Transaction<Tables>, writes: readonly Write[]): Promise<void> {
	const entries = writes.flatMap((write) => (write.kind === 'entry' ? [write] : []))
	if (entries.length > 0) {
		await transaction
			.insertInto('entries')
			.values(entries.map(({ round, entry }) => ({ round, ...entry, intent: JSON.stringify(entry.intent) })))
			.execute()
		return
	}
	const marks = writes.flatMap((write) => (write.kind === 'mark' ? [write] : []))
	if (marks.length > 0) {
		await transaction
			.insertInto('marks')
			.values(marks.map(({ round, tick }) => ({ round, tick })))
			.onConflict((conflict) => conflict.column('round').doUpdateSet((row) => ({ tick: row.ref('excluded.tick') })))
			.execute()
		return
	}
	for (const write of writes) {
		switch (write.kind) {
			case 'lesson':
				await transaction.insertInto('lessons').values(write.row).execute()
				break
			case 'lessonEntry':
				await transaction.insertInto('lessonEntries').values(lessonEntryRow(write)).execute()
				break
			case 'session': {
				const row = { ...write.row, bots: JSON.stringify(write.row.bots) }
				await transaction
					.insertInto('sessions')
					.values(row)
					.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
					.execute()
				break
			}
			case 'crew':
				await transaction
					.insertInto('crews')
					.values(write.row)
					.onConflict((conflict) => conflict.column('id').doUpdateSet({ name: write.row.name }))
					.execute()
				break
			case 'player': {
				const row = { ...write.row, left: write.row.left ? 1 : 0 }
				await transaction
					.insertInto('players')
					.values(row)
					.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
					.execute()
				break
			}
			case 'round': {
				const { header, result } = write.row
				const row = {
					...write.row,
					header: JSON.stringify(header),
					result: result ? JSON.stringify(result) : null,
				}
				await transaction
					.insertInto('rounds')
					.values(row)
					.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
					.execute()
				break
			}
			case 'mark':
			case 'entry':
				break
		}
	}
}

function readSession(row: Selectable<Tables['sessions']>): SessionRow {
	return { ...row, pace: oneOf(PACES, row.pace), bots: JSON.parse(row.bots) as SessionRow['bots'] }
}

function lessonEntryRow({ session, entry }: Extract<Write, { kind: 'lessonEntry' }>): Tables['lessonEntries'] {
	const { seq, atMs, by, sent, act } = entry
	return { session, seq, atMs, by: String(by), sent: sent && JSON.stringify(sent), act: JSON.stringify(act) }
}

const AUTHORS = [...HOST_ROLES, 'server'] as const

function readLessonEntry({ seq, atMs, by, sent, act }: Selectable<Tables['lessonEntries']>): LessonEntry {
	const player = Number(by)
	return {
		seq,
		atMs,
		by: Number.isInteger(player) ? player : oneOf(AUTHORS, by),
		sent: sent === null ? null : (JSON.parse(sent) as LessonEntry['sent']),
		act: JSON.parse(act) as LessonAct,
	}
}

function readRound(row: Selectable<Tables['rounds']>): RoundRow {
	return {
		...row,
		header: JSON.parse(row.header) as RoundHeader,
		status: row.status as RoundStatus,
		result: row.result === null ? null : (JSON.parse(row.result) as RoundResult),
	}
}

/** Throws if the row was tampered with or damaged: such a log must not be played on. */
function readEntry(row: Selectable<Tables['entries']>): LogEntry {
	const { round, ...fields } = row
	const entry = parseLogEntry({ ...fields, intent: JSON.parse(row.intent) as unknown })
	if (!entry) throw new Error(`round ${round}, entry ${row.seq} is not one: ${JSON.stringify(row)}`)
	return entry
}

function seatOrNull(text: string | null): Seat | null {
	return text === null ? null : oneOf(SEATS, text)
}

function oneOf<const T extends string>(list: readonly T[], text: string): T {
	const found = list.find((one) => one === text)
	if (found === undefined) throw new Error(`the store holds '${text}' where one of ${list.join(', ')} is due`)
	return found
}
