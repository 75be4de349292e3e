import type { Reference } from '../../shared/game/roundInfo.ts'
import { MEDALS, type Medal, medalOf, scoreOf } from '../../shared/game/score/score.ts'
import { BUCKETS, type Bill, type Bucket } from '../../shared/machine/buckets.ts'

/** Who stands in the list of companies: a ghost's name, `oracle`, or `you`. */
export interface Standing {
	readonly name: string
	readonly cycles: number
}

/** What the next better medal takes. `score` null: bronze, which is won against first fit, not by points. */
export interface NextMedal {
	readonly medal: Medal
	readonly score: number | null
	readonly lessCycles: number
}

/** A round's bill as it is judged. `oracleCycles` null: it hasn't played yet. */
export function judge(reference: Reference, billCycles: number, oracleCycles: number | null) {
	const oracleScore = oracleCycles === null ? null : scoreOf(reference, oracleCycles)
	return {
		score: scoreOf(reference, billCycles),
		medal: medalOf(reference, billCycles, oracleScore),
		next: nextMedal(reference, billCycles, oracleScore),
	}
}

/**
 * The next medal is looked for with the judge's own rule: the largest bill that still earns it, by bisection (a smaller
 * bill never earns less).
 */
function nextMedal(reference: Reference, billCycles: number, oracleScore: number | null): NextMedal | null {
	const rank = (cycles: number): number => MEDALS.indexOf(medalOf(reference, cycles, oracleScore))
	const now = rank(billCycles)
	let low = Math.min(reference.lowerBoundCycles, billCycles)
	let high = billCycles
	if (rank(low) <= now) return null
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2)
		if (rank(middle) > now) low = middle
		else high = middle
	}
	const medal = MEDALS[rank(low)] ?? 'none'
	return {
		medal,
		score: medal === 'bronze' ? null : scoreOf(reference, low),
		lessCycles: billCycles - low,
	}
}

/** Everybody on this seed, cheapest first. */
export function standings(reference: Reference, billCycles: number, oracleCycles: number | null): readonly Standing[] {
	const ghosts = reference.ghosts.map(({ name, billCycles: cycles }) => ({ name, cycles }))
	const oracle = oracleCycles === null ? [] : [{ name: 'oracle', cycles: oracleCycles }]
	return [...ghosts, ...oracle, { name: 'you', cycles: billCycles }].toSorted((a, b) => a.cycles - b.cycles)
}

/** The line on which the bill exceeds the ghost's by most; null: on none. */
export function dearestLine(bill: Bill, ghostBill: Bill): Bucket | null {
	const excess = (bucket: Bucket): number => bill[bucket] - ghostBill[bucket]
	const dearest = BUCKETS.reduce((best, bucket) => (excess(bucket) > excess(best) ? bucket : best))
	return excess(dearest) > 0 ? dearest : null
}

/** GAME.md §5: what a stream's writer earned against whoever played it, in hundredths. */
export function managerPercent({ lowerBoundCycles, parCycles }: Reference, billCycles: number): number {
	const avoidable = Math.max(1, parCycles - lowerBoundCycles)
	return Math.max(0, Math.round((100 * (billCycles - lowerBoundCycles)) / avoidable))
}
