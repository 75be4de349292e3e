import type { Block } from '../allocator.ts'
import { bytesOfClass } from '../quarterClasses.ts'
import type { Region } from '../region.ts'
import { createTiling, type Tiling } from '../tiling.ts'
import { REGIONS, type Slab } from './bins.ts'
import { DIRTY, type Extent, type ExtentTable, RETAINED } from './extents.ts'
import { PAGE } from './sizeClasses.ts'
import type { ThreadCache } from './threadCache.ts'

/** Extents of a mapping; slabs region by region, large blocks with the space around them. */
export function regionsOf(cache: ThreadCache, mapping: number): Region[] {
	const { bins } = cache
	const { table } = bins.source
	const { memory, metadata } = table
	if (mapping < 0) return []
	const tiling = createTiling(memory, mapping)
	const place = metadata.mappings.indexOf(mapping)
	if (place >= 0) {
		const isLatest = place === metadata.mappings.length - 1
		tiling.add(0, isLatest ? metadata.used : (memory.mappings[mapping]?.length ?? 0), 'metadata')
		return tiling.finish()
	}
	const cached = new Map(
		cache.classes.flatMap(({ stack, bytes }) => stack.map((block): [Block, string] => [block, `tcache ${bytes}`])),
	)
	for (let extent = firstOf(table, mapping); extent; extent = extent.after) {
		const { address, bytes, state } = extent
		const slab = bins.slabs[extent.row]
		if (state === DIRTY) tiling.add(address, bytes, 'free', `dirty ${bytes / PAGE}`)
		else if (state === RETAINED) tiling.add(address, bytes, 'unused', `retained ${bytes / PAGE}`)
		else if (slab) tileSlab(tiling, slab, cached)
		else addBlock(tiling, address + extent.lead, bytesOfClass(extent.classNumber), extent.row * REGIONS, cached)
	}
	return tiling.finish()
}

const firstOf = ({ extents }: ExtentTable, mapping: number): Extent | null =>
	extents.byRow.find((extent) => extent?.mapping === mapping && extent.address === 0) ?? null

function addBlock(tiling: Tiling, low: number, bytes: number, block: Block, cached: ReadonlyMap<Block, string>): void {
	const list = cached.get(block)
	if (list === undefined) tiling.addLive(low, bytes, block)
	else tiling.add(low, bytes, 'cached', list)
}

function tileSlab(tiling: Tiling, slab: Slab, cached: ReadonlyMap<Block, string>): void {
	const { address, bytes, row, classNumber } = slab.extent
	const regionBytes = bytesOfClass(classNumber)
	for (let region = 0; region * regionBytes < bytes; region += 1) {
		const low = address + region * regionBytes
		const isFree = ((slab.bitmap[region >>> 5] as number) >>> (region & 31)) & 1
		if (isFree) tiling.add(low, regionBytes, 'cached', `bin ${regionBytes}`)
		else addBlock(tiling, low, regionBytes, row * REGIONS + region, cached)
	}
}
