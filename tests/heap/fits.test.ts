import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBoundaryTagHeap } from '../../shared/machine/heap/textbook/boundaryTags.ts'
import {
	createFreeList,
	createSegregatedLists,
	FITS,
	type Fit,
	LIST_ORDERS,
	type ListOrder,
} from '../../shared/machine/heap/textbook/freeLists.ts'

interface Piece {
	address: number
	size: number
}

/** The same policies as anyone would write them first: arrays, searched from end to end. */
class NaiveHeap {
	readonly list: Piece[] = []
	readonly used = new Map<number, number>()
	readonly fit: Fit
	readonly order: ListOrder
	end = 0
	brk = 0
	rover: Piece = { address: -1, size: 0 }

	constructor(fit: Fit, order: ListOrder) {
		this.fit = fit
		this.order = order
	}

	isBefore(a: Piece, b: Piece): boolean {
		if (this.order === 'size' && (this.fit === 'first' || this.fit === 'next') && a.size !== b.size)
			return a.size < b.size
		return a.address < b.address
	}

	put(piece: Piece): void {
		if (this.order === 'lifo') this.list.unshift(piece)
		else if (this.order === 'fifo') this.list.push(piece)
		else {
			const at = this.list.findIndex((other) => this.isBefore(piece, other))
			this.list.splice(at < 0 ? this.list.length : at, 0, piece)
		}
	}

	release(freed: Piece): void {
		const piece = freed
		const neighbours = this.list.filter(
			(other) => other.address + other.size === freed.address || freed.address + freed.size === other.address,
		)
		for (const other of neighbours) {
			this.list.splice(this.list.indexOf(other), 1)
			piece.address = Math.min(piece.address, other.address)
			piece.size += other.size
		}
		this.put(piece)
	}

	find(size: number): Piece | undefined {
		const fitting = this.list.filter((piece) => piece.size >= size)
		if (this.fit === 'best')
			return fitting.reduce<Piece | undefined>(
				(best, piece) => (best && best.size <= piece.size ? best : piece),
				undefined,
			)
		if (this.fit === 'worst')
			return fitting.reduce<Piece | undefined>(
				(worst, piece) => (worst && worst.size >= piece.size ? worst : piece),
				undefined,
			)
		if (this.fit === 'first') return fitting[0]
		const found = fitting.find((piece) => !this.isBefore(piece, this.rover)) ?? fitting[0]
		if (found) this.rover = { ...found }
		return found
	}

	malloc(request: number): number {
		const size = Math.max(32, Math.ceil((request + 16) / 16) * 16)
		let piece = this.find(size)
		if (!piece) {
			const last = this.list.find((each) => this.end > 0 && each.address + each.size === this.end)
			const gained = Math.ceil((size + 16 - (last?.size ?? 0)) / 65_536) * 65_536
			const low = this.brk === 0 ? 8 : this.end
			const grown = Math.floor((this.brk + gained - low) / 16) * 16
			this.brk += gained
			this.end = low + grown
			this.release({ address: low, size: grown })
			piece = this.find(size)!
		}
		const at = this.list.indexOf(piece)
		this.list.splice(at, 1)
		const rest = piece.size - size
		if (rest >= 32) {
			const left = { address: piece.address + size, size: rest }
			if (this.order === 'address' || this.order === 'size') this.put(left)
			else this.list.splice(at, 0, left)
		}
		const address = piece.address + 8
		this.used.set(address, rest >= 32 ? size : piece.size)
		return address
	}

	free(address: number): void {
		const size = this.used.get(address)!
		this.used.delete(address)
		this.release({ address: address - 8, size })
	}
}

const ops = fc.array(fc.record({ isFree: fc.boolean(), pick: fc.nat(), size: fc.integer({ min: 0, max: 6000 }) }), {
	maxLength: 150,
})
const sequential = FITS.flatMap((fit) => LIST_ORDERS.map((order) => ({ fit, order })))
	// Next fit by list place has no address to go on from.
	.filter(({ fit, order }) => fit !== 'next' || order === 'address' || order === 'size')

describe('textbook fits', () => {
	it.each(sequential)('H-30 $fit fit, $order order: each address is that of the naive list', ({ fit, order }) => {
		fc.assert(
			fc.property(ops, (random) => {
				const heap = createBoundaryTagHeap('under test', createFreeList(fit, order))
				const naive = new NaiveHeap(fit, order)
				const live: [number, number][] = []
				for (const { isFree, pick, size } of random) {
					if (isFree && live.length > 0) {
						const [block, address] = live.splice(pick % live.length, 1)[0]!
						heap.free(block)
						naive.free(address)
						continue
					}
					const block = heap.malloc(size)
					const address = naive.malloc(size)
					expect(heap.offsetOf(block)).toBe(address)
					live.push([block, address])
				}
				expect(heap.freeBytes()).toBe(naive.list.reduce((sum, piece) => sum + piece.size, 0))
			}),
			{ numRuns: 40, seed: 1973 },
		)
	})

	it('H-31 next fit, LIFO: goes on from where it found the last one, then from the front', () => {
		const heap = createBoundaryTagHeap('next', createFreeList('next', 'lifo'))
		const blocks = Array.from({ length: 9 }, () => heap.malloc(100))
		// The rest of the heap, so that the last search ended at the list's end.
		heap.malloc(heap.freeBytes() - 16)
		const [a, b, c] = [blocks[1]!, blocks[3]!, blocks[5]!].map((block) => heap.offsetOf(block))
		for (const at of [1, 3, 5]) heap.free(blocks[at]!)
		expect([heap.malloc(100), heap.malloc(100), heap.malloc(100)].map((block) => heap.offsetOf(block))).toEqual([
			c,
			b,
			a,
		])
	})

	it('H-32 segregated fit: a request takes the newest chunk of its own class that fits', () => {
		const heap = createBoundaryTagHeap('segregated', createSegregatedLists())
		const blocks = [1000, 16, 1100, 16, 3000, 16].map((size) => heap.malloc(size))
		const [small, , large] = blocks.map((block) => heap.offsetOf(block))
		heap.free(blocks[2]!)
		heap.free(blocks[0]!)
		expect(heap.offsetOf(heap.malloc(1050))).toBe(large)
		expect(heap.offsetOf(heap.malloc(900))).toBe(small)
	})

	it('H-33 without coalescing the pieces of a heap stay apart', () => {
		const layout = { headerBytes: 8, footerBytes: 0, alignment: 8, minChunkBytes: 16, coalesce: false }
		const heap = createBoundaryTagHeap('apart', createFreeList('first', 'address'), layout)
		const blocks = [heap.malloc(32_000), heap.malloc(32_000)]
		blocks.forEach((block) => heap.free(block))
		expect(heap.offsetOf(heap.malloc(40_000))).toBeGreaterThan(64_000)
	})

	it('H-34 all chunks freed are one chunk again', () => {
		const heap = createBoundaryTagHeap('whole', createFreeList('best', 'address'))
		const blocks = Array.from({ length: 1000 }, (_, at) => heap.malloc(at))
		const { brk } = heap.memory
		blocks.forEach((_, at) => heap.free(blocks[(at * 7) % 1000]!))
		expect(heap.freeBytes()).toBeGreaterThan(brk - 32)
		expect(heap.offsetOf(heap.malloc(brk - 64))).toBe(16)
		expect(heap.memory.brk).toBe(brk)
	})
})
