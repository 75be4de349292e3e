import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layoutCurve, markedColumns, highestOf, opAt, xOf } from '../../client/sandbox/layoutChart.ts'
import { layoutOverview, pageAt, tileOf } from '../../client/sandbox/layoutOverview.ts'
import {
	addressAt,
	anchorAt,
	layoutZoom,
	regionAt,
	topOf,
	zoomedAround,
	zoomHeight,
} from '../../client/sandbox/layoutZoom.ts'
import { POLICIES, type Policy } from '../../shared/machine/heap/policies.ts'
import { type Area, momentOf } from '../../shared/programs/sandboxMoment.ts'
import { createRun } from '../../shared/programs/sandboxRun.ts'
import { longTrace } from './longTrace.ts'

const git = await longTrace('git-log', 2000)
const ROW = 30

/** Real areas: every policy at several ops. */
const PICTURES: readonly (readonly [string, readonly Area[]])[] = POLICIES.flatMap((policy) =>
	[3, 700, 1900].map(
		(op) => [`${policy.name} at ${op}`, momentOf(createRun(git, policy, 'traced'), op).areas] as const,
	),
)

describe('the overview', () => {
	const boxes = [
		[980, 120],
		[320, 118],
		[440, 60],
	] as const

	test.each(PICTURES)('SB-10 %s: every page has one tile inside the box, and a tap on it finds it', (_, areas) => {
		for (const [width, height] of boxes) {
			const layout = layoutOverview(areas, width, height)
			expect(layout.height).toBeLessThanOrEqual(height)
			for (const { mapping, pageStates } of areas) {
				for (let page = 0; page < pageStates.length; page += 7) {
					const box = tileOf(layout, mapping, page)
					if (!box) throw new Error(`no tile for page ${page} of ${mapping}`)
					expect(box.x >= 0 && box.y >= 0 && box.x + box.w <= width + 0.01 && box.y + box.h <= height).toBe(true)
					const found = pageAt(layout, box.x + box.w / 2, box.y + box.h / 2)
					expect(found?.mapping).toBe(mapping)
					const again = tileOf(layout, mapping, found?.page ?? -1)
					expect(again).toEqual(box)
				}
			}
		}
	})

	test('SB-11 tiles do not overlap, whatever is touched', () => {
		const area = (mapping: number, states: readonly number[]): Area => ({
			mapping,
			sizeBytes: states.length * 4096,
			regions: [],
			pageBytes: 4096,
			pageStates: Uint8Array.from(states),
			liveBytes: new Uint16Array(states.length),
		})
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 1, maxLength: 90 }), {
					minLength: 1,
					maxLength: 6,
				}),
				(all) => {
					const layout = layoutOverview(
						all.map((states, index) => area(index - 1, states)),
						130,
						90,
					)
					const taken = new Set<string>()
					for (const { area: one, stripes } of layout.blocks) {
						expect(stripes.reduce((sum, { pages }) => sum + pages, 0)).toBe(one.pageStates.length)
						for (const { kind, firstPage, pages } of stripes) {
							const step = kind === 'fold' ? pages : layout.pagesPerTile
							for (let page = firstPage; page < firstPage + pages; page += step) {
								const box = tileOf(layout, one.mapping, page)
								const key = `${box?.x} ${box?.y}`
								expect(taken.has(key)).toBe(false)
								taken.add(key)
							}
						}
					}
				},
			),
			{ numRuns: 60, seed: 4 },
		)
	})
})

describe('the close-up', () => {
	test.each(PICTURES)('SB-12 %s: the pieces of each row tile it, without gap or overlap', (_, areas) => {
		for (const rowBytes of [64, 1024, 65_536]) {
			const size = { width: 500, height: 400, rowHeight: ROW, gutter: 60 }
			const most = zoomHeight(areas, rowBytes, ROW)
			for (const top of [0, Math.floor(most / 3), Math.max(0, most - 200)]) {
				const { rows, pieces, headings } = layoutZoom(areas, { rowBytes, top }, size)
				const lines = [...rows, ...headings].map(({ y }) => y).sort((one, other) => one - other)
				const bottom = Math.min(size.height, most - top)
				expect([(lines[0] ?? 1) <= 0, (lines.at(-1) ?? 0) + ROW >= bottom]).toEqual([true, true])
				expect(lines.every((y, at) => at === 0 || y - (lines[at - 1] ?? 0) === ROW)).toBe(true)
				for (const row of rows) {
					const inRow = pieces.filter(({ y, region }) => y === row.y && region.mapping === row.area.mapping)
					let x = size.gutter
					for (const piece of inRow) {
						expect(piece.x).toBeCloseTo(x, 6)
						x += piece.w
					}
					expect(x).toBeCloseTo(size.gutter + row.w, 6)
					expect(inRow.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(row.sizeBytes)
				}
			}
		}
	})

	test.each(PICTURES)('SB-13 %s: an address and its height lead to each other, at every zoom', (_, areas) => {
		for (const { mapping, sizeBytes } of areas) {
			for (const rowBytes of [64, 512, 8192]) {
				const offset = Math.floor(sizeBytes / 2 / rowBytes) * rowBytes
				const top = topOf(areas, mapping, offset, rowBytes, ROW)
				expect(addressAt(areas, top ?? -1, rowBytes, ROW)).toEqual({ mapping, offset })
				const anchor = anchorAt(areas, { rowBytes, top: (top ?? 0) + 11 }, ROW)
				expect(anchor).toEqual({ mapping, offset, withinPx: 11 })
				const closer = zoomedAround(areas, { rowBytes, top: top ?? 0 }, rowBytes / 2, 0, ROW)
				expect(addressAt(areas, closer.top, closer.rowBytes, ROW)).toEqual({ mapping, offset })
			}
		}
	})

	test('SB-14 the region at an offset is found by halving', () => {
		const { regions } = momentOf(createRun(git, POLICIES[0] as Policy, 'traced'), 900).areas[0] as Area
		for (const [index, { offset, sizeBytes }] of regions.entries()) {
			expect(regionAt(regions, offset)).toBe(index)
			expect(regionAt(regions, offset + sizeBytes - 1)).toBe(index)
		}
	})
})

describe('the timeline', () => {
	test('SB-15 an op and its place on the axis lead to each other', () => {
		for (const ops of [1, 7, 5000, 1_000_000]) {
			for (const op of [0, Math.floor(ops / 3), ops - 1]) expect(opAt(xOf(op, ops, 800), ops, 800)).toBe(op)
			expect([opAt(-5, ops, 800), opAt(9999, ops, 800)]).toEqual([0, ops - 1])
		}
	})

	test('SB-16 a curve has at most a point a pixel, keeps its peaks, and stays in the chart', () => {
		const values = Float64Array.from({ length: 2000 }, (_, at) => (at === 777 ? 500 : at % 90))
		const line = layoutCurve(values, 2000, { width: 100, height: 50 }, 500)
		expect(line.length).toBe(200)
		const ys = line.filter((_, at) => at % 2 === 1)
		expect([Math.min(...ys), Math.max(...ys) <= 50]).toEqual([0, true])
		expect(layoutCurve(values, 2000, { width: 100, height: 50 }, 100).every((value) => value >= 0)).toBe(true)
	})

	test('SB-17 address space that dwarfs all else leaves the chart', () => {
		const curve = (vsz: number, rss: number, live: number) => ({
			opsPerPoint: 1,
			vsz: Float64Array.of(vsz),
			rss: Float64Array.of(rss),
			live: Float64Array.of(live),
		})
		expect(highestOf([curve(200, 100, 90)])).toEqual({ top: 200, vsz: 200 })
		expect(highestOf([curve(200, 100, 90), curve(9000, 100, 90)])).toEqual({ top: 115, vsz: 9000 })
	})

	test('SB-18 marks that fall on one pixel are drawn once', () => {
		expect(markedColumns(Uint8Array.of(1, 1, 0, 2, 1, 3), 1, 3)).toEqual([0, 2])
	})
})
