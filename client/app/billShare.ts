import { BUCKETS, type Bill, type Bucket } from '../../shared/machine/buckets.ts'

export interface BillLine {
	readonly bucket: Bucket
	readonly cycles: number
	/** Of the whole bill, rounded. */
	readonly percent: number
	/** Length of the bar against the longest line, 0 … 1. */
	readonly length: number
}

/** The bill's lines, dearest first; lines without a cycle stay in their order at the end. */
export function billLines(bill: Bill): readonly BillLine[] {
	const total = BUCKETS.reduce((sum, bucket) => sum + bill[bucket], 0)
	const longest = Math.max(1, ...BUCKETS.map((bucket) => bill[bucket]))
	return BUCKETS.map((bucket) => ({
		bucket,
		cycles: bill[bucket],
		percent: total === 0 ? 0 : Math.round((100 * bill[bucket]) / total),
		length: bill[bucket] / longest,
	})).toSorted((a, b) => b.cycles - a.cycles)
}

/** How far the bill lies under (negative) or over the ghost's, in whole percent; never 0 unless equal. */
export function percentAgainst(billCycles: number, ghostCycles: number): number {
	if (ghostCycles === 0 || billCycles === ghostCycles) return 0
	const percent = Math.round((100 * (billCycles - ghostCycles)) / ghostCycles)
	return percent === 0 ? Math.sign(billCycles - ghostCycles) : percent
}
