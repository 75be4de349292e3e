import type { SeatView } from '../../../shared/view/seatView.ts'
import { plateStyle } from '../plates.ts'
import type { LotNode } from '../node.ts'
import { DEPTH } from './depth.ts'
import { SLOT_BYTES } from './pieces.ts'
import { roomFor, type Scene, type Section } from './section.ts'
import { mallocView } from './views.ts'

const ROAD_MARGIN = 14
const CAR_HEIGHT = 46

/** The street at the left: one bay for each thread, and the car that waits in it. */
export function layoutStreet(width: number, height: number, view: SeatView, scene: Scene, slot: number): Section {
	const { say, model } = scene
	const malloc = mallocView(model)
	const roadTop = 40
	const nodes: LotNode[] = [
		{
			id: 'streetGround',
			art: { kind: 'ground', zone: 'street' },
			x: 0,
			y: 0,
			w: width,
			h: height,
			z: DEPTH.ground,
			scroll: false,
		},
		{
			id: 'streetTitle',
			art: { kind: 'label', text: say('lot.street'), px: 14, tone: 'amber', align: 'left', bold: true },
			x: ROAD_MARGIN + 4,
			y: 10,
			w: width - ROAD_MARGIN - 8,
			h: 22,
			z: DEPTH.sign,
			scroll: false,
		},
		{
			id: 'road',
			art: { kind: 'road' },
			x: ROAD_MARGIN,
			y: roadTop,
			w: width - 2 * ROAD_MARGIN,
			h: height - roadTop - 12,
			z: DEPTH.row,
			scroll: false,
		},
	]
	const bay = (height - roadTop - 12) / Math.max(1, view.lanes.length)
	for (const lane of view.lanes) {
		const request = malloc?.requests.find((entry) => entry.lane === lane.lane) ?? null
		const middle = roadTop + bay * (lane.lane + 0.5)
		const inner = width - 2 * ROAD_MARGIN - 16
		nodes.push({
			id: `laneMark:${lane.lane}`,
			art: { kind: 'lane', text: say('lot.lane', { lane: lane.lane + 1 }), state: laneState(lane.state) },
			x: ROAD_MARGIN + 8,
			y: middle - 58,
			w: inner,
			h: 26,
			z: DEPTH.sign,
			scroll: false,
		})
		let caption: string
		if (request !== null) {
			const style = plateStyle(request.plate)
			const carWidth = Math.max(62, Math.min(inner, (request.needBytes / SLOT_BYTES) * slot))
			const text = say('lot.bytes', { bytes: request.requestBytes })
			nodes.push({
				id: `car:${request.object}:0`,
				art: {
					kind: 'car',
					cut: 'whole',
					slot,
					slots: Math.round(carWidth / slot),
					base: style.base,
					texture: style.texture,
					text: roomFor(scene, text, 13) + 12 <= carWidth - slot / 2 - 8 ? text : String(request.requestBytes),
					selected: model.selection.ticket === request.ticket,
				},
				x: ROAD_MARGIN + 8 + (inner - carWidth) / 2,
				y: middle - CAR_HEIGHT / 2 - 4,
				w: carWidth,
				h: CAR_HEIGHT,
				z: DEPTH.car,
				scroll: false,
				pick: { kind: 'ticket', ticket: request.ticket },
			})
			caption =
				request.status === 'slip'
					? say('lot.slip')
					: request.status === 'refused'
						? say('lot.refused')
						: say('lot.malloc', { bytes: request.requestBytes })
		} else {
			caption = say(CAPTION[lane.state])
		}
		nodes.push({
			id: `caption:${lane.lane}`,
			art: {
				kind: 'label',
				text: caption,
				px: 13,
				tone: request === null ? 'sand' : 'amber',
				align: 'centre',
				mono: request !== null && request.status === 'waiting',
				backed: true,
			},
			x: ROAD_MARGIN + 6,
			y: request === null ? middle - 26 : middle + 24,
			w: inner + 4,
			h: 22,
			z: DEPTH.sign,
			scroll: false,
		})
	}
	return { nodes, height }
}

const CAPTION = {
	computing: 'lot.computing',
	malloc: 'lot.computing',
	kernel: 'lot.atKernel',
	mmu: 'lot.atMmu',
	done: 'lot.done',
} as const

function laneState(state: SeatView['lanes'][number]['state']): 'waiting' | 'inside' | 'mmu' | 'computing' | 'done' {
	if (state === 'malloc') return 'waiting'
	if (state === 'kernel') return 'inside'
	return state
}
