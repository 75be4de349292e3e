import { floorLog2 } from '../floorLog2.ts'
import { classFor } from '../quarterClasses.ts'

/** Sizes of jemalloc beside the classes of blocks (`quarterClasses.ts`): slabs and extents. */
export const PAGE = 4096

/** Up to 14 KiB from slabs; larger ones are an extent each. */
const SMALL_MAX = 14_336
export const LARGE_MIN = 16_384

export const SMALL_CLASSES = classFor(SMALL_MAX) + 1

/** A slab is the shortest run of pages that regions of the class fill without a rest (sc.c: slab_size). */
export function slabBytesFor(classBytes: number, pageBytes = PAGE): number {
	let bytes = pageBytes
	while (bytes % classBytes !== 0) bytes += pageBytes
	return bytes
}

/** Extents are sorted by the same four steps a doubling, counted in pages: 1 2 3 4 │ 5 6 7 8 │ 10 12 14 16 │ … */
export function pageClassFor(bytes: number): number {
	const pages = bytes / PAGE
	if (pages <= 4) return Math.ceil(pages)
	const doubling = floorLog2(Math.ceil(pages) - 1)
	return (doubling - 2) * 4 + Math.ceil(pages / 2 ** (doubling - 2))
}

/** Bytes of a page class. */
export function bytesOfPageClass(number: number): number {
	if (number <= 4) return number * PAGE
	const step = number - 5
	return (5 + (step % 4)) * 2 ** Math.floor(step / 4) * PAGE
}

/** The largest page class that is not longer than `bytes`. */
export function pageClassWithin(bytes: number): number {
	const number = pageClassFor(bytes)
	return bytesOfPageClass(number) > bytes ? number - 1 : number
}
