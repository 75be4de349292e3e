import { mallocOf } from '../programs/draft.ts'
import { LANES, type ObjectId, type Op, type Program } from '../programs/op.ts'
import { between, type RandomStream, randomStream } from '../programs/random.ts'
import { touch, touchWhole } from '../programs/touches.ts'
import { kernelHalf, nearNull } from '../programs/wildAccesses.ts'
import type { InjectIntent, Injection } from './intent.ts'
import type { LogEntry } from './log.ts'
import { SLIDE_STEPS } from './neighbours.ts'
import type { World } from './world.ts'

/** Most injections of one round: a bound for whoever replays somebody's log. */
export const MAX_INJECTIONS = 12
/** A host's ops come so many ops ahead of the crew that is farthest: it may go on while they are measured. */
const AHEAD_OPS = 3

const BURST_OBJECTS = 12
const BURST_BYTES = [40, 160] as const
const PIN_BYTES = [24, 56] as const
const SURGE_PAGES = 4
const CHILD_WRITES_PERCENT = 30
/** Eight pages of 256 bytes: the size at which glibc would map an area. */
const UNTOUCHED_BYTES = 2048

/** Drawn once for each program and place, so that all who ask play (and measure) the very same program object. */
const known = new WeakMap<Program, Map<string, Program>>()
const MAX_KNOWN = 16

/** Whether the program has that place: before one of its ops, or behind the last of a lane. */
const hasPlace = ({ lanes }: Program, { lane, at }: InjectIntent): boolean => at <= (lanes[lane]?.length ?? -1)

/** Whether no thread of this round has come to the place, nor starts what stands there now. */
export const mayInject = ({ program, lanes }: World, intent: InjectIntent): boolean =>
	hasPlace(program, intent) && intent.at > (lanes[intent.lane]?.next ?? intent.at)

/** The program with a host's ops in it; the same program if it has no such place. Equal arguments give the same object. */
export function withInjection(program: Program, intent: InjectIntent): Program {
	if (!hasPlace(program, intent)) return program
	const key = `${intent.injection} ${intent.lane} ${intent.at} ${intent.salt}`
	const changed = known.get(program) ?? new Map<string, Program>()
	known.set(program, changed)
	const before = changed.get(key)
	if (before) return before
	const oldest = changed.keys().next().value
	if (changed.size >= MAX_KNOWN && oldest !== undefined) changed.delete(oldest)
	const ops = opsOf(program, intent)
	const after: Program = {
		...program,
		lanes: program.lanes.map((lane, index) => (index === intent.lane ? lane.toSpliced(intent.at, 0, ...ops) : lane)),
	}
	changed.set(key, after)
	return after
}

/** All of them, one after the other: each names its place in the program as the ones before it have left it. */
export const withInjections = (program: Program, injections: readonly InjectIntent[]): Program =>
	injections.slice(0, MAX_INJECTIONS).reduce(withInjection, program)

/** What the hosts of a log put into its program, in order. */
export const injectionsIn = (entries: readonly LogEntry[]): InjectIntent[] =>
	entries.flatMap(({ seat, intent }) => (seat === 'host' && intent.kind === 'INJECT' ? [intent] : []))

/**
 * A place which no crew has reached, so that all meet the same program there. `positions`: for each crew and lane, the
 * index of the op that runs or runs next. Null: too late, all threads are about to end.
 */
export function placeInjection(
	positions: readonly (readonly number[])[],
	program: Program,
	injection: Injection,
	salt: number,
): InjectIntent | null {
	const places = Array.from({ length: LANES }, (_, lane): InjectIntent => {
		const farthest = Math.max(-1, ...positions.map((crew) => crew[lane] ?? 0))
		const length = program.lanes[lane]?.length ?? 0
		// Nearer to the end there is less room to be ahead, but one op is enough.
		const at = Math.min(farthest + AHEAD_OPS, length)
		return { kind: 'INJECT', injection, lane, at: at > farthest ? at : length + 1, salt }
	}).filter((place) => hasPlace(program, place))
	const full = places.filter(({ lane, at }) => at < (program.lanes[lane]?.length ?? 0))
	const choice = full.length > 0 ? full : places
	return choice[between(randomStream(salt, 'lane'), 0, Math.max(0, choice.length - 1))] ?? null
}

function opsOf(program: Program, { injection, salt }: InjectIntent): Op[] {
	const stream = randomStream(salt, injection)
	const next = nextObject(program)
	switch (injection) {
		case 'pin':
			return written(next, between(stream, ...PIN_BYTES), 'PIN')
		case 'burst':
			return burst(stream, next)
		case 'wild':
			return [nearNull(stream, between(stream, 0, 1) === 1), kernelHalf(stream, between(stream, 0, 1) === 1)]
		case 'surge':
			return [{ kind: 'surge', pages: SURGE_PAGES, steps: SLIDE_STEPS }]
		case 'fork':
			return [{ kind: 'fork', childWritesPercent: CHILD_WRITES_PERCENT, salt }]
		case 'untouched':
			return [mallocOf(next, UNTOUCHED_BYTES, 'BUF'), touch(next, 0, 1, true)]
	}
}

const written = (object: ObjectId, sizeBytes: number, plate: string): Op[] => [
	mallocOf(object, sizeBytes, plate),
	...touchWhole(object, sizeBytes, true),
]

/** All are there before the first one goes. */
function burst(stream: RandomStream, first: ObjectId): Op[] {
	const objects = Array.from({ length: BURST_OBJECTS }, (_, index) => first + index)
	return [
		...objects.flatMap((object) => written(object, between(stream, ...BURST_BYTES), 'REQ')),
		...objects.map((object): Op => ({ kind: 'free', object })),
	]
}

/** Objects are numbered from 0 without gaps. */
const nextObject = ({ lanes }: Program): ObjectId =>
	lanes.reduce(
		(next, ops) => ops.reduce((most, op) => ('object' in op ? Math.max(most, op.object + 1) : most), next),
		0,
	)
