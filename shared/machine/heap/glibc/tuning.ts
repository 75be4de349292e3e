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
	/** M_MMAP_MAX. */
	readonly mmapMax: number
}

export const EXPERT: Tuning = {
	pageShift: 12,
	mmapThreshold: 131_072,
	mmapThresholdMax: 33_554_432,
	topPad: 131_072,
	trimThreshold: 131_072,
	consolidateFrom: 65_536,
	tcacheCount: 7,
	mmapMax: 65_536,
}
