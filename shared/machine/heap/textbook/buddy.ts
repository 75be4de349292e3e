import { type AnonymousMemory, createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { clearedBlock } from '../clearedBlock.ts'
import { deepCopy } from '../deepCopy.ts'
import { growBreak } from '../growBreak.ts'
import { moveBlock } from '../moveBlock.ts'
import {
	createTreeNodes,
	firstRow,
	insertRow,
	NO_ROW,
	type OrderedTree,
	removeRow,
	type TreeNodes,
} from '../orderedTree.ts'
import type { Region } from '../region.ts'
import { createTiling } from '../tiling.ts'
import { createWork, type Work } from '../work.ts'

/** Smallest chunk: 2^5 = 32 bytes, half of it header. */
const MIN_ORDER = 5
const ORDERS = 48
/** Size and order in use stand before each payload, and keep it aligned. */
const HEADER = 16
/** The heap grows by chunks of 64 KiB or, for more, of the order asked for. */
const GROW_ORDER = 16
const LINK_BYTES = 16

/**
 * The other half of the chunk of twice the size: the address with the bit of the chunk's size turned.
 * Chunks of order k lie at multiples of 2^k.
 *
 *     0        32       64       96      128
 *     ├────────┼────────┼────────┼────────┤     buddyOf( 0, 5) = 32   buddyOf(64, 5) = 96
 *     └── order 6 ──────┘└─────── order 6 ┘     buddyOf( 0, 6) = 64
 */
export function buddyOf(address: number, order: number): number {
	const size = 2 ** order
	return Math.floor(address / size) % 2 === 0 ? address + size : address - size
}

/** The smallest order whose chunk holds `bytes`. Infinity for Infinity. */
export function orderFor(bytes: number): number {
	let order = MIN_ORDER
	while (order < ORDERS && 2 ** order < bytes) order += 1
	return 2 ** order < bytes ? Infinity : order
}

interface BuddyHeap {
	readonly memory: AnonymousMemory
	readonly work: Work
	/** Free chunks by order, each order's by address. */
	readonly free: readonly OrderedTree[]
	readonly nodes: TreeNodes
	freeBytes: number
	/** Rows by chunk address. */
	readonly rowAt: Map<number, number>
	readonly address: number[]
	readonly order: number[]
	readonly isFree: boolean[]
	/** Bytes from the chunk's start to the payload. */
	readonly lead: number[]
	readonly spareRows: number[]
}

/** Binary buddy system (Knowlton, 1965; TAOCP vol. 1, 2.5): of each order the lowest free chunk is taken. */
export const createBuddy = (pageShift = 12): Allocator =>
	buddyOver({
		memory: createAnonymousMemory(pageShift),
		work: createWork(),
		free: Array.from({ length: ORDERS + 1 }, () => ({ root: NO_ROW })),
		nodes: createTreeNodes(),
		freeBytes: 0,
		// Row 0 stands for none.
		rowAt: new Map(),
		address: [0],
		order: [0],
		isFree: [false],
		lead: [0],
		spareRows: [],
	})

function buddyOver(heap: BuddyHeap): Allocator {
	const { memory, work, nodes } = heap
	const addressOf = (row: number): number => heap.address[row] as number
	const orderOf = (row: number): number => heap.order[row] as number
	const freeOf = (order: number): OrderedTree => heap.free[order] as OrderedTree
	const write = (low: number, bytes: number): void => touch(memory, memory.heap, low, low + bytes, true)

	const newRow = (address: number, order: number): number => {
		const row = heap.spareRows.pop() ?? heap.address.length
		heap.address[row] = address
		heap.order[row] = order
		heap.isFree[row] = false
		heap.lead[row] = HEADER
		heap.rowAt.set(address, row)
		return row
	}
	const enter = (row: number): void => {
		heap.isFree[row] = true
		heap.freeBytes += 2 ** orderOf(row)
		insertRow(nodes, freeOf(orderOf(row)), row, addressOf(row), 0, 0)
		write(addressOf(row), HEADER + LINK_BYTES)
	}
	const leave = (row: number): void => {
		heap.isFree[row] = false
		heap.freeBytes -= 2 ** orderOf(row)
		removeRow(nodes, freeOf(orderOf(row)), row)
	}
	/** Joins with its buddy as often as that is free and whole, then enters what came out. */
	const release = (row: number): void => {
		let joined = row
		work.released += 1
		for (;;) {
			const order = orderOf(joined)
			const buddy = heap.rowAt.get(buddyOf(addressOf(joined), order)) ?? NO_ROW
			if (buddy === NO_ROW || !heap.isFree[buddy] || orderOf(buddy) !== order) break
			leave(buddy)
			work.merges += 1
			const [low, high] = addressOf(buddy) < addressOf(joined) ? [buddy, joined] : [joined, buddy]
			heap.rowAt.delete(addressOf(high))
			heap.spareRows.push(high)
			heap.order[low] = order + 1
			joined = low
		}
		enter(joined)
	}

	/** Moves the break so that a chunk of `order` fits at its end; what alignment leaves is free as well. */
	const grow = (order: number): boolean => {
		const start = memory.brk
		if (order > ORDERS) return growBreak(memory, order, 2 ** memory.pageShift) > 0
		const size = 2 ** Math.max(order, GROW_ORDER, memory.pageShift)
		const end = Math.ceil(start / size) * size + size
		if (growBreak(memory, end - start, 2 ** memory.pageShift) === 0) return false
		for (let address = start; address < end; ) {
			let piece = Math.max(GROW_ORDER, memory.pageShift)
			while (address % 2 ** (piece + 1) === 0 && address + 2 ** (piece + 1) <= end) piece += 1
			release(newRow(address, piece))
			address += 2 ** piece
		}
		return true
	}
	/** The smallest order from `order` on with a free chunk; -1: none. */
	const orderWithFree = (order: number): number => {
		for (let at = order; at <= ORDERS; at += 1) if (freeOf(at).root !== NO_ROW) return at
		return -1
	}

	const malloc = (request: number): Block => {
		const order = orderFor(request + HEADER)
		work.placed += 1
		if (orderWithFree(order) < 0 && !grow(order)) return NULL_BLOCK
		const row = firstRow(nodes, freeOf(orderWithFree(order)))
		leave(row)
		while (orderOf(row) > order) {
			const half = orderOf(row) - 1
			work.splits += 1
			heap.order[row] = half
			enter(newRow(addressOf(row) + 2 ** half, half))
		}
		heap.lead[row] = HEADER
		write(addressOf(row), HEADER)
		return row
	}
	const offsetOf = (block: Block): number => addressOf(block) + (heap.lead[block] as number)
	const touchBlock = (block: Block, offset: number, length: number, isWrite: boolean): void => {
		const low = offsetOf(block) + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, isWrite)
	}

	const regions = (): Region[] => {
		const tiling = createTiling(memory, -1)
		for (let address = 0; address < memory.brk; ) {
			const row = heap.rowAt.get(address) as number
			const size = 2 ** orderOf(row)
			if (heap.isFree[row]) tiling.add(address, size, 'free', `order ${orderOf(row)}`)
			else tiling.addLive(address, size, row)
			address += size
		}
		return tiling.finish()
	}

	const allocator: Allocator = {
		name: 'buddy',
		memory,
		work,
		malloc,
		calloc: (request) => clearedBlock(allocator, request),
		/** Room for the alignment inside the chunk; a second header stands right before the payload. */
		memalign(alignment, request) {
			if (alignment <= HEADER) return malloc(request)
			const block = malloc(request + alignment)
			if (block === NULL_BLOCK) return NULL_BLOCK
			const payload = Math.ceil((addressOf(block) + HEADER) / alignment) * alignment
			heap.lead[block] = payload - addressOf(block)
			write(payload - HEADER, HEADER)
			return block
		},
		/** In place while it fits; a chunk never shrinks. */
		realloc(block, request) {
			return request <= allocator.usableBytes(block) ? block : moveBlock(allocator, block, request)
		},
		free: release,
		usableBytes: (block) => 2 ** orderOf(block) - (heap.lead[block] as number),
		mappingOf: () => -1,
		offsetOf,
		touch: touchBlock,
		freeBytes: () => heap.freeBytes,
		regions: (mapping) => (mapping < 0 ? regions() : []),
		clone: () => buddyOver(deepCopy(heap)),
	}
	return allocator
}
