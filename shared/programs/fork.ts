import { newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { ObjectId, Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { put } from './timeline.ts'
import { touchPart } from './touches.ts'
import { putWilds } from './wildAccesses.ts'

/** Records of a store that stay, then short work, one malloc a moment. */
const KEYS = 22
const TEMPORARIES = 44
/** The first child, at about step 60 (GAME.md §5), and one when all is in use again. */
const FORKS_AT = [20, 46] as const
/** Share of the pages that the first child writes (GAME.md §5), and bounds for the second's. */
const FIRST_WRITES_PERCENT = 30
const SECOND_WRITES_PERCENT = [10, 60] as const
/** Records that the parent changes within so many moments after each fork. */
const CHANGES = 8
const CHANGED_WITHIN = 9

/**
 * A store that saves itself the way Redis does: it forks, and the child writes the snapshot down
 * while the parent goes on. All pages are shared until one of the two writes: then a copy is due,
 * the more the parent changes the more. Short work between them goes on as ever.
 */
export function fork(seed: number): Program {
	const draft = newDraft(seed)
	const { stream, timeline } = draft
	const endMoment = KEYS + TEMPORARIES + 6
	putGlobals(draft, endMoment)
	putWilds(draft, 8, endMoment - 5)
	const percents = [FIRST_WRITES_PERCENT, between(stream, ...SECOND_WRITES_PERCENT)]
	for (const [index, at] of FORKS_AT.entries()) {
		const childWritesPercent = percents[index] ?? FIRST_WRITES_PERCENT
		put(timeline, at, 0, [{ kind: 'fork', childWritesPercent, salt: between(stream, 0, 0xffff) }])
		climbTo(draft, at + 2, between(stream, 2, 4))
	}
	const keys: { readonly object: ObjectId; readonly lane: number; readonly sizeBytes: number }[] = []
	for (let index = 0; index < KEYS + TEMPORARIES; index += 1) {
		// Most records are there before the first fork.
		const isKey = keys.length < KEYS && index % 5 !== 4
		const sizeBytes = isKey ? between(stream, 60, 200) : between(stream, 24, 120)
		const freedAt = isKey ? null : index + between(stream, 3, 8)
		const plate = isKey ? 'KEY' : 'TMP'
		const stay = putStay(draft, { plate, sizeBytes, madeAt: index, freedAt, againPercent: isKey ? 0 : 30 })
		if (isKey) keys.push({ ...stay, sizeBytes })
	}
	const oldest = keys.slice(0, KEYS / 2 + 4)
	for (const at of FORKS_AT) {
		for (const { object, lane, sizeBytes } of shuffle(stream, oldest).slice(0, CHANGES)) {
			const [change] = touchPart(stream, object, sizeBytes)
			if (change?.kind === 'touch')
				put(timeline, at + between(stream, 1, CHANGED_WITHIN), lane, [{ ...change, write: true }])
		}
	}
	draft.moment = endMoment
	return programOf(draft, 'fork')
}
