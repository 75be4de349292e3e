import { describe, expect, test } from 'vitest'
import { legal } from '../../shared/game/legal.ts'
import { drain, play } from '../../shared/game/round.ts'
import { project } from '../../shared/view/project.ts'
import type { KernelView, MallocView, MmuView } from '../../shared/view/seatView.ts'
import { auditLines } from '../../client/seats/auditModel.ts'
import { coachStep, type Lesson } from '../../client/seats/coachModel.ts'
import { hexTables } from '../../client/seats/hexModel.ts'
import { EMPTY_KERNEL_DRAFT, framesFor, inboxOf, kernelScreen, slipChecks } from '../../client/seats/kernelModel.ts'
import { frameRows, heapRows, tlbTable } from '../../client/seats/lotTable.ts'
import { EMPTY_MALLOC_DRAFT, holeLines, holesOf, mallocScreen } from '../../client/seats/mallocModel.ts'
import { digitsOf, EMPTY_MMU_DRAFT, mmuScreen, NO_BITS, tlbRows } from '../../client/seats/mmuModel.ts'
import { fault, free, malloc, must, request, roundOf, slip, ticketOf, until, wild, write } from '../game/table.ts'
import { roundForThree, walkThrough } from './playing.ts'

const mallocView = (world: Parameters<typeof project>[0]): MallocView => project(world, 'malloc')
const kernelView = (world: Parameters<typeof project>[0]): KernelView => project(world, 'kernel')
const mmuView = (world: Parameters<typeof project>[0]): MmuView => project(world, 'mmu')

/** malloc by hand: a free chunk of 112 bytes with a neighbour, then a request of so many bytes. */
function atHole(requestBytes: number): MallocView {
	const world = roundOf([[malloc(0, 100), malloc(1, 24), free(0), malloc(2, requestBytes)]], { humans: ['malloc'] })
	for (const object of [0, 1]) {
		until(world, (at) => request(at)?.status === 'waiting')
		while (!mallocView(world).chunks.some(({ use, sizeBytes }) => use === 'top' && sizeBytes > 200)) {
			must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages: 2 })
			until(world, (at) => request(at)?.status === 'waiting')
		}
		const top = mallocView(world).chunks.at(-1)
		must(world, 'malloc', { kind: 'PARK', ticket: ticketOf(request(world)), chunk: top?.address ?? 0, end: 'low' })
		until(world, (at) => request(at) === undefined || request(at) === null || request(at)?.object !== object)
	}
	return mallocView(until(world, (at) => request(at)?.status === 'waiting'))
}

describe('malloc: the card of a hole', () => {
	test.each([
		[100, 'seats.hole.exact', 4],
		[76, 'seats.hole.loose', 28],
		[24, 'seats.hole.split', 0],
	])('%i bytes into a free chunk of 112: %s', (bytes, key, waste) => {
		const view = atHole(bytes)
		const hole = holesOf(view).find(({ isTop }) => !isTop)
		const item = view.requests[0]
		if (!hole || !item) throw new Error('no hole')
		const { fits, lines } = holeLines(view, item, hole)
		expect(fits).toBe(true)
		expect(lines[0]?.key).toBe(key)
		expect(lines.at(-1)?.facts?.['waste'] ?? 0).toBe(waste)
	})

	test('a hole that is too small says so with its figures, and the button does nothing', () => {
		const view = atHole(200)
		const hole = holesOf(view)[0]
		const screen = mallocScreen(view, {
			ticket: null,
			plan: { kind: 'park', chunk: hole?.chunk.address ?? 0, end: 'low' },
		})
		expect(screen.tone).toBe('bad')
		expect(screen.lines[0]).toEqual({
			key: 'seats.hole.small',
			facts: { hole: 1, have: 112, need: 208, request: 200, left: -96 },
		})
		expect(screen.primary.act).toBeNull()
	})

	test('the other end is offered only where a remainder is split off', () => {
		const at = (bytes: number): boolean => {
			const view = atHole(bytes)
			return mallocScreen(view, { ticket: null, plan: { kind: 'park', chunk: view.freeList[0] ?? 0, end: 'low' } })
				.canSwitchEnd
		}
		expect([at(24), at(76), at(100)]).toEqual([true, false, false])
	})

	test('holes are numbered in list order, top last', () => {
		const view = atHole(24)
		expect(holesOf(view).map(({ number, isTop, walked }) => [number, isTop, walked])).toEqual([
			[1, false, 1],
			[2, true, 1],
		])
	})

	test('an empty heap leads to ASK', () => {
		const world = until(roundOf([[malloc(0, 56)]], { humans: ['malloc'] }), (at) => request(at)?.status === 'waiting')
		const screen = mallocScreen(mallocView(world), EMPTY_MALLOC_DRAFT)
		expect(screen.primary.act).toEqual({ kind: 'plan', plan: { kind: 'ask', pages: 2 } })
	})
})

describe('kernel', () => {
	test('the check list of a slip sets each figure beside its limit', () => {
		const world = roundOf([[malloc(0, 700)]], { humans: ['kernel'] })
		const view = kernelView(until(world, (at) => slip(at) !== undefined && slip(at) !== null))
		const item = view.slips[0]
		if (!item) throw new Error('no slip')
		expect(slipChecks(view, item).map(({ label, value }) => [label.key, value])).toEqual([
			['seats.slip.heap', String(item.pages)],
			['seats.slip.commit', String(view.committedPages + item.pages)],
			['seats.slip.lastPage', (0x10 + item.pages - 1).toString(16).toUpperCase()],
		])
	})

	test('the lowest free frame is set, another can be chosen, and a pair only where the rules allow it', async () => {
		let pairs = 0
		walkThrough(await roundForThree('steady', 6), 400, (view) => {
			if (view.seat !== 'kernel' || view.faults.length === 0) return null
			const screen = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO' })
			const item = screen.item
			if (item?.kind !== 'fault' || screen.mustEvict) return null
			expect(screen.frame).toBe(Math.min(...framesFor(view, item, 'ZERO', 0)))
			if (screen.orders.includes(1)) {
				const pair = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO', order: 1 })
				expect((pair.frame ?? 1) % 2).toBe(0)
				expect(pair.primary.act?.kind).toBe('send')
				pairs += 1
			}
			return null
		})
		expect(pairs).toBeGreaterThan(0)
	})

	test('with no free frame the screen turns to evicting, oldest grant first', async () => {
		const world = await roundForThree('steady', 6)
		let full = 0
		walkThrough(world, 900, (view) => {
			if (
				view.seat !== 'kernel' ||
				view.faults.length === 0 ||
				view.frames.some(({ page, locked }) => page === null && !locked)
			)
				return null
			const screen = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO' })
			expect(screen.mustEvict).toBe(true)
			const grants = screen.toolFrames.map(({ granted }) => granted)
			expect(grants).toEqual(grants.toSorted((a, b) => a - b))
			expect(screen.toolFrames.every(({ frame }) => legal(view, { kind: 'EVICT', frame }) === null)).toBe(true)
			full += 1
			return null
		})
		expect(full).toBeGreaterThan(0)
	})

	test('an audit names the right verdict and the facts of that very fault', () => {
		const world = until(roundOf([[wild(0x30)]], { humans: ['kernel'] }), (at) => Boolean(fault(at)))
		const view = kernelView(world)
		drain(world)
		play(world, 'kernel', {
			kind: 'FAULT',
			ticket: view.faults[0]?.ticket ?? 0,
			verdict: 'ZPAGE',
			frame: null,
			order: 0,
		})
		const stamped = drain(world).find(({ event }) => event.type === 'audited')
		if (stamped?.event.type !== 'audited') throw new Error('no audit')
		const lines = auditLines(stamped.event, view, stamped.costCycles)
		expect(lines.map(({ key }) => key)).toEqual([
			'seats.audit.expected',
			'seats.audit.read',
			'seats.zone.low',
			'seats.audit.wild',
			'seats.audit.cost',
		])
		expect(lines[0]?.facts).toEqual({ verdict: 'SEGV' })
		expect(lines.at(-1)?.facts).toEqual({ cost: 10_000 })
	})

	test('the inbox is one line, oldest first', async () => {
		walkThrough(await roundForThree('steady', 8), 300, (view) => {
			if (view.seat === 'kernel') {
				const since = inboxOf(view).map(({ sinceTick }) => sinceTick)
				expect(since).toEqual(since.toSorted((a, b) => a - b))
			}
			return null
		})
	})
})

describe('MMU', () => {
	test('an address falls into directory digit, table digit and offset', () => {
		expect(digitsOf(0x1c3a)).toEqual({ directory: 1, table: 12, offset: '3A' })
	})

	test('walk, insert, raise: each step asks for its next missing piece, then sends what the rules allow', async () => {
		const modes = new Set<string>()
		walkThrough(await roundForThree('steady', 3), 400, (view) => {
			if (view.seat !== 'mmu') return null
			const screen = mmuScreen(view, EMPTY_MMU_DRAFT)
			modes.add(screen.mode)
			expect(screen.primary.act).toBeNull()
			const item = screen.access
			if (!item) return null
			const { directory, table } = digitsOf(item.address)
			const bits = { present: item.found?.present ?? false, write: item.write, user: true }
			const complete = mmuScreen(view, { ...EMPTY_MMU_DRAFT, directory, table, line: 0, bits })
			expect(complete.primary.act?.kind).toBe('send')
			expect(
				mmuScreen(view, { ...EMPTY_MMU_DRAFT, directory, bits: { ...NO_BITS, write: true } }).primary.act,
			).toBeNull()
			return complete.primary.act?.kind === 'send' ? complete.primary.act.intent : null
		})
		expect([...modes].toSorted()).toEqual(['insert', 'raise', 'walk'])
	})

	test('recency counts from the line used last', () => {
		const world = roundOf([[malloc(0, 700), write(0, 0), write(0, 300), write(0, 600)]], {})
		const rows = tlbRows(mmuView(until(world, (at) => mmuView(at).tlb.filter(Boolean).length >= 2)))
		const used = rows.filter(({ entry }) => entry).toSorted((a, b) => (b.entry?.lastUse ?? 0) - (a.entry?.lastUse ?? 0))
		expect(used.map(({ recency }) => recency)).toEqual(used.map((_, index) => index + 1))
	})
})

describe('the table for the picture, and the numbers', () => {
	test('every chunk, frame and line has its row; what can be picked is what the rules take', async () => {
		walkThrough(await roundForThree('steady', 11), 250, (view) => {
			expect(hexTables(view).every(({ head, rows }) => rows.every((row) => row.length === head.length))).toBe(true)
			if (view.seat === 'malloc') {
				const rows = heapRows(view, view.requests[0] ?? null, null)
				expect(rows).toHaveLength(view.chunks.length)
				expect(rows.filter(({ pick }) => pick)).toHaveLength(holesOf(view).length)
			} else if (view.seat === 'kernel') {
				const screen = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO' })
				expect(frameRows(view, screen, null)).toHaveLength(view.frames.length)
			} else expect(tlbTable(view, null)).toHaveLength(view.info.tlbLines)
			return null
		})
	})

	test('the size word carries PREV_INUSE as glibc keeps it', () => {
		const view = atHole(24)
		const chunks = hexTables(view)[0]?.rows ?? []
		const after = view.chunks.findIndex(({ use }) => use === 'free') + 1
		expect(Number(chunks[0]?.[1]) & 1).toBe(1)
		expect(Number(chunks[after]?.[1]) & 1).toBe(0)
	})
})

describe('the first minute', () => {
	test('three lessons a seat, each due at its first item and gone once learned', () => {
		const view = atHole(24)
		const step = (plan: Parameters<typeof mallocScreen>[1]['plan'], learned: readonly Lesson[]) =>
			coachStep({ seat: 'malloc', view, screen: mallocScreen(view, { ticket: null, plan }), plan }, new Set(learned))
				?.lesson ?? null
		const park = { kind: 'park', chunk: view.freeList[0] ?? 0, end: 'low' } as const
		expect(step(null, [])).toBe('hole')
		expect(step(park, [])).toBe('price')
		expect(step(null, ['hole'])).toBeNull()
		expect(step(park, ['price'])).toBeNull()
	})
})
