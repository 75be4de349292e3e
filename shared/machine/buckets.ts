/** The lines of the bill, in the order in which they are printed. */
export const BUCKETS = ['malloc', 'gate', 'fault', 'swap', 'tlb', 'copy', 'rent', 'audit', 'patience'] as const
export type Bucket = (typeof BUCKETS)[number]
export type Bill = Record<Bucket, number>

export const emptyBill = (): Bill => ({
	malloc: 0,
	gate: 0,
	fault: 0,
	swap: 0,
	tlb: 0,
	copy: 0,
	rent: 0,
	audit: 0,
	patience: 0,
})

export const totalCycles = (bill: Bill): number => BUCKETS.reduce((sum, bucket) => sum + bill[bucket], 0)
