import { LANES, type Op, type Plate, type Program } from './op.ts'
import { touch } from './touches.ts'

/** What a written stream may cost (GAME.md §5, versus). Nastiness has to come from order, not from size. */
export const FLEET_BUDGET = {
	ops: 80,
	plates: 4,
	objectBytes: 1024,
	/** Requested bytes of all objects that live at the same time. */
	liveBytes: 3072,
	/** At least so many of all objects are read or written. */
	touchedPercent: 60,
	/** At most so many of all objects are never freed. */
	leakPercent: 10,
} as const

/** Why an op can't be added to a stream; nothing was changed. */
export const FLEET_REFUSALS = [
	'E_FLEET_OPS', // the budget of ops is spent; facts: maxOps
	'E_FLEET_PLATE', // no three capitals
	'E_FLEET_PALETTE', // one plate too many; facts: maxPlates
	'E_FLEET_SIZE', // facts: sizeBytes, maxBytes
	'E_FLEET_LIVE', // too much lives at once; facts: liveBytes, sizeBytes, maxBytes
	'E_FLEET_OBJECT', // not made yet, or freed; a malloc: not the next name; facts: object
	'E_FLEET_RANGE', // past the end; facts: sizeBytes, endBytes
	'E_FLEET_DEBT', // too few ops would be left for what is still due; facts: frees, touches, opsLeft
	'E_FLEET_UNTOUCHED', // a free would leave too few live objects to touch; facts: touches (due), fresh (left)
	'E_FLEET_EMPTY', // a stream without objects
] as const
export type FleetRefusalCode = (typeof FLEET_REFUSALS)[number]

export interface FleetRefusal {
	readonly ok: false
	readonly code: FleetRefusalCode
	readonly facts: Readonly<Record<string, number>>
}

/** What a manager may ask the program to do. */
export type FleetOp = Extract<Op, { kind: 'malloc' | 'free' | 'touch' }>

interface FleetObject {
	readonly lane: number
	readonly plate: Plate
	readonly sizeBytes: number
	isTouched: boolean
	isLive: boolean
}

/** A stream that is being written, by a person op by op or by a script. Changed only by `addToFleet`. */
export interface Fleet {
	readonly lanes: readonly Op[][]
	readonly plates: Plate[]
	/** By name; objects are named 0, 1, 2 … in the order of their mallocs. */
	readonly objects: FleetObject[]
}

export const emptyFleet = (): Fleet => ({
	lanes: Array.from({ length: LANES }, () => []),
	plates: [],
	objects: [],
})

/** What is still due before the stream may end. */
export interface FleetDebt {
	readonly frees: number
	readonly touches: number
	readonly opsLeft: number
}

interface Counts {
	readonly ops: number
	readonly objects: number
	readonly touched: number
	readonly live: number
	/** Live objects that nobody has touched yet. */
	readonly fresh: number
}

function countsOf({ lanes, objects }: Fleet): Counts {
	const live = objects.filter((object) => object.isLive)
	return {
		ops: lanes.reduce((sum, lane) => sum + lane.length, 0),
		objects: objects.length,
		touched: objects.filter((object) => object.isTouched).length,
		live: live.length,
		fresh: live.filter((object) => !object.isTouched).length,
	}
}

function countsAfter(counts: Counts, op: FleetOp, object: FleetObject | undefined): Counts {
	const { ops, objects, touched, live, fresh } = counts
	const wasFresh = object?.isTouched === false ? 1 : 0
	switch (op.kind) {
		case 'malloc':
			return { ops: ops + 1, objects: objects + 1, touched, live: live + 1, fresh: fresh + 1 }
		case 'touch':
			return { ops: ops + 1, objects, touched: touched + wasFresh, live, fresh: fresh - wasFresh }
		case 'free':
			return { ops: ops + 1, objects, touched, live: live - 1, fresh: fresh - wasFresh }
	}
}

const debtOf = ({ ops, objects, touched, live }: Counts): FleetDebt => ({
	frees: Math.max(0, live - Math.floor((objects * FLEET_BUDGET.leakPercent) / 100)),
	touches: Math.max(0, Math.ceil((objects * FLEET_BUDGET.touchedPercent) / 100) - touched),
	opsLeft: FLEET_BUDGET.ops - ops,
})

/** What the end of the stream asks for, of the objects so far. */
export const fleetDebt = (fleet: Fleet): FleetDebt => debtOf(countsOf(fleet))

/**
 * Adds one op, or says why not. What is due never grows beyond what the ops that are left can do, so
 * a stream can be ended at any time (`closeFleet`), also when its writer's time is up.
 */
export function addToFleet(fleet: Fleet, op: FleetOp): FleetRefusal | null {
	const refusal = refuseOp(fleet, op)
	if (refusal) return refusal
	if (op.kind === 'malloc') {
		const lane = calmest(fleet)
		const { plate, sizeBytes } = op
		if (!fleet.plates.includes(plate)) fleet.plates.push(plate)
		fleet.objects.push({ lane, plate, sizeBytes, isTouched: false, isLive: true })
	}
	const object = fleet.objects[op.object] as FleetObject
	if (op.kind === 'touch') object.isTouched = true
	if (op.kind === 'free') object.isLive = false
	fleet.lanes[object.lane]?.push(op)
	return null
}

/** An object belongs to one thread: the one with the fewest ops when it is made. */
function calmest({ lanes }: Fleet): number {
	const lengths = lanes.map((lane) => lane.length)
	return lengths.indexOf(Math.min(...lengths))
}

function refuseOp(fleet: Fleet, op: FleetOp): FleetRefusal | null {
	const counts = countsOf(fleet)
	if (counts.ops >= FLEET_BUDGET.ops) return refuse('E_FLEET_OPS', { maxOps: FLEET_BUDGET.ops })
	const refusal = op.kind === 'malloc' ? refuseMalloc(fleet, op) : refuseUse(fleet, op)
	if (refusal) return refusal
	const after = countsAfter(counts, op, fleet.objects[op.object])
	const debt = debtOf(after)
	if (debt.touches > after.fresh) return refuse('E_FLEET_UNTOUCHED', { touches: debt.touches, fresh: after.fresh })
	return debt.frees + debt.touches > debt.opsLeft ? refuse('E_FLEET_DEBT', { ...debt }) : null
}

function refuseMalloc(fleet: Fleet, op: Extract<FleetOp, { kind: 'malloc' }>): FleetRefusal | null {
	const { plates: maxPlates, objectBytes, liveBytes: maxBytes } = FLEET_BUDGET
	const { object, plate, sizeBytes } = op
	if (object !== fleet.objects.length) return refuse('E_FLEET_OBJECT', { object })
	if (!isPlate(plate)) return refuse('E_FLEET_PLATE')
	if (!fleet.plates.includes(plate) && fleet.plates.length >= maxPlates) return refuse('E_FLEET_PALETTE', { maxPlates })
	if (!Number.isInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > objectBytes) {
		return refuse('E_FLEET_SIZE', { sizeBytes, maxBytes: objectBytes })
	}
	const liveBytes = fleet.objects.reduce((sum, one) => sum + (one.isLive ? one.sizeBytes : 0), 0)
	return liveBytes + sizeBytes > maxBytes ? refuse('E_FLEET_LIVE', { liveBytes, sizeBytes, maxBytes }) : null
}

function refuseUse(fleet: Fleet, op: Extract<FleetOp, { kind: 'free' | 'touch' }>): FleetRefusal | null {
	const object = fleet.objects[op.object]
	if (!object?.isLive) return refuse('E_FLEET_OBJECT', { object: op.object })
	if (op.kind === 'free') return null
	const { sizeBytes } = object
	const { offsetBytes, lengthBytes } = op
	const areBytes =
		Number.isInteger(offsetBytes) && Number.isInteger(lengthBytes) && offsetBytes >= 0 && lengthBytes >= 1
	const endBytes = offsetBytes + lengthBytes
	return areBytes && endBytes <= sizeBytes ? null : refuse('E_FLEET_RANGE', { sizeBytes, endBytes })
}

const refuse = (code: FleetRefusalCode, facts: Readonly<Record<string, number>> = {}): FleetRefusal => ({
	ok: false,
	code,
	facts,
})

export const isPlate = (word: string): boolean => /^[A-Z]{3}$/.test(word)

/**
 * Ends a stream: the oldest objects are written as far as touches are due, then the oldest freed.
 * Refused only while it has no object at all.
 */
export function closeFleet(fleet: Fleet, origin: string): Program | FleetRefusal {
	if (fleet.objects.length === 0) return refuse('E_FLEET_EMPTY')
	const { touches, frees } = fleetDebt(fleet)
	const live = [...fleet.objects.entries()].filter(([, object]) => object.isLive)
	for (const [name, { sizeBytes }] of live.filter(([, object]) => !object.isTouched).slice(0, touches)) {
		mustAdd(fleet, touch(name, 0, sizeBytes, true))
	}
	for (const [object] of live.slice(0, frees)) mustAdd(fleet, { kind: 'free', object })
	return { name: 'fleet', origin, lanes: fleet.lanes.map((lane) => [...lane]) }
}

function mustAdd(fleet: Fleet, op: FleetOp): void {
	const refusal = addToFleet(fleet, op)
	if (refusal) throw new Error(`a stream that can't be ended: ${refusal.code} ${JSON.stringify(op)}`)
}
