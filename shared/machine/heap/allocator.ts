import type { AnonymousMemory } from '../kernel/anonymousMemory.ts'
import type { Region } from './region.ts'
import type { Work } from './work.ts'

/** A block's handle; 0 stands for NULL. */
export type Block = number
export const NULL_BLOCK: Block = 0

/**
 * A whole allocator on top of one process's anonymous memory. It gets memory only as a real one does:
 * brk, mmap, or by touching what it has (its own headers included).
 *
 * Requests are bytes; `Infinity` stands for a request that the kernel certainly refuses (2^47 … 2^63-1),
 * so that no huge size passes through a lossy number. More than 2^63-1 is refused by the caller.
 */
export interface Allocator {
	/** As on the command line: `glibc`, `jemalloc`, `first-fit` … */
	readonly name: string
	readonly memory: AnonymousMemory
	/** What it did in its own lists so far. */
	readonly work: Work
	/** Calls come from that thread from now on (at first from 0); absent: it makes no difference between threads. */
	onThread?(thread: number): void
	malloc(request: number): Block
	/** Cleared memory. */
	calloc(request: number): Block
	/** `alignment`: a power of two, 16 … 4096. */
	memalign(alignment: number, request: number): Block
	/** `block` is not NULL, `request` > 0. The new block; 0: refused, and the old one stays. */
	realloc(block: Block, request: number): Block
	/** `block` is not NULL. */
	free(block: Block): void
	/** malloc_usable_size. */
	usableBytes(block: Block): number
	/** Number of the mapping that holds it; -1: below the break. */
	mappingOf(block: Block): number
	/** Bytes from the start of its mapping, or from the initial break, to what malloc returned. */
	offsetOf(block: Block): number
	/** The program reads or writes bytes of a block. */
	touch(block: Block, offset: number, length: number, write: boolean): void
	/** Free bytes that lie in pieces which it could still give out (external fragmentation is judged from these). */
	freeBytes(): number
	/** What lies in a mapping (-1: below the break), in address order; none once it is unmapped. */
	regions(mapping: number): Region[]
	/** A deep copy that goes on independently; a block's handle means the same in both. */
	clone(): Allocator
}
