import type { SyscallRecord } from '../machine/kernel/anonymousMemory.ts'
import { slipAllowed } from '../machine/kernel/addressSpace.ts'
import { growHeap, mapArea, refuseSyscall, shrinkHeap, unmapArea } from '../machine/kernel/kernel.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../machine/heap/allocator.ts'
import { PAYLOAD_OFFSET_BYTES } from '../machine/heap/chunk.ts'
import type { Work } from '../machine/heap/work.ts'
import { allVmas, committedPages } from '../machine/machine.ts'
import { firstByteOf, LAYOUT, pageOf, TEACH } from '../machine/scale.ts'
import { address, bytes, type PageNumber } from '../machine/units.ts'
import type { ObjectId, Op } from '../programs/op.ts'
import { copyAccesses, headerAccess } from './accesses.ts'
import { enterBriefly } from './gate.ts'
import { emitInto, type Lane, type QueuedAccess, record, type World } from './world.ts'

/**
 * A company: a whole allocator in place of the malloc seat. It serves the program's calls at once, on the same
 * kernel, page table, frames and prices as everybody; only ghosts play so, no crew's round has one.
 *
 *     op ─► allocator ─► brk, mmap          at once, while there are addresses (else ENOMEM, and the allocator copes)
 *                    └─► its own touches  ┐
 *                        copying          ├ in the order in which it did them, as accesses of the lane
 *                        brk down, munmap ┘
 *
 * Its threads share one arena: until all that a call did is done, the other threads' calls wait (glibc: the arena's
 * mutex). To the machine the heap is one chunk, `top`; what lies in it is the company's affair.
 */
export interface Company {
	readonly allocator: Allocator
	/** What the program holds. */
	readonly blocks: Map<ObjectId, Held>
	/** First page of each mapping, by its number. */
	readonly areas: PageNumber[]
	/** The call that is being done; null: none. */
	call: Call | null
}

interface Held {
	readonly block: Block
	readonly requestBytes: number
}

interface Call {
	readonly lane: number
	readonly steps: Step[]
}

type Step =
	| { readonly kind: 'access'; readonly access: QueuedAccess }
	| {
			readonly kind: 'copy'
			readonly object: ObjectId
			readonly bytes: number
			readonly accesses: readonly QueuedAccess[]
	  }
	/** brk down by so many pages. */
	| { readonly kind: 'shrink'; readonly pages: number }
	| { readonly kind: 'unmap'; readonly page: PageNumber }

export type MallocOp = Extract<Op, { kind: 'malloc' | 'realloc' | 'free' }>

export const createCompany = (allocator: Allocator): Company => ({
	allocator,
	blocks: new Map(),
	areas: [],
	call: null,
})

/** The program calls malloc, realloc or free while no other call is being done. */
export function beginCall(world: World, company: Company, lane: Lane, op: MallocOp): void {
	const { allocator } = company
	const { memory } = allocator
	const held = company.blocks.get(op.object)
	if (op.kind === 'free') {
		company.blocks.delete(op.object)
		delete world.objects[op.object]
		// free(NULL): malloc had failed.
		if (!held) return
	}
	const before = { ...allocator.work }
	allocator.onThread?.(lane.lane)
	const call: Call = { lane: lane.lane, steps: [] }
	company.call = call
	oversee(world, company, lane, call, op)
	const block = serve(allocator, op, held)
	memory.overseer = null
	memory.calls = []

	const resized = op.kind === 'realloc' && held !== undefined && block === held.block
	const at = block === NULL_BLOCK ? null : addressOf(company, block)
	record(world, {
		type: 'companyWorked',
		lane: lane.lane,
		object: op.object,
		address: at === null ? null : address(at),
		work: workSince(before, allocator.work),
		resized,
	})
	if (op.kind === 'free') return
	if (at === null) {
		record(world, { type: 'allocationFailed', lane: lane.lane, object: op.object })
		// A realloc that fails leaves the object where it is.
		if (!held) world.objects[op.object] = 0
	} else {
		company.blocks.set(op.object, { block, requestBytes: op.sizeBytes })
		world.objects[op.object] = at - PAYLOAD_OFFSET_BYTES
		world.lastAddresses[op.object] = at - PAYLOAD_OFFSET_BYTES
	}
}

/** The block that the object has now; NULL_BLOCK: none. */
function serve(allocator: Allocator, op: MallocOp, held: Held | undefined): Block {
	if (op.kind !== 'free') return held ? allocator.realloc(held.block, op.sizeBytes) : allocator.malloc(op.sizeBytes)
	if (held) allocator.free(held.block)
	return NULL_BLOCK
}

const workSince = (before: Work, now: Work): Work => ({
	cached: now.cached - before.cached,
	placed: now.placed - before.placed,
	released: now.released - before.released,
	looked: now.looked - before.looked,
	splits: now.splits - before.splits,
	merges: now.merges - before.merges,
})

/** First byte of an area; -1: of the heap. */
const startOf = (company: Company, mapping: number): number =>
	firstByteOf(TEACH, mapping < 0 ? LAYOUT.heapLow : (company.areas[mapping] as PageNumber))

const addressOf = (company: Company, block: Block): number =>
	startOf(company, company.allocator.mappingOf(block)) + company.allocator.offsetOf(block)

/** Listens to the allocator's memory for one call. */
function oversee(world: World, company: Company, lane: Lane, { steps }: Call, op: MallocOp): void {
	const { memory } = company.allocator
	const { machine } = world
	const emit = emitInto(world)
	let brkPages = memory.brk / TEACH.pageBytes
	/** Pages whose header words this call has touched since it last gave any back. */
	const touched = new Set<number>()
	/** What the allocator has read of a block: it does so only to copy it, so the write that follows is the copy. */
	let copied: { readonly from: number; readonly bytes: number } | null = null
	const give = (step: Step): void => {
		steps.push(step)
		touched.clear()
	}
	const called = (call: SyscallRecord): void => {
		switch (call[0]) {
			case 'brk': {
				const pages = call[1] === 'fail' ? 0 : call[1] / TEACH.pageBytes - brkPages
				brkPages += pages
				if (pages < 0) {
					give({ kind: 'shrink', pages: -pages })
				} else if (pages > 0) {
					enterBriefly(world, lane, 'brk', pages, false)
					growHeap(machine, emit, lane.lane, pages)
				}
				return
			}
			case 'mmap': {
				if (call[1] === 'fail') return
				const pages = call[1] / TEACH.pageBytes
				enterBriefly(world, lane, 'mmap', pages, false)
				const plate = op.kind === 'malloc' ? op.plate : ''
				const requestBytes = op.kind === 'free' ? 0 : op.sizeBytes
				const [header] = mapArea(machine, emit, lane.lane, op.object, plate, bytes(requestBytes), pages)
				company.areas.push(pageOf(TEACH, address(header ?? 0)))
				return
			}
			case 'munmap':
				give({ kind: 'unmap', page: company.areas[call[2]] as PageNumber })
				return
			default:
				throw new Error(`no kernel of this scale knows ${call[0]}`)
		}
	}
	memory.overseer = {
		grants(call, byBytes) {
			if (steps.some(({ kind }) => kind === 'shrink')) throw new Error('the break falls and rises in one call')
			const pages = byBytes / TEACH.pageBytes
			const vmas = allVmas(machine)
			const books = { ...machine.config, vmas, committedPages: committedPages(vmas) }
			if (slipAllowed(books, call, pages)) return true
			enterBriefly(world, lane, call, pages, false)
			refuseSyscall(emit, lane.lane, call)
			return false
		},
		called,
		touched(mapping, low, high, write) {
			const from = startOf(company, mapping) + low
			if (!write) {
				copied = { from, bytes: high - low }
				return
			}
			if (copied) {
				const accesses = copyAccesses(copied.from, from, copied.bytes)
				steps.push({ kind: 'copy', object: op.object, bytes: copied.bytes, accesses })
				copied = null
				return
			}
			const last = pageOf(TEACH, address(startOf(company, mapping) + high - 1))
			for (let number = pageOf(TEACH, address(from)) as number; number <= last; number += 1) {
				if (touched.has(number)) continue
				touched.add(number)
				const at = Math.max(from, firstByteOf(TEACH, number as PageNumber))
				steps.push({ kind: 'access', access: headerAccess(address(at)) })
			}
		},
	}
}

/** Does the next thing of the call that a lane is in; none: the call returns. */
export function continueCall(world: World, company: Company, lane: Lane): void {
	const { machine } = world
	const emit = emitInto(world)
	const step = company.call?.steps.shift()
	switch (step?.kind) {
		case undefined:
			company.call = null
			return
		case 'access':
			lane.queue.push(step.access)
			return
		case 'copy':
			record(world, { type: 'bytesCopied', lane: lane.lane, object: step.object, bytes: step.bytes })
			lane.queue.push(...step.accesses)
			return
		case 'shrink':
			enterBriefly(world, lane, 'brk', step.pages, true)
			shrinkHeap(machine, emit, lane.lane, step.pages)
			return
		case 'unmap': {
			const mapping = machine.mappings.find((one) => one.page === step.page)
			if (!mapping) throw new Error(`no area at page ${step.page}`)
			enterBriefly(world, lane, 'munmap', mapping.pages, true)
			unmapArea(machine, emit, lane.lane, mapping)
		}
	}
}
