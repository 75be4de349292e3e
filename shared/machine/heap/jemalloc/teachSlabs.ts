import { bytesOfClass, classFor } from '../quarterClasses.ts'
import type { SlabTuning } from '../textbook/slab.ts'
import { slabBytesFor } from './sizeClasses.ts'

const PAGE_SHIFT = 8
const PAGE = 2 ** PAGE_SHIFT
/** The last class below four pages, as 14 KiB are at real scale (sc.c: SC_SMALL_MAXCLASS). */
const SMALL_MAX = 896

/**
 * What of jemalloc fits the game's pages of 256 bytes: its size classes (four for each doubling) and its slabs
 * (runs of pages that objects of a class fill without a rest; no headers):
 *
 *     48: 3 pages of 16 in all · 64: 1 page of 4 · 80: 5 pages of 16 · 160: 5 pages of 8 · …
 *
 * Left out: thread caches (their smallest fill is 10 objects of a class, more than these programs ever have), extents
 * by mmap (512 pages each, twice this address space; pages come by brk), decay (pages of empty slabs stay).
 */
export const TEACH_SLABS: SlabTuning = {
	name: 'jemalloc-like',
	pageShift: PAGE_SHIFT,
	classes: Array.from({ length: classFor(SMALL_MAX) }, (_, index) => {
		const objectBytes = bytesOfClass(index + 1)
		return { objectBytes, slabBytes: slabBytesFor(objectBytes, PAGE) }
	}),
	growPages: 4,
}
