import { type Chunks, NONE } from '../chunks.ts'
import type { Work } from '../work.ts'

/** Rows 0 … 127 of the chunks are the heads of the bins; 0 and 127 of none. */
export const BIN_HEADS = 128

/** Bin 1 is the unsorted list; 2 … 63 hold one small size each; 64 … 126 ranges of large sizes. */
export const UNSORTED = 1
export const FIRST_LARGE_SIZE = 1024
const LAST_BIN = 126

export interface Bins {
	/** Bit b of word w: bin 32w + b may hold a chunk. Exact but for bins emptied since. */
	readonly map: Uint32Array
	readonly work: Work
}

export const createBins = (chunks: Chunks, work: Work): Bins => {
	for (let head = 0; head < BIN_HEADS; head += 1) {
		chunks.forward[head] = head
		chunks.backward[head] = head
	}
	return { map: new Uint32Array(BIN_HEADS / 32), work }
}

/** The bin for chunks of a size (malloc.c: bin_index; RULES §2). */
export function binFor(size: number): number {
	if (size < FIRST_LARGE_SIZE) return size / 16
	if (size < 2 ** 31) {
		if (size >> 6 <= 48) return 48 + (size >> 6)
		if (size >> 9 <= 20) return 91 + (size >> 9)
		if (size >> 12 <= 10) return 110 + (size >> 12)
		if (size >> 15 <= 4) return 119 + (size >> 15)
		if (size >> 18 <= 2) return 124 + (size >> 18)
	}
	return LAST_BIN
}

/** Smallest size of each large bin. */
const smallestSizes: number[] = []
// Every border is a multiple of 64.
for (let size = FIRST_LARGE_SIZE; size <= 2 ** 19; size += 64) smallestSizes[binFor(size)] ??= size

/** What the bin for a size is called: by the smallest size that it holds. */
export const binName = (size: number): string =>
	size < FIRST_LARGE_SIZE ? `small ${size}` : `large ${smallestSizes[binFor(size)]}`

export const isEmpty = (chunks: Chunks, bin: number): boolean => chunks.forward[bin] === bin

/** Puts a chunk between two neighbours of a list. */
function insertBetween(chunks: Chunks, row: number, front: number, back: number): void {
	chunks.forward[row] = back
	chunks.backward[row] = front
	chunks.forward[front] = row
	chunks.backward[back] = row
}

/** Chunks enter the unsorted list and small bins at the front, and leave at the back: queues. */
export function insertFront(chunks: Chunks, bins: Bins, bin: number, row: number): void {
	insertBetween(chunks, row, bin, chunks.forward[bin] as number)
	if (bin !== UNSORTED) markBin(bins, bin)
}

function markBin(bins: Bins, bin: number): void {
	bins.map[bin >>> 5] = ((bins.map[bin >>> 5] as number) | (1 << (bin & 31))) >>> 0
}

/**
 * Large bins descend by size. The first chunk of a size stays its leader; each later one goes
 * directly behind it: leader, newest, …, second oldest. Leaders form a ring of their own by which
 * other sizes are skipped (RULES §5):
 *
 *   head ─► 2048 ─► 1536 ─► 1536 ─► 1536 ─► 1040 ─► head
 *            L       L     newest  older     L
 *            └──────►└─────────────────────►└──────► (bySizeDown)
 */
export function insertLarge(chunks: Chunks, bins: Bins, bin: number, row: number): void {
	const size = chunks.size[row] as number
	const largest = chunks.forward[bin] as number
	markBin(bins, bin)
	if (largest === bin) {
		chunks.bySizeDown[row] = row
		chunks.bySizeUp[row] = row
		insertBetween(chunks, row, bin, bin)
		return
	}
	let leader = largest
	const smallest = chunks.bySizeUp[largest] as number
	if (size < (chunks.size[smallest] as number)) {
		insertBetween(chunks, row, chunks.backward[bin] as number, bin)
		insertLeader(chunks, row, smallest, largest)
		return
	}
	while (size < (chunks.size[leader] as number)) {
		leader = chunks.bySizeDown[leader] as number
		bins.work.looked += 1
	}
	if (size === chunks.size[leader]) {
		insertBetween(chunks, row, leader, chunks.forward[leader] as number)
		chunks.bySizeDown[row] = NONE
		return
	}
	insertBetween(chunks, row, chunks.backward[leader] as number, leader)
	insertLeader(chunks, row, chunks.bySizeUp[leader] as number, leader)
}

function insertLeader(chunks: Chunks, row: number, larger: number, smaller: number): void {
	chunks.bySizeUp[row] = larger
	chunks.bySizeDown[row] = smaller
	chunks.bySizeDown[larger] = row
	chunks.bySizeUp[smaller] = row
}

/** Takes a chunk out of whatever list it is in. A leader of a large bin hands its size on to the next. */
export function takeOut(chunks: Chunks, row: number): void {
	const front = chunks.backward[row] as number
	const back = chunks.forward[row] as number
	chunks.forward[front] = back
	chunks.backward[back] = front
	const down = chunks.bySizeDown[row] as number
	if (down === NONE) return
	const up = chunks.bySizeUp[row] as number
	chunks.bySizeDown[row] = NONE
	if (back >= BIN_HEADS && chunks.size[back] === chunks.size[row]) {
		if (down === row) {
			chunks.bySizeDown[back] = back
			chunks.bySizeUp[back] = back
		} else {
			insertLeader(chunks, back, up, down)
		}
	} else {
		chunks.bySizeDown[up] = down
		chunks.bySizeUp[down] = up
	}
}

/**
 * In the bin of a large request: the smallest size that is enough; of several of that size the second,
 * which saves handing the leader's links on. NONE: even the largest is too small.
 */
export function bestInLargeBin(chunks: Chunks, bins: Bins, bin: number, needed: number): number {
	const largest = chunks.forward[bin] as number
	if (largest === bin || (chunks.size[largest] as number) < needed) return NONE
	let leader = chunks.bySizeUp[largest] as number
	while ((chunks.size[leader] as number) < needed) {
		leader = chunks.bySizeUp[leader] as number
		bins.work.looked += 1
	}
	const second = chunks.forward[leader] as number
	return second >= BIN_HEADS && chunks.size[second] === chunks.size[leader] ? second : leader
}

/** The last chunk of the first bin from `bin` on that holds any: its smallest. NONE: all are empty. */
export function smallestFrom(chunks: Chunks, bins: Bins, bin: number): number {
	for (let word = bin >>> 5; word < bins.map.length; word += 1) {
		let bits = bins.map[word] as number
		if (word === bin >>> 5) bits &= -1 << (bin & 31)
		while (bits !== 0) {
			const candidate = (word << 5) + 31 - Math.clz32(bits & -bits)
			if (!isEmpty(chunks, candidate)) return chunks.backward[candidate] as number
			bins.map[word] = ((bins.map[word] as number) & ~(bits & -bits)) >>> 0
			bits &= bits - 1
		}
	}
	return NONE
}
