import type { Allocator } from './allocator.ts'
import { createGlibc } from './glibc/glibcAllocator.ts'
import { createJemalloc } from './jemalloc/jemallocAllocator.ts'
import { createMimalloc } from './mimalloc/mimallocAllocator.ts'
import { createTcmalloc } from './tcmalloc/tcmallocAllocator.ts'
import { createBoundaryTagHeap } from './textbook/boundaryTags.ts'
import { createBuddy } from './textbook/buddy.ts'
import { createBump } from './textbook/bump.ts'
import {
	createFreeList,
	createSegregatedLists,
	FITS,
	type Fit,
	LIST_ORDERS,
	type ListOrder,
} from './textbook/freeLists.ts'
import { createSlab } from './textbook/slab.ts'

/** An allocator that a program can be replayed with; each `create` makes a process of its own. */
export interface Policy {
	readonly name: string
	readonly create: () => Allocator
}

const fitPolicy = (fit: Fit, order: ListOrder, name: string): Policy => ({
	name,
	create: () => createBoundaryTagHeap(name, createFreeList(fit, order)),
})

/** Free lists by address, as in most textbooks. */
const fits = FITS.map((fit) => fitPolicy(fit, 'address', `${fit}-fit`))

/** All policies, real ones first. */
export const POLICIES: readonly Policy[] = [
	{ name: 'glibc', create: () => createGlibc() },
	{ name: 'jemalloc', create: createJemalloc },
	{ name: 'tcmalloc', create: () => createTcmalloc() },
	{ name: 'mimalloc', create: createMimalloc },
	...fits,
	{ name: 'segregated-fit', create: () => createBoundaryTagHeap('segregated-fit', createSegregatedLists()) },
	{ name: 'buddy', create: () => createBuddy() },
	{ name: 'slab', create: () => createSlab() },
	{ name: 'bump', create: () => createBump() },
]

/** The four fits with each order of the free list: `first-fit:lifo` and so on. */
export const ORDERED_POLICIES: readonly Policy[] = FITS.flatMap((fit) =>
	LIST_ORDERS.map((order) => fitPolicy(fit, order, `${fit}-fit:${order}`)),
)

/** The policy of a name; null if there is none. */
export const policyNamed = (name: string): Policy | null =>
	[...POLICIES, ...ORDERED_POLICIES].find((policy) => policy.name === name) ?? null
