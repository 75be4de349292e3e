import type { Regret, RegretCause } from '../game/score/regret.ts'
import { isRight } from './items.ts'
import { keyOf, type Poll, type Vote } from './poll.ts'
import type { Confidence } from './question.ts'
import { REASONS } from './reasons.ts'
import type { Insight } from './view.ts'

export const PREDICTION_POINTS = 40
export const DIAGNOSIS_POINTS = 40
export const RULE_POINTS = 20

const QUESTION_POINTS = 10
/** Of a question's points: half for being right, half for knowing how sure one may be. */
const RIGHT_POINTS = QUESTION_POINTS / 2
/** Stretches the quadratic part from being wrong at 90 % (0) to being right at 90 % (the other half). */
const QUADRATIC_POINTS = 6.25
const SURELY_WRONG = 0.9 ** 2

/**
 * Points of one vote, 0 … 10. The part that depends on the confidence p is Brier's quadratic score, 1 − (o − p)² with
 * o = 1 if right, else 0: a proper rule, so whoever is right with probability q gains most by the confidence next to q
 * (70 from 0.6 on, 90 from 0.8 on). The other part depends on being right alone and changes nothing about that.
 *
 *            50     70     90
 *   right    8.5    9.5   10
 *   wrong    3.5    2      0
 */
export function votePoints(right: boolean, confidence: Confidence): number {
	const p = confidence / 100
	const quadratic = (right ? p * (2 - p) : 1 - p * p) - (1 - SURELY_WRONG)
	return Math.round(10 * ((right ? RIGHT_POINTS : 0) + QUADRATIC_POINTS * quadratic)) / 10
}

/** The better of a student's two votes counts; not voted: nothing. */
function pollPoints(poll: Poll, player: number): number {
	const votes = [poll.first[player], poll.revote[player]].filter((vote): vote is Vote => vote !== undefined)
	return Math.max(0, ...votes.map((vote) => votePoints(isRight(poll, vote) === true, vote.confidence)))
}

/** Steps between a diagnosis and a moment of regret: so near it is that moment, so near it is about that moment. */
export const SAME_STEPS = 4
export const NEAR_STEPS = 12
/** Only the dearest moments are looked for. */
const TOP_REGRETS = 3
/** A moment counts as much as it cost beside the dearest, but never less than that. */
const LEAST_WEIGHT = 0.6
const MOMENT_SHARE = 0.6
const CAUSE_SHARE = 0.4
const HALF = 0.5

/** The dearest moments, each with its weight. */
function weighted(regrets: readonly Regret[]): { readonly regret: Regret; readonly weight: number }[] {
	const top = regrets.toSorted((a, b) => b.costCycles - a.costCycles).slice(0, TOP_REGRETS)
	const dearest = top[0]?.costCycles ?? 0
	return top.map((regret) => ({ regret, weight: Math.max(LEAST_WEIGHT, regret.costCycles / Math.max(1, dearest)) }))
}

function diagnosisPoints(diagnosis: InsightOf['diagnosis'], regrets: readonly Regret[]): number {
	if (!diagnosis) return 0
	const shares = weighted(regrets).map(({ regret, weight }) => {
		const distance = Math.abs(regret.step - diagnosis.step)
		const moment = distance <= SAME_STEPS ? 1 : distance <= NEAR_STEPS ? HALF : 0
		const sameCause = regret.cause === diagnosis.cause
		// The right kind of mistake at the wrong moment is half an insight, and easily guessed.
		const cause = sameCause ? (moment > 0 ? 1 : HALF) : 0
		return weight * (MOMENT_SHARE * moment + CAUSE_SHARE * cause)
	})
	return Math.round(DIAGNOSIS_POINTS * Math.max(0, ...shares))
}

/** A reason that spares none of the dearest mistakes still says that something was thought about. */
const OTHER_REASON_POINTS = 5

function rulePoints(reason: number | null, ruleBeatBot: boolean, regrets: readonly Regret[]): number {
	if (ruleBeatBot) return RULE_POINTS
	const chosen = reason === null ? undefined : REASONS[reason]
	if (!chosen) return 0
	// Nothing went wrong: each of them is a good rule.
	if (regrets.length === 0) return RULE_POINTS
	const fitting = weighted(regrets).filter(({ regret }) => chosen.against.includes(regret.cause))
	return Math.max(OTHER_REASON_POINTS, ...fitting.map(({ weight }) => Math.round(RULE_POINTS * weight)))
}

export interface InsightOf {
	/** Of one round of the lesson; those without a right answer, or still open, don't count. */
	readonly polls: readonly Poll[]
	readonly player: number
	/** False: the student wasn't there yet. Default: could vote on all. */
	readonly couldVote?: (poll: Poll) => boolean
	readonly diagnosis: { readonly step: number; readonly cause: RegretCause } | null
	/** Of the student's crew in that round. */
	readonly regrets: readonly Regret[]
	/** Index of `REASONS`. */
	readonly reason: number | null
	/** A standing order of the student fired, and the replay with a textbook bot in its place costs more. */
	readonly ruleBeatBot?: boolean
}

/**
 * What a student understood in a round, 0 … 100 (GAME.md §4.3). No speed, no crew score. What couldn't be earned takes
 * nothing away: if no question was asked, or the emulator found no regret, that part gets the share that was reached
 * in the others.
 */
export function insightOf({
	polls,
	player,
	couldVote = () => true,
	diagnosis,
	regrets,
	reason,
	ruleBeatBot = false,
}: InsightOf): Insight {
	const counted = polls.filter(
		(poll) => keyOf(poll) !== null && (poll.stage === 'locked' || poll.stage === 'revealed') && couldVote(poll),
	)
	const rule = rulePoints(reason, ruleBeatBot, regrets)
	const average = counted.reduce((sum, poll) => sum + pollPoints(poll, player), 0) / Math.max(1, counted.length)
	const asked = counted.length > 0 ? Math.round((average * PREDICTION_POINTS) / QUESTION_POINTS) : null
	const diagnosed = regrets.length > 0 ? diagnosisPoints(diagnosis, regrets) : null
	const reached = rule + (asked ?? 0) + (diagnosed ?? 0)
	const reachable = RULE_POINTS + (asked === null ? 0 : PREDICTION_POINTS) + (diagnosed === null ? 0 : DIAGNOSIS_POINTS)
	const share = reached / reachable
	return {
		prediction: asked ?? Math.round(PREDICTION_POINTS * share),
		diagnosis: diagnosed ?? Math.round(DIAGNOSIS_POINTS * share),
		rule,
	}
}
