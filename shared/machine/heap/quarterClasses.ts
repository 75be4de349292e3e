import { floorLog2 } from './floorLog2.ts'

/**
 * Size classes of jemalloc (sc.c) and mimalloc (page-queue.c): 8, then 16 apart up to 128, then four for
 * each doubling, numbered from 0.
 *
 *     8 │ 16 32 48 64 80 96 112 128 │ 160 192 224 256 │ 320 384 448 512 │ 640 …
 *
 * No request of 129 bytes or more wastes a fifth of its block.
 */
const QUANTUM = 16
const LAST_QUANTUM_CLASS = 8
const LG_LAST_QUANTUM = 7

/** Number of the smallest class that holds `request` bytes. */
export function classFor(request: number): number {
	if (request <= 8) return 0
	if (request <= QUANTUM * LAST_QUANTUM_CLASS) return Math.ceil(request / QUANTUM)
	const doubling = floorLog2(request - 1)
	const quarter = 2 ** (doubling - 2)
	return LAST_QUANTUM_CLASS + (doubling - LG_LAST_QUANTUM) * 4 + Math.ceil(request / quarter) - 4
}

function computeBytes(number: number): number {
	if (number === 0) return 8
	if (number <= LAST_QUANTUM_CLASS) return number * QUANTUM
	const step = number - LAST_QUANTUM_CLASS - 1
	return (5 + (step % 4)) * 2 ** (LG_LAST_QUANTUM - 2 + Math.floor(step / 4))
}

/** Classes up to 2^48 bytes. */
const CLASSES = classFor(2 ** 48) + 1
const bytesByClass: readonly number[] = Array.from({ length: CLASSES }, (_, number) => computeBytes(number))

/** Bytes of a class; Infinity of that of an infinite request. */
export const bytesOfClass = (number: number): number => bytesByClass[number] ?? Infinity
