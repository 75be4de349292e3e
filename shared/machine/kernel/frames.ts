import { type Emit, entryOf, freeFrame, type Machine, tableOf } from '../machine.ts'
import type { FrameView, PageTableEntry } from '../memory.ts'
import { invalidatePage } from '../mmu/tlb.ts'
import type { FrameNumber, PageNumber } from '../units.ts'

/** Writes a page-table entry of a process and forgets the cached translation: it would be stale. */
export function writeEntry(machine: Machine, emit: Emit, pid: number, entry: PageTableEntry): void {
	tableOf(machine, pid)[entry.page] = entry.state === 'none' ? null : entry
	emit({ type: 'entryChanged', pid, entry })
	if (pid === 0) invalidatePage(machine, emit, entry.page)
}

export function setFrame(machine: Machine, emit: Emit, frame: FrameView): void {
	machine.frames[frame.frame] = frame
	emit({ type: 'frameChanged', frame })
}

interface Grant {
	/** Page lock: see `unlockPage`. */
	readonly locked: boolean
	readonly writable: boolean
	/** Read from a file. */
	readonly file: boolean
}

/** Puts a free frame behind a page. */
export function grantFrame(
	machine: Machine,
	emit: Emit,
	pid: number,
	frame: FrameNumber,
	number: PageNumber,
	{ locked, writable, file }: Grant,
): void {
	machine.stamp += 1
	setFrame(machine, emit, {
		...freeFrame(frame),
		pid,
		page: number,
		shared: 1,
		locked,
		granted: machine.stamp,
		file,
	})
	const bits = { user: true, accessed: false, dirty: false }
	writeEntry(machine, emit, pid, { page: number, state: 'present', frame, writable, ...bits })
}

/** Processes that have a frame mapped, by pid; all of them at the same page number. */
function usersOf(machine: Machine, frame: FrameNumber): number[] {
	const { page } = machine.frames[frame] as FrameView
	if (page === null) return []
	return [0, ...machine.processes.map(({ pid }) => pid)].filter((pid) => tableOf(machine, pid)[page]?.frame === frame)
}

/** One process gives up its share in a frame; the last one frees it. Call before its entry changes. */
export function releaseFrame(machine: Machine, emit: Emit, pid: number, frame: FrameNumber): void {
	const held = machine.frames[frame] as FrameView
	if (held.shared <= 1) {
		setFrame(machine, emit, freeFrame(frame))
		return
	}
	const [heir = null] = usersOf(machine, frame).filter((user) => user !== pid)
	setFrame(machine, emit, { ...held, pid: heir, shared: held.shared - 1, locked: held.locked && pid !== 0 })
}

export function setDepot(machine: Machine, emit: Emit, used: number): void {
	machine.depotUsed = used
	emit({ type: 'depotChanged', depotUsed: used })
}

/** Drops whatever stands behind pages of a process; returns how many of them held a frame. */
export function dropPages(machine: Machine, emit: Emit, pid: number, first: number, pages: number): number {
	let dropped = 0
	for (let number = first; number < first + pages; number += 1) {
		const entry = entryOf(machine, number as PageNumber, pid)
		if (entry.state === 'none') continue
		if (entry.frame !== null) {
			releaseFrame(machine, emit, pid, entry.frame)
			dropped += 1
		}
		if (entry.state === 'swapped') setDepot(machine, emit, machine.depotUsed - 1)
		writeEntry(machine, emit, pid, { ...entry, ...GONE, state: 'none' })
	}
	return dropped
}

const GONE = { frame: null, writable: false, accessed: false, dirty: false } as const

/**
 * Frees a frame that is in use and not locked. What its file holds unchanged is dropped; anything else goes to
 * the depot, with a slot for each process that shares it (a simplification: Linux counts users of one slot).
 */
export function evictFrame(machine: Machine, emit: Emit, frame: FrameNumber): void {
	const held = machine.frames[frame] as FrameView
	const number = held.page as PageNumber
	const users = usersOf(machine, frame)
	const clean = held.file && users.every((pid) => !entryOf(machine, number, pid).dirty)
	setFrame(machine, emit, freeFrame(frame))
	for (const pid of users) {
		const entry = entryOf(machine, number, pid)
		writeEntry(machine, emit, pid, { ...entry, ...GONE, state: clean ? 'file' : 'swapped' })
	}
	const slots = clean ? 0 : users.length
	machine.depotUsed += slots
	const to = clean ? 'file' : 'depot'
	emit({
		type: 'pageEvicted',
		frame,
		pid: held.pid ?? 0,
		page: number,
		to,
		slots,
		depotUsed: machine.depotUsed,
	})
}

/**
 * SCAN: copies A and D of every frame in use into the kernel's books and clears A, with the cached translations
 * of those pages: else the hardware would not set A again (Linux: page_referenced, ptep_clear_flush_young).
 */
export function scanFrames(machine: Machine, emit: Emit, step: number): void {
	const cleared: PageNumber[] = []
	const scanned = machine.frames.flatMap((held): FrameView[] => {
		if (held.page === null) return []
		let accessed = false
		let dirty = false
		for (const pid of usersOf(machine, held.frame)) {
			const entry = entryOf(machine, held.page, pid)
			dirty ||= entry.dirty
			if (!entry.accessed) continue
			accessed = true
			tableOf(machine, pid)[held.page] = { ...entry, accessed: false }
			if (pid === 0) cleared.push(held.page)
		}
		return [{ ...held, file: held.file && !dirty, accessedScan: accessed, dirtyKnown: dirty, scannedStep: step }]
	})
	for (const frame of scanned) machine.frames[frame.frame] = frame
	emit({ type: 'framesScanned', frames: scanned })
	if (cleared.length === 0) return
	emit({ type: 'accessedCleared', pages: cleared })
	for (const number of cleared) invalidatePage(machine, emit, number)
}

/** COMPACT: copies a page that isn't locked to a free frame, for all who share it. */
export function moveFrame(machine: Machine, emit: Emit, from: FrameNumber, to: FrameNumber): void {
	const held = machine.frames[from] as FrameView
	const number = held.page as PageNumber
	const users = usersOf(machine, from)
	setFrame(machine, emit, { ...held, frame: to })
	setFrame(machine, emit, freeFrame(from))
	for (const pid of users) writeEntry(machine, emit, pid, { ...entryOf(machine, number, pid), frame: to })
	emit({ type: 'frameMoved', from, to })
}

/**
 * The page lock of a fault: the frame that it was given stays until the thread has made its access, so
 * that threads which are short of frames can't take them from each other for ever.
 */
export function unlockPage(machine: Machine, emit: Emit, number: PageNumber): void {
	const { frame } = entryOf(machine, number)
	const held = frame === null ? undefined : machine.frames[frame]
	if (held?.locked) setFrame(machine, emit, { ...held, locked: false })
}
