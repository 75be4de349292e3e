import type { Vma } from '../memory.ts'
import { LAYOUT } from '../scale.ts'
import { type PageNumber, page } from '../units.ts'

/** What decides whether a growing system call may be granted. */
export interface Promises {
	readonly vmas: readonly Vma[]
	readonly committedPages: number
	readonly heapLimitPages: number
	readonly commitLimitPages: number
}

/** Where a new area of so many pages goes: the highest gap that holds it, null if none (Linux: top-down mmap). */
export function mapPageFor(vmas: readonly Vma[], pages: number): PageNumber | null {
	const heap = vmas.find((vma) => vma.kind === 'heap')
	const lowest = (heap?.high ?? LAYOUT.heapLow - 1) + 1
	let high: number = LAYOUT.mapHigh
	const maps = vmas.filter((vma) => vma.kind === 'mmap').sort((a, b) => b.low - a.low)
	for (const map of maps) {
		if (high - map.high >= pages) break
		high = map.low - 1
	}
	const low = high - pages + 1
	return low >= lowest ? page(low) : null
}

/** Each condition of a growing brk or mmap, so that whoever judges can see which one fails. */
export interface SlipChecks {
	/** brk only: the heap stays within its limit. */
	readonly withinHeapLimit: boolean
	readonly withinCommitLimit: boolean
	/** brk: it ends below every mmap area. mmap: some gap holds it. */
	readonly roomInAddressSpace: boolean
}

/** Judges a slip by the kernel's books. */
export function checkSlip(books: Promises, call: 'brk' | 'mmap', pages: number): SlipChecks {
	const heap = books.vmas.find((vma) => vma.kind === 'heap')
	const heapHigh = heap?.high ?? LAYOUT.heapLow - 1
	const heapPages = heapHigh - LAYOUT.heapLow + 1
	const lowestMap = books.vmas.reduce<number>(
		(low, vma) => (vma.kind === 'mmap' ? Math.min(low, vma.low) : low),
		LAYOUT.mapHigh + 1,
	)
	return {
		withinHeapLimit: call !== 'brk' || heapPages + pages <= books.heapLimitPages,
		withinCommitLimit: books.committedPages + pages <= books.commitLimitPages,
		roomInAddressSpace: call === 'brk' ? heapHigh + pages < lowestMap : mapPageFor(books.vmas, pages) !== null,
	}
}

/** True if the kernel must say OK; false: ENOMEM. */
export function slipAllowed(books: Promises, call: 'brk' | 'mmap', pages: number): boolean {
	const checks = checkSlip(books, call, pages)
	return checks.withinHeapLimit && checks.withinCommitLimit && checks.roomInAddressSpace
}
