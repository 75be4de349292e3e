/**
 * Anonymous memory of one process as Linux gives it out: a break, private mappings, and a page table
 * that decides each minor fault. No huge pages, no fault-around (RULES §13).
 */

/** State of a page: never touched, the shared zero page (read), a frame of its own (written). */
const PAGE_STATES = ['absent', 'zero', 'own'] as const
export type PageState = (typeof PAGE_STATES)[number]
const ABSENT = 0
const ZERO = 1
const OWN = 2

const TABLE_BITS = 9
const TABLE_PAGES = 1 << TABLE_BITS
const TABLE_MASK = TABLE_PAGES - 1

/**
 * Page states of one area, as a two-level table like the hardware's: page number, upper bits →
 * directory, lower 9 bits → entry. A table exists from the first touch in its 512 pages on.
 */
export interface PageTable {
	readonly tables: (Uint8Array | undefined)[]
	/** Pages with a frame of their own. */
	own: number
}

const emptyTable = (): PageTable => ({ tables: [], own: 0 })

/** One successful mmap; `length` 0 after munmap. */
export interface Mapping {
	length: number
	readonly pages: PageTable
}

export type SyscallRecord =
	| readonly ['brk', number | 'fail']
	| readonly ['mmap', number | 'fail']
	| readonly ['munmap', number, number]
	| readonly ['mremap', number | 'fail', number?, number?]
	/** Bytes, and the number of the mapping (-1: below the break). */
	| readonly ['madvise', number, number]

/** A kernel that stands behind this memory and has more to look after (shared/game/company.ts). */
export interface Overseer {
	/** Whether the break may rise, or a mapping be made, by so many bytes. */
	grants(call: 'brk' | 'mmap', bytes: number): boolean
	/** A system call is done, or was refused. */
	called(record: SyscallRecord): void
	/** Bytes low … high-1 of a mapping (-1: the heap) are touched. */
	touched(mapping: number, low: number, high: number, write: boolean): void
}

export interface AnonymousMemory {
	readonly pageShift: number
	/** Bytes from the initial break. */
	brk: number
	readonly heap: PageTable
	/** By number, in the order of the mmaps. */
	readonly mappings: Mapping[]
	/** Minor faults so far. */
	faults: number
	/** Pages with a frame of their own, in all areas: RSS. */
	resident: number
	/** System calls since whoever reads them emptied the list. */
	calls: SyscallRecord[]
	/** Null: the memory is a world of its own. */
	overseer: Overseer | null
}

/** The kernel certainly refuses more address space than this at once (47 bits of user space). */
const USER_SPACE_BYTES = 2 ** 47

export const createAnonymousMemory = (pageShift: number): AnonymousMemory => ({
	pageShift,
	brk: 0,
	heap: emptyTable(),
	mappings: [],
	faults: 0,
	resident: 0,
	calls: [],
	overseer: null,
})

function tell(memory: AnonymousMemory, record: SyscallRecord): void {
	memory.calls.push(record)
	memory.overseer?.called(record)
}

/** Whether a growing call goes through. */
const mayGrow = (memory: AnonymousMemory, call: 'brk' | 'mmap', toBytes: number, byBytes: number): boolean =>
	toBytes < USER_SPACE_BYTES && (byBytes <= 0 || (memory.overseer?.grants(call, byBytes) ?? true))

/** Makes bytes low … high-1 present: a write needs a frame of its own, a read takes the zero page. */
export function touch(memory: AnonymousMemory, area: PageTable, low: number, high: number, write: boolean): void {
	const shift = memory.pageShift
	const first = Math.floor(low / 2 ** shift)
	const last = Math.floor((high - 1) / 2 ** shift)
	for (let page = first; page <= last; page += 1) {
		if (touchPage(memory, area, page, write)) continue
		const mapping = memory.mappings.findIndex(({ pages }) => pages === area)
		memory.overseer?.touched(mapping, low, high, write)
		return
	}
}

/** False: an overseer sees to it. Its pages are never present here, so that whoever has none pays nothing for it. */
function touchPage(memory: AnonymousMemory, area: PageTable, page: number, write: boolean): boolean {
	const directory = page >>> TABLE_BITS
	let table = area.tables[directory]
	if (table === undefined) {
		table = new Uint8Array(TABLE_PAGES)
		area.tables[directory] = table
	}
	const entry = page & TABLE_MASK
	const state = table[entry] as number
	if (state === OWN || (!write && state === ZERO)) return true
	if (memory.overseer !== null) return false
	memory.faults += 1
	table[entry] = write ? OWN : ZERO
	if (!write) return true
	area.own += 1
	memory.resident += 1
	return true
}

/** Forgets pages first … last-1. */
function dropPages(memory: AnonymousMemory, area: PageTable, first: number, last: number): void {
	for (let page = first; page < last; page += 1) {
		const table = area.tables[page >>> TABLE_BITS]
		if (table === undefined) {
			page |= TABLE_MASK
			continue
		}
		if (table[page & TABLE_MASK] === OWN) {
			area.own -= 1
			memory.resident -= 1
		}
		table[page & TABLE_MASK] = ABSENT
	}
}

/** brk(2). False: refused, nothing changed. */
export function brk(memory: AnonymousMemory, to: number): boolean {
	if (!mayGrow(memory, 'brk', to, to - memory.brk)) {
		tell(memory, ['brk', 'fail'])
		return false
	}
	if (to < memory.brk) dropPages(memory, memory.heap, to / 2 ** memory.pageShift, memory.brk / 2 ** memory.pageShift)
	memory.brk = to
	tell(memory, ['brk', to])
	return true
}

/** mmap(2) of `length` bytes. The mapping's number, -1 if refused. */
export function mmap(memory: AnonymousMemory, length: number): number {
	if (!mayGrow(memory, 'mmap', length, length)) {
		tell(memory, ['mmap', 'fail'])
		return -1
	}
	tell(memory, ['mmap', length])
	return memory.mappings.push({ length, pages: emptyTable() }) - 1
}

/** munmap(2) of a whole mapping. */
export function munmap(memory: AnonymousMemory, number: number): void {
	const mapping = memory.mappings[number] as Mapping
	tell(memory, ['munmap', mapping.length, number])
	mapping.length = 0
	memory.resident -= mapping.pages.own
	mapping.pages.tables.length = 0
	mapping.pages.own = 0
}

/** mremap(2), may move: pages keep their state, cut ones are dropped. False: refused. */
export function mremap(memory: AnonymousMemory, number: number, length: number): boolean {
	const mapping = memory.mappings[number] as Mapping
	if (length >= USER_SPACE_BYTES) {
		tell(memory, ['mremap', 'fail'])
		return false
	}
	tell(memory, ['mremap', mapping.length, length, number])
	dropPages(memory, mapping.pages, length / 2 ** memory.pageShift, mapping.length / 2 ** memory.pageShift)
	mapping.length = length
	return true
}

/** Pages of a mapping, or of the heap (-1). */
export const areaOf = (memory: AnonymousMemory, mapping: number): PageTable =>
	mapping < 0 ? memory.heap : (memory.mappings[mapping] as Mapping).pages

/** State of a page, by its number from the start of the mapping (-1: of the heap). */
export function pageStateOf(memory: AnonymousMemory, mapping: number, page: number): PageState {
	const table = areaOf(memory, mapping).tables[page >>> TABLE_BITS]
	return PAGE_STATES[table?.[page & TABLE_MASK] ?? ABSENT] as PageState
}

/** Length of a mapping; of the heap (-1): to the break. */
export const areaBytes = (memory: AnonymousMemory, mapping: number): number =>
	mapping < 0 ? memory.brk : (memory.mappings[mapping] as Mapping).length

/**
 * madvise(MADV_DONTNEED): the whole pages low … high-1 of a mapping (-1: the heap) become absent; the
 * address space stays, and the next touch of each is a minor fault.
 */
export function madvise(memory: AnonymousMemory, mapping: number, low: number, high: number): void {
	tell(memory, ['madvise', high - low, mapping])
	dropPages(memory, areaOf(memory, mapping), low / 2 ** memory.pageShift, high / 2 ** memory.pageShift)
}
