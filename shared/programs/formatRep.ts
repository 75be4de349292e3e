import { productOf, type Trace, type TraceOp } from './trace.ts'

/** Heap size and weight: the CS:APP drivers ignore or default them. */
const HEAP_BYTES = 20_000_000
const WEIGHT = 1

export type RepResult =
	| { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
	| { readonly ok: false; readonly line: number; readonly message: string }

/**
 * Writes a trace as a CS:APP malloc-lab trace, which knows malloc, realloc and free only: a calloc becomes a malloc
 * of the product, touches are left out, and a memalign has no form there.
 */
export function formatRepTrace(trace: Trace): RepResult {
	const lines: string[] = []
	const left = { touches: 0, callocs: 0 }
	let ids = 0
	for (const op of trace.ops) {
		ids = Math.max(ids, op.id + 1)
		if (op.kind === 'memalign') return { ok: false, line: op.line, message: 'memalign has no form in a .rep trace' }
		if (op.kind === 'write' || op.kind === 'read') left.touches += 1
		else lines.push(repLine(op))
		if (op.kind === 'calloc') left.callocs += 1
	}
	const head = [HEAP_BYTES, ids, lines.length, WEIGHT]
	const notes: string[] = []
	if (left.callocs > 0) notes.push(`${left.callocs} callocs became mallocs`)
	if (left.touches > 0) notes.push(`${left.touches} reads and writes were left out`)
	return { ok: true, text: `${[...head, ...lines].join('\n')}\n`, notes }
}

function repLine(op: Exclude<TraceOp, { kind: 'memalign' | 'write' | 'read' }>): string {
	if (op.kind === 'free') return `f ${op.id}`
	if (op.kind === 'realloc') return `r ${op.id} ${op.sizeBytes}`
	if (op.kind === 'malloc') return `a ${op.id} ${op.sizeBytes}`
	// A product of 2^64 and more can't be written down; 2^64 - 1 is refused just the same.
	const product = productOf(op.count, op.sizeBytes)
	return `a ${op.id} ${product < MAX_NUMBER ? product : MAX_NUMBER}`
}

const MAX_NUMBER = 2n ** 64n - 1n
