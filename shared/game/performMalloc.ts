import type { Syscall } from '../machine/event.ts'
import type { HeaderWrites } from '../machine/heap/chunkList.ts'
import { placeInChunk, placeInRacked } from '../machine/heap/heap.ts'
import { flushRack } from '../machine/heap/flush.ts'
import { resizeChunk } from '../machine/heap/resize.ts'
import { advisePages, resizeMapping, shrinkHeap } from '../machine/kernel/kernel.ts'
import { firstByteOf, pageOf, TEACH } from '../machine/scale.ts'
import { address, bytes, page, roundUp } from '../machine/units.ts'
import { isHeaderWrite, queueCopy, queueHeaderWrites } from './accesses.ts'
import { HINTS_KEPT } from './desk.ts'
import type { Request } from './event.ts'
import type { MallocIntent } from './intent.ts'
import { closeAccess, closeFault } from './translate.ts'
import { emitInto, type Lane, record, setLaneState, setRing, takeTicket, type World } from './world.ts'

type Ticketed = Exclude<MallocIntent, { kind: 'POL' }>

/** Does a legal command of the malloc seat. */
export function performMalloc(world: World, intent: MallocIntent): void {
	if (intent.kind === 'POL') {
		world.machine.heap.rackMaxBytes = bytes(intent.rackMaxBytes)
		record(world, { type: 'policySet', rackMaxBytes: bytes(intent.rackMaxBytes) })
		return
	}
	const lane = world.lanes.find((one) => one.request?.ticket === intent.ticket)
	if (!lane?.request) throw new Error(`no request ${intent.ticket}`)
	serve(world, lane, lane.request, intent)
}

function serve(world: World, lane: Lane, request: Request, intent: Ticketed): void {
	const { machine } = world
	const emit = emitInto(world)
	const what = { ...request, lane: lane.lane }
	switch (intent.kind) {
		case 'PARK':
		case 'MOVE':
			settleAt(world, lane, request, placeInChunk(machine, emit, address(intent.chunk), intent.end, what))
			return
		case 'RACK':
			settleAt(world, lane, request, placeInRacked(machine, emit, what))
			return
		case 'GROW':
			grow(world, lane, request)
			return
		case 'FAIL':
			record(world, { type: 'allocationFailed', lane: lane.lane, object: request.object })
			// A realloc that fails leaves the object where it is.
			if (request.kind === 'malloc') world.objects[request.object] = 0
			closeRequest(world, lane, request)
			return
		case 'FLUSH':
			// Its thread is away until the header words are written.
			lane.request = { ...request, status: 'slip' }
			record(world, { type: 'requestChanged', request: lane.request })
			queueHeaderWrites(lane, flushRack(machine, emit, lane.lane))
			return
		case 'TRIM':
			enterKernel(world, lane, request, 'brk', intent.pages, true)
			queueHeaderWrites(lane, shrinkHeap(machine, emit, lane.lane, intent.pages))
			forgetWritesPast(world, machine.heap.brk, intent.pages)
			lane.leaving = true
			return
		case 'ADVISE':
			enterKernel(world, lane, request, 'madvise', intent.pages, true)
			advisePages(machine, emit, lane.lane, intent.advice, page(intent.page), intent.pages)
			if (intent.advice === 'WILLNEED')
				world.hints = [...world.hints, { page: page(intent.page), pages: intent.pages }].slice(-HINTS_KEPT)
			lane.leaving = true
			return
		case 'ASK':
			enterKernel(world, lane, request, 'brk', intent.pages, false)
			return
		case 'MMAP':
			enterKernel(world, lane, request, 'mmap', mmapPages(request.requestBytes), false)
			return
	}
}

/** An area holds the object behind a 16-byte chunk header (glibc: a mapped chunk). */
const mmapPages = (requestBytes: number): number => roundUp(requestBytes + 16, TEACH.pageBytes) / TEACH.pageBytes

/** The object has a new place, of which these header words are to be written. A realloc copies, then frees the old place. */
export function settleAt(world: World, lane: Lane, request: Request, writes: HeaderWrites): void {
	const { object, from } = request
	const { heap, mappings } = world.machine
	const chunks = heap.chunks.filter((chunk) => chunk.object === object)
	const areas = mappings.filter((one) => one.object === object)
	const places = [
		...chunks.map((chunk) => ({ at: chunk.address as number, requestBytes: chunk.requestBytes ?? 0 })),
		...areas.map((one) => ({ at: firstByteOf(TEACH, one.page) as number, requestBytes: one.requestBytes as number })),
	]
	const at = places.find((one) => one.at !== from)?.at ?? 0
	const old = places.find((one) => one.at === from)
	world.objects[object] = at
	world.lastAddresses[object] = at
	closeRequest(world, lane, request)
	queueHeaderWrites(lane, writes)
	if (!old) return
	const copied = Math.min(old.requestBytes, request.requestBytes)
	record(world, { type: 'bytesCopied', lane: lane.lane, object, bytes: copied })
	queueCopy(lane, old.at, at, copied)
	lane.release = address(old.at)
}

/** realloc in place. */
function grow(world: World, lane: Lane, request: Request): void {
	const { machine } = world
	const { from, requestBytes, needBytes } = request
	if (from === null) throw new Error('realloc of nothing')
	const mapping = machine.mappings.find((one) => one.page === pageOf(TEACH, from))
	const writes = mapping
		? resizeMapping(machine, emitInto(world), lane.lane, mapping, requestBytes)
		: resizeChunk(machine, emitInto(world), lane.lane, from, requestBytes, needBytes)
	closeRequest(world, lane, request)
	queueHeaderWrites(lane, writes)
}

/** malloc returns to the program. */
function closeRequest(world: World, lane: Lane, request: Request): void {
	lane.request = null
	record(world, { type: 'requestClosed', ticket: request.ticket })
}

/** The request's own thread goes through the gate. A growing call waits for the kernel seat. */
function enterKernel(world: World, lane: Lane, request: Request, call: Syscall, pages: number, down: boolean): void {
	lane.request = { ...request, status: 'slip', refusedPages: null }
	record(world, { type: 'requestChanged', request: lane.request })
	record(world, { type: 'syscallEntered', lane: lane.lane, pid: 0, call, pages, down })
	setRing(world, lane, 0)
	setLaneState(world, lane, 'kernel')
	if (down || (call !== 'brk' && call !== 'mmap')) return
	lane.slip = { ticket: takeTicket(world), lane: lane.lane, pid: 0, call, pages, sinceTick: world.tick }
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
