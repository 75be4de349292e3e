import type { KernelView } from '../../../shared/view/seatView.ts'
import { hex } from '../hex.ts'
import type { LotNode } from '../node.ts'
import { textWidth } from '../textWidth.ts'
import { DEPTH } from './depth.ts'
import type { Box, Scene, Section } from './section.ts'

const GAP = 6
const TILE_MIN = 44
const TILE_MAX = 54
const TILE_MAX_WIDE = 68
const TITLE = 26

/** The frames of RAM, and the depot for what doesn't fit. */
export function layoutPool(box: Box, view: KernelView, scene: Scene): Section {
	const { say, model } = scene
	const free = view.frames.filter((frame) => frame.page === null).length
	const columns = Math.max(1, Math.min(view.frames.length, Math.floor((box.w + GAP) / (TILE_MIN + GAP))))
	const large = box.w >= 700
	const tileHeight = 46
	const width = Math.min(large ? TILE_MAX_WIDE : TILE_MAX, Math.floor((box.w + GAP) / columns) - GAP)
	const depot = say('lot.depot', { used: view.depotUsed })
	const depotWidth = Math.ceil(textWidth(depot, 13)) + 48
	const title = `${say('lot.frames')} · ${say('lot.framesFree', { free, all: view.frames.length })}`
	const nodes: LotNode[] = [
		{
			id: 'poolTitle',
			art: { kind: 'label', text: title, px: 13, tone: 'blue', align: 'left', bold: true },
			x: box.x,
			y: box.y,
			w: box.w - depotWidth - 6,
			h: TITLE - 4,
			z: DEPTH.sign,
			scroll: true,
		},
		{
			id: 'depot',
			art: { kind: 'depot', text: depot, rolls: Math.min(3, view.depotUsed) },
			x: box.x + box.w - depotWidth,
			y: box.y - 3,
			w: depotWidth,
			h: TITLE,
			z: DEPTH.sign,
			scroll: true,
		},
	]
	for (const [index, frame] of view.frames.entries()) {
		nodes.push({
			id: `frame:${frame.frame}`,
			art: {
				kind: 'frame',
				frame: hex(frame.frame, 2),
				page: frame.page === null ? '' : hex(frame.page, 2),
				locked: frame.locked,
				selected: model.selection.frame === frame.frame,
			},
			x: box.x + (index % columns) * (width + GAP),
			y: box.y + TITLE + Math.floor(index / columns) * (tileHeight + GAP),
			w: width,
			h: tileHeight,
			z: DEPTH.row,
			scroll: true,
			pick: { kind: 'frame', frame: frame.frame },
		})
	}
	return { nodes, height: TITLE + Math.ceil(view.frames.length / columns) * (tileHeight + GAP) }
}
