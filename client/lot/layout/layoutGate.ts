import type { SeatView } from '../../../shared/view/seatView.ts'
import type { LotNode } from '../node.ts'
import { textWidth } from '../textWidth.ts'
import { DEPTH } from './depth.ts'
import type { Box, Scene, Section } from './section.ts'

export const GATE_HEIGHT = 34
const TOKEN = { w: 46, h: 28 }

/** The arch between the rings, a lamp for each thread; a thread inside stands below it. */
export function layoutGate(box: Box, view: SeatView, scene: Scene): Section {
	const { say } = scene
	const bays = Math.max(1, view.lanes.length)
	const bay = box.w / bays
	const nodes: LotNode[] = [
		{ id: 'beam', art: { kind: 'beam' }, x: box.x, y: box.y + 8, w: box.w, h: 18, z: DEPTH.gate, scroll: false },
	]
	for (let index = 0; index <= bays; index++) {
		nodes.push({
			id: `post:${index}`,
			art: { kind: 'post' },
			x: Math.min(box.x + box.w - 24, Math.max(box.x, box.x + index * bay - 12)),
			y: box.y + 2,
			w: 24,
			h: 30,
			z: DEPTH.gate + 1,
			scroll: false,
		})
	}
	for (const lane of view.lanes) {
		const middle = box.x + lane.lane * bay + bay / 2
		const inside = lane.ring === 0
		const text = say('lot.lane', { lane: lane.lane + 1 })
		nodes.push(
			{
				id: `lamp:${lane.lane}`,
				art: {
					kind: 'lamp',
					lit: inside,
					text: inside && bay > 150 ? say('lot.inside', { lane: lane.lane + 1 }) : text,
				},
				x: middle - (inside && bay > 150 ? textWidth(say('lot.inside', { lane: lane.lane + 1 }), 13) / 2 + 18 : 27),
				y: box.y + 4,
				w: inside && bay > 150 ? textWidth(say('lot.inside', { lane: lane.lane + 1 }), 13) + 36 : 54,
				h: 26,
				z: DEPTH.gate + 2,
				scroll: false,
			},
			{
				id: `token:${lane.lane}`,
				art: { kind: 'token', text },
				x: middle - TOKEN.w / 2,
				y: inside ? box.y + GATE_HEIGHT + 1 : box.y - TOKEN.h - 4,
				w: TOKEN.w,
				h: TOKEN.h,
				z: DEPTH.token,
				scroll: false,
				alpha: inside ? 1 : 0,
			},
		)
	}
	return { nodes, height: GATE_HEIGHT }
}
