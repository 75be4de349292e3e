import type { Bytes, FrameNumber, PageNumber } from './units.ts'

/** A virtual memory area: what the kernel promised, whether or not a frame is behind it. Bounds inclusive. */
export interface Vma {
	/** Process: 0 the program, others tenants and forked children. */
	readonly pid: number
	readonly kind: 'text' | 'data' | 'bss' | 'heap' | 'mmap' | 'stack'
	readonly low: PageNumber
	readonly high: PageNumber
	readonly write: boolean
	readonly execute: boolean
	/** Counts towards the commit limit (Linux: VM_ACCOUNT). */
	readonly accounted: boolean
}

/**
 * What stands behind a virtual page. `none`: never touched. `zero`: the shared zero page, read-only.
 * `present`: a frame. `swapped`: in the depot. `file`: not read from its file yet, or clean and dropped.
 * Hardware sees P=0 for `none`, `swapped` and `file` alike.
 */
export type PageState = 'none' | 'zero' | 'present' | 'swapped' | 'file'

export interface PageTableEntry {
	readonly page: PageNumber
	readonly state: PageState
	/** Null unless `present`. */
	readonly frame: FrameNumber | null
	readonly writable: boolean
	readonly user: boolean
	readonly accessed: boolean
	readonly dirty: boolean
}

/** One line of the translation lookaside buffer. */
export interface TlbLine {
	/** First page that it covers. */
	readonly page: PageNumber
	/** Pages covered: 4 where an aligned run of pages lies in an aligned run of frames, else 1. */
	readonly span: 1 | 4
	/** Frame of the first page. Null: the shared zero page or a kernel page. */
	readonly frame: FrameNumber | null
	readonly writable: boolean
	readonly user: boolean
	/** Running number of the latest use: the smallest is least recently used. */
	readonly lastUse: number
	/** Running number of the fill: the smallest is the oldest. */
	readonly filled: number
}

/**
 * A frame of RAM as its owner, the kernel, knows it. What the hardware has set since (A and D in the page
 * table) the kernel learns by a scan only.
 */
export interface FrameView {
	readonly frame: FrameNumber
	/** Owner (of a shared frame: one of them); null: free. */
	readonly pid: number | null
	/** Page behind which it stands (the same number in each process that shares it); null: free. */
	readonly page: PageNumber | null
	/** Processes that have it mapped: 0 free, 1, more after a fork. */
	readonly shared: number
	/** Not to be evicted or moved: what a fault was given, until the thread has used it. */
	readonly locked: boolean
	/** Running number of the grant: the smallest is the oldest. */
	readonly granted: number
	/** Its content is also in a file, as far as is known: an eviction needs no depot slot. */
	readonly file: boolean
	/** A bit at the latest scan. */
	readonly accessedScan: boolean
	/** D bit at the latest scan. */
	readonly dirtyKnown: boolean
	/** Program step of the latest scan; null: not scanned since it was granted. */
	readonly scannedStep: number | null
}

/** A process beside the program: a tenant of the same machine, or a forked child. */
export interface ProcessView {
	readonly pid: number
	readonly kind: 'tenant' | 'child'
}

/** An area made by mmap for one object. */
export interface Mapping {
	/** First page. */
	readonly page: PageNumber
	readonly pages: number
	readonly object: number
	readonly plate: string
	readonly requestBytes: Bytes
}
