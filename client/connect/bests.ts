import { MEDALS, type Medal } from '../../shared/game/score/score.ts'
import type { Store } from './playerRecord.ts'

/** The best that was ever done in a level, in this browser. */
export interface Best {
	readonly score: number
	readonly medal: Medal
	readonly billCycles: number
	readonly seed: number
}
export type Bests = Readonly<Record<string, Best>>

const KEY = 'lot.bests'

/** By level; anything may stand in the store, and only what fits is taken. */
export function readBests(store: Store): Bests {
	let value: unknown
	try {
		value = JSON.parse(store.getItem(KEY) ?? '{}')
	} catch {
		return {}
	}
	if (typeof value !== 'object' || value === null) return {}
	return Object.fromEntries(Object.entries(value).flatMap(([level, one]) => (isBest(one) ? [[level, one]] : [])))
}

/** Keeps what is better than before: score and medal each for itself. Returns what stands now, and whether it is new. */
export function keepBest(store: Store, level: string, now: Best): { readonly best: Best; readonly isNew: boolean } {
	const bests = readBests(store)
	const before = bests[level]
	const isNew = before === undefined || now.score > before.score
	const medal = MEDALS.findLast((one) => one === now.medal || one === before?.medal) ?? now.medal
	const best = { ...(isNew ? now : before), medal }
	try {
		store.setItem(KEY, JSON.stringify({ ...bests, [level]: best }))
	} catch {
		// A full or forbidden store: the score is on the screen, it only isn't kept.
	}
	return { best, isNew }
}

function isBest(value: unknown): value is Best {
	if (typeof value !== 'object' || value === null) return false
	const { score, medal, billCycles, seed } = value as Record<string, unknown>
	return [score, billCycles, seed].every((one) => Number.isInteger(one)) && MEDALS.some((one) => one === medal)
}
