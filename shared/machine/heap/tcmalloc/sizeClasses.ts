import { floorLog2 } from '../floorLog2.ts'

/**
 * tcmalloc's size classes (gperftools 2.10: common.cc, SizeMap::Init), found by its rule instead of
 * listed: sizes rise in steps of an eighth of the power of two below; a span gets so many pages that an
 * eighth of it at most is left over and a quarter batch fits; and a size that gives no more objects in a
 * span than the next larger one is dropped in its favour.
 */
export interface SizeTuning {
	/** A power of two. */
	readonly pageBytes: number
	/** Larger blocks are whole pages. */
	readonly smallMax: number
	/** No span of small objects is longer, whatever is left over in it. */
	readonly spanMaxPages: number
	/** Bytes that one batch between thread cache and central list should move, and most objects in it. */
	readonly batchBytes: number
	readonly batchMax: number
}

const MIN_ALIGN = 16
/** Classes are found by 8 bytes up to here, by 128 bytes above (common.h: ClassIndex). */
const FINE_MAX = 1024

export interface SizeClass {
	readonly bytes: number
	/** Length of its spans. */
	readonly pages: number
	/** Objects in a span. */
	readonly objects: number
	/** Objects that move at once between thread cache and central list. */
	readonly batch: number
}

/** Plain data: part of an allocator's state. */
export interface Sizes extends SizeTuning {
	readonly classes: readonly SizeClass[]
	/** Numbers of classes. */
	readonly byEight: Uint8Array
	readonly by128: Uint8Array
}

const batchFor = ({ batchBytes, batchMax }: SizeTuning, bytes: number): number =>
	Math.min(Math.max(Math.floor(batchBytes / bytes), 2), batchMax)

/** The step from one size to the next. */
function stepAt({ pageBytes }: SizeTuning, bytes: number): number {
	if (bytes < MIN_ALIGN) return 8
	if (bytes < 128) return MIN_ALIGN
	return Math.min(2 ** floorLog2(bytes) / 8, pageBytes)
}

function spanPagesFor(tuning: SizeTuning, bytes: number): number {
	for (let pages = 1; ; pages += 1) {
		const spanBytes = pages * tuning.pageBytes
		const isTight = spanBytes % bytes <= spanBytes / 8
		if (pages === tuning.spanMaxPages) return pages
		if (isTight && Math.floor(spanBytes / bytes) >= Math.floor(batchFor(tuning, bytes) / 4)) return pages
	}
}

function makeClasses(tuning: SizeTuning): SizeClass[] {
	const classes: SizeClass[] = []
	for (let bytes = 8; bytes <= tuning.smallMax; bytes += stepAt(tuning, bytes)) {
		const pages = spanPagesFor(tuning, bytes)
		const objects = Math.floor((pages * tuning.pageBytes) / bytes)
		const last = classes.at(-1)
		if (last && last.pages === pages && last.objects === objects) classes.pop()
		classes.push({ bytes, pages, objects, batch: batchFor(tuning, bytes) })
	}
	return classes
}

export function createSizes(tuning: SizeTuning): Sizes {
	const classes = makeClasses(tuning)
	const byEight = new Uint8Array(FINE_MAX / 8 + 1)
	const by128 = new Uint8Array(tuning.smallMax / 128 + 1)
	for (let number = classes.length - 1; number >= 0; number -= 1) {
		const { bytes } = classes[number] as SizeClass
		byEight.fill(number, 0, Math.min(bytes, FINE_MAX) / 8 + 1)
		by128.fill(number, 0, Math.floor(bytes / 128) + 1)
	}
	return { ...tuning, classes, byEight, by128 }
}

/** Number of the smallest class that holds `request`, at most `smallMax` bytes. */
export const classFor = ({ byEight, by128 }: Sizes, request: number): number =>
	request <= FINE_MAX ? (byEight[Math.ceil(request / 8)] as number) : (by128[Math.ceil(request / 128)] as number)
