/**
 * A treap: a search tree by key that is also a heap by priority, so that it stays flat on average
 * whatever the order of inserts (Seidel & Aragon, 1996). Its nodes are row numbers, as of a chunk or a
 * span. Each node knows the largest size below it, which finds "the first in order that is large
 * enough" in O(log n), where a list would be walked:
 *
 *                  key 40, size 16, largest 96
 *                 ╱                           ╲
 *    key 20, size 32, largest 32      key 60, size 96, largest 96
 *
 * A key is a pair (major, minor), unique in its tree. All trees over the same rows share the columns.
 */
export interface TreeNodes {
	major: Float64Array
	minor: Float64Array
	size: Float64Array
	/** Largest size in the subtree. */
	largest: Float64Array
	/** Rows in the subtree; of row 0: none. */
	count: Int32Array
	left: Int32Array
	right: Int32Array
}

/** No row; also an empty tree. */
export const NO_ROW = 0

export interface OrderedTree {
	root: number
}

const FIRST_ROWS = 256

export const createTreeNodes = (): TreeNodes => ({
	major: new Float64Array(FIRST_ROWS),
	minor: new Float64Array(FIRST_ROWS),
	size: new Float64Array(FIRST_ROWS),
	largest: new Float64Array(FIRST_ROWS),
	count: new Int32Array(FIRST_ROWS),
	left: new Int32Array(FIRST_ROWS),
	right: new Int32Array(FIRST_ROWS),
})

function growNodes(nodes: TreeNodes, row: number): void {
	let rows = nodes.left.length
	while (rows <= row) rows *= 2
	for (const column of ['major', 'minor', 'size', 'largest'] as const) {
		const longer = new Float64Array(rows)
		longer.set(nodes[column])
		nodes[column] = longer
	}
	for (const column of ['count', 'left', 'right'] as const) {
		const longer = new Int32Array(rows)
		longer.set(nodes[column])
		nodes[column] = longer
	}
}

/** A row's place in the heap order: a fixed hash, as good as chance and the same on every run. */
function priorityOf(row: number): number {
	const mixed = Math.imul(row ^ (row >>> 15), 0x2c1b3c6d)
	return Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 0
}

/** True if row a stands before row b. */
function isBefore(nodes: TreeNodes, a: number, b: number): boolean {
	const by = (nodes.major[a] as number) - (nodes.major[b] as number)
	return by < 0 || (by === 0 && (nodes.minor[a] as number) < (nodes.minor[b] as number))
}

/** Brings what a row knows about its subtree up to date. */
function refresh(nodes: TreeNodes, row: number): void {
	let largest = nodes.size[row] as number
	const left = nodes.left[row] as number
	const right = nodes.right[row] as number
	if (left !== NO_ROW && (nodes.largest[left] as number) > largest) largest = nodes.largest[left] as number
	if (right !== NO_ROW && (nodes.largest[right] as number) > largest) largest = nodes.largest[right] as number
	nodes.largest[row] = largest
	nodes.count[row] = (nodes.count[left] as number) + (nodes.count[right] as number) + 1
}

/** Puts a row that is in no tree into one. */
export function insertRow(
	nodes: TreeNodes,
	tree: OrderedTree,
	row: number,
	major: number,
	minor: number,
	size: number,
): void {
	if (row >= nodes.left.length) growNodes(nodes, row)
	nodes.major[row] = major
	nodes.minor[row] = minor
	nodes.size[row] = size
	nodes.largest[row] = size
	nodes.count[row] = 1
	nodes.left[row] = NO_ROW
	nodes.right[row] = NO_ROW
	tree.root = insertBelow(nodes, tree.root, row)
}

/** Inserts below `at`; returns the root of the changed subtree. */
function insertBelow(nodes: TreeNodes, at: number, row: number): number {
	if (at === NO_ROW) return row
	const goesLeft = isBefore(nodes, row, at)
	const near = goesLeft ? nodes.left : nodes.right
	const far = goesLeft ? nodes.right : nodes.left
	const child = insertBelow(nodes, near[at] as number, row)
	near[at] = child
	if (priorityOf(child) <= priorityOf(at)) {
		refresh(nodes, at)
		return at
	}
	// Rotation: the child comes up, and hands its far side down.
	near[at] = far[child] as number
	far[child] = at
	refresh(nodes, at)
	refresh(nodes, child)
	return child
}

/** Takes a row out of the tree that it is in. */
export function removeRow(nodes: TreeNodes, tree: OrderedTree, row: number): void {
	tree.root = removeBelow(nodes, tree.root, row)
}

function removeBelow(nodes: TreeNodes, at: number, row: number): number {
	if (at === row) return joined(nodes, nodes.left[row] as number, nodes.right[row] as number)
	if (isBefore(nodes, row, at)) nodes.left[at] = removeBelow(nodes, nodes.left[at] as number, row)
	else nodes.right[at] = removeBelow(nodes, nodes.right[at] as number, row)
	refresh(nodes, at)
	return at
}

/** One tree of two, all of `low` before all of `high`. */
function joined(nodes: TreeNodes, low: number, high: number): number {
	if (low === NO_ROW) return high
	if (high === NO_ROW) return low
	if (priorityOf(low) > priorityOf(high)) {
		nodes.right[low] = joined(nodes, nodes.right[low] as number, high)
		refresh(nodes, low)
		return low
	}
	nodes.left[high] = joined(nodes, low, nodes.left[high] as number)
	refresh(nodes, high)
	return high
}

/** The first row in order, or NO_ROW. */
export function firstRow(nodes: TreeNodes, tree: OrderedTree): number {
	let row = tree.root
	while (row !== NO_ROW && nodes.left[row] !== NO_ROW) row = nodes.left[row] as number
	return row
}

/** The last row in order, or NO_ROW. */
export function lastRow(nodes: TreeNodes, tree: OrderedTree): number {
	let row = tree.root
	while (row !== NO_ROW && nodes.right[row] !== NO_ROW) row = nodes.right[row] as number
	return row
}

/** The first row whose key is (major, minor) or more, or NO_ROW. */
export function rowFrom(nodes: TreeNodes, tree: OrderedTree, major: number, minor: number): number {
	let found = NO_ROW
	let row = tree.root
	while (row !== NO_ROW) {
		if (isKeyBefore(nodes, row, major, minor)) {
			row = nodes.right[row] as number
		} else {
			found = row
			row = nodes.left[row] as number
		}
	}
	return found
}

function isKeyBefore(nodes: TreeNodes, row: number, major: number, minor: number): boolean {
	const by = (nodes.major[row] as number) - major
	return by < 0 || (by === 0 && (nodes.minor[row] as number) < minor)
}

/** How many rows have a key before (major, minor). */
export function rowsBefore(nodes: TreeNodes, tree: OrderedTree, major: number, minor: number): number {
	let before = 0
	let row = tree.root
	while (row !== NO_ROW) {
		if (isKeyBefore(nodes, row, major, minor)) {
			before += (nodes.count[nodes.left[row] as number] as number) + 1
			row = nodes.right[row] as number
		} else {
			row = nodes.left[row] as number
		}
	}
	return before
}

/** How many rows are in the tree. */
export const rowCount = (nodes: TreeNodes, tree: OrderedTree): number => nodes.count[tree.root] as number

/** The first row in order of at least `size`, or NO_ROW. */
export function firstFitting(nodes: TreeNodes, tree: OrderedTree, size: number): number {
	return firstFittingBelow(nodes, tree.root, size)
}

function firstFittingBelow(nodes: TreeNodes, root: number, size: number): number {
	let row = root
	if (row === NO_ROW || (nodes.largest[row] as number) < size) return NO_ROW
	for (;;) {
		const left = nodes.left[row] as number
		if (left !== NO_ROW && (nodes.largest[left] as number) >= size) row = left
		else if ((nodes.size[row] as number) >= size) return row
		else row = nodes.right[row] as number
	}
}

/** The first row of at least `size` whose key is (major, minor) or more, or NO_ROW. */
export function firstFittingFrom(
	nodes: TreeNodes,
	tree: OrderedTree,
	size: number,
	major: number,
	minor: number,
): number {
	return fittingFromBelow(nodes, tree.root, size, major, minor)
}

function fittingFromBelow(nodes: TreeNodes, row: number, size: number, major: number, minor: number): number {
	if (row === NO_ROW || (nodes.largest[row] as number) < size) return NO_ROW
	if (isKeyBefore(nodes, row, major, minor))
		return fittingFromBelow(nodes, nodes.right[row] as number, size, major, minor)
	const left = fittingFromBelow(nodes, nodes.left[row] as number, size, major, minor)
	if (left !== NO_ROW) return left
	if ((nodes.size[row] as number) >= size) return row
	return firstFittingBelow(nodes, nodes.right[row] as number, size)
}
