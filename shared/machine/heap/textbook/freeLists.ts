import { deepCopy } from '../deepCopy.ts'
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
	rowCount,
	rowFrom,
	rowsBefore,
	type TreeNodes,
} from '../orderedTree.ts'
import { createWork, type Work } from '../work.ts'

/** Placement policies (Knuth, TAOCP vol. 1, 2.5; OSTEP ch. 17). */
export const FITS = ['first', 'next', 'best', 'worst'] as const
export type Fit = (typeof FITS)[number]

/** Where a freed chunk goes in the free list: to the front, to the back, or by its address or size. */
export const LIST_ORDERS = ['address', 'lifo', 'fifo', 'size'] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

/** The free chunks of a heap, and the policy that picks one. */
export interface FreeLists {
	/** What they and their heap did so far. */
	readonly work: Work
	/** Enters a free chunk; `isFound`: a neighbour that it was joined with has told its place. */
	insert(row: number, address: number, size: number, isFound: boolean): void
	/** The front of a free chunk was given out: the rest is a chunk further up, which keeps its place in the list. */
	replace(row: number, rest: number, address: number, size: number): void
	remove(row: number): void
	/** The chunk that a request of `size` shall take, which stays in; NO_ROW: none is large enough. */
	find(size: number): number
	/** The list that a free chunk of a size is in. */
	nameFor(size: number): string
	/** A deep copy. */
	clone(): FreeLists
}

/** Where in its trees a free list is, and what it knows of each row. */
interface FreeListState {
	readonly work: Work
	/** The list, in its order. */
	readonly nodes: TreeNodes
	readonly list: OrderedTree
	/** For best and worst fit the same chunks by size, then by place. */
	readonly sizeNodes: TreeNodes
	readonly bySize: OrderedTree
	front: number
	back: number
	/** Next fit: the place where the last search ended. */
	roverMajor: number
	roverMinor: number
}

/**
 * One free list. It is kept as a tree instead of links, in list order, so that no search is longer than
 * O(log n); which chunk is found, is the same, and what a walk along links would look at is counted:
 *
 *     first   up to the chunk found      best, worst   the whole list; sorted by size: up to the
 *     next    from the last one found                  chunk found, and the last one at once
 *
 * and by an order of addresses or sizes also the walk to a chunk's place.
 */
export function createFreeList(fit: Fit, order: ListOrder): FreeLists {
	return freeListOver(fit, order, {
		work: createWork(),
		nodes: createTreeNodes(),
		list: { root: NO_ROW },
		sizeNodes: createTreeNodes(),
		bySize: { root: NO_ROW },
		front: 0,
		back: 0,
		roverMajor: -Infinity,
		roverMinor: -Infinity,
	})
}

function freeListOver(fit: Fit, order: ListOrder, state: FreeListState): FreeLists {
	const { work, nodes, list, sizeNodes, bySize } = state
	const isIndexed = fit === 'best' || fit === 'worst'

	const placeFor = (address: number, size: number): number => {
		if (order === 'address') return address
		if (order === 'size') return size
		if (order === 'fifo') return (state.back += 1)
		return (state.front -= 1)
	}
	const enter = (row: number, place: number, address: number, size: number): void => {
		insertRow(nodes, list, row, place, address, size)
		// Among equal sizes the list's own order decides; sorted by size, that is by address.
		if (isIndexed) insertRow(sizeNodes, bySize, row, size, order === 'size' ? address : place, size)
	}
	const remove = (row: number): void => {
		removeRow(nodes, list, row)
		if (isIndexed) removeRow(sizeNodes, bySize, row)
	}
	/** Entries that a walk from the front passes over before it finds a row; NO_ROW: all, in vain. */
	const passed = (row: number): number =>
		row === NO_ROW
			? rowCount(nodes, list)
			: rowsBefore(nodes, list, nodes.major[row] as number, nodes.minor[row] as number)
	const firstFit = (size: number): number => {
		const row = firstFitting(nodes, list, size)
		work.looked += passed(row)
		return row
	}
	const nextFit = (size: number): number => {
		const skipped = rowsBefore(nodes, list, state.roverMajor, state.roverMinor)
		const ahead = firstFittingFrom(nodes, list, size, state.roverMajor, state.roverMinor)
		const row = ahead === NO_ROW ? firstFitting(nodes, list, size) : ahead
		work.looked += row === NO_ROW ? passed(row) : passed(row) - skipped + (ahead === NO_ROW ? rowCount(nodes, list) : 0)
		if (row !== NO_ROW) {
			state.roverMajor = nodes.major[row] as number
			state.roverMinor = nodes.minor[row] as number
		}
		return row
	}
	const bestFit = (size: number): number => {
		const row = rowFrom(sizeNodes, bySize, size, -Infinity)
		work.looked += order === 'size' ? passed(row) : passedInAll(row)
		return row
	}
	const worstFit = (size: number): number => {
		const row = largestRow(sizeNodes, bySize, size)
		if (order !== 'size') work.looked += passedInAll(row)
		return row
	}
	/** Of a search that always goes on to the end. */
	const passedInAll = (row: number): number => rowCount(nodes, list) - (row === NO_ROW ? 0 : 1)
	const finders = { first: firstFit, next: nextFit, best: bestFit, worst: worstFit }
	return {
		work,
		insert(row, address, size, isFound) {
			const place = placeFor(address, size)
			if (order === 'size' || (order === 'address' && !isFound)) work.looked += rowsBefore(nodes, list, place, address)
			enter(row, place, address, size)
		},
		replace(row, rest, address, size) {
			const place = nodes.major[row] as number
			remove(row)
			if (order === 'size') work.looked += rowsBefore(nodes, list, size, address)
			enter(rest, order === 'address' || order === 'size' ? placeFor(address, size) : place, address, size)
		},
		remove,
		find: finders[fit],
		nameFor: () => 'free',
		clone: () => freeListOver(fit, order, deepCopy(state)),
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

interface SegregatedState {
	readonly work: Work
	readonly nodes: TreeNodes
	readonly trees: readonly OrderedTree[]
	front: number
}

/**
 * Segregated fit (CS:APP ch. 9.9.14): a list for each power of two, newest first. A request takes the
 * first chunk that fits of its own class, else the first of the next class that holds any.
 */
export function createSegregatedLists(): FreeLists {
	return segregatedOver({
		work: createWork(),
		nodes: createTreeNodes(),
		trees: Array.from({ length: CLASSES }, () => ({ root: NO_ROW })),
		front: 0,
	})
}

function segregatedOver(state: SegregatedState): FreeLists {
	const { work, nodes, trees } = state
	const treeFor = (size: number): OrderedTree => trees[classFor(size)] as OrderedTree
	const insert = (row: number, _address: number, size: number): void => {
		state.front -= 1
		insertRow(nodes, treeFor(size), row, state.front, 0, size)
	}
	const remove = (row: number): void => removeRow(nodes, treeFor(nodes.size[row] as number), row)
	return {
		work,
		insert,
		replace(row, rest, address, size) {
			remove(row)
			insert(rest, address, size)
		},
		remove,
		find(size) {
			let looked = 0
			for (let at = classFor(size); at < CLASSES; at += 1) {
				const tree = trees[at] as OrderedTree
				const row = firstFitting(nodes, tree, size)
				if (row === NO_ROW) {
					looked += rowCount(nodes, tree)
					continue
				}
				work.looked += looked + rowsBefore(nodes, tree, nodes.major[row] as number, 0)
				return row
			}
			work.looked += looked
			return NO_ROW
		},
		nameFor: (size) => `class ${2 ** classFor(size)}`,
		clone: () => segregatedOver(deepCopy(state)),
	}
}

const classFor = (size: number): number => Math.min(CLASSES - 1, floorLog2(size))
