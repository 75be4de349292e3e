import type { Allocator, Block } from '../machine/heap/allocator.ts'
import { NULL_BLOCK } from '../machine/heap/allocator.ts'
import type { Region } from '../machine/heap/region.ts'
import { pageStateOf } from '../machine/kernel/anonymousMemory.ts'
import type { Answer } from './answer.ts'
import { playNext, type Replay, type ReplayTotals, totalsOf } from './replayTrace.ts'
import { type SandboxRun, seekBefore } from './sandboxRun.ts'
import type { TraceOp } from './trace.ts'

/** A run just after an op: all that a page shows of it. */
export interface Moment {
	/** Number of the op, from 0. */
	readonly op: number
	readonly traceOp: TraceOp
	readonly answer: Answer
	/** Where the op's block was before, and where it is now; null if nowhere. */
	readonly was: Place | null
	readonly now: Place | null
	/** What the program asked for in that block. */
	readonly askedBytes: number
	/** The break before the op. */
	readonly brkBefore: number
	readonly totals: ReplayTotals
	/** The heap first, then the mappings by number; without those that are unmapped, and without an empty heap. */
	readonly areas: readonly Area[]
	readonly lists: readonly FreeList[]
	/** What the program holds in a block. */
	readonly holderOf: (block: Block) => Holder | null
}

/** A block as the program has it; `mapping` -1: below the break. */
export interface Place {
	readonly mapping: number
	readonly offset: number
	readonly usableBytes: number
}

export interface Holder {
	readonly id: number
	readonly askedBytes: number
	/** Bytes from the area's start to what malloc returned. */
	readonly offset: number
	readonly usableBytes: number
}

/** A stretch of address space that the process has: the heap or one mapping. */
export interface Area {
	readonly mapping: number
	readonly sizeBytes: number
	readonly regions: readonly Region[]
	readonly pageBytes: number
	/** By page: ABSENT, ZERO or OWN; and how many of its bytes are live. */
	readonly pageStates: Uint8Array
	readonly liveBytes: Uint16Array
}

export const ABSENT = 0
export const ZERO = 1
export const OWN = 2
const STATE_NUMBERS = { absent: ABSENT, zero: ZERO, own: OWN } as const

export interface FreeList {
	readonly name: string
	readonly count: number
	readonly sizeBytes: number
}

/** Goes to an op and plays it. Costs the way from the nearest keyframe, and a look at every region. */
export function momentOf(run: SandboxRun, op: number): Moment {
	const traceOp = run.trace.ops[op] as TraceOp
	const replay = seekBefore(run, op)
	const was = placeOf(replay, traceOp.id)
	const brkBefore = replay.allocator.memory.brk
	let answer: Answer = { i: op }
	playNext(replay, (given) => (answer = given))
	const areas = areasOf(replay.allocator)
	return {
		op,
		traceOp,
		answer,
		was,
		now: placeOf(replay, traceOp.id),
		askedBytes: replay.askedBytes[traceOp.id] as number,
		brkBefore,
		totals: totalsOf(replay),
		areas,
		lists: listsOf(areas),
		holderOf: holders(replay),
	}
}

function placeOf({ allocator, blocks, usableBytes }: Replay, id: number): Place | null {
	const block = blocks[id] as Block
	if (block === NULL_BLOCK) return null
	return {
		mapping: allocator.mappingOf(block),
		offset: allocator.offsetOf(block),
		usableBytes: usableBytes[id] as number,
	}
}

function areasOf(allocator: Allocator): Area[] {
	const { memory } = allocator
	const lengths = [[-1, memory.brk] as const, ...memory.mappings.map(({ length }, number) => [number, length] as const)]
	return lengths
		.filter(([, sizeBytes]) => sizeBytes > 0)
		.map(([mapping, sizeBytes]) => areaOf(allocator, mapping, sizeBytes))
}

function areaOf(allocator: Allocator, mapping: number, sizeBytes: number): Area {
	const { memory } = allocator
	const pageBytes = 2 ** memory.pageShift
	const pages = Math.ceil(sizeBytes / pageBytes)
	const pageStates = new Uint8Array(pages)
	for (let page = 0; page < pages; page += 1) pageStates[page] = STATE_NUMBERS[pageStateOf(memory, mapping, page)]
	const regions = allocator.regions(mapping)
	return { mapping, sizeBytes, regions, pageBytes, pageStates, liveBytes: liveBytesByPage(regions, pages, pageBytes) }
}

function liveBytesByPage(regions: readonly Region[], pages: number, pageBytes: number): Uint16Array {
	const live = new Uint16Array(pages)
	for (const { state, offset, sizeBytes } of regions) {
		if (state !== 'live') continue
		const end = offset + sizeBytes
		for (let page = Math.floor(offset / pageBytes); page * pageBytes < end; page += 1) {
			const from = Math.max(offset, page * pageBytes)
			live[page] = (live[page] as number) + Math.min(end, (page + 1) * pageBytes) - from
		}
	}
	return live
}

/** Every list of memory that can be given out, and how much is in it. */
function listsOf(areas: readonly Area[]): FreeList[] {
	const lists = new Map<string, { name: string; count: number; sizeBytes: number }>()
	for (const { regions } of areas) {
		for (const { list: name, state, sizeBytes } of regions) {
			if (name === '' || state === 'unused') continue
			const list = lists.get(name) ?? { name, count: 0, sizeBytes: 0 }
			list.count += 1
			list.sizeBytes += sizeBytes
			lists.set(name, list)
		}
	}
	return [...lists.values()].sort((one, other) => compareNames(one.name, other.name))
}

/** `fast 48` before `fast 128`. */
function compareNames(one: string, other: string): number {
	const [kind = '', size = '0'] = one.split(' ')
	const [otherKind = '', otherSize = '0'] = other.split(' ')
	return kind === otherKind ? Number(size) - Number(otherSize) : kind < otherKind ? -1 : 1
}

/** Looked up only for what is drawn; the index is made with the first question. Valid until the replay goes on. */
function holders(replay: Replay): (block: Block) => Holder | null {
	let ids: Map<Block, number> | null = null
	return (block) => {
		ids ??= idsByBlock(replay)
		const id = ids.get(block)
		if (id === undefined) return null
		const askedBytes = replay.askedBytes[id] as number
		const usableBytes = replay.usableBytes[id] as number
		return { id, askedBytes, usableBytes, offset: replay.allocator.offsetOf(block) }
	}
}

function idsByBlock({ blocks }: Replay): Map<Block, number> {
	const ids = new Map<Block, number>()
	for (let id = 0; id < blocks.length; id += 1) if (blocks[id] !== NULL_BLOCK) ids.set(blocks[id] as Block, id)
	return ids
}
