import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import type { Assignment, Homework, HomeworkResult } from '../../shared/homework/link.ts'
import { migrate } from '../store/migrations.ts'

/**
 * Homework in a file of its own beside the lessons': other people write it at other times, and a class that hands in at
 * the deadline holds up no round. The logs themselves are kept, so that every number can be found again.
 */
const FILE = 'homework.sqlite'
const BUSY_TIMEOUT_MS = 2_000

/** One step after the other; a released step is never changed. */
const MIGRATIONS: readonly string[] = [
	`
	create table homeworks (
		id text primary key, ownerHash text not null, title text not null, owner text not null, items text not null,
		bots text not null, attempts integer not null, deadlineMs integer not null, createdMs integer not null
	) strict;
	create table students (
		id integer primary key, homework text not null references homeworks (id), tokenHash text not null,
		name text not null, rosterId text not null, unique (homework, tokenHash)
	) strict;
	create table results (
		id integer primary key, homework text not null references homeworks (id),
		student integer not null references students (id), item integer not null, attempt integer not null,
		score integer not null, medal text not null, billCycles integer not null, botSharePercent integer not null,
		playedAtMs integer not null, uploadedMs integer not null, late integer not null, digest text not null,
		log blob not null, unique (student, item, attempt), unique (student, digest)
	) strict;
	create index results_digest on results (homework, digest);
	`,
]

export interface StudentRow {
	readonly id: number
	readonly homework: string
	readonly tokenHash: string
	readonly name: string
	readonly rosterId: string
}

export interface ResultRow extends Omit<HomeworkResult, 'code'> {
	readonly id: number
	readonly homework: string
	readonly student: number
	/** SHA-256 of the log, hex. */
	readonly digest: string
}

/** A result that has no place yet. */
export type NewResult = Omit<ResultRow, 'id' | 'student' | 'attempt'> & {
	/** gzip of the log. */
	readonly log: Uint8Array
}

type Put =
	| { readonly kind: 'stored'; readonly result: ResultRow }
	/** The same student's same log was here before. */
	| { readonly kind: 'known'; readonly result: ResultRow }
	| { readonly kind: 'tooMany' }
	| { readonly kind: 'full' }

const RESULT_COLUMNS =
	'id, homework, student, item, attempt, score, medal, billCycles, botSharePercent, playedAtMs, uploadedMs, late, digest'

/** Opens (or makes) the file. `reader`: for the command line, beside a running server. Throws if it can't be used. */
export function openHomeworkStore(folder: string, mode: 'server' | 'reader' = 'server'): HomeworkStore {
	const path = join(folder, FILE)
	if (mode === 'reader')
		return new HomeworkStore(new Sqlite(path, { readonly: true, timeout: BUSY_TIMEOUT_MS }), folder)
	const database = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS })
	// FULL: what is acknowledged has reached the disk.
	database.pragma('journal_mode = WAL')
	database.pragma('synchronous = FULL')
	database.pragma('foreign_keys = ON')
	migrate(database, MIGRATIONS)
	return new HomeworkStore(database, folder)
}

/** Every method throws when the disk can't be written or read; then nothing was done. */
export class HomeworkStore {
	/** For tests that fill the disk. */
	readonly database: Database
	/** Where the key lies, too (`signing.ts`). */
	readonly folder: string

	constructor(database: Database, folder: string) {
		this.database = database
		this.folder = folder
	}

	count(): number {
		return this.#number('select count(*) as number from homeworks')
	}

	create(homework: Homework, ownerHash: string): void {
		const { id, title, owner, items, bots, attempts, deadlineMs, createdMs } = homework
		this.database
			.prepare('insert into homeworks values (?, ?, ?, ?, ?, ?, ?, ?, ?)')
			.run(id, ownerHash, title, owner, JSON.stringify(items), JSON.stringify(bots), attempts, deadlineMs, createdMs)
	}

	find(id: string): { readonly homework: Homework; readonly ownerHash: string } | null {
		const row = this.database.prepare('select * from homeworks where id = ?').get(id) as
			| (Omit<Homework, 'items' | 'bots'> & {
					readonly items: string
					readonly bots: string
					readonly ownerHash: string
			  })
			| undefined
		if (!row) return null
		const { ownerHash, items, bots, ...rest } = row
		const homework = {
			...rest,
			items: JSON.parse(items) as Assignment['items'],
			bots: JSON.parse(bots) as Assignment['bots'],
		}
		return { homework, ownerHash }
	}

	studentWith(homework: string, tokenHash: string): StudentRow | null {
		const row = this.database
			.prepare('select * from students where homework = ? and tokenHash = ?')
			.get(homework, tokenHash) as StudentRow | undefined
		return row ?? null
	}

	/** In the order in which they first handed something in. */
	students(homework: string): readonly StudentRow[] {
		return this.database
			.prepare('select * from students where homework = ? order by id')
			.all(homework) as unknown as StudentRow[]
	}

	student(id: number): StudentRow | null {
		return (this.database.prepare('select * from students where id = ?').get(id) as StudentRow | undefined) ?? null
	}

	result(id: number): ResultRow | null {
		const row = this.database.prepare(`select ${RESULT_COLUMNS} from results where id = ?`).get(id)
		return row ? readResult(row) : null
	}

	resultsOf(student: number): readonly ResultRow[] {
		return this.database
			.prepare(`select ${RESULT_COLUMNS} from results where student = ? order by id`)
			.all(student)
			.map(readResult)
	}

	/** Of the whole homework, in order of arrival. */
	results(homework: string): readonly ResultRow[] {
		return this.database
			.prepare(`select ${RESULT_COLUMNS} from results where homework = ? order by id`)
			.all(homework)
			.map(readResult)
	}

	/** gzip of a result's log. */
	log(result: number): Uint8Array | null {
		const row = this.database.prepare('select log from results where id = ?').get(result) as
			| { readonly log: Uint8Array }
			| undefined
		return row?.log ?? null
	}

	/** Name of another student who handed in the same log before; null: nobody did. */
	sameBefore({ homework, digest, student, id }: ResultRow): string | null {
		const row = this.database
			.prepare(
				`select name from results join students on students.id = student
				where results.homework = ? and digest = ? and student <> ? and results.id < ? order by results.id limit 1`,
			)
			.get(homework, digest, student, id) as { readonly name: string } | undefined
		return row?.name ?? null
	}

	/** All or nothing: the student, if new, and the result at the next attempt that is free. */
	put(
		person: Omit<StudentRow, 'id'>,
		result: NewResult,
		limits: { readonly attempts: number; readonly students: number },
	): Put {
		return this.database.transaction((): Put => {
			const { homework, tokenHash, name, rosterId } = person
			const before = this.studentWith(homework, tokenHash)
			const known = before && this.resultsOf(before.id).find(({ digest }) => digest === result.digest)
			if (known) return { kind: 'known', result: known }
			if (!before && this.students(homework).length >= limits.students) return { kind: 'full' }
			const student =
				before?.id ??
				Number(
					this.database
						.prepare('insert into students (homework, tokenHash, name, rosterId) values (?, ?, ?, ?)')
						.run(homework, tokenHash, name, rosterId).lastInsertRowid,
				)
			const used = this.#number('select count(*) as number from results where student = ? and item = ?', [
				student,
				result.item,
			])
			if (used >= limits.attempts) return { kind: 'tooMany' }
			const { log, ...rest } = result
			const row = { ...rest, student, attempt: used + 1 }
			const { lastInsertRowid } = this.database
				.prepare(
					`insert into results (homework, student, item, attempt, score, medal, billCycles, botSharePercent,
						playedAtMs, uploadedMs, late, digest, log)
					values (@homework, @student, @item, @attempt, @score, @medal, @billCycles, @botSharePercent,
						@playedAtMs, @uploadedMs, @late, @digest, @log)`,
				)
				.run({ ...row, late: row.late ? 1 : 0, log: Buffer.from(log) })
			return { kind: 'stored', result: { ...row, id: Number(lastInsertRowid) } }
		})()
	}

	close(): void {
		this.database.close()
	}

	#number(query: string, values: readonly (string | number)[] = []): number {
		return (this.database.prepare(query).get(...values) as { readonly number: number }).number
	}
}

function readResult(row: unknown): ResultRow {
	const result = row as Omit<ResultRow, 'late'> & { readonly late: number }
	return { ...result, late: result.late !== 0 }
}
