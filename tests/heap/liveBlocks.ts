import type { Allocator, Block } from '../../shared/machine/heap/allocator.ts'

/**
 * What is wrong with an allocator's live blocks; empty: nothing. Blocks must lie inside what the kernel
 * gave, hold what was asked for, be aligned, and share no byte.
 */
export function faultsOfBlocks(
	allocator: Allocator,
	live: ReadonlyMap<Block, { request: number; alignment: number }>,
): string[] {
	const faults: string[] = []
	const { memory } = allocator
	const spans = [...live].map(([block, { request, alignment }]) => {
		const mapping = allocator.mappingOf(block)
		const low = allocator.offsetOf(block)
		const usable = allocator.usableBytes(block)
		const end = mapping < 0 ? memory.brk : (memory.mappings[mapping]?.length ?? 0)
		const name = `block ${block} at ${mapping}+${low}, ${usable} bytes`
		if (usable < request) faults.push(`${name}: ${request} were asked for`)
		if (low < 0 || low + usable > end) faults.push(`${name}: outside 0 … ${end}`)
		if (low % Math.max(alignment, usable < 16 ? 8 : 16) !== 0) faults.push(`${name}: not aligned`)
		return { mapping, low, high: low + usable, name }
	})
	spans.sort((a, b) => a.mapping - b.mapping || a.low - b.low)
	spans.forEach((span, at) => {
		const next = spans[at + 1]
		if (next && next.mapping === span.mapping && next.low < span.high) faults.push(`${span.name} overlaps ${next.name}`)
	})
	let pages = memory.heap.own
	for (const mapping of memory.mappings) pages += mapping.pages.own
	if (pages !== memory.resident) faults.push(`${memory.resident} pages resident, ${pages} owned`)
	if (allocator.freeBytes() < 0) faults.push(`${allocator.freeBytes()} free bytes`)
	return faults
}
