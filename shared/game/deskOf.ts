import { committedPages, vmasOf } from '../machine/machine.ts'
import type { PageTableEntry } from '../machine/memory.ts'
import { LAYOUT } from '../machine/scale.ts'
import type { Desk, KernelDesk, KernelPage, MallocDesk, MmuDesk, MmuEntry } from './desk.ts'
import type { Seat } from './seat.ts'
import type { Lane, World } from './world.ts'

const present = <T>(one: T | null | undefined): one is T => one !== null && one !== undefined

/** What waits in the lanes, oldest ticket first. */
const waiting = <T extends { readonly ticket: number }>(world: World, pick: (lane: Lane) => T | null): T[] =>
	world.lanes
		.map(pick)
		.filter(present)
		.sort((a, b) => a.ticket - b.ticket)

const userEntries = (world: World): PageTableEntry[] => world.machine.entries.slice(0, LAYOUT.kernelLow).filter(present)

function mallocDesk(world: World): MallocDesk {
	const { heap, mappings } = world.machine
	return {
		seat: 'malloc',
		info: world.info,
		tick: world.tick,
		requests: waiting(world, (lane) => lane.request),
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
export const kernelPageOf = (entry: PageTableEntry): KernelPage | null =>
	entry.state === 'none' ? null : { page: entry.page, state: entry.state, frame: entry.frame }

function kernelDesk(world: World): KernelDesk {
	const { machine } = world
	const vmas = vmasOf(machine)
	return {
		seat: 'kernel',
		info: world.info,
		tick: world.tick,
		slips: waiting(world, (lane) => lane.slip),
		faults: waiting(world, (lane) => lane.fault),
		vmas,
		pages: userEntries(world).map(kernelPageOf).filter(present),
		frames: [...machine.frames],
		depotUsed: machine.depotUsed,
		committedPages: committedPages(vmas),
	}
}

/** What the hardware finds in an entry; null: P=0. */
export const mmuEntryOf = ({ page, state, frame, writable, accessed, dirty }: PageTableEntry): MmuEntry | null =>
	state === 'present' || state === 'zero' ? { page, frame, writable, accessed, dirty } : null

function mmuDesk(world: World): MmuDesk {
	const { machine } = world
	return {
		seat: 'mmu',
		info: world.info,
		tick: world.tick,
		accesses: waiting(world, (lane) => lane.access),
		preview: [...world.preview],
		tlb: [...machine.tlb],
		entries: userEntries(world).map(mmuEntryOf).filter(present),
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
