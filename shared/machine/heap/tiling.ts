import { type AnonymousMemory, areaBytes } from '../kernel/anonymousMemory.ts'
import { type Block, NULL_BLOCK } from './allocator.ts'
import type { Region, RegionState } from './region.ts'

/** Collects the regions of an area in address order; whatever nobody names is `unused`. */
export interface Tiling {
	add(offset: number, sizeBytes: number, state: RegionState, list?: string): void
	addLive(offset: number, sizeBytes: number, block: Block): void
	/** All regions, up to the area's end. */
	finish(): Region[]
}

export function createTiling(memory: AnonymousMemory, mapping: number): Tiling {
	const regions: Region[] = []
	let end = 0
	const put = (offset: number, sizeBytes: number, state: RegionState, block: Block, list: string): void => {
		if (offset > end) put(end, offset - end, 'unused', NULL_BLOCK, '')
		if (sizeBytes > 0) regions.push({ mapping, offset, sizeBytes, state, block, list })
		end = offset + sizeBytes
	}
	return {
		add: (offset, sizeBytes, state, list = '') => put(offset, sizeBytes, state, NULL_BLOCK, list),
		addLive: (offset, sizeBytes, block) => put(offset, sizeBytes, 'live', block, ''),
		finish() {
			put(areaBytes(memory, mapping), 0, 'unused', NULL_BLOCK, '')
			return regions
		},
	}
}
