import { type Draft, mallocOf, nameObject, newDraft, programOf, putStay } from './draft.ts'
import { globalAccess, putGlobals } from './globals.ts'
import { LAYOUT } from '../machine/scale.ts'
import { LANES, type Program } from './op.ts'
import { between } from './random.ts'
import { climbTo } from './stack.ts'
import { put } from './timeline.ts'
import { touchPart, touchWhole } from './touches.ts'
import { putWilds } from './wildAccesses.ts'

const PAIRS = 26
const BIGS = 8
/** A chunk of 112 bytes. */
const GAP_BYTES = 104
/** The smallest chunk, 32 bytes. */
const PIN_BYTES = 24
const PIN_CHUNK_BYTES = 32
/**
 * GAME.md §5 says 120–200 B, for one thread. With three, which don't wait for each other, up to three
 * gaps may lie side by side, each lane's next one behind a pin of its own: 336 bytes are not enough.
 */
const BIG_BYTES = [344, 440] as const
/** From the program's start until its input is gone and the pairs begin. */
const START = 5

/**
 * Objects of two lives in turn; then all of one kind go and leave holes that nothing needs:
 *
 *   │ input, freed │CFG│ GAP │PIN│ GAP │PIN│ …       then  │ free │PIN│ free │PIN│ …   and now BIG
 *
 * Half of the heap is free, and each hole is too small. The hole of the input, at the start, is as
 * large as all pins together: whoever reads the plates puts the pins there, side by side, and gets
 * one large hole where the gaps were (Robson's bad case for any policy that can't tell them apart).
 */
export function fragmenter(seed: number): Program {
	const draft = newDraft(seed)
	putGlobals(draft, START + 2 * PAIRS + 3 * BIGS)
	putHoles(draft, PAIRS, BIGS)
	putWilds(draft, START + 6, draft.moment - 5)
	climbTo(draft, START + 2 * PAIRS, between(draft.stream, 3, 5))
	return programOf(draft, 'fragmenter')
}

export function putHoles(draft: Draft, pairs: number, bigs: number): void {
	const { stream, timeline, moment } = draft
	putInput(draft, pairs)
	const holesAt = moment + START + 2 * pairs + 2
	for (let index = 0; index < 2 * pairs; index += 1) {
		const madeAt = moment + START + index
		// An odd number of lanes: each lane makes gaps and pins in turn too, whichever lane is faster.
		const lane = index % LANES
		const object = nameObject(draft)
		const isGap = index % 2 === 0
		const sizeBytes = isGap ? GAP_BYTES : PIN_BYTES
		put(timeline, madeAt, lane, [mallocOf(object, sizeBytes, isGap ? 'GAP' : 'PIN')])
		// Half of each kind, equally many in each lane: all lanes come to the holes together.
		if (Math.floor(index / LANES) % 4 < 2) put(timeline, madeAt, lane, touchWhole(object, sizeBytes, true))
		if (isGap) put(timeline, holesAt, lane, [{ kind: 'free', object }])
		else if (between(stream, 0, 2) === 0)
			put(timeline, holesAt + between(stream, 2, 3 * bigs), lane, touchPart(stream, object, sizeBytes))
	}
	for (let index = 0; index < bigs; index += 1) {
		const madeAt = holesAt + 3 + 3 * index
		const sizeBytes = between(stream, ...BIG_BYTES)
		putStay(draft, { plate: 'BIG', sizeBytes, madeAt, freedAt: null, againPercent: 20 })
	}
	draft.moment = holesAt + 3 + 3 * bigs
}

/**
 * The input is read in, and given back before the first pair; meanwhile the other threads start.
 * What the main thread keeps of it lies behind it, or its hole would become part of top.
 */
function putInput(draft: Draft, pairs: number): void {
	const { stream, timeline, moment } = draft
	const sizeBytes = pairs * PIN_CHUNK_BYTES - 8
	const input = nameObject(draft)
	const kept = nameObject(draft)
	put(timeline, moment, 0, [
		mallocOf(input, sizeBytes, 'INP'),
		...touchWhole(input, 16, true),
		mallocOf(kept, 40, 'CFG'),
		{ kind: 'free', object: input },
	])
	for (let lane = 1; lane < LANES; lane += 1) {
		const pages = [LAYOUT.textHigh, LAYOUT.data, LAYOUT.bss, LAYOUT.textLow]
		for (const page of pages) put(timeline, moment, lane, [globalAccess(stream, page, false)])
	}
}
