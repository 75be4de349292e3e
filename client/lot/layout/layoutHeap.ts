import { type Chunk, HEADER_BYTES } from '../../../shared/machine/heap/chunk.ts'
import { cutOf } from '../../../shared/machine/heap/chunkList.ts'
import { walkedTo } from '../../../shared/machine/heap/sizeClass.ts'
import { costOf, placeCharges } from '../../../shared/machine/prices.ts'
import type { KernelView, MallocView } from '../../../shared/view/seatView.ts'
import { hex } from '../hex.ts'
import type { LotModel } from '../model.ts'
import type { Ground, HoleLook, LotNode } from '../node.ts'
import { plateStyle } from '../plates.ts'
import { textWidth } from '../textWidth.ts'
import { labelRoom, platePx } from '../vehicle.ts'
import { DEPTH } from './depth.ts'
import { alarmOn, faultingPages } from './layoutLand.ts'
import { layoutMappings } from './layoutMappings.ts'
import { pageLooks } from './pageStates.ts'
import { type Piece, piecesOf, SLOT_BYTES, widestPiece } from './pieces.ts'
import { type Box, roomFor, type Scene, type Section } from './section.ts'
import { frameSelected, pageSelected } from './selected.ts'

/** Sizes of the rows in CSS px. */
export interface RowMetrics {
	/** Left edge of slot 0. */
	readonly x: number
	readonly slot: number
	readonly rowHeight: number
	readonly pitch: number
	readonly width: number
	readonly gutter: number
	/** Width of the column with the frame plates; 0: no such column. */
	readonly plates: number
}

const MAX_SLOT = 56
const NARROW_SLOT = 26
const LARGE_SLOT = 40
const PLATE_PAD = 10
/** A racked chunk's bin and the flags live in the low bits: PREV_INUSE is 1 (glibc malloc.c). */
const PREV_INUSE = 1
const width = ([from, to]: readonly [number, number]): number => to - from

export function rowMetrics(
	box: Box,
	pageBytes: number,
	withPlates: boolean,
	{ wide, tall, leastPx }: Scene,
): RowMetrics {
	const slots = pageBytes / SLOT_BYTES
	const gutter = wide ? 50 : 34
	const plates = withPlates ? (wide ? 86 : 40) : 0
	const margin = withPlates ? 4 : wide ? 16 : 8
	const slot = Math.min(MAX_SLOT, Math.floor(((box.w - gutter - plates - margin) * 2) / slots) / 2)
	const rowHeight = slot < NARROW_SLOT || leastPx > 0 ? 46 : slot < LARGE_SLOT || !tall ? 50 : 58
	return {
		x: box.x + gutter,
		slot,
		rowHeight,
		// Read from afar, more rows at once say more than the air between them.
		pitch: rowHeight + (wide && leastPx === 0 ? 9 : 6),
		width: slot * slots,
		gutter,
		plates,
	}
}

/** Row label font that fits the gutter. */
const signWidth = (metrics: RowMetrics): number => metrics.gutter - 8

/** What the heap's chunks look like in rows, with barrier and mappings below. */
export function layoutHeap(box: Box, view: MallocView, kernel: KernelView | null, scene: Scene): Section {
	const { model, say } = scene
	const metrics = rowMetrics(box, view.info.pageBytes, kernel !== null, scene)
	const nodes: LotNode[] = []
	const rows = Math.ceil((view.brk - view.heapStart) / view.info.pageBytes)
	const top = box.y + 4
	const looks = kernel === null ? null : pageLooks(kernel, say)
	for (let row = 0; row < rows; row++) {
		const page = Math.floor(view.heapStart / view.info.pageBytes) + row
		const y = top + row * metrics.pitch
		const look = looks?.(page) ?? null
		nodes.push(
			{
				id: `row:${page}`,
				art: { kind: 'row', ground: look?.ground ?? 'plain', slot: metrics.slot, seed: page % 5, note: '' },
				x: metrics.x,
				y,
				w: metrics.width,
				h: metrics.rowHeight,
				z: DEPTH.row,
				scroll: true,
				...(looks === null ? {} : { pick: { kind: 'page', page } as const }),
			},
			{
				id: `sign:${page}`,
				art: { kind: 'rowSign', text: hex(page, 2) },
				x: box.x + 2,
				y: y + (metrics.rowHeight - 26) / 2,
				w: signWidth(metrics),
				h: 26,
				z: DEPTH.sign,
				scroll: true,
			},
		)
		if (look !== null) nodes.push(framePlate(page, look.frame, look.ground, look.note, metrics, y, model, scene.wide))
	}
	for (const page of kernel === null ? [] : faultingPages(kernel)) {
		const row = page - Math.floor(view.heapStart / view.info.pageBytes)
		if (row >= 0 && row < rows)
			nodes.push(alarmOn(page, metrics.x, top + row * metrics.pitch, metrics.width, metrics.rowHeight))
	}
	const place: Placer = (piece) => ({
		x: metrics.x + piece.slot * metrics.slot,
		y: top + piece.row * metrics.pitch,
		w: piece.slots * metrics.slot,
		h: metrics.rowHeight,
		scroll: true,
	})
	for (const [index, chunk] of view.chunks.entries()) {
		nodes.push(...chunkNodes(chunk, view.chunks[index - 1] ?? null, view, scene, metrics, place))
	}
	nodes.push(...previewNodes(view, model, metrics, place))
	if (model.lens === 'hex') nodes.push(...listArrows(view, metrics, top))
	const barrierY = top + rows * metrics.pitch + 3
	nodes.push(...barrier(view, scene, metrics, barrierY))
	const below = barrierY + 48
	const annex = layoutMappings(
		{ x: box.x, y: below, w: metrics.gutter + metrics.width + metrics.plates },
		view,
		kernel,
		metrics,
		scene,
	)
	return {
		nodes: [...nodes, ...annex.nodes],
		height: below + annex.height - box.y,
		focus: heapFocus(view, model, metrics, top),
	}
}

const HEX_DISC_FROM = 74

/** Size word with its flag and, where there is room, the link to the next free chunk. */
function hexWord(view: MallocView, chunk: Chunk, word: number, room: number): string {
	const text = `0x${hex(word, 2)}`
	const next = chunk.use === 'free' ? view.freeList[view.freeList.indexOf(chunk.address) + 1] : undefined
	const linked = next === undefined ? text : `${text} →${hex(next, 4)}`
	return textWidth(linked, 12, true) <= room - 24 ? linked : text
}

type Placer = (piece: Piece) => Pick<LotNode, 'x' | 'y' | 'w' | 'h' | 'scroll'>

function framePlate(
	page: number,
	frame: number | null,
	state: Ground,
	note: string,
	metrics: RowMetrics,
	y: number,
	model: LotModel,
	wide: boolean,
): LotNode {
	const { selection } = model
	return {
		id: `plate:${page}`,
		// A narrow column has room for a number or a sign only.
		art: {
			kind: 'framePlate',
			text: frame !== null || wide ? note : '',
			state,
			selected: (frame !== null && frameSelected(selection, frame)) || pageSelected(selection, page),
		},
		x: metrics.x + metrics.width + 6,
		y: y + (metrics.rowHeight - 28) / 2,
		w: metrics.plates - PLATE_PAD,
		h: 28,
		z: DEPTH.sign,
		scroll: true,
		pick: frame === null ? { kind: 'page', page } : { kind: 'frame', frame },
	}
}

/** Price of PARK in this hole for the selected request; null if it doesn't fit or nothing is selected. */
function parkPrice(view: MallocView, chunk: Chunk, needBytes: number): number | null {
	const cut = cutOf(chunk, needBytes)
	if (!cut.fits) return null
	const walked = walkedTo(view, chunk.address, needBytes, view.info.bins)
	return costOf(placeCharges(chunk.use === 'top' ? 'top' : 'list', walked, cut.split))
}

function holeLook(view: MallocView, chunk: Chunk, model: LotModel): HoleLook {
	const { chunk: selected, need } = model.selection
	if (selected === chunk.address) return 'selected'
	if (need === undefined || need === null) return 'plain'
	return parkPrice(view, chunk, need) === null ? 'tight' : 'fits'
}

function chunkNodes(
	chunk: Chunk,
	before: Chunk | null,
	view: MallocView,
	scene: Scene,
	metrics: RowMetrics,
	place: Placer,
): LotNode[] {
	const { model, say } = scene
	const pieces = piecesOf(view.heapStart, chunk.address, chunk.sizeBytes, view.info.pageBytes)
	const widest = widestPiece(pieces)
	const pick = { kind: 'chunk', address: chunk.address } as const
	if (model.lens === 'hex') {
		const previousInUse = before === null || before.use === 'used' || before.use === 'racked'
		const word = chunk.sizeBytes + (previousInUse ? PREV_INUSE : 0)
		return pieces.map((piece, index) => ({
			id: chunkId(chunk, view, index),
			art: {
				kind: 'hexChunk',
				use: chunk.use,
				cut: piece.cut,
				slot: metrics.slot,
				base: chunk.plate === null ? '' : plateStyle(chunk.plate).base,
				address: hex(view.heapStart + piece.row * view.info.pageBytes + piece.slot * SLOT_BYTES, 4),
				word: index === 0 ? hexWord(view, chunk, word, piece.slots * metrics.slot - metrics.slot / 2 - 12) : '',
				look: chunk.use === 'free' || chunk.use === 'top' ? holeLook(view, chunk, model) : selectedLook(chunk, model),
				position: index === widest && piece.slots * metrics.slot > HEX_DISC_FROM ? listPosition(view, chunk) : '',
			},
			...place(piece),
			z: DEPTH.car,
			pick,
			hint: `0x${hex(chunk.address, 4)} · 0x${hex(word, 2)}`,
		}))
	}
	if (chunk.use === 'used' || chunk.use === 'racked') {
		const racked = chunk.use === 'racked'
		const style = plateStyle(chunk.plate ?? '')
		const text = racked ? say('lot.rack') : (chunk.plate ?? '')
		const size = say('lot.bytes', { bytes: chunk.sizeBytes - HEADER_BYTES })
		const rooms = pieces.map((piece) =>
			labelRoom(piece.cut, metrics.slot, piece.slots, piece.slots * metrics.slot, metrics.rowHeight),
		)
		const roomiest = rooms.reduce((best, room, index) => (width(room) > width(rooms[best] ?? [0, 0]) ? index : best), 0)
		const px = platePx(metrics.rowHeight)
		return pieces.map((piece, index) => {
			const label = index === roomiest && roomFor(scene, text, px) + 10 <= width(rooms[index] ?? [0, 0]) ? text : ''
			return {
				id: chunkId(chunk, view, index),
				art: racked
					? ({ kind: 'cover', cut: piece.cut, slot: metrics.slot, text: label } as const)
					: ({
							kind: 'car',
							cut: piece.cut,
							slot: metrics.slot,
							slots: piece.slots,
							base: style.base,
							texture: style.texture,
							text: label,
							selected: model.selection.chunk === chunk.address || model.selection.from === chunk.address,
						} as const),
				...place(piece),
				z: DEPTH.car,
				pick,
				hint: racked
					? `${text} ${say('lot.bytes', { bytes: chunk.sizeBytes })}`
					: `${text} ${chunk.requestBytes === null ? size : say('lot.bytes', { bytes: chunk.requestBytes })}`,
			}
		})
	}
	const look = holeLook(view, chunk, model)
	const { need } = model.selection
	const price = need === undefined || need === null ? null : parkPrice(view, chunk, need)
	const size = say(chunk.use === 'top' ? 'lot.top' : 'lot.bytes', { bytes: chunk.sizeBytes })
	const preview = look === 'selected' ? previewPieces(view, model) : []
	const widestOne = pieces[widest]
	const nodes: LotNode[] = pieces.map((piece, index) => ({
		id: chunkId(chunk, view, index),
		art: {
			kind: 'hole',
			look,
			cut: piece.cut,
			text:
				index === widest && !preview.some((part) => overlapsText(part, piece))
					? holeText(scene, price, size, chunk.use === 'top', piece.slots * metrics.slot)
					: '',
		},
		...place(piece),
		z: DEPTH.hole,
		pick,
		hint: price === null ? size : `${size} · ${price}`,
	}))
	if (widestOne !== undefined) {
		const { x: left, y, w, h, scroll } = place(widestOne)
		// At the other end if the preview stands where the disc belongs.
		const covering = preview.find((part) => part.row === widestOne.row && part.slot < widestOne.slot + 2)
		const free = covering === undefined ? 0 : widestOne.slot + widestOne.slots - covering.slot - covering.slots
		const x = free * metrics.slot >= DISC + 2 ? left + w - DISC - 8 : left
		nodes.push({
			id: `disc:${chunk.use === 'top' ? 'top' : chunk.address}`,
			art: { kind: 'disc', text: listPosition(view, chunk), look },
			x: x + 6,
			y: y + h / 2 - 13,
			w: 26,
			h: 26,
			z: DEPTH.disc,
			scroll,
		})
	}
	return nodes
}

/** The car's preview lies where the hole's text begins. */
const overlapsText = (part: Piece, hole: Piece): boolean =>
	part.row === hole.row && part.slot < hole.slot + 7 && part.slot + part.slots > hole.slot + 1

const selectedLook = (chunk: Chunk, model: LotModel): HoleLook =>
	model.selection.chunk === chunk.address ? 'selected' : 'plain'

/** `chunk` keeps its identity by what stands on it, so that a car can be followed from the street. */
const chunkId = (chunk: Chunk, view: MallocView, piece: number): string =>
	chunk.use === 'used'
		? `car:${chunk.object}${isSecond(chunk, view) ? `@${chunk.address}` : ''}:${piece}`
		: `${chunk.use}:${chunk.use === 'top' ? '' : chunk.address}:${piece}`

/** A realloc that moves has two chunks for as long as it copies. */
const isSecond = ({ object, address }: Chunk, { chunks }: MallocView): boolean =>
	chunks.some((other) => other.object === object && other.address < address)

/** Place in the free list from 1; top comes after all of them. */
const listPosition = (view: MallocView, chunk: Chunk): string =>
	chunk.use === 'top'
		? String(view.freeList.length + 1)
		: chunk.use === 'free'
			? String(view.freeList.indexOf(chunk.address) + 1)
			: ''

const DISC = 30
function holeText(scene: Scene, price: number | null, size: string, top: boolean, room: number): string {
	const wanted = [top && price !== null ? `${size} · ${price}` : '', price === null ? size : String(price)]
	return wanted.find((text) => text !== '' && roomFor(scene, text, 13) <= room - DISC - 10) ?? ''
}

/** Where the car would stand in the selected hole; empty if it doesn't fit. */
function previewPieces(view: MallocView, model: LotModel): Piece[] {
	const { chunk: at, need, end } = model.selection
	const chunk = view.chunks.find((entry) => entry.address === at)
	if (chunk === undefined || need === undefined || need === null || (chunk.use !== 'free' && chunk.use !== 'top'))
		return []
	const cut = cutOf(chunk, need)
	if (!cut.fits) return []
	const sizeBytes = cut.split ? need : chunk.sizeBytes
	const address =
		cut.split && end === 'high' && chunk.use === 'free' ? chunk.address + chunk.sizeBytes - need : chunk.address
	return piecesOf(view.heapStart, address, sizeBytes, view.info.pageBytes)
}

function previewNodes(view: MallocView, model: LotModel, metrics: RowMetrics, place: Placer): LotNode[] {
	const { need, ticket } = model.selection
	const request =
		view.requests.find((entry) => entry.ticket === ticket) ?? view.requests.find((entry) => entry.needBytes === need)
	const style = plateStyle(request?.plate ?? '')
	return previewPieces(view, model).map((piece, index) => ({
		id: `preview:${index}`,
		art: {
			kind: 'car',
			cut: piece.cut,
			slot: metrics.slot,
			slots: piece.slots,
			base: style.base,
			texture: style.texture,
			text: '',
			ghost: true,
		},
		...place(piece),
		z: DEPTH.preview,
	}))
}

/** Arrows from hole to hole in list order. */
function listArrows(view: MallocView, metrics: RowMetrics, top: number): LotNode[] {
	const centres = view.freeList.flatMap((at) => {
		const chunk = view.chunks.find((entry) => entry.address === at)
		if (chunk === undefined) return []
		const pieces = piecesOf(view.heapStart, at, chunk.sizeBytes, view.info.pageBytes)
		const piece = pieces[widestPiece(pieces)]
		if (piece === undefined) return []
		return [
			{
				at,
				x: metrics.x + (piece.slot + piece.slots) * metrics.slot - 15,
				y: top + piece.row * metrics.pitch + metrics.rowHeight / 2,
			},
		]
	})
	return centres.slice(1).flatMap((to, index) => {
		const from = centres[index]
		if (from === undefined) return []
		const length = Math.hypot(to.x - from.x, to.y - from.y) - 26
		if (length < 6) return []
		const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI
		return [
			{
				id: `arrow:${from.at}`,
				art: { kind: 'arrow' } as const,
				x: (from.x + to.x) / 2 - length / 2,
				y: (from.y + to.y) / 2 - 6,
				w: Math.round(length),
				h: 12,
				z: DEPTH.arrow,
				scroll: true,
				angle,
			},
		]
	})
}

function barrier(view: MallocView, scene: Scene, metrics: RowMetrics, y: number): LotNode[] {
	const text = scene.say('lot.brk', { address: hex(view.brk, 4) })
	const pill = Math.ceil(roomFor(scene, text, 14, true)) + 24
	const right = metrics.x + metrics.width
	const gap = scene.say('lot.gap')
	const nodes: LotNode[] = [
		{
			id: 'gapGround',
			art: { kind: 'gapGround' },
			x: metrics.x,
			y: y + 6,
			w: metrics.width,
			h: 92,
			z: DEPTH.light,
			scroll: true,
		},
		{
			id: 'arm',
			art: { kind: 'arm' },
			x: metrics.x - 14,
			y: y - 1,
			w: metrics.width + 18,
			h: 14,
			z: DEPTH.barrier,
			scroll: true,
			angle: 0,
		},
		{
			id: 'pivot',
			art: { kind: 'pivot' },
			x: metrics.x - 27,
			y: y - 7,
			w: 26,
			h: 26,
			z: DEPTH.barrier + 1,
			scroll: true,
		},
		{
			id: 'brk',
			art: { kind: 'pill', text, tone: 'amber' },
			x: right - pill,
			y: y + 15,
			w: pill,
			h: 28,
			z: DEPTH.barrier,
			scroll: true,
		},
	]
	if (roomFor(scene, gap, 13) < right - pill - metrics.x - 12) {
		nodes.push({
			id: 'gapText',
			art: { kind: 'label', text: gap, px: 13, tone: 'muted', align: 'left' },
			x: metrics.x,
			y: y + 18,
			w: right - pill - metrics.x - 8,
			h: 22,
			z: DEPTH.sign,
			scroll: true,
		})
	}
	return nodes
}

function heapFocus(
	view: MallocView,
	model: LotModel,
	metrics: RowMetrics,
	top: number,
): NonNullable<Section['focus']> | null {
	const { chunk: held, page, pid = 0 } = model.selection
	const row =
		model.seat === 'kernel' && pid === 0 ? (page ?? -1) - Math.floor(view.heapStart / view.info.pageBytes) : -1
	if (row >= 0 && row * view.info.pageBytes < view.brk - view.heapStart) {
		// The kernel's fault, where the rows of the heap are drawn instead of its plots.
		const y = top + row * metrics.pitch
		return { key: `page:${page}`, top: y, bottom: y + metrics.rowHeight }
	}
	const { watched = null } = model
	if (held === undefined && watched !== null && watched >= view.heapStart && watched < view.brk) {
		const at = Math.floor((watched - view.heapStart) / view.info.pageBytes)
		const y = top + at * metrics.pitch
		return { key: `watched:${at}`, top: y, bottom: y + metrics.rowHeight }
	}
	const chunk = view.chunks.find((entry) => entry.address === held)
	if (chunk === undefined) return null
	const pieces = piecesOf(view.heapStart, chunk.address, chunk.sizeBytes, view.info.pageBytes)
	const first = pieces[0]?.row ?? 0
	const last = pieces[pieces.length - 1]?.row ?? first
	return {
		key: `chunk:${chunk.address}`,
		top: top + first * metrics.pitch,
		bottom: top + last * metrics.pitch + metrics.rowHeight,
	}
}
