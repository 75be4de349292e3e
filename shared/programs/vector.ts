import { bytes } from '../machine/units.ts'
import { type Draft, mallocOf, nameObject, newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import type { Plate, Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { put } from './timeline.ts'
import { touch, touchWhole } from './touches.ts'
import { putWilds } from './wildAccesses.ts'

const GENERATIONS = 3
/** Moments of a generation: eight in which arrays grow, then they go. */
const BEATS = 8
const GENERATION = BEATS + 2
const FIRST_BYTES = 32

/** How an array grows, and how much goes on around it, so that all lanes have equally much to do. */
interface Growth {
	readonly plate: Plate
	readonly next: (sizeBytes: number) => number
	readonly beats: readonly number[]
	readonly neighbours: readonly number[]
	/** Gives back what it doesn't need before it goes (C++ `shrink_to_fit`). */
	readonly shrinks: boolean
}

const GROWTHS: readonly Growth[] = [
	{
		plate: 'VEC',
		next: (sizeBytes) => Math.floor((sizeBytes * 3) / 2),
		beats: [1, 2, 3, 4, 5, 6],
		neighbours: [1, 2, 3, 4, 5],
		shrinks: false,
	},
	{
		plate: 'DBL',
		next: (sizeBytes) => 2 * sizeBytes,
		beats: [1, 3, 5, 7],
		neighbours: [0, 1, 2, 3, 5, 6],
		shrinks: true,
	},
	{
		plate: 'INC',
		next: (sizeBytes) => sizeBytes + 16,
		beats: [0, 1, 2, 3, 4, 5, 6, 7],
		neighbours: [1, 3, 5],
		shrinks: false,
	},
]

/**
 * Arrays that grow while they are filled, by half, by double or by 16 bytes, each with small
 * objects made between two growths:
 *
 *   │ VEC 48 │NBR│   top        the neighbour stands where the array wants to grow:
 *   │ free   │NBR│ VEC 72 │NBR│ it moves, and all its bytes are copied
 *
 * Whoever parks the neighbours elsewhere lets it grow in place. The plate says how it grows.
 */
export function vector(seed: number): Program {
	const draft = newDraft(seed)
	const { stream } = draft
	const endMoment = GENERATIONS * GENERATION
	putGlobals(draft, endMoment)
	putWilds(draft, 4, endMoment - 2)
	climbTo(draft, 8, between(stream, 3, 5))
	putArrays(draft, GENERATIONS)
	return programOf(draft, 'vector')
}

export function putArrays(draft: Draft, generations: number): void {
	const { stream } = draft
	for (let generation = 0; generation < generations; generation += 1) {
		for (const [lane, growth] of shuffle(stream, GROWTHS).entries()) putArray(draft, lane, growth)
		draft.moment += GENERATION
	}
}

function putArray(draft: Draft, lane: number, growth: Growth): void {
	const { stream, timeline, moment } = draft
	const object = nameObject(draft)
	let sizeBytes = FIRST_BYTES
	put(timeline, moment, lane, [mallocOf(object, sizeBytes, growth.plate), ...touchWhole(object, sizeBytes, true)])
	for (let beat = 0; beat < BEATS; beat += 1) {
		if (growth.beats.includes(beat)) {
			const before = sizeBytes
			sizeBytes = growth.next(before)
			put(timeline, moment + beat, lane, [
				{ kind: 'realloc', object, sizeBytes: bytes(sizeBytes) },
				touch(object, before, sizeBytes - before, true),
			])
		}
		if (growth.neighbours.includes(beat)) {
			const freedAt = moment + beat + between(stream, 4, 16)
			const madeAt = moment + beat
			putStay(draft, { plate: 'NBR', sizeBytes: between(stream, 24, 80), madeAt, freedAt, againPercent: 0, lane })
		}
	}
	put(timeline, moment + BEATS, lane, touchWhole(object, sizeBytes, false))
	if (growth.shrinks) {
		const fitBytes = between(stream, sizeBytes / 2, (sizeBytes * 3) / 4)
		put(timeline, moment + BEATS, lane, [{ kind: 'realloc', object, sizeBytes: bytes(fitBytes) }])
	}
	put(timeline, moment + BEATS + 1, lane, [{ kind: 'free', object }])
}
