import type { RuledSyscall } from '../event.ts'
import type { Vma } from '../memory.ts'
import { LAYOUT, TENANT } from '../scale.ts'
import { type PageNumber, page } from '../units.ts'

/** What decides whether a growing system call may be granted. */
export interface Promises {
	readonly vmas: readonly Vma[]
	readonly committedPages: number
	readonly heapLimitPages: number
	readonly commitLimitPages: number
}

/** Where a new area of so many pages goes, among the areas of one process: the highest gap that holds it, null if none (Linux: top-down mmap). */
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

/** Judges a slip of a process by the kernel's books, which may hold the areas of several. */
export function checkSlip(books: Promises, call: RuledSyscall, pages: number, pid = 0): SlipChecks {
	const vmas = books.vmas.filter((vma) => vma.pid === pid)
	const heap = vmas.find((vma) => vma.kind === 'heap')
	const heapHigh = heap?.high ?? LAYOUT.heapLow - 1
	const heapPages = heapHigh - LAYOUT.heapLow + 1
	const lowestMap = vmas.reduce<number>(
		(low, vma) => (vma.kind === 'mmap' ? Math.min(low, vma.low) : low),
		LAYOUT.mapHigh + 1,
	)
	return {
		withinHeapLimit: call !== 'brk' || heapPages + pages <= (pid === 0 ? books.heapLimitPages : TENANT.heapLimitPages),
		withinCommitLimit: books.committedPages + pages <= books.commitLimitPages,
		roomInAddressSpace: call === 'brk' ? heapHigh + pages < lowestMap : mapPageFor(vmas, pages) !== null,
	}
}

/** True if the kernel must say OK; false: ENOMEM. */
export function slipAllowed(books: Promises, call: RuledSyscall, pages: number, pid = 0): boolean {
	const checks = checkSlip(books, call, pages, pid)
	return checks.withinHeapLimit && checks.withinCommitLimit && checks.roomInAddressSpace
}
