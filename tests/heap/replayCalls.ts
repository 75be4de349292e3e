import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import type { Call } from './fixture.ts'

/**
 * Replays calls; the program writes each block as a whole when it gets it. After each call `observe`
 * learns the block that it returned; 0 for none.
 */
export function replayCalls(
	allocator: Allocator,
	calls: readonly Call[],
	observe: (block: number, call: Call, at: number) => void,
): void {
	const blocks = new Map<number, number>()
	calls.forEach((call, at) => {
		const old = blocks.get(call.id) ?? 0
		const block = answer(allocator, call, old)
		if (block !== 0 && call.size > 0) allocator.touch(block, 0, call.size, true)
		if (call.kind === 'f') blocks.delete(call.id)
		else if (block !== 0 || call.kind !== 'r' || call.size === 0) blocks.set(call.id, block)
		observe(block, call, at)
	})
}

function answer(allocator: Allocator, call: Call, old: number): number {
	const isTooMuch = Number.isNaN(call.size)
	if (call.kind === 'f' || (call.kind === 'r' && old !== 0 && call.size === 0)) {
		if (old !== 0) allocator.free(old)
		return 0
	}
	if (isTooMuch) return 0
	if (call.kind === 'r' && old !== 0) return allocator.realloc(old, call.size)
	if (call.kind === 'c') return allocator.calloc(call.size)
	if (call.kind === 'm') return allocator.memalign(call.alignment, call.size)
	return allocator.malloc(call.size)
}

/** Most KiB that are present at once, beyond those present at the start. */
export function peakFullKib(allocator: Allocator, calls: readonly Call[]): number {
	const start = allocator.memory.resident
	let peak = 0
	replayCalls(allocator, calls, () => {
		peak = Math.max(peak, allocator.memory.resident - start)
	})
	return peak * 4
}
