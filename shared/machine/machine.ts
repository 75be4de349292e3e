import type { MachineEvent, Ring } from './event.ts'
import { type Heap, emptyHeap } from './heap/chunkList.ts'
import type { FrameView, Mapping, PageTableEntry, ProcessView, TlbLine, Vma } from './memory.ts'
import { firstByteOf, LAYOUT, pageOf, type Scale, TENANT } from './scale.ts'
import { address, frame, type FrameNumber, type PageNumber, page } from './units.ts'

/** What the program, its neighbours and their one CPU are made with. Counts of pages, frames and lines. */
export interface MachineConfig {
	readonly frames: number
	readonly tlbLines: number
	/** RLIMIT_DATA of the heap. */
	readonly heapLimitPages: number
	/** Most pages of private writable memory that the kernel promises. */
	readonly commitLimitPages: number
	readonly lanes: number
	/** Processes that share the frames, from pid 1 on. */
	readonly tenants: number
	readonly depotPages: number
	/** TLB lines may cover four pages. */
	readonly tlbSpan: boolean
	/** malloc's walk is counted within the size class. */
	readonly bins: boolean
}

/** A process beside the program. Its translation is automatic: it has no TLB lines. */
export interface Process extends ProcessView {
	/** Page table, by page number; `none` pages are null. */
	readonly entries: (PageTableEntry | null)[]
	/** A tenant's heap, in pages; a child has none of its own. */
	heapPages: number
	/** The child's areas, as the program's were at the fork; a tenant's follow from `heapPages`. */
	readonly inherited: readonly Vma[]
}

/** One program's memory on one CPU, and whoever shares the frames. Plain data; changed only by the functions of this floor, each change with an event. */
export interface Machine {
	readonly scale: Scale
	readonly config: MachineConfig
	readonly heap: Heap
	/** Lowest page of the stack area. */
	stackLow: PageNumber
	/** Areas made by mmap, sorted by page. */
	mappings: Mapping[]
	/** The program's page table, by page number; `none` pages are null. */
	readonly entries: (PageTableEntry | null)[]
	/** Living tenants and children, sorted by pid. */
	processes: Process[]
	readonly frames: FrameView[]
	depotUsed: number
	readonly tlb: (TlbLine | null)[]
	tlbHits: number
	tlbMisses: number
	/** Ring of each thread. */
	readonly rings: Ring[]
	/** Runs through all stamps (`lastUse`, `filled`, `granted`): larger is later. */
	stamp: number
}

/** Whoever listens to a machine. */
export type Emit = (event: MachineEvent) => void

/** Pages of an address space. */
export const PAGE_NUMBERS = 256

export const emptyTable = (): (PageTableEntry | null)[] => new Array<PageTableEntry | null>(PAGE_NUMBERS).fill(null)

export const freeFrame = (number: FrameNumber): FrameView => ({
	frame: number,
	pid: null,
	page: null,
	shared: 0,
	locked: false,
	granted: 0,
	file: false,
	accessedScan: false,
	dirtyKnown: false,
	scannedStep: null,
})

/**
 * A process just after exec, with an empty heap. Code and data are in their file, bss is untouched; only the
 * top page of the stack, to which the kernel has copied the arguments, has a frame.
 */
export function createMachine(scale: Scale, config: MachineConfig): Machine {
	const machine: Machine = {
		scale,
		config,
		heap: emptyHeap(firstByteOf(scale, LAYOUT.heapLow)),
		stackLow: LAYOUT.stackLow,
		mappings: [],
		entries: emptyTable(),
		processes: Array.from({ length: config.tenants }, (_, index) => newTenant(index + 1)),
		frames: Array.from({ length: config.frames }, (_, number) => freeFrame(frame(number))),
		depotUsed: 0,
		tlb: new Array<TlbLine | null>(config.tlbLines).fill(null),
		tlbHits: 0,
		tlbMisses: 0,
		rings: new Array<Ring>(config.lanes).fill(3),
		stamp: 1,
	}
	const blank = { frame: null, writable: false, user: true, accessed: false, dirty: false } as const
	for (const number of [LAYOUT.textLow, LAYOUT.textHigh, LAYOUT.data])
		machine.entries[number] = { ...blank, page: number, state: 'file' }
	const first = frame(0)
	machine.frames[first] = { ...freeFrame(first), pid: 0, page: LAYOUT.stackHigh, shared: 1, granted: machine.stamp }
	machine.entries[LAYOUT.stackHigh] = {
		...blank,
		page: LAYOUT.stackHigh,
		state: 'present',
		frame: first,
		writable: true,
	}
	for (let number = LAYOUT.kernelLow as number; number <= LAYOUT.kernelHigh; number += 1) {
		machine.entries[number] = { ...blank, page: page(number), state: 'present', writable: true, user: false }
	}
	return machine
}

export const newTenant = (pid: number): Process => ({
	pid,
	kind: 'tenant',
	entries: emptyTable(),
	heapPages: 0,
	inherited: [],
})

export const processOf = (machine: Machine, pid: number): Process | undefined =>
	machine.processes.find((one) => one.pid === pid)

/** The page table of a process that lives. */
export function tableOf(machine: Machine, pid: number): (PageTableEntry | null)[] {
	if (pid === 0) return machine.entries
	const process = processOf(machine, pid)
	if (!process) throw new Error(`no process ${pid}`)
	return process.entries
}

/** The entry of a page; pages never touched have one with P=0. */
export const entryOf = (machine: Machine, number: PageNumber, pid = 0): PageTableEntry =>
	tableOf(machine, pid)[number] ?? {
		page: number,
		state: 'none',
		frame: null,
		writable: false,
		user: true,
		accessed: false,
		dirty: false,
	}

/** Whether the hardware sees P=1. */
export const isPresent = (entry: PageTableEntry): boolean => entry.state === 'present' || entry.state === 'zero'

/** Pages of heap between its start and the break. */
export const heapPages = (machine: Machine): number => (machine.heap.brk - machine.heap.start) / machine.scale.pageBytes

const area = (
	pid: number,
	kind: Vma['kind'],
	low: number,
	high: number,
	{ write = true, execute = false, accounted = true } = {},
): Vma => ({ pid, kind, low: page(low), high: page(high), write, execute, accounted })

/** All areas of the program, sorted by address. */
export function vmasOf(machine: Machine): Vma[] {
	const vmas = [
		area(0, 'text', LAYOUT.textLow, LAYOUT.textHigh, { write: false, execute: true, accounted: false }),
		area(0, 'data', LAYOUT.data, LAYOUT.data),
		area(0, 'bss', LAYOUT.bss, LAYOUT.bss),
	]
	if (machine.heap.brk > machine.heap.start) {
		vmas.push(area(0, 'heap', LAYOUT.heapLow, pageOf(machine.scale, address(machine.heap.brk - 1))))
	}
	for (const mapping of machine.mappings) {
		vmas.push(area(0, 'mmap', mapping.page, mapping.page + mapping.pages - 1))
	}
	vmas.push(area(0, 'stack', machine.stackLow, LAYOUT.stackHigh))
	return vmas
}

/**
 * Areas of a process beside the program. A tenant's private area is mapped with MAP_NORESERVE, so only what
 * its slips ask for counts towards the commit limit; a child's areas are not counted (it lives too briefly).
 */
function areasOf(process: Process): readonly Vma[] {
	if (process.kind === 'child') return process.inherited
	const own = area(process.pid, 'mmap', TENANT.areaLow, TENANT.areaHigh, { accounted: false })
	if (process.heapPages === 0) return [own]
	return [area(process.pid, 'heap', LAYOUT.heapLow, LAYOUT.heapLow + process.heapPages - 1), own]
}

/** The areas of all processes, sorted by pid and address. */
export const allVmas = (machine: Machine): Vma[] => [...vmasOf(machine), ...machine.processes.flatMap(areasOf)]

/** Pages of private writable areas: what the kernel has promised, touched or not (Linux: Committed_AS). */
export const committedPages = (vmas: readonly Vma[]): number =>
	vmas.reduce((sum, vma) => sum + (vma.accounted ? vma.high - vma.low + 1 : 0), 0)

/** Frames in use, by whomever: RSS of all processes together. */
export const residentPages = (machine: Machine): number =>
	machine.frames.reduce((sum, { page: number }) => sum + (number === null ? 0 : 1), 0)
