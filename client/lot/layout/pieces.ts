import type { Cut } from '../node.ts'

export const SLOT_BYTES = 16

/** The part of a chunk that lies in one row. */
export interface Piece {
	/** Row index from the start of the heap. */
	readonly row: number
	/** First slot in the row. */
	readonly slot: number
	readonly slots: number
	readonly cut: Cut
}

/**
 * Splits `address … address + sizeBytes` at row ends:
 *
 *   row 0 │ · · · · · ┌────────┐   tail (the header is here)
 *   row 1 ├───────────┴────────┤   middle
 *   row 2 └──────┘ · · · · · · │   head
 */
export function piecesOf(start: number, address: number, sizeBytes: number, pageBytes: number): Piece[] {
	const slotsPerRow = pageBytes / SLOT_BYTES
	const first = Math.floor((address - start) / SLOT_BYTES)
	const end = Math.floor((address + sizeBytes - start) / SLOT_BYTES)
	const pieces: Piece[] = []
	let at = first
	while (at < end) {
		const row = Math.floor(at / slotsPerRow)
		const until = Math.min(end, (row + 1) * slotsPerRow)
		pieces.push({ row, slot: at - row * slotsPerRow, slots: until - at, cut: cutOf(at === first, until === end) })
		at = until
	}
	return pieces
}

function cutOf(isFirst: boolean, isLast: boolean): Cut {
	if (isFirst) return isLast ? 'whole' : 'tail'
	return isLast ? 'head' : 'middle'
}

/** Index of the piece with the most room, the first of equals. */
export const widestPiece = (pieces: readonly Piece[]): number =>
	pieces.reduce((best, piece, index) => (piece.slots > (pieces[best]?.slots ?? 0) ? index : best), 0)
