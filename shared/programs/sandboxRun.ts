import type { Policy } from '../machine/heap/policies.ts'
import { cloneReplay, createReplay, playNext, type Replay, type TouchMode } from './replayTrace.ts'
import type { Trace } from './trace.ts'

/**
 * One trace on one policy, for going back and forth in: copies of the whole replay at regular ops (keyframes), from
 * the nearest of which any op is soon reached, and what a timeline shows of all ops.
 *
 *   ops        0 ─────── spacing ─────── 2·spacing ───── … ──── last
 *   keyframes  0            1                2                   made by `playAhead`, piece by piece
 *                                            └──► cursor         the latest op asked for
 */
export interface SandboxRun {
	readonly trace: Trace
	readonly policy: Policy
	readonly touch: TouchMode
	/** Ops from one keyframe to the next. */
	readonly spacing: number
	/** Number k: the replay before op k × spacing. */
	readonly keyframes: Replay[]
	/** The first pass over the trace. */
	readonly ahead: Replay
	/** By op, as far as the first pass came: MADE_CALL, FAULTED. */
	readonly marks: Uint8Array
	readonly curve: Curve
	cursor: Replay
}

/** Bits of `marks`. */
export const MADE_CALL = 1
export const FAULTED = 2

/** The highest values in each `opsPerPoint` ops, in bytes. */
export interface Curve {
	readonly opsPerPoint: number
	readonly vsz: Float64Array
	readonly rss: Float64Array
	readonly live: Float64Array
}

const CURVE_POINTS = 2048
const MIN_SPACING = 1000
const MAX_KEYFRAMES = 32
/** What the keyframes of one run may take, and what one takes about: three columns an id, and the chunks. */
const KEYFRAME_BUDGET_BYTES = 96 * 2 ** 20
const BYTES_PER_ID = 24
const BYTES_PER_LIVE_BLOCK = 100

/** A run of which nothing is played yet. `allocator`s come from the policy, one for the first pass and one to seek with. */
export function createRun(trace: Trace, policy: Policy, touch: TouchMode): SandboxRun {
	const ops = trace.ops.length
	const start = createReplay(trace, policy.create(), touch)
	const keyframeBytes = start.blocks.length * BYTES_PER_ID + mostBound(trace) * BYTES_PER_LIVE_BLOCK
	const keyframes = Math.min(MAX_KEYFRAMES, Math.max(2, Math.floor(KEYFRAME_BUDGET_BYTES / keyframeBytes)))
	const opsPerPoint = Math.max(1, Math.ceil(ops / CURVE_POINTS))
	const points = Math.ceil(ops / opsPerPoint)
	return {
		trace,
		policy,
		touch,
		spacing: Math.max(MIN_SPACING, Math.ceil(ops / keyframes)),
		keyframes: [start],
		ahead: cloneReplay(start),
		marks: new Uint8Array(ops),
		curve: {
			opsPerPoint,
			vsz: new Float64Array(points),
			rss: new Float64Array(points),
			live: new Float64Array(points),
		},
		cursor: cloneReplay(start),
	}
}

/** Most ids that are bound at the same time. */
function mostBound({ ops }: Trace): number {
	let bound = 0
	let most = 0
	for (const { kind } of ops) {
		if (kind === 'free') bound -= 1
		else if (kind === 'malloc' || kind === 'calloc' || kind === 'memalign') bound += 1
		if (bound > most) most = bound
	}
	return most
}

/** Ops that the first pass has behind it. */
export const playedOps = (run: SandboxRun): number => run.ahead.next

/** Plays up to `count` more ops of the first pass. False: none are left. */
export function playAhead(run: SandboxRun, count: number): boolean {
	const { trace, ahead, marks, curve, keyframes } = run
	const { totals } = ahead
	const end = Math.min(trace.ops.length, ahead.next + count)
	while (ahead.next < end) {
		const op = ahead.next
		if (op === keyframes.length * run.spacing) keyframes.push(cloneReplay(ahead))
		const { faults } = totals
		const calls = countedCalls(ahead)
		playNext(ahead)
		marks[op] = (totals.faults > faults ? FAULTED : 0) | (countedCalls(ahead) > calls ? MADE_CALL : 0)
		const point = Math.floor(op / curve.opsPerPoint)
		raise(curve.vsz, point, totals.vszBytes)
		raise(curve.rss, point, totals.rssBytes)
		raise(curve.live, point, totals.liveBytes)
	}
	return end < trace.ops.length
}

function raise(values: Float64Array, point: number, value: number): void {
	if (value > (values[point] as number)) values[point] = value
}

const countedCalls = ({ totals: { calls } }: Replay): number =>
	calls.brk + calls.mmap + calls.munmap + calls.mremap + calls.madvise

/** Brings the cursor to just before an op, from wherever that is nearest. */
export function seekBefore(run: SandboxRun, op: number): Replay {
	const last = Math.min(run.keyframes.length - 1, Math.floor(op / run.spacing))
	const at = run.cursor.next
	if (at > op || at < last * run.spacing) run.cursor = cloneReplay(run.keyframes[last] as Replay)
	const { cursor } = run
	while (cursor.next < op) playNext(cursor)
	return cursor
}

/** The next op after `op` (or, backwards, the last before it) that has a mark; null if none is known. */
export function nextMarked(run: SandboxRun, op: number, mark: number, step: 1 | -1): number | null {
	const end = playedOps(run)
	for (let at = op + step; at >= 0 && at < end; at += step) if (((run.marks[at] as number) & mark) !== 0) return at
	return null
}
