import { ALIGNMENT_BYTES, chunkSizeFor } from '../machine/heap/chunk.ts'
import type { Life } from './lives.ts'
import { LANES } from './op.ts'
import { between, type RandomStream } from './random.ts'
import { shuffle } from './shuffle.ts'

export interface SampleOptions {
	/** Most mallocs. */
	readonly maxAllocations: number
	/** Most bytes of live chunks: the lanes' peaks added up, so it holds however the lanes run against each other. */
	readonly budgetBytes: number
	/** Lives with a larger block are not sampled. */
	readonly maxBlockBytes: number
	/** Lives with more blocks (reallocs + 1) are not sampled. */
	readonly maxBlocksPerLife: number
	/** How many ops to aim at. */
	readonly aimOps: number
}

/** A life in the sample, and the lane that lives it. */
export interface ChosenLife {
	readonly life: Life
	readonly lane: number
}

/** Most lives that are tried for one part of the run. */
const MAX_TRIES = 4096
/** Most draws before an incomplete one is good enough. */
const MAX_DRAWS = 8

/** The bytes of live chunks grow, or fall, at an op of the trace. */
interface Change {
	readonly at: number
	readonly bytes: number
}

/** The lives that may be sampled, their chunks laid end to end in the order of the run. */
interface Population {
	readonly lives: readonly Life[]
	/** Of each life, in the order of time. */
	readonly changes: readonly (readonly Change[])[]
	/** Where the largest chunk of each life ends, in units of 16 bytes. */
	readonly ends: readonly number[]
	/** Parts of equal length; each yields one life. */
	readonly parts: number
}

/**
 * Systematic sampling with probability proportional to size (Madow 1949): the chunks of all lives,
 * laid end to end, are cut into equal parts; one point is drawn in each part, and the life under
 * it is taken. So the whole run is covered, and a life counts by its bytes: by number alone nearly
 * all would be strings of a few bytes. A life that has no room gives way to the next one that has.
 * A draw in which some part found none (long-lived blocks drawn early fill a lane) is repeated; of
 * incomplete draws the fullest is used. Returns the lives in the order of their first malloc.
 */
export function chooseLives(stream: RandomStream, lives: readonly Life[], options: SampleOptions): ChosenLife[] {
	const population = populationOf(lives, options)
	let fullest: ChosenLife[] = []
	for (let count = 0; count < MAX_DRAWS && fullest.length < population.parts; count++) {
		const chosen = draw(stream, population, options)
		if (chosen.length > fullest.length) fullest = chosen
	}
	return fullest
}

function populationOf(all: readonly Life[], options: SampleOptions): Population {
	const lives = all.filter(
		(life) =>
			life.length <= options.maxBlocksPerLife && life.every((block) => block.sizeBytes <= options.maxBlockBytes),
	)
	const ends: number[] = []
	let end = 0
	let weightedHalfOps = 0
	for (const life of lives) {
		const length = Math.max(...life.map((block) => chunkSizeFor(block.sizeBytes))) / ALIGNMENT_BYTES
		end += length
		weightedHalfOps += length * expectedHalfOps(life)
		ends.push(end)
	}
	const parts = Math.floor((2 * options.aimOps * end) / Math.max(1, weightedHalfOps))
	return { lives, changes: lives.map(changesOf), ends, parts: Math.min(lives.length, parts) }
}

/** Ops that a life becomes on average, doubled so that it is an integer. */
function expectedHalfOps(life: Life): number {
	let halfOps = 0
	for (const [index, block] of life.entries()) {
		// A malloc, a write, half a touch; a copy reads the block before; a free.
		halfOps += 5 + (index > 0 ? 2 : 0) + (block.freedAt === undefined ? 0 : 2)
	}
	return halfOps
}

/** What a life does to the bytes of live chunks. A realloc has both blocks for a moment: it frees the old one last. */
function changesOf(life: Life): Change[] {
	const changes: Change[] = []
	for (const [index, block] of life.entries()) {
		const chunkBytes = chunkSizeFor(block.sizeBytes)
		const moved = life[index - 1]
		changes.push({ at: block.madeAt, bytes: chunkBytes })
		if (moved) changes.push({ at: block.madeAt, bytes: -chunkSizeFor(moved.sizeBytes) })
		const isLast = index === life.length - 1
		if (isLast && block.freedAt !== undefined) changes.push({ at: block.freedAt, bytes: -chunkBytes })
	}
	return changes
}

function draw(stream: RandomStream, population: Population, options: SampleOptions): ChosenLife[] {
	const { lives, ends, parts } = population
	const length = ends.at(-1) ?? 0
	const laneOf = new Map<number, number>()
	const lanes: LaneLoad[] = Array.from({ length: LANES }, () => ({ changes: [], peakBytes: 0, full: false }))
	let allocations = 0
	// In a drawn order, for else a program that frees little would use up the budget at its start.
	for (const part of shuffle(stream, [...Array(parts).keys()])) {
		const from = Math.floor((length * part) / parts)
		const point = between(stream, from, Math.floor((length * (part + 1)) / parts) - 1)
		// Neighbours in time go to different lanes, so that the lanes stay even over the whole run.
		const lane = part % LANES
		const load = lanes[lane]
		if (!load || load.full) continue
		const under = ends.findIndex((end) => end > point)
		// Lanes only fill up: where nothing has room now, nothing will have room later.
		load.full = true
		for (let tried = 0; tried < Math.min(MAX_TRIES, lives.length); tried++) {
			const index = (under + tried) % lives.length
			const blocks = lives[index]?.length ?? 0
			if (laneOf.has(index) || allocations + blocks > options.maxAllocations) continue
			if (!addWithin(options.budgetBytes, lanes, load, population.changes[index] ?? [])) continue
			laneOf.set(index, lane)
			allocations += blocks
			load.full = false
			break
		}
	}
	return lives.flatMap((life, index) => {
		const lane = laneOf.get(index)
		return lane === undefined ? [] : [{ life, lane }]
	})
}

interface LaneLoad {
	/** Of all its lives, in the order of time. */
	changes: readonly Change[]
	/** Most bytes of chunks that are live at once. */
	peakBytes: number
	full: boolean
}

/**
 * Adds a life to a lane, unless the budget doesn't allow it. With 3 lanes a quarter of the budget
 * is each lane's own; the last quarter belongs to whoever needs it first.
 */
function addWithin(budgetBytes: number, lanes: readonly LaneLoad[], load: LaneLoad, life: readonly Change[]): boolean {
	const ownBytes = Math.floor(budgetBytes / (LANES + 1))
	const changes = merge(load.changes, life)
	const peakBytes = peakOf(changes)
	let heldBytes = Math.max(ownBytes, peakBytes)
	for (const other of lanes) if (other !== load) heldBytes += Math.max(ownBytes, other.peakBytes)
	if (heldBytes > budgetBytes) return false
	load.changes = changes
	load.peakBytes = peakBytes
	return true
}

/** Two lists in the order of time as one. No two lives change at the same op. */
function merge(one: readonly Change[], other: readonly Change[]): Change[] {
	const merged: Change[] = []
	let next = 0
	for (const change of one) {
		for (let head = other[next]; head && head.at < change.at; head = other[++next]) merged.push(head)
		merged.push(change)
	}
	return [...merged, ...other.slice(next)]
}

function peakOf(changes: readonly Change[]): number {
	let liveBytes = 0
	let peakBytes = 0
	for (const change of changes) {
		liveBytes += change.bytes
		peakBytes = Math.max(peakBytes, liveBytes)
	}
	return peakBytes
}
