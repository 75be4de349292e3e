import { type Bytes, bytes, type PageNumber, page, type VirtualAddress } from './units.ts'

/**
 * The constants in which Teach and Expert differ (GAME.md §1.1). Byte arithmetic of the heap
 * (16-byte alignment, 8-byte header, 32-byte smallest chunk) is glibc's at every scale.
 */
export interface Scale {
	readonly name: 'teach'
	/** log2 of the page size; the page is also the unit that the page table maps. */
	readonly pageShift: number
	readonly pageBytes: Bytes
	/** Racked chunks per size: glibc's tcache_count, 7 there. */
	readonly rackDepth: number
	/** Largest ASK, in pages. */
	readonly askMaxPages: number
	/** A page-table index is one hex digit: `0xDTOO`. */
	readonly directoryShift: number
}

/** Page 256 B = 16 slots of 16 B; addresses are 16 bits: `0xDTOO` (directory digit, table digit, two offset digits). */
export const TEACH: Scale = {
	name: 'teach',
	pageShift: 8,
	pageBytes: bytes(256),
	rackDepth: 2,
	askMaxPages: 32,
	directoryShift: 4,
}

/** The page that holds a byte. */
export const pageOf = (scale: Scale, address: VirtualAddress): PageNumber => page(address >> scale.pageShift)

/** The first byte of a page. */
export const firstByteOf = (scale: Scale, number: PageNumber): VirtualAddress =>
	(number << scale.pageShift) as VirtualAddress

/** Address space of a tenant: a private area in which it works, and a heap from `LAYOUT.heapLow` on with a limit of its own. */
export const TENANT = {
	areaLow: page(0x40),
	areaHigh: page(0x7f),
	/** RLIMIT_DATA of a tenant. */
	heapLimitPages: 4,
} as const

/**
 * Address space of a Teach process, in page numbers (GAME.md §1.2). Address-space layout
 * randomisation is off, so every student sees the same addresses.
 *
 *   00─07 unmapped   08─09 text r-x   0A data rw   0B bss rw   10─… heap ↑ brk
 *   … gap …   ←DB mmap areas   DC─DF stack guard   E0─EF stack ↓   F0─FF kernel half
 */
export const LAYOUT = {
	textLow: page(0x08),
	textHigh: page(0x09),
	data: page(0x0a),
	bss: page(0x0b),
	heapLow: page(0x10),
	/** Highest page of the mmap area, which fills downwards. */
	mapHigh: page(0xdb),
	guardLow: page(0xdc),
	guardHigh: page(0xdf),
	/** RLIMIT_STACK: the stack may grow down to here. */
	stackLimitLow: page(0xe0),
	/** Lowest stack page at the start of the program. */
	stackLow: page(0xee),
	stackHigh: page(0xef),
	kernelLow: page(0xf0),
	kernelHigh: page(0xff),
} as const
