import type { LogEntry } from '../../shared/game/log.ts'
import type { Intent } from '../../shared/game/intent.ts'
import type { Regret, RegretCause } from '../../shared/game/score/regret.ts'
import type { Seat } from '../../shared/game/seat.ts'
import type { ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import { NEAR_STEPS, SAME_STEPS } from '../../shared/lesson/insight.ts'

/** A moment that is offered as the dearest one: some are, some were harmless. */
export interface Candidate {
	readonly step: number
	readonly seq: number | null
	readonly tick: number
	readonly seat: Seat
	readonly intent: Intent
}

export interface Diagnosis {
	readonly step: number
	readonly cause: RegretCause
}

const HARMLESS = 2

/** Deciding nothing about memory: not offered. */
const COMMON: ReadonlySet<Intent['kind']> = new Set([
	'READY',
	'YIELD',
	'TAKE',
	'PING',
	'RULE_SET',
	'RULE_CLEAR',
	'HEAT',
	'WALK',
])

/**
 * The moments of regret and as many harmless ones as fit, by step. The harmless ones lie so far from any regret that
 * choosing them is never half right; the same round always offers the same.
 */
export function candidatesOf(
	regrets: readonly Regret[],
	entries: readonly LogEntry[],
	replay: ReplayPlayer,
): Candidate[] {
	const dear = regrets.map(({ step, seq, tick, seat, intent }) => ({ step, seq, tick, seat, intent }))
	const taken = dear.map(({ step }) => step)
	const decisions = entries.filter((one) => one.seat !== 'host' && !COMMON.has(one.intent.kind))
	const harmless: Candidate[] = []
	for (let turn = 1; turn <= HARMLESS; turn += 1) {
		const wanted = Math.floor((decisions.length * turn) / (HARMLESS + 1))
		// From the wanted place outwards.
		const order = decisions.map((_, index) => index).toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))
		for (const index of order) {
			const entry = decisions[index]
			if (!entry || entry.seat === 'host') continue
			const step = stepAt(replay, entry.tick)
			if (taken.some((one) => Math.abs(one - step) <= NEAR_STEPS)) continue
			taken.push(step)
			harmless.push({ step, seq: entry.seq, tick: entry.tick, seat: entry.seat, intent: entry.intent })
			break
		}
	}
	return [...dear, ...harmless].toSorted((a, b) => a.step - b.step || a.tick - b.tick)
}

/** Operations done at a tick. */
export function stepAt(replay: ReplayPlayer, tick: number): number {
	let [low, high] = [0, replay.steps]
	while (low < high) {
		const middle = Math.ceil((low + high) / 2)
		if (replay.tickOfStep(middle) <= tick) low = middle
		else high = middle - 1
	}
	return low
}

export type Judgement =
	| { readonly kind: 'hit'; readonly place: number; readonly sameCause: boolean }
	| { readonly kind: 'near'; readonly place: number; readonly steps: number }
	| { readonly kind: 'missed' }

/** How near a diagnosis comes, by the same distances as the insight score. Places count from 1, the dearest first. */
export function judgeDiagnosis({ step, cause }: Diagnosis, regrets: readonly Regret[]): Judgement {
	const hits = regrets
		.map((regret, index) => ({ regret, place: index + 1, steps: Math.abs(regret.step - step) }))
		.filter(({ steps }) => steps <= NEAR_STEPS)
		.toSorted((a, b) => a.steps - b.steps || Number(b.regret.cause === cause) - Number(a.regret.cause === cause))
	const [nearest] = hits
	if (!nearest) return { kind: 'missed' }
	const { regret, place, steps } = nearest
	return steps <= SAME_STEPS
		? { kind: 'hit', place, sameCause: regret.cause === cause }
		: { kind: 'near', place, steps }
}
