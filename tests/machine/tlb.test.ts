import { describe, expect, test } from 'vitest'
import { entryOf } from '../../shared/machine/machine.ts'
import { fillLine, invalidatePage, lineOf, lookUp, permits, setBits, walk } from '../../shared/machine/mmu/tlb.ts'
import { pageOf, TEACH } from '../../shared/machine/scale.ts'
import { address, page } from '../../shared/machine/units.ts'
import { heapOf, serve, warmRig } from './rig.ts'

const READ = false
const WRITE = true

describe('TLB', () => {
	test('M-50 nothing cached: no hit, nothing happens', () => {
		const made = warmRig()
		expect(lookUp(made.machine, made.emit, 0, page(0x0a), WRITE)).toBe(false)
		expect(made.told().events).toEqual([])
		expect(made.machine).toMatchObject({ tlbHits: 0, tlbMisses: 0 })
	})

	test('M-51 a hit is free, counts, makes the line the latest used, sets A and on a write D', () => {
		const made = warmRig()
		fillLine(made.machine, made.emit, 0, page(0x0a))
		fillLine(made.machine, made.emit, 1, page(0x0b))
		made.told()
		const [first, second] = [made.machine.tlb[0]?.lastUse ?? 0, made.machine.tlb[1]?.lastUse ?? 0]
		expect(first).toBeLessThan(second)

		expect(lookUp(made.machine, made.emit, 2, page(0x0a), READ)).toBe(true)
		const read = made.told()
		expect(read.cycles).toBe(0)
		expect(read.events).toMatchObject([
			{ type: 'tlbHit', lane: 2, page: 0x0a, line: 0, write: false },
			{ type: 'bitsChanged', page: 0x0a, dirty: false },
		])
		expect(made.machine.tlb[0]?.lastUse).toBeGreaterThan(second)
		expect(made.machine.tlb[0]?.filled).toBe(first)
		expect(entryOf(made.machine, page(0x0a))).toMatchObject({ accessed: true, dirty: false })

		lookUp(made.machine, made.emit, 2, page(0x0a), WRITE)
		expect(made.told().events).toMatchObject([{ type: 'tlbHit' }, { type: 'bitsChanged', dirty: true }])
		expect(entryOf(made.machine, page(0x0a))).toMatchObject({ accessed: true, dirty: true })

		for (const write of [READ, WRITE]) lookUp(made.machine, made.emit, 2, page(0x0a), write)
		expect(made.told().events.map(({ type }) => type)).toEqual(['tlbHit', 'tlbHit'])
		expect(entryOf(made.machine, page(0x0a)).dirty).toBe(true)
		expect(made.machine.tlbHits).toBe(4)
	})

	test('M-52 a line that forbids the write is dropped and is no hit', () => {
		const made = warmRig()
		fillLine(made.machine, made.emit, 3, page(0x08))
		made.told()
		expect(lookUp(made.machine, made.emit, 0, page(0x08), READ)).toBe(true)
		made.told()
		expect(lookUp(made.machine, made.emit, 0, page(0x08), WRITE)).toBe(false)
		expect(made.told().events).toEqual([{ type: 'tlbInvalidated', line: 3 }])
		expect(made.machine.tlb[3]).toBeNull()
		expect(made.machine.tlbHits).toBe(1)
	})

	test.each([
		[{ writable: true, user: true }, true, true],
		[{ writable: false, user: true }, true, false],
		[{ writable: true, user: false }, false, false],
		[{ writable: false, user: false }, false, false],
	])('M-53 an entry %j lets ring 3 read: %s, write: %s', (entry, read, write) => {
		expect([permits(entry, READ), permits(entry, WRITE)]).toEqual([read, write])
	})

	test('M-54 invalidating a page that is not cached does nothing', () => {
		const made = warmRig()
		fillLine(made.machine, made.emit, 1, page(0x0a))
		made.told()
		invalidatePage(made.machine, made.emit, page(0x0b))
		expect(made.told().events).toEqual([])
		expect(lineOf(made.machine.tlb, page(0x0a))).toBe(1)
		invalidatePage(made.machine, made.emit, page(0x0a))
		expect(made.told().events).toEqual([{ type: 'tlbInvalidated', line: 1 }])
		expect(lineOf(made.machine.tlb, page(0x0a))).toBe(-1)
	})

	test('M-55 a filled line copies frame and rights of its entry; the zero page has no frame and no write', () => {
		const made = heapOf('', 4)
		serve(made, 0x1100, 'ZPAGE', null)
		fillLine(made.machine, made.emit, 0, page(0x11))
		fillLine(made.machine, made.emit, 1, page(0x0b))
		expect(made.machine.tlb[0]).toMatchObject({ page: 0x11, frame: null, writable: false, user: true })
		expect(made.machine.tlb[1]).toMatchObject({ page: 0x0b, frame: 4, writable: true, user: true })
	})

	test('M-56 A and D are told once: no event when nothing changes', () => {
		const made = warmRig()
		const told = [READ, READ, WRITE, READ, WRITE].map((write) => {
			setBits(made.machine, made.emit, page(0x0b), write)
			return made.told().events.length
		})
		expect(told).toEqual([1, 0, 1, 0, 0])
	})
})

describe('page walk', () => {
	test.each([
		['present, read', 0x0a, READ, 16, 16, 640],
		['present, write', 0x0a, WRITE, 16, 16, 640],
		["present, malloc's own write", 0x0a, WRITE, 1, 1, 40],
		['code, read', 0x08, READ, 16, 16, 640],
		['code, write: it faults after one walk', 0x08, WRITE, 16, 1, 40],
		['never touched', 0x10, READ, 16, 1, 40],
		['kernel half', 0xf3, READ, 16, 1, 40],
	] as const)(
		'M-57 %s (page %i): %s, %i trips asked, %i paid, %i cycles',
		(_what, number, write, trips, paid, cycles) => {
			const made = heapOf('', 4)
			const entry = walk(made.machine, made.emit, 1, page(number), write, trips)
			expect(entry).toEqual(entryOf(made.machine, page(number)))
			expect(made.told()).toEqual({ cycles, events: [{ type: 'pageWalked', lane: 1, page: number, trips: paid }] })
			expect(made.machine.tlbMisses).toBe(1)
			expect(made.machine.tlb).toEqual([null, null, null, null])
		},
	)

	test.each([
		[0x0000, 0x00],
		[0x00ff, 0x00],
		[0x0100, 0x01],
		[0x1c3a, 0x1c],
		[0xffff, 0xff],
	])('M-58 address %i lies on page %i: the two upper hex digits', (at, number) => {
		expect(pageOf(TEACH, address(at))).toBe(number)
	})
})
