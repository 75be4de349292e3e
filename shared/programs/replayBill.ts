import { BUCKETS, type Bucket } from '../machine/buckets.ts'
import { workCharges } from '../machine/heap/work.ts'
import { type Charge, PRICES } from '../machine/prices.ts'
import type { ReplayTotals } from './replayTrace.ts'

/**
 * What a run costs, by bucket, in cycles of the game's price list: the allocator's own work (`malloc`; what is
 * counted says `work.ts`), and what crosses into the kernel. Copying by realloc and the program's own accesses
 * are in no bucket.
 */
export function replayBill(totals: ReplayTotals): Record<Bucket, number> {
	const bill = Object.fromEntries(BUCKETS.map((bucket) => [bucket, 0])) as Record<Bucket, number>
	for (const [price, count] of [...workCharges(totals.work), ...kernelCharges(totals)]) {
		bill[PRICES[price].bucket] += PRICES[price].costCycles * count
	}
	return bill
}

/** mremap costs as mmap does, and madvise the mode switch; both pay for the pages that they take away. */
function kernelCharges({ calls, droppedPages, faults, zeroFaults, refused }: ReplayTotals): readonly Charge[] {
	const all = calls.brk + calls.mmap + calls.munmap + calls.mremap + calls.madvise
	return [
		['gate', all],
		['brk', calls.brk],
		['mmap', calls.mmap + calls.mremap],
		['munmap', calls.munmap],
		['dropPage', droppedPages],
		['minorFault', faults - zeroFaults],
		['clearPage', faults - zeroFaults],
		['zeroPageFault', zeroFaults],
		['appError', refused],
	]
}
