import type { Syscall } from '../event.ts'
import { type HeaderWrites, moveBreak } from '../heap/heap.ts'
import { committedPages, type Emit, entryOf, type Machine, vmasOf } from '../machine.ts'
import type { Mapping, PageTableEntry } from '../memory.ts'
import { invalidatePage } from '../mmu/tlb.ts'
import { firstByteOf, LAYOUT, pageOf } from '../scale.ts'
import { address, type Bytes, type FrameNumber, type PageNumber, page, type VirtualAddress } from '../units.ts'
import { mapPageFor } from './addressSpace.ts'
import type { Verdict } from './fault.ts'

function writeEntry(machine: Machine, emit: Emit, entry: PageTableEntry): void {
	machine.entries[entry.page] = entry.state === 'none' ? null : entry
	emit({ type: 'entryChanged', entry })
	// Tightening or moving a mapping makes the cached translation stale; loosening it does too on a COW.
	invalidatePage(machine, emit, entry.page)
}

function grantFrame(machine: Machine, emit: Emit, frame: FrameNumber, number: PageNumber, locked: boolean): void {
	machine.stamp += 1
	const granted = { frame, page: number, locked, granted: machine.stamp }
	machine.frames[frame] = granted
	emit({ type: 'frameChanged', frame: granted })
	writeEntry(machine, emit, {
		page: number,
		state: 'present',
		frame,
		writable: true,
		user: true,
		accessed: false,
		dirty: false,
	})
}

function releaseFrame(machine: Machine, emit: Emit, frame: FrameNumber): void {
	const free = { frame, page: null, locked: false, granted: 0 }
	machine.frames[frame] = free
	emit({ type: 'frameChanged', frame: free })
}

function setDepot(machine: Machine, emit: Emit, used: number): void {
	machine.depotUsed = used
	emit({ type: 'depotChanged', depotUsed: used })
}

/** Drops whatever stands behind pages; returns how many of them held a frame. */
function dropPages(machine: Machine, emit: Emit, first: PageNumber, pages: number): number {
	let dropped = 0
	for (let number = first as number; number < first + pages; number += 1) {
		const entry = entryOf(machine, page(number))
		if (entry.state === 'none') continue
		if (entry.frame !== null) {
			releaseFrame(machine, emit, entry.frame)
			dropped += 1
		}
		if (entry.state === 'swapped') setDepot(machine, emit, machine.depotUsed - 1)
		writeEntry(machine, emit, { ...entry, state: 'none', frame: null, writable: false, accessed: false, dirty: false })
	}
	return dropped
}

function tellAreas(machine: Machine, emit: Emit): void {
	const vmas = vmasOf(machine)
	emit({ type: 'vmaChanged', vmas, committedPages: committedPages(vmas) })
}

/** brk up, after the ruling. No frame is given: that is the point. Returns the new top's header word. */
export function growHeap(machine: Machine, emit: Emit, lane: number, pages: number): HeaderWrites {
	const writes = moveBreak(machine, emit, lane, pages)
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'brk', ok: true, down: false, droppedPages: 0 })
	return writes
}

/** ENOMEM: nothing changes. */
export function refuseSyscall(emit: Emit, lane: number, call: Syscall): void {
	emit({ type: 'syscallReturned', lane, call, ok: false, down: false, droppedPages: 0 })
}

/** brk down by whole pages that the top chunk must hold. */
export function shrinkHeap(machine: Machine, emit: Emit, lane: number, pages: number): HeaderWrites {
	const writes = moveBreak(machine, emit, lane, -pages)
	const droppedPages = dropPages(machine, emit, pageOf(machine.scale, machine.heap.brk), pages)
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'brk', ok: true, down: true, droppedPages })
	return writes
}

/** mmap of an area for one object, which must find room. Returns the header word in its first page. */
export function mapArea(
	machine: Machine,
	emit: Emit,
	lane: number,
	object: number,
	plate: string,
	requestBytes: Bytes,
	pages: number,
): HeaderWrites {
	const first = mapPageFor(vmasOf(machine), pages) as PageNumber
	const mapping: Mapping = { page: first, pages, object, plate, requestBytes }
	machine.mappings = [...machine.mappings, mapping].sort((a, b) => a.page - b.page)
	emit({ type: 'mappingMade', lane, mapping })
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'mmap', ok: true, down: false, droppedPages: 0 })
	return [address(firstByteOf(machine.scale, first) + 8)]
}

/** munmap of a whole area. */
export function unmapArea(machine: Machine, emit: Emit, lane: number, mapping: Mapping): void {
	machine.mappings = machine.mappings.filter((other) => other.page !== mapping.page)
	emit({ type: 'mappingRemoved', lane, page: mapping.page })
	const droppedPages = dropPages(machine, emit, mapping.page, mapping.pages)
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'munmap', ok: true, down: true, droppedPages })
}

/**
 * Does what a verdict says; it must be the right one, with free frames from `frame` on where it takes any.
 * `order` 1 (ZERO only) serves the aligned pair of pages that holds the address.
 */
export function resolveFault(
	machine: Machine,
	emit: Emit,
	lane: number,
	faultAddress: VirtualAddress,
	verdict: Verdict,
	frame: FrameNumber | null,
	order: 0 | 1,
): void {
	const number = pageOf(machine.scale, faultAddress)
	const pages: PageNumber[] = []
	const frames: FrameNumber[] = []
	const serve = (served: number, from: FrameNumber): void => {
		pages.push(page(served))
		frames.push(from)
		grantFrame(machine, emit, from, page(served), served === number)
	}
	switch (verdict) {
		case 'ZERO': {
			const first = (number >> order) << order
			for (let offset = 0; offset < 1 << order; offset += 1)
				serve(first + offset, ((frame as number) + offset) as FrameNumber)
			break
		}
		case 'STACK':
			machine.stackLow = number
			tellAreas(machine, emit)
			serve(number, frame as FrameNumber)
			break
		case 'SWAPIN':
			setDepot(machine, emit, machine.depotUsed - 1)
			serve(number, frame as FrameNumber)
			break
		case 'COW':
			serve(number, frame as FrameNumber)
			break
		case 'ZPAGE':
			pages.push(number)
			writeEntry(machine, emit, {
				page: number,
				state: 'zero',
				frame: null,
				writable: false,
				user: true,
				accessed: false,
				dirty: false,
			})
			break
		case 'SEGV':
			break
	}
	emit({ type: 'faultResolved', lane, address: faultAddress, verdict, pages, frames })
}

/** Writes a page to the depot and frees its frame, which must be in use and not locked. */
export function evictFrame(machine: Machine, emit: Emit, frame: FrameNumber): void {
	const number = machine.frames[frame]?.page as PageNumber
	const entry = entryOf(machine, number)
	releaseFrame(machine, emit, frame)
	writeEntry(machine, emit, { ...entry, state: 'swapped', frame: null, writable: false, accessed: false, dirty: false })
	machine.depotUsed += 1
	emit({ type: 'pageEvicted', frame, page: number, depotUsed: machine.depotUsed })
}

/**
 * The page lock of a fault: the frame that it was given stays until the thread has made its access, so
 * that threads which are short of frames can't take them from each other for ever.
 */
export function unlockPage(machine: Machine, emit: Emit, number: PageNumber): void {
	const { frame } = entryOf(machine, number)
	const held = frame === null ? undefined : machine.frames[frame]
	if (!held?.locked || number <= LAYOUT.bss) return
	const free = { ...held, locked: false }
	machine.frames[held.frame] = free
	emit({ type: 'frameChanged', frame: free })
}
