import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buddyOf, createBuddy, orderFor } from '../../shared/machine/heap/textbook/buddy.ts'

describe('binary buddy', () => {
	it('H-40 the buddy is the address with the bit of the size turned', () => {
		fc.assert(
			fc.property(fc.nat({ max: 2 ** 20 }), fc.integer({ min: 5, max: 26 }), (unit, order) => {
				const address = (unit * 2 ** order) % 2 ** 30
				expect(buddyOf(address, order)).toBe(Number(BigInt(address) ^ (1n << BigInt(order))))
				expect(buddyOf(buddyOf(address, order), order)).toBe(address)
			}),
		)
	})

	it('H-41 a chunk of order k lies at a multiple of 2^k and holds the request and its header', () => {
		const heap = createBuddy()
		for (const request of [0, 1, 16, 17, 48, 49, 4080, 4081, 100_000, 1_000_000]) {
			const block = heap.malloc(request)
			const size = 2 ** orderFor(request + 16)
			expect((heap.offsetOf(block) - 16) % size).toBe(0)
			expect(heap.usableBytes(block)).toBe(size - 16)
		}
		expect(orderFor(Infinity)).toBe(Infinity)
	})

	it('H-42 splits down to the order asked for, and joins all the way up', () => {
		const heap = createBuddy()
		const first = heap.malloc(16)
		expect(heap.freeBytes()).toBe(65_536 - 32)
		const second = heap.malloc(16)
		expect([heap.offsetOf(first), heap.offsetOf(second)]).toEqual([16, 48])
		heap.free(first)
		heap.free(second)
		expect(heap.freeBytes()).toBe(65_536)
		expect(heap.offsetOf(heap.malloc(65_520))).toBe(16)
		expect(heap.memory.brk).toBe(65_536)
	})
})
