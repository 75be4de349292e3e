import { floorLog2 } from '../floorLog2.ts'

/**
 * tcmalloc's size classes (gperftools 2.10: common.cc, SizeMap::Init), found by its rule instead of
 * listed: sizes rise in steps of an eighth of the power of two below; a span gets so many pages that an
 * eighth of it at most is left over and a quarter batch fits; and a size that gives no more objects in a
 * span than the next larger one is dropped in its favour.
 */
export const PAGE = 8192
/** Larger blocks are whole pages. */
export const SMALL_MAX = 262_144
/** Bytes that one batch between thread cache and central list should move, and most objects in it. */
const BATCH_BYTES = 65_536
const BATCH_MAX = 32
const MIN_ALIGN = 16

export interface SizeClass {
	readonly bytes: number
	/** Length of its spans. */
	readonly pages: number
	/** Objects in a span. */
	readonly objects: number
	/** Objects that move at once between thread cache and central list. */
	readonly batch: number
}

const batchFor = (bytes: number): number => Math.min(Math.max(Math.floor(BATCH_BYTES / bytes), 2), BATCH_MAX)

/** The step from one size to the next. */
function stepAt(bytes: number): number {
	if (bytes < MIN_ALIGN) return 8
	if (bytes < 128) return MIN_ALIGN
	return Math.min(2 ** floorLog2(bytes) / 8, PAGE)
}

function spanPagesFor(bytes: number): number {
	for (let pages = 1; ; pages += 1) {
		const spanBytes = pages * PAGE
		const isTight = spanBytes % bytes <= spanBytes / 8
		if (isTight && Math.floor(spanBytes / bytes) >= Math.floor(batchFor(bytes) / 4)) return pages
	}
}

function makeClasses(): SizeClass[] {
	const classes: SizeClass[] = []
	for (let bytes = 8; bytes <= SMALL_MAX; bytes += stepAt(bytes)) {
		const pages = spanPagesFor(bytes)
		const objects = Math.floor((pages * PAGE) / bytes)
		const last = classes.at(-1)
		if (last && last.pages === pages && last.objects === objects) classes.pop()
		classes.push({ bytes, pages, objects, batch: batchFor(bytes) })
	}
	return classes
}

export const CLASSES: readonly SizeClass[] = makeClasses()

/** Numbers of classes: by 8 bytes up to 1024, by 128 bytes above (common.h: ClassIndex). */
const FINE_MAX = 1024
const byEight = new Uint8Array(FINE_MAX / 8 + 1)
const by128 = new Uint8Array(SMALL_MAX / 128 + 1)
for (let number = CLASSES.length - 1; number >= 0; number -= 1) {
	const { bytes } = CLASSES[number] as SizeClass
	byEight.fill(number, 0, Math.min(bytes, FINE_MAX) / 8 + 1)
	by128.fill(number, 0, Math.floor(bytes / 128) + 1)
}

/** Number of the smallest class that holds `request`, at most SMALL_MAX bytes. */
export const classFor = (request: number): number =>
	request <= FINE_MAX ? (byEight[Math.ceil(request / 8)] as number) : (by128[Math.ceil(request / 128)] as number)
