import { bytes } from '../machine/units.ts'
import { LANES, type ObjectId, type Op, type Plate, type Program } from './op.ts'
import { between, type RandomStream, randomStream } from './random.ts'
import { lanesOf, put, type Timeline } from './timeline.ts'
import { touchPart, touchWhole } from './touches.ts'

/** A generated program in the making. Families write on it one after the other, so acts can follow each other. */
export interface Draft {
	readonly stream: RandomStream
	readonly timeline: Timeline
	/** The name of the next object. */
	nextObject: ObjectId
	/** What is written next begins here. */
	moment: number
}

export const newDraft = (seed: number): Draft => ({
	stream: randomStream(seed, 'program'),
	timeline: [],
	nextObject: 0,
	moment: 0,
})

/** The program so far; what was put at `draft.moment` or later doesn't happen (an object freed there never is). */
export const programOf = (draft: Draft, name: string): Program => ({
	name,
	origin: `generator ${name} (GAME.md §5)`,
	lanes: lanesOf(draft.timeline, draft.moment),
})

/**
 * The lane with the fewest ops up to a moment. No lane waits for another: only lanes that have had
 * equally much to do by every moment are at the same place of the program, so that what belongs to
 * one wave or phase happens together.
 */
export function calmestLane(timeline: Timeline, untilMoment: number): number {
	const counts = new Array<number>(LANES).fill(0)
	for (const { lane, moment } of timeline) if (moment <= untilMoment) counts[lane] = (counts[lane] ?? 0) + 1
	return counts.indexOf(Math.min(...counts))
}

/** One object from its malloc to its free, or for good. */
export interface Stay {
	readonly plate: Plate
	readonly sizeBytes: number
	readonly madeAt: number
	/** null: never freed. */
	readonly freedAt: number | null
	/** In percent: whether a part of it is touched again while it lives. */
	readonly againPercent: number
	readonly lane?: number
}

/** An object that is written whole as soon as it is made; returns its name and the lane that owns it. */
export function putStay(draft: Draft, stay: Stay): { readonly object: ObjectId; readonly lane: number } {
	const { stream, timeline } = draft
	const { plate, sizeBytes, madeAt, freedAt } = stay
	const lane = stay.lane ?? calmestLane(timeline, madeAt)
	const object = nameObject(draft)
	put(timeline, madeAt, lane, [mallocOf(object, sizeBytes, plate), ...touchWhole(object, sizeBytes, true)])
	const lastMoment = (freedAt ?? madeAt + LONG_LIFE) - 1
	if (lastMoment > madeAt && between(stream, 1, 100) <= stay.againPercent) {
		put(timeline, between(stream, madeAt + 1, lastMoment), lane, touchPart(stream, object, sizeBytes))
	}
	if (freedAt !== null) put(timeline, freedAt, lane, [{ kind: 'free', object }])
	return { object, lane }
}

/** What is never freed is touched again within so many moments. */
const LONG_LIFE = 30

export function nameObject(draft: Draft): ObjectId {
	draft.nextObject += 1
	return draft.nextObject - 1
}

export const mallocOf = (object: ObjectId, sizeBytes: number, plate: Plate): Op => ({
	kind: 'malloc',
	object,
	sizeBytes: bytes(sizeBytes),
	plate,
})
