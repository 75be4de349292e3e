import { MAX_SERVED_BYTES, type Trace } from './trace.ts'

/** A peak counts if the program gives back at least this share of its largest live size before it goes higher. */
const SMALLEST_FALL = 1 / 16

/**
 * The ops at which the program holds most before it lets go of a good part of it: local maxima of the bytes asked
 * for, in order, the last of them the end's if it only grows there. They depend on the trace alone.
 */
export function peaksOf({ ops }: Trace): number[] {
	const held = new Map<number, number>()
	const live = new Float64Array(ops.length)
	let sum = 0
	let most = 0
	for (const [index, op] of ops.entries()) {
		if (op.kind === 'free') {
			sum -= held.get(op.id) ?? 0
			held.delete(op.id)
		} else if (op.kind !== 'write' && op.kind !== 'read') {
			const asked = op.kind === 'calloc' ? Number(op.count) * Number(op.sizeBytes) : Number(op.sizeBytes)
			if (asked <= MAX_SERVED_BYTES) {
				sum += asked - (held.get(op.id) ?? 0)
				held.set(op.id, asked)
			}
		}
		live[index] = sum
		if (sum > most) most = sum
	}
	return maximaOf(live, Math.max(1, most * SMALLEST_FALL))
}

/** Where values are highest before they fall by `fall`, and highest since they did. */
function maximaOf(values: Float64Array, fall: number): number[] {
	const found: number[] = []
	let high = 0
	let low = 0
	let rises = true
	for (let at = 0; at < values.length; at += 1) {
		const value = values[at] as number
		if (rises) {
			if (value > (values[high] as number)) high = at
			if (value > (values[high] as number) - fall) continue
			found.push(high)
			rises = false
			low = at
		} else {
			if (value < (values[low] as number)) low = at
			if (value < (values[low] as number) + fall) continue
			rises = true
			high = at
		}
	}
	if (rises && values.length > 0) found.push(high)
	return found
}
