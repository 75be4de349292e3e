import { newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { Plate, Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { putWilds } from './wildAccesses.ts'

const PHASES = 6
/** Nodes of the syntax tree in a phase: all are freed at its end. */
const NODES = 10
/** Entries of the symbol table in a phase: a quarter of the mallocs, kept for good (GAME.md §5). */
const SYMBOLS = 3
const PHASE = NODES + SYMBOLS + 4
/** A syntax tree has few kinds of node, so few sizes. */
const NODE_BYTES = [40, 56, 72, 120] as const

/**
 * A compiler works through six functions: the tree of each is built by recursive descent, walked,
 * and freed as a whole; what it learned stays in the symbol table. The plate tells the life.
 */
export function compiler(seed: number): Program {
	const draft = newDraft(seed)
	const { stream } = draft
	const endMoment = PHASES * PHASE
	putGlobals(draft, endMoment)
	putWilds(draft, 10, endMoment - 5)
	const plates = [...Array<Plate>(NODES).fill('AST'), ...Array<Plate>(SYMBOLS).fill('SYM')]
	for (let phase = 0; phase < PHASES; phase += 1) {
		const start = phase * PHASE
		climbTo(draft, start, phase % 2 === 0 ? between(stream, 3, 6) : 2)
		const freedFrom = start + plates.length + 2
		for (const [index, plate] of shuffle(stream, plates).entries()) {
			const madeAt = start + index
			if (plate === 'SYM') {
				putStay(draft, { plate, sizeBytes: between(stream, 24, 72), madeAt, freedAt: null, againPercent: 60 })
			} else {
				const sizeBytes = NODE_BYTES[between(stream, 0, 3)] ?? 40
				putStay(draft, { plate, sizeBytes, madeAt, freedAt: freedFrom + (index % 2), againPercent: 35 })
			}
		}
	}
	draft.moment = endMoment
	return programOf(draft, 'compiler')
}
