import { firstByteOf, LAYOUT, TEACH } from '../machine/scale.ts'
import { address, bytes } from '../machine/units.ts'
import { LANES, type ObjectId, type Op, type Plate, type Program } from './op.ts'
import { between, type RandomStream, randomStream } from './random.ts'
import { shuffle } from './shuffle.ts'
import { lanesOf, put, type Timeline } from './timeline.ts'
import { touch, touchPart, touchWhole } from './touches.ts'

/** One malloc a moment (GAME.md §5, "steady server": N = 80). */
const MALLOCS = 80
const SESSIONS = 22
const CONFIGURATIONS = 10

/** Kinds of object by size and life (GAME.md §5); the rest of the 80 are `TMP`. Lives are in moments. */
const TMP: Kind = { plate: 'TMP', sizeBytes: [24, 120], life: [3, 8] }
const SES: Kind = { plate: 'SES', sizeBytes: [60, 200], life: [15, 30] }
const CFG: Kind = { plate: 'CFG', sizeBytes: [40, 100], life: [MALLOCS, MALLOCS] }
/** Two to three pages, so that at least its second page holds nothing else wherever it is placed. */
const BUF: Kind = { plate: 'BUF', sizeBytes: [520, 760], life: [14, 18] }

interface Kind {
	readonly plate: Plate
	/** Lowest and highest, both included. */
	readonly sizeBytes: readonly [number, number]
	readonly life: readonly [number, number]
}

/** Call depths of the three climbs of the stack; the deepest needs 5 to 7 pages, of which 2 are there at the start. */
const CLIMBS = [1, 6, 2]
const FRAME_BYTES = [200, 290] as const

/**
 * A server that answers requests: short-lived temporaries, sessions, configuration that is never
 * freed, and a few buffers whose second page is read before it is ever written. On lane 0 the stack
 * climbs and falls; each lane makes one wild access. Depends on the seed alone.
 */
export function steady(seed: number): Program {
	const stream = randomStream(seed, 'program')
	const timeline: Timeline = []
	for (const [object, kind] of drawKinds(stream).entries()) {
		const sizeBytes = between(stream, ...kind.sizeBytes)
		const freedAt = object + between(stream, ...kind.life)
		// Of 14 objects lane 0 gets 4 and the others 5 each, for lane 0 also calls and returns.
		const lane = ((object % 14) + 1) % LANES
		put(timeline, object, lane, [{ kind: 'malloc', object, sizeBytes: bytes(sizeBytes), plate: kind.plate }])
		if (kind === BUF) touchBuffer(stream, timeline, lane, object, sizeBytes)
		else {
			put(timeline, object, lane, touchWhole(object, sizeBytes, true))
			const lastMoment = Math.min(freedAt, MALLOCS) - 1
			if (lastMoment > object && between(stream, 0, 4) < 2) {
				put(timeline, between(stream, object + 1, lastMoment), lane, touchPart(stream, object, sizeBytes))
			}
		}
		put(timeline, freedAt, lane, [{ kind: 'free', object }])
	}
	climbStack(stream, timeline)
	strayWildly(stream, timeline)
	return { name: 'steady', origin: 'generator steady (GAME.md §5)', lanes: lanesOf(timeline, MALLOCS) }
}

/** The kind of each object, in the order of their mallocs: mixed, with 3 or 4 buffers spread over the quarters. */
function drawKinds(stream: RandomStream): Kind[] {
	const temporaries = MALLOCS - SESSIONS - CONFIGURATIONS
	const kinds = shuffle(stream, [
		...Array<Kind>(SESSIONS).fill(SES),
		...Array<Kind>(CONFIGURATIONS).fill(CFG),
		...Array<Kind>(temporaries).fill(TMP),
	])
	const without = between(stream, 0, 4)
	for (let quarter = 0; quarter < 4; quarter++) {
		const moment = quarter * (MALLOCS / 4) + between(stream, 2, 8)
		if (quarter !== without) kinds[moment] = BUF
	}
	return kinds
}

/**
 * A buffer is filled late: its first bytes are written at once, its second page is read (the
 * kernel lends the shared zero page) and only later written (which must copy).
 *
 *   page      │     ┌first 16 B written    │ read, then written    │ written │
 *   buffer    │     ├──────────────────────┼───────────────────────┼───┤     │
 */
function touchBuffer(
	stream: RandomStream,
	timeline: Timeline,
	lane: number,
	object: ObjectId,
	sizeBytes: number,
): void {
	put(timeline, object, lane, [touch(object, 0, 16, true)])
	// Wherever the buffer starts, offset 256 lies on the page after its first, which it covers wholly.
	const second = TEACH.pageBytes
	put(timeline, object + between(stream, 2, 4), lane, [touch(object, second, 16, false)])
	put(timeline, object + between(stream, 6, 10), lane, [touch(object, second, sizeBytes - second, true)])
}

/** Calls and returns on the main thread's lane, one a moment. */
function climbStack(stream: RandomStream, timeline: Timeline): void {
	for (const [index, depth] of shuffle(stream, CLIMBS).entries()) {
		const start = index * 26 + between(stream, 0, 6)
		for (let level = 0; level < depth; level++) {
			put(timeline, start + level, 0, [{ kind: 'call', frameBytes: bytes(between(stream, ...FRAME_BYTES)) }])
			put(timeline, start + depth + level, 0, [{ kind: 'return' }])
		}
	}
}

/** A field behind NULL is read, code is written, the kernel's half is read: each on another lane. */
function strayWildly(stream: RandomStream, timeline: Timeline): void {
	const wilds: Op[] = [
		{ kind: 'wild', address: address(8 * between(stream, 0, 8)), write: false },
		{ kind: 'wild', address: address(firstByteOf(TEACH, LAYOUT.textLow) + between(stream, 0, 255)), write: true },
		{ kind: 'wild', address: address(firstByteOf(TEACH, LAYOUT.kernelLow) + between(stream, 0, 0xfff)), write: false },
	]
	for (const [lane, wild] of shuffle(stream, wilds).entries()) {
		put(timeline, between(stream, 10, MALLOCS - 5), lane, [wild])
	}
}
