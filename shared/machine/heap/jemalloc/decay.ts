/**
 * When dirty pages are given back (jemalloc 5.3: decay.c). The real allocator lets pages that become
 * dirty at one moment decay over 10 s, in 200 epochs, along a smoothstep curve; here an epoch is a
 * number of calls, since the emulator has no clock:
 *
 *     pages that may stay
 *     all ┤▔▔▔▔╲
 *         │      ╲
 *       0 ┤        ╲▁▁▁▁
 *         0        200 epochs
 */
const EPOCHS = 200
/** 50 ms, at a call each 10 µs. */
export const EPOCH_OPS = 5_000
/** Denominator of `STEPS`. */
const ONE = 2 ** 14

/** 6x⁵ - 15x⁴ + 10x³ at x = 1/200 … 1, times `ONE`, in whole numbers. */
const STEPS: readonly number[] = Array.from({ length: EPOCHS }, (_, at) => {
	const i = at + 1
	const cubic = i ** 3 * (6 * i * i - 15 * EPOCHS * i + 10 * EPOCHS * EPOCHS)
	return Math.floor((cubic * ONE) / EPOCHS ** 5)
})

export interface Decay {
	/** Calls since the last epoch. */
	ops: number
	/** Pages that became dirty in each of the last epochs, the oldest first. */
	readonly became: number[]
	/** Dirty pages after the last epoch's purge. */
	pagesLeft: number
}

export const createDecay = (): Decay => ({ ops: 0, became: Array.from({ length: EPOCHS }, () => 0), pagesLeft: 0 })

/** One call passes. True: an epoch has ended, and `decayLimitPages` is new. */
export function passEpoch(decay: Decay, dirtyPages: number): boolean {
	decay.ops += 1
	if (decay.ops < EPOCH_OPS) return false
	decay.ops = 0
	decay.became.shift()
	decay.became.push(Math.max(0, dirtyPages - decay.pagesLeft))
	decay.pagesLeft = dirtyPages
	return true
}

/** Dirty pages that may stay now. */
export function decayLimitPages(decay: Decay): number {
	let weighed = 0
	for (let at = 0; at < EPOCHS; at += 1) weighed += (decay.became[at] as number) * (STEPS[at] as number)
	return Math.floor(weighed / ONE)
}
