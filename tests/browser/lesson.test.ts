import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { t } from '../../client/words/words.ts'
import { billCyclesOf, roundHeader } from '../../shared/game/round.ts'
import { type Seat, SEATS } from '../../shared/game/seat.ts'
import { bindQuestion } from '../../shared/lesson/bindQuestion.ts'
import { type BoundQuestion, CONFIDENCES, type QuestionId } from '../../shared/lesson/question.ts'
import { scoreOf } from '../../shared/game/score/score.ts'
import { REASONS } from '../../shared/lesson/reasons.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import '../bothLanguages.ts'
import { freePort, runLot, type ServerProcess, startServerProcess } from '../server/serverProcess.ts'
import { type CsvCell, readCsv, readZip } from './exportedFiles.ts'
import { launchChromium } from './launch.ts'
import { confirmEnd, consent, joinAll, next, openLesson, Play, textsOf, today } from './lessonPeople.ts'
import { type Class, putOpinion, putQuestion } from './lessonQuestions.ts'
import {
	type Asked,
	type Diagnosed,
	type Expected,
	expectedGradebook,
	expectedItems,
	GRADEBOOK_HEADER,
	insightIn,
	ITEMS_HEADER,
	type Lesson,
	seatIn,
	type Student,
} from './lessonTables.ts'
import { LAPTOP, openTab, PROJECTOR, reopenTab, type Room, shoot, SOON_MS, type Tab, until } from './lessonTabs.ts'
import { type PlayedRound, playedRound, readLog, referenceFor, replayOf } from './playedRound.ts'

/** Times real time: nine people at two cores need as long to look as the program to compute. */
const CLOCK_SPEED = '10'
const LESSON_MS = Number(process.env['LESSON_MS'] ?? 300_000)
/** A host who is away for 20 seconds is away. */
const AWAY_MS = 20_000 + SOON_MS
const SEED = 7
/** So many steps the demo goes back. */
const BACK = 2
/** The last two are what spreadsheets read wrongly if they are allowed to. */
const NAMES = ['Ada', 'Bai', 'Cem', 'Dan', 'Eva', '林小雨', 'Gil', 'Hua "H", 3b', '=1+1'] as const
const STUDENTS = NAMES.map((_, index) => index)
const PEOPLE = NAMES.map((name, index) => ({ name, rosterId: index < 6 ? `S-10${index}` : '' }))
const CREWS = [1, 2, 3] as const

let room: Room
let server: ServerProcess
let folder: string

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lot-lesson-'))
	server = await startServerProcess({ PORT: String(await freePort()), DATA_DIR: folder, CLOCK_SPEED })
	const browser = await launchChromium('none')
	room = { browser, url: server.url, errors: [], shots: process.env['SHOTS'] ?? null }
})

afterAll(async () => {
	await room?.browser.close()
	await server?.kill('SIGTERM')
	rmSync(folder, { recursive: true, force: true })
})

/** Each crew has somebody who did something. */
const everyCrew = (counts: readonly number[]): boolean =>
	CREWS.every((crew) => counts.slice(3 * crew - 3, 3 * crew).some((count) => count > 0))

// ── files ───────────────────────────────────────────────────────────────────────────────────────

async function download(
	{ page }: Tab,
	button: 'share.gradebook' | 'share.items' | 'share.logs',
	name: string,
): Promise<Buffer> {
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page
			.getByRole('dialog')
			.getByRole('button', { name: t(button), exact: true })
			.click(),
	])
	expect(file.suggestedFilename()).toBe(name)
	return readFileSync(await file.path())
}

function expectCells(
	table: readonly (readonly CsvCell[])[],
	header: string,
	due: readonly (readonly Expected[])[],
): void {
	const columns = header.split(',')
	expect(table[0]?.map(({ text }) => text)).toEqual(columns)
	expect(table.length - 1).toBe(due.length)
	for (const [index, row] of due.entries()) {
		const cells = table[index + 1] ?? []
		expect(cells.length).toBe(columns.length)
		const read = Object.fromEntries(columns.map((column, place) => [column, cells[place]?.text]))
		const wanted = Object.fromEntries(columns.map((column, place) => [column, String(row[place] ?? '')]))
		expect(read, `line ${index + 2}`).toEqual(wanted)
		// A number in quotes, or with a separator of thousands, would be text.
		for (const [place, value] of row.entries()) {
			if (typeof value === 'number')
				expect(cells[place], columns[place]).toEqual({ text: String(value), quoted: false })
		}
	}
}

describe('a lesson in the browser', () => {
	it(
		'B-70 host, projector and nine students: three rotated rounds, questions, rewind, injection, a crashed host, exports cell by cell',
		async () => {
			const { host, code } = await openLesson(room, SEED)
			const link = await host.page.locator('a[href*="/projector/"]').first().getAttribute('href')
			const projector = await openTab(room, 'projector', PROJECTOR, link ?? '')
			await projector.page.locator('.welcome-letters').waitFor()
			await shoot(room, projector, 'projector-welcome')
			const tabs = await joinAll(room, code, PEOPLE)
			const all: Class = { room, host, projector, tabs }
			onTestFailed(async () => {
				for (const tab of [host, projector, ...tabs]) await shoot(room, tab, 'failed').catch(() => {})
			})
			const of = (crew: number): readonly Tab[] => tabs.slice(3 * crew - 3, 3 * crew)
			const student = (index: number): Tab => tabs[index] ?? host

			// ── the lobby: crews as they arrived, names and ids ──
			const rows = host.page.locator('.crew-table tbody tr')
			await until('three crews', SOON_MS, async () => (await rows.count()) === 3)
			const crewNames = new Map<number, string>()
			for (const row of await rows.all())
				crewNames.set(
					Number(await row.locator('.crew-number').innerText()),
					(await row.locator('.crew-title').innerText()).trim(),
				)
			const students = STUDENTS.map((index): Student => {
				const crew = Math.floor(index / 3) + 1
				const crewName = crewNames.get(crew) ?? ''
				const common = { index, name: '', rosterId: '', ...PEOPLE[index] }
				return { ...common, crew, crewName, seat: SEATS[index % 3] ?? 'malloc' }
			})
			const expectSeats = async (round: number): Promise<void> => {
				for (const one of students) {
					const { page, name } = student(one.index)
					await page.locator(`.own-seat[data-seat=${seatIn(one, round)}]`).waitFor()
					expect(await page.evaluate(() => scrollY), name).toBe(0)
					expect(await page.locator('h1').innerText(), name).toBe(t('lobby.crew', { name: one.crewName }))
					if (round === 1) continue
					const [former, seat] = [seatIn(one, round - 1), seatIn(one, round)].map((now) => t(`lesson.seat.${now}`))
					const moved = t('lesson.lobby.rotated', { former: former ?? '', seat: seat ?? '' })
					expect(await page.locator('.own-seat-moved').innerText(), name).toContain(moved)
				}
			}
			await expectSeats(1)

			for (const tab of of(1)) await consent(tab, true)
			for (const [index, tab] of of(2).entries()) await consent(tab, index !== 1)
			const rowOf = (crew: number) => rows.filter({ hasText: crewNames.get(crew) ?? '?' })
			for (const [crew, said] of [
				[1, 'yes'],
				[2, 'no'],
				[3, 'open'],
			] as const) {
				await rowOf(crew).locator(`.crew-consent[data-consent=${said}]`).waitFor()
				const name = t('table.spotlight', { name: crewNames.get(crew) ?? '' })
				expect(await rowOf(crew).getByRole('button', { name }).isDisabled()).toBe(crew !== 1)
			}
			await shoot(room, host, 'host-lobby')
			await shoot(room, student(0), 'student-lobby')
			await shoot(room, projector, 'projector-lobby')

			// ── a question before the round ──
			const level = levelNamed('steady')
			if (!level) throw new Error('no level')
			const program = await loadProgram(level.name, SEED)
			const bindAt = (id: QuestionId, world: Parameters<typeof bindQuestion>[1]['world']): BoundQuestion => {
				const context = { level, program, header: roundHeader(level.name, SEED, 'calm'), world }
				const bound = bindQuestion(id, context) ?? bindQuestion(id, { ...context, world: null })
				if (!bound) throw new Error(`${id} can't be put`)
				return bound
			}
			const asked: Asked[] = []
			asked.push(
				await putQuestion(all, {
					id: 'Q2',
					round: 1,
					bind: () => Promise.resolve(bindAt('Q2', null)),
					// One is right at once, one doesn't vote, the others are spread over all options.
					first: (right, options) =>
						STUDENTS.map((index) => (index === 8 ? null : [(right + index) % options, CONFIDENCES[index % 3] ?? 50])),
					// Two don't vote again, one insists on what is wrong.
					revote: (right, options) =>
						STUDENTS.map((index) =>
							index === 4 || index === 5 ? null : index === 7 ? [(right + 1) % options, 90] : [right, 70],
						),
					shot: 'q1',
				}),
			)

			// ── round 1 ──
			const days: string[] = []
			const start = async (): Promise<void> => {
				days.push(today())
				await next(host, 'start')
				for (const one of students)
					await student(one.index)
						.page.locator(`main.seatScreen.seat-${seatIn(one, days.length)}`)
						.waitFor()
			}
			await start()
			await host.page.keyboard.press('s')
			await projector.page.locator('.spotlight canvas').waitFor()
			expect(await projector.page.locator('.spotlight figcaption strong').first().innerText()).toBe(crewNames.get(1))
			for (const { page } of of(1)) await page.getByText(t('lesson.consent.shown')).waitFor()
			// Only who agreed is named in front of the class.
			expect(await textsOf(projector.page, '.road-mark')).toEqual(expect.arrayContaining([crewNames.get(1), '', '']))
			const first = new Play(tabs)
			await first.until('a decision of each student', (counts) => counts.every((count) => count > 0))
			const shownStep = async (): Promise<number> =>
				Number(/\d+/.exec(await projector.page.locator('.spotlight-bill').innerText())?.[0])
			await until('two steps to go back', SOON_MS, async () => (await shownStep()) >= BACK)
			await shoot(room, host, 'host-round-1')
			for (const one of [0, 1, 2]) await shoot(room, student(one), `student-${SEATS[one] ?? ''}`)
			await shoot(room, projector, 'projector-round-1')

			await host.page.keyboard.press('i')
			await host.page.getByRole('dialog').locator('.inject-choice').first().waitFor()
			// The projector's line goes away by itself.
			const news = projector.page.getByText(t('projector.injected', { what: t('inject.burst') })).waitFor()
			await host.page.keyboard.press('2')
			await news
			for (const { page } of tabs)
				await page.locator('.lesson-row[data-kind=news]', { hasText: t('lesson.inject.burst') }).waitFor()
			await shoot(room, projector, 'projector-injected')
			await shoot(room, student(4), 'student-injected')

			// ── paused: a question about the very state of the crew on the projector ──
			await next(host, 'pause')
			for (const { page } of tabs) await page.locator('.lesson-row[data-kind=pause]').waitFor()
			await first.stop()
			const { token } = (
				JSON.parse(await host.page.evaluate(() => localStorage.getItem('lot.lessons') ?? '[]')) as { token: string }[]
			)[0] ?? { token: '' }
			const logOf = async (crew: number, round: number): Promise<string> => {
				const path = `/api/lesson/${code}/log?crew=${crew}&round=${round}`
				const reply = await fetch(room.url + path, { headers: { Authorization: `Bearer ${token}` } })
				expect(reply.status).toBe(200)
				return reply.text()
			}
			asked.push(
				await putQuestion(all, {
					id: 'Q9',
					round: 1,
					bind: async () => bindAt('Q9', replayOf(await readLog(await logOf(1, 1))).world()),
					first: (right, options) =>
						STUDENTS.map((index) => [(right + (index % 2)) % options, CONFIDENCES[(index + 1) % 3] ?? 50]),
					revote: (right, options) =>
						STUDENTS.map((index) => (index === 2 ? [(right + 2) % options, 50] : index === 6 ? null : [right, 90])),
					shot: 'q2',
				}),
			)

			// ── rewind on the projector ──
			const logsBefore = await Promise.all(CREWS.map((crew) => logOf(crew, 1)))
			const logNow = await readLog(logsBefore[0] ?? '')
			const replay = replayOf(logNow)
			const { parCycles } = referenceFor(logNow)
			expect(parCycles).not.toBe(referenceFor({ ...logNow, entries: [] }).parCycles)
			const figure = (value: number): string => new Intl.NumberFormat('en').format(value)
			const expectShown = async (step: number | 'now'): Promise<void> => {
				if (step === 'now') replay.seekTick(replay.endTick)
				else replay.seekStep(step)
				const world = replay.world()
				const due = [
					t('projector.step', { step: world.step, total: world.info.stepsTotal }),
					figure(billCyclesOf(world)),
					t('projector.par', { par: parCycles }),
				]
				let seen = ''
				const shown = projector.page.locator('.spotlight-lot:not(.ghost-lot) .spotlight-bill')
				await until(
					`${due.join(', ')} on the projector`,
					SOON_MS,
					async () => {
						const text = await shown.innerText()
						seen = text
						return due.every((part) => text.includes(part))
					},
					() => seen,
				)
			}
			const { steps } = replay
			await expectShown('now')
			for (let step = 0; step < BACK; step += 1) await host.page.keyboard.press('Shift+ArrowLeft')
			await projector.page.getByText(t('projector.demo', { step: steps - BACK })).waitFor()
			await expectShown(steps - BACK)
			await host.page.keyboard.press('g')
			await projector.page.locator('.ghost-lot canvas').waitFor()
			await shoot(room, projector, 'projector-demo-ghost')
			await shoot(room, host, 'host-demo')
			await host.page.keyboard.press('g')
			await projector.page.locator('.ghost-lot').waitFor({ state: 'detached' })
			await host.page.keyboard.press('b')
			await projector.page.locator('.demo-chip').waitFor({ state: 'detached' })
			await expectShown('now')
			expect(await Promise.all(CREWS.map((crew) => logOf(crew, 1)))).toEqual(logsBefore)

			// ── on, and to the end ──
			await next(host, 'resume')
			for (const { page } of tabs) await page.locator('.lesson-row[data-kind=pause]').waitFor({ state: 'detached' })
			const more = new Play(tabs)
			await more.until('play to go on', everyCrew)
			await more.stop()
			const endRound = async (who: Tab): Promise<void> => {
				await confirmEnd(who, 'confirm.yesRound')
				for (const { page } of tabs) await page.locator('main.round-end').waitFor()
				await host.page.locator('.next-card[data-next=nextRound]').waitFor()
			}
			await endRound(host)

			// ── debrief ──
			const playedIn = async (crew: number): Promise<PlayedRound> => playedRound(await readLog(await logOf(crew, 1)))
			let crew = 1
			let round1 = await playedIn(crew)
			// Whoever guesses makes mistakes; a crew that made none isn't asked which was the dearest.
			while (round1.regrets.length === 0 && crew < CREWS.length) round1 = await playedIn(++crew)
			const [regret] = round1.regrets
			if (!regret) throw new Error('no crew has anything to regret')
			const told = students[3 * crew - 3]
			if (!told) throw new Error('no student')
			const score = scoreOf(round1.reference, billCyclesOf(round1.world))
			for (const { page } of of(crew)) expect(await page.locator('.score-figure').innerText()).toContain(figure(score))
			const teller = student(told.index).page
			await teller.locator('.diagnosis-other').tap()
			await teller.locator('#diagnosis-step').fill(String(regret.step))
			await teller.locator('.diagnosis-causes label', { hasText: t(`debrief.cause.${regret.cause}`) }).tap()
			await teller.getByRole('button', { name: t('debrief.diagnoseSend') }).tap()
			await teller.getByText(t('debrief.hitCause', { place: 1 })).waitFor()
			const reason = REASONS.findIndex(({ against }) => against.includes(regret.cause))
			await teller.locator('form.reason label').nth(reason).tap()
			await teller.getByRole('button', { name: t('debrief.reasonSend') }).tap()
			await teller.locator('.reason-said').waitFor()
			const diagnosed: Diagnosed = { student: told.index, step: regret.step, cause: regret.cause, reason }
			const { prediction, diagnosis, rule } = insightIn({ asked, diagnosed }, 1, told, round1)
			expect([diagnosis, rule]).toEqual([40, 20])
			const insight = teller.locator('.insight-sum')
			await until('the insight on the phone', SOON_MS, async () =>
				(await insight.innerText()).startsWith(figure(prediction + diagnosis + rule)),
			)
			expect(await teller.locator('.predictions ol > li').count()).toBe(2)
			expect(await teller.locator('.moments .moment').count()).toBe(round1.regrets.length)
			await shoot(room, student(told.index), 'student-debrief')
			await shoot(room, projector, 'projector-debrief')
			await shoot(room, host, 'host-debrief')

			// ── round 2: everyone one seat on; the host's tab crashes ──
			await host.page.getByRole('button', { name: t('console.spotlightOff') }).click()
			await teller.evaluate(() => scrollTo(0, document.body.scrollHeight))
			await host.page.keyboard.press('t')
			await expectSeats(2)
			await shoot(room, student(0), 'student-lobby-2')
			await start()
			const second = new Play(tabs)
			const cdp = await host.context.newCDPSession(host.page)
			const crashed = host.page.waitForEvent('crash')
			void cdp.send('Page.crash').catch(() => {})
			await crashed
			await host.page.close()
			for (const { page } of tabs)
				await page
					.locator('.lesson-row[data-kind=pause]', { hasText: t('lesson.hostAwayPaused') })
					.waitFor({ timeout: AWAY_MS })
			await projector.page.getByText(t('projector.away')).waitFor()
			await shoot(room, student(5), 'student-host-away')
			await shoot(room, projector, 'projector-host-away')
			await reopenTab(room, host, `/host/${code}`)
			await host.page.locator('.next-card[data-next=pause]').waitFor()
			for (const { page } of tabs) await page.locator('.lesson-row[data-kind=pause]').waitFor({ state: 'detached' })
			await second.until('play in each crew', everyCrew)

			// ── a co-host, by the link that the host gives away ──
			await host.page.getByRole('button', { name: t('console.more') }).click()
			await host.page.getByRole('button', { name: `${t('share.copy')}: ${t('share.cohost')}` }).click()
			const given = new URL(await host.page.evaluate(() => navigator.clipboard.readText()))
			await host.page.keyboard.press('Escape')
			const cohost = await openTab(room, 'cohost', LAPTOP, given.pathname + given.hash)
			await cohost.page.waitForURL(`**/host/${code}`)
			await host.page.getByText(t('console.hosts', { count: 2 })).waitFor()
			await cohost.page.locator('.next-card[data-next=pause]').waitFor()
			await second.stop()
			await shoot(room, cohost, 'cohost')
			await endRound(cohost)
			await cohost.context.close()

			// ── round 3, with an opinion before it ──
			await next(host, 'nextRound')
			await expectSeats(3)
			asked.push(
				await putOpinion(
					all,
					3,
					STUDENTS.map((index) => (index % 3 === 2 ? [index % 2, 50] : null)),
				),
			)
			await start()
			const third = new Play(tabs)
			await third.until('play in each crew', everyCrew)
			await third.stop()
			await endRound(host)
			await confirmEnd(host, 'confirm.yesLesson')
			for (const { page } of tabs) await page.getByText(t('debrief.ended')).waitFor()
			await projector.page.getByText(t('projector.ended')).waitFor()
			await shoot(room, student(8), 'student-ended')
			await shoot(room, projector, 'projector-ended')

			// ── files ──
			await next(host, 'export')
			await shoot(room, host, 'host-files')
			const gradebook = readCsv(await download(host, 'share.gradebook', `${code}-gradebook.csv`))
			const items = readCsv(await download(host, 'share.items', `${code}-items.csv`))
			const logs = readZip(await download(host, 'share.logs', `${code}-logs.zip`))
			const names = [1, 2, 3].flatMap((round) => CREWS.map((crew) => `${code}-round${round}-crew${crew}.jsonl`))
			expect([...logs.keys()].toSorted()).toEqual(names.toSorted())
			const rounds = new Map<string, PlayedRound>()
			for (const [name, text] of logs) {
				const [, round, crew] = /round(\d)-crew(\d)/.exec(name) ?? []
				rounds.set(`${round}/${crew}`, playedRound(await readLog(text)))
				writeFileSync(join(folder, name), text)
				expect(text).toBe(await logOf(Number(crew), Number(round)))
			}
			const lot = runLot(['verify', ...names.map((name) => join(folder, name))])
			expect(await lot.ended, lot.output.stderr).toMatchObject({ code: 0 })
			const lesson: Lesson = { code, url: room.url, days, students, asked, diagnosed, rounds }
			expectCells(gradebook, GRADEBOOK_HEADER, expectedGradebook(lesson))
			expectCells(items, ITEMS_HEADER, expectedItems(lesson))

			expectPlayed(rounds)
			const ids = [projector, ...tabs].map((tab) => tab.told.rosterIds)
			expect(ids).toEqual(ids.map(() => 0))
			expect(room.errors).toEqual([])
		},
		LESSON_MS,
	)
})

/** The logs tell of people: who decided, one event for all at the same place, one seed for all. */
function expectPlayed(rounds: ReadonlyMap<string, PlayedRound>): void {
	const decided = new Set<number>()
	for (const round of [1, 2, 3]) {
		const crews = CREWS.map((crew) => rounds.get(`${round}/${crew}`))
		expect(new Set(crews.map((one) => one?.header.seed)).size).toBe(1)
		const injections = crews.map((one) => one?.injections)
		expect(injections).toEqual(crews.map(() => injections[0]))
		expect(injections[0]?.map(({ injection }) => injection)).toEqual(round === 1 ? ['burst'] : [])
		for (const [index, one] of crews.entries()) {
			const own = (one?.entries ?? []).filter(({ seat }) => seat !== 'host')
			// Nobody was replaced by a bot before the end.
			expect(own.filter(({ intent, tick }) => intent.kind === 'YIELD' || (intent.kind === 'TAKE' && tick > 0))).toEqual(
				[],
			)
			const decisions = own.filter(({ intent }) => intent.kind !== 'TAKE' && intent.kind !== 'READY')
			expect(decisions.length).toBeGreaterThan(0)
			for (const { seat } of decisions) decided.add(studentOn(index + 1, seat as Seat, round))
		}
	}
	expect(decided.size).toBe(STUDENTS.length)
	const seeds = [1, 2, 3].map((round) => rounds.get(`${round}/1`)?.header.seed)
	expect(seeds[0]).toBe(SEED)
	expect(new Set(seeds).size).toBe(3)
}

/** Who sat there. */
const studentOn = (crew: number, seat: Seat, round: number): number =>
	3 * (crew - 1) + ((SEATS.indexOf(seat) - (round - 1) + 6) % 3)
