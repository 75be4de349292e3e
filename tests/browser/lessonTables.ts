// What the tables of a lesson must say, from what its people did and what the emulator makes of the logs.
import type { RegretCause } from '../../shared/game/score/regret.ts'
import { medalOf, scoreOf } from '../../shared/game/score/score.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { insightOf } from '../../shared/lesson/insight.ts'
import type { Poll, PollQuestion, Vote } from '../../shared/lesson/poll.ts'
import type { Confidence } from '../../shared/lesson/question.ts'
import type { Insight } from '../../shared/lesson/view.ts'
import { BUCKETS } from '../../shared/machine/buckets.ts'
import type { PlayedRound } from './playedRound.ts'

/** GAME.md §7, word for word. */
export const GRADEBOOK_HEADER =
	'session,date,chapter,level,seed,student_id,nickname,crew,round,role,bot_share_pct,connected_pct,pred_first_correct,pred_revote_correct,confidence,diagnosis_points,rule_points,insight_0_100,crew_score,medal,beat_ghosts,audits,steps_done,C,LB,PAR,M_bill,K_bill,U_bill,patience,replay_url'
export const ITEMS_HEADER =
	'session,date,chapter,level,seed,round,item,question,text,form,correct,first_a,first_b,first_c,first_d,first_e,first_f,revote_a,revote_b,revote_c,revote_d,revote_e,revote_f,first_votes,revote_votes,first_correct_pct,revote_correct_pct,normalised_gain,potential_learners,weighted_learning_gain'

/** Null: an empty cell. */
export type Expected = string | number | null

export interface Student {
	/** Counts from 0 in the order of joining. */
	readonly index: number
	readonly name: string
	readonly rosterId: string
	readonly crew: number
	readonly crewName: string
	/** In the first round. */
	readonly seat: Seat
}

/** A vote: place on the screens, and how sure. Null: didn't. */
export type Ballot = readonly [place: number, confidence: Confidence] | null

/** A question as it was put, with the votes of all students in their order. */
export interface Asked {
	readonly round: number
	/** 2026-11-23 */
	readonly day: string
	readonly question: PollQuestion
	/** Place on the screens → index in the bank. */
	readonly shuffle: readonly number[]
	readonly first: readonly Ballot[]
	readonly revote: readonly Ballot[]
}

/** What a student said in the debrief of the first round. */
export interface Diagnosed {
	readonly student: number
	readonly step: number
	readonly cause: RegretCause
	readonly reason: number
}

export interface Lesson {
	readonly code: string
	readonly url: string
	/** On which each round began, the first at 0. */
	readonly days: readonly string[]
	readonly students: readonly Student[]
	readonly asked: readonly Asked[]
	readonly diagnosed: Diagnosed
	/** By round and crew: `1/2`. */
	readonly rounds: ReadonlyMap<string, PlayedRound>
}

const NEXT_SEAT: Readonly<Record<Seat, Seat>> = { malloc: 'kernel', kernel: 'mmu', mmu: 'malloc' }

export const seatIn = ({ seat }: Student, round: number): Seat => {
	let now = seat
	for (let turn = 1; turn < round; turn += 1) now = NEXT_SEAT[now]
	return now
}

const tenth = (value: number): number => Math.round(value * 10) / 10
const thousandth = (value: number): number => Math.round(value * 1000) / 1000
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** In the order of the bank; null: an opinion. */
const keyOf = ({ question }: Asked): number | null =>
	question.kind === 'bank' ? (question.bound.key[0] ?? null) : question.custom.correct

const isRight = (asked: Asked, ballot: Ballot): boolean => ballot !== null && asked.shuffle[ballot[0]] === keyOf(asked)

export function expectedGradebook(lesson: Lesson): readonly (readonly Expected[])[] {
	return [1, 2, 3].flatMap((round) => lesson.students.map((student) => gradebookRow(lesson, round, student)))
}

function gradebookRow(lesson: Lesson, round: number, student: Student): readonly Expected[] {
	const played = lesson.rounds.get(`${round}/${student.crew}`)
	if (!played) throw new Error(`no log of round ${round}, crew ${student.crew}`)
	const { world, reference, header, audits } = played
	const { bill } = world
	const cycles = sum(BUCKETS.map((bucket) => bill[bucket]))
	const seat = seatIn(student, round)
	const insight = insightIn(lesson, round, student, played)
	return [
		lesson.code,
		lesson.days[round - 1] ?? null,
		10,
		header.level,
		header.seed,
		student.rosterId || null,
		// What a spreadsheet would take for a formula is made text.
		student.name.startsWith('=') ? `'${student.name}` : student.name,
		student.crewName,
		round,
		seat,
		played.finishedAtTick === null ? 0 : tenth((100 * (world.tick - played.finishedAtTick)) / world.tick),
		100,
		...predictionCells(lesson, round, student),
		insight.diagnosis,
		insight.rule,
		tenth(insight.prediction + insight.diagnosis + insight.rule),
		scoreOf(reference, cycles),
		medalOf(reference, cycles),
		reference.ghosts.filter(({ billCycles }) => cycles < billCycles).length,
		audits[seat],
		world.step,
		cycles,
		reference.lowerBoundCycles,
		reference.parCycles,
		bill.malloc + bill.copy,
		bill.gate + bill.fault + bill.swap + bill.rent,
		bill.tlb,
		bill.patience,
		`${lesson.url}/api/lesson/${lesson.code}/log?crew=${student.crew}&round=${round}`,
	]
}

function predictionCells({ asked }: Lesson, round: number, { index }: Student): readonly Expected[] {
	const due = asked.filter((one) => one.round === round && keyOf(one) !== null)
	const rights = (stage: 'first' | 'revote'): Expected => {
		const voted = due.filter((one) => (one[stage][index] ?? null) !== null)
		return voted.length === 0 ? null : voted.filter((one) => isRight(one, one[stage][index] ?? null)).length
	}
	const latest = due
		.map((one) => one.revote[index] ?? one.first[index] ?? null)
		.filter((ballot) => ballot !== null)
		.map(([, confidence]) => confidence)
	return [rights('first'), rights('revote'), latest.length === 0 ? null : tenth(sum(latest) / latest.length)]
}

/** What a student has understood of a round. */
export function insightIn(
	{ asked, diagnosed }: Pick<Lesson, 'asked' | 'diagnosed'>,
	round: number,
	student: Student,
	{ regrets }: PlayedRound,
): Insight {
	const said = round === 1 && diagnosed.student === student.index ? diagnosed : null
	return insightOf({
		polls: asked.filter((one) => one.round === round).map(pollOf),
		player: student.index,
		diagnosis: said && { step: said.step, cause: said.cause },
		regrets,
		reason: said && said.reason,
	})
}

function pollOf(asked: Asked, index: number): Poll {
	const votes = (ballots: readonly Ballot[]): Record<number, Vote> =>
		Object.fromEntries(
			ballots.flatMap((ballot, player) =>
				ballot === null ? [] : [[player, { answer: [ballot[0]], confidence: ballot[1] }]],
			),
		)
	const { round, question, shuffle } = asked
	const common = { id: index + 1, round, question, shuffle, stage: 'revealed', sinceMs: {} } as const
	return { ...common, first: votes(asked.first), revote: votes(asked.revote) }
}

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'] as const

export const expectedItems = (lesson: Lesson): readonly (readonly Expected[])[] =>
	lesson.asked.map((asked, index) => itemRow(lesson, asked, index + 1))

function itemRow(lesson: Lesson, asked: Asked, item: number): readonly Expected[] {
	const { question, round, shuffle } = asked
	const header = lesson.rounds.get(`${round}/1`)?.header
	const key = keyOf(asked)
	const options = shuffle.length
	const counts = (ballots: readonly Ballot[]): readonly Expected[] =>
		LETTERS.map((_, option) =>
			option < options ? ballots.filter((ballot) => ballot !== null && shuffle[ballot[0]] === option).length : null,
		)
	const votes = (ballots: readonly Ballot[]): number => ballots.filter((ballot) => ballot !== null).length
	const percentRight = (ballots: readonly Ballot[]): Expected =>
		key === null || votes(ballots) === 0
			? null
			: tenth((100 * ballots.filter((ballot) => isRight(asked, ballot)).length) / votes(ballots))
	return [
		lesson.code,
		asked.day,
		10,
		header?.level ?? null,
		header?.seed ?? null,
		round,
		item,
		question.kind === 'bank' ? question.bound.id : 'custom',
		question.kind === 'bank' ? null : question.custom.text,
		'one',
		key === null ? null : (LETTERS[key] ?? null),
		...counts(asked.first),
		...counts(asked.revote),
		votes(asked.first),
		votes(asked.revote),
		percentRight(asked.first),
		percentRight(asked.revote),
		...gains(asked, key),
	]
}

/** Of those who voted twice: the normalised gain, and how many of those who were wrong came to be right. */
function gains(asked: Asked, key: number | null): readonly Expected[] {
	if (key === null) return [null, null, null]
	const twice = asked.first.flatMap((first, student) => {
		const revote = asked.revote[student] ?? null
		return first === null || revote === null ? [] : [{ was: isRight(asked, first), is: isRight(asked, revote) }]
	})
	const wrong = twice.filter(({ was }) => !was)
	const [before, after] = [twice.length - wrong.length, twice.filter(({ is }) => is).length]
	const gain = (): Expected => {
		if (twice.length === 0 || (after === before && before === twice.length)) return null
		if (after === before) return 0
		return thousandth(after > before ? (after - before) / wrong.length : (after - before) / before)
	}
	const learned = wrong.filter(({ is }) => is).length
	return [gain(), wrong.length, wrong.length === 0 ? null : thousandth(learned / wrong.length)]
}
