import { putImages } from './big.ts'
import { type Draft, newDraft, programOf, putStay } from './draft.ts'
import { putHoles } from './fragmenter.ts'
import { putGlobals } from './globals.ts'
import type { Program } from './op.ts'
import { between } from './random.ts'
import { putWaves } from './sawtooth.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { putRequests } from './steady.ts'
import { putArrays } from './vector.ts'
import { putWilds } from './wildAccesses.ts'

type Act = (draft: Draft) => void

/** Kernel and MMU lead (GAME.md §5, three-act rounds). */
const FIRST_ACTS: readonly Act[] = [(draft) => putWaves(draft, 2), (draft) => putRequests(draft, 32)]
/** malloc leads. */
const SECOND_ACTS: readonly Act[] = [
	(draft) => putHoles(draft, 14, 5),
	(draft) => putArrays(draft, 1),
	(draft) => putImages(draft, 24),
]
/** Jobs of the last act; each lives through most of it. */
const JOBS = 18
const JOB_BYTES = [160, 400] as const

/**
 * Three acts, so that each seat leads once: ordinary traffic, then one that placement decides, then
 * more live memory than there are frames, used all over. What the acts before it left is still there.
 */
export function threeActs(seed: number): Program {
	const draft = newDraft(seed)
	const { stream } = draft
	putGlobals(draft, 40)
	putWilds(draft, 10, 70)
	FIRST_ACTS[between(stream, 0, FIRST_ACTS.length - 1)]?.(draft)
	SECOND_ACTS[between(stream, 0, SECOND_ACTS.length - 1)]?.(draft)
	putPressure(draft)
	return programOf(draft, 'three-acts')
}

function putPressure(draft: Draft): void {
	const { stream, moment } = draft
	climbTo(draft, moment + 2, between(stream, 5, 8))
	const freeOrder = shuffle(stream, [...Array(JOBS).keys()])
	for (const [index, order] of freeOrder.entries()) {
		putStay(draft, {
			plate: 'JOB',
			sizeBytes: between(stream, ...JOB_BYTES),
			madeAt: moment + index,
			freedAt: moment + JOBS + 8 + order,
			againPercent: 100,
		})
	}
	draft.moment = moment + 2 * JOBS + 8
}
