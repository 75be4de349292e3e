import { newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { putWilds } from './wildAccesses.ts'

/** Depths of the saw in pages (GAME.md §5: 2 → 14); the limit is 16. */
const TEETH = [5, 14, 8] as const
/** One page past the limit. */
const RUNAWAY_PAGES = 17
const MALLOCS = 50

/**
 * The main thread's stack is a saw: it climbs, falls back, and finds its pages still there when it
 * climbs again. One recursion has no end: it runs through the whole area and its last call falls
 * into the guard gap, the one call that the kernel must not serve. The other threads do small work.
 */
export function recursion(seed: number): Program {
	const draft = newDraft(seed)
	const { stream } = draft
	// Never first: who has seen the stack grow rightly knows what is wrong.
	const teeth = shuffle<number>(stream, TEETH)
	teeth.splice(between(stream, 1, 2), 0, RUNAWAY_PAGES)
	let moment = 2
	for (const pages of teeth) moment = climbTo(draft, moment, pages) + between(stream, 1, 3)
	putGlobals(draft, moment)
	putWilds(draft, 10, moment - 5)
	for (let index = 0; index < MALLOCS; index += 1) {
		const madeAt = Math.floor((index * (moment - 4)) / MALLOCS)
		const isLong = index % 4 === 0
		putStay(draft, {
			plate: isLong ? 'SES' : 'TMP',
			sizeBytes: isLong ? between(stream, 60, 200) : between(stream, 24, 120),
			madeAt,
			freedAt: madeAt + (isLong ? between(stream, 20, 50) : between(stream, 4, 14)),
			againPercent: 40,
		})
	}
	draft.moment = moment
	return programOf(draft, 'recursion')
}
