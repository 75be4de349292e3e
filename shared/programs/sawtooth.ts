import { calmestLane, type Draft, newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { putWilds } from './wildAccesses.ts'

const WAVES = 4
/** Nodes of one wave (GAME.md §5: 4 × 18 NOD of 48–240 B). */
const NODES = 18
/** From the last malloc of a wave to its first free. */
const CREST = 4
/** Moments of a wave. */
const WAVE = 2 * NODES + CREST

/**
 * A tree is built and thrown away, four times over:
 *
 *   live   ╱╲  ╱╲  ╱╲  ╱╲      whoever gives the break back at each foot asks for it
 *   bytes ╱  ╲╱  ╲╱  ╲╱  ╲     again at once; whoever keeps it pays rent for nothing
 *
 * Nodes are freed in a drawn order, so that the heap is all holes on the way down.
 */
export function sawtooth(seed: number): Program {
	const draft = newDraft(seed)
	putGlobals(draft, WAVES * WAVE)
	putWilds(draft, 10, WAVES * WAVE - 10)
	putWaves(draft, WAVES)
	return programOf(draft, 'sawtooth')
}

export function putWaves(draft: Draft, waves: number): void {
	const { stream } = draft
	for (let wave = 0; wave < waves; wave += 1) {
		const start = draft.moment
		// The tree is walked by a recursive function while it stands.
		climbTo(draft, start + NODES, between(stream, 2, 4))
		const freeOrder = shuffle(stream, [...Array(NODES).keys()])
		for (const [node, order] of freeOrder.entries()) {
			putStay(draft, {
				plate: 'NOD',
				sizeBytes: between(stream, 48, 240),
				madeAt: start + node,
				freedAt: start + NODES + CREST + order,
				againPercent: 40,
				// Over the whole wave, so that all lanes begin the next one together.
				lane: calmestLane(draft.timeline, start + WAVE),
			})
		}
		draft.moment = start + WAVE
	}
}
