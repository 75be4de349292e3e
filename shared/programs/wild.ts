import { LAYOUT } from '../machine/scale.ts'
import { bytes } from '../machine/units.ts'
import { calmestLane, newDraft, programOf, putStay } from './draft.ts'
import { globalAccess, putGlobals } from './globals.ts'
import type { ObjectId, Op, Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { put } from './timeline.ts'
import { codeWrite, guardGap, kernelHalf, nearNull, nowhere } from './wildAccesses.ts'

/** One malloc a moment. */
const MALLOCS = 56
const LONGEST_LIFE = 25
const USES_AFTER_FREE = 5
const OVERRUNS = 4
/** From every address that the heap can have, so far lands above its limit and below the mmap areas. */
const FAR_BYTES = 0x3800

/**
 * All the ways to use a wrong address. Some fault: NULL, code, the kernel's half, the guard gap,
 * nowhere. Some look wrong and are right: code is read, data and bss are written. And some are
 * bugs that no hardware sees: an object is used after its free, or a little past its end, on a
 * page that is there. The same overrun fails only when it runs far enough.
 */
export function wild(seed: number): Program {
	const draft = newDraft(seed)
	const { stream, timeline } = draft
	const endMoment = MALLOCS + 10
	putGlobals(draft, endMoment)
	const accesses = [
		nearNull(stream, false),
		nearNull(stream, true),
		codeWrite(stream),
		kernelHalf(stream, false),
		kernelHalf(stream, true),
		guardGap(stream, true),
		nowhere(stream, false),
		nowhere(stream, true),
		globalAccess(stream, LAYOUT.textLow, false),
		globalAccess(stream, LAYOUT.data, true),
		globalAccess(stream, LAYOUT.bss, true),
	]
	for (const [index, op] of shuffle(stream, accesses).entries()) {
		const at = 5 + Math.floor((index * MALLOCS) / accesses.length)
		put(timeline, at, calmestLane(timeline, at), [op])
	}
	climbTo(draft, 12, between(stream, 3, 5))
	// The last ones may be freed too late for anything to come after.
	const bugs = shuffle(stream, [...Array(MALLOCS - LONGEST_LIFE).keys()])
	const usedAfterFree = new Set(bugs.slice(0, USES_AFTER_FREE))
	const overrun = bugs.slice(USES_AFTER_FREE, USES_AFTER_FREE + OVERRUNS)
	const far = bugs[USES_AFTER_FREE + OVERRUNS]
	for (let index = 0; index < MALLOCS; index += 1) {
		const isLong = index % 5 === 0
		const sizeBytes = isLong ? between(stream, 60, 200) : between(stream, 24, 120)
		const freedAt = index + (isLong ? between(stream, 12, LONGEST_LIFE) : between(stream, 3, 8))
		const plate = isLong ? 'SES' : 'TMP'
		const { object, lane } = putStay(draft, { plate, sizeBytes, madeAt: index, freedAt, againPercent: 30 })
		const isWrite = between(stream, 0, 1) === 1
		if (usedAfterFree.has(index)) {
			put(timeline, freedAt + between(stream, 0, 4), lane, [stray(object, between(stream, 0, sizeBytes - 8), isWrite)])
		}
		// One byte past the end is the classic; a few more reach the neighbour's header.
		if (overrun.includes(index))
			put(timeline, index + 1, lane, [stray(object, sizeBytes + 8 * between(stream, 0, 3), true)])
		if (index === far) put(timeline, index + 1, lane, [stray(object, FAR_BYTES, true)])
	}
	draft.moment = endMoment
	return programOf(draft, 'wild')
}

const stray = (object: ObjectId, offsetBytes: number, write: boolean): Op => ({
	kind: 'stray',
	object,
	offsetBytes: bytes(offsetBytes),
	write,
})
