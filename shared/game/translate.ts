import { PAYLOAD_OFFSET_BYTES } from '../machine/heap/chunk.ts'
import { unlockPage } from '../machine/kernel/frames.ts'
import { entryOf, isPresent } from '../machine/machine.ts'
import { fillLine, lineOf, lookUp, permits, setBits, walk } from '../machine/mmu/tlb.ts'
import { firstByteOf, pageOf, TEACH } from '../machine/scale.ts'
import type { Op } from '../programs/op.ts'
import { accessesOf } from './accesses.ts'
import type { Access, PreviewAccess } from './event.ts'
import {
	emitInto,
	isBotDriven,
	type Lane,
	type QueuedAccess,
	record,
	setLaneState,
	takeTicket,
	type World,
} from './world.ts'

/** TLB, else page walk, else the MMU seat. */
export function translate(world: World, lane: Lane, head: QueuedAccess): void {
	const number = pageOf(TEACH, head.address)
	if (lookUp(world.machine, emitInto(world), lane.lane, number, head.write)) {
		accessDone(world, lane)
	} else if (world.manualWalksLeft > 0 && !isBotDriven(world, 'mmu')) {
		openAccess(world, lane, head, 'walk', null)
	} else {
		walkFor(world, lane, head)
	}
}

/** The page walk, and what the hardware does by itself after it. */
export function walkFor(world: World, lane: Lane, head: QueuedAccess): void {
	const { machine } = world
	const emit = emitInto(world)
	const number = pageOf(TEACH, head.address)
	const entry = walk(machine, emit, lane.lane, number, head.write, head.trips)
	const found = { present: isPresent(entry), writable: entry.writable, user: entry.user }
	if (!found.present || !permits(entry, head.write)) {
		openAccess(world, lane, head, 'raise', found)
		return
	}
	const unusedLine = machine.tlb.indexOf(null)
	if (unusedLine < 0) {
		openAccess(world, lane, head, 'insert', found)
		return
	}
	fillLine(machine, emit, unusedLine, number)
	setBits(machine, emit, number, head.write)
	accessDone(world, lane)
}

function openAccess(
	world: World,
	lane: Lane,
	head: QueuedAccess,
	stage: Access['stage'],
	found: Access['found'],
): void {
	const { address, write, trips } = head
	const ticket = takeTicket(world)
	lane.access = { ticket, lane: lane.lane, address, write, trips, stage, found, sinceTick: world.tick }
	lane.impatientTicks = 0
	setLaneState(world, lane, 'mmu')
	record(world, { type: 'accessChanged', access: lane.access })
}

export function closeAccess(world: World, lane: Lane): void {
	if (!lane.access) return
	record(world, { type: 'accessClosed', ticket: lane.access.ticket })
	lane.access = null
}

/** The thread returns from the exception; its instruction runs again (or its signal handler). */
export function closeFault(world: World, lane: Lane): void {
	if (!lane.fault) return
	record(world, { type: 'faultClosed', ticket: lane.fault.ticket })
	lane.fault = null
	lane.leaving = true
}

/** The access in hand went through: on to the next one. */
export function accessDone(world: World, lane: Lane): void {
	const done = lane.queue.shift()
	if (done) {
		unlockPage(world.machine, emitInto(world), pageOf(TEACH, done.address))
		noticeBug(world, lane, done)
	}
	if (lane.status.state === 'mmu' || lane.status.state === 'kernel')
		setLaneState(world, lane, lane.request ? 'malloc' : 'computing')
}

/** The program used memory that isn't its object's any more, or never was, and no hardware noticed. */
function noticeBug(world: World, lane: Lane, { address, write, stray }: QueuedAccess): void {
	if (stray === null) return
	const { heap, mappings } = world.machine
	const at = world.objects[stray]
	const live = world.company
		? world.company.blocks.get(stray)
		: (heap.chunks.find((chunk) => chunk.use === 'used' && chunk.address === at) ??
			mappings.find((one) => firstByteOf(TEACH, one.page) === at))
	const first = (at ?? 0) + PAYLOAD_OFFSET_BYTES
	if (live && address >= first && address < first + (live.requestBytes ?? 0)) return
	world.silentBugs += 1
	record(world, { type: 'silentBug', lane: lane.lane, object: stray, address, write, count: world.silentBugs })
}

/**
 * Accesses that wait for the MMU seat while the page table or the TLB changed under them are looked
 * up again: another thread's fault may have served the page, or an eviction taken it away.
 */
export function refreshAccesses(world: World): void {
	for (const lane of world.lanes) {
		const { access } = lane
		if (!access) continue
		const number = pageOf(TEACH, access.address)
		const entry = entryOf(world.machine, number)
		const allowed = isPresent(entry) && permits(entry, access.write)
		const line = world.machine.tlb[lineOf(world.machine.tlb, number)]
		const cached = line !== undefined && line !== null && permits(line, access.write)
		const stale = cached || (access.stage === 'insert' && !allowed) || (access.stage === 'raise' && allowed)
		if (stale) closeAccess(world, lane)
	}
}

const PREVIEW_LENGTH = 4

/** The next accesses as far as the hardware can look ahead: up to the next malloc of each thread, lanes taken in turn. */
export function previewOf(world: World): PreviewAccess[] {
	const ahead = world.lanes.map((lane) => accessesAhead(world, lane))
	const preview: PreviewAccess[] = []
	for (let rank = 0; rank < PREVIEW_LENGTH; rank += 1) {
		for (let lane = 0; lane < ahead.length && preview.length < PREVIEW_LENGTH; lane += 1) {
			const access = ahead[lane]?.[rank]
			if (access) preview.push({ lane, page: pageOf(TEACH, access.address), write: access.write })
		}
	}
	return preview
}

function accessesAhead(world: World, lane: Lane): QueuedAccess[] {
	// The head of the queue is the access in hand, which is shown as such.
	const first = lane.access || lane.fault ? 1 : 0
	const accesses = lane.queue.slice(first, first + PREVIEW_LENGTH)
	// What the rest of a company's call touches only the company knows.
	if (world.company?.call?.lane === lane.lane || lane.request || accesses.length === PREVIEW_LENGTH) return accesses
	const ops = world.program.lanes[lane.lane] ?? []
	let { stackPointer } = lane
	const stack = [...lane.frames]
	for (
		let index = lane.next + (lane.running ? 1 : 0);
		index < ops.length && accesses.length < PREVIEW_LENGTH;
		index += 1
	) {
		const op = ops[index] as Op
		if (op.kind === 'malloc' || op.kind === 'realloc') break
		if (op.kind === 'call') {
			stack.push(stackPointer)
			stackPointer -= op.frameBytes
		} else if (op.kind === 'return') {
			stackPointer = stack.pop() ?? stackPointer
		}
		accesses.push(...accessesOf(world, op, stackPointer))
	}
	return accesses
}
