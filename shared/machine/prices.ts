import type { Bucket } from './buckets.ts'
import type { MachineEvent } from './event.ts'

/** One line of the price list. `low … high` is the range in which defensible figures lie. */
export interface Price {
	readonly bucket: Bucket
	readonly costCycles: number
	readonly lowCycles: number
	readonly highCycles: number
	readonly source: string
}

/** Names the price list in logs and on screens: a session keeps the one it began with. */
export const PRICES_VERSION = '2026-11'

const measured = 'measured for the design: EPYC 2.6 GHz guest, Linux 6.18, glibc 2.36, TSC medians of 4,000'

/**
 * The only place that knows a price, in CPU cycles. `source` says where a figure comes from;
 * house rules are marked so.
 */
export const PRICES = {
	rack: {
		bucket: 'malloc',
		costCycles: 25,
		lowCycles: 15,
		highCycles: 40,
		source: `tcache push or pop ≤ 26, ${measured}`,
	},
	parkBase: {
		bucket: 'malloc',
		costCycles: 60,
		lowCycles: 20,
		highCycles: 120,
		source: 'malloc slow path without a walk',
	},
	parkWalk: {
		bucket: 'malloc',
		costCycles: 60,
		lowCycles: 4,
		highCycles: 462,
		source: `a dependent load, 4 (L1) to 462 (60 MB, random), ${measured}; a free header was last touched long ago: about L3`,
	},
	split: { bucket: 'malloc', costCycles: 20, lowCycles: 5, highCycles: 60, source: 'two more header writes' },
	mergeBase: {
		bucket: 'malloc',
		costCycles: 30,
		lowCycles: 15,
		highCycles: 80,
		source: 'free without a neighbour to join',
	},
	mergeNeighbour: {
		bucket: 'malloc',
		costCycles: 30,
		lowCycles: 4,
		highCycles: 120,
		source: 'unlinking one neighbour',
	},
	grow: {
		bucket: 'malloc',
		costCycles: 60,
		lowCycles: 20,
		highCycles: 120,
		source: 'realloc in place: the path of malloc without a walk',
	},
	flushChunk: {
		bucket: 'malloc',
		costCycles: 60,
		lowCycles: 30,
		highCycles: 150,
		source: 'as a free that merges with one neighbour',
	},
	copyWord: {
		bucket: 'copy',
		costCycles: 1,
		lowCycles: 1,
		highCycles: 4,
		source: '8 bytes of memcpy with their cache misses; a warm copy is far cheaper (64 pages warm: below 100 a page)',
	},
	appError: {
		bucket: 'malloc',
		costCycles: 30000,
		lowCycles: 500,
		highCycles: 100000,
		source: 'house rule: what a program does about NULL; more than any object costs, so that refusing never pays',
	},
	gate: {
		bucket: 'gate',
		costCycles: 400,
		lowCycles: 100,
		highCycles: 2300,
		source: `getppid 364, ${measured}; more with page-table isolation`,
	},
	brk: {
		bucket: 'gate',
		costCycles: 1500,
		lowCycles: 800,
		highCycles: 3000,
		source: `brk 1,898 with the gate, ${measured}`,
	},
	mmap: {
		bucket: 'gate',
		costCycles: 2700,
		lowCycles: 1500,
		highCycles: 6000,
		source: `mmap 3,120 with the gate, ${measured}`,
	},
	munmap: {
		bucket: 'gate',
		costCycles: 5600,
		lowCycles: 3000,
		highCycles: 12000,
		source: `munmap 10,370 for 32 pages with table teardown, ${measured}`,
	},
	dropPage: {
		bucket: 'gate',
		costCycles: 800,
		lowCycles: 300,
		highCycles: 1200,
		source: `827 for each resident page when brk falls, ${measured}`,
	},
	madvise: {
		bucket: 'gate',
		costCycles: 2000,
		lowCycles: 1000,
		highCycles: 4000,
		source: `madvise(DONTNEED) of one page 3,172 with the gate and the page, ${measured}`,
	},
	fork: {
		bucket: 'gate',
		costCycles: 2000,
		lowCycles: 2000,
		highCycles: 200000,
		source:
			'house rule, the part of fork that is not copying of entries, scaled down: lmbench puts fork and exit of a small process at 50–150 µs',
	},
	forkPage: {
		bucket: 'gate',
		costCycles: 100,
		lowCycles: 30,
		highCycles: 200,
		source: 'one entry in Linux copy_present_pte: reference count, write protection, flush; about 40 ns',
	},
	pingHint: {
		bucket: 'gate',
		costCycles: 400,
		lowCycles: 100,
		highCycles: 2300,
		source: 'a hint through the gate, as madvise, or a read of /proc/pressure/memory: one mode switch',
	},
	minorFault: {
		bucket: 'fault',
		costCycles: 2500,
		lowCycles: 1500,
		highCycles: 4000,
		source: `first write 3,510 with one page cleared, ${measured}`,
	},
	clearPage: {
		bucket: 'fault',
		costCycles: 1000,
		lowCycles: 300,
		highCycles: 1500,
		source: 'clearing and charging one page, part of the 3,510',
	},
	zeroPageFault: {
		bucket: 'fault',
		costCycles: 1850,
		lowCycles: 1000,
		highCycles: 3000,
		source: `first read 1,846, ${measured}`,
	},
	copyOnWriteFault: {
		bucket: 'fault',
		costCycles: 5000,
		lowCycles: 3000,
		highCycles: 8000,
		source: `4,966, ${measured}`,
	},
	fileFault: {
		bucket: 'fault',
		costCycles: 3000,
		lowCycles: 1500,
		highCycles: 6000,
		source: 'a minor fault on a page that the page cache holds: no clearing, but a look-up',
	},
	spuriousFault: {
		bucket: 'fault',
		costCycles: 2500,
		lowCycles: 1000,
		highCycles: 4000,
		source: 'a fault that finds its page already there',
	},
	segmentationFault: {
		bucket: 'fault',
		costCycles: 2500,
		lowCycles: 1500,
		highCycles: 6000,
		source: 'exception and signal delivery',
	},
	swapInFault: {
		bucket: 'fault',
		costCycles: 2500,
		lowCycles: 1500,
		highCycles: 4000,
		source: 'the fault around a swap-in',
	},
	swapIn: {
		bucket: 'swap',
		costCycles: 7500,
		lowCycles: 4000,
		highCycles: 25000,
		source: 'zram lz4: mean 1.7 µs on a desktop, 9.4 µs on a Raspberry Pi, and the kernel path',
	},
	swapOut: {
		bucket: 'swap',
		costCycles: 8000,
		lowCycles: 4000,
		highCycles: 25000,
		source: 'zram lz4 compression and the kernel path',
	},
	evictClean: {
		bucket: 'swap',
		costCycles: 500,
		lowCycles: 200,
		highCycles: 1500,
		source: 'unmapping a clean page of a file: nothing is written',
	},
	scanPage: {
		bucket: 'swap',
		costCycles: 40,
		lowCycles: 20,
		highCycles: 200,
		source: 'reverse map and test-and-clear of one A bit, as a page walk (Linux page_referenced)',
	},
	compact: {
		bucket: 'swap',
		costCycles: 1200,
		lowCycles: 800,
		highCycles: 3000,
		source: 'migrating one page: copy, unmap, remap, flush',
	},
	oomKill: {
		bucket: 'swap',
		costCycles: 30000,
		lowCycles: 10000,
		highCycles: 1000000,
		source: 'house rule: the work that the victim loses',
	},
	pingHeat: {
		bucket: 'tlb',
		costCycles: 40,
		lowCycles: 20,
		highCycles: 250,
		source: 'stands for sampling A bits: one walk',
	},
	walk: {
		bucket: 'tlb',
		costCycles: 40,
		lowCycles: 20,
		highCycles: 250,
		source: 'TLB miss 20–50 with cached tables, 60–250 typical; paid for each trip of the loop',
	},
	prefetch: { bucket: 'tlb', costCycles: 40, lowCycles: 20, highCycles: 250, source: 'one walk ahead of time' },
	rentPage: {
		bucket: 'rent',
		costCycles: 25,
		lowCycles: 5,
		highCycles: 100,
		source: 'house rule: somebody else wanted that RAM; each resident page, each program step',
	},
	audit: { bucket: 'audit', costCycles: 5000, lowCycles: 5000, highCycles: 5000, source: 'house rule' },
	auditWild: {
		bucket: 'audit',
		costCycles: 10000,
		lowCycles: 10000,
		highCycles: 10000,
		source: 'house rule: granting a wild access would be a security hole',
	},
	auditCode: { bucket: 'audit', costCycles: 2500, lowCycles: 2500, highCycles: 2500, source: 'house rule' },
	patienceTick: {
		bucket: 'patience',
		costCycles: 10,
		lowCycles: 0,
		highCycles: 10,
		source: 'house rule: only LIVE, only after 8 s',
	},
} as const satisfies Record<string, Price>

export type PriceName = keyof typeof PRICES

/** A priced event: so many of that line of the price list. */
export type Charge = readonly [price: PriceName, count: number]

/** PARK: the list position at which the chunk was found, and whether a remainder was split off. */
export const placeCharges = (from: 'list' | 'top' | 'rack', walked: number, split: boolean): readonly Charge[] =>
	from === 'rack'
		? [['rack', 1]]
		: [
				['parkBase', 1],
				['parkWalk', walked],
				['split', split ? 1 : 0],
			]

/** What an event of the machine costs; most cost nothing. Total over all kinds of event. */
export function chargesOf(event: MachineEvent): readonly Charge[] {
	switch (event.type) {
		case 'chunkPlaced':
			return placeCharges(event.from, event.walked, event.split)
		case 'chunkFreed':
			return event.how === 'rack'
				? [['rack', 1]]
				: [
						['mergeBase', 1],
						['mergeNeighbour', event.merged],
					]
		case 'allocationFailed':
			return [['appError', 1]]
		case 'syscallEntered':
			return [['gate', 1]]
		case 'chunkResized':
		case 'mappingResized':
			return [['grow', 1]]
		case 'bytesCopied':
			return [['copyWord', Math.ceil(event.bytes / 8)]]
		case 'rackFlushed':
			return [['flushChunk', event.chunks]]
		case 'syscallReturned':
			return [
				[event.call, 1],
				['dropPage', event.droppedPages],
			]
		case 'processStarted':
			return [['forkPage', event.copiedPages]]
		case 'processEnded':
			return event.how === 'killed' ? [['oomKill', 1]] : []
		case 'framesScanned':
			return [['scanPage', event.frames.length]]
		case 'frameMoved':
			return [['compact', 1]]
		case 'faultResolved':
			return faultCharges(event)
		case 'pageEvicted':
			return event.to === 'file' ? [['evictClean', 1]] : [['swapOut', event.slots]]
		case 'pageWalked':
			return [['walk', event.trips]]
		case 'tlbFilled':
			return event.prefetched ? [['prefetch', 1]] : []
		default:
			return []
	}
}

function faultCharges(event: Extract<MachineEvent, { type: 'faultResolved' }>): readonly Charge[] {
	switch (event.verdict) {
		case 'ZERO':
		case 'STACK':
			return [
				['minorFault', 1],
				['clearPage', event.pages.length],
			]
		case 'ZPAGE':
			return [['zeroPageFault', 1]]
		case 'COW':
			return event.frames.length === 0 ? [['minorFault', 1]] : [['copyOnWriteFault', 1]]
		case 'FILE':
			return [['fileFault', 1]]
		case 'SWAPIN':
			return [
				['swapInFault', 1],
				['swapIn', 1],
			]
		case 'SEGV':
			return [['segmentationFault', 1]]
		case 'SPURIOUS':
			return [['spuriousFault', 1]]
	}
}

/** Sum of charges, in cycles. */
export const costOf = (charges: readonly Charge[]): number =>
	charges.reduce((sum, [name, count]) => sum + PRICES[name].costCycles * count, 0)
