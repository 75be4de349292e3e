import { createAnonymousMemory, touch } from '../../kernel/anonymousMemory.ts'
import { type Allocator, type Block, NULL_BLOCK } from '../allocator.ts'
import { growBreak } from '../growBreak.ts'
import { moveBlock } from '../moveBlock.ts'
import { createTreeNodes, firstRow, insertRow, NO_ROW, type OrderedTree, removeRow } from '../orderedTree.ts'

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

interface Buddies {
	/** Rows by chunk address, in units of the smallest chunk. */
	readonly rowAt: Map<number, number>
	readonly address: number[]
	readonly order: number[]
	readonly isFree: boolean[]
	/** Bytes from the chunk's start to the payload. */
	readonly lead: number[]
	readonly spareRows: number[]
}

/** Binary buddy system (Knowlton, 1965; TAOCP vol. 1, 2.5): of each order the lowest free chunk is taken. */
export function createBuddy(pageShift = 12): Allocator {
	const memory = createAnonymousMemory(pageShift)
	const nodes = createTreeNodes()
	const free: OrderedTree[] = Array.from({ length: ORDERS + 1 }, () => ({ root: NO_ROW }))
	// Row 0 stands for none.
	const chunks: Buddies = { rowAt: new Map(), address: [0], order: [0], isFree: [false], lead: [0], spareRows: [] }
	let freeBytes = 0

	const addressOf = (row: number): number => chunks.address[row] as number
	const orderOf = (row: number): number => chunks.order[row] as number
	const freeOf = (order: number): OrderedTree => free[order] as OrderedTree
	const write = (low: number, bytes: number): void => touch(memory, memory.heap, low, low + bytes, true)

	const newRow = (address: number, order: number): number => {
		const row = chunks.spareRows.pop() ?? chunks.address.length
		chunks.address[row] = address
		chunks.order[row] = order
		chunks.isFree[row] = false
		chunks.lead[row] = HEADER
		chunks.rowAt.set(address, row)
		return row
	}
	const enter = (row: number): void => {
		chunks.isFree[row] = true
		freeBytes += 2 ** orderOf(row)
		insertRow(nodes, freeOf(orderOf(row)), row, addressOf(row), 0, 0)
		write(addressOf(row), HEADER + LINK_BYTES)
	}
	const leave = (row: number): void => {
		chunks.isFree[row] = false
		freeBytes -= 2 ** orderOf(row)
		removeRow(nodes, freeOf(orderOf(row)), row)
	}
	/** Joins with its buddy as often as that is free and whole, then enters what came out. */
	const release = (row: number): void => {
		let joined = row
		for (;;) {
			const order = orderOf(joined)
			const buddy = chunks.rowAt.get(buddyOf(addressOf(joined), order)) ?? NO_ROW
			if (buddy === NO_ROW || !chunks.isFree[buddy] || orderOf(buddy) !== order) break
			leave(buddy)
			const [low, high] = addressOf(buddy) < addressOf(joined) ? [buddy, joined] : [joined, buddy]
			chunks.rowAt.delete(addressOf(high))
			chunks.spareRows.push(high)
			chunks.order[low] = order + 1
			joined = low
		}
		enter(joined)
	}

	/** Moves the break so that a chunk of `order` fits at its end; what alignment leaves is free as well. */
	const grow = (order: number): boolean => {
		const start = memory.brk
		if (order > ORDERS) return growBreak(memory, order, 2 ** pageShift) > 0
		const size = 2 ** Math.max(order, GROW_ORDER, pageShift)
		const end = Math.ceil(start / size) * size + size
		if (growBreak(memory, end - start, 2 ** pageShift) === 0) return false
		for (let address = start; address < end; ) {
			let piece = Math.max(GROW_ORDER, pageShift)
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
		if (orderWithFree(order) < 0 && !grow(order)) return NULL_BLOCK
		const row = firstRow(nodes, freeOf(orderWithFree(order)))
		leave(row)
		while (orderOf(row) > order) {
			const half = orderOf(row) - 1
			chunks.order[row] = half
			enter(newRow(addressOf(row) + 2 ** half, half))
		}
		chunks.lead[row] = HEADER
		write(addressOf(row), HEADER)
		return row
	}
	const offsetOf = (block: Block): number => addressOf(block) + (chunks.lead[block] as number)
	const touchBlock = (block: Block, offset: number, length: number, isWrite: boolean): void => {
		const low = offsetOf(block) + offset
		if (length > 0) touch(memory, memory.heap, low, low + length, isWrite)
	}

	const allocator: Allocator = {
		name: 'buddy',
		memory,
		malloc,
		calloc(request) {
			const block = malloc(request)
			if (block !== NULL_BLOCK) touchBlock(block, 0, request, true)
			return block
		},
		/** Room for the alignment inside the chunk; a second header stands right before the payload. */
		memalign(alignment, request) {
			if (alignment <= HEADER) return malloc(request)
			const block = malloc(request + alignment)
			if (block === NULL_BLOCK) return NULL_BLOCK
			const payload = Math.ceil((addressOf(block) + HEADER) / alignment) * alignment
			chunks.lead[block] = payload - addressOf(block)
			write(payload - HEADER, HEADER)
			return block
		},
		/** In place while it fits; a chunk never shrinks. */
		realloc(block, request) {
			return request <= allocator.usableBytes(block) ? block : moveBlock(allocator, block, request)
		},
		free: release,
		usableBytes: (block) => 2 ** orderOf(block) - (chunks.lead[block] as number),
		mappingOf: () => -1,
		offsetOf,
		touch: touchBlock,
		freeBytes: () => freeBytes,
	}
	return allocator
}
