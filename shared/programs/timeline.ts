import { LANES, type Op } from './op.ts'

/**
 * A program before it is dealt to the lanes: generators put an object's whole life here at once,
 * at the moments when things happen, and `lanesOf` brings them into the order of time.
 */
export type Timeline = { readonly moment: number; readonly lane: number; readonly op: Op }[]

/** Puts ops at a moment, after all that was put there before. */
export function put(timeline: Timeline, moment: number, lane: number, ops: readonly Op[]): void {
	for (const op of ops) timeline.push({ moment, lane, op })
}

/** The ops of each lane in the order of time; from `endMoment` on nothing happens any more. */
export function lanesOf(timeline: Timeline, endMoment: number): Op[][] {
	const inOrder = timeline.filter(({ moment }) => moment < endMoment).sort((one, other) => one.moment - other.moment)
	const lanes: Op[][] = Array.from({ length: LANES }, () => [])
	for (const { lane, op } of inOrder) lanes[lane]?.push(op)
	return lanes
}
