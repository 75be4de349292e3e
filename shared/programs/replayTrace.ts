import type { Allocator, Block } from '../machine/heap/allocator.ts'
import { NULL_BLOCK } from '../machine/heap/allocator.ts'
import { createWork, type Work } from '../machine/heap/work.ts'
import type { SyscallRecord } from '../machine/kernel/anonymousMemory.ts'
import type { Answer, AnswerAddress } from './answer.ts'
import { MAX_SERVED_BYTES, type Natural, productOf, type Trace, type TraceOp } from './trace.ts'

/** `traced`: the pages that the trace's `w` and `d` lines name. `full`: every block is written whole instead. */
export type TouchMode = 'traced' | 'full'
export const TOUCH_MODES = ['traced', 'full'] as const satisfies readonly TouchMode[]

export interface ReplayOptions {
	readonly touch?: TouchMode
	/** How many ops to play; default: all. */
	readonly first?: number
	/** Called after each op. Without it no object is made for an op. */
	readonly onAnswer?: (answer: Answer) => void
}

/** Sums and peaks of one run; peaks are taken after each op. All sizes in bytes. */
export interface ReplayTotals {
	ops: number
	/** Minor faults; of these `zeroFaults` took the shared zero page (first read). */
	faults: number
	zeroFaults: number
	/** Bytes from the initial break. */
	brk: number
	peakBrk: number
	/** System calls by name, also refused ones. */
	readonly calls: Record<SyscallRecord[0], number>
	/** Resident pages that system calls took away. */
	droppedPages: number
	/** Calls that returned NULL although something was asked for. */
	refused: number
	/** Break plus mappings. */
	vszBytes: number
	peakVszBytes: number
	/** Pages with a frame of their own. */
	rssBytes: number
	peakRssBytes: number
	/** As asked for by the program. */
	liveBytes: number
	peakLiveBytes: number
	liveBlocks: number
	/** Internal fragmentation: usable but not asked for, in live blocks. */
	internalBytes: number
	/** External fragmentation: free bytes that the allocator could still give out. */
	externalBytes: number
	/** What the allocator did in its own lists. */
	readonly work: Work
}

/** malloc itself refuses more than PTRDIFF_MAX. */
const MAX_REQUEST = 2n ** 63n - 1n
const REFUSED = -1

/** A request as an allocator takes it: `Infinity` for what only the kernel refuses; REFUSED for what malloc does. */
const requestOf = (size: Natural): number =>
	typeof size === 'number' ? size : size <= MAX_SERVED_BYTES ? Number(size) : size <= MAX_REQUEST ? Infinity : REFUSED

/** Products of small numbers need no bigint: below 2^53 they are exact. */
const requestOfProduct = (count: Natural, size: Natural): number => {
	if (typeof count === 'number' && typeof size === 'number' && count * size <= MAX_SERVED_BYTES) return count * size
	return requestOf(productOf(count, size))
}

/** Not an op that returns something. */
const NOTHING = -1

/** A run of a trace on an allocator, between two ops: what each id holds, and the sums so far. */
export interface Replay {
	readonly trace: Trace
	readonly allocator: Allocator
	readonly touch: TouchMode
	/** By id: what the call returned, what was asked for, what can be used. */
	readonly blocks: Float64Array
	readonly askedBytes: Float64Array
	readonly usableBytes: Float64Array
	/** As of the latest op but for what `totalsOf` adds. */
	readonly totals: ReplayTotals
	/** Number of the op that comes next. */
	next: number
}

/**
 * Plays a trace on an allocator that nobody used before, op by op as `FORMAT.md` says, and returns the totals.
 * The allocator's list of system calls is emptied after each op.
 */
export function replayTrace(trace: Trace, allocator: Allocator, options: ReplayOptions = {}): ReplayTotals {
	const replay = createReplay(trace, allocator, options.touch ?? 'traced')
	const count = Math.min(options.first ?? Infinity, trace.ops.length)
	for (let i = 0; i < count; i += 1) playNext(replay, options.onAnswer)
	return totalsOf(replay)
}

/** Plays op number `next`, which there must be. */
export function playNext(replay: Replay, onAnswer?: (answer: Answer) => void): void {
	const { allocator, totals } = replay
	const { memory } = allocator
	const { faults, resident, brk } = memory
	const block = playOp(replay, replay.trace.ops[replay.next] as TraceOp)
	const opFaults = memory.faults - faults
	const hasCalls = memory.calls.length > 0
	if (onAnswer) onAnswer(answerOf(allocator, replay.next, block, opFaults, memory.brk === brk ? undefined : memory.brk))
	replay.next += 1
	if (opFaults === 0 && !hasCalls) return
	totals.faults += opFaults
	// A page is gained by each fault but those on the zero page; what is missing was dropped.
	const missing = resident + opFaults - memory.resident
	if (hasCalls && countCalls(totals, memory.calls, brk)) totals.droppedPages += missing
	else totals.zeroFaults += missing
	memory.calls.length = 0
	totals.vszBytes += memory.brk - brk
	totals.peakBrk = Math.max(totals.peakBrk, memory.brk)
	totals.peakVszBytes = Math.max(totals.peakVszBytes, totals.vszBytes)
	totals.rssBytes = memory.resident * 2 ** memory.pageShift
	totals.peakRssBytes = Math.max(totals.peakRssBytes, totals.rssBytes)
}

/** The sums after the latest op. */
export const totalsOf = ({ allocator, totals, next }: Replay): ReplayTotals => ({
	...totals,
	calls: { ...totals.calls },
	ops: next,
	brk: allocator.memory.brk,
	externalBytes: allocator.freeBytes(),
	work: { ...allocator.work },
})

/** A copy that goes on independently. */
export const cloneReplay = (replay: Replay): Replay => ({
	...replay,
	allocator: replay.allocator.clone(),
	blocks: replay.blocks.slice(),
	askedBytes: replay.askedBytes.slice(),
	usableBytes: replay.usableBytes.slice(),
	totals: { ...replay.totals, calls: { ...replay.totals.calls } },
})

/** The state before the first op of a trace, on an allocator that nobody used before. */
export function createReplay(trace: Trace, allocator: Allocator, touch: TouchMode): Replay {
	const ids = trace.ops.reduce((most, op) => Math.max(most, op.id + 1), 0)
	return {
		trace,
		allocator,
		touch,
		next: 0,
		blocks: new Float64Array(ids),
		askedBytes: new Float64Array(ids),
		usableBytes: new Float64Array(ids),
		totals: {
			ops: 0,
			faults: 0,
			zeroFaults: 0,
			brk: 0,
			peakBrk: 0,
			calls: { brk: 0, mmap: 0, munmap: 0, mremap: 0, madvise: 0 },
			droppedPages: 0,
			refused: 0,
			// A library's own start may have taken some.
			vszBytes: allocator.memory.brk,
			peakVszBytes: 0,
			rssBytes: allocator.memory.resident * 2 ** allocator.memory.pageShift,
			peakRssBytes: 0,
			liveBytes: 0,
			peakLiveBytes: 0,
			liveBlocks: 0,
			internalBytes: 0,
			externalBytes: 0,
			work: createWork(),
		},
	}
}

/** Plays one op. Returns the block that the call returned, or NOTHING. */
function playOp(replay: Replay, op: TraceOp): number {
	const { allocator, blocks } = replay
	const { id } = op
	const old = blocks[id] as Block
	switch (op.kind) {
		case 'malloc': {
			const request = requestOf(op.sizeBytes)
			return bind(replay, id, request, malloc(allocator, request))
		}
		case 'calloc': {
			const request = requestOfProduct(op.count, op.sizeBytes)
			return bind(replay, id, request, request === REFUSED ? NULL_BLOCK : allocator.calloc(request))
		}
		case 'memalign':
			return bind(replay, id, op.sizeBytes, allocator.memalign(op.alignmentBytes, op.sizeBytes))
		case 'realloc':
			return playRealloc(replay, id, old, requestOf(op.sizeBytes))
		case 'free':
			release(replay, id)
			if (old !== NULL_BLOCK) allocator.free(old)
			return NOTHING
		case 'write':
		case 'read':
			if (old !== NULL_BLOCK && op.lengthBytes > 0 && replay.touch === 'traced') {
				allocator.touch(old, op.offsetBytes, op.lengthBytes, op.kind === 'write')
			}
			return NOTHING
	}
}

const malloc = (allocator: Allocator, request: number): Block =>
	request === REFUSED ? NULL_BLOCK : allocator.malloc(request)

/** NULL: malloc. Size 0: free, and the id holds NULL. Refused: the id keeps its block. */
function playRealloc(replay: Replay, id: number, old: Block, request: number): Block {
	const { allocator } = replay
	if (old === NULL_BLOCK) return bind(replay, id, request, malloc(allocator, request))
	if (request === 0) {
		release(replay, id)
		allocator.free(old)
		return NULL_BLOCK
	}
	const block = request === REFUSED ? NULL_BLOCK : allocator.realloc(old, request)
	if (block === NULL_BLOCK) {
		replay.totals.refused += 1
		return NULL_BLOCK
	}
	release(replay, id)
	return bind(replay, id, request, block)
}

/** The id holds what a call returned. Returns that. */
function bind(replay: Replay, id: number, request: number, block: Block): Block {
	const { allocator, totals } = replay
	replay.blocks[id] = block
	if (block === NULL_BLOCK) {
		totals.refused += 1
		return block
	}
	const usable = allocator.usableBytes(block)
	replay.askedBytes[id] = request
	replay.usableBytes[id] = usable
	totals.liveBlocks += 1
	totals.liveBytes += request
	totals.internalBytes += usable - request
	if (totals.liveBytes > totals.peakLiveBytes) totals.peakLiveBytes = totals.liveBytes
	if (replay.touch === 'full' && request > 0) allocator.touch(block, 0, request, true)
	return block
}

/** The id holds NULL. */
function release(replay: Replay, id: number): void {
	if (replay.blocks[id] === NULL_BLOCK) return
	const { totals } = replay
	const asked = replay.askedBytes[id] as number
	replay.blocks[id] = NULL_BLOCK
	totals.liveBlocks -= 1
	totals.liveBytes -= asked
	totals.internalBytes -= (replay.usableBytes[id] as number) - asked
}

/** Counts an op's system calls, and the mappings' bytes into `vszBytes`. True: one of them could take pages away. */
function countCalls(totals: ReplayTotals, calls: readonly SyscallRecord[], brkBefore: number): boolean {
	let canDrop = false
	for (const call of calls) {
		totals.calls[call[0]] += 1
		if (call[0] === 'mmap' && call[1] !== 'fail') totals.vszBytes += call[1]
		else if (call[0] === 'munmap') totals.vszBytes -= call[1]
		else if (call[0] === 'mremap' && call[1] !== 'fail') totals.vszBytes += (call[2] ?? 0) - call[1]
		if (call[0] !== 'mmap' && (call[0] !== 'brk' || Number(call[1]) < brkBefore)) canDrop = true
	}
	return canDrop
}

function answerOf(allocator: Allocator, i: number, block: number, faults: number, brk: number | undefined): Answer {
	const { calls } = allocator.memory
	return {
		i,
		...(block === NOTHING ? {} : { p: addressOf(allocator, block) }),
		...(block > NULL_BLOCK ? { u: allocator.usableBytes(block) } : {}),
		...(brk === undefined ? {} : { k: brk }),
		...(faults === 0 ? {} : { f: faults }),
		...(calls.length === 0 ? {} : { s: [...calls] }),
	}
}

function addressOf(allocator: Allocator, block: Block): AnswerAddress {
	if (block === NULL_BLOCK) return null
	const mapping = allocator.mappingOf(block)
	const offset = allocator.offsetOf(block)
	return mapping < 0 ? offset : `m${mapping}+${offset}`
}
