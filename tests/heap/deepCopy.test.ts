import { describe, expect, it } from 'vitest'
import { deepCopy } from '../../shared/machine/heap/deepCopy.ts'

interface Link {
	next: Link | null
}

describe('deepCopy', () => {
	it('H-96 copies each part once: what two places share is shared in the copy, rings stay rings', () => {
		const shared = { bytes: 5 }
		const ring: Link = { next: null }
		ring.next = ring
		const state = {
			shared,
			again: shared,
			ring,
			column: new Float64Array([1, 2]),
			rows: [null, shared, 7],
			byName: new Map([['a', shared]]),
			members: new Set([shared]),
			nothing: null,
		}
		const copy = deepCopy(state)
		expect(copy).toEqual(state)
		expect(copy.shared).not.toBe(shared)
		expect(copy.again).toBe(copy.shared)
		expect(copy.rows[1]).toBe(copy.shared)
		expect(copy.byName.get('a')).toBe(copy.shared)
		expect(copy.members.has(copy.shared)).toBe(true)
		expect(copy.ring.next).toBe(copy.ring)
		shared.bytes = 6
		state.column[0] = 9
		expect([copy.shared.bytes, copy.column[0]]).toEqual([5, 1])
	})

	it('H-97 a chain of 100,000 does not overflow the stack', () => {
		let chain: Link = { next: null }
		for (let length = 1; length < 100_000; length += 1) chain = { next: chain }
		let length = 0
		for (let link: Link | null = deepCopy(chain); link; link = link.next) length += 1
		expect(length).toBe(100_000)
	})
})
