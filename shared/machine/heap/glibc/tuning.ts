/** glibc's tunables (malloc.c, mallopt(3)) and the page size under them; the byte arithmetic is the same at every scale. */
export interface Tuning {
	readonly pageShift: number
	/** M_MMAP_THRESHOLD at the start; each freed mapping may raise it. */
	readonly mmapThreshold: number
	/** DEFAULT_MMAP_THRESHOLD_MAX: mappings above never raise it. */
	readonly mmapThresholdMax: number
	/** M_TOP_PAD. */
	readonly topPad: number
	readonly trimThreshold: number
	/** FASTBIN_CONSOLIDATION_THRESHOLD. */
	readonly consolidateFrom: number
	/** glibc.malloc.tcache_count. */
	readonly tcacheCount: number
	/** Largest chunk that the tcache takes (glibc.malloc.tcache_max); a stack for each size from 32 on, 16 apart. */
	readonly tcacheMaxSize: number
	/** M_MMAP_MAX. */
	readonly mmapMax: number
	/** HAVE_MREMAP: whether the kernel can move a mapping. */
	readonly canRemap: boolean
}

export const EXPERT: Tuning = {
	pageShift: 12,
	mmapThreshold: 131_072,
	mmapThresholdMax: 33_554_432,
	topPad: 131_072,
	trimThreshold: 131_072,
	consolidateFrom: 65_536,
	tcacheCount: 7,
	tcacheMaxSize: 1040,
	mmapMax: 65_536,
	canRemap: true,
}

/**
 * The constants of the game's small scale (GAME.md §1.1): pages of 256 bytes, and what is counted in pages
 * scaled with them. What GAME.md leaves open keeps its ratio to the mmap threshold, which is 1/64 here. So
 * that the tcache's own block is not larger than a page, it has stacks for chunks of 32 … 128 bytes only.
 *
 *     page 256 · mmap from 2 KiB on · pad 3 pages · trim at 12 pages · tcache 2 of a size · no mremap
 */
export const TEACH: Tuning = {
	...EXPERT,
	pageShift: 8,
	mmapThreshold: 2048,
	mmapThresholdMax: 524_288,
	topPad: 768,
	trimThreshold: 3072,
	consolidateFrom: 1024,
	tcacheCount: 2,
	tcacheMaxSize: 128,
	canRemap: false,
}
