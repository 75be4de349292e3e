import { newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { Program } from './op.ts'
import { between } from './random.ts'
import { climbTo } from './stack.ts'
import { put } from './timeline.ts'
import { touchPart } from './touches.ts'
import { putWilds } from './wildAccesses.ts'

const GROUPS = 6
/** Requests of one group; each group leaves one line of the log behind (GAME.md §5: 12 REQ + 1 LOG). */
const REQUESTS = 12
const GROUP = REQUESTS + 1

/**
 * Twelve requests come at once and go at once, and the line of the log that is written when they are
 * all in stays for good:
 *
 *   │ REQ │ REQ │ … │ REQ │ LOG │ top      then      │        free        │ LOG │ top
 *
 * Placed where it comes, each LOG is a pin: top above it can be given back, the hole below can't.
 */
export function burst(seed: number): Program {
	const draft = newDraft(seed)
	const { stream, timeline } = draft
	const endMoment = GROUPS * GROUP + 10
	putGlobals(draft, endMoment)
	putWilds(draft, 10, endMoment - 5)
	for (const [index, pages] of [3, between(stream, 4, 6)].entries()) climbTo(draft, 10 + 36 * index, pages)
	for (let group = 0; group < GROUPS; group += 1) {
		const start = group * GROUP
		// The next group has begun when this one goes.
		const freedAt = start + GROUP + between(stream, 3, 7)
		for (let request = 0; request < REQUESTS; request += 1) {
			const sizeBytes = between(stream, 40, 160)
			putStay(draft, { plate: 'REQ', sizeBytes, madeAt: start + request, freedAt, againPercent: 25 })
		}
		const sizeBytes = between(stream, 24, 56)
		const madeAt = start + REQUESTS
		const log = putStay(draft, { plate: 'LOG', sizeBytes, madeAt, freedAt: null, againPercent: 0 })
		put(timeline, madeAt + between(stream, 2, 9), log.lane, touchPart(stream, log.object, sizeBytes))
	}
	draft.moment = endMoment
	return programOf(draft, 'burst')
}
