import type { KernelView, MallocView } from '../../../shared/view/seatView.ts'
import { hex } from '../hex.ts'
import type { LotNode } from '../node.ts'
import { plateStyle } from '../plates.ts'
import { DEPTH } from './depth.ts'
import { alarmOn, faultingPages } from './layoutLand.ts'
import type { RowMetrics } from './layoutHeap.ts'
import { pageLooks } from './pageStates.ts'
import { pageSelected } from './selected.ts'
import { type Box, roomFor, type Scene, type Section } from './section.ts'

const NO_PAGES: ReadonlySet<number> = new Set()
const PLOT_MAX = 46
const PLOT_HEIGHT = 46

/** Each mmap area as a small lot of its own: its truck on the left, its pages on the right. */
export function layoutMappings(
	box: Box,
	view: MallocView,
	kernel: KernelView | null,
	metrics: RowMetrics,
	scene: Scene,
): Section {
	const { say, model } = scene
	const nodes: LotNode[] = []
	let y = box.y
	const right = metrics.x + metrics.width
	for (const mapping of view.mappings) {
		const truck = metrics.slot * 6
		const style = plateStyle(mapping.plate)
		const name = say('lot.annex', { page: hex(mapping.page, 2), pages: mapping.pages })
		nodes.push({
			id: `annexName:${mapping.page}`,
			art: {
				kind: 'label',
				text: `${name} · ${say('lot.bytes', { bytes: mapping.requestBytes })}`,
				px: 13,
				tone: 'muted',
				align: 'left',
				bold: true,
			},
			x: metrics.x,
			y,
			w: metrics.width,
			h: 20,
			z: DEPTH.sign,
			scroll: true,
		})
		y += 22
		nodes.push(
			{
				id: `annex:${mapping.page}`,
				art: { kind: 'row', ground: 'plain', slot: metrics.slot, seed: 4, note: 'annex' },
				x: metrics.x,
				y,
				w: truck + 8,
				h: PLOT_HEIGHT,
				z: DEPTH.row,
				scroll: true,
			},
			{
				// A realloc that moves has both places for as long as it copies.
				id: view.chunks.some(({ object }) => object === mapping.object)
					? `car:${mapping.object}@${mapping.page}:0`
					: `car:${mapping.object}:0`,
				art: {
					kind: 'car',
					cut: 'whole',
					slot: metrics.slot,
					slots: 12,
					base: style.base,
					texture: style.texture,
					text: roomFor(scene, mapping.plate, 13) + 12 < truck - metrics.slot ? mapping.plate : '',
				},
				x: metrics.x + 4,
				y,
				w: truck,
				h: PLOT_HEIGHT,
				z: DEPTH.car,
				scroll: true,
				hint: `${mapping.plate} ${say('lot.bytes', { bytes: mapping.requestBytes })}`,
			},
		)
		const room = right - (metrics.x + truck + 14)
		const columns = Math.max(1, Math.min(mapping.pages, Math.floor((room + 4) / 38)))
		const width = Math.min(PLOT_MAX, Math.floor((room + 4) / columns) - 4)
		const lines = Math.ceil(mapping.pages / columns)
		const looks = kernel === null ? null : pageLooks(kernel, say)
		const faulting = kernel === null ? NO_PAGES : faultingPages(kernel)
		for (let index = 0; index < mapping.pages; index++) {
			const page = mapping.page + index
			const look = looks?.(page) ?? null
			const x = metrics.x + truck + 14 + (index % columns) * (width + 4)
			const top = y + Math.floor(index / columns) * (PLOT_HEIGHT + 4)
			if (faulting.has(page)) nodes.push(alarmOn(page, x, top, width, PLOT_HEIGHT))
			nodes.push({
				id: `plot:${page}`,
				art: {
					kind: 'plot',
					page: hex(page, 2),
					ground: look?.ground ?? 'plain',
					note: look?.frame === null || look === null ? '' : look.note,
					selected: pageSelected(model.selection, page),
					locked: false,
				},
				x,
				y: top,
				w: width,
				h: PLOT_HEIGHT,
				z: DEPTH.row,
				scroll: true,
				...(look === null ? {} : { pick: { kind: 'page', page } as const }),
			})
		}
		y += lines * (PLOT_HEIGHT + 4) + 8
	}
	return { nodes, height: y - box.y }
}
