import type { Emit, Machine } from '../machine.ts'
import type { VirtualAddress } from '../units.ts'
import type { Chunk } from './chunk.ts'
import { chunkAt, type HeaderWrites, sizeWord } from './chunkList.ts'
import { mergeAway } from './heap.ts'

/**
 * FLUSH: merges every racked chunk with its free neighbours, oldest first (glibc's malloc_consolidate does so with
 * fast bins). Returns the header words written.
 */
export function flushRack(machine: Machine, emit: Emit, lane: number): HeaderWrites {
	const { heap } = machine
	const gone = new Set<VirtualAddress>()
	const changed = new Map<VirtualAddress, Chunk>()
	const writes: VirtualAddress[] = []
	const racked = heap.rack
	for (const at of racked) {
		const { delta, into } = mergeAway(heap, chunkAt(heap, at) as Chunk)
		for (const one of delta.gone) {
			gone.add(one)
			changed.delete(one)
		}
		changed.set(into.address, into)
		gone.delete(into.address)
		writes.push(sizeWord(into.address))
	}
	heap.rack = []
	emit({
		type: 'rackFlushed',
		lane,
		chunks: racked.length,
		heap: {
			gone: [...gone],
			chunks: [...changed.values()].sort((a, b) => a.address - b.address),
			freeList: [...heap.freeList],
			rack: [],
			brk: null,
		},
	})
	return writes
}
