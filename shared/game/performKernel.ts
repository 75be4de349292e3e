import { slipAllowed } from '../machine/kernel/addressSpace.ts'
import { judgeFault } from '../machine/kernel/fault.ts'
import { evictFrame, moveFrame, scanFrames } from '../machine/kernel/frames.ts'
import { growHeap, growTenant, mapArea, refuseSyscall } from '../machine/kernel/kernel.ts'
import { resolveFault } from '../machine/kernel/resolveFault.ts'
import { allVmas, committedPages, entryOf } from '../machine/machine.ts'
import { setBits } from '../machine/mmu/tlb.ts'
import { pageOf, TEACH } from '../machine/scale.ts'
import { frame } from '../machine/units.ts'
import { queueHeaderWrites } from './accesses.ts'
import { audit } from './audit.ts'
import type { Fault, Slip } from './event.ts'
import type { KernelIntent } from './intent.ts'
import { killNeighbour } from './neighbours.ts'
import { settleAt } from './performMalloc.ts'
import { closeFault } from './translate.ts'
import { emitInto, type Lane, record, type World } from './world.ts'

/** Does a legal command of the kernel seat. */
export function performKernel(world: World, intent: KernelIntent): void {
	const { machine } = world
	const emit = emitInto(world)
	switch (intent.kind) {
		case 'EVICT':
			return evictFrame(machine, emit, frame(intent.frame))
		case 'SCAN':
			return scanFrames(machine, emit, world.step)
		case 'COMPACT':
			return moveFrame(machine, emit, frame(intent.from), frame(intent.to))
		case 'OOMKILL':
			return killNeighbour(world, intent.pid)
		case 'SYS':
			return ruleSlip(world, intent.ticket, intent.verdict === 'OK')
		case 'FAULT':
			return ruleFault(world, intent)
	}
}

const callers = (world: World) => [...world.lanes, ...world.neighbours]

function ruleSlip(world: World, ticket: number, ok: boolean): void {
	const { machine } = world
	const slip = callers(world).find((one) => one.slip?.ticket === ticket)?.slip
	if (!slip) throw new Error(`no slip ${ticket}`)
	const vmas = allVmas(machine)
	const books = { vmas, committedPages: committedPages(vmas), ...machine.config }
	if (slipAllowed(books, slip.call, slip.pages, slip.pid) !== ok) {
		audit(world, 'kernel', 'slipWrong', ticket, ok ? 'ENOMEM' : 'OK')
		return
	}
	record(world, { type: 'slipClosed', ticket, ok })
	const lane = world.lanes.find((one) => one.slip === slip)
	if (lane) {
		lane.slip = null
		lane.leaving = true
		answerProgram(world, lane, slip, ok)
		return
	}
	for (const neighbour of world.neighbours) if (neighbour.slip === slip) neighbour.slip = null
	if (ok) growTenant(machine, emitInto(world), slip.lane, slip.pid, slip.pages)
	else refuseSyscall(emitInto(world), slip.lane, slip.call, slip.pid)
}

function answerProgram(world: World, lane: Lane, slip: Slip, ok: boolean): void {
	const { machine } = world
	const { request } = lane
	const emit = emitInto(world)
	if (!request) throw new Error('a slip without its request')
	if (!ok) {
		lane.request = { ...request, refusedPages: slip.pages }
		record(world, { type: 'requestChanged', request: lane.request })
		refuseSyscall(emit, lane.lane, slip.call)
	} else if (slip.call === 'brk') {
		queueHeaderWrites(lane, growHeap(machine, emit, lane.lane, slip.pages))
	} else {
		const { object, plate, requestBytes } = request
		settleAt(world, lane, request, mapArea(machine, emit, lane.lane, object, plate, requestBytes, slip.pages))
	}
}

function ruleFault(world: World, intent: Extract<KernelIntent, { kind: 'FAULT' }>): void {
	const { machine } = world
	const fault = callers(world).find((one) => one.fault?.ticket === intent.ticket)?.fault
	if (!fault) throw new Error(`no fault ${intent.ticket}`)
	const number = pageOf(TEACH, fault.address)
	const entry = entryOf(machine, number, fault.pid)
	const right = judgeFault(TEACH, allVmas(machine), fault.pid, entry, fault.address, fault.code)
	if (right !== intent.verdict) {
		audit(world, 'kernel', right === 'SEGV' ? 'wildGranted' : 'verdictWrong', fault.ticket, right)
		return
	}
	const lane = world.lanes.find((one) => one.fault === fault)
	if (lane) closeFault(world, lane)
	else closeNeighbourFault(world, fault)
	const given = intent.frame === null ? null : frame(intent.frame)
	resolveFault(machine, emitInto(world), fault, right, given, intent.order)
	if (!lane) {
		// Its access is made at once: nobody can take the page from under it.
		if (right !== 'SEGV') setBits(machine, emitInto(world), number, fault.code.write, fault.pid)
	} else if (right === 'SEGV') {
		lane.queue = []
		record(world, { type: 'signalHandled', lane: lane.lane, address: fault.address })
	}
}

function closeNeighbourFault(world: World, fault: Fault): void {
	record(world, { type: 'faultClosed', ticket: fault.ticket })
	for (const neighbour of world.neighbours) if (neighbour.fault === fault) neighbour.fault = null
}
