import { describe, expect, it } from 'vitest'
import { policyNamed } from '../../shared/machine/heap/policies.ts'
import { readCalls, readJson } from './fixture.ts'
import { replayCalls } from './replayCalls.ts'

interface RealAddresses {
	readonly library: string
	readonly offsets: readonly number[]
	/** Only for jemalloc. */
	readonly usable: readonly number[]
}

/** Where each malloc, calloc, memalign and realloc of a trace put its block. */
function offsetsOf(name: string, trace: string): number[] {
	const allocator = policyNamed(name)!.create()
	const offsets: number[] = []
	replayCalls(allocator, readCalls(trace), (block, call) => {
		if (block !== 0 && call.kind !== 'f') offsets.push(allocator.offsetOf(block))
	})
	return offsets
}

/** Fixtures were made with the Debian 12 packages by preloading them into a C program that replays the trace. */
describe('addresses are those of the real libraries', () => {
	it.each(['cc1', 'fuzz', 'bins', 'large'])('H-11 tcmalloc: %s, each address from the first block on', (trace) => {
		const real = readJson(`real/tcmalloc-${trace}.json`) as RealAddresses
		const ours = offsetsOf('tcmalloc', trace)
		expect(ours.map((offset) => offset - ours[0]!)).toEqual(real.offsets)
	})

	it.each(['cc1', 'sqlite3', 'realloc', 'git-log', 'fuzz', 'large'])(
		'H-12 mimalloc: %s, each address in its segment',
		(trace) => {
			const real = readJson(`real/mimalloc-${trace}.json`) as RealAddresses
			expect(offsetsOf('mimalloc', trace)).toEqual(real.offsets)
		},
	)

	it.each(['cc1', 'sqlite3', 'steady', 'bash'])('H-13 jemalloc: %s, each address from the first block on', (trace) => {
		const real = readJson(`real/jemalloc-${trace}.json`) as RealAddresses
		const ours = offsetsOf('jemalloc', trace)
		const small = real.usable.map((usable) => usable < 16_384)
		// Large blocks begin at a random place in their first page.
		const place = (offset: number, at: number): number => (small[at] ? offset : Math.floor(offset / 4096) * 4096)
		expect(ours.map(place)).toEqual(real.offsets.map((offset, at) => place(offset + ours[0]!, at)))
	})
})
