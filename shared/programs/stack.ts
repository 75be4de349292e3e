import { firstByteOf, LAYOUT, TEACH } from '../machine/scale.ts'
import { bytes } from '../machine/units.ts'
import type { Draft } from './draft.ts'
import { between } from './random.ts'
import { put } from './timeline.ts'

/** Most functions: a page or a little less, so that a climb leaves out no page. */
const FRAME_BYTES = [200, 256] as const

/** Where the main thread's stack begins: a little above the middle of the highest page. */
export const FIRST_STACK_POINTER = firstByteOf(TEACH, LAYOUT.stackHigh) + 0x90

/** Bytes below `FIRST_STACK_POINTER` at which the stack uses so many pages, and no more. */
const depthOf = (pages: number): number =>
	FIRST_STACK_POINTER - firstByteOf(TEACH, LAYOUT.stackHigh) + (pages - 1) * TEACH.pageBytes

/**
 * The main thread calls functions until its stack uses so many pages, and returns from all of them:
 * one call or return a moment, from `start` on. Pages beyond the limit (16) make a runaway
 * recursion: its last call, and only that one, falls into the guard gap. Returns the moment after.
 */
export function climbTo(draft: Draft, start: number, pages: number): number {
	const { stream, timeline } = draft
	let depthBytes = 0
	let calls = 0
	for (; depthBytes <= depthOf(pages - 1); calls += 1) {
		const frameBytes = between(stream, ...FRAME_BYTES)
		depthBytes += frameBytes
		put(timeline, start + calls, 0, [{ kind: 'call', frameBytes: bytes(frameBytes) }])
	}
	for (let level = 0; level < calls; level += 1) put(timeline, start + calls + level, 0, [{ kind: 'return' }])
	return start + 2 * calls
}
