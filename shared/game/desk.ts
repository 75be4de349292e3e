import type { Chunk } from '../machine/heap/chunk.ts'
import type { FrameView, Mapping, PageState, ProcessView, TlbLine, Vma } from '../machine/memory.ts'
import type { FrameNumber, PageNumber, VirtualAddress } from '../machine/units.ts'
import type { Access, Fault, PreviewAccess, Request, Slip } from './event.ts'
import type { Ping } from './ping.ts'
import type { RoundInfo } from './roundInfo.ts'
import type { RuleCard } from './standingOrder.ts'

/**
 * What lies on a seat's desk: all that its commands, its hints and its bot may depend on, and
 * nothing else. Legality is judged from the desk alone, so a refusal can't tell what the fog hides.
 */
interface DeskCommon {
	readonly info: RoundInfo
	readonly tick: number
	/** Program operations done in all lanes. */
	readonly step: number
	/** The latest few pings of the crew, oldest first. */
	readonly pings: readonly Ping[]
	/** The seat's own standing orders, by slot. */
	readonly rules: readonly (RuleCard | null)[]
}

/** Sizes and addresses, but not what is resident. */
export interface MallocDesk extends DeskCommon {
	readonly seat: 'malloc'
	/** Oldest first. */
	readonly requests: readonly Request[]
	readonly heapStart: VirtualAddress
	readonly brk: VirtualAddress
	/** Sorted by address; they tile heapStart … brk. */
	readonly chunks: readonly Chunk[]
	/** Addresses of free chunks in list order (position 1 first); top is not in the list. */
	readonly freeList: readonly VirtualAddress[]
	/** Racked chunks, oldest first. */
	readonly rack: readonly VirtualAddress[]
	readonly rackMaxBytes: number
	readonly mappings: readonly Mapping[]
}

/** A page that stands behind nothing (`none`) is not listed. */
export interface KernelPage {
	readonly pid: number
	readonly page: PageNumber
	readonly state: Exclude<PageState, 'none'>
	readonly frame: FrameNumber | null
	/** W of the entry: false in a writable area after a fork. */
	readonly writable: boolean
}

/** Pages that malloc says will be touched soon. */
export interface Hint {
	readonly page: PageNumber
	readonly pages: number
}

/** Hints that the kernel seat keeps. */
export const HINTS_KEPT = 8

/** Areas, frames, faults, but no chunks and no accesses that go well. */
export interface KernelDesk extends DeskCommon {
	readonly seat: 'kernel'
	/** Oldest first. */
	readonly slips: readonly Slip[]
	/** Oldest first. */
	readonly faults: readonly Fault[]
	/** Tenants and children that live, by pid. */
	readonly processes: readonly ProcessView[]
	/** Of all processes; sorted by pid, then by address. */
	readonly vmas: readonly Vma[]
	/** Sorted by pid, then by page. */
	readonly pages: readonly KernelPage[]
	readonly frames: readonly FrameView[]
	readonly depotUsed: number
	/** Pages of private writable areas: what the kernel has promised. */
	readonly committedPages: number
	/** First pages of the latest WILLNEED advices, oldest first. */
	readonly hints: readonly Hint[]
}

/** What the hardware finds in the page table. Entries with P=0 are not listed. */
export interface MmuEntry {
	readonly page: PageNumber
	/** Null: the shared zero page. */
	readonly frame: FrameNumber | null
	readonly writable: boolean
	readonly accessed: boolean
	readonly dirty: boolean
}

/** Addresses and the page table, but neither sizes nor reasons. Kernel pages (F0–FF, U=0) are implied. */
export interface MmuDesk extends DeskCommon {
	readonly seat: 'mmu'
	/** Oldest first. */
	readonly accesses: readonly Access[]
	readonly preview: readonly PreviewAccess[]
	readonly tlb: readonly (TlbLine | null)[]
	/** Sorted by page. */
	readonly entries: readonly MmuEntry[]
	readonly manualWalksLeft: number
	readonly hits: number
	readonly misses: number
}

export type Desk = MallocDesk | KernelDesk | MmuDesk
