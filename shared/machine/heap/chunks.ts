/**
 * All chunks of a heap as columns of numbers, one row a chunk; a row number is a *handle*.
 * The first rows are none's (0) and, where lists are circular like glibc's, the heads of the bins
 * (see glibc/bins.ts).
 *
 *   address, size            where it is and how long, in bytes
 *   before, after            its neighbours by address (0: none)
 *   forward, backward        fd and bk: the list that it is in
 *   bySizeDown, bySizeUp     fd_nextsize, bk_nextsize: only leaders of a size in a large bin
 *   state                    below
 */
export interface Chunks {
	address: Float64Array
	size: Float64Array
	before: Int32Array
	after: Int32Array
	forward: Int32Array
	backward: Int32Array
	bySizeDown: Int32Array
	bySizeUp: Int32Array
	state: Uint8Array
	/** Rows in use or on the list of spare ones. */
	rows: number
	/** First spare row, linked by `forward`; 0: none. */
	spare: number
}

export const NONE = 0

/** In use as its neighbours see it: also while it lies in the tcache or a fast bin. */
export const USED = 1
export const CACHED = 2
export const FAST = 3
/** In the unsorted list or a bin: neighbours join it. */
export const FREE = 4
export const TOP = 5
/** Alone in a mapping; `before` is the mapping's number, `address` the lead in front of it. */
export const MAPPED = 6

const FIRST_ROWS = 1024

/** `heads`: how many rows at the start are no chunks'. */
export const createChunks = (heads = 1): Chunks => ({
	address: new Float64Array(FIRST_ROWS),
	size: new Float64Array(FIRST_ROWS),
	before: new Int32Array(FIRST_ROWS),
	after: new Int32Array(FIRST_ROWS),
	forward: new Int32Array(FIRST_ROWS),
	backward: new Int32Array(FIRST_ROWS),
	bySizeDown: new Int32Array(FIRST_ROWS),
	bySizeUp: new Int32Array(FIRST_ROWS),
	state: new Uint8Array(FIRST_ROWS),
	rows: heads,
	spare: NONE,
})

function grown<T extends Float64Array | Int32Array | Uint8Array>(column: T, rows: number): T {
	const larger = new (column.constructor as new (length: number) => T)(rows)
	larger.set(column)
	return larger
}

function growColumns(chunks: Chunks): void {
	const rows = chunks.state.length * 2
	chunks.address = grown(chunks.address, rows)
	chunks.size = grown(chunks.size, rows)
	chunks.before = grown(chunks.before, rows)
	chunks.after = grown(chunks.after, rows)
	chunks.forward = grown(chunks.forward, rows)
	chunks.backward = grown(chunks.backward, rows)
	chunks.bySizeDown = grown(chunks.bySizeDown, rows)
	chunks.bySizeUp = grown(chunks.bySizeUp, rows)
	chunks.state = grown(chunks.state, rows)
}

export function newChunk(chunks: Chunks, address: number, size: number, state: number): number {
	let row = chunks.spare
	if (row !== NONE) {
		chunks.spare = chunks.forward[row] as number
	} else {
		row = chunks.rows
		if (row === chunks.state.length) growColumns(chunks)
		chunks.rows += 1
	}
	chunks.address[row] = address
	chunks.size[row] = size
	chunks.before[row] = NONE
	chunks.after[row] = NONE
	chunks.bySizeDown[row] = NONE
	chunks.state[row] = state
	return row
}

export function dropChunk(chunks: Chunks, row: number): void {
	chunks.state[row] = 0
	chunks.forward[row] = chunks.spare
	chunks.spare = row
}

/** Makes `right` the neighbour after `left`; either may be NONE. */
export function linkNeighbours(chunks: Chunks, left: number, right: number): void {
	if (left !== NONE) chunks.after[left] = right
	if (right !== NONE) chunks.before[right] = left
}

/** Cuts a chunk in two at `size`; returns the new one behind, in `state`. */
export function cutChunk(chunks: Chunks, row: number, size: number, state: number): number {
	const rest = newChunk(chunks, (chunks.address[row] as number) + size, (chunks.size[row] as number) - size, state)
	linkNeighbours(chunks, rest, chunks.after[row] as number)
	linkNeighbours(chunks, row, rest)
	chunks.size[row] = size
	return rest
}

/** Joins a chunk with the one behind it, which disappears. */
export function joinNext(chunks: Chunks, row: number): void {
	const next = chunks.after[row] as number
	chunks.size[row] = (chunks.size[row] as number) + (chunks.size[next] as number)
	linkNeighbours(chunks, row, chunks.after[next] as number)
	dropChunk(chunks, next)
}
