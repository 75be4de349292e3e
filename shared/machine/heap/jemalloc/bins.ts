import { firstRow, insertRow, NO_ROW, type OrderedTree, removeRow } from '../orderedTree.ts'
import { bytesOfClass } from '../quarterClasses.ts'
import { type Extent, isOlder, type PageSource, releaseExtent, takeExtent } from './extents.ts'
import { SMALL_CLASSES, slabBytesFor } from './sizeClasses.ts'

/**
 * Bins: for each small class the slabs that its regions come from (arena.c, bin.c). Which regions are
 * used stands in a bitmap apart from them:
 *
 *     slab of class 1024   │ region 0 │ region 1 │ region 2 │ region 3 │    one page
 *     bitmap                    0          1          1          0          1: free
 *
 * The bin takes from its current slab, always the lowest free region; then from the oldest slab that
 * has any, then from a new one. Full slabs are in no list.
 */
export interface Slab {
	readonly extent: Extent
	/** Bit set: region is free. */
	readonly bitmap: Uint32Array
	free: number
}

export interface Bin {
	/** Its size class. */
	readonly number: number
	readonly regionBytes: number
	readonly slabBytes: number
	readonly regions: number
	current: Slab | null
	/** Slabs with free and used regions, but the current one; the oldest first. */
	readonly withRoom: OrderedTree
}

export interface Bins {
	readonly source: PageSource
	readonly bins: readonly Bin[]
	/** By the row of its extent. */
	readonly slabs: (Slab | undefined)[]
	/** Bytes of free regions in all slabs. */
	freeBytes: number
}

/** A handle is the row of a block's extent times this, plus the number of its region. */
export const REGIONS = 512

export const createBins = (source: PageSource): Bins => ({
	source,
	bins: Array.from({ length: SMALL_CLASSES }, (_, number) => {
		const regionBytes = bytesOfClass(number)
		const slabBytes = slabBytesFor(regionBytes)
		const regions = slabBytes / regionBytes
		return { number, regionBytes, slabBytes, regions, current: null, withRoom: { root: NO_ROW } }
	}),
	slabs: [],
	freeBytes: 0,
})

/** Appends up to `count` free regions of a class to `into`; fewer if the kernel refuses. */
export function takeRegions(bins: Bins, number: number, count: number, into: number[]): void {
	const bin = bins.bins[number] as Bin
	bins.source.table.work.placed += 1
	for (let left = count; left > 0; left -= 1) {
		if (!bin.current || bin.current.free === 0) bin.current = nextSlab(bins, bin)
		if (!bin.current) return
		into.push(takeLowest(bin.current))
		bins.freeBytes -= bin.regionBytes
	}
}

/** The lowest free region of a slab that has one. */
function takeLowest(slab: Slab): number {
	const { bitmap } = slab
	let word = 0
	while (bitmap[word] === 0) word += 1
	const bits = bitmap[word] as number
	bitmap[word] = (bits & (bits - 1)) >>> 0
	slab.free -= 1
	return slab.extent.row * REGIONS + word * 32 + 31 - Math.clz32(bits & -bits)
}

/** The oldest slab with room, else a new one; null if the kernel refuses. */
function nextSlab(bins: Bins, bin: Bin): Slab | null {
	const row = firstRow(bins.source.table.nodes, bin.withRoom)
	if (row !== NO_ROW) {
		bins.source.table.work.looked += 1
		removeRow(bins.source.table.nodes, bin.withRoom, row)
		return bins.slabs[row] as Slab
	}
	const extent = takeExtent(bins.source, bin.slabBytes)
	if (!extent) return null
	extent.classNumber = bin.number
	extent.lead = 0
	const bitmap = new Uint32Array(Math.ceil(bin.regions / 32)).fill(0xffff_ffff)
	if (bin.regions % 32 !== 0) bitmap[bitmap.length - 1] = 2 ** (bin.regions % 32) - 1
	const slab: Slab = { extent, bitmap, free: bin.regions }
	bins.slabs[extent.row] = slab
	bins.freeBytes += bin.slabBytes
	return slab
}

/** A region is free again. A slab that is all free gives its pages back, even the current one. */
export function returnRegion(bins: Bins, number: number, handle: number): void {
	const bin = bins.bins[number] as Bin
	const row = Math.floor(handle / REGIONS)
	const region = handle % REGIONS
	const slab = bins.slabs[row] as Slab
	slab.bitmap[region >>> 5] = ((slab.bitmap[region >>> 5] as number) | (1 << (region & 31))) >>> 0
	slab.free += 1
	bins.freeBytes += bin.regionBytes
	if (slab.free === bin.regions) dropSlab(bins, bin, slab)
	else if (slab.free === 1 && slab !== bin.current) relist(bins, bin, slab)
}

function dropSlab(bins: Bins, bin: Bin, slab: Slab): void {
	if (slab === bin.current) bin.current = null
	else if (bin.regions > 1) removeRow(bins.source.table.nodes, bin.withRoom, slab.extent.row)
	bins.freeBytes -= bin.slabBytes
	bins.slabs[slab.extent.row] = undefined
	releaseExtent(slab.extent)
}

/** A slab that was full has room again: the older of it and the current one is used first. */
function relist(bins: Bins, bin: Bin, slab: Slab): void {
	if (!bin.current || isOlder(bin.current.extent, slab.extent)) {
		list(bins, bin, slab)
		return
	}
	if (bin.current.free > 0) list(bins, bin, bin.current)
	bin.current = slab
}

const list = (bins: Bins, bin: Bin, { extent }: Slab): void =>
	insertRow(bins.source.table.nodes, bin.withRoom, extent.row, extent.mapping, extent.address, 0)
