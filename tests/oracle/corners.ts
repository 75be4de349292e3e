import { randomStream } from '../../shared/programs/random.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { MIB, PAGE, padTo, requestFor, topSize } from './aims.ts'
import {
	createTraceWriter,
	traceOf,
	type TraceWriter,
	writeCalloc,
	writeFree,
	writeMalloc,
	writeMemalign,
	writeRealloc,
	writeTouch,
} from './traceWriter.ts'

const REFUSED_BY_KERNEL = 2n ** 47n
const REFUSED_BY_MALLOC = 2n ** 63n

/** More unsorted chunks than one scan sorts: `count` chunks of 1056 bytes apart from each other, and one of `last`. */
function unsorted(writer: TraceWriter, count: number, last: number): void {
	// Fences of 40 bytes leave no chunk in the tcache's or a fast bin's sizes but their own.
	const blocks = Array.from({ length: count }, () => {
		const block = writeMalloc(writer, 1048)
		writeMalloc(writer, 24)
		return block
	})
	const exact = writeMalloc(writer, last)
	writeMalloc(writer, 24)
	for (const block of blocks) writeFree(writer, block)
	writeFree(writer, exact)
}

/** Smallest chunk size of each large bin (RULES §2), from the bins' widths. */
const LARGE_BIN_BORDERS: readonly number[] = [
	...steps(1024, 3136, 64),
	...steps(3136 + 448, 10_752, 512),
	10_752,
	...steps(12_288, 45_056, 4096),
	45_056,
	...steps(65_536, 163_840, 32_768),
	163_840,
	262_144,
	524_288,
	786_432,
]

function steps(from: number, to: number, width: number): number[] {
	return Array.from({ length: Math.ceil((to - from) / width) }, (_, index) => from + index * width)
}

/** Where the rules meet things that random traces hardly reach: very first calls, limits by number. */
const CORNERS: Readonly<Record<string, (writer: TraceWriter) => void>> = {
	'scan of 9999 finds the exact fit': (writer) => {
		unsorted(writer, 9_999, 2000)
		writeMalloc(writer, 2000)
		writeMalloc(writer, 100)
	},
	'scan stops at 10000 before the exact fit': (writer) => {
		unsorted(writer, 10_000, 2000)
		writeMalloc(writer, 2000)
		writeMalloc(writer, 2000)
		writeMalloc(writer, 100)
	},
	'scan of 10001 for a small request': (writer) => {
		unsorted(writer, 10_001, 1000)
		writeMalloc(writer, 1000)
		writeMalloc(writer, 1000)
	},
	'a second scan of 10000 after consolidation': (writer) => {
		unsorted(writer, 20_005, 5000)
		const fast = Array.from({ length: 9 }, () => writeMalloc(writer, 24))
		writeMalloc(writer, 200_000 - 70_000)
		for (const block of fast) writeFree(writer, block)
		writeMalloc(writer, 1000)
		writeCalloc(writer, 1, 120_000)
		writeMalloc(writer, 120_000)
		writeMalloc(writer, 5000)
		writeMalloc(writer, 5000)
	},
	'cached exact fits do not count among the 10000': (writer) => {
		const exact = Array.from({ length: 14 }, () => {
			const block = writeMalloc(writer, 1000)
			writeMalloc(writer, 24)
			return block
		})
		const others = Array.from({ length: 9_999 }, () => {
			const block = writeMalloc(writer, 1048)
			writeMalloc(writer, 24)
			return block
		})
		for (const block of [...exact.slice(0, 13), ...others, ...exact.slice(13)]) writeFree(writer, block)
		for (let count = 0; count < 9; count += 1) writeMalloc(writer, 1000)
	},
	'a 65537th mapping is refused': (writer) => {
		const first = writeMalloc(writer, 135_000)
		for (let count = 1; count < 65_535; count += 1) writeMalloc(writer, 135_000)
		writeMalloc(writer, REFUSED_BY_KERNEL)
		writeMalloc(writer, 135_000)
		writeMalloc(writer, REFUSED_BY_KERNEL)
		writeMalloc(writer, 135_000)
		writeCalloc(writer, 1, 300_000)
		writeFree(writer, first)
		writeMalloc(writer, 200_000)
		writeMalloc(writer, 200_000)
	},
	'calloc first': (writer) => {
		writeCalloc(writer, 3, 50)
		writeFree(writer, writeCalloc(writer, 1, 100))
	},
	'calloc first, over one page': (writer) => void writeCalloc(writer, 1, 20_000),
	'calloc first, mapped': (writer) => {
		writeCalloc(writer, 1, 200_000)
		writeMalloc(writer, 10)
	},
	'malloc first, mapped': (writer) => {
		writeFree(writer, writeMalloc(writer, 131_049))
		writeMalloc(writer, 131_049)
	},
	'malloc first, the largest below the threshold': (writer) => {
		writeMalloc(writer, 131_032)
		writeMalloc(writer, 131_032)
		writeMalloc(writer, 131_048)
	},
	'malloc first, refused by malloc': (writer) => {
		writeMalloc(writer, REFUSED_BY_MALLOC)
		writeCalloc(writer, 2n ** 32n, 2n ** 32n)
		writeCalloc(writer, 2n ** 40n, 2n ** 23n)
		writeMalloc(writer, 0)
	},
	'malloc first, refused by the kernel': (writer) => {
		const block = writeMalloc(writer, REFUSED_BY_KERNEL)
		writeRealloc(writer, block, 2n ** 62n)
		writeRealloc(writer, block, 0)
		writeRealloc(writer, block, 100)
		writeRealloc(writer, block, 0)
		writeFree(writer, block)
	},
	'memalign first, then a free without a tcache': (writer) => {
		const block = writeMemalign(writer, 64, 100)
		const other = writeMemalign(writer, 256, 1000)
		writeFree(writer, block)
		writeMalloc(writer, 100)
		writeFree(writer, other)
	},
	'memalign first, then a large free makes the tcache': (writer) => {
		const block = writeMemalign(writer, 256, 1000)
		writeFree(writer, block)
		writeMalloc(writer, 1000)
		writeMalloc(writer, 1000)
	},
	'memalign first, then a free that makes a tcache on used pages': (writer) => {
		const blocks = [
			writeMemalign(writer, 32, 9000),
			writeMemalign(writer, 64, 3000),
			writeMemalign(writer, 128, 70_000),
		]
		for (const block of blocks) writeFree(writer, block)
		writeCalloc(writer, 1, 9000)
	},
	'memalign first, then realloc': (writer) => {
		const block = writeMemalign(writer, 4096, 40)
		writeRealloc(writer, block, 50)
		writeRealloc(writer, block, 5000)
		writeRealloc(writer, block, REFUSED_BY_MALLOC)
		writeFree(writer, block)
	},
	'memalign first, refused realloc': (writer) => {
		const block = writeMemalign(writer, 32, 3000)
		writeRealloc(writer, block, REFUSED_BY_MALLOC)
		writeRealloc(writer, block, REFUSED_BY_KERNEL)
		writeRealloc(writer, block, 20)
		writeMalloc(writer, 20)
	},
	'memalign first, mapped, freed without a heap': (writer) => {
		const block = writeMemalign(writer, 2048, 200_000)
		writeTouch(writer, block, 0, 200_000, false)
		writeRealloc(writer, block, 300_000)
		writeRealloc(writer, block, 1)
		writeRealloc(writer, block, REFUSED_BY_KERNEL)
		writeFree(writer, block)
		writeMemalign(writer, 4096, 131_000)
		writeMalloc(writer, 1)
	},
	'memalign first, mapped, every alignment': (writer) => {
		for (let alignment = 16; alignment <= 4096; alignment *= 2) {
			for (const size of [131_072 - 24, 131_072, 135_168 - 8 - alignment - 48]) {
				const block = writeMemalign(writer, alignment, size)
				writeTouch(writer, block, size - 1, 1, true)
				if (size === 131_072) writeRealloc(writer, block, 2 * size)
			}
		}
	},
	'memalign of 16 is malloc': (writer) => {
		writeFree(writer, writeMemalign(writer, 16, 100))
		writeMemalign(writer, 16, 100)
		writeFree(writer, writeMalloc(writer, 200))
		writeMemalign(writer, 32, 100)
	},
	'memalign front and end around the smallest chunk': (writer) => {
		for (const alignment of [32, 64, 128, 4096]) {
			for (let pad = 0; pad < 2 * alignment && pad < 400; pad += 16) {
				writeMalloc(writer, pad)
				const block = writeMemalign(writer, alignment, 40 + pad)
				writeMalloc(writer, 24)
				if (pad % 32 === 0) writeFree(writer, block)
			}
		}
	},
	'realloc of a mapping to the threshold doubles the trim threshold only': (writer) => {
		const block = writeMalloc(writer, 200_000)
		writeRealloc(writer, block, 131_072 - 24)
		writeFree(writer, block)
		const high = writeMalloc(writer, 120_000)
		const higher = writeMalloc(writer, 120_000)
		writeFree(writer, higher)
		writeFree(writer, high)
		writeFree(writer, writeMalloc(writer, 250_000))
		writeMalloc(writer, 131_000)
		writeMalloc(writer, 140_000)
	},
	'a mapping that shrinks forgets the pages cut off': (writer) => {
		const block = writeMalloc(writer, 300_000)
		writeTouch(writer, block, 0, 300_000, true)
		writeRealloc(writer, block, 20_000)
		writeRealloc(writer, block, 300_000)
		writeTouch(writer, block, 0, 200_000, false)
		writeTouch(writer, block, 0, 300_000, true)
	},
	'a freed mapping of 32 MiB raises nothing': (writer) => {
		writeFree(writer, writeMalloc(writer, 32 * MIB - 16))
		writeMalloc(writer, 140_000)
		writeFree(writer, writeMalloc(writer, 32 * MIB - PAGE - 16))
		writeMalloc(writer, 31 * MIB)
		const most = writeMalloc(writer, 33 * MIB)
		writeFree(writer, most)
		const high = [writeMalloc(writer, 31 * MIB), writeMalloc(writer, 31 * MIB), writeMalloc(writer, 2 * MIB)]
		for (const block of high.reverse()) writeFree(writer, block)
	},
	'a freed mapping below the raised threshold changes nothing': (writer) => {
		const [small, large] = [writeMalloc(writer, 140_000), writeMalloc(writer, 400_000)]
		writeFree(writer, large)
		writeFree(writer, small)
		writeMalloc(writer, 300_000)
		writeFree(writer, writeMalloc(writer, 420_000))
		writeMalloc(writer, 410_000)
	},
	'sizes at the top of the range': (writer) => {
		for (const size of [1_073_741_824, 1_073_741_823, 536_870_912]) writeFree(writer, writeMalloc(writer, size))
		const block = writeCalloc(writer, 1024, 1_048_576)
		writeTouch(writer, block, 1_073_741_823, 1, true)
		writeRealloc(writer, block, 1_000)
		writeRealloc(writer, block, 1_073_741_824)
		writeTouch(writer, block, 0, 5000, false)
	},
	'a top of exactly the raised trim threshold': (writer) => {
		for (const step of [0, -16, 16]) {
			const mapped = writeMalloc(writer, writer.heap.mmapThreshold + 10 * PAGE)
			writeFree(writer, mapped)
			for (const slack of [0, 16, PAGE - 16]) {
				const pad = padTo(writer, -step)
				if (pad >= 32) writeMalloc(writer, requestFor(pad))
				// In two parts, for one would be mapped; the second is too large for what is left of top, so that the break moves.
				const whole = writer.heap.trimThreshold - 131_072 - 32 - slack
				const [first, second] = [writeMalloc(writer, whole - 150_016 - 8), writeMalloc(writer, 150_016 - 8)]
				for (const block of [first, second]) writeFree(writer, block)
			}
		}
	},
	'a free of exactly 64 KiB consolidates': (writer) => {
		const pairs = [65_520, 65_536, 65_552].map((size) => {
			const halves = [writeMalloc(writer, 32_768 - 8), writeMalloc(writer, size - 32_768 - 8)]
			writeMalloc(writer, 100)
			return halves
		})
		for (const halves of pairs) {
			const small = Array.from({ length: 9 }, () => writeMalloc(writer, 24))
			writeMalloc(writer, 100)
			for (const block of [...small, ...halves]) writeFree(writer, block)
			for (let count = 0; count < 9; count += 1) writeMalloc(writer, 24)
		}
	},
	// Own bin: the newest of three equal ones. Next bin: the second oldest (4.5, 4.6).
	'each border between large bins': (writer) => {
		writeFree(writer, writeMalloc(writer, 32 * MIB - PAGE - 16))
		for (const size of LARGE_BIN_BORDERS) {
			for (const border of [size, size + 16, size - 16]) {
				const equal = Array.from({ length: 4 }, () => {
					const block = writeMalloc(writer, border - 8)
					writeMalloc(writer, 24)
					return block
				})
				for (const block of equal) writeFree(writer, block)
				writeMalloc(writer, 2 * MIB)
				writeMalloc(writer, border - 16 - 8)
			}
		}
	},
	'calloc clears what top had and 8 bytes more': (writer) => {
		for (const free of [0, 16, 32, 48, PAGE - 32, PAGE - 16, 2 * PAGE]) {
			if (topSize(writer) > free + 64) writeMalloc(writer, requestFor(topSize(writer) - free))
			writeCalloc(writer, 1, 100_000)
			writeMalloc(writer, 50)
		}
	},
	'a trimmed top comes back fresh': (writer) => {
		const [first, second] = [writeMalloc(writer, 120_000), writeMalloc(writer, 120_000)]
		writeTouch(writer, first, 0, 120_000, true)
		writeTouch(writer, second, 0, 120_000, true)
		writeFree(writer, second)
		writeFree(writer, first)
		writeTouch(writer, writeMalloc(writer, 120_000), 0, 120_000, true)
		writeCalloc(writer, 1, 120_000)
	},
	'a copy reads pages that nobody touched': (writer) => {
		const block = writeMalloc(writer, 60_000)
		writeTouch(writer, block, 30_000, 10, true)
		writeMalloc(writer, 24)
		writeRealloc(writer, block, 80_000)
		writeTouch(writer, block, 0, 80_000, false)
		writeFree(writer, block)
		writeTouch(writer, writeMalloc(writer, 60_000), 0, 60_000, true)
	},
	'trim by every rounding': (writer) => {
		for (let step = 0; step <= PAGE; step += 16) {
			const pad = writer.heap.top === 0 ? 1000 : padTo(writer, step)
			if (pad >= 32) writeMalloc(writer, requestFor(pad))
			const block = writeMalloc(writer, 131_000)
			writeFree(writer, block)
		}
	},
}

export const CORNER_NAMES = Object.keys(CORNERS)

export function cornerTrace(name: string): Trace {
	const writer = createTraceWriter(randomStream(0, name))
	CORNERS[name]?.(writer)
	return traceOf(name.replace(/\W+/g, '-'), writer)
}
