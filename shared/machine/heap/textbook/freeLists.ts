import { floorLog2 } from '../floorLog2.ts'
import {
	createTreeNodes,
	firstFitting,
	firstFittingFrom,
	insertRow,
	lastRow,
	NO_ROW,
	type OrderedTree,
	removeRow,
	rowFrom,
	type TreeNodes,
} from '../orderedTree.ts'

/** Placement policies (Knuth, TAOCP vol. 1, 2.5; OSTEP ch. 17). */
export const FITS = ['first', 'next', 'best', 'worst'] as const
export type Fit = (typeof FITS)[number]

/** Where a freed chunk goes in the free list: to the front, to the back, or by its address or size. */
export const LIST_ORDERS = ['address', 'lifo', 'fifo', 'size'] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

/** The free chunks of a heap, and the policy that picks one. */
export interface FreeLists {
	/** Enters a free chunk. */
	insert(row: number, address: number, size: number): void
	/** The front of a free chunk was given out: the rest is a chunk further up, which keeps its place in the list. */
	replace(row: number, rest: number, address: number, size: number): void
	remove(row: number): void
	/** The chunk that a request of `size` shall take, which stays in; NO_ROW: none is large enough. */
	find(size: number): number
}

/**
 * One free list. It is kept as a tree instead of links, in list order, so that no search is longer than
 * O(log n); which chunk is found, is the same. Best and worst fit order by size first: of equal sizes
 * they take the first in list order.
 */
export function createFreeList(fit: Fit, order: ListOrder): FreeLists {
	const nodes = createTreeNodes()
	const tree: OrderedTree = { root: NO_ROW }
	const bySize = fit === 'best' || fit === 'worst'
	/** Place in the list, of each row. */
	const places: number[] = []
	let front = 0
	let back = 0
	/** Next fit: the place where the last search ended. */
	let roverMajor = -Infinity
	let roverMinor = -Infinity

	const placeOf = (address: number, size: number): number => {
		if (order === 'address') return address
		if (order === 'size') return bySize ? address : size
		if (order === 'fifo') return (back += 1)
		return (front -= 1)
	}
	const enter = (row: number, place: number, address: number, size: number): void => {
		places[row] = place
		if (bySize) insertRow(nodes, tree, row, size, place, size)
		else insertRow(nodes, tree, row, place, address, size)
	}
	const nextFit = (size: number): number => {
		const ahead = firstFittingFrom(nodes, tree, size, roverMajor, roverMinor)
		const row = ahead === NO_ROW ? firstFitting(nodes, tree, size) : ahead
		if (row !== NO_ROW) {
			roverMajor = nodes.major[row] as number
			roverMinor = nodes.minor[row] as number
		}
		return row
	}
	return {
		insert: (row, address, size) => enter(row, placeOf(address, size), address, size),
		replace(row, rest, address, size) {
			const place = places[row] as number
			removeRow(nodes, tree, row)
			enter(rest, order === 'address' || order === 'size' ? placeOf(address, size) : place, address, size)
		},
		remove: (row) => removeRow(nodes, tree, row),
		find(size) {
			if (fit === 'first') return firstFitting(nodes, tree, size)
			if (fit === 'next') return nextFit(size)
			if (fit === 'best') return rowFrom(nodes, tree, size, -Infinity)
			return largestRow(nodes, tree, size)
		},
	}
}

/** Of the largest chunks, the first in list order; NO_ROW: too small. */
function largestRow(nodes: TreeNodes, tree: OrderedTree, size: number): number {
	const last = lastRow(nodes, tree)
	if (last === NO_ROW || (nodes.size[last] as number) < size) return NO_ROW
	return rowFrom(nodes, tree, nodes.size[last] as number, -Infinity)
}

/** Classes of `createSegregatedLists`: chunks of 2^k … 2^(k+1)-1 bytes, the last one without a limit. */
const CLASSES = 48

/**
 * Segregated fit (CS:APP ch. 9.9.14): a list for each power of two, newest first. A request takes the
 * first chunk that fits of its own class, else the first of the next class that holds any.
 */
export function createSegregatedLists(): FreeLists {
	const nodes = createTreeNodes()
	const trees: OrderedTree[] = Array.from({ length: CLASSES }, () => ({ root: NO_ROW }))
	const treeFor = (size: number): OrderedTree => trees[classFor(size)] as OrderedTree
	let front = 0
	const insert = (row: number, _address: number, size: number): void => {
		front -= 1
		insertRow(nodes, treeFor(size), row, front, 0, size)
	}
	const remove = (row: number): void => removeRow(nodes, treeFor(nodes.size[row] as number), row)
	return {
		insert,
		replace(row, rest, address, size) {
			remove(row)
			insert(rest, address, size)
		},
		remove,
		find(size) {
			for (let at = classFor(size); at < CLASSES; at += 1) {
				const row = firstFitting(nodes, trees[at] as OrderedTree, size)
				if (row !== NO_ROW) return row
			}
			return NO_ROW
		},
	}
}

const classFor = (size: number): number => Math.min(CLASSES - 1, floorLog2(size))
