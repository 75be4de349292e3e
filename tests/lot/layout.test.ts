import { describe, expect, it } from 'vitest'
import { layoutLot } from '../../client/lot/layout/layoutLot.ts'
import { piecesOf } from '../../client/lot/layout/pieces.ts'
import type { LotModel } from '../../client/lot/model.ts'
import type { LotNode, Picture } from '../../client/lot/node.ts'
import { revealFocus } from '../../client/lot/scroll.ts'
import { textWidth } from '../../client/lot/textWidth.ts'
import type { Seat } from '../../shared/game/seat.ts'
import type { MallocView } from '../../shared/view/seatView.ts'
import { modelOf, roundAt } from './round.ts'

const SIZES = [
	[390, 300],
	[390, 844],
	[766, 600],
	[1366, 768],
	[1920, 1080],
] as const
const CASTS: readonly (readonly Seat[])[] = [
	['malloc'],
	['kernel'],
	['mmu'],
	['malloc', 'kernel', 'mmu'],
	['kernel', 'mmu'],
]
const world = await roundAt('cc1', 3, 2500)

const mallocOf = (model: LotModel): MallocView => model.views.malloc as MallocView
/** Nodes of the heap's rows that stand for chunks. */
const chunkNodes = (picture: Picture): LotNode[] => picture.nodes.filter((node) => node.pick?.kind === 'chunk')

describe('pieces of a chunk', () => {
	it.each([
		['inside a row', 0x1010, 48, [['whole', 0, 1, 3]]],
		['up to the end of a row', 0x10e0, 32, [['whole', 0, 14, 2]]],
		[
			'over one row end',
			0x10e0,
			64,
			[
				['tail', 0, 14, 2],
				['head', 1, 0, 2],
			],
		],
		[
			'over two row ends',
			0x10f0,
			0x120,
			[
				['tail', 0, 15, 1],
				['middle', 1, 0, 16],
				['head', 2, 0, 1],
			],
		],
	] as const)('%s', (_, at, size, expected) => {
		expect(piecesOf(0x1000, at, size, 256).map((piece) => [piece.cut, piece.row, piece.slot, piece.slots])).toEqual(
			expected,
		)
	})
})

describe('layout of every cast, size, lens and language', () => {
	const cases = CASTS.flatMap((seats) => SIZES.map(([width, height]) => ({ seats, width, height })))
	const pictures = ({ seats, width, height }: (typeof cases)[number]): Picture[] =>
		(['lot', 'hex'] as const).flatMap((lens) =>
			(['en', 'zh'] as const).map((language) => layoutLot(modelOf(world, seats, { lens, language }), width, height)),
		)
	it.each(cases)('$seats $width×$height: ids are unique, nothing leaves the canvas sideways', (one) => {
		for (const picture of pictures(one)) {
			expect(new Set(picture.nodes.map((node) => node.id)).size).toBe(picture.nodes.length)
			for (const node of picture.nodes) {
				if (node.angle !== undefined || node.art.kind === 'lightPool' || node.art.kind === 'arm') continue
				expect([node.id, node.x >= -1, node.x + node.w <= one.width + 1]).toEqual([node.id, true, true])
				expect(node.w > 0 && node.h > 0).toBe(true)
			}
		}
	})
	it.each(cases)('$seats $width×$height: text is at least 12 px and has its room', (one) => {
		for (const { art, w, id } of pictures(one).flatMap((picture) => picture.nodes)) {
			if (art.kind !== 'label') continue
			expect(art.px).toBeGreaterThanOrEqual(12)
			// Layout estimates on the wide side; the painter narrows what is still longer.
			expect([id, textWidth(art.text, art.px, art.mono) <= w * 1.25]).toEqual([id, true])
		}
	})
	it.each(cases)('$seats $width×$height: rows, tiles and lines do not overlap', ({ seats, width, height }) => {
		const kinds = new Set(['row', 'plot', 'frame', 'tlbLine', 'next', 'access'])
		const solid = layoutLot(modelOf(world, seats), width, height).nodes.filter((node) => kinds.has(node.art.kind))
		for (const [index, a] of solid.entries()) {
			for (const b of solid.slice(index + 1)) {
				if (a.scroll !== b.scroll) continue
				const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
				expect([a.id, b.id, apart]).toEqual([a.id, b.id, true])
			}
		}
	})
})

describe('read from afar', () => {
	// Projector, and beside a question or a ghost: 1920 × 1080 at 1.5 px for one of the picture.
	const AFAR = [
		[1004, 485],
		[640, 470],
		[530, 470],
	] as const
	const LEAST = 16
	const everything = ['malloc', 'kernel', 'mmu'] as const
	it.each(AFAR)(
		'%d×%d: no name is squeezed although all text is 16 px or more, and nothing overlaps',
		(width, height) => {
			for (const language of ['en', 'zh'] as const) {
				const { nodes } = layoutLot(modelOf(world, everything, { language }), width, height, LEAST)
				const solid = nodes.filter(({ art }) => ['row', 'plot', 'frame'].includes(art.kind))
				for (const [index, a] of solid.entries()) {
					for (const b of solid.slice(index + 1)) {
						if (a.scroll !== b.scroll) continue
						const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
						expect([a.id, b.id, apart]).toEqual([a.id, b.id, true])
					}
				}
				for (const { art, w, id } of nodes) {
					if (art.kind === 'car' && art.text !== '') expect([id, textWidth(art.text, LEAST) <= w]).toEqual([id, true])
					if (art.kind === 'pill') expect([id, textWidth(art.text, LEAST, true) <= w]).toEqual([id, true])
				}
			}
		},
	)
	it('the row that was worked on last comes into sight', () => {
		const { brk } = mallocOf(modelOf(world, everything))
		const last = layoutLot(modelOf(world, everything, { watched: brk - 1 }), 1004, 485, LEAST)
		expect(last.contentHeight).toBeGreaterThan(last.windowHeight)
		const { focus } = last
		if (focus === null) throw new Error('no focus')
		expect(revealFocus(last, 0)).toBeGreaterThan(0)
		expect(focus.bottom - revealFocus(last, 0)).toBeLessThanOrEqual(last.windowHeight)
		expect(layoutLot(modelOf(world, everything), 1004, 485, LEAST).focus).toBeNull()
	})
})

describe('heap rows', () => {
	it('chunks tile the rows from the start of the heap to brk', () => {
		const model = modelOf(world, ['malloc'])
		const view = mallocOf(model)
		const picture = layoutLot(model, 390, 844)
		const rows = picture.nodes.filter((node) => node.art.kind === 'row')
		expect(rows.length).toBe((view.brk - view.heapStart) / view.info.pageBytes)
		for (const row of rows) {
			const inRow = chunkNodes(picture)
				.filter((node) => node.y === row.y)
				.sort((a, b) => a.x - b.x)
			let at = row.x
			for (const node of inRow) {
				expect(node.x).toBeCloseTo(at)
				at = node.x + node.w
			}
			expect(at).toBeCloseTo(row.x + row.w)
		}
	})
	it('numbers the holes in list order, top last', () => {
		const model = modelOf(world, ['malloc'])
		const view = mallocOf(model)
		const discs = layoutLot(model, 390, 844).nodes.flatMap((node) =>
			node.art.kind === 'disc' ? [[node.id, node.art.text]] : [],
		)
		const expected = [
			...view.freeList.map((at, index) => [`disc:${at}`, String(index + 1)]),
			['disc:top', String(view.freeList.length + 1)],
		]
		expect(Object.fromEntries(discs)).toEqual(Object.fromEntries(expected))
	})
	it('marks which holes fit the request and shows the price of PARK there', () => {
		const view = mallocOf(modelOf(world, ['malloc']))
		const top = view.chunks.find((chunk) => chunk.use === 'top')
		const needed = 32
		const nodes = layoutLot(modelOf(world, ['malloc'], { selection: { need: needed } }), 390, 844).nodes
		const looks = nodes.flatMap((node) =>
			node.art.kind === 'hole' && node.pick?.kind === 'chunk' ? [[node.pick.address, node.art.look] as const] : [],
		)
		for (const [address, look] of looks) {
			const chunk = view.chunks.find((entry) => entry.address === address)
			const fits = (chunk?.sizeBytes ?? 0) >= needed + (chunk === top ? 32 : 0)
			expect([address, look]).toEqual([address, fits ? 'fits' : 'tight'])
		}
		expect(looks.length).toBeGreaterThan(0)
	})
	it('previews the car at the low and at the high end of a hole', () => {
		const full = mallocOf(modelOf(world, ['malloc']))
		const large = full.chunks.find((chunk) => chunk.use === 'used' && chunk.sizeBytes >= 64)
		if (large === undefined) throw new Error('no chunk of 64 bytes')
		const hole = { ...large, use: 'free', object: null, plate: null, requestBytes: null } as const
		const view = {
			...full,
			chunks: full.chunks.map((chunk) => (chunk === large ? hole : chunk)),
			freeList: [hole.address, ...full.freeList],
		}
		const model: LotModel = { ...modelOf(world, []), views: { malloc: view } }
		const previewAt = (end: 'low' | 'high'): LotNode[] =>
			layoutLot({ ...model, selection: { chunk: hole.address, need: 32, end } }, 390, 844).nodes.filter((node) =>
				node.id.startsWith('preview:'),
			)
		const holes = chunkNodes(layoutLot(model, 390, 844)).filter(
			(node) => node.pick?.kind === 'chunk' && node.pick.address === hole.address,
		)
		expect(previewAt('low')[0]).toMatchObject({ x: holes[0]?.x, y: holes[0]?.y })
		const last = holes.at(-1)
		const high = previewAt('high').at(-1)
		expect((high?.x ?? 0) + (high?.w ?? 0)).toBeCloseTo((last?.x ?? 0) + (last?.w ?? 0))
	})
	it('hides a number plate that a short car has no room for, and keeps it as a hint', () => {
		const cars = chunkNodes(layoutLot(modelOf(world, ['malloc']), 390, 844)).filter((node) => node.art.kind === 'car')
		const shortest = cars.filter((node) => node.w < 50)
		expect(shortest.length).toBeGreaterThan(0)
		for (const node of shortest) expect(node.art).toMatchObject({ text: '' })
		for (const node of cars) expect(node.hint).toMatch(/^[A-Z]{3} \d+ B$/)
	})
	it('fog: without the kernel’s view no row tells whether it is paved', () => {
		const alone = layoutLot(modelOf(world, ['malloc']), 1366, 768).nodes
		expect(alone.filter((node) => node.art.kind === 'framePlate' || node.art.kind === 'frame')).toEqual([])
		expect(new Set(alone.flatMap((node) => (node.art.kind === 'row' ? [node.art.ground] : [])))).toEqual(
			new Set(['plain']),
		)
		const both = layoutLot(modelOf(world, ['malloc', 'kernel']), 1366, 768).nodes
		expect(both.some((node) => node.art.kind === 'row' && node.art.ground === 'paved')).toBe(true)
	})
	it('the other lens keeps the geometry: the same rectangles with addresses and size words', () => {
		const lot = chunkNodes(layoutLot(modelOf(world, ['malloc']), 390, 844))
		const hex = chunkNodes(layoutLot(modelOf(world, ['malloc'], { lens: 'hex' }), 390, 844))
		const rectangle = ({ id, x, y, w, h }: LotNode): object => ({ id, x, y, w, h })
		expect(hex.map(rectangle)).toEqual(lot.map(rectangle))
		const first = hex[0]?.art
		const size = mallocOf(modelOf(world, ['malloc'])).chunks[0]?.sizeBytes ?? 0
		expect(first).toMatchObject({ address: '1000', word: `0x${(size + 1).toString(16).toUpperCase()}` })
	})
})

describe('kernel and MMU', () => {
	it('a faulting page carries an alarm that is a shape, not only a colour', () => {
		const model = modelOf(world, ['kernel'])
		const kernel = model.views.kernel
		if (kernel?.seat !== 'kernel') throw new Error('no kernel view')
		const fault = {
			ticket: 1,
			lane: 0,
			pid: 0,
			address: 0x4a10,
			code: { present: false, write: true, user: true },
			sinceTick: 0,
		}
		const nodes = layoutLot(
			{ ...model, views: { kernel: { ...kernel, faults: [fault as (typeof kernel.faults)[number]] } } },
			390,
			844,
		).nodes
		expect(nodes.find((node) => node.id === 'alarm:74')).toMatchObject({ art: { kind: 'alarm' }, pulse: true })
		expect(nodes.filter((node) => node.id === 'plot:74')).toHaveLength(1)
	})
	it('a fault where the stack may grow stands before the stack’s lowest page, not in the strip where nobody may go', () => {
		const model = modelOf(world, ['kernel'])
		const kernel = model.views.kernel
		if (kernel?.seat !== 'kernel') throw new Error('no kernel view')
		const low = kernel.vmas.find(({ kind, pid }) => kind === 'stack' && pid === 0)?.low as number
		const code = { present: false, write: true, user: true }
		const fault = { ticket: 1, lane: 0, pid: 0, address: (low - 1) * 256 + 8, code, sinceTick: 0 }
		const { nodes } = layoutLot(
			{ ...model, views: { kernel: { ...kernel, faults: [fault as (typeof kernel.faults)[number]] } } },
			390,
			844,
		)
		const tile = (page: number): LotNode => nodes.find((node) => node.id === `plot:${page}`) as LotNode
		const { x, y, w } = tile(low - 1)
		expect(tile(low)).toMatchObject({ y, w })
		expect(tile(low).x).toBeGreaterThanOrEqual(x + w)
		expect(tile(low).x).toBeLessThan(x + 2 * w)
		expect(nodes.find((node) => node.id === `alarm:${low - 1}`)).toMatchObject({ x, y })
	})

	it('a neighbour’s fault alarms the neighbour, not the program’s page of that number', () => {
		const model = modelOf(world, ['kernel'])
		const kernel = model.views.kernel
		if (kernel?.seat !== 'kernel') throw new Error('no kernel view')
		const code = { present: false, write: true, user: true }
		const fault = { ticket: 1, lane: 3, pid: 1, address: 0x1010, code, sinceTick: 0 }
		const { nodes } = layoutLot(
			{ ...model, views: { kernel: { ...kernel, faults: [fault as (typeof kernel.faults)[number]] } } },
			390,
			844,
		)
		expect(nodes.some(({ art }) => art.kind === 'alarm')).toBe(false)
		expect(nodes.find(({ id }) => id === 'neighbour:1')).toMatchObject({ pulse: true })
	})
	it('every frame of the machine has a tile that can be picked', () => {
		const model = modelOf(world, ['kernel'])
		const frames = model.views.kernel?.info.frames ?? 0
		const picks = layoutLot(model, 390, 844).nodes.flatMap((node) =>
			node.pick?.kind === 'frame' ? [node.pick.frame] : [],
		)
		expect(picks).toEqual(Array.from({ length: frames }, (_, index) => index))
	})
	it('the ledger has a lit entry for each page-table entry, in its row and column', () => {
		const model = modelOf(world, ['mmu'])
		const mmu = model.views.mmu
		if (mmu?.seat !== 'mmu') throw new Error('no MMU view')
		const picture = layoutLot(model, 390, 844)
		const ledger = picture.nodes.find((node) => node.id === 'ledger')
		if (ledger?.cells === undefined) throw new Error('no ledger')
		const { cells } = ledger
		for (const entry of mmu.entries) {
			const node = picture.nodes.find((one) => one.id === `entry:${entry.page}`)
			expect(node?.x).toBeCloseTo(ledger.x + cells.x + (entry.page & 15) * cells.cell)
			expect(node?.y).toBeCloseTo(ledger.y + cells.y + (entry.page >> 4) * cells.cell)
		}
	})
})
