import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import { between, type RandomStream, randomStream } from '../../shared/programs/random.ts'

/** Mostly small requests, a few of some KiB: all stay below the sizes that are mapped. */
const requestFrom = (stream: RandomStream): number =>
	between(stream, 1, 20) === 1 ? between(stream, 1000, 8000) : between(stream, 16, 500)

/** An allocator with so many live blocks, which came and went in any order. */
export function fill(allocator: Allocator, live: number): Float64Array {
	const stream = randomStream(1, 'fill')
	const blocks = new Float64Array(live)
	for (let at = 0; at < live; at += 1) blocks[at] = allocator.malloc(requestFrom(stream))
	replaceBlocks(allocator, blocks, live, stream)
	return blocks
}

/** So many times a random block is freed, and another one asked for in its place. */
export function replaceBlocks(
	allocator: Allocator,
	blocks: Float64Array,
	times: number,
	stream: RandomStream = randomStream(2, 'replace'),
): void {
	for (let left = times; left > 0; left -= 1) {
		const at = between(stream, 0, blocks.length - 1)
		allocator.free(blocks[at] as number)
		blocks[at] = allocator.malloc(requestFrom(stream))
		allocator.memory.calls.length = 0
	}
}
