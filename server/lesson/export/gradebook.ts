import { totalCycles } from '../../../shared/machine/buckets.ts'
import { isRight } from '../../../shared/lesson/items.ts'
import { keyOf, type Poll } from '../../../shared/lesson/poll.ts'
import type { CrewRecord, LessonRecord, PlayerRecord, RoundRecord } from '../../../shared/lesson/record.ts'
import { type Cell, csvOf } from '../../http/csv.ts'
import { chapterOf } from './chapterOf.ts'

/** GAME.md §7, in this order. */
export const GRADEBOOK_COLUMNS = [
	'session',
	'date',
	'chapter',
	'level',
	'seed',
	'student_id',
	'nickname',
	'crew',
	'round',
	'role',
	'bot_share_pct',
	'connected_pct',
	'pred_first_correct',
	'pred_revote_correct',
	'confidence',
	'diagnosis_points',
	'rule_points',
	'insight_0_100',
	'crew_score',
	'medal',
	'beat_ghosts',
	'audits',
	'steps_done',
	'C',
	'LB',
	'PAR',
	'M_bill',
	'K_bill',
	'U_bill',
	'patience',
	'replay_url',
] as const
type Row = Readonly<Record<(typeof GRADEBOOK_COLUMNS)[number], Cell>>

export interface ExportSurroundings {
	/** Address of the server as the host sees it, without a slash at the end. */
	readonly origin: string
	/** A wall clock's day where the server stands: 2026-11-23. */
	readonly dayOf: (wallMs: number) => string
}

/**
 * One row for each student and round. An empty cell: not known, not asked, or not measured (never 0 for that).
 *
 * `pred_*_correct`: number of right votes on the round's questions that have a right answer and are closed for voting.
 * `confidence`: mean of the latest votes on those, in percent. `beat_ghosts`: so many of the ghosts of the seed had a
 * dearer bill. `audits`: of the student's seat. `crew_score`, `medal`: once the round is over. Bills in cycles:
 * M = malloc and copy, K = gate, fault, swap and rent, U = tlb; what is left of C is audits and patience.
 * `replay_url` wants the lesson's host token as a bearer.
 */
export function gradebookCsv(record: LessonRecord, surroundings: ExportSurroundings): string {
	const rows = record.rounds.flatMap((round) =>
		round.players.map((player) => {
			const row = rowOf(record, round, player, surroundings)
			return GRADEBOOK_COLUMNS.map((column) => row[column])
		}),
	)
	return csvOf([GRADEBOOK_COLUMNS, ...rows])
}

function rowOf(record: LessonRecord, round: RoundRecord, player: PlayerRecord, surroundings: ExportSurroundings): Row {
	const crew = round.crews.find((one) => one.crew === player.crew)
	const { prediction, diagnosis, rule } = player.insight
	return {
		session: record.code,
		date: surroundings.dayOf(round.startedMs),
		chapter: chapterOf(round.level),
		level: round.level,
		seed: round.seed,
		student_id: player.rosterId || null,
		nickname: player.name,
		crew: crew?.name ?? null,
		round: round.round,
		role: player.seat,
		bot_share_pct: percent(player.botTicks, player.ticks),
		connected_pct: percent(player.connectedMs, player.presentMs),
		...predictionsOf(record.polls, round.round, player.id),
		diagnosis_points: diagnosis,
		rule_points: rule,
		insight_0_100: tenth(prediction + diagnosis + rule),
		audits: crew && player.seat ? crew.audits[player.seat] : null,
		...crewCells(crew),
		replay_url: crew
			? `${surroundings.origin}/api/lesson/${record.code}/log?crew=${crew.crew}&round=${round.round}`
			: null,
	}
}

function crewCells(crew: CrewRecord | undefined) {
	if (!crew) {
		const nothing = { steps_done: null, C: null, LB: null, PAR: null, M_bill: null, K_bill: null, U_bill: null }
		return { ...nothing, patience: null, crew_score: null, medal: null, beat_ghosts: null }
	}
	const { bill, reference, score, medal, steps } = crew
	const total = totalCycles(bill)
	return {
		crew_score: score,
		medal,
		// A bill that is still growing beats nobody yet.
		beat_ghosts: reference && score !== null ? reference.ghosts.filter((one) => total < one.billCycles).length : null,
		steps_done: steps,
		C: total,
		LB: reference?.lowerBoundCycles ?? null,
		PAR: reference?.parCycles ?? null,
		M_bill: bill.malloc + bill.copy,
		K_bill: bill.gate + bill.fault + bill.swap + bill.rent,
		U_bill: bill.tlb,
		patience: bill.patience,
	}
}

function predictionsOf(polls: readonly Poll[], round: number, player: number) {
	const due = polls.filter(
		(poll) => poll.round === round && (poll.stage === 'locked' || poll.stage === 'revealed') && keyOf(poll) !== null,
	)
	const latest = due.map((poll) => poll.revote[player] ?? poll.first[player]).filter((vote) => vote !== undefined)
	const rightIn = (stage: 'first' | 'revote') => {
		const votes = due.flatMap((poll) => {
			const vote = poll[stage][player]
			return vote ? [isRight(poll, vote) === true] : []
		})
		return votes.length === 0 ? null : votes.filter((right) => right).length
	}
	return {
		pred_first_correct: rightIn('first'),
		pred_revote_correct: rightIn('revote'),
		confidence:
			latest.length === 0 ? null : tenth(latest.reduce((sum, vote) => sum + vote.confidence, 0) / latest.length),
	}
}

const tenth = (value: number): number => Math.round(value * 10) / 10

const percent = (part: number, whole: number): number | null => (whole > 0 ? tenth((100 * part) / whole) : null)
