import { freeChunk } from '../machine/heap/heap.ts'
import { chunkSizeFor } from '../machine/heap/chunk.ts'
import { unmapArea } from '../machine/kernel/kernel.ts'
import { residentPages } from '../machine/machine.ts'
import { firstByteOf, TEACH } from '../machine/scale.ts'
import { address } from '../machine/units.ts'
import type { Op } from '../programs/op.ts'
import { between } from '../programs/random.ts'
import { accessesOf, queueHeaderWrites } from './accesses.ts'
import { beginCall, continueCall, type MallocOp } from './company.ts'
import { enterBriefly } from './gate.ts'
import { startChild, startVisitor } from './neighbours.ts'
import { translate } from './translate.ts'
import { emitInto, type Lane, record, setLaneState, setRing, takeTicket, type World } from './world.ts'

/** Call site of a realloc whose object malloc never gave. */
const NO_PLATE = '---'

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
		} else if (world.company?.call?.lane === lane.lane) {
			continueCall(world, world.company, lane)
		} else if (lane.release !== null) {
			const at = lane.release
			lane.release = null
			freeAt(world, lane, at)
		} else if (lane.request) {
			backToMalloc(world, lane)
			return
		} else if (lane.running) {
			finishOperation(world, lane)
		} else if (isLockedOut(world, lane)) {
			return
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

/** A company's arena is another thread's until its call is done. */
function isLockedOut(world: World, lane: Lane): boolean {
	const op = operationOf(world, lane)
	return world.company !== null && world.company.call !== null && op !== undefined && isMallocOp(op)
}

const isMallocOp = (op: Op): op is MallocOp => op.kind === 'malloc' || op.kind === 'realloc' || op.kind === 'free'

function startOperation(world: World, lane: Lane): void {
	const op = operationOf(world, lane)
	if (!op) {
		setLaneState(world, lane, 'done')
		return
	}
	lane.running = true
	if (world.company && isMallocOp(op)) {
		beginCall(world, world.company, lane, op)
		return
	}
	switch (op.kind) {
		case 'malloc':
		case 'realloc':
			openRequest(world, lane, op)
			return
		case 'free': {
			const at = world.objects[op.object]
			delete world.objects[op.object]
			if (at) freeAt(world, lane, at)
			return
		}
		case 'fork':
			fork(world, lane, op)
			return
		case 'surge':
			startVisitor(world, op)
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

/** malloc, or realloc of an object that malloc could give; realloc of NULL is malloc. */
function openRequest(world: World, lane: Lane, op: Extract<Op, { kind: 'malloc' | 'realloc' }>): void {
	const { machine } = world
	const from = op.kind === 'realloc' ? world.objects[op.object] || null : null
	const old =
		machine.heap.chunks.find((chunk) => chunk.address === from) ??
		machine.mappings.find((one) => firstByteOf(TEACH, one.page) === from)
	lane.request = {
		ticket: takeTicket(world),
		lane: lane.lane,
		object: op.object,
		requestBytes: op.sizeBytes,
		needBytes: chunkSizeFor(op.sizeBytes),
		plate: op.kind === 'malloc' ? op.plate : (old?.plate ?? NO_PLATE),
		kind: from === null ? 'malloc' : 'realloc',
		from: from === null ? null : address(from),
		sinceTick: world.tick,
		status: 'waiting',
		refusedPages: null,
	}
	lane.impatientTicks = 0
	setLaneState(world, lane, 'malloc')
	record(world, { type: 'requestChanged', request: lane.request })
}

/** free of the chunk, or of the whole area, at an address. */
function freeAt(world: World, lane: Lane, at: number): void {
	const { machine } = world
	const emit = emitInto(world)
	const mapping = machine.mappings.find((one) => firstByteOf(TEACH, one.page) === at)
	if (!mapping) {
		queueHeaderWrites(lane, freeChunk(machine, emit, lane.lane, address(at)))
		return
	}
	enterBriefly(world, lane, 'munmap', mapping.pages, true)
	unmapArea(machine, emit, lane.lane, mapping)
}

function fork(world: World, lane: Lane, op: Extract<Op, { kind: 'fork' }>): void {
	enterBriefly(world, lane, 'fork', 0, false)
	startChild(world, op)
	const done = { ok: true, down: false, droppedPages: 0 } as const
	record(world, { type: 'syscallReturned', lane: lane.lane, pid: 0, call: 'fork', ...done })
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
