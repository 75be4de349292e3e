import { type Bytes, bytes } from '../machine/units.ts'
import { MAX_SERVED_BYTES, productOf, type Trace, type TraceOp } from './trace.ts'

/** One block of a recorded program. */
export interface Block {
	readonly sizeBytes: Bytes
	/** Index of the trace op that made it. */
	readonly madeAt: number
	/** Index of the trace op that freed it, or moved it to the next block of its life; none if nothing did. */
	readonly freedAt?: number
}

/**
 * What the program thinks of as one block: from a malloc to its free, over every realloc between.
 * A realloc that must move makes the next block, copies and frees the one before, so a life with
 * k reallocs has k + 1 blocks, each made by the op that freed the one before.
 */
export type Life = readonly Block[]

/**
 * The lives of a trace, in the order of their first malloc. Refused requests made no block and are
 * left out; a refused realloc leaves the block as it was; a realloc to 0 frees, and a later realloc
 * of that id starts a new life. Memory aligned more than malloc aligns has no place in a round and
 * is left out too (`memalign`).
 */
export function livesOf(trace: Trace): Life[] {
	const lives: Block[][] = []
	/** The life that each bound id is in; absent while it is NULL. */
	const current = new Map<number, Block[]>()
	const end = (id: number, at: number): void => {
		const life = current.get(id)
		const last = life?.pop()
		if (last) life?.push({ ...last, freedAt: at })
	}
	for (const [at, op] of trace.ops.entries()) {
		const sizeBytes = servedBytes(op)
		const frees = op.kind === 'free' || (op.kind === 'realloc' && sizeBytes === 0 && current.has(op.id))
		if (frees) {
			end(op.id, at)
			current.delete(op.id)
		} else if (sizeBytes !== undefined) {
			end(op.id, at)
			let life = current.get(op.id)
			if (!life) {
				life = []
				lives.push(life)
				current.set(op.id, life)
			}
			life.push({ sizeBytes, madeAt: at })
		}
	}
	return lives
}

/** The size of the block that an op makes; undefined if it makes none. */
function servedBytes(op: TraceOp): Bytes | undefined {
	if (op.kind === 'malloc' || op.kind === 'realloc') return typeof op.sizeBytes === 'number' ? op.sizeBytes : undefined
	if (op.kind !== 'calloc') return undefined
	const product = productOf(op.count, op.sizeBytes)
	return product <= MAX_SERVED_BYTES ? bytes(Number(product)) : undefined
}
