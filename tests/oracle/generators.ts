import { FREE, MAPPED } from '../../shared/machine/heap/chunks.ts'
import { BIN_HEADS } from '../../shared/machine/heap/glibc/bins.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { KIB, MIB, PAGE, padTo, requestFor, sizeOf, topSize } from './aims.ts'
import {
	chance,
	createTraceWriter,
	type Held,
	pick,
	traceOf,
	type TraceWriter,
	writeCalloc,
	writeFree,
	writeMalloc,
	writeMemalign,
	writeRealloc,
	writeTouch,
} from './traceWriter.ts'

/**
 * How a generator spends its ops: weights of actions, and which sizes. Each profile leans towards some rules
 * (numbers in RULES.md); all actions can still happen nearly everywhere, for rules meet in odd places.
 */
interface Profile {
	/** Sizes of plain requests. */
	size(writer: TraceWriter): number
	/** Live bytes above which blocks are freed. */
	readonly budgetBytes: number
	readonly actions: Readonly<Partial<Record<ActionName, number>>>
	/** Ops before the random ones. */
	readonly prelude?: (writer: TraceWriter) => void
}

// ── the heap as a generator sees it ───────────────────────────────────────────────────────────

const stateOf = ({ heap }: TraceWriter, row: number): number => heap.chunks.state[row] as number
const isMapped = (writer: TraceWriter, held: Held): boolean => held.row !== 0 && stateOf(writer, held.row) === MAPPED
const inHeap = (writer: TraceWriter): Held[] => writer.held.filter((held) => held.row !== 0 && !isMapped(writer, held))
const near = (writer: TraceWriter, value: number, steps = 3): number =>
	Math.max(0, value + 16 * between(writer.random, -steps, steps))

/** Size of a free chunk in the unsorted list or a bin; 0: there is none. */
function aFreeSize(writer: TraceWriter): number {
	const { chunks } = writer.heap
	const from = between(writer.random, BIN_HEADS, Math.max(BIN_HEADS, chunks.rows - 1))
	for (let step = 0; step < chunks.rows; step += 1) {
		const row = BIN_HEADS + ((from - BIN_HEADS + step) % Math.max(1, chunks.rows - BIN_HEADS))
		if (chunks.state[row] === FREE) return chunks.size[row] as number
	}
	return 0
}

const freeOldestUnder = (writer: TraceWriter, budget: number): void => {
	while (writer.held.length > 0 && writer.held.reduce((sum, held) => sum + held.size, 0) > budget) {
		writeFree(writer, chance(writer.random, 50) ? (writer.held[0] as Held) : pick(writer.random, writer.held))
	}
}

// ── actions ───────────────────────────────────────────────────────────────────────────────────

/** malloc, mostly; sometimes calloc of the same. */
function ask(writer: TraceWriter, request: number, callocPercent = 25): Held {
	const size = Math.min(Math.max(0, request), 64 * MIB)
	if (!chance(writer.random, callocPercent)) return writeMalloc(writer, size)
	const count = pick(writer.random, [1, 1, 2, 4, 8])
	return size % count === 0 ? writeCalloc(writer, count, size / count) : writeCalloc(writer, size, 1)
}

/** A fence that keeps neighbours apart; mostly a small block. */
const fence = (writer: TraceWriter): Held => writeMalloc(writer, pick(writer.random, [24, 24, 40, 200]))

const ACTIONS = {
	plain: (writer: TraceWriter, profile: Profile) => void ask(writer, profile.size(writer)),
	free: (writer: TraceWriter) => {
		if (writer.held.length > 0) writeFree(writer, pick(writer.random, writer.held))
	},
	freeNewest: (writer: TraceWriter) => {
		const newest = writer.held.at(-1)
		if (newest) writeFree(writer, newest)
	},
	/** Several blocks of one size with fences, freed in any order: tcache full, then fast bin or unsorted list. */
	burst: (writer: TraceWriter, profile: Profile) => {
		const size = profile.size(writer)
		if (size > 128 * KIB) return
		const fenced = chance(writer.random, 70)
		const blocks = Array.from({ length: between(writer.random, 2, 12) }, () => {
			const block = ask(writer, size, 10)
			if (fenced) fence(writer)
			return block
		})
		while (blocks.length > 0) {
			const at = chance(writer.random, 50) ? 0 : between(writer.random, 0, blocks.length - 1)
			writeFree(writer, blocks.splice(at, 1)[0] as Held)
		}
	},
	/** Takes the same size again and again: out of the tcache, the bins, and exact fits of the unsorted list. */
	drain: (writer: TraceWriter) => {
		const size = aFreeSize(writer) || 100
		for (let left = between(writer.random, 1, 10); left > 0; left -= 1) ask(writer, requestFor(size), 40)
	},
	/** A free chunk exactly, or with a rest around the smallest chunk. */
	fit: (writer: TraceWriter) => {
		const size = aFreeSize(writer)
		if (size > 0) ask(writer, requestFor(size - pick(writer.random, [0, 0, 16, 32, 48, 64, -16])))
	},
	/** All of top but 0 … 80 bytes, or a little more than all. */
	top: (writer: TraceWriter) => {
		const size = topSize(writer)
		if (size >= 32 && size < 2 * MIB) ask(writer, requestFor(near(writer, size - 32, 2)))
	},
	/** Top ends up just around a border: a page's and the rounding of trim. */
	alignTop: (writer: TraceWriter) => {
		const border = pick(writer.random, [0, 16, 32, 48, 64, 4064, 4080])
		const pad = padTo(writer, border)
		if (pad >= 32 && topSize(writer) >= pad + 64) writeMalloc(writer, requestFor(pad))
	},
	/** Top is refilled above the trim threshold by blocks next to it. */
	trim: (writer: TraceWriter) => {
		const { random, heap } = writer
		ACTIONS.alignTop(writer)
		const threshold = heap.trimThreshold
		if (threshold > 8 * MIB) return
		const above = pick(random, [0, 16, 32, 48, PAGE, 40 * KIB, 64 * KIB])
		const block = writeMalloc(writer, requestFor(Math.max(65536, near(writer, threshold - topSize(writer) + above))))
		const small = chance(random, 30) ? writeMalloc(writer, between(random, 0, 1200)) : undefined
		writeFree(writer, block)
		if (small) writeFree(writer, small)
	},
	/** The joined size of a free around 65536. */
	join: (writer: TraceWriter) => {
		const size = near(writer, 65536)
		const cut = between(writer.random, 66, 4000) * 16
		const left = writeMalloc(writer, requestFor(cut))
		const right = writeMalloc(writer, requestFor(Math.max(1056, size - cut)))
		if (chance(writer.random, 70)) fence(writer)
		writeFree(writer, left)
		writeFree(writer, right)
	},
	/** The mmap threshold, with top too small for it. */
	threshold: (writer: TraceWriter) => {
		const { heap, random } = writer
		if (heap.mmapThreshold > 4 * MIB) return
		if (topSize(writer) >= heap.mmapThreshold && chance(random, 70)) ask(writer, requestFor(topSize(writer) - 64))
		const block = ask(writer, requestFor(near(writer, heap.mmapThreshold, 2)) + between(random, -9, 8))
		if (chance(random, 60)) writeFree(writer, block)
	},
	/** Mapped blocks: sizes around a page border; freed, they raise the threshold. */
	mapped: (writer: TraceWriter) => {
		const { heap, random } = writer
		const least = Math.max(heap.mmapThreshold, topSize(writer)) + PAGE
		if (least > 32 * MIB) return
		const block = ask(writer, near(writer, Math.ceil(least / PAGE) * PAGE - 16, 2) + between(random, -8, 8))
		if (chance(random, 50)) writeFree(writer, block)
	},
	/** A mapped block grows, shrinks to less than a page, to the threshold. */
	remap: (writer: TraceWriter) => {
		const blocks = writer.held.filter((held) => isMapped(writer, held))
		if (blocks.length === 0) return
		const { random, heap } = writer
		const block = pick(random, blocks)
		const size = sizeOf(writer, block.row)
		const to = pick(random, [
			1,
			24,
			PAGE - 24,
			size + PAGE,
			size - 16,
			size - 24,
			size - PAGE,
			size * 2,
			heap.mmapThreshold - 24,
			heap.mmapThreshold,
		])
		writeRealloc(writer, block, Math.max(1, Math.min(to + between(random, -1, 9), 48 * MIB)))
		if (chance(random, 40)) writeFree(writer, block)
	},
	realloc: (writer: TraceWriter, profile: Profile) => {
		if (writer.held.length > 0) writeRealloc(writer, pick(writer.random, writer.held), profile.size(writer))
	},
	/** A little more or less than now: rests of 16, 32, 48 bytes. */
	resize: (writer: TraceWriter) => {
		const blocks = inHeap(writer)
		if (blocks.length === 0) return
		const block = pick(writer.random, blocks)
		const size = sizeOf(writer, block.row)
		writeRealloc(writer, block, requestFor(Math.max(32, size + 16 * between(writer.random, -4, 4))) || 1)
	},
	/** Into what lies behind the block: top, a free chunk, or nothing that can be joined. */
	growInto: (writer: TraceWriter) => {
		const { heap, random } = writer
		const blocks = inHeap(writer)
		if (blocks.length === 0) return
		const wanted = pick(random, [heap.top, -1])
		const found = blocks.find((held) => {
			const next = heap.chunks.after[held.row] as number
			return wanted === heap.top ? next === heap.top : stateOf(writer, next) === FREE
		})
		const block = found ?? pick(random, blocks)
		const next = heap.chunks.after[block.row] as number
		const both = sizeOf(writer, block.row) + sizeOf(writer, next)
		const exact = next === heap.top ? both - 32 : both
		const to = pick(random, [exact, exact, exact + 16, exact - 16, exact - 32, exact - 48])
		writeRealloc(writer, block, Math.max(1, Math.min(requestFor(to), 8 * MIB)))
	},
	/** A block and a free chunk of the right size right behind it that isn't in a bin yet: found by imalloc (11.3.c). */
	growOver: (writer: TraceWriter, profile: Profile) => {
		const size = Math.min(profile.size(writer), 4 * KIB)
		const block = writeMalloc(writer, size)
		const behind = Array.from({ length: between(writer.random, 1, 3) }, () =>
			writeMalloc(writer, Math.min(profile.size(writer), 4 * KIB)),
		)
		if (chance(writer.random, 60)) fence(writer)
		for (const held of behind) writeFree(writer, held)
		writeRealloc(writer, block, Math.max(1, sizeOf(writer, block.row) + between(writer.random, -40, 4 * KIB)))
	},
	reallocZero: (writer: TraceWriter) => {
		if (writer.held.length > 0) writeRealloc(writer, pick(writer.random, writer.held), 0)
	},
	align: (writer: TraceWriter, profile: Profile) => {
		const alignment = 2 ** between(writer.random, 4, 12)
		const request = chance(writer.random, 50) ? profile.size(writer) : between(writer.random, 0, 2 * KIB)
		writeMemalign(writer, alignment, Math.min(request, 32 * MIB))
	},
	/** memalign whose chunk leaves rests around the smallest one. */
	alignFit: (writer: TraceWriter) => {
		const alignment = 2 ** between(writer.random, 5, 12)
		const size = aFreeSize(writer) - Math.max(alignment, 32) - 48
		if (size > 0) writeMemalign(writer, alignment, Math.max(0, requestFor(near(writer, size, 2))))
	},
	touch: (writer: TraceWriter) => {
		const blocks = writer.held.filter(({ size }) => size > 0)
		if (blocks.length === 0) return
		const { random } = writer
		const block = pick(random, blocks)
		const offset = chance(random, 50) ? 0 : between(random, 0, block.size)
		const length = chance(random, 40) ? block.size - offset : between(random, 0, block.size - offset)
		writeTouch(writer, block, offset, Math.min(length, 256 * KIB), chance(random, 60))
	},
	refuse: (writer: TraceWriter) => {
		const { random } = writer
		const size = pick(random, [
			2n ** 47n,
			2n ** 47n + 1n,
			2n ** 53n + 1n,
			2n ** 62n,
			2n ** 63n,
			2n ** 64n - 1n,
			2n ** 64n - 16n,
		])
		const how = between(random, 0, 3)
		if (how === 0) writeMalloc(writer, size)
		else if (how === 1) writeCalloc(writer, 1, size)
		else if (how === 2) writeCalloc(writer, 2n ** 40n, pick(random, [2n ** 10n, 2n ** 24n, 2n ** 23n, 2n ** 22n, 128n]))
		else if (writer.held.length > 0) writeRealloc(writer, pick(random, writer.held), size)
	},
	/** A fresh neighbourhood for fast bins: more frees than the tcache takes, next to top or to free chunks. */
	fastRun: (writer: TraceWriter) => {
		const size = between(writer.random, 0, 120)
		const blocks = Array.from({ length: between(writer.random, 8, 14) }, () => writeMalloc(writer, size))
		const big = chance(writer.random, 50) ? writeMalloc(writer, between(writer.random, 1033, 3000)) : undefined
		if (chance(writer.random, 50)) fence(writer)
		for (const block of blocks) writeFree(writer, block)
		if (big) writeFree(writer, big)
	},
	/** What makes fast chunks free ones: a large request, an empty top, a large free. */
	consolidate: (writer: TraceWriter) => {
		const how = between(writer.random, 0, 2)
		if (how === 0) ask(writer, between(writer.random, 1000, 5000))
		else if (how === 1) ACTIONS.top(writer)
		else ACTIONS.join(writer)
	},
	/** Equal large chunks, sorted, and then asked for: from their own bin and from a lower one. */
	equals: (writer: TraceWriter, profile: Profile) => {
		const size = Math.min(Math.max(1032, profile.size(writer)), 96 * KIB)
		const blocks = Array.from({ length: between(writer.random, 2, 6) }, (_, index) => {
			const block = writeMalloc(writer, size + (chance(writer.random, 70) ? 0 : 16 * index))
			fence(writer)
			return block
		})
		while (blocks.length > 0)
			writeFree(writer, blocks.splice(between(writer.random, 0, blocks.length - 1), 1)[0] as Held)
		if (chance(writer.random, 80)) ask(writer, size + 4 * KIB)
		for (let left = between(writer.random, 1, 5); left > 0; left -= 1) {
			ask(writer, size - pick(writer.random, [0, 0, 16, 32, 64, 600, 900]), 10)
		}
	},
} as const satisfies Record<string, (writer: TraceWriter, profile: Profile) => void>
type ActionName = keyof typeof ACTIONS

// ── profiles ──────────────────────────────────────────────────────────────────────────────────

/** Chunk sizes on both sides of each border of the bins, as requests. */
const BORDERS = [
	24, 25, 40, 120, 121, 136, 1000, 1008, 1009, 1016, 1032, 1033, 1048, 3120, 3128, 3144, 3576, 10736, 10744, 10752,
	11256, 45048, 45056, 49144, 65512, 65528, 65544, 131048,
] as const
const HUGE_BORDERS = [...BORDERS, 163832, 163840, 196600, 524280, 786424, 786432, 1048568] as const

const anySize =
	(...ranges: readonly (readonly [low: number, high: number])[]) =>
	({ random }: TraceWriter): number => {
		const [low, high] = pick(random, ranges)
		return between(random, low, high)
	}
const border =
	(borders: readonly number[]) =>
	({ random }: TraceWriter): number =>
		Math.max(0, pick(random, borders) + pick(random, [0, 0, 0, 1, -1, 16, -16]))

/** One freed mapping of up to 32 MiB raises the threshold, so that large chunks come from the heap. */
const raise =
	(bytes: number) =>
	(writer: TraceWriter): void => {
		writeFree(writer, writeMalloc(writer, bytes))
	}

const PROFILES = {
	tcache: {
		size: anySize([0, 200], [0, 1100], [1016, 1050]),
		budgetBytes: 200 * KIB,
		actions: { plain: 20, free: 15, burst: 8, drain: 4, fit: 4, resize: 3, touch: 3, freeNewest: 4, growOver: 1 },
	},
	fastBins: {
		size: anySize([0, 150]),
		budgetBytes: 60 * KIB,
		actions: {
			plain: 15,
			free: 8,
			fastRun: 6,
			burst: 4,
			consolidate: 4,
			drain: 4,
			fit: 3,
			resize: 3,
			freeNewest: 3,
			growOver: 1,
			top: 1,
		},
	},
	smallBins: {
		size: anySize([100, 1000], [130, 400]),
		budgetBytes: 300 * KIB,
		actions: { plain: 15, free: 10, burst: 8, drain: 6, fit: 6, resize: 2, growOver: 2, consolidate: 1, touch: 1 },
	},
	largeBins: {
		size: border(HUGE_BORDERS),
		budgetBytes: 12 * MIB,
		prelude: raise(33_000_000),
		actions: {
			plain: 15,
			free: 14,
			equals: 5,
			fit: 8,
			burst: 2,
			drain: 1,
			resize: 2,
			growInto: 2,
			consolidate: 2,
			fastRun: 1,
		},
	},
	equals: {
		size: anySize([1032, 1100], [1032, 4000], [3100, 3700], [10_000, 60_000]),
		budgetBytes: 2 * MIB,
		actions: { equals: 10, plain: 4, free: 6, fit: 6, drain: 2, resize: 1, touch: 1 },
	},
	borders: {
		size: border(BORDERS),
		budgetBytes: 2 * MIB,
		actions: { plain: 20, free: 14, burst: 4, fit: 6, equals: 2, drain: 2, resize: 4, growInto: 2, touch: 3, align: 2 },
	},
	remainder: {
		size: anySize([0, 900], [0, 300]),
		budgetBytes: 100 * KIB,
		actions: { plain: 30, free: 6, join: 1, fit: 3, top: 1, consolidate: 2, fastRun: 1, growOver: 1, burst: 1 },
	},
	trim: {
		size: anySize([0, 2000], [30_000, 140_000]),
		budgetBytes: MIB,
		actions: {
			trim: 8,
			alignTop: 3,
			plain: 6,
			free: 10,
			join: 4,
			top: 2,
			touch: 4,
			fastRun: 2,
			freeNewest: 4,
			growInto: 1,
			resize: 2,
		},
	},
	thresholds: {
		size: anySize([0, 3000], [100_000, 300_000]),
		budgetBytes: 24 * MIB,
		actions: { threshold: 8, mapped: 4, remap: 6, plain: 4, free: 6, trim: 3, touch: 6, top: 2, refuse: 1 },
	},
	maxThreshold: {
		size: anySize([0, 3000], [200_000, 900_000]),
		budgetBytes: 80 * MIB,
		prelude: (writer: TraceWriter) => {
			const block = writeMalloc(writer, 200_000)
			const length = pick(writer.random, [33_554_432 - PAGE, 33_554_432, 33_554_432 + PAGE])
			writeRealloc(writer, block, length - 16 - between(writer.random, 0, 8))
			writeFree(writer, block)
		},
		actions: { plain: 8, mapped: 3, remap: 4, free: 6, trim: 2, touch: 4, threshold: 3, freeNewest: 2 },
	},
	realloc: {
		size: anySize([0, 300], [0, 3000], [1, 60_000]),
		budgetBytes: 700 * KIB,
		actions: {
			plain: 10,
			free: 8,
			realloc: 10,
			resize: 10,
			growInto: 10,
			growOver: 6,
			reallocZero: 1,
			touch: 5,
			fit: 3,
			fastRun: 1,
			alignTop: 1,
		},
	},
	calloc: {
		size: anySize([0, 300], [0, 5000], [60_000, 140_000]),
		budgetBytes: MIB,
		actions: { plain: 14, free: 8, burst: 3, drain: 6, trim: 3, top: 4, fit: 4, touch: 2, alignTop: 2, freeNewest: 3 },
	},
	memalign: {
		size: anySize([0, 200], [0, 2000], [3900, 4200], [100_000, 140_000]),
		budgetBytes: 3 * MIB,
		prelude: (writer: TraceWriter) => {
			if (chance(writer.random, 50)) return
			const first = writeMemalign(writer, 2 ** between(writer.random, 4, 12), between(writer.random, 0, 200_000))
			if (chance(writer.random, 50)) writeFree(writer, first)
		},
		actions: {
			align: 12,
			alignFit: 6,
			plain: 8,
			free: 14,
			fit: 3,
			resize: 4,
			remap: 2,
			growInto: 2,
			touch: 4,
			realloc: 2,
			alignTop: 1,
		},
	},
	pages: {
		size: anySize([0, 64], [3900, 4200], [8000, 20_000], [30_000, 100_000]),
		budgetBytes: 2 * MIB,
		actions: {
			plain: 12,
			free: 10,
			touch: 16,
			resize: 4,
			growInto: 3,
			realloc: 5,
			fit: 4,
			trim: 2,
			alignTop: 3,
			join: 1,
			growOver: 2,
		},
	},
	everything: {
		size: anySize([0, 100], [0, 1100], [0, 5000], [0, 140_000]),
		budgetBytes: 8 * MIB,
		actions: {
			plain: 20,
			free: 20,
			burst: 2,
			drain: 2,
			fit: 4,
			top: 1,
			alignTop: 1,
			trim: 1,
			join: 1,
			threshold: 1,
			mapped: 1,
			remap: 2,
			realloc: 4,
			resize: 4,
			growInto: 2,
			growOver: 2,
			reallocZero: 1,
			align: 2,
			alignFit: 1,
			touch: 8,
			refuse: 1,
			fastRun: 1,
			consolidate: 1,
			equals: 1,
			freeNewest: 2,
		},
	},
	refused: {
		size: anySize([0, 1100], [100_000, 300_000]),
		budgetBytes: 4 * MIB,
		prelude: (writer: TraceWriter) => ACTIONS.refuse(writer),
		actions: { refuse: 8, plain: 8, free: 8, fastRun: 3, burst: 3, remap: 3, realloc: 3, reallocZero: 2, touch: 2 },
	},
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof PROFILES
export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[]

/** A random trace of `ops` ops or a few more; the same for the same name and seed, as long as the emulator stays. */
export function generateTrace(name: ProfileName, seed: number, ops: number): Trace {
	const profile: Profile = PROFILES[name]
	const writer = createTraceWriter(randomStream(seed, name))
	const menu = Object.entries(profile.actions).flatMap(([action, weight]) =>
		new Array<ActionName>(weight).fill(action as ActionName),
	)
	profile.prelude?.(writer)
	while (writer.ops.length < ops) {
		ACTIONS[pick(writer.random, menu)](writer, profile)
		freeOldestUnder(writer, profile.budgetBytes)
	}
	return traceOf(`${name}-${seed}`, writer)
}
