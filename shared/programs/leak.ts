import { newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { Program } from './op.ts'
import { between } from './random.ts'
import { climbTo } from './stack.ts'
import { putWilds } from './wildAccesses.ts'

/** One malloc a moment (GAME.md §9.1: N = 84): three suspects, then one temporary. */
const MALLOCS = 84
/** So many suspects, then one that nobody ever frees. */
const LEAK_EVERY = 5

/**
 * Every fifth `SUS` is forgotten: written once, never used again, never freed. That is the
 * program's bug. malloc can't tell it from a long life and can't give it back; the kernel can see
 * that its pages stay cold, and swap them out.
 */
export function leak(seed: number): Program {
	const draft = newDraft(seed)
	const { stream } = draft
	const endMoment = MALLOCS + 12
	putGlobals(draft, endMoment)
	putWilds(draft, 10, endMoment - 5)
	for (const [index, pages] of [3, between(stream, 4, 6)].entries()) climbTo(draft, 8 + 40 * index, pages)
	let suspects = 0
	for (let madeAt = 0; madeAt < MALLOCS; madeAt += 1) {
		if (madeAt % 4 === 3) {
			const freedAt = madeAt + between(stream, 3, 8)
			putStay(draft, { plate: 'TMP', sizeBytes: between(stream, 24, 120), madeAt, freedAt, againPercent: 30 })
			continue
		}
		suspects += 1
		const leaks = suspects % LEAK_EVERY === 0
		putStay(draft, {
			plate: 'SUS',
			sizeBytes: between(stream, 64, 200),
			madeAt,
			freedAt: leaks ? null : madeAt + between(stream, 5, 12),
			againPercent: leaks ? 0 : 50,
		})
	}
	draft.moment = endMoment
	return programOf(draft, 'leak')
}
