import type { FrameView } from '../../../shared/machine/memory.ts'
import type { KernelView } from '../../../shared/view/seatView.ts'
import { hex } from '../hex.ts'
import type { LotNode } from '../node.ts'
import { DEPTH } from './depth.ts'
import { type Box, roomFor, type Scene, type Section } from './section.ts'
import { frameSelected } from './selected.ts'

const GAP = 6
const TILE_MIN = 44
/** Nobody taps a projector: its lot needs the height more. */
const TILE_MIN_FAR = 38
const TILE_MAX = 54
const TILE_MAX_WIDE = 68
const TITLE = 26
const NEIGHBOUR_HEIGHT = 32

/** Tenants and children have letters: pid 1 is A. */
const letterOf = (pid: number): string => String.fromCharCode(64 + pid)

const ownerOf = (pid: number | null, { tenants }: KernelView['info']): 'program' | 'tenant' | 'child' =>
	pid === null || pid === 0 ? 'program' : pid <= tenants ? 'tenant' : 'child'

const pageText = ({ pid, page }: FrameView): string =>
	page === null ? '' : `${pid === null || pid === 0 ? '' : letterOf(pid)}${hex(page, 2)}`

/** The frames of RAM, the other processes that have some, and the depot for what doesn't fit. */
export function layoutPool(box: Box, view: KernelView, scene: Scene): Section {
	const { say, model } = scene
	const free = view.frames.filter((frame) => frame.page === null).length
	const least = scene.leastPx > 0 ? TILE_MIN_FAR : TILE_MIN
	const columns = Math.max(1, Math.min(view.frames.length, Math.floor((box.w + GAP) / (least + GAP))))
	const large = box.w >= 700
	const tileHeight = 46
	const width = Math.min(large ? TILE_MAX_WIDE : TILE_MAX, Math.floor((box.w + GAP) / columns) - GAP)
	const depot = say('lot.depot', { used: view.depotUsed, slots: view.info.depotPages })
	const depotWidth = Math.ceil(roomFor(scene, depot, 13)) + 48
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
				page: pageText(frame),
				locked: frame.locked,
				selected: frameSelected(model.selection, frame.frame),
				owner: ownerOf(frame.pid, view.info),
				accessed: frame.page === null || frame.scannedStep === null ? null : frame.accessedScan,
				file: frame.file,
				shared: frame.shared,
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
	const height = TITLE + Math.ceil(view.frames.length / columns) * (tileHeight + GAP)
	const others = layoutNeighbours({ ...box, y: box.y + height }, view, scene)
	return { nodes: [...nodes, ...others.nodes], height: height + others.height }
}

/** Who else is on this machine, what it holds, and whether its fault waits. */
function layoutNeighbours(box: Box, view: KernelView, scene: Scene): Section {
	const { say, model } = scene
	const nodes: LotNode[] = []
	let x = box.x
	let y = box.y
	for (const { pid } of view.processes) {
		const own = view.pages.filter((one) => one.pid === pid)
		const text = say('lot.neighbour', {
			frames: own.filter(({ state }) => state === 'present').length,
			swapped: own.filter(({ state }) => state === 'swapped').length,
		})
		const w = Math.ceil(roomFor(scene, text, 13)) + 50
		if (x > box.x && x + w > box.x + box.w) {
			x = box.x
			y += NEIGHBOUR_HEIGHT + GAP
		}
		const owner = ownerOf(pid, view.info)
		nodes.push({
			id: `neighbour:${pid}`,
			art: {
				kind: 'neighbour',
				letter: letterOf(pid),
				text,
				owner: owner === 'child' ? 'child' : 'tenant',
				selected: model.selection.pid === pid,
			},
			x,
			y,
			w: Math.min(w, box.w),
			h: NEIGHBOUR_HEIGHT,
			z: DEPTH.row,
			scroll: true,
			pulse: view.faults.some((fault) => fault.pid === pid),
			hint: `${say(owner === 'child' ? 'lot.child' : 'lot.tenant', { letter: letterOf(pid) })} · ${text}`,
		})
		x += w + GAP
	}
	return { nodes, height: nodes.length === 0 ? 0 : y - box.y + NEIGHBOUR_HEIGHT + GAP }
}
