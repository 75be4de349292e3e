import type { Bytes, FrameNumber, PageNumber } from './units.ts'

/** A virtual memory area: what the kernel promised, whether or not a frame is behind it. Bounds inclusive. */
export interface Vma {
	readonly kind: 'text' | 'data' | 'bss' | 'heap' | 'mmap' | 'stack'
	readonly low: PageNumber
	readonly high: PageNumber
	readonly write: boolean
	readonly execute: boolean
}

/**
 * What stands behind a virtual page. `none`: never touched. `zero`: the shared zero page, read-only.
 * `present`: a frame of its own. `swapped`: in the depot. Hardware sees P=0 for `none` and `swapped` alike.
 */
export type PageState = 'none' | 'zero' | 'present' | 'swapped'

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
	readonly page: PageNumber
	/** Null: the shared zero page or a kernel page. */
	readonly frame: FrameNumber | null
	readonly writable: boolean
	readonly user: boolean
	/** Running number of the latest use: the smallest is least recently used. */
	readonly lastUse: number
	/** Running number of the fill: the smallest is the oldest. */
	readonly filled: number
}

/** A frame of RAM as its owner, the kernel, keeps it. */
export interface FrameView {
	readonly frame: FrameNumber
	/** Page behind which it stands; null: free. */
	readonly page: PageNumber | null
	/** Not to be evicted: the program's code and data; and what a fault was given, until the thread has used it. */
	readonly locked: boolean
	/** Running number of the grant: the smallest is the oldest. */
	readonly granted: number
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
