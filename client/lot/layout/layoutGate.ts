import type { SeatView } from '../../../shared/view/seatView.ts'
import type { LotNode } from '../node.ts'
import { DEPTH } from './depth.ts'
import { type Box, roomFor, type Scene, type Section } from './section.ts'

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
		const long = inside && bay > 150 ? say('lot.inside', { lane: lane.lane + 1 }) : null
		const lamp = long === null ? 54 : roomFor(scene, long, 13) + 36
		nodes.push(
			{
				id: `lamp:${lane.lane}`,
				art: {
					kind: 'lamp',
					lit: inside,
					text: long ?? text,
				},
				x: middle - lamp / 2,
				y: box.y + 4,
				w: lamp,
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
