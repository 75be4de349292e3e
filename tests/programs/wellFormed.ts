import { chunkSizeFor } from '../../shared/machine/heap/chunk.ts'
import { LAYOUT } from '../../shared/machine/scale.ts'
import { LANES, MAX_TEACH_ALLOCATIONS, type Op, type Program } from '../../shared/programs/op.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import { FIRST_STACK_POINTER } from '../../shared/programs/stack.ts'

/**
 * What is wrong with a program: every lane uses its own objects only, between their malloc and
 * free, and returns from what it called. Only strays use an object after its free or past its end,
 * and only they do. Empty for a well-formed one.
 */
export function faultsOf(program: Program, mostMallocs = MAX_TEACH_ALLOCATIONS): string[] {
	const faults: string[] = []
	const made = new Set<number>()
	const must = (holds: boolean, rule: string, op: Op): void => {
		if (!holds) faults.push(`${rule}: ${JSON.stringify(op)}`)
	}
	if (program.lanes.length !== LANES) faults.push(`${program.lanes.length} lanes`)
	for (const [lane, ops] of program.lanes.entries()) {
		const live = new Map<number, number>()
		const ofLane = new Set<number>()
		let depth = 0
		for (const op of ops) {
			switch (op.kind) {
				case 'malloc':
					must(!made.has(op.object), 'an object is made once', op)
					must(/^[A-Z]{3}$/.test(op.plate), 'a plate has three capitals', op)
					made.add(op.object)
					ofLane.add(op.object)
					live.set(op.object, op.sizeBytes)
					break
				case 'free':
					must(live.delete(op.object), 'a live object of this lane is freed', op)
					break
				case 'realloc':
					must(live.has(op.object) && op.sizeBytes > 0, 'a live object of this lane changes its size', op)
					live.set(op.object, op.sizeBytes)
					break
				case 'stray':
					must(ofLane.has(op.object), 'a stray is relative to an object that this lane made', op)
					must(op.offsetBytes >= (live.get(op.object) ?? 0), 'a stray is past the end or after the free', op)
					break
				case 'touch':
					must(op.offsetBytes >= 0 && op.lengthBytes >= 1, 'a touch has bytes', op)
					must(op.offsetBytes + op.lengthBytes <= (live.get(op.object) ?? -1), 'a touch is within a live object', op)
					break
				case 'wild':
					must(op.address >= 0 && op.address <= 0xffff, 'an address has 16 bits', op)
					break
				case 'global':
					must(op.address >= 0x0800 && op.address <= 0x0bff, 'a global is text, data or bss', op)
					must(!op.write || op.address >= 0x0a00, 'text is only read', op)
					break
				case 'fork':
					must(op.childWritesPercent >= 0 && op.childWritesPercent <= 100, 'a share of the pages', op)
					must(op.salt >= 0 && Number.isInteger(op.salt), 'a salt', op)
					break
				case 'surge':
					must(op.pages > 0 && op.pages <= 8 && op.steps > 0, 'a few pages, for a while', op)
					break
				case 'call':
				case 'return':
					depth += op.kind === 'call' ? 1 : -1
					must(lane === 0 && depth >= 0, 'only the main thread calls, and returns from a call', op)
			}
		}
		if (depth !== 0) faults.push(`${depth} calls never return`)
	}
	if (made.size > mostMallocs) faults.push(`${made.size} mallocs`)
	for (let object = 0; object < made.size; object++) if (!made.has(object)) faults.push(`no object ${object}`)
	return faults
}

/** Every object: what it asked for and what was done to it, in order. */
export function objectsOf(program: Program): { sizeBytes: number; plate: string; lane: number; ops: Op[] }[] {
	const objects: { sizeBytes: number; plate: string; lane: number; ops: Op[] }[] = []
	for (const [lane, ops] of program.lanes.entries()) {
		for (const op of ops) {
			if (op.kind === 'malloc') objects[op.object] = { sizeBytes: op.sizeBytes, plate: op.plate, lane, ops: [op] }
			else if ('object' in op) objects[op.object]?.ops.push(op)
		}
	}
	return objects
}

/** Most bytes of live chunks of some ops. */
export function peakChunkBytes(ops: readonly Op[]): number {
	const live = new Map<number, number>()
	let liveBytes = 0
	let peakBytes = 0
	for (const op of ops) {
		if (op.kind === 'malloc' || op.kind === 'realloc') {
			liveBytes += chunkSizeFor(op.sizeBytes) - (live.get(op.object) ?? 0)
			live.set(op.object, chunkSizeFor(op.sizeBytes))
		}
		if (op.kind === 'free') liveBytes -= live.get(op.object) ?? 0
		peakBytes = Math.max(peakBytes, liveBytes)
	}
	return peakBytes
}

/** The ops as they come when all lanes are equally fast. */
export function inTurns(program: Program): Op[] {
	const longest = Math.max(...program.lanes.map((ops) => ops.length))
	return [...Array(longest).keys()].flatMap((turn) => program.lanes.flatMap((ops) => ops[turn] ?? []))
}

/** The ops as they may come: lanes get ahead of each other, as those do that wait less. */
export function inAnyTurn(program: Program, seed: number): Op[] {
	const stream = randomStream(seed, 'turns')
	const readyAt = program.lanes.map((_, lane) => 15 * lane)
	const next = program.lanes.map(() => 0)
	const ops: Op[] = []
	for (;;) {
		let first = -1
		for (const [lane, at] of readyAt.entries()) {
			const isDone = (next[lane] ?? 0) >= (program.lanes[lane]?.length ?? 0)
			if (!isDone && (first < 0 || at < (readyAt[first] ?? 0))) first = lane
		}
		const op = program.lanes[first]?.[next[first] ?? 0]
		if (!op) return ops
		ops.push(op)
		next[first] = (next[first] ?? 0) + 1
		// A fault in every fourth op.
		readyAt[first] = (readyAt[first] ?? 0) + between(stream, 50, 70) + (between(stream, 0, 3) === 0 ? 45 : 0)
	}
}

export const opCount = (program: Program): number => program.lanes.flat().length

/** Deepest that the main thread's stack gets at each climb, in pages from the highest one on. */
export function stackClimbs(program: Program): number[] {
	const climbs: number[] = []
	let pointer = FIRST_STACK_POINTER
	let lowest = pointer
	const frames: number[] = []
	for (const op of program.lanes[0] ?? []) {
		if (op.kind === 'call') {
			frames.push(op.frameBytes)
			pointer -= op.frameBytes
			lowest = Math.min(lowest, pointer)
		} else if (op.kind === 'return') {
			pointer += frames.pop() ?? 0
			if (frames.length === 0) {
				climbs.push(LAYOUT.stackHigh - (lowest >> 8) + 1)
				lowest = pointer
			}
		}
	}
	return climbs
}

/** The middle of what so many seeds give. */
export function medianOf(seeds: number, measure: (seed: number) => number): number {
	const sorted = [...Array(seeds).keys()].map(measure).sort((one, other) => one - other)
	return sorted[seeds >> 1] ?? Number.NaN
}
