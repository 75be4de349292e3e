import { chunkSizeFor } from '../../shared/machine/heap/chunk.ts'
import { chunkAt, topOf } from '../../shared/machine/heap/chunkList.ts'
import { freeChunk, placeInChunk } from '../../shared/machine/heap/heap.ts'
import { growHeap } from '../../shared/machine/kernel/kernel.ts'
import { createMachine } from '../../shared/machine/machine.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { address, bytes } from '../../shared/machine/units.ts'
import { between, randomStream } from '../../shared/programs/random.ts'

/** The same sizes and frees for both: mallocs up to so many live objects, then a free of any, in turn. */
function drive(
	operations: number,
	live: number,
	malloc: (request: number) => number,
	free: (at: number) => void,
): void {
	const stream = randomStream(1, 'first fit')
	const used: number[] = []
	for (let operation = 0; operation < operations; operation += 1) {
		if (used.length < live) {
			used.push(malloc(between(stream, 16, 240)))
			continue
		}
		const index = between(stream, 0, used.length - 1)
		free(used[index] as number)
		used[index] = used.at(-1) as number
		used.pop()
	}
}

/** A heap of this size never runs out. */
const PAGES = 160

/** First fit in list order on the machine's own heap, with all events; returns how many these were. */
export function machineFirstFit(operations: number, live: number): number {
	let events = 0
	const emit = (): void => void (events += 1)
	const limits = { frames: 8, tlbLines: 4, heapLimitPages: PAGES, commitLimitPages: PAGES, lanes: 1 }
	const config = { ...limits, tenants: 0, depotPages: 16, tlbSpan: false, bins: false }
	const machine = createMachine(TEACH, config)
	growHeap(machine, emit, 0, PAGES)
	let object = 0
	const malloc = (request: number): number => {
		const needBytes = chunkSizeFor(request)
		const { heap } = machine
		const at = heap.freeList.find((one) => (chunkAt(heap, one)?.sizeBytes ?? 0) >= needBytes) ?? topOf(heap)?.address
		object += 1
		const what = { lane: 0, object, plate: 'TST', requestBytes: bytes(request), needBytes }
		placeInChunk(machine, emit, address(at ?? 0), 'low', what)
		return at ?? 0
	}
	drive(operations, live, malloc, (at) => void freeChunk(machine, emit, 0, address(at)))
	return events
}

/** The yardstick of STACK.md: one array of chunks, looked through from its start, and spliced. */
export function naiveFirstFit(operations: number, live: number): number {
	const chunks = [{ at: 0, size: PAGES * TEACH.pageBytes, free: true }]
	const malloc = (request: number): number => {
		const size = chunkSizeFor(request)
		const index = chunks.findIndex((chunk) => chunk.free && chunk.size >= size)
		const chunk = chunks[index] as (typeof chunks)[0]
		if (chunk.size - size >= 32) {
			chunks.splice(index + 1, 0, { at: chunk.at + size, size: chunk.size - size, free: true })
			chunk.size = size
		}
		chunk.free = false
		return chunk.at
	}
	const join = (index: number): void => {
		const [chunk, after] = [chunks[index], chunks[index + 1]]
		if (!chunk?.free || !after?.free) return
		chunk.size += after.size
		chunks.splice(index + 1, 1)
	}
	const free = (at: number): void => {
		const index = chunks.findIndex((chunk) => chunk.at === at)
		;(chunks[index] as (typeof chunks)[0]).free = true
		join(index)
		join(index - 1)
	}
	drive(operations, live, malloc, free)
	return chunks.length
}
