import type { Chunk } from '../machine/heap/chunk.ts'
import type { FrameView, Mapping, PageState, TlbLine, Vma } from '../machine/memory.ts'
import type { FrameNumber, PageNumber, VirtualAddress } from '../machine/units.ts'
import type { Access, Fault, PreviewAccess, Request, Slip } from './event.ts'
import type { RoundInfo } from './roundInfo.ts'

/**
 * What lies on a seat's desk: all that its commands, its hints and its bot may depend on, and
 * nothing else. Legality is judged from the desk alone, so a refusal can't tell what the fog hides.
 */
interface DeskCommon {
	readonly info: RoundInfo
	readonly tick: number
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
	readonly page: PageNumber
	readonly state: Exclude<PageState, 'none'>
	readonly frame: FrameNumber | null
}

/** Areas, frames, faults, but no chunks and no accesses that go well. */
export interface KernelDesk extends DeskCommon {
	readonly seat: 'kernel'
	/** Oldest first. */
	readonly slips: readonly Slip[]
	/** Oldest first. */
	readonly faults: readonly Fault[]
	/** Sorted by address. */
	readonly vmas: readonly Vma[]
	/** Sorted by page. */
	readonly pages: readonly KernelPage[]
	readonly frames: readonly FrameView[]
	readonly depotUsed: number
	/** Pages of private writable areas: what the kernel has promised. */
	readonly committedPages: number
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
