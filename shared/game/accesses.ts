import { PAYLOAD_OFFSET_BYTES } from '../machine/heap/chunk.ts'
import { firstByteOf, pageOf, TEACH } from '../machine/scale.ts'
import { address, page, type VirtualAddress } from '../machine/units.ts'
import type { Op } from '../programs/op.ts'
import type { Lane, QueuedAccess, World } from './world.ts'

/** A program's access stands for a loop of so many trips over the data; malloc's own header words are touched once. */
const PROGRAM_TRIPS = 16
const HEADER_TRIPS = 1

/** One access for each page of a range of bytes. */
function rangeAccesses(first: number, lengthBytes: number, write: boolean): QueuedAccess[] {
	if (lengthBytes === 0) return []
	const last = pageOf(TEACH, address(first + lengthBytes - 1))
	const accesses: QueuedAccess[] = []
	for (let number = pageOf(TEACH, address(first)), at = first; number <= last; number = page(number + 1)) {
		accesses.push({ address: address(at), write, trips: PROGRAM_TRIPS, stray: null })
		at = firstByteOf(TEACH, page(number + 1))
	}
	return accesses
}

/** memcpy of a payload: each page of the old one is read, then the page of the new one that it goes to is written. */
export function copyAccesses(from: number, to: number, lengthBytes: number): QueuedAccess[] {
	const reads = rangeAccesses(from, lengthBytes, false)
	const writes = rangeAccesses(to, lengthBytes, true)
	return Array.from({ length: Math.max(reads.length, writes.length) }, (_, index) => [
		...reads.slice(index, index + 1),
		...writes.slice(index, index + 1),
	]).flat()
}

/** The payload of one chunk is copied to another chunk. */
export const queueCopy = (lane: Lane, from: number, to: number, lengthBytes: number): void => {
	lane.queue.push(...copyAccesses(from + PAYLOAD_OFFSET_BYTES, to + PAYLOAD_OFFSET_BYTES, lengthBytes))
}

const single = (at: VirtualAddress, write: boolean, stray: number | null = null): QueuedAccess[] => [
	{ address: at, write, trips: PROGRAM_TRIPS, stray },
]

/** The accesses that an operation makes as the program stands; none for an object that malloc failed to give. */
export function accessesOf(world: World, op: Op, stackPointer: number): QueuedAccess[] {
	switch (op.kind) {
		case 'touch': {
			const base = world.objects[op.object]
			return base ? rangeAccesses(base + PAYLOAD_OFFSET_BYTES + op.offsetBytes, op.lengthBytes, op.write) : []
		}
		case 'stray': {
			// The pointer still says where the object was.
			const base = world.lastAddresses[op.object]
			if (!base) return []
			return single(address(base + PAYLOAD_OFFSET_BYTES + op.offsetBytes), op.write, op.object)
		}
		case 'call':
			return single(address(stackPointer), true)
		case 'global':
		case 'wild':
			return single(op.address, op.write)
		default:
			return []
	}
}

export const headerAccess = (at: VirtualAddress): QueuedAccess => ({
	address: at,
	write: true,
	trips: HEADER_TRIPS,
	stray: null,
})

/** malloc's own writes: one access for each page. */
export function queueHeaderWrites(lane: Lane, writes: readonly VirtualAddress[]): void {
	const pages = new Set<number>()
	for (const at of writes) {
		const number = pageOf(TEACH, at)
		if (pages.has(number)) continue
		pages.add(number)
		lane.queue.push(headerAccess(at))
	}
}

export const isHeaderWrite = (access: QueuedAccess): boolean => access.trips === HEADER_TRIPS
