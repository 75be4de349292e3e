import { timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import {
	bestOf,
	type CheckedResult,
	type Homework,
	HOMEWORK_ID_LENGTH,
	HOMEWORK_ID_LETTERS,
	type HomeworkError,
	type HomeworkFailed,
	type HomeworkReply,
	type HomeworkResult,
	type HomeworkStudent,
	MAX_LOG_BYTES,
	type OwnerResult,
} from '../../shared/homework/link.ts'
import { parseCreateHomework, parseHomeworkUpload } from '../../shared/protocol/homeworkSchemas.ts'
import type { Surroundings } from '../ops/surroundings.ts'
import { cleanName } from '../session/nameFilter.ts'
import { drawToken, hashToken } from '../session/token.ts'
import { isPassword } from '../session/password.ts'
import { type Cell, csvOf } from '../http/csv.ts'
import type { HomeworkStore, ResultRow, StudentRow } from './homeworkStore.ts'
import { LogRunner } from './logRunner.ts'
import { checkResultCode, readOrMakeKey, signResult } from './signing.ts'

const MAX_HOMEWORKS = 20_000
const MAX_STUDENTS = 2_000
/** One student hands in a handful of rounds; resends after a bad line are the rest. */
const STUDENT_UPLOADS = 20
const STUDENT_SECONDS = 60
/** Guesses of the host password, of all together: a lecturer types it once. */
const PASSWORD_GUESSES = 20
const PASSWORD_SECONDS = 60

export interface DeskOptions {
	readonly store: HomeworkStore
	readonly surroundings: Surroundings
	/** Needed to give homework; null: anybody may. */
	readonly password: string | null
	/** Something couldn't be written or run. */
	readonly onError: (error: unknown) => void
}

/** Gives homework out, takes it back and checks it. Says no by value; throws only on bugs. */
export class HomeworkDesk {
	readonly #options: DeskOptions
	readonly #key: Uint8Array
	readonly #runner = new LogRunner()
	readonly #uploads = new RateLimiterMemory({ points: STUDENT_UPLOADS, duration: STUDENT_SECONDS })
	readonly #guesses = new RateLimiterMemory({ points: PASSWORD_GUESSES, duration: PASSWORD_SECONDS })

	constructor(options: DeskOptions) {
		this.#options = options
		this.#key = readOrMakeKey(options.store.folder, (length) => options.surroundings.randomBytes(length))
	}

	async create(message: unknown): Promise<HomeworkReply<{ id: string; link: string; ownerToken: string }>> {
		const request = parseCreateHomework(message)
		if (!request) return refuse('E_BAD_MESSAGE')
		const { password, ...assignment } = request
		const wrong = await this.#passwordProblem(password ?? '')
		if (wrong) return refuse(wrong)
		const { store, surroundings } = this.#options
		return this.#written(() => {
			if (store.count() >= MAX_HOMEWORKS) return refuse('E_FULL')
			const id = this.#drawId()
			const ownerToken = drawToken(surroundings)
			store.create({ ...assignment, id, createdMs: surroundings.wallMs() }, hashToken(ownerToken))
			return { ok: true, id, link: `/homework/${id}`, ownerToken }
		})
	}

	view(id: string): HomeworkReply<{ homework: Homework; nowMs: number }> {
		return this.#written(() => {
			const found = this.#options.store.find(id)
			if (!found) return refuse('E_UNKNOWN_HOMEWORK')
			return { ok: true, homework: found.homework, nowMs: this.#options.surroundings.wallMs() }
		})
	}

	/** What the student with this token has handed in. */
	mine(id: string, token: string): HomeworkReply<{ results: readonly HomeworkResult[] }> {
		return this.#written(() => {
			const { store } = this.#options
			if (!store.find(id)) return refuse('E_UNKNOWN_HOMEWORK')
			const student = store.studentWith(id, hashToken(token))
			return { ok: true, results: student ? this.#shown(student) : [] }
		})
	}

	/** Runs the log again, and keeps what it comes to. Asked twice, it answers twice the same and keeps it once. */
	async upload(id: string, token: string, message: unknown): Promise<HomeworkReply<{ result: HomeworkResult }>> {
		const upload = parseHomeworkUpload(message)
		if (!upload || token.length < 20 || token.length > 100) return refuse('E_BAD_MESSAGE')
		const { log, item, playedAtMs, rosterId } = upload
		if (Buffer.byteLength(log) > MAX_LOG_BYTES) return refuse('E_TOO_LARGE')
		const name = cleanName(upload.name)
		if (name === null || !isPlain(rosterId)) return refuse('E_NAME')
		const tokenHash = hashToken(token)
		try {
			await this.#uploads.consume(`${id} ${tokenHash}`)
		} catch {
			return refuse('E_RATE')
		}
		const { store, surroundings } = this.#options
		const uploadedMs = surroundings.wallMs()
		const known = this.view(id)
		if (!known.ok) return known
		const { homework } = known
		const due = homework.items[item]
		if (!due) return refuse('E_BAD_MESSAGE')
		const run = await this.#runner.run({ log, item: due, bots: homework.bots }).catch((error: unknown) => {
			this.#options.onError(error)
			return null
		})
		if (run === null) return refuse('E_BUSY')
		if (!run.ok) return { ok: false, code: run.code, line: run.line, detail: run.detail }
		const { logGzip, ok: _, ...found } = run
		return this.#written(() => {
			const put = store.put(
				{ homework: id, tokenHash, name, rosterId },
				{
					...found,
					homework: id,
					item,
					playedAtMs,
					uploadedMs,
					late: uploadedMs > homework.deadlineMs,
					log: logGzip,
				},
				{ attempts: homework.attempts, students: MAX_STUDENTS },
			)
			if (put.kind === 'tooMany') return refuse('E_ATTEMPTS')
			if (put.kind === 'full') return refuse('E_FULL')
			const student = store.student(put.result.student)
			if (!student) throw new Error('a result without a student')
			return { ok: true, result: shownResult(put.result, signResult(this.#key, put.result, student)) }
		})
	}

	table(id: string, ownerToken: string): HomeworkReply<{ homework: Homework; students: readonly HomeworkStudent[] }> {
		return this.#written(() => {
			const owned = this.#owned(id, ownerToken)
			if (!owned.ok) return owned
			return { ok: true, homework: owned.homework, students: this.#students(id) }
		})
	}

	/** One line a student; `mean_score` counts what is missing as 0. */
	csv(id: string, ownerToken: string): HomeworkReply<{ csv: string }> {
		const table = this.table(id, ownerToken)
		if (!table.ok) return table
		const { homework, students } = table
		const { items } = homework
		const columns = ['score', 'medal', 'attempts', 'late', 'bot_share_pct', 'same_as_another', 'uploaded_utc', 'code']
		const head = [
			'homework',
			'student_id',
			'nickname',
			'items_done',
			'mean_score',
			...items.flatMap(({ level, seed, seat }, index) =>
				columns.map((column) => `${index + 1}_${level}_${seed}_${seat}_${column}`),
			),
		]
		const rows = students.map(({ name, rosterId, results }): Cell[] => {
			const bests = items.map((_, item) => bestOf(results, item))
			const done = bests.filter((best) => best !== undefined)
			const mean = Math.round(done.reduce((sum, { score }) => sum + score, 0) / items.length)
			return [
				id,
				rosterId,
				name,
				done.length,
				mean,
				...bests.flatMap((best, item): Cell[] => {
					if (!best) return columns.map((column) => (column === 'attempts' ? 0 : null))
					return [
						best.score,
						best.medal,
						results.filter((result) => result.item === item).length,
						best.late ? 1 : 0,
						best.botSharePercent,
						best.sameAs,
						new Date(best.uploadedMs).toISOString(),
						best.code,
					]
				}),
			]
		})
		return { ok: true, csv: csvOf([head, ...rows]) }
	}

	/** The log of a result, as it was handed in. */
	async log(id: string, ownerToken: string, result: number): Promise<HomeworkReply<{ log: string }>> {
		const packed = this.#written(() => {
			const owned = this.#owned(id, ownerToken)
			if (!owned.ok) return owned
			const log = this.#options.store.result(result)?.homework === id ? this.#options.store.log(result) : null
			return log ? { ok: true as const, log } : refuse('E_CODE')
		})
		if (!packed.ok) return packed
		return { ok: true, log: (await promisify(gunzip)(packed.log)).toString('utf8') }
	}

	/** What a code stands for; whoever has the code may know. */
	check(code: string): HomeworkReply<{ checked: CheckedResult }> {
		return this.#written(() => {
			const checked = checkedResult(this.#options.store, this.#key, code)
			return checked ? { ok: true, checked } : refuse('E_CODE')
		})
	}

	close(): void {
		this.#runner.close()
		this.#options.store.close()
	}

	#owned(id: string, token: string): HomeworkReply<{ homework: Homework }> {
		const found = this.#options.store.find(id)
		if (!found) return refuse('E_UNKNOWN_HOMEWORK')
		const isOwner = timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(found.ownerHash))
		return isOwner ? { ok: true, homework: found.homework } : refuse('E_OWNER')
	}

	#students(id: string): HomeworkStudent[] {
		const { store } = this.#options
		const people = store.students(id)
		const results = new Map<number, ResultRow[]>(people.map((student) => [student.id, []]))
		for (const result of store.results(id)) results.get(result.student)?.push(result)
		const idUses = new Map<string, number>()
		for (const { rosterId } of people) idUses.set(idKey(rosterId), (idUses.get(idKey(rosterId)) ?? 0) + 1)
		return people.map((student) => ({
			name: student.name,
			rosterId: student.rosterId,
			sharesRosterId: student.rosterId !== '' && (idUses.get(idKey(student.rosterId)) ?? 0) > 1,
			results: (results.get(student.id) ?? []).map(
				(result): OwnerResult => ({
					...shownResult(result, signResult(this.#key, result, student)),
					id: result.id,
					sameAs: store.sameBefore(result),
				}),
			),
		}))
	}

	#shown(student: StudentRow): readonly HomeworkResult[] {
		return this.#options.store
			.resultsOf(student.id)
			.map((result) => shownResult(result, signResult(this.#key, result, student)))
	}

	#drawId(): string {
		const { surroundings } = this.#options
		const letter = () => HOMEWORK_ID_LETTERS[surroundings.randomInt(HOMEWORK_ID_LETTERS.length)]
		return Array.from({ length: HOMEWORK_ID_LENGTH }, letter).join('')
	}

	async #passwordProblem(typed: string): Promise<'E_PASSWORD' | 'E_RATE' | null> {
		const { password } = this.#options
		if (password === null) return null
		if (isPassword(typed, password)) return null
		// Asking whether one is needed is no guess.
		if (typed === '') return 'E_PASSWORD'
		try {
			await this.#guesses.consume('all')
			return 'E_PASSWORD'
		} catch {
			return 'E_RATE'
		}
	}

	/** A disk that can't be written or read is said, not thrown. */
	#written<Reply extends object>(act: () => Reply): Reply | HomeworkFailed {
		try {
			return act()
		} catch (error) {
			this.#options.onError(error)
			return refuse('E_STORE')
		}
	}
}

/** What a code that was typed stands for; null: it isn't signed with this key, or for nothing that is kept. */
export function checkedResult(store: HomeworkStore, key: Uint8Array, code: string): CheckedResult | null {
	const found = checkResultCode(key, code, (id) => {
		const result = store.result(id)
		const student = result && store.student(result.student)
		return result && student ? { result, student } : null
	})
	const homework = found && store.find(found.result.homework)?.homework
	const item = found && homework?.items[found.result.item]
	if (!found || !homework || !item) return null
	const { code: _, ...result } = shownResult(found.result, '')
	return {
		homework: homework.id,
		title: homework.title,
		name: found.student.name,
		item,
		result,
		sameAs: store.sameBefore(found.result),
	}
}

const idKey = (rosterId: string): string => rosterId.toLowerCase()

const refuse = (code: HomeworkError): HomeworkFailed => ({ ok: false, code })

/** Nothing that breaks lines, hides or reorders text. */
const isPlain = (text: string): boolean => !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(text)

function shownResult(row: ResultRow, code: string): HomeworkResult {
	const { item, attempt, score, medal, billCycles, botSharePercent, playedAtMs, uploadedMs, late } = row
	return { item, attempt, score, medal, billCycles, botSharePercent, playedAtMs, uploadedMs, late, code }
}
