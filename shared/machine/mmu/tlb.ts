import type { Emit, Machine } from '../machine.ts'
import { entryOf, isPresent } from '../machine.ts'
import type { PageTableEntry, TlbLine } from '../memory.ts'
import type { PageNumber } from '../units.ts'

/** The line that caches a page, -1 if none. */
export const lineOf = (tlb: readonly (TlbLine | null)[], number: PageNumber): number =>
	tlb.findIndex((line) => line?.page === number)

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

/** Copies an entry with P=1 into a line. `prefetched`: no access waits for it. */
export function fillLine(machine: Machine, emit: Emit, line: number, number: PageNumber, prefetched = false): void {
	const { frame, writable, user } = entryOf(machine, number)
	machine.stamp += 1
	const entry: TlbLine = { page: number, frame, writable, user, lastUse: machine.stamp, filled: machine.stamp }
	machine.tlb[line] = entry
	emit({ type: 'tlbFilled', line, entry, prefetched })
}

/** A, and D on a write, are set by the hardware in the page table. */
export function setBits(machine: Machine, emit: Emit, number: PageNumber, write: boolean): void {
	const entry = entryOf(machine, number)
	if (entry.accessed && (entry.dirty || !write)) return
	machine.entries[number] = { ...entry, accessed: true, dirty: entry.dirty || write }
	emit({ type: 'bitsChanged', page: number, dirty: entry.dirty || write })
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
