import type { MachineEvent, Ring } from './event.ts'
import { type Heap, emptyHeap } from './heap/heap.ts'
import type { FrameView, Mapping, PageTableEntry, TlbLine, Vma } from './memory.ts'
import { firstByteOf, LAYOUT, pageOf, type Scale } from './scale.ts'
import { address, frame, type PageNumber, page } from './units.ts'

/** What one process on one CPU is made with. Counts of pages, frames and lines. */
export interface MachineConfig {
	readonly frames: number
	readonly tlbLines: number
	/** RLIMIT_DATA of the heap. */
	readonly heapLimitPages: number
	/** Most pages of private writable memory that the kernel promises. */
	readonly commitLimitPages: number
	readonly lanes: number
}

/** One process's memory on one CPU. Plain data; changed only by the functions of this floor, each change with an event. */
export interface Machine {
	readonly scale: Scale
	readonly config: MachineConfig
	readonly heap: Heap
	/** Lowest page of the stack area. */
	stackLow: PageNumber
	/** Areas made by mmap, sorted by page. */
	mappings: Mapping[]
	/** The page table, by page number; `none` pages are null. */
	readonly entries: (PageTableEntry | null)[]
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

const PAGE_NUMBERS = 256

/**
 * A process just after exec, with an empty heap: code, data and the first stack pages are resident
 * (code and data locked: giving them back and reading them again from the file is not modelled yet).
 */
export function createMachine(scale: Scale, config: MachineConfig): Machine {
	const machine: Machine = {
		scale,
		config,
		heap: emptyHeap(firstByteOf(scale, LAYOUT.heapLow)),
		stackLow: LAYOUT.stackLow,
		mappings: [],
		entries: new Array<PageTableEntry | null>(PAGE_NUMBERS).fill(null),
		frames: [],
		depotUsed: 0,
		tlb: new Array<TlbLine | null>(config.tlbLines).fill(null),
		tlbHits: 0,
		tlbMisses: 0,
		rings: new Array<Ring>(config.lanes).fill(3),
		stamp: 0,
	}
	for (let number = 0; number < config.frames; number += 1) {
		machine.frames.push({ frame: frame(number), page: null, locked: false, granted: 0 })
	}
	const atStart: readonly [first: PageNumber, last: PageNumber, writable: boolean, locked: boolean][] = [
		[LAYOUT.textLow, LAYOUT.textHigh, false, true],
		[LAYOUT.data, LAYOUT.bss, true, true],
		[LAYOUT.stackLow, LAYOUT.stackHigh, true, false],
	]
	let next = 0
	for (const [first, last, writable, locked] of atStart) {
		for (let number = first as number; number <= last; number += 1, next += 1) {
			machine.stamp += 1
			machine.frames[next] = { frame: frame(next), page: page(number), locked, granted: machine.stamp }
			machine.entries[number] = {
				page: page(number),
				state: 'present',
				frame: frame(next),
				writable,
				user: true,
				accessed: false,
				dirty: false,
			}
		}
	}
	for (let number = LAYOUT.kernelLow as number; number <= LAYOUT.kernelHigh; number += 1) {
		machine.entries[number] = {
			page: page(number),
			state: 'present',
			frame: null,
			writable: true,
			user: false,
			accessed: false,
			dirty: false,
		}
	}
	return machine
}

/** The entry of a page; pages never touched have one with P=0. */
export function entryOf(machine: Machine, number: PageNumber): PageTableEntry {
	return (
		machine.entries[number] ?? {
			page: number,
			state: 'none',
			frame: null,
			writable: false,
			user: true,
			accessed: false,
			dirty: false,
		}
	)
}

/** Whether the hardware sees P=1. */
export const isPresent = (entry: PageTableEntry): boolean => entry.state === 'present' || entry.state === 'zero'

/** Pages of heap between its start and the break. */
export const heapPages = (machine: Machine): number => (machine.heap.brk - machine.heap.start) / machine.scale.pageBytes

/** All areas of the process, sorted by address. */
export function vmasOf(machine: Machine): Vma[] {
	const area = (kind: Vma['kind'], low: number, high: number, write: boolean, execute = false): Vma => ({
		kind,
		low: page(low),
		high: page(high),
		write,
		execute,
	})
	const vmas = [
		area('text', LAYOUT.textLow, LAYOUT.textHigh, false, true),
		area('data', LAYOUT.data, LAYOUT.data, true),
		area('bss', LAYOUT.bss, LAYOUT.bss, true),
	]
	if (machine.heap.brk > machine.heap.start) {
		vmas.push(area('heap', LAYOUT.heapLow, pageOf(machine.scale, address(machine.heap.brk - 1)), true))
	}
	for (const mapping of machine.mappings) {
		vmas.push(area('mmap', mapping.page, mapping.page + mapping.pages - 1, true))
	}
	vmas.push(area('stack', machine.stackLow, LAYOUT.stackHigh, true))
	return vmas
}

/** Pages of private writable areas: what the kernel has promised, touched or not (Linux: Committed_AS). */
export const committedPages = (vmas: readonly Vma[]): number =>
	vmas.reduce((sum, vma) => sum + (vma.write ? vma.high - vma.low + 1 : 0), 0)

/** Resident set size in pages: frames in use by the process. */
export const residentPages = (machine: Machine): number =>
	machine.frames.reduce((sum, { page: number }) => sum + (number === null ? 0 : 1), 0)
