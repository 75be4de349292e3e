import { type Bill, emptyBill } from '../machine/buckets.ts'
import type { MachineEvent } from '../machine/event.ts'
import { workCharges } from '../machine/heap/work.ts'
import { createMachine, type Emit, type Machine, PAGE_NUMBERS } from '../machine/machine.ts'
import { type Charge, chargesOf, costOf, PRICES, PRICES_VERSION } from '../machine/prices.ts'
import { TEACH } from '../machine/scale.ts'
import type { PageNumber, VirtualAddress } from '../machine/units.ts'
import type { Level } from '../programs/levels.ts'
import type { Program } from '../programs/op.ts'
import { LANES } from '../programs/op.ts'
import { between, randomStream, type RandomStream } from '../programs/random.ts'
import type {
	Access,
	Fault,
	GameEvent,
	LaneState,
	LaneStatus,
	Phase,
	PreviewAccess,
	Request,
	SeatStatus,
	Slip,
	Stamped,
} from './event.ts'
import type { Company } from './company.ts'
import type { InjectIntent, PingKind } from './intent.ts'
import type { Reference, RoundInfo } from './roundInfo.ts'
import type { Hint } from './desk.ts'
import { type BotLevel, CYCLES_PER_TICK, type Pace, SEATS, type Seat } from './seat.ts'
import { RULE_SLOTS, type RuleCard } from './standingOrder.ts'

/** Bumped when a recorded log would no longer replay to the same hash. */
export const RULES_VERSION = 3

/** All that a round depends on besides the commands. Plain JSON. */
export interface RoundHeader {
	readonly rules: number
	readonly level: string
	readonly seed: number
	readonly pace: Pace
	/** Bot that plays a seat without a human. */
	readonly bots: Readonly<Record<Seat, BotLevel>>
}

/** An access that a thread has yet to make. */
export interface QueuedAccess {
	readonly address: VirtualAddress
	readonly write: boolean
	readonly trips: number
	/** The object that the program thinks it uses; null unless the access is a bug of its own (`stray`). */
	readonly stray: number | null
}

/** A process beside the program, as it goes on with the program's steps. */
export interface Neighbour {
	readonly pid: number
	/** `visitor`: the other program of a `surge`. */
	readonly kind: 'tenant' | 'child' | 'visitor'
	/** The latest program step that it has seen. */
	step: number
	slip: Slip | null
	fault: Fault | null
	/** A killed tenant begins anew at this step. */
	revivesAtStep: number | null
	/** When a tenant asks for its next page of heap, if it waits for nothing then. */
	asksAtStep: number
	/** Pages that a child or visitor has yet to write. */
	writes: PageNumber[]
	/** When a visitor exits, unless it waits for something then. */
	leavesAtStep: number | null
	/** A tenant's draws. */
	readonly stream: RandomStream
}

/**
 * One thread of the program. What it waits for follows from which field is set; at most one of
 * `slip`, `access`, `fault` is, and `request` may stand behind it.
 */
export interface Lane {
	readonly lane: number
	/** Index of the operation that runs or runs next. */
	next: number
	running: boolean
	/** A priced action keeps the thread busy until this tick. */
	busyUntil: number
	/** In ring 0, on the way out. */
	leaving: boolean
	status: LaneStatus
	request: Request | null
	slip: Slip | null
	access: Access | null
	fault: Fault | null
	/** What realloc has moved away from; freed when all bytes are copied. */
	release: VirtualAddress | null
	/** Accesses in order; the head is the one in hand. */
	queue: QueuedAccess[]
	/** Stack pointers to return to. */
	frames: number[]
	stackPointer: number
	/** Ticks of patience lost on the item that waits now. */
	impatientTicks: number
}

/** The whole state of a round: plain data, mutated only by `play` and `advance`. */
export interface World {
	readonly header: RoundHeader
	/** Replaced when a host changes the program. */
	info: RoundInfo
	readonly level: Level
	/** With all that hosts have put in so far. */
	program: Program
	/** What hosts have put in, oldest first. */
	injections: readonly InjectIntent[]
	readonly machine: Machine
	/** A ghost's allocator, in the malloc seat's place; null in every round that is played. */
	readonly company: Company | null
	tick: number
	phase: Phase
	nightShift: boolean
	/** LIVE: when it begins. */
	nightShiftTick: number
	/** LIVE: whether waiting counts; it does from `sinceTick` on. */
	patience: { readonly on: boolean; readonly sinceTick: number }
	/** Program operations done in all lanes. */
	step: number
	readonly lanes: Lane[]
	readonly seats: Record<Seat, SeatStatus>
	/** Idle items in a row that the autopilot served. */
	readonly strikes: Record<Seat, number>
	/** Where each object is: its chunk, or the first byte of its area; 0 (NULL) if malloc failed. */
	readonly objects: Record<number, number>
	/** Where each object was last: what a pointer to it still says after `free`. */
	readonly lastAddresses: Record<number, number>
	/** By pid. */
	neighbours: Neighbour[]
	/** The latest WILLNEED advices. */
	hints: Hint[]
	/** Standing orders by slot. */
	readonly rules: Record<Seat, (RuleCard | null)[]>
	silentBugs: number
	manualWalksLeft: number
	/** Number of the event after which the MMU's bot last looked ahead in vain. */
	lookedAhead: number
	preview: PreviewAccess[]
	pings: { readonly seat: Seat; readonly ping: PingKind; readonly argument: number | null; readonly tick: number }[]
	readonly bill: Bill
	readonly gaps: RandomStream[]
	nextTicket: number
	/** Number of the next event. */
	nextIndex: number
	/** Before this tick the clock only counts; any event or command ends that. Follows from the rest. */
	quietUntil: number
	/** Number of the event after which a bot last found nothing to do for a seat though something waits. Follows from the rest. */
	readonly foundNothing: Record<Seat, number>
	outbox: Stamped[]
}

/** Eight minutes: then bots finish what is left (LIVE only), so that every crew is billed for the whole program. */
export const NIGHT_SHIFT_TICK = 9600

/** The stack pointer of the main thread when the program begins: a little above the middle of the second page. */
const FIRST_STACK_POINTER = 0xef90

/** A world before its first command: phase `waiting`, bots on all seats. */
export function createWorld(
	header: RoundHeader,
	level: Level,
	program: Program,
	reference: Reference | null,
	company: Company | null = null,
): World {
	const { frames, tlbLines, tenants, depotPages, tlbSpan, bins } = level
	// Limits are there to make seats think; a company is measured by its bill, so it may use all addresses.
	const { heapLimitPages, commitLimitPages } = company
		? { heapLimitPages: PAGE_NUMBERS, commitLimitPages: PAGE_NUMBERS * (1 + tenants) }
		: level
	const limits = { frames, tlbLines, heapLimitPages, commitLimitPages, tenants, depotPages, tlbSpan, bins }
	const noRules = (): (RuleCard | null)[] => new Array<RuleCard | null>(RULE_SLOTS).fill(null)
	const gaps = Array.from({ length: LANES }, (_, lane) => randomStream(header.seed, `gap${lane}`))
	const bot = (seat: Seat): SeatStatus => ({ holder: 'bot', ready: true, autopilot: false, level: header.bots[seat] })
	return {
		header,
		info: {
			level: level.name,
			origin: program.origin,
			seed: header.seed,
			pace: header.pace,
			scale: TEACH.name,
			pageBytes: TEACH.pageBytes,
			...limits,
			family: level.family,
			maxOrder: level.maxOrder,
			bots: header.bots,
			stepsTotal: stepsIn(program),
			pricesVersion: PRICES_VERSION,
			reference,
		},
		level,
		program,
		injections: [],
		machine: createMachine(TEACH, { ...limits, lanes: LANES }),
		company,
		tick: 0,
		phase: 'waiting',
		nightShift: false,
		nightShiftTick: NIGHT_SHIFT_TICK,
		patience: { on: true, sinceTick: 0 },
		step: 0,
		lanes: gaps.map((gap, lane) => ({
			lane,
			next: 0,
			running: false,
			// The first operations come early and one after the other, so that nobody stares at an empty screen.
			busyUntil: 10 + lane * 15 + between(gap, 0, 5),
			leaving: false,
			status: { lane, state: 'computing', ring: 3, sinceTick: 0 },
			request: null,
			slip: null,
			access: null,
			fault: null,
			release: null,
			queue: [],
			frames: [],
			stackPointer: FIRST_STACK_POINTER,
			impatientTicks: 0,
		})),
		seats: { malloc: bot('malloc'), kernel: bot('kernel'), mmu: bot('mmu') },
		strikes: { malloc: 0, kernel: 0, mmu: 0 },
		objects: {},
		lastAddresses: {},
		neighbours: Array.from({ length: tenants }, (_, index) => newNeighbour('tenant', index + 1, header.seed, 0)),
		hints: [],
		rules: { malloc: noRules(), kernel: noRules(), mmu: noRules() },
		silentBugs: 0,
		manualWalksLeft: level.manualWalks,
		lookedAhead: -1,
		preview: [],
		pings: [],
		bill: emptyBill(),
		gaps,
		nextTicket: 1,
		nextIndex: 0,
		quietUntil: 0,
		foundNothing: { malloc: -1, kernel: -1, mmu: -1 },
		outbox: [],
	}
}

/** A neighbour at its start. `seed` of its draws. */
export const newNeighbour = (kind: Neighbour['kind'], pid: number, seed: number, step: number): Neighbour => ({
	pid,
	kind,
	step,
	slip: null,
	fault: null,
	revivesAtStep: null,
	// Tenants take turns.
	asksAtStep: step + 3 * pid,
	writes: [],
	leavesAtStep: null,
	stream: randomStream(seed, `tenant${pid}`),
})

/** Program operations in all lanes. */
export const stepsIn = (program: Program): number => program.lanes.reduce((sum, ops) => sum + ops.length, 0)

/** Tenants and children have lanes of their own behind the program's. */
export const laneOfProcess = (pid: number): number => LANES + pid - 1

/** What an event of the game costs, by lines of the price list. */
function gameChargesOf(event: GameEvent): readonly Charge[] {
	switch (event.type) {
		case 'rentCharged':
			return [['rentPage', event.residentPages]]
		case 'patienceLost':
			return [['patienceTick', event.ticks]]
		case 'companyWorked':
			return [...workCharges(event.work), ['grow', event.resized ? 1 : 0]]
		case 'pinged':
			return [[event.ping === 'hot' || event.ping === 'cold' ? 'pingHeat' : 'pingHint', 1]]
		case 'audited':
			switch (event.reason) {
				case 'wildGranted':
					return [['auditWild', 1]]
				case 'codeWrong':
				case 'raisedGoodPage':
					return [['auditCode', 1]]
				default:
					return [['audit', 1]]
			}
		default:
			return chargesOf(event as MachineEvent)
	}
}

/**
 * The only way in which anything happens: stamps the event, puts its cycles on the bill, and keeps
 * the thread that pays for it busy.
 */
export function record(world: World, event: GameEvent): void {
	const charges = gameChargesOf(event)
	const costCycles = costOf(charges)
	for (const [name, count] of charges) world.bill[PRICES[name].bucket] += PRICES[name].costCycles * count
	world.outbox.push({ index: world.nextIndex, tick: world.tick, event, costCycles })
	world.nextIndex += 1
	world.quietUntil = 0
	const lane = costCycles > 0 && 'lane' in event && event.type !== 'patienceLost' ? world.lanes[event.lane] : undefined
	if (lane) lane.busyUntil = Math.max(lane.busyUntil, world.tick) + Math.ceil(costCycles / CYCLES_PER_TICK)
}

/** `record` for the machine's functions. */
export const emitInto =
	(world: World): Emit =>
	(event) =>
		record(world, event)

/** The events since the latest drain, in order. */
export function drain(world: World): Stamped[] {
	const events = world.outbox
	world.outbox = []
	return events
}

export const takeTicket = (world: World): number => {
	const ticket = world.nextTicket
	world.nextTicket += 1
	return ticket
}

export function setLaneState(world: World, lane: Lane, state: LaneState): void {
	if (lane.status.state === state) return
	lane.status = { ...lane.status, state, sinceTick: world.tick }
	record(world, { type: 'laneChanged', status: lane.status })
}

/** Crosses the gate between the rings. */
export function setRing(world: World, lane: Lane, ring: 0 | 3): void {
	if (lane.status.ring === ring) return
	lane.status = { ...lane.status, ring, sinceTick: world.tick }
	world.machine.rings[lane.lane] = ring
	record(world, { type: 'laneChanged', status: lane.status })
}

export function setSeat(world: World, seat: Seat, status: SeatStatus): void {
	world.seats[seat] = status
	record(world, { type: 'seatChanged', seat, status })
}

/** A seat that a bot plays at this moment, for whatever reason. */
export const isBotDriven = (world: World, seat: Seat): boolean =>
	world.nightShift || world.seats[seat].holder === 'bot' || world.seats[seat].autopilot

/** Seats on which a human sits. */
export const humanSeats = (world: World): Seat[] => SEATS.filter((seat) => world.seats[seat].holder === 'human')
