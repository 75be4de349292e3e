import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import type { Region } from '../../shared/machine/heap/region.ts'
import { areaBytes } from '../../shared/machine/kernel/anonymousMemory.ts'
import type { Wanted } from './randomOps.ts'

const areasOf = ({ memory }: Allocator): number[] => [-1, ...memory.mappings.keys()]
export const allRegions = (allocator: Allocator): Region[] =>
	areasOf(allocator).flatMap((area) => allocator.regions(area))

/**
 * What is wrong with an allocator's regions; empty: nothing. They must tile each area, hold each live block
 * once, and the free ones be what it says is free.
 */
export function faultsOfRegions(allocator: Allocator, live: ReadonlyMap<number, Wanted>): string[] {
	const faults: string[] = []
	const seen = new Set<number>()
	for (const area of areasOf(allocator)) {
		let end = 0
		for (const region of allocator.regions(area)) {
			const { mapping, offset, sizeBytes, state, block } = region
			const name = `${state} ${mapping}+${offset}, ${sizeBytes} bytes`
			if (mapping !== area) faults.push(`${name}: asked for ${area}`)
			if (offset !== end) faults.push(`${name}: the one before ends at ${end}`)
			if (sizeBytes <= 0) faults.push(`${name}: empty`)
			end = offset + sizeBytes
			if ((state === 'live') !== (block !== 0)) faults.push(`${name}: block ${block}`)
			if (state !== 'live') continue
			if (!live.has(block)) faults.push(`${name}: nobody holds block ${block}`)
			if (seen.has(block)) faults.push(`${name}: block ${block} twice`)
			seen.add(block)
			const low = allocator.offsetOf(block)
			const isInside = low >= offset && low + allocator.usableBytes(block) <= end + 8
			if (allocator.mappingOf(block) !== area || !isInside) faults.push(`${name}: block ${block} is not inside`)
		}
		if (end !== areaBytes(allocator.memory, area)) faults.push(`area ${area} ends at ${end}`)
	}
	for (const block of live.keys()) if (!seen.has(block)) faults.push(`block ${block} is in no region`)
	const givable = allRegions(allocator).filter(({ state }) => ['free', 'cached', 'top'].includes(state))
	const freeBytes = givable.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
	if (freeBytes !== allocator.freeBytes()) faults.push(`${freeBytes} free bytes, ${allocator.freeBytes()} said`)
	return faults
}
