import type { Chunk } from './chunk.ts'
import { classFor } from './quarterClasses.ts'

/** glibc's MIN_LARGE_SIZE: below it each size has a bin of its own. */
const MIN_LARGE_BYTES = 1024
const ALIGNMENT = 16

/**
 * The bin of a chunk size: exact sizes, 16 bytes apart, below 1 KiB (glibc's small bins); from there on four
 * classes for each doubling.
 */
export const sizeClassOf = (chunkBytes: number): number =>
	chunkBytes < MIN_LARGE_BYTES ? chunkBytes / ALIGNMENT : MIN_LARGE_BYTES / ALIGNMENT + classFor(chunkBytes)

interface Listed {
	readonly chunks: readonly Chunk[]
	readonly freeList: readonly number[]
}

/**
 * Free chunks that malloc looks at until it takes the one at `at`. Without bins: the list from its head, all of it
 * before top. With bins: its own bin only (a map of bits finds the first that isn't empty), and before top the bin
 * of the size needed.
 */
export function walkedTo(heap: Listed, at: number, needBytes: number, bins: boolean): number {
	const place = heap.freeList.indexOf(at)
	if (!bins) return place < 0 ? heap.freeList.length : place + 1
	const wanted = new Map<number, number>()
	for (const chunk of heap.chunks) if (chunk.use === 'free') wanted.set(chunk.address, sizeClassOf(chunk.sizeBytes))
	const bin = place < 0 ? sizeClassOf(needBytes) : wanted.get(at)
	const before = place < 0 ? heap.freeList : heap.freeList.slice(0, place + 1)
	return before.reduce((count, one) => count + (wanted.get(one) === bin ? 1 : 0), 0)
}
