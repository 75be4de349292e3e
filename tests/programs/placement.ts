import { chunkSizeFor } from '../../shared/machine/heap/chunk.ts'
import type { Op } from '../../shared/programs/op.ts'

/** A hole or an object of the model heap. */
interface Piece {
	readonly at: number
	readonly sizeBytes: number
	readonly object: number | null
	readonly plate: string
}

/** Where an object of so many bytes goes: the index of a hole that fits, -1: at the end. */
export type Policy = (holes: readonly { readonly sizeBytes: number }[], sizeBytes: number, plate: string) => number

export const addressFirstFit: Policy = (holes, sizeBytes) => holes.findIndex((hole) => hole.sizeBytes >= sizeBytes)

/**
 * The simplest heap that merges: places objects as a policy says, without a limit, and tells each
 * step. What is freed at the end of the heap goes back to the end. A realloc grows in place when
 * the hole behind is large enough, else it moves.
 */
export function placeAll(ops: readonly Op[], policy: Policy): PlacedStep[] {
	let pieces: Piece[] = []
	const steps: PlacedStep[] = []
	const endOf = (): number => {
		const last = pieces.at(-1)
		return last ? last.at + last.sizeBytes : 0
	}
	const merge = (): void => {
		const merged: Piece[] = []
		for (const piece of pieces) {
			const before = merged.at(-1)
			if (before?.object === null && piece.object === null) {
				merged[merged.length - 1] = { ...before, sizeBytes: before.sizeBytes + piece.sizeBytes }
			} else merged.push(piece)
		}
		if (merged.at(-1)?.object === null) merged.pop()
		pieces = merged
	}
	const free = (object: number): void => {
		pieces = pieces.map((piece) => (piece.object === object ? { ...piece, object: null } : piece))
		merge()
	}
	const place = (object: number, requestBytes: number, plate: string): void => {
		const sizeBytes = chunkSizeFor(requestBytes)
		const holes = pieces.filter((piece) => piece.object === null)
		const hole = holes[policy(holes, sizeBytes, plate)]
		if (!hole) {
			pieces.push({ at: endOf(), sizeBytes, object, plate })
			return
		}
		const taken = { at: hole.at, sizeBytes, object, plate }
		const rest = { at: hole.at + sizeBytes, sizeBytes: hole.sizeBytes - sizeBytes, object: null, plate: '' }
		pieces.splice(pieces.indexOf(hole), 1, taken, ...(rest.sizeBytes > 0 ? [rest] : []))
	}
	for (const op of ops) {
		const holes = pieces.filter((piece) => piece.object === null).map((piece) => piece.sizeBytes)
		let moved = false
		if (op.kind === 'malloc') place(op.object, op.sizeBytes, op.plate)
		else if (op.kind === 'free') free(op.object)
		else if (op.kind === 'realloc') {
			const index = pieces.findIndex((piece) => piece.object === op.object)
			const now = pieces[index] as Piece
			const next = pieces[index + 1]
			const room = next === undefined ? Number.POSITIVE_INFINITY : next.object === null ? next.sizeBytes : 0
			moved = now.sizeBytes + room < chunkSizeFor(op.sizeBytes)
			if (moved) {
				free(op.object)
				place(op.object, op.sizeBytes, now.plate)
			} else if (chunkSizeFor(op.sizeBytes) > now.sizeBytes) {
				const grown = chunkSizeFor(op.sizeBytes)
				const rest = now.sizeBytes + room - grown
				const behind = { at: now.at + grown, sizeBytes: rest, object: null, plate: '' }
				const behindIt = rest > 0 && next !== undefined ? [behind] : []
				pieces.splice(index, next === undefined ? 1 : 2, { ...now, sizeBytes: grown }, ...behindIt)
			}
		}
		steps.push({ op, holes, endBytes: endOf(), moved })
	}
	return steps
}

export interface PlacedStep {
	readonly op: Op
	/** Sizes of the holes before the op. */
	readonly holes: readonly number[]
	/** End of the heap after the op. */
	readonly endBytes: number
	/** A realloc that had to move. */
	readonly moved: boolean
}
