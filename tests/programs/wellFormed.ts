import { chunkSizeFor } from '../../shared/machine/heap/chunk.ts'
import { LANES, MAX_TEACH_ALLOCATIONS, type Op, type Program } from '../../shared/programs/op.ts'

/**
 * What is wrong with a program: every lane uses its own objects only, between their malloc and
 * free, and returns from what it called. Empty for a well-formed one.
 */
export function faultsOf(program: Program): string[] {
	const faults: string[] = []
	const made = new Set<number>()
	const must = (holds: boolean, rule: string, op: Op): void => {
		if (!holds) faults.push(`${rule}: ${JSON.stringify(op)}`)
	}
	if (program.lanes.length !== LANES) faults.push(`${program.lanes.length} lanes`)
	for (const [lane, ops] of program.lanes.entries()) {
		const live = new Map<number, number>()
		let depth = 0
		for (const op of ops) {
			switch (op.kind) {
				case 'malloc':
					must(!made.has(op.object), 'an object is made once', op)
					must(/^[A-Z]{3}$/.test(op.plate), 'a plate has three capitals', op)
					made.add(op.object)
					live.set(op.object, op.sizeBytes)
					break
				case 'free':
					must(live.delete(op.object), 'a live object of this lane is freed', op)
					break
				case 'touch':
					must(op.offsetBytes >= 0 && op.lengthBytes >= 1, 'a touch has bytes', op)
					must(op.offsetBytes + op.lengthBytes <= (live.get(op.object) ?? -1), 'a touch is within a live object', op)
					break
				case 'wild':
					must(op.address >= 0 && op.address <= 0xffff, 'an address has 16 bits', op)
					break
				case 'call':
				case 'return':
					depth += op.kind === 'call' ? 1 : -1
					must(lane === 0 && depth >= 0, 'only the main thread calls, and returns from a call', op)
			}
		}
		if (depth !== 0) faults.push(`${depth} calls never return`)
	}
	if (made.size > MAX_TEACH_ALLOCATIONS) faults.push(`${made.size} mallocs`)
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
		if (op.kind === 'malloc') {
			live.set(op.object, chunkSizeFor(op.sizeBytes))
			liveBytes += chunkSizeFor(op.sizeBytes)
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

export const opCount = (program: Program): number => program.lanes.flat().length
