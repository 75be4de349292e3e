import type { Chunk } from './heap/chunk.ts'
import type { FrameView, Mapping, PageTableEntry, ProcessView, TlbLine, Vma } from './memory.ts'
import type { Verdict } from './kernel/fault.ts'
import type { Bytes, FrameNumber, PageNumber, VirtualAddress } from './units.ts'

/** Ring of a thread: 3 user, 0 kernel. */
export type Ring = 0 | 3

/** Low three bits of the x86 page-fault error code (Intel SDM vol. 3, 4.7). */
export interface ErrorCode {
	/** The entry was present (a permission was violated), else not present. */
	readonly present: boolean
	readonly write: boolean
	/** The access came from ring 3. */
	readonly user: boolean
}

/** How the heap differs after an operation. Carries whole values, so that whoever follows needs no rules. */
export interface HeapDelta {
	/** Chunks that no longer start at these addresses. */
	readonly gone: readonly VirtualAddress[]
	/** New or changed chunks. */
	readonly chunks: readonly Chunk[]
	/** The whole free list, head first (null: as before). */
	readonly freeList: readonly VirtualAddress[] | null
	/** All racked chunks, oldest first (null: as before). */
	readonly rack: readonly VirtualAddress[] | null
	/** The program break (null: as before). */
	readonly brk: VirtualAddress | null
}

export type Syscall = 'brk' | 'mmap' | 'munmap' | 'madvise' | 'fork'

/** Calls on which the kernel seat rules; the others can't fail. */
export type RuledSyscall = 'brk' | 'mmap'

/** DONTNEED: the content may go. WILLNEED: it will be touched soon. */
export const ADVICES = ['DONTNEED', 'WILLNEED'] as const
export type Advice = (typeof ADVICES)[number]

/** Everything that can happen in the machine. No change and no cycle without one of these. */
export type MachineEvent =
	// ── heap (ring 3) ────────────────────────────────────────────────────────────────────────
	| {
			readonly type: 'chunkPlaced'
			readonly lane: number
			readonly object: number
			readonly address: VirtualAddress
			readonly from: 'list' | 'top' | 'rack'
			/** Free chunks looked at, the taken one included; 0 from the rack. */
			readonly walked: number
			readonly split: boolean
			readonly heap: HeapDelta
	  }
	| {
			readonly type: 'chunkFreed'
			readonly lane: number
			readonly object: number
			readonly address: VirtualAddress
			readonly how: 'rack' | 'merge'
			/** Neighbours joined: 0, 1 or 2 (top counts). */
			readonly merged: number
			readonly heap: HeapDelta
	  }
	| { readonly type: 'heapMoved'; readonly lane: number; readonly heap: HeapDelta }
	/** realloc in place. */
	| {
			readonly type: 'chunkResized'
			readonly lane: number
			readonly object: number
			readonly address: VirtualAddress
			readonly heap: HeapDelta
	  }
	/** realloc in place of an object with an area of its own that is large enough. */
	| { readonly type: 'mappingResized'; readonly lane: number; readonly mapping: Mapping }
	/** realloc that moves: the old bytes go to the new place. */
	| { readonly type: 'bytesCopied'; readonly lane: number; readonly object: number; readonly bytes: number }
	/** All racked chunks were merged. */
	| { readonly type: 'rackFlushed'; readonly lane: number; readonly chunks: number; readonly heap: HeapDelta }
	| { readonly type: 'policySet'; readonly rackMaxBytes: Bytes }
	/** malloc returned NULL. */
	| { readonly type: 'allocationFailed'; readonly lane: number; readonly object: number }
	// ── crossing the rings ──────────────────────────────────────────────────────────────────
	| {
			readonly type: 'syscallEntered'
			readonly lane: number
			readonly pid: number
			readonly call: Syscall
			/** Pages added (brk up, mmap) or given back (brk down, munmap). */
			readonly pages: number
			readonly down: boolean
	  }
	| {
			readonly type: 'syscallReturned'
			readonly lane: number
			readonly pid: number
			readonly call: Syscall
			readonly ok: boolean
			readonly down: boolean
			/** Resident pages that were dropped. */
			readonly droppedPages: number
	  }
	// ── kernel ──────────────────────────────────────────────────────────────────────────────
	| { readonly type: 'vmaChanged'; readonly vmas: readonly Vma[]; readonly committedPages: number }
	| { readonly type: 'mappingMade'; readonly lane: number; readonly mapping: Mapping }
	| { readonly type: 'mappingRemoved'; readonly lane: number; readonly page: PageNumber }
	| { readonly type: 'frameChanged'; readonly frame: FrameView }
	/** madvise: `pages` from `page` on. */
	| {
			readonly type: 'pagesAdvised'
			readonly lane: number
			readonly advice: Advice
			readonly page: PageNumber
			readonly pages: number
	  }
	/** A page went to the swap depot, or (clean and backed by a file) was dropped. */
	| {
			readonly type: 'pageEvicted'
			readonly frame: FrameNumber
			readonly pid: number
			readonly page: PageNumber
			readonly to: 'depot' | 'file'
			/** Depot slots taken: one for each process that shared it. */
			readonly slots: number
			readonly depotUsed: number
	  }
	| { readonly type: 'depotChanged'; readonly depotUsed: number }
	/** A and D bits of all frames in use were read, and A cleared. */
	| { readonly type: 'framesScanned'; readonly frames: readonly FrameView[] }
	/** The page behind `from` now stands on `to`. */
	| { readonly type: 'frameMoved'; readonly from: FrameNumber; readonly to: FrameNumber }
	/** A tenant began (anew), or a child was forked with so many page-table entries copied. */
	| { readonly type: 'processStarted'; readonly process: ProcessView; readonly copiedPages: number }
	| { readonly type: 'processEnded'; readonly pid: number; readonly how: 'exited' | 'killed' }
	| {
			readonly type: 'faultResolved'
			readonly lane: number
			readonly pid: number
			readonly address: VirtualAddress
			readonly verdict: Verdict
			/** Pages made present, or writable again. */
			readonly pages: readonly PageNumber[]
			/** Frames given; empty for COW: the only user left got its own page back. */
			readonly frames: readonly FrameNumber[]
	  }
	// ── MMU ─────────────────────────────────────────────────────────────────────────────────
	/** The kernel wrote a page-table entry. `state` is its own knowledge, not the hardware's; A and D are the hardware's. */
	| { readonly type: 'entryChanged'; readonly pid: number; readonly entry: PageTableEntry }
	/** The hardware set A, or D, in an entry. */
	| { readonly type: 'bitsChanged'; readonly pid: number; readonly page: PageNumber; readonly dirty: boolean }
	/** A scan cleared A in these entries of the program. */
	| { readonly type: 'accessedCleared'; readonly pages: readonly PageNumber[] }
	| {
			readonly type: 'tlbHit'
			readonly lane: number
			readonly page: PageNumber
			readonly line: number
			readonly write: boolean
			/** The line's new `lastUse`. */
			readonly lastUse: number
	  }
	| { readonly type: 'pageWalked'; readonly lane: number; readonly page: PageNumber; readonly trips: number }
	| { readonly type: 'tlbFilled'; readonly line: number; readonly entry: TlbLine; readonly prefetched: boolean }
	| { readonly type: 'tlbInvalidated'; readonly line: number }
