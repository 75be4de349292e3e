import type { Chunk } from './heap/chunk.ts'
import type { FrameView, Mapping, PageTableEntry, TlbLine, Vma } from './memory.ts'
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

export type Syscall = 'brk' | 'mmap' | 'munmap'

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
	| { readonly type: 'policySet'; readonly rackMaxBytes: Bytes }
	/** malloc returned NULL. */
	| { readonly type: 'allocationFailed'; readonly lane: number; readonly object: number }
	// ── crossing the rings ──────────────────────────────────────────────────────────────────
	| {
			readonly type: 'syscallEntered'
			readonly lane: number
			readonly call: Syscall
			/** Pages added (brk up, mmap) or given back (brk down, munmap). */
			readonly pages: number
			readonly down: boolean
	  }
	| {
			readonly type: 'syscallReturned'
			readonly lane: number
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
	/** A page went to the swap depot. */
	| { readonly type: 'pageEvicted'; readonly frame: FrameNumber; readonly page: PageNumber; readonly depotUsed: number }
	| { readonly type: 'depotChanged'; readonly depotUsed: number }
	| {
			readonly type: 'faultResolved'
			readonly lane: number
			readonly address: VirtualAddress
			/** `SPURIOUS`: when the kernel came to it, another thread's fault had served the page already. */
			readonly verdict: 'ZERO' | 'ZPAGE' | 'STACK' | 'SWAPIN' | 'COW' | 'SEGV' | 'SPURIOUS'
			/** Pages made present. */
			readonly pages: readonly PageNumber[]
			readonly frames: readonly FrameNumber[]
	  }
	// ── MMU ─────────────────────────────────────────────────────────────────────────────────
	/** The kernel wrote a page-table entry (A and D clear). `state` is its own knowledge, not the hardware's. */
	| { readonly type: 'entryChanged'; readonly entry: PageTableEntry }
	/** The hardware set A, or D, in an entry. */
	| { readonly type: 'bitsChanged'; readonly page: PageNumber; readonly dirty: boolean }
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
