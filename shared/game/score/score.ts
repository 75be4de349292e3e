import type { Reference } from '../roundInfo.ts'

/** Nothing scores more: past it the seed decides, not the crew. */
export const MAX_SCORE = 2500

/** GAME.md §4.2: the best textbook machine's avoidable bill, in thousandths of the crew's own. PAR gives 1000. */
export function scoreOf({ lowerBoundCycles, parCycles }: Reference, billCycles: number): number {
	const avoidable = billCycles - lowerBoundCycles
	if (avoidable <= 0) return MAX_SCORE
	return Math.min(MAX_SCORE, Math.max(0, Math.round((1000 * (parCycles - lowerBoundCycles)) / avoidable)))
}

export const MEDALS = ['none', 'bronze', 'silver', 'gold', 'platinum'] as const
export type Medal = (typeof MEDALS)[number]

const SILVER_SCORE = 1000
const GOLD_SCORE = 1120
/** Of the oracle's score, in percent. */
const PLATINUM_PERCENT = 90

/**
 * Bronze beats first fit on a LIFO list, silver is as good as the best textbook machine, gold clearly better, platinum
 * comes near the oracle. `oracleScore`: null until somebody has let it play.
 */
export function medalOf(reference: Reference, billCycles: number, oracleScore: number | null = null): Medal {
	const score = scoreOf(reference, billCycles)
	if (oracleScore !== null && score >= SILVER_SCORE && score * 100 >= oracleScore * PLATINUM_PERCENT) return 'platinum'
	if (score >= GOLD_SCORE) return 'gold'
	if (score >= SILVER_SCORE) return 'silver'
	const firstFit = reference.ghosts.find(({ name }) => name === 'first-fit')
	return firstFit && billCycles < firstFit.billCycles ? 'bronze' : 'none'
}
