import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../server/store/sqliteStore.ts'
import { botIntent } from '../../shared/game/bots/bot.ts'
import type { LessonEntry } from '../../shared/lesson/act.ts'
import { foldLesson } from '../../shared/lesson/applyLesson.ts'
import type { HostCommand } from '../../shared/lesson/command.ts'
import type { Vote } from '../../shared/lesson/poll.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { project } from '../../shared/view/project.ts'
import { until, wait } from './client.ts'
import { TestHost } from './host.ts'
import { mulberry32 } from './mulberry32.ts'
import { freePort, runLot, type ServerProcess, startServerProcess } from './serverProcess.ts'
import { type Student, seatStudent } from './student.ts'
import { roundInStore, tempFolder } from './testServer.ts'

/** `LESSON_CRASH_RUNS=10` by hand; the suite makes one. */
const RUNS = Number(process.env['LESSON_CRASH_RUNS'] ?? 1)
const PLAYERS = 201
const CREWS = 67
/** Pages that come in through the door at once. */
const DOOR = 24
/** A round has to last until the server is killed and found again, and no longer. */
const CLOCK_SPEED = '3'
const LONG_MS = 30_000
const RETRY_MS = 50

let server: ServerProcess | null = null
let pages: { close(): void }[] = []
const folders: string[] = []

afterEach(async () => {
	for (const page of pages) page.close()
	pages = []
	await server?.kill('SIGKILL')
	server = null
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** What one student said to the open question: the last answer that was acknowledged, and what was on its way then. */
interface Said {
	acknowledged: Vote | null
	underWay: Vote[]
}

/** Everything that happens at once while the server dies. */
class Storm {
	readonly said = new Map<Student, Said>()
	/** Host commands that were acknowledged, by attempt. */
	readonly commanded = new Map<number, HostCommand>()
	acknowledged = 0
	isServerGone = false
	isOver = false
	readonly #students: readonly Student[]
	readonly #host: TestHost
	readonly #chance: () => number
	/** Called with each acknowledgement, before anything else is read from the line. */
	onAcknowledged: () => void = () => {}

	constructor(students: readonly Student[], host: TestHost, chance: () => number) {
		this.#students = students
		this.#host = host
		this.#chance = chance
	}

	#count(): void {
		this.acknowledged++
		this.onAcknowledged()
	}

	/** Plays the seat as the textbook would, at a person's pace on a fast clock. */
	async play(student: Student): Promise<void> {
		while (!this.isOver) {
			await wait(100 + this.#chance() * 400)
			const { view } = student
			if (!student.isCurrent || view?.phase !== 'running' || view.seats[view.seat].holder !== 'human') continue
			const intent = botIntent(view)
			if (intent && (await student.send(intent)).ok) this.#count()
		}
	}

	/** Students who can't make up their minds. */
	async vote(student: Student, poll: number, options: number): Promise<void> {
		const said: Said = { acknowledged: null, underWay: [] }
		this.said.set(student, said)
		for (;;) {
			await wait(this.#chance() * 1_500)
			if (this.isServerGone) return
			const vote: Vote = { answer: [Math.floor(this.#chance() * options)], confidence: this.#chance() < 0.5 ? 50 : 90 }
			said.underWay.push(vote)
			const ack = await student.vote(poll, vote.answer, vote.confidence)
			if (!ack) return
			said.underWay = said.underWay.filter((one) => one !== vote)
			if (!ack.ok) continue
			said.acknowledged = vote
			this.#count()
		}
	}

	/** The host's page sends a command under its number until it is answered, as client/connect/lessonBus.ts does. */
	async command(command: HostCommand): Promise<void> {
		const host = this.#host
		const attempt = ++host.attempt
		for (;;) {
			const ack = host.socket.connected ? await host.command(command, attempt).catch(() => null) : null
			if (ack?.ok) {
				this.commanded.set(attempt, command)
				this.#count()
				return
			}
			if (ack && ack.code !== 'E_NOT_HOST' && ack.code !== 'E_BUSY') throw new Error(`${command.kind}: ${ack.code}`)
			await wait(RETRY_MS)
		}
	}

	/** A host who has a lot to do. */
	async commandOn(): Promise<void> {
		for (let turn = 0; !this.isOver; turn++) {
			await wait(20 + this.#chance() * 60)
			const player = this.#students[Math.floor(this.#chance() * this.#students.length)]?.id ?? 0
			const commands: readonly HostCommand[] = [
				{ kind: 'MUTE', player, muted: this.#chance() < 0.5 },
				{ kind: 'RENAME', player, name: `Renamed ${turn}` },
				{ kind: 'EXTEND', seconds: 1 + Math.floor(this.#chance() * 5) },
				{ kind: 'GHOST', shown: this.#chance() < 0.5 },
				{ kind: 'RENAME_CREW', crew: 1 + Math.floor(this.#chance() * CREWS), name: `Crew of turn ${turn}` },
			]
			const command = commands[turn % commands.length]
			if (command) await this.command(command)
		}
	}
}

describe('kill -9 in a lesson', () => {
	for (let run = 0; run < RUNS; run++) {
		test(`S-03 run ${run}: ${PLAYERS} players in ${CREWS} crews: seats, votes, scores and host state are back, play goes on`, async () => {
			const chance = mulberry32(9_000 + run)
			const folder = tempFolder()
			folders.push(folder)
			const env = { PORT: String(await freePort()), DATA_DIR: folder, CLOCK_SPEED }
			server = await startServerProcess(env)
			const { url } = server

			// ── a lesson in full swing ──
			const host = new TestHost(url)
			pages.push(host)
			const keys = await host.create({ title: 'Crash', level: 'steady', seed: 100 + run })
			await host.open(keys.host)
			const projector = new TestHost(url)
			pages.push(projector)
			await projector.open(keys.projector)
			const students = await seatAll(url, keys.code)
			// A first round that is over, so that there are scores to lose.
			await host.does({ kind: 'START' })
			await host.does({ kind: 'END_ROUND' })
			await until('debrief', () => host.view.stage === 'debrief', LONG_MS)
			await until('scores', () => students.every(({ lesson }) => lesson.ownCrew.score !== null), LONG_MS)
			const firstScores = students.map(({ lesson }) => lesson.ownCrew.score)
			await host.does({ kind: 'NEXT_ROUND', rotate: true })
			await host.does({ kind: 'START' })
			await until('all play', () => students.every(({ view }) => view?.phase === 'running'), LONG_MS)

			await host.does({ kind: 'PAUSE', paused: true })
			await host.does({ kind: 'INJECT', injection: 'burst' })
			const lit = students.filter(({ crew }) => crew?.crew === 5)
			for (const one of lit) expect(await one.says({ kind: 'CONSENT', yes: true })).toEqual({ ok: true })
			await host.does({ kind: 'SPOTLIGHT', crew: 5 })
			await host.does({ kind: 'DEMO', at: { crew: 5, round: 1, step: 12 } })
			await host.does({ kind: 'ASK', question: { bank: 'Q3' } })
			const firstVotes = students.map((): Vote => ({ answer: [Math.floor(chance() * 4)], confidence: 70 }))
			await allVote(students, 1, firstVotes)
			await host.does({ kind: 'POLL', poll: 1, to: 'revote' })
			const changed = firstVotes.map((vote): Vote => (chance() < 0.4 ? { answer: [2], confidence: 90 } : vote))
			await allVote(students, 1, changed)
			await host.does({ kind: 'POLL', poll: 1, to: 'locked' })
			await host.does({ kind: 'POLL', poll: 1, to: 'revealed' })
			await host.does({
				kind: 'ASK',
				question: { custom: { text: 'Enough?', options: ['yes', 'no', 'later'], correct: null } },
			})
			await host.does({ kind: 'PAUSE', paused: false })
			const speed = run % 2 === 0 ? 0.5 : 2
			await host.does({ kind: 'SPEED', speed })
			await until('told', () => host.view.speed === speed && students.every(({ lesson }) => lesson.poll?.id === 2))
			const before = host.view
			const seatsBefore = students.map(({ seat, crew, id }) => ({ seat, crew: crew?.crew, id }))

			// ── killed in the middle of it ──
			const storm = new Storm(students, host, chance)
			const killAfter = 400 + Math.floor(chance() * 400)
			const killed = new Promise<void>((resolve) => {
				storm.onAcknowledged = () => {
					if (storm.acknowledged !== killAfter) return
					// At once: whatever is on its way gets lost.
					server?.child.kill('SIGKILL')
					storm.isServerGone = true
					resolve()
				}
			})
			const games = students.map((student) => storm.play(student))
			// Two thirds vote; the others think.
			const votes = students.filter((_, at) => at % 3 !== 0).map((student) => storm.vote(student, 2, 3))
			const commands = storm.commandOn()
			await killed
			await server.ended
			const inTime = new Map(students.map((student) => [student, student.acknowledged.length]))
			await Promise.all(votes)

			// ── and back ──
			server = await startServerProcess(env)
			await until('host is back', () => host.socket.connected, LONG_MS)
			expect((await host.open(keys.host)).ok).toBe(true)
			expect(settled(host.view)).toEqual(settled(before))
			expect(host.view.polls[0]).toEqual(before.polls[0])
			await until('all are back', () => students.every(({ isCurrent }) => isCurrent), LONG_MS)
			expect(students.map(({ seat, crew, id }) => ({ seat, crew: crew?.crew, id }))).toEqual(seatsBefore)
			for (const [student, { acknowledged, underWay }] of storm.said) {
				const mine = student.lesson.poll?.mine?.first ?? null
				expect([acknowledged, ...underWay]).toContainEqual(mine)
			}
			// Who only thought has no vote; each of the others has one.
			const voted = students.filter(({ lesson }) => lesson.poll?.mine)
			expect(voted.every((student) => storm.said.has(student))).toBe(true)
			await projector.open(keys.projector)
			expect(projector.shown.spotlight).toEqual(host.view.spotlight)
			expect(projector.shown.poll).toMatchObject({ id: 2, voted: voted.length, key: null, splits: null })
			await until('table', () => host.view.table.every(({ members }) => members.every(({ online }) => online)))
			expect(host.view.poll?.splits?.first).toEqual(
				[0, 1, 2].map((option) => voted.filter(({ lesson }) => lesson.poll?.mine?.first?.answer[0] === option).length),
			)
			for (const { crew, tick } of host.view.table) {
				const ticks = students
					.filter((one) => one.crew?.crew === crew)
					.flatMap((one) => one.acknowledged.slice(0, inTime.get(one)).map((act) => act.tick))
				expect(tick).toBeGreaterThanOrEqual(Math.max(0, ...ticks))
			}

			// ── play goes on, to the end ──
			const wentOn = () =>
				new Set(students.filter((one) => one.acknowledged.length > (inTime.get(one) ?? 0)).map((one) => one.crew?.crew))
					.size
			await until('every crew goes on', () => wentOn() === CREWS, LONG_MS)
			storm.isOver = true
			await Promise.all([...games, commands])
			await host.does({ kind: 'POLL', poll: 2, to: 'locked' })
			await host.does({ kind: 'END_ROUND' })
			await until('debrief', () => host.view.stage === 'debrief' && host.view.round === 2, LONG_MS)
			await until('scores', () => students.every(({ lesson }) => lesson.ownCrew.score !== null), LONG_MS)
			// What became of the first round is known still.
			for (const [at, { lesson }] of students.entries()) {
				expect(lesson.ownCrew.improved).toBe((lesson.ownCrew.score ?? 0) - (firstScores[at] ?? 0))
				expect(lesson.you.polls.map(({ id, mine }) => [id, mine])).toEqual([
					[1, { first: firstVotes[at], revote: changed[at] }],
				])
			}
			await host.does({ kind: 'END' })
			await until('ended', () => students.every(({ lesson }) => lesson.stage === 'ended'), LONG_MS)
			await until('views', () => students.every(({ view }) => view?.phase === 'finished'), LONG_MS)

			// ── what is on the disk ──
			const logs = join(folder, 'logs')
			mkdirSync(logs)
			const paths: string[] = []
			for (let crew = 1; crew <= CREWS; crew++) {
				const answer = await fetch(`${url}/api/lesson/${keys.code}/log?crew=${crew}&round=2`, {
					headers: { authorization: `Bearer ${keys.host}` },
				})
				expect(answer.status).toBe(200)
				paths.push(join(logs, `${crew}.lotlog`))
				writeFileSync(paths.at(-1) ?? '', await answer.text())
			}
			expect(server.output.stderr).toBe('')
			await server.kill('SIGTERM')
			const verified = runLot(['verify', ...paths])
			expect(await verified.ended, verified.output.stderr).toMatchObject({ code: 0 })
			expect(verified.output.stdout.trim().split('\n')).toHaveLength(CREWS)

			const store = openSqliteStore(folder, 'reader')
			const lessonLog = await store.lessonLog(1)
			expectCommands(lessonLog, host.page, storm.commanded)
			for (let crew = 1; crew <= CREWS; crew++) {
				const { world, log } = await roundInStore(store, keys.code, crew, 2)
				expect(log.round.status).toBe('finished')
				for (const student of students.filter((one) => one.crew?.crew === crew)) {
					for (const { round, seq, tick, seat, attempt, intent } of student.acknowledged) {
						expect(round).toBe(2)
						expect(log.entries[seq]).toEqual({ seq, tick, seat, player: student.player, attempt, intent })
					}
					if (student.seat) expect(student.view).toEqual(project(world, student.seat))
				}
				const attempts = log.entries.flatMap(({ player, attempt }) => (attempt > 0 ? [`${player}/${attempt}`] : []))
				expect(new Set(attempts).size).toBe(attempts.length)
			}
			await store.close()
		}, 180_000)
	}
})

async function seatAll(url: string, code: string): Promise<readonly Student[]> {
	const students: Student[] = []
	while (students.length < PLAYERS) {
		const door = Array.from({ length: Math.min(DOOR, PLAYERS - students.length) }, (_, at) => students.length + at)
		const seated = await Promise.all(
			door.map((at) => seatStudent(url, code, `Student ${at}`, { rosterId: `s${at}`, browser: `browser ${at}` })),
		)
		students.push(...seated)
		pages.push(...seated)
	}
	return students
}

async function allVote(students: readonly Student[], poll: number, votes: readonly Vote[]): Promise<void> {
	const acks = await Promise.all(
		students.map((student, at) => {
			const { answer, confidence } = votes[at] ?? { answer: [0], confidence: 50 }
			return student.says({ kind: 'VOTE', poll, answer, confidence }, LONG_MS)
		}),
	)
	for (const ack of acks) expect(ack).toEqual({ ok: true })
}

/** What the storm doesn't change. */
function settled(view: HostLesson) {
	const { code, title, stage, round, level, pace, seed, speed, paused, players, crews, injections, demo } = view
	const { bots, dealing, roster, results, banned, poll, spotlight, table } = view
	return {
		plain: [code, title, stage, round, level, pace, seed, speed, paused, players, crews, dealing, banned],
		nested: [injections, demo, bots, roster, results, spotlight?.crew],
		poll: poll && { ...poll, voted: 0, splits: null },
		table: table.map(({ crew, consent, members }) => ({
			crew,
			consent,
			members: members.map(({ id, rosterId, seat }) => ({ id, rosterId, seat })),
		})),
	}
}

/** Each that was acknowledged is in the log once, whole, and nothing else of that page; and the log folds. */
function expectCommands(log: readonly LessonEntry[], page: string, commanded: ReadonlyMap<number, HostCommand>): void {
	expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at))
	const sent = log.filter((entry) => entry.sent?.page === page)
	expect(new Set(sent.map((entry) => entry.sent?.attempt)).size).toBe(sent.length)
	for (const [attempt, command] of commanded) {
		expect(sent.find((entry) => entry.sent?.attempt === attempt)?.act).toEqual(command)
	}
	const state = foldLesson(log)
	expect(state.stage).toBe('ended')
	const names = new Map<number, string>()
	for (const { act } of log) if (act.kind === 'RENAME') names.set(act.player, act.name)
	for (const [player, name] of names) expect(state.players[player]?.name).toBe(name)
}
