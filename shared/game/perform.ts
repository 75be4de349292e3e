import { placeInChunk, placeInRacked } from '../machine/heap/heap.ts'
import { slipAllowed } from '../machine/kernel/addressSpace.ts'
import { judgeFault } from '../machine/kernel/fault.ts'
import { evictFrame, growHeap, mapArea, refuseSyscall, resolveFault, shrinkHeap } from '../machine/kernel/kernel.ts'
import { committedPages, entryOf, isPresent, vmasOf } from '../machine/machine.ts'
import { fillLine, permits, setBits } from '../machine/mmu/tlb.ts'
import { firstByteOf, pageOf, TEACH } from '../machine/scale.ts'
import { address, bytes, frame, page, roundUp } from '../machine/units.ts'
import type { AuditReason, Request } from './event.ts'
import type { KernelIntent, MallocIntent, MmuIntent } from './intent.ts'
import { accessDone, closeAccess, isHeaderWrite, queueHeaderWrites, walkFor } from './lane.ts'
import type { Seat } from './seat.ts'
import { emitInto, type Lane, record, setLaneState, setRing, takeTicket, type World } from './world.ts'

/** Does a command that `legal` has let through. */
export function perform(world: World, intent: MallocIntent | KernelIntent | MmuIntent): void {
	switch (intent.kind) {
		case 'POL':
			world.machine.heap.rackMaxBytes = bytes(intent.rackMaxBytes)
			record(world, { type: 'policySet', rackMaxBytes: bytes(intent.rackMaxBytes) })
			return
		case 'EVICT':
			evictFrame(world.machine, emitInto(world), frame(intent.frame))
			return
		case 'PREFETCH':
			fillLine(world.machine, emitInto(world), intent.line, page(intent.page), true)
			return
		case 'SYS':
			return ruleSlip(world, laneWith(world, 'slip', intent.ticket), intent.verdict === 'OK')
		case 'FAULT':
			return ruleFault(world, laneWith(world, 'fault', intent.ticket), intent)
		case 'WALK':
		case 'INSERT':
		case 'RAISE':
			return translateByHand(world, laneWith(world, 'access', intent.ticket), intent)
		default:
			serveRequest(world, laneWith(world, 'request', intent.ticket), intent)
	}
}

function laneWith(world: World, field: 'request' | 'slip' | 'fault' | 'access', ticket: number): Lane {
	const lane = world.lanes.find((one) => one[field]?.ticket === ticket)
	if (!lane) throw new Error(`no lane waits with ticket ${ticket}`)
	return lane
}

function audit(world: World, seat: Seat, reason: AuditReason, ticket: number, expected: string | null = null): void {
	record(world, { type: 'audited', seat, reason, ticket, expected })
}

// ── malloc ───────────────────────────────────────────────────────────────────────────────────

type RequestIntent = Exclude<MallocIntent, { kind: 'POL' }>

function serveRequest(world: World, lane: Lane, intent: RequestIntent): void {
	const { machine } = world
	const emit = emitInto(world)
	const request = lane.request as Request
	const what = { ...request, lane: lane.lane }
	switch (intent.kind) {
		case 'PARK': {
			const writes = placeInChunk(machine, emit, address(intent.chunk), intent.end, what)
			const used = machine.heap.chunks.find((chunk) => chunk.object === request.object)
			placed(world, lane, used?.address ?? intent.chunk)
			queueHeaderWrites(lane, writes)
			return
		}
		case 'RACK': {
			const writes = placeInRacked(machine, emit, what)
			const used = machine.heap.chunks.find((chunk) => chunk.object === request.object)
			placed(world, lane, used?.address ?? 0)
			queueHeaderWrites(lane, writes)
			return
		}
		case 'FAIL':
			record(world, { type: 'allocationFailed', lane: lane.lane, object: request.object })
			placed(world, lane, 0)
			return
		case 'TRIM':
			enterKernel(world, lane, 'brk', intent.pages, true)
			queueHeaderWrites(lane, shrinkHeap(machine, emit, lane.lane, intent.pages))
			forgetWritesPast(world, machine.heap.brk, intent.pages)
			lane.leaving = true
			return
		case 'ASK':
			enterKernel(world, lane, 'brk', intent.pages, false)
			return
		case 'MMAP':
			enterKernel(world, lane, 'mmap', mmapPages(request.requestBytes), false)
			return
	}
}

/** An area holds the object behind a 16-byte chunk header (glibc: a mapped chunk). */
const mmapPages = (requestBytes: number): number => roundUp(requestBytes + 16, TEACH.pageBytes) / TEACH.pageBytes

/** malloc returns to the program. */
function placed(world: World, lane: Lane, at: number): void {
	const request = lane.request as Request
	world.objects[request.object] = at
	lane.request = null
	record(world, { type: 'requestClosed', ticket: request.ticket })
}

/** The request's own thread goes through the gate. A growing call waits for the kernel seat. */
function enterKernel(world: World, lane: Lane, call: 'brk' | 'mmap', pages: number, down: boolean): void {
	const request = lane.request as Request
	lane.request = { ...request, status: 'slip', refusedPages: null }
	record(world, { type: 'requestChanged', request: lane.request })
	record(world, { type: 'syscallEntered', lane: lane.lane, call, pages, down })
	setRing(world, lane, 0)
	setLaneState(world, lane, 'kernel')
	if (down) return
	lane.slip = { ticket: takeTicket(world), lane: lane.lane, call, pages, sinceTick: world.tick }
	lane.impatientTicks = 0
	record(world, { type: 'slipQueued', slip: lane.slip })
}

/**
 * Header words that other threads have yet to write into pages which are being given back: malloc holds
 * the arena's lock, so to the program they were written before the break fell.
 */
function forgetWritesPast(world: World, brk: number, pages: number): void {
	const end = brk + pages * TEACH.pageBytes
	for (const lane of world.lanes) {
		const head = lane.queue[0]
		lane.queue = lane.queue.filter((access) => !isHeaderWrite(access) || access.address < brk || access.address >= end)
		if (head === lane.queue[0]) continue
		closeAccess(world, lane)
		closeFault(world, lane)
	}
}

// ── kernel ───────────────────────────────────────────────────────────────────────────────────

function ruleSlip(world: World, lane: Lane, ok: boolean): void {
	const { machine } = world
	const { slip, request } = lane
	if (!slip || !request || slip.call === 'munmap') throw new Error('a slip without its request')
	const emit = emitInto(world)
	const vmas = vmasOf(machine)
	const books = { vmas, committedPages: committedPages(vmas), ...machine.config }
	if (slipAllowed(books, slip.call, slip.pages) !== ok) {
		audit(world, 'kernel', 'slipWrong', slip.ticket, ok ? 'ENOMEM' : 'OK')
		return
	}
	lane.slip = null
	lane.leaving = true
	record(world, { type: 'slipClosed', ticket: slip.ticket, ok })
	if (!ok) {
		lane.request = { ...request, refusedPages: slip.pages }
		record(world, { type: 'requestChanged', request: lane.request })
		refuseSyscall(emit, lane.lane, slip.call)
	} else if (slip.call === 'brk') {
		queueHeaderWrites(lane, growHeap(machine, emit, lane.lane, slip.pages))
	} else {
		const writes = mapArea(machine, emit, lane.lane, request.object, request.plate, request.requestBytes, slip.pages)
		const mapping = machine.mappings.find((one) => one.object === request.object)
		placed(world, lane, firstByteOf(TEACH, mapping?.page ?? page(0)))
		queueHeaderWrites(lane, writes)
	}
}

function ruleFault(world: World, lane: Lane, intent: Extract<KernelIntent, { kind: 'FAULT' }>): void {
	const { machine } = world
	const { fault } = lane
	if (!fault) throw new Error('no fault')
	const stateOf = (number: ReturnType<typeof page>) => entryOf(machine, number).state
	const right = judgeFault(TEACH, vmasOf(machine), stateOf, fault.address, fault.code)
	if (right !== intent.verdict) {
		audit(world, 'kernel', right === 'SEGV' ? 'wildGranted' : 'verdictWrong', fault.ticket, right)
		return
	}
	closeFault(world, lane)
	resolveFault(
		machine,
		emitInto(world),
		lane.lane,
		fault.address,
		right,
		intent.frame === null ? null : frame(intent.frame),
		intent.order,
	)
	if (right === 'SEGV') {
		lane.queue = []
		record(world, { type: 'signalHandled', lane: lane.lane, address: fault.address })
	}
	for (const other of world.lanes) closeIfServed(world, other)
}

/** The thread returns from the exception; its instruction runs again (or its signal handler). */
function closeFault(world: World, lane: Lane): void {
	if (!lane.fault) return
	record(world, { type: 'faultClosed', ticket: lane.fault.ticket })
	lane.fault = null
	lane.leaving = true
}

/** A fault on a page that another thread's fault has just served: the kernel finds the entry fine and returns. */
function closeIfServed(world: World, lane: Lane): void {
	const { fault } = lane
	if (!fault) return
	const entry = entryOf(world.machine, pageOf(TEACH, fault.address))
	if (!isPresent(entry) || !permits(entry, fault.code.write)) return
	closeFault(world, lane)
	record(world, {
		type: 'faultResolved',
		lane: lane.lane,
		address: fault.address,
		verdict: 'SPURIOUS',
		pages: [],
		frames: [],
	})
}

// ── MMU ──────────────────────────────────────────────────────────────────────────────────────

function translateByHand(world: World, lane: Lane, intent: Exclude<MmuIntent, { kind: 'PREFETCH' }>): void {
	const { machine } = world
	const { access } = lane
	const head = lane.queue[0]
	if (!access || !head) throw new Error('no access')
	const number = pageOf(TEACH, access.address)
	switch (intent.kind) {
		case 'WALK':
			world.manualWalksLeft = Math.max(0, world.manualWalksLeft - 1)
			record(world, { type: 'walksLeftChanged', manualWalksLeft: world.manualWalksLeft })
			closeAccess(world, lane)
			walkFor(world, lane, head)
			return
		case 'INSERT':
			closeAccess(world, lane)
			fillLine(machine, emitInto(world), intent.line, number)
			setBits(machine, emitInto(world), number, access.write)
			accessDone(world, lane)
			return
		case 'RAISE': {
			const code = { present: intent.present, write: intent.write, user: intent.user }
			if (access.stage === 'insert') {
				audit(world, 'mmu', 'raisedGoodPage', access.ticket)
			} else if (code.present !== access.found?.present || code.write !== access.write || !code.user) {
				audit(world, 'mmu', 'codeWrong', access.ticket, `P${access.found?.present ? 1 : 0} W${access.write ? 1 : 0} U1`)
			} else {
				closeAccess(world, lane)
				setRing(world, lane, 0)
				setLaneState(world, lane, 'kernel')
				lane.fault = {
					ticket: takeTicket(world),
					lane: lane.lane,
					address: access.address,
					code,
					sinceTick: world.tick,
				}
				lane.impatientTicks = 0
				record(world, { type: 'faultQueued', fault: lane.fault })
			}
			return
		}
	}
}
