import type { Emit, Machine } from '../machine.ts'
import { entryOf, isPresent, tableOf } from '../machine.ts'
import type { PageTableEntry, TlbLine } from '../memory.ts'
import { type PageNumber, page } from '../units.ts'

/** The line that caches a page, -1 if none. */
export const lineOf = (tlb: readonly (TlbLine | null)[], number: PageNumber): number =>
	tlb.findIndex((line) => line !== null && line.page <= number && number < line.page + line.span)

/** Does the hardware let this access pass? All accesses of the game come from ring 3. */
export const permits = (entry: { readonly writable: boolean; readonly user: boolean }, write: boolean): boolean =>
	entry.user && (entry.writable || !write)

/** INVLPG: forgets the cached translation of a page, if there is one. */
export function invalidatePage(machine: Machine, emit: Emit, number: PageNumber): void {
	const line = lineOf(machine.tlb, number)
	if (line < 0) return
	machine.tlb[line] = null
	emit({ type: 'tlbInvalidated', line })
}

const RUN = 4
const RUN_OFFSETS = [0, 1, 2, 3] as const

/**
 * PTE coalescing (as AMD Zen does for four pages): true if the aligned run of pages around one lies, in order and
 * with equal rights, in an aligned run of frames.
 */
function inRun(machine: Machine, number: PageNumber): boolean {
	const first = number & ~(RUN - 1)
	const base = entryOf(machine, page(first))
	if (!machine.config.tlbSpan || base.frame === null || base.frame % RUN !== 0) return false
	for (const offset of RUN_OFFSETS) {
		const { frame, writable, user } = entryOf(machine, page(first + offset))
		if (frame !== base.frame + offset || writable !== base.writable || user !== base.user) return false
	}
	return true
}

/** Copies an entry with P=1 into a line, with its neighbours where they form a run. `prefetched`: no access waits for it. */
export function fillLine(machine: Machine, emit: Emit, line: number, number: PageNumber, prefetched = false): void {
	const span = inRun(machine, number) ? RUN : 1
	const first = page(number - (number % span))
	const { frame, writable, user } = entryOf(machine, first)
	machine.tlb[line] = null
	// The neighbours' own lines, if they have any, say the same: they would be cached twice.
	if (span === RUN) for (const offset of RUN_OFFSETS) invalidatePage(machine, emit, page(first + offset))
	machine.stamp += 1
	const stamp = machine.stamp
	const entry: TlbLine = { page: first, span, frame, writable, user, lastUse: stamp, filled: stamp }
	machine.tlb[line] = entry
	emit({ type: 'tlbFilled', line, entry, prefetched })
}

/** A, and D on a write, are set by the hardware in the page table. */
export function setBits(machine: Machine, emit: Emit, number: PageNumber, write: boolean, pid = 0): void {
	const entry = entryOf(machine, number, pid)
	if (entry.accessed && (entry.dirty || !write)) return
	tableOf(machine, pid)[number] = { ...entry, accessed: true, dirty: entry.dirty || write }
	emit({ type: 'bitsChanged', pid, page: number, dirty: entry.dirty || write })
}

/**
 * Looks an access up in the TLB: true if a line lets it pass (counted as a hit, A and D set).
 * A line that doesn't permit it is dropped, as x86 does before it faults (Intel SDM vol. 3, 4.10.2.1).
 */
export function lookUp(machine: Machine, emit: Emit, lane: number, number: PageNumber, write: boolean): boolean {
	const index = lineOf(machine.tlb, number)
	const line = machine.tlb[index]
	if (!line) return false
	if (!permits(line, write)) {
		invalidatePage(machine, emit, number)
		return false
	}
	machine.stamp += 1
	machine.tlbHits += 1
	machine.tlb[index] = { ...line, lastUse: machine.stamp }
	emit({ type: 'tlbHit', lane, page: number, line: index, write, lastUse: machine.stamp })
	setBits(machine, emit, number, write)
	return true
}

/**
 * Walks the page table after a miss: `trips` times if the access can then go on (each trip of the loop
 * misses again until the translation is cached), once if it faults. Returns the entry.
 */
export function walk(
	machine: Machine,
	emit: Emit,
	lane: number,
	number: PageNumber,
	write: boolean,
	trips: number,
): PageTableEntry {
	const entry = entryOf(machine, number)
	machine.tlbMisses += 1
	emit({ type: 'pageWalked', lane, page: number, trips: isPresent(entry) && permits(entry, write) ? trips : 1 })
	return entry
}
