import { describe, expect, it } from 'vitest'
import type { Cue } from '../../client/connect/bus.ts'
import { layoutLot } from '../../client/lot/layout/layoutLot.ts'
import type { LotModel } from '../../client/lot/model.ts'
import { type Move, type MotionFacts, onPath, planMotion } from '../../client/lot/motion.ts'
import type { KernelView, MallocView, MmuView } from '../../shared/view/seatView.ts'
import { modelOf, roundAt } from './round.ts'

const world = await roundAt('steady', 7, 2500)
const FACTS: MotionFacts = { reduced: false, scrollBefore: 0, scrollAfter: 0, crossfade: false }
const WIDE = [1366, 768] as const
const PHONE = [390, 844] as const

function between(
	before: LotModel,
	after: LotModel,
	[width, height]: readonly [number, number],
	cues: readonly Cue[] = [],
	facts = FACTS,
): Move[] {
	return planMotion(layoutLot(before, width, height), layoutLot(after, width, height), cues, facts)
}

const base = modelOf(world, ['malloc', 'kernel', 'mmu'])
const malloc = base.views.malloc as MallocView
const kernel = base.views.kernel as KernelView
const mmu = base.views.mmu as MmuView
const withMalloc = (view: MallocView): LotModel => ({ ...base, views: { ...base.views, malloc: view } })
const used = malloc.chunks.find(
	(chunk) => chunk.use === 'used' && chunk.sizeBytes <= 256 && (chunk.address & 0xff) + chunk.sizeBytes <= 256,
)
if (used?.object === null || used === undefined) throw new Error('no used chunk within a row')
/** The same heap without that car. */
const freed: MallocView = {
	...malloc,
	chunks: malloc.chunks.map((chunk) =>
		chunk === used ? { ...chunk, use: 'free', object: null, plate: null, requestBytes: null } : chunk,
	),
	freeList: [used.address, ...malloc.freeList],
}
/** The same heap with the car still in the street. */
const waiting: MallocView = {
	...freed,
	requests: [
		{
			ticket: 900,
			lane: 1,
			object: used.object,
			requestBytes: used.requestBytes ?? used.sizeBytes,
			needBytes: used.sizeBytes,
			plate: used.plate ?? 'TMP',
			sinceTick: 0,
			status: 'waiting',
			refusedPages: null,
			kind: 'malloc',
			from: null,
		},
	],
}
const car = `car:${used.object}:0`

describe('moves between two pictures', () => {
	it('none between equal pictures, none at first, none at another size', () => {
		expect(between(base, base, WIDE)).toEqual([])
		expect(planMotion(null, layoutLot(base, ...WIDE), [], FACTS)).toEqual([])
		expect(planMotion(layoutLot(base, ...PHONE), layoutLot(base, ...WIDE), [], FACTS)).toEqual([])
	})
	it('a parked car drives from its bay in the street to its slots within 350–500 ms', () => {
		const before = layoutLot(withMalloc(waiting), ...WIDE)
		const drive = between(withMalloc(waiting), base, WIDE).find((move) => move.kind === 'drive' && move.id === car)
		if (drive?.kind !== 'drive') throw new Error('it does not drive')
		const street = before.nodes.find((node) => node.id === car)
		const home = layoutLot(base, ...WIDE).nodes.find((node) => node.id === car)
		if (street === undefined || home === undefined) throw new Error('no car')
		expect(onPath(drive.path, 0)).toMatchObject({ x: street.x + street.w / 2, y: street.y + street.h / 2 })
		expect(onPath(drive.path, 1)).toMatchObject({ x: home.x + home.w / 2, y: home.y + home.h / 2 })
		expect(drive.durationMs).toBeGreaterThanOrEqual(350)
		expect(drive.durationMs).toBeLessThanOrEqual(500)
	})
	it('on a phone it comes in from above, where the queue is', () => {
		const phone = (view: MallocView): LotModel => ({ ...base, views: { malloc: view } })
		const drive = between(phone(freed), phone(malloc), PHONE).find((move) => move.kind === 'drive' && move.id === car)
		expect(drive?.kind === 'drive' && drive.path[0].y).toBeLessThan(0)
	})
	it('a freed car leaves, its hole appears', () => {
		const moves = between(base, withMalloc(freed), WIDE)
		expect(moves.find((move) => move.kind === 'leave')).toMatchObject({ node: { id: car } })
		expect(moves.some((move) => move.kind === 'appear' && move.id === `free:${used.address}:0`)).toBe(true)
	})
	it('the barrier lifts when brk moves', () => {
		const top = malloc.chunks.at(-1)
		if (top === undefined) throw new Error('no top')
		const grown = {
			...malloc,
			brk: (malloc.brk + 512) as MallocView['brk'],
			chunks: [...malloc.chunks.slice(0, -1), { ...top, sizeBytes: (top.sizeBytes + 512) as typeof top.sizeBytes }],
		}
		expect(
			between(base, withMalloc(grown), WIDE)
				.filter((move) => move.kind === 'lift')
				.map((move) => move.id),
		).toEqual(['arm', 'pivot', 'brk'])
	})
	it('a roller paves a row when its frame arrives, and strips it when the page goes to the depot', () => {
		const present = kernel.pages.find(
			(page) => page.state === 'present' && page.page >= 0x10 && page.page < malloc.brk >> 8,
		)
		if (present === undefined) throw new Error('no paved row')
		const withPages = (pages: KernelView['pages']): LotModel => ({
			...base,
			views: { ...base.views, kernel: { ...kernel, pages } },
		})
		const bare = withPages(kernel.pages.filter((page) => page !== present))
		const away = withPages(
			kernel.pages.map((page) => (page === present ? { ...page, state: 'swapped', frame: null } : page)),
		)
		expect(between(bare, base, WIDE)).toContainEqual(
			expect.objectContaining({ kind: 'pave', id: `row:${present.page}` }),
		)
		expect(between(base, away, WIDE)).toContainEqual(
			expect.objectContaining({ kind: 'strip', id: `row:${present.page}` }),
		)
	})
	it('a TLB line flips when it is filled and flashes when it is hit', () => {
		const tlb = mmu.tlb.map((line, index) => (index === 0 ? null : line))
		const empty = { ...base, views: { ...base.views, mmu: { ...mmu, tlb } } }
		expect(between(empty, base, WIDE)).toContainEqual(expect.objectContaining({ kind: 'flip', id: 'line:0' }))
		const page = mmu.tlb[0]?.page
		if (page === undefined) throw new Error('line 0 is empty')
		const hit: Cue = {
			seat: 'mmu',
			event: { type: 'tlbHit', lane: 0, page, line: 0, write: false, lastUse: 1 },
			costCycles: 0,
		}
		expect(between(base, base, WIDE, [hit, hit])).toEqual([expect.objectContaining({ kind: 'flash', id: 'line:0' })])
	})
	it('the cost of an event rises from its place once, though each seat is told', () => {
		const placed = {
			type: 'chunkFreed',
			lane: 0,
			object: used.object ?? 0,
			address: used.address,
			how: 'merge',
			merged: 0,
			heap: { gone: [], chunks: [], freeList: null, rack: null, brk: null },
		} as const
		const cues: Cue[] = [
			{ seat: 'malloc', event: placed, costCycles: 30 },
			{ seat: 'kernel', event: placed, costCycles: 30 },
		]
		expect(between(withMalloc(freed), withMalloc(freed), WIDE, cues)).toEqual([
			expect.objectContaining({ kind: 'cost', id: `free:${used.address}:0`, text: '+30' }),
		])
	})
	it('a thread slides under the gate when it enters ring 0', () => {
		const ring = (inside: 0 | 3): LotModel =>
			withMalloc({ ...malloc, lanes: malloc.lanes.map((lane) => ({ ...lane, ring: inside })) })
		const moves = between(ring(3), ring(0), WIDE).filter((move) => move.kind === 'slide')
		expect(moves.map((move) => move.id)).toEqual(['token:0', 'token:1', 'token:2'])
		for (const move of moves) expect(move.durationMs).toBeLessThanOrEqual(300)
	})
	it.each(['reduced', 'crossfade'] as const)('%s: everything fades within 160 ms, nothing travels', (name) => {
		const moves = between(withMalloc(waiting), base, WIDE, [], { ...FACTS, [name]: true })
		expect(moves.length).toBeGreaterThan(0)
		for (const move of moves) {
			expect(['appear', 'vanish', 'swap']).toContain(move.kind)
			expect(move.durationMs).toBeLessThanOrEqual(160)
			expect(move.kind === 'appear' && move.pop).toBe(false)
		}
	})
})
