import { BUCKETS, type Bill, type Bucket } from '../../shared/machine/buckets.ts'

/** One line of a bill as a part of its bar. */
export interface StackPart {
	/** `floor`: what no decision avoids, which has no lines. */
	readonly bucket: Bucket | 'floor'
	readonly cycles: number
	/** Of the longest bar, 0 … 1. */
	readonly length: number
}

export interface Stack {
	readonly kind: 'you' | 'ghost' | 'floor'
	readonly cycles: number
	readonly parts: readonly StackPart[]
}

/** The bars under each other, their lines in the same order, so that the same line can be compared down the page. */
export function stacksOf(bill: Bill, ghostBill: Bill | null, floorCycles: number): readonly Stack[] {
	const total = (one: Bill): number => BUCKETS.reduce((sum, bucket) => sum + one[bucket], 0)
	const longest = Math.max(1, total(bill), ghostBill ? total(ghostBill) : 0, floorCycles)
	// The largest line of the two first: it stands at the left edge, where lengths are easiest to compare.
	const order = BUCKETS.toSorted((a, b) => bill[b] + (ghostBill?.[b] ?? 0) - bill[a] - (ghostBill?.[a] ?? 0))
	const stack = (kind: Stack['kind'], one: Bill): Stack => ({
		kind,
		cycles: total(one),
		parts: order
			.filter((bucket) => one[bucket] > 0)
			.map((bucket) => ({ bucket, cycles: one[bucket], length: one[bucket] / longest })),
	})
	return [
		stack('you', bill),
		...(ghostBill ? [stack('ghost', ghostBill)] : []),
		{
			kind: 'floor',
			cycles: floorCycles,
			parts: [{ bucket: 'floor', cycles: floorCycles, length: floorCycles / longest }],
		},
	]
}
