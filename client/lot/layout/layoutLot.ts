import type { Seat } from '../../../shared/game/seat.ts'
import type { SeatView } from '../../../shared/view/seatView.ts'
import type { LotModel } from '../model.ts'
import type { LotNode, Picture } from '../node.ts'
import { sayIn } from '../words.ts'
import { DEPTH } from './depth.ts'
import { GATE_HEIGHT, layoutGate } from './layoutGate.ts'
import { layoutHeap, rowMetrics } from './layoutHeap.ts'
import { layoutLand } from './layoutLand.ts'
import { layoutAccess, layoutLedger, layoutNotebook } from './layoutMmu.ts'
import { layoutPool } from './layoutPool.ts'
import { layoutStreet } from './layoutStreet.ts'
import { type Box, fixed, roomFor, type Scene, type Section } from './section.ts'
import { commonView, kernelView, mallocView, mmuView } from './views.ts'

/** From this width on there is room for the street. */
const STREET_FROM = 900
const WIDE_FROM = 600
const TALL_FROM = 860
const PAD = 12
const HEADING = 34
/** Strip below the gate in which a thread inside ring 0 stands. */
const INSIDE = 36
const SIDE_FROM = 1100
/** Of the height, at most. */
const OFFICE_SHARE = 0.45
/** Above the gate, for a thread on its way in. */
const TOKEN_ROOM = 34

type Zone = 'lot' | 'street' | 'office' | 'mmu'

/** The whole picture of a model on a canvas of so many CSS px, with no text smaller than `leastPx`. Pure. */
export function layoutLot(model: LotModel, width: number, height: number, leastPx = 0): Picture {
	const scene: Scene = {
		model,
		say: sayIn(model.language),
		wide: width >= WIDE_FROM,
		tall: width >= STREET_FROM && height >= TALL_FROM,
		leastPx,
	}
	const view = commonView(model)
	if (view === null) return emptyPicture(width, height)
	if (width >= STREET_FROM) return layoutWide(scene, view, width, height)
	return layoutStack(scene, view, width, height)
}

const zoneNode = (
	id: string,
	zone: Zone,
	x: number,
	y: number,
	w: number,
	h: number,
	z: number,
	scroll: boolean,
): LotNode => ({
	id,
	art: { kind: 'ground', zone },
	x,
	y,
	w,
	h,
	z,
	scroll,
})

function emptyPicture(width: number, height: number): Picture {
	return {
		width,
		height,
		nodes: [zoneNode('zone', 'lot', 0, 0, width, height, DEPTH.ground, false)],
		windowTop: 0,
		windowHeight: height,
		contentHeight: 0,
		focus: null,
		exit: null,
	}
}

const heading = (
	id: string,
	text: string,
	tone: 'muted' | 'blue' | 'purple',
	x: number,
	y: number,
	w: number,
): LotNode => ({
	id,
	art: { kind: 'label', text, px: 13, tone, align: 'left', bold: true },
	x,
	y,
	w,
	h: 20,
	z: DEPTH.cover + 1,
	scroll: false,
})

const lightPool = (index: number, x: number, y: number, size: number): LotNode => ({
	id: `light:${index}`,
	art: { kind: 'lightPool' },
	x: x - size / 2,
	y: y - size * 0.35,
	w: size,
	h: size * 0.7,
	z: DEPTH.light - 1,
	scroll: false,
})

/** Phones and narrow panes: one column, the seat's own part first. */
function layoutStack(scene: Scene, view: SeatView, width: number, height: number): Picture {
	const { model } = scene
	const parts = stackOrder(model)
	const nodes: LotNode[] = []
	const only = parts.length === 1
	let y = 0
	let focus: Section['focus'] = null
	const footer = only && parts[0] === 'malloc' && scene.wide ? GATE_HEIGHT + INSIDE : 0
	for (const [index, part] of parts.entries()) {
		const start = y
		// The office lies behind the gate; a phone's few pixels are for the land itself.
		if (part === 'kernel' && (!only || scene.wide)) {
			const above = index === 0 ? 0 : TOKEN_ROOM
			const gate = layoutGate({ x: 0, y: y + above, w: width }, view, scene)
			nodes.push(...gate.nodes.map((node) => ({ ...node, scroll: true, z: node.z - DEPTH.token + DEPTH.car })))
			y += above + GATE_HEIGHT + INSIDE
			if (above > 0)
				nodes.push(
					zoneNode(
						'zone:apron',
						ZONE[parts[index - 1] ?? 'malloc'],
						0,
						start,
						width,
						above + 17,
						DEPTH.ground + 1,
						true,
					),
				)
		}
		const section = layoutPart(part, scene, { x: 0, y, w: width }, index === 0)
		nodes.push(...section.nodes)
		y += section.height
		const least = index === parts.length - 1 ? height - footer - start : 0
		nodes.push(zoneNode(`zone:${part}`, ZONE[part], 0, start, width, Math.max(y - start, least), DEPTH.ground, true))
		if (section.focus !== undefined && section.focus !== null && focus === null) focus = section.focus
	}
	if (footer > 0) {
		const top = height - footer
		nodes.push(zoneNode('zone:office', 'office', 0, top + 17, width, footer - 17, DEPTH.cover, false))
		nodes.push(zoneNode('zone:apron', 'lot', 0, top, width, 17, DEPTH.cover, false))
		nodes.push(...layoutGate({ x: 0, y: top, w: width }, view, scene).nodes)
	}
	return {
		width,
		height,
		nodes,
		windowTop: 0,
		windowHeight: height - footer,
		contentHeight: y,
		focus: focus ?? (only ? null : { key: `seat:${model.seat}`, top: 0, bottom: 1 }),
		exit: null,
	}
}

const ZONE: Readonly<Record<Seat, Zone>> = { malloc: 'lot', kernel: 'office', mmu: 'mmu' }

/** The parts that there are views for, the player's own first. */
function stackOrder(model: LotModel): Seat[] {
	const all: Seat[] = ['malloc', 'kernel', 'mmu']
	return [...all.filter((seat) => seat === model.seat), ...all.filter((seat) => seat !== model.seat)].filter(
		(seat) => model.views[seat] !== undefined,
	)
}

function layoutPart(part: Seat, scene: Scene, box: Box, first: boolean): Section {
	const inner = { x: box.x + PAD, y: box.y + (first ? 8 : 12), w: box.w - 2 * PAD }
	const kernel = kernelView(scene.model)
	if (part === 'malloc') {
		const malloc = mallocView(scene.model)
		if (malloc === null) return { nodes: [], height: 0 }
		const metrics = rowMetrics(box, malloc.info.pageBytes, kernel !== null, scene)
		const used = metrics.gutter + metrics.width + metrics.plates
		const left = scene.wide
			? Math.max(0, Math.floor((box.w - used - 16) / 2))
			: Math.max(0, Math.floor((box.w - used - 4) / 2))
		return layoutHeap({ x: box.x + left, y: box.y + 6, w: box.w - left }, malloc, kernel, scene)
	}
	if (part === 'kernel' && kernel !== null) {
		const withHeap = mallocView(scene.model) !== null
		const pool = layoutPool(inner, kernel, scene)
		const land = layoutLand({ ...inner, y: inner.y + pool.height + 8 }, kernel, scene, withHeap ? HEAP_DRAWN : NOTHING)
		return { nodes: [...pool.nodes, ...land.nodes], height: pool.height + land.height + 28, focus: land.focus ?? null }
	}
	const mmu = mmuView(scene.model)
	if (mmu === null) return { nodes: [], height: 0 }
	if (box.w >= 700) return mmuColumns(inner, scene, mmu)
	const access = layoutAccess(inner, mmu, scene)
	const notebook = layoutNotebook({ ...inner, y: inner.y + access.height }, mmu, scene, 2)
	const ledger = layoutLedger({ ...inner, y: inner.y + access.height + notebook.height }, mmu, scene)
	return {
		nodes: [...access.nodes, ...notebook.nodes, ...ledger.nodes],
		height: access.height + notebook.height + ledger.height + 20,
	}
}

const HEAP_DRAWN: ReadonlySet<'heap' | 'mmap'> = new Set(['heap', 'mmap'])
const NOTHING: ReadonlySet<never> = new Set()

/** Room for two columns: address and notebook at the left, the ledger at the right. */
function mmuColumns(box: Box, scene: Scene, mmu: NonNullable<ReturnType<typeof mmuView>>): Section {
	const left = { ...box, w: Math.min(400, Math.floor(box.w * 0.44)) }
	const access = layoutAccess(left, mmu, scene)
	const notebook = layoutNotebook({ ...left, y: left.y + access.height + 6 }, mmu, scene, 1)
	const right = { x: left.x + left.w + 28, y: box.y, w: box.w - left.w - 28 }
	const ledger = layoutLedger(right, mmu, scene)
	return {
		nodes: [...access.nodes, ...notebook.nodes, ...ledger.nodes],
		height: Math.max(access.height + notebook.height + 6, ledger.height) + 20,
	}
}

/** Laptop and projector: the street at the left, the lot, the gate across, the office below. */
function layoutWide(scene: Scene, view: SeatView, width: number, height: number): Picture {
	const { model, say } = scene
	const malloc = mallocView(model)
	const kernel = kernelView(model)
	const mmu = mmuView(model)
	if (malloc === null) return layoutStack({ ...scene, wide: true }, view, width, height)
	const street = Math.min(220, Math.max(150, Math.round(width * 0.16)))
	const main = width - street
	const side = main >= SIDE_FROM - 220 && (kernel !== null || mmu !== null) ? Math.min(400, Math.round(main * 0.31)) : 0
	const lotWidth = main - side
	const office = officeSection(scene, { x: street + 20, y: 0, w: main - 40 })
	const officeHeight = Math.min(
		Math.round(height * OFFICE_SHARE),
		office.height + INSIDE + (office.height > 0 ? 10 : 0),
	)
	const gateTop = height - officeHeight - GATE_HEIGHT + 8
	const metrics = rowMetrics({ x: 0, y: 0, w: lotWidth - 24 }, malloc.info.pageBytes, kernel !== null, scene)
	const used = metrics.gutter + metrics.width + metrics.plates
	const left = street + 12 + Math.max(0, Math.floor((lotWidth - 24 - used) / 2))
	const heap = layoutHeap({ x: left, y: 0, w: used + 8 + (kernel === null ? 8 : 0) }, malloc, kernel, scene)
	const content = [...heap.nodes]
	const nodes: LotNode[] = [
		zoneNode('zone', 'lot', street, 0, main, height, DEPTH.ground, false),
		...[0.25, 0.8].map((share, index) =>
			lightPool(index, street + lotWidth * share, gateTop * (0.3 + index * 0.4), lotWidth * 0.9),
		),
		...layoutStreet(street, height, view, scene, metrics.slot).nodes,
		zoneNode('zone:heading', 'lot', street, 0, lotWidth, HEADING, DEPTH.cover, false),
		heading('heapTitle', say('lot.heap'), 'muted', metrics.x + left, 9, metrics.width),
		zoneNode('zone:apron', 'lot', street, gateTop, main, 17, DEPTH.cover, false),
		zoneNode('zone:office', 'office', street, gateTop + 17, main, height - gateTop - 17, DEPTH.cover, false),
		heading(
			'officeTitle',
			say('lot.office'),
			'blue',
			officeTitleX(scene, say('lot.office'), street, main),
			gateTop + GATE_HEIGHT + 6,
			240,
		),
		...layoutGate({ x: street, y: gateTop, w: main }, view, scene).nodes,
		...fixed(office.nodes, DEPTH.cover).map((node) => ({ ...node, y: node.y + gateTop + GATE_HEIGHT + INSIDE })),
	]
	let contentHeight = heap.height
	const column = side > 0 ? sideNodes(scene, { x: width - side + 8, y: 0, w: side - 24 }, gateTop) : null
	if (column !== null) nodes.push(...column.nodes)
	if (kernel !== null && column?.landShown !== true) {
		const land = layoutLand(
			{ x: left + metrics.gutter, y: contentHeight + 30, w: metrics.width },
			kernel,
			scene,
			HEAP_DRAWN,
		)
		content.push(...land.nodes, {
			...heading('areasTitle', say('lot.areas'), 'blue', left + metrics.gutter, contentHeight + 6, metrics.width),
			z: DEPTH.sign,
			scroll: true,
		})
		contentHeight += land.height + 36
	}
	const shifted = content.map((node) => ({ ...node, y: node.y + HEADING }))
	return {
		width,
		height,
		nodes: [...nodes, ...shifted],
		windowTop: HEADING,
		windowHeight: gateTop - HEADING,
		contentHeight: contentHeight + 4,
		focus: heap.focus ?? null,
		exit: { x: street / 2, y: height + 40 },
	}
}

/** At the left, unless the first thread's van would stand on it: then below the second post. */
function officeTitleX(scene: Scene, text: string, street: number, main: number): number {
	const width = roomFor(scene, text, 13)
	return street + (20 + width + 40 < main / 6 ? 20 : Math.round(main / 3 - width / 2))
}

/** Frame pool and, where there is no side column for it, the TLB. */
function officeSection(scene: Scene, box: Box): Section {
	const kernel = kernelView(scene.model)
	if (kernel === null) return { nodes: [], height: 0 }
	return layoutPool(box, kernel, scene)
}

/** The column at the right: translation if the MMU is here, else the rest of the land. */
function sideNodes(scene: Scene, box: Box, bottom: number): { nodes: LotNode[]; landShown: boolean } {
	const { model, say } = scene
	const mmu = mmuView(model)
	const kernel = kernelView(model)
	const nodes: LotNode[] = [
		{
			id: 'sidePanel',
			art: { kind: 'fill', colour: '#1B2026', radius: 14, edge: '#2B323A' },
			x: box.x - 8,
			y: 10,
			w: box.w + 16,
			h: bottom - 22,
			z: DEPTH.cover,
			scroll: false,
		},
	]
	let y = 22
	const inner = { x: box.x + 4, w: box.w - 8 }
	if (mmu !== null) {
		const access = layoutAccess({ ...inner, y }, mmu, scene)
		nodes.push(...fixed(access.nodes, DEPTH.cover))
		y += access.height
		const notebook = layoutNotebook({ ...inner, y }, mmu, scene, 2)
		nodes.push(...fixed(notebook.nodes, DEPTH.cover))
		y += notebook.height
		const ledger = layoutLedger({ ...inner, y }, mmu, scene)
		if (model.seat === 'mmu' && y + ledger.height < bottom) {
			nodes.push(...fixed(ledger.nodes, DEPTH.cover))
			return { nodes, landShown: kernel === null }
		}
	}
	let landShown = kernel === null
	if (kernel !== null) {
		const land = layoutLand({ ...inner, y: y + 24 }, kernel, scene, HEAP_DRAWN)
		if (y + 24 + land.height < bottom - 8) {
			nodes.push(
				heading('areasTitle', say('lot.areas'), 'blue', inner.x, y, inner.w),
				...fixed(land.nodes, DEPTH.cover),
			)
			y += 24 + land.height
			landShown = true
		}
	}
	if (mmu !== null && model.seat !== 'mmu') {
		const ledger = layoutLedger({ ...inner, y: y + 6 }, mmu, scene)
		if (y + 6 + ledger.height < bottom - 6) nodes.push(...fixed(ledger.nodes, DEPTH.cover))
	}
	return { nodes, landShown }
}
