import { type Bytes, bytes, roundUp, type VirtualAddress } from '../units.ts'

/** Every chunk starts and ends on a multiple of this (glibc's MALLOC_ALIGNMENT on x86-64). */
export const ALIGNMENT_BYTES = bytes(16)
/** Size word in front of the payload; the word of the next chunk is borrowed while in use. */
export const HEADER_BYTES = bytes(8)
/** Smallest chunk: room for size, fd and bk of a free one (glibc's MINSIZE). */
export const MIN_CHUNK_BYTES = bytes(32)
/** From the chunk's address to the address that malloc returns. */
export const PAYLOAD_OFFSET_BYTES = bytes(16)

export type ChunkUse = 'used' | 'free' | 'racked' | 'top'

/**
 *   address          +8              +16
 *   │ (previous)     │ size word     │ payload, or fd/bk while free …      │
 *   └ belongs to the chunk before as long as that one is in use
 */
export interface Chunk {
	readonly address: VirtualAddress
	readonly sizeBytes: Bytes
	readonly use: ChunkUse
	/** What the program asked for; null unless `used`. */
	readonly requestBytes: Bytes | null
	/** The program's object; null unless `used`. */
	readonly object: number | null
	/** Call site; null unless `used`. */
	readonly plate: string | null
}

/** Bytes of chunk that `malloc(requestBytes)` needs. Source: glibc 2.36 malloc.c, request2size. */
export function chunkSizeFor(requestBytes: number): Bytes {
	return bytes(Math.max(MIN_CHUNK_BYTES, roundUp(requestBytes + HEADER_BYTES, ALIGNMENT_BYTES)))
}

/** What malloc_usable_size says of a heap chunk. */
export const usableBytes = (chunkBytes: Bytes): Bytes => bytes(chunkBytes - HEADER_BYTES)
