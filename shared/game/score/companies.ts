import type { Allocator } from '../../machine/heap/allocator.ts'
import { createGlibc } from '../../machine/heap/glibc/glibcAllocator.ts'
import { TEACH as TEACH_GLIBC } from '../../machine/heap/glibc/tuning.ts'
import { TEACH_SLABS } from '../../machine/heap/jemalloc/teachSlabs.ts'
import { createTcmalloc } from '../../machine/heap/tcmalloc/tcmallocAllocator.ts'
import { TEACH as TEACH_TCMALLOC } from '../../machine/heap/tcmalloc/tuning.ts'
import { createSlab } from '../../machine/heap/textbook/slab.ts'

/**
 * Real allocators with this scale's constants (GAME.md §4.5), each as `shared/game/company.ts` runs it. They are seldom
 * the cheapest: sizes are real but pages are 16 times smaller, so a slab or span for each class costs far more pages
 * than it would, and racks hold what neighbours need. What does not fit at all is left out, see the tunings:
 *
 *     glibc-like      all of it; no mremap in this kernel, so a mapped block is copied
 *     jemalloc-like   size classes and slabs, by brk; no thread caches, no decay (slabs that are empty are kept)
 *     tcmalloc-like   thread caches, central lists, page heap; no start-up pool, spans of two pages whatever is left over
 */
export const COMPANIES = {
	'glibc-like': () => createGlibc(TEACH_GLIBC),
	'jemalloc-like': () => createSlab(TEACH_SLABS),
	'tcmalloc-like': () => createTcmalloc(TEACH_TCMALLOC),
} as const satisfies Record<string, () => Allocator>

export type CompanyName = keyof typeof COMPANIES
export const COMPANY_NAMES = Object.keys(COMPANIES) as CompanyName[]
