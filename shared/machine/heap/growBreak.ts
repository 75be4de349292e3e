import { type AnonymousMemory, brk } from '../kernel/anonymousMemory.ts'

/**
 * sbrk: moves the break up by whole pages, at least `bytes` and a multiple of `stepBytes`.
 * The bytes gained, which begin at the old break; 0: refused, nothing changed.
 */
export function growBreak(memory: AnonymousMemory, bytes: number, stepBytes: number): number {
	const gained = Math.ceil(bytes / stepBytes) * stepBytes
	return brk(memory, memory.brk + gained) ? gained : 0
}
