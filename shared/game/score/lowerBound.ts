import { HEADER_BYTES } from '../../machine/heap/chunk.ts'
import { PRICES } from '../../machine/prices.ts'
import { firstByteOf, LAYOUT, pageOf, TEACH } from '../../machine/scale.ts'
import { type VirtualAddress, address } from '../../machine/units.ts'
import type { Level } from '../../programs/levels.ts'
import type { Op, Program } from '../../programs/op.ts'
import { FIRST_STACK_POINTER } from '../../programs/stack.ts'
import { tenantCycles } from './tenantPlan.ts'

/**
 * A bill that no decisions can beat (GAME.md §4.2), from the program alone. What is counted:
 *
 *   malloc   the cheapest way to serve each call; what lives at once has no chunk to reuse
 *   gate     one brk for each 32 pages; tenants' slips; forks
 *   fault    each page that must have been written at once, in grants as large as the level allows; stack,
 *            globals, accesses that no area allows; tenants' pages; what a child must copy
 *   tlb      the walk of each of these faults
 *   rent     the pages that the live written bytes fill at least, at each step. (An eviction would save a frame's
 *            rent for the rest of the round: at most 25 cycles a step, and costs 8,000.)
 *
 * Threads don't wait for each other, so which of them is where at a time is a matter of decisions too. It holds for all
 * crews whose threads keep within `SKEW_PERCENT` of their ops of each other; bots and ghosts do (tests/score).
 */
const SKEW_PERCENT = 30

const cost = (name: keyof typeof PRICES): number => PRICES[name].costCycles

export function lowerBoundOf(level: Level, program: Program, seed: number): number {
	const lanes = program.lanes.map(followLane)
	const steps = lanes.reduce((sum, { ops }) => sum + ops, 0)
	const grantPages = 1 << level.maxOrder
	const pageCycles = cost('clearPage') + Math.floor((cost('minorFault') + cost('walk')) / grantPages)

	const live = liveAtSteps(lanes, (lane) => lane.writtenBytes)
	const peakPages = pagesOf(Math.max(0, ...live))
	const peakObjects = Math.max(0, ...liveAtSteps(lanes, (lane) => lane.objects))
	const rentSteps = live.reduce((sum, written) => sum + pagesOf(written), 0)

	let cycles = lanes.reduce((sum, lane) => sum + lane.callCycles, 0)
	cycles += peakObjects * (cost('parkBase') + cost('split') - cost('rack'))
	cycles += Math.ceil(peakPages / TEACH.askMaxPages) * (cost('gate') + cost('brk'))
	cycles += peakPages * pageCycles + rentSteps * rentCycles(1, steps)
	for (let pid = 1; pid <= level.tenants; pid += 1) cycles += tenantCycles(seed, pid, steps, pageCycles)
	cycles += ownPagesCycles(program, steps)
	return Math.max(0, Math.floor(cycles))
}

const pagesOf = (bytes: number): number => Math.ceil(bytes / TEACH.pageBytes)

/** Rent of one page for so many steps; an eviction may be cheaper in very long rounds. */
const rentCycles = (forSteps: number, roundSteps: number): number =>
	Math.min(cost('rentPage') * forSteps, (cost('swapOut') * forSteps) / roundSteps)

/** One thread by itself, after each of its ops. */
interface LaneLife {
	readonly ops: number
	/** Bytes of live objects that have been written, with the size words of their chunks. */
	readonly writtenBytes: readonly number[]
	readonly objects: readonly number[]
	/** What its calls of malloc, free, realloc and fork cost at least, wherever things lie. */
	readonly callCycles: number
}

function followLane(ops: readonly Op[]): LaneLife {
	const written = new Map<number, boolean[]>()
	const bytes: number[] = []
	const objects: number[] = []
	let callCycles = 0
	let sum = 0
	const put = (object: number, slots: boolean[] | null): void => {
		const filled = (one: readonly boolean[] | undefined): number =>
			one ? HEADER_BYTES + one.reduce((count, slot) => count + (slot ? SLOT_BYTES : 0), 0) : 0
		sum += filled(slots ?? undefined) - filled(written.get(object))
		if (slots) written.set(object, slots)
		else written.delete(object)
	}
	for (const op of ops) {
		switch (op.kind) {
			case 'malloc':
				callCycles += cost('rack')
				put(op.object, [])
				break
			case 'realloc':
				callCycles += Math.min(cost('grow'), 2 * cost('rack'))
				put(op.object, (written.get(op.object) ?? []).slice(0, Math.floor(op.sizeBytes / SLOT_BYTES)))
				break
			case 'free':
				callCycles += cost('rack')
				put(op.object, null)
				break
			case 'touch':
				if (op.write) put(op.object, withSlots(written.get(op.object) ?? [], op.offsetBytes, op.lengthBytes))
				break
			case 'fork':
				callCycles += cost('gate') + cost('fork')
				break
			default:
		}
		bytes.push(sum)
		objects.push(written.size)
	}
	return { ops: ops.length, writtenBytes: bytes, objects, callCycles }
}

const SLOT_BYTES = 16

/** Slots that are written as a whole. */
function withSlots(slots: readonly boolean[], offsetBytes: number, lengthBytes: number): boolean[] {
	const next: boolean[] = [...slots]
	while (next.length * SLOT_BYTES < offsetBytes) next.push(false)
	const end = Math.floor((offsetBytes + lengthBytes) / SLOT_BYTES)
	for (let slot = Math.ceil(offsetBytes / SLOT_BYTES); slot < end; slot += 1) next[slot] = true
	return next
}

/** For each step of each lane: its own figure, and the least that the others may have then. */
function liveAtSteps(lanes: readonly LaneLife[], figure: (lane: LaneLife) => readonly number[]): number[] {
	return lanes.flatMap((lane) =>
		figure(lane).map((own, index) =>
			lanes.reduce((sum, other) => {
				if (other === lane) return sum
				const at = (percent: number): number =>
					Math.floor((other.ops * ((index + 1) * 100 + percent * lane.ops)) / (100 * lane.ops))
				const [low, high] = [at(-SKEW_PERCENT) - 1, at(SKEW_PERCENT) + 1]
				return low < 0 ? sum : sum + Math.min(...figure(other).slice(low, high))
			}, own),
		),
	)
}

/** Stack, code, data and accesses that fault in every round. */
function ownPagesCycles(program: Program, steps: number): number {
	// The top page of the stack is there from the start.
	let cycles = rentCycles(steps, steps)
	const touched = new Set<number>()
	const firstTouch = (number: number, faultCycles: number, rent: boolean, doneSteps: number): void => {
		if (touched.has(number)) return
		touched.add(number)
		cycles += faultCycles + cost('walk')
		if (rent) cycles += rentCycles(Math.max(0, steps - doneSteps), steps)
	}
	for (const ops of program.lanes) {
		let stackPointer: number = FIRST_STACK_POINTER
		const frames: number[] = []
		for (const [index, op] of ops.entries()) {
			// So many steps are done at most when this op is: the other threads may be ahead.
			const doneSteps = Math.ceil((steps * ((index + 1) * 100 + SKEW_PERCENT * ops.length)) / (100 * ops.length))
			switch (op.kind) {
				case 'call': {
					frames.push(stackPointer)
					stackPointer -= op.frameBytes
					const number = pageOf(TEACH, address(stackPointer))
					if (isForbidden(address(stackPointer), true)) cycles += cost('segmentationFault') + cost('walk')
					else if (number >= LAYOUT.stackLimitLow && number < LAYOUT.stackHigh)
						firstTouch(number, cost('minorFault') + cost('clearPage'), true, doneSteps)
					break
				}
				case 'return':
					stackPointer = frames.pop() ?? stackPointer
					break
				case 'global': {
					const number = pageOf(TEACH, op.address)
					if (number === LAYOUT.bss) {
						if (op.write) firstTouch(number, cost('minorFault') + cost('clearPage'), true, doneSteps)
					} else firstTouch(number, cost('fileFault'), false, doneSteps)
					break
				}
				case 'wild':
					if (isForbidden(op.address, op.write)) cycles += cost('segmentationFault') + cost('walk')
					break
				default:
			}
		}
	}
	return cycles
}

/** No area is ever there, or none that allows it. */
function isForbidden(at: VirtualAddress, write: boolean): boolean {
	const number = pageOf(TEACH, at)
	const text = at >= firstByteOf(TEACH, LAYOUT.textLow) && number <= LAYOUT.textHigh
	const guard = number >= LAYOUT.guardLow && number <= LAYOUT.guardHigh
	return number < LAYOUT.textLow || number >= LAYOUT.kernelLow || guard || (text && write)
}
