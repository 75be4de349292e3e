import { TEACH } from '../machine/scale.ts'
import { type Draft, mallocOf, nameObject, newDraft, programOf, putStay } from './draft.ts'
import { putGlobals } from './globals.ts'
import { LANES, type ObjectId, type Plate, type Program } from './op.ts'
import { between } from './random.ts'
import { shuffle } from './shuffle.ts'
import { climbTo } from './stack.ts'
import { put } from './timeline.ts'
import { touch } from './touches.ts'
import { putWilds } from './wildAccesses.ts'

/** One malloc a moment (GAME.md §5, "steady server": N = 80). */
const MALLOCS = 80

/** Kinds of object by size and life (GAME.md §5). Lives are in moments. */
const TMP: Kind = { plate: 'TMP', sizeBytes: [24, 120], life: [3, 8] }
const SES: Kind = { plate: 'SES', sizeBytes: [60, 200], life: [15, 30] }
const CFG: Kind = { plate: 'CFG', sizeBytes: [40, 100], life: null }
/** Two to three pages, so that at least its second page holds nothing else wherever it is placed. */
const BUF: Kind = { plate: 'BUF', sizeBytes: [520, 760], life: [14, 18] }
/** Of eight objects two are sessions, one is configuration, the rest is `TMP`; a few become buffers. */
const EIGHT: readonly Kind[] = [SES, SES, CFG, TMP, TMP, TMP, TMP, TMP]

interface Kind {
	readonly plate: Plate
	/** Lowest and highest, both included. */
	readonly sizeBytes: readonly [number, number]
	/** null: never freed. */
	readonly life: readonly [number, number] | null
}

/**
 * A server that answers requests: short-lived temporaries, sessions, configuration that is never
 * freed, and a few buffers whose second page is read before it is ever written. On lane 0 the stack
 * climbs and falls; each lane makes one wild access. Depends on the seed alone.
 */
export function steady(seed: number): Program {
	const draft = newDraft(seed)
	const { stream } = draft
	putGlobals(draft, MALLOCS)
	for (const [index, pages] of shuffle(stream, [2, between(stream, 5, 7), 4]).entries()) {
		climbTo(draft, index * 26 + between(stream, 0, 6), pages)
	}
	putWilds(draft, 10, MALLOCS - 5)
	putRequests(draft, MALLOCS)
	return programOf(draft, 'steady')
}

/** So many mallocs of a steady server, a multiple of 8, one a moment. Sessions may outlive the part. */
export function putRequests(draft: Draft, mallocs: number): void {
	const { stream, moment } = draft
	for (const [index, kind] of drawKinds(draft, mallocs).entries()) {
		const madeAt = moment + index
		const sizeBytes = between(stream, ...kind.sizeBytes)
		const freedAt = kind.life && madeAt + between(stream, ...kind.life)
		const { plate } = kind
		if (kind === BUF) putBuffer(draft, index % LANES, { sizeBytes, madeAt, freedAt: madeAt + between(stream, 14, 18) })
		else putStay(draft, { plate, sizeBytes, madeAt, freedAt, againPercent: 45 })
	}
	draft.moment = moment + mallocs
}

/** The kind of each object, in the order of their mallocs: mixed, with a buffer in each twenty, but for one at most. */
function drawKinds({ stream }: Draft, mallocs: number): Kind[] {
	const kinds = shuffle(
		stream,
		Array.from({ length: mallocs }, (_, index) => EIGHT[index % EIGHT.length] as Kind),
	)
	const buffers = Math.floor(mallocs / 20)
	const without = between(stream, 1, buffers)
	for (let twenty = 0; twenty < buffers; twenty += 1) {
		const index = twenty * 20 + between(stream, 2, 8)
		if (twenty !== without) kinds[index] = BUF
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
function putBuffer(
	draft: Draft,
	lane: number,
	{ sizeBytes, madeAt, freedAt }: { readonly sizeBytes: number; readonly madeAt: number; readonly freedAt: number },
): void {
	const { stream, timeline } = draft
	const object: ObjectId = nameObject(draft)
	put(timeline, madeAt, lane, [mallocOf(object, sizeBytes, BUF.plate), touch(object, 0, 16, true)])
	// Wherever the buffer starts, offset 256 lies on the page after its first, which it covers wholly.
	const second = TEACH.pageBytes
	put(timeline, madeAt + between(stream, 2, 4), lane, [touch(object, second, 16, false)])
	put(timeline, madeAt + between(stream, 6, 10), lane, [touch(object, second, sizeBytes - second, true)])
	put(timeline, freedAt, lane, [{ kind: 'free', object }])
}
