import { freeChunk } from '../machine/heap/heap.ts'
import { chunkSizeFor } from '../machine/heap/chunk.ts'
import { unlockPage, unmapArea } from '../machine/kernel/kernel.ts'
import { entryOf, isPresent, residentPages } from '../machine/machine.ts'
import { fillLine, lineOf, lookUp, permits, setBits, walk } from '../machine/mmu/tlb.ts'
import { firstByteOf, pageOf, TEACH } from '../machine/scale.ts'
import { address, page, type VirtualAddress } from '../machine/units.ts'
import type { Op } from '../programs/op.ts'
import { between } from '../programs/random.ts'
import type { Access } from './event.ts'
import {
	emitInto,
	isBotDriven,
	type Lane,
	type QueuedAccess,
	record,
	setLaneState,
	setRing,
	takeTicket,
	type World,
} from './world.ts'

/** A program's access stands for a loop of so many trips over the data; malloc's own header words are touched once. */
const PROGRAM_TRIPS = 16
const HEADER_TRIPS = 1

/** From the chunk, or the first byte of an area, to what malloc returned. */
const PAYLOAD_OFFSET = 16

/** More happens to no lane in one tick; past it the loop itself is broken. */
const MAX_MOVES_PER_TICK = 256

/** Lets a thread go on until it is busy, waits for a seat, or is done. */
export function runLane(world: World, lane: Lane): void {
	for (let moves = 0; moves < MAX_MOVES_PER_TICK; moves += 1) {
		if (lane.status.state === 'done' || world.tick < lane.busyUntil) return
		if (lane.leaving) {
			lane.leaving = false
			setRing(world, lane, 3)
		}
		if (lane.slip || lane.access || lane.fault) return
		const head = lane.queue[0]
		if (head) {
			translate(world, lane, head)
		} else if (lane.request) {
			backToMalloc(world, lane)
			return
		} else if (lane.running) {
			finishOperation(world, lane)
		} else {
			startOperation(world, lane)
		}
	}
	throw new Error(`lane ${lane.lane} does not come to rest at tick ${world.tick}`)
}

/** After a system call made for a request: it waits for the malloc seat again. */
function backToMalloc(world: World, lane: Lane): void {
	setLaneState(world, lane, 'malloc')
	const { request } = lane
	if (request?.status !== 'slip') return
	lane.request = { ...request, status: request.refusedPages === null ? 'waiting' : 'refused', sinceTick: world.tick }
	lane.impatientTicks = 0
	record(world, { type: 'requestChanged', request: lane.request })
}

function operationOf(world: World, lane: Lane): Op | undefined {
	return world.program.lanes[lane.lane]?.[lane.next]
}

function startOperation(world: World, lane: Lane): void {
	const op = operationOf(world, lane)
	if (!op) {
		setLaneState(world, lane, 'done')
		return
	}
	lane.running = true
	switch (op.kind) {
		case 'malloc':
			lane.request = {
				ticket: takeTicket(world),
				lane: lane.lane,
				object: op.object,
				requestBytes: op.sizeBytes,
				needBytes: chunkSizeFor(op.sizeBytes),
				plate: op.plate,
				sinceTick: world.tick,
				status: 'waiting',
				refusedPages: null,
			}
			lane.impatientTicks = 0
			setLaneState(world, lane, 'malloc')
			record(world, { type: 'requestChanged', request: lane.request })
			return
		case 'free':
			freeObject(world, lane, op.object)
			return
		case 'call':
			lane.frames.push(lane.stackPointer)
			lane.stackPointer -= op.frameBytes
			break
		case 'return':
			lane.stackPointer = lane.frames.pop() ?? lane.stackPointer
			return
		default:
	}
	lane.queue.push(...accessesOf(world, op, lane.stackPointer))
}

/** The accesses that an operation makes as the program stands; none for an object that malloc failed to give. */
function accessesOf(world: World, op: Op, stackPointer: number): QueuedAccess[] {
	const single = (at: VirtualAddress, write: boolean): QueuedAccess[] => [{ address: at, write, trips: PROGRAM_TRIPS }]
	switch (op.kind) {
		case 'touch': {
			const base = world.objects[op.object]
			if (!base || op.lengthBytes === 0) return []
			const first = base + PAYLOAD_OFFSET + op.offsetBytes
			const accesses = single(address(first), op.write)
			const last = pageOf(TEACH, address(first + op.lengthBytes - 1))
			for (let number = pageOf(TEACH, address(first)) + 1; number <= last; number += 1) {
				accesses.push(...single(firstByteOf(TEACH, page(number)), op.write))
			}
			return accesses
		}
		case 'call':
			return single(address(stackPointer), true)
		case 'wild':
			return single(op.address, op.write)
		default:
			return []
	}
}

/** malloc's own writes: one access for each page. */
export function queueHeaderWrites(lane: Lane, writes: readonly VirtualAddress[]): void {
	const pages = new Set<number>()
	for (const at of writes) {
		const number = pageOf(TEACH, at)
		if (pages.has(number)) continue
		pages.add(number)
		lane.queue.push({ address: at, write: true, trips: HEADER_TRIPS })
	}
}

export const isHeaderWrite = (access: QueuedAccess): boolean => access.trips === HEADER_TRIPS

function freeObject(world: World, lane: Lane, object: number): void {
	const { machine } = world
	const emit = emitInto(world)
	const at = world.objects[object]
	delete world.objects[object]
	if (!at) return
	const mapping = machine.mappings.find((one) => one.object === object)
	if (mapping) {
		record(world, { type: 'syscallEntered', lane: lane.lane, call: 'munmap', pages: mapping.pages, down: true })
		setRing(world, lane, 0)
		lane.leaving = true
		unmapArea(machine, emit, lane.lane, mapping)
		return
	}
	queueHeaderWrites(lane, freeChunk(machine, emit, lane.lane, address(at)))
}

function finishOperation(world: World, lane: Lane): void {
	lane.running = false
	lane.next += 1
	world.step += 1
	record(world, { type: 'stepFinished', step: world.step })
	record(world, { type: 'rentCharged', residentPages: residentPages(world.machine) })
	const gap = world.gaps[lane.lane]
	if (!operationOf(world, lane) || !gap) {
		setLaneState(world, lane, 'done')
		return
	}
	setLaneState(world, lane, 'computing')
	lane.busyUntil =
		Math.max(lane.busyUntil, world.tick) + between(gap, world.level.gapTicksLow, world.level.gapTicksHigh)
}

/** TLB, else page walk, else the MMU seat. */
function translate(world: World, lane: Lane, head: QueuedAccess): void {
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
	lane.access = { ticket: takeTicket(world), lane: lane.lane, ...head, stage, found, sinceTick: world.tick }
	lane.impatientTicks = 0
	setLaneState(world, lane, 'mmu')
	record(world, { type: 'accessChanged', access: lane.access })
}

export function closeAccess(world: World, lane: Lane): void {
	if (!lane.access) return
	record(world, { type: 'accessClosed', ticket: lane.access.ticket })
	lane.access = null
}

/** The access in hand went through: on to the next one. */
export function accessDone(world: World, lane: Lane): void {
	const done = lane.queue.shift()
	if (done) unlockPage(world.machine, emitInto(world), pageOf(TEACH, done.address))
	if (lane.status.state === 'mmu' || lane.status.state === 'kernel')
		setLaneState(world, lane, lane.request ? 'malloc' : 'computing')
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
export function previewOf(world: World): { lane: number; page: ReturnType<typeof pageOf>; write: boolean }[] {
	const ahead = world.lanes.map((lane) => accessesAhead(world, lane))
	const preview = []
	for (let rank = 0; rank < PREVIEW_LENGTH; rank += 1) {
		for (const [lane, accesses] of ahead.entries()) {
			const access = accesses[rank]
			if (access) preview.push({ lane, page: pageOf(TEACH, access.address), write: access.write })
		}
	}
	return preview.slice(0, PREVIEW_LENGTH)
}

function accessesAhead(world: World, lane: Lane): QueuedAccess[] {
	// The head of the queue is the access in hand, which is shown as such.
	const accesses = lane.access || lane.fault ? lane.queue.slice(1) : [...lane.queue]
	const ops = world.program.lanes[lane.lane] ?? []
	let { stackPointer } = lane
	const stack = [...lane.frames]
	for (
		let index = lane.next + (lane.running ? 1 : 0);
		index < ops.length && accesses.length < PREVIEW_LENGTH;
		index += 1
	) {
		const op = ops[index] as Op
		if (lane.request || op.kind === 'malloc') break
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
