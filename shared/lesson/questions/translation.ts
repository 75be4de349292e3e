import type { World } from '../../game/round.ts'
import { entryOf } from '../../machine/machine.ts'
import { pageOf, TEACH } from '../../machine/scale.ts'
import { bytes } from '../../machine/units.ts'
import type { Op } from '../../programs/op.ts'
import { between } from '../../programs/random.ts'
import type { Binder, QuestionContext } from './draft.ts'
import { hexPage } from './gate.ts'
import { drawsOf, experiment, freshRound, momentOf, type Watch, watchOn } from './observe.ts'

/** Q9: a TLB miss on a page that is there. */
export const missOnPresentPage: Binder = (context) => {
	interface Missed {
		readonly page: number
		readonly walkCycles: number
		readonly outcome: string
	}
	const moment = momentOf<Missed>(context, 'Q9', (_start, found) => {
		const open = new Map<number, Missed & { trips: number }>()
		return (_world, events) => {
			for (const { event, costCycles } of events) {
				if (!('lane' in event)) {
					// Its access can't have gone on before its fault or slip closed.
					if (event.type === 'faultQueued' && open.has(event.fault.lane)) miss(event.fault.lane, 'fault')
					continue
				}
				const mine = open.get(event.lane)
				if (event.type === 'syscallEntered' && mine) miss(event.lane, 'syscall')
				else if (event.type === 'tlbHit' || event.type === 'pageWalked') {
					if (mine) miss(event.lane, 'hardware')
					// A walk of more than one trip found an entry that allows the access.
					if (event.type === 'pageWalked' && event.trips > 1)
						open.set(event.lane, { page: event.page, walkCycles: costCycles, outcome: '', trips: event.trips })
				}
			}
		}
		function miss(lane: number, outcome: string): void {
			const one = open.get(lane)
			open.delete(lane)
			if (one) found({ page: one.page, walkCycles: one.walkCycles, outcome })
		}
	})
	if (!moment) return null
	const { misses, faults, writeFaults } = missesOfRound(context)
	// "Only" would not be true.
	if (faults >= misses) return null
	return {
		form: 'one',
		facts: { row: hexPage(moment.page), cycles: moment.walkCycles },
		whyFacts: { misses, faults },
		claims: ['hardware', 'fault', 'syscall', 'onWrite'],
		truth: writeFaults > 0 && moment.outcome === 'hardware' ? 'onWrite' : moment.outcome,
	}
}

/** In a whole round of textbook bots: TLB misses, page faults, and faults of writes that the entry allowed. */
function missesOfRound(context: QuestionContext) {
	let misses = 0
	let faults = 0
	let writeFaults = 0
	watchOn(freshRound(context), (world, events) => {
		for (const { event } of events) {
			if (event.type === 'pageWalked') misses += 1
			if (event.type !== 'faultQueued' || event.fault.pid !== 0) continue
			faults += 1
			const { address, code } = event.fault
			const entry = entryOf(world.machine, pageOf(TEACH, address))
			if (code.present && code.write && entry.writable && entry.user) writeFaults += 1
		}
	})
	return { misses, faults, writeFaults }
}

/** Numbers of the events at which each of the six steps of a request happened, and what they cost. */
interface Relay {
	readonly request: number
	readonly happened: readonly number[]
	readonly slipCycles: number
	readonly extendCycles: number
	readonly placeCycles: number
	readonly touchCycles: number
}

/** Follows requests that need a brk, up to the program's own first touch of a page that nobody has touched. */
function followRequests(found: (relay: Relay) => void): Watch {
	interface Flow {
		readonly request: number
		readonly object: number
		readonly operation: number
		search: number
		slip: number
		extend: number
		place: number
		on: number
		touch: number
		faulted: number
		cycles: { slip: number; extend: number; place: number; touch: number }
	}
	const flows = new Map<number, Flow>()
	const begin = (world: World, lane: number, index: number): void => {
		const request = world.lanes[lane]?.request
		if (!request || request.kind !== 'malloc') return
		const { ticket, object } = request
		if (flows.get(lane)?.object === object) return
		flows.set(lane, {
			request: ticket,
			object,
			operation: world.lanes[lane]?.next ?? 0,
			search: index,
			slip: -1,
			extend: -1,
			place: -1,
			on: -1,
			touch: -1,
			faulted: -1,
			cycles: { slip: 0, extend: 0, place: 0, touch: 0 },
		})
	}
	return (world, events) => {
		for (const { event, index, costCycles } of events) {
			if (event.type === 'requestChanged') begin(world, event.request.lane, index)
			if (event.type === 'faultQueued') {
				const { lane, address } = event.fault
				const flow = flows.get(lane)
				if (!flow || flow.on < 0 || flow.touch >= 0) continue
				const chunk = world.machine.heap.chunks.find(({ object }) => object === flow.object)
				if (!chunk || address < chunk.address || address >= chunk.address + chunk.sizeBytes) continue
				flow.touch = index
				flow.faulted = pageOf(TEACH, address)
			}
			if (event.type === 'stepFinished') {
				for (const [lane, flow] of flows)
					if (flow.place >= 0 && flow.on < 0 && (world.lanes[lane]?.next ?? 0) > flow.operation) flow.on = index
			}
			const flow = 'lane' in event ? flows.get(event.lane) : undefined
			if (!flow) continue
			if (event.type === 'syscallEntered' && event.call === 'brk' && !event.down && flow.slip < 0) {
				flow.slip = index
				flow.cycles.slip = costCycles
			} else if (event.type === 'heapMoved' && flow.slip >= 0 && flow.extend < 0) {
				flow.extend = index
			} else if (event.type === 'syscallReturned' && event.call === 'brk' && flow.extend >= 0 && flow.place < 0) {
				flow.cycles.extend = costCycles
			} else if (event.type === 'chunkPlaced' && event.object === flow.object) {
				flow.place = index
				flow.cycles.place = costCycles
			} else if (event.type === 'faultResolved' && flow.touch >= 0 && pageOf(TEACH, event.address) === flow.faulted) {
				flow.cycles.touch = costCycles
				if (event.verdict !== 'ZERO') flow.touch = -1
			} else if (
				event.type === 'pageWalked' &&
				event.page === flow.faulted &&
				event.trips > 1 &&
				flow.cycles.touch > 0
			) {
				// The same instruction again, and now it goes through.
				flow.cycles.touch += costCycles
				const { search, slip, extend, place, on, touch: touched, cycles } = flow
				flow.faulted = -1
				if ([search, slip, extend, place, on, touched].some((at) => at < 0)) continue
				found({
					request: flow.request,
					happened: [search, slip, extend, place, on, touched],
					slipCycles: cycles.slip,
					extendCycles: cycles.extend,
					placeCycles: cycles.place,
					touchCycles: cycles.touch,
				})
			}
		}
	}
}

/** Q10: the six steps of a request. A program that has none to show is asked for one large object. */
export const stepsOfRequest: Binder = (context) => {
	const relay = momentOf<Relay>(context, 'Q10', (_start, found) => followRequests(found)) ?? largeRequest(context)
	if (!relay) return null
	const { happened, slipCycles, extendCycles, placeCycles, touchCycles } = relay
	return {
		form: 'order',
		facts: {},
		whyFacts: {
			request: relay.request,
			slip: slipCycles,
			extend: extendCycles,
			place: placeCycles,
			touch: touchCycles,
		},
		happened,
	}
}

function largeRequest(context: QuestionContext): Relay | null {
	const sizeBytes = bytes(between(drawsOf(context, 'Q10'), 3, 6) * TEACH.pageBytes)
	const ops: Op[] = [
		{ kind: 'malloc', object: 0, sizeBytes, plate: 'OBJ' },
		{ kind: 'touch', object: 0, offsetBytes: bytes(0), lengthBytes: sizeBytes, write: true },
	]
	let first: Relay | null = null
	experiment(
		context,
		ops,
		followRequests((relay) => (first ??= relay)),
	)
	return first
}
