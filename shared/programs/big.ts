import { TEACH } from '../machine/scale.ts'
import { calmestLane, type Draft, mallocOf, nameObject, newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { put } from './timeline.ts'
import { touch } from './touches.ts'
import { putWilds } from './wildAccesses.ts'

/** One malloc a moment (GAME.md §9.1: N = 66). */
const MALLOCS = 66
/** Every sixth object is an image. */
const IMAGE_EVERY = 6
const IMAGE_PAGES = [6, 14] as const

/**
 * Images of many pages of which the program looks at one to three: what is promised is far more
 * than what is ever needed. On either side of malloc's mmap threshold (8 pages), short-lived, so
 * that heap and mmap can be compared. The rest is small.
 */
export function big(seed: number): Program {
	const draft = newDraft(seed)
	putGlobals(draft, MALLOCS)
	putWilds(draft, 10, MALLOCS - 5)
	climbTo(draft, 20, between(draft.stream, 3, 6))
	putImages(draft, MALLOCS)
	return programOf(draft, 'big')
}

/** So many mallocs, one a moment; what lives at the end of the part goes with a later one, or never. */
export function putImages(draft: Draft, mallocs: number): void {
	const { stream, moment } = draft
	for (let index = 0; index < mallocs; index += 1) {
		const madeAt = moment + index
		if (index % IMAGE_EVERY === 3) {
			putImage(draft, madeAt)
			continue
		}
		const isLong = index % IMAGE_EVERY === 0
		const freedAt = madeAt + (isLong ? between(stream, 15, 30) : between(stream, 3, 8))
		const plate = isLong ? 'SES' : 'TMP'
		putStay(draft, { plate, sizeBytes: between(stream, 24, isLong ? 200 : 120), madeAt, freedAt, againPercent: 25 })
	}
	draft.moment = moment + mallocs
}

/** Bytes `16 … 31` of some of its pages, counted from its start, are written; the first of these is read later. */
function putImage(draft: Draft, madeAt: number): void {
	const { stream, timeline } = draft
	const pages = between(stream, ...IMAGE_PAGES)
	const object = nameObject(draft)
	const lane = calmestLane(timeline, madeAt)
	const sizeBytes = pages * TEACH.pageBytes - 8 * between(stream, 1, 8)
	const seen = shuffle(stream, [...Array(pages).keys()]).slice(0, between(stream, 1, 3))
	put(timeline, madeAt, lane, [mallocOf(object, sizeBytes, 'IMG')])
	for (const number of seen) put(timeline, madeAt + 1, lane, [touch(object, number * TEACH.pageBytes + 16, 16, true)])
	put(timeline, madeAt + 4, lane, [touch(object, (seen[0] ?? 0) * TEACH.pageBytes + 16, 16, false)])
	put(timeline, madeAt + between(stream, 6, 10), lane, [{ kind: 'free', object }])
}
