import { chooseLives, type SampleOptions } from './chooseLives.ts'
import { type Life, livesOf } from './lives.ts'
import { MAX_TEACH_ALLOCATIONS, type ObjectId, type Plate, type Program } from './op.ts'
import { between, type RandomStream, randomStream } from './random.ts'
import { lanesOf, put, type Timeline } from './timeline.ts'
import { touchPart, touchWhole } from './touches.ts'
import type { Trace } from './trace.ts'

/** 14 pages of 256 bytes and about as many ops as a `steady` round. */
export const TEACH_SAMPLE: SampleOptions = {
	maxAllocations: MAX_TEACH_ALLOCATIONS,
	budgetBytes: 3584,
	maxBlockBytes: 1280,
	maxBlocksPerLife: 3,
	aimOps: 245,
}

/**
 * Recorded programs have no call sites (the trace formats don't keep them), so their plates name
 * the band that the size falls in:
 *
 *   TNY   … 24 B   the smallest chunk holds it
 *   SML   … 64 B   list nodes, short strings
 *   MID   … 160 B  records, lines of text
 *   LRG   … 512 B  up to two pages of a round
 *   BIG   above
 */
const SIZE_BANDS: readonly { readonly plate: Plate; readonly upToBytes: number }[] = [
	{ plate: 'TNY', upToBytes: 24 },
	{ plate: 'SML', upToBytes: 64 },
	{ plate: 'MID', upToBytes: 160 },
	{ plate: 'LRG', upToBytes: 512 },
]
const plateFor = (sizeBytes: number): Plate => SIZE_BANDS.find((band) => sizeBytes <= band.upToBytes)?.plate ?? 'BIG'

/**
 * Cuts a recorded program down to one round. Different seeds give different samples.
 *
 * Recorded, and kept exactly: the sizes; the order in which sampled blocks are made and freed,
 * among the blocks of one lane; that a block is never freed. A realloc is what glibc does when it
 * must move: malloc, copy, free. A calloc is a malloc, for every block is written anyway.
 * Synthesised: that each block is written whole as soon as it is made (FORMAT.md, "count every
 * block as written whole"), a later touch of a part of every other block, and the lanes: the
 * recorded programs have one thread.
 */
export function sample(trace: Trace, seed: number, options: SampleOptions = TEACH_SAMPLE): Program {
	const stream = randomStream(seed, 'program')
	const timeline: Timeline = []
	let object: ObjectId = 0
	for (const { life, lane } of chooseLives(stream, livesOf(trace), options)) {
		writeLife(stream, timeline, lane, object, life, trace.ops.length)
		object += life.length
	}
	return { name: trace.name, origin: trace.origin, lanes: lanesOf(timeline, trace.ops.length) }
}

/** Puts a life on the timeline; its blocks are the objects `firstObject`, `firstObject + 1`, … */
function writeLife(
	stream: RandomStream,
	timeline: Timeline,
	lane: number,
	firstObject: ObjectId,
	life: Life,
	endMoment: number,
): void {
	for (const [index, { sizeBytes, madeAt, freedAt }] of life.entries()) {
		const object = firstObject + index
		const before = life[index - 1]
		put(timeline, madeAt, lane, [{ kind: 'malloc', object, sizeBytes, plate: plateFor(sizeBytes) }])
		if (before) put(timeline, madeAt, lane, touchWhole(object - 1, Math.min(before.sizeBytes, sizeBytes), false))
		put(timeline, madeAt, lane, touchWhole(object, sizeBytes, true))
		if (before) put(timeline, madeAt, lane, [{ kind: 'free', object: object - 1 }])
		if (between(stream, 0, 1) === 1) {
			const lastMoment = (freedAt ?? endMoment) - 1
			put(timeline, between(stream, madeAt, lastMoment), lane, touchPart(stream, object, sizeBytes))
		}
		const isLast = index === life.length - 1
		if (isLast && freedAt !== undefined) put(timeline, freedAt, lane, [{ kind: 'free', object }])
	}
}
