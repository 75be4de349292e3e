import type { Emit, Machine } from '../machine.ts'
import { bytes, type Bytes, type VirtualAddress } from '../units.ts'
import { type Chunk, MIN_CHUNK_BYTES } from './chunk.ts'
import { chunkAt, endOf, type HeaderWrites, indexOf, replace, sizeWord, unused } from './chunkList.ts'

/** What realloc could do where the chunk stands. */
interface Room {
	/** Bytes of chunk that it can have there. */
	readonly haveBytes: number
	readonly fits: boolean
}

/** A chunk may take the free chunk behind it, or what top can spare (it keeps 32 bytes). */
export function roomAt(chunks: readonly Chunk[], at: number, needBytes: number): Room {
	const index = chunks.findIndex((chunk) => chunk.address === at)
	const chunk = chunks[index]
	const next = chunks[index + 1]
	if (!chunk) return { haveBytes: 0, fits: false }
	const spare = next?.use === 'free' ? next.sizeBytes : next?.use === 'top' ? next.sizeBytes - MIN_CHUNK_BYTES : 0
	const haveBytes = chunk.sizeBytes + spare
	return { haveBytes, fits: needBytes <= haveBytes }
}

/**
 * realloc in place (glibc _int_realloc): the used chunk at `at` becomes `needBytes` long.
 *
 *   shrink:  │ used ────────── │ next │   ►  │ used ── │ free ── (joined with next) │
 *   grow:    │ used ── │ free ─────── │   ►  │ used ───────── │ free ── rest │
 *
 * A rest of less than 32 bytes stays with the chunk. Must fit. Returns the header words written.
 */
export function resizeChunk(
	machine: Machine,
	emit: Emit,
	lane: number,
	at: VirtualAddress,
	requestBytes: Bytes,
	needBytes: Bytes,
): HeaderWrites {
	const { heap } = machine
	const chunk = chunkAt(heap, at) as Chunk
	const shrinks = needBytes <= chunk.sizeBytes
	const behind = heap.chunks[indexOf(heap, at) + 1]
	const isFree = behind?.use === 'free' || behind?.use === 'top'
	const joined = isFree && (!shrinks || chunk.sizeBytes - needBytes >= MIN_CHUNK_BYTES) ? behind : undefined
	const whole = chunk.sizeBytes + (joined?.sizeBytes ?? 0)
	const split = whole - needBytes >= MIN_CHUNK_BYTES
	const used: Chunk = { ...chunk, requestBytes, sizeBytes: bytes(split ? needBytes : whole) }
	const left = split ? unused(endOf(used), whole - needBytes, joined?.use === 'top' ? 'top' : 'free') : undefined
	const delta = replace(heap, joined ? [chunk, joined] : [chunk], left ? [used, left] : [used], {
		freeList: listAfter(heap.freeList, joined, left, shrinks),
	})
	emit({ type: 'chunkResized', lane, object: chunk.object as number, address: at, heap: delta })
	return left ? [sizeWord(at), sizeWord(left.address)] : [sizeWord(at)]
}

/** What is cut off goes to the head of the list, as after a free; what is left of a taken chunk keeps its place. */
function listAfter(
	freeList: readonly VirtualAddress[],
	joined: Chunk | undefined,
	left: Chunk | undefined,
	shrinks: boolean,
): VirtualAddress[] {
	const listed = left?.use === 'free' ? [left.address] : []
	if (!shrinks) return freeList.flatMap((one) => (one === joined?.address ? listed : [one]))
	return [...listed, ...freeList.filter((one) => one !== joined?.address)]
}
