import { allVmas, committedPages } from '../machine/machine.ts'
import type { PageTableEntry } from '../machine/memory.ts'
import { LAYOUT } from '../machine/scale.ts'
import type { Desk, KernelDesk, KernelPage, MallocDesk, MmuDesk, MmuEntry } from './desk.ts'
import type { Seat } from './seat.ts'
import type { World } from './world.ts'

const present = <T>(one: T | null | undefined): one is T => one !== null && one !== undefined

/** What waits in the lanes, oldest ticket first. */
const waiting = <L, T extends { readonly ticket: number }>(lanes: readonly L[], pick: (lane: L) => T | null): T[] =>
	lanes
		.map(pick)
		.filter(present)
		.sort((a, b) => a.ticket - b.ticket)

type Entries = readonly (PageTableEntry | null | undefined)[]

/** What a seat finds in the user's part of the tables; `read` says null to what it doesn't see. Asked for each command. */
function addSeen<T>(seen: T[], entries: Entries, read: (entry: PageTableEntry) => T | null): void {
	for (let page = 0; page < LAYOUT.kernelLow; page += 1) {
		const entry = entries[page]
		const one = entry ? read(entry) : null
		if (one !== null) seen.push(one)
	}
}

function mallocDesk(world: World): MallocDesk {
	const { heap, mappings } = world.machine
	return {
		seat: 'malloc',
		info: world.info,
		tick: world.tick,
		step: world.step,
		pings: [...world.pings],
		rules: [...world.rules.malloc],
		requests: waiting(world.lanes, (lane) => lane.request),
		heapStart: heap.start,
		brk: heap.brk,
		chunks: [...heap.chunks],
		freeList: [...heap.freeList],
		rack: [...heap.rack],
		rackMaxBytes: heap.rackMaxBytes,
		mappings: [...mappings],
	}
}

/** What the kernel's books say of a page. */
export const kernelPageOf = (pid: number, { page, state, frame, writable }: PageTableEntry): KernelPage | null =>
	state === 'none' ? null : { pid, page, state, frame, writable }

function kernelDesk(world: World): KernelDesk {
	const { machine } = world
	const vmas = allVmas(machine)
	const pages: KernelPage[] = []
	for (const { pid, entries } of [{ pid: 0, entries: machine.entries }, ...machine.processes])
		addSeen(pages, entries, (entry) => kernelPageOf(pid, entry))
	const callers = [...world.lanes, ...world.neighbours]
	return {
		seat: 'kernel',
		info: world.info,
		tick: world.tick,
		step: world.step,
		pings: [...world.pings],
		rules: [...world.rules.kernel],
		slips: waiting(callers, (lane) => lane.slip),
		faults: waiting(callers, (lane) => lane.fault),
		processes: machine.processes.map(({ pid, kind }) => ({ pid, kind })),
		vmas,
		pages,
		frames: [...machine.frames],
		depotUsed: machine.depotUsed,
		committedPages: committedPages(vmas),
		hints: [...world.hints],
	}
}

/** What the hardware finds in an entry; null: P=0. */
export const mmuEntryOf = ({ page, state, frame, writable, accessed, dirty }: PageTableEntry): MmuEntry | null =>
	state === 'present' || state === 'zero' ? { page, frame, writable, accessed, dirty } : null

function mmuDesk(world: World): MmuDesk {
	const { machine } = world
	const entries: MmuEntry[] = []
	addSeen(entries, machine.entries, mmuEntryOf)
	return {
		seat: 'mmu',
		info: world.info,
		tick: world.tick,
		step: world.step,
		pings: [...world.pings],
		rules: [...world.rules.mmu],
		accesses: waiting(world.lanes, (lane) => lane.access),
		preview: [...world.preview],
		tlb: [...machine.tlb],
		entries,
		manualWalksLeft: world.manualWalksLeft,
		hits: machine.tlbHits,
		misses: machine.tlbMisses,
	}
}

/** A seat's desk as the world stands: plain values, safe to keep. */
export function deskOf(world: World, seat: Seat): Desk {
	switch (seat) {
		case 'malloc':
			return mallocDesk(world)
		case 'kernel':
			return kernelDesk(world)
		case 'mmu':
			return mmuDesk(world)
	}
}
