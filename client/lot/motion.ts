import type { FrameView } from '../../shared/machine/memory.ts'
import type { Cue } from '../connect/bus.ts'
import { artKey } from './artKey.ts'
import type { LotNode, Picture } from './node.ts'
import { textWidth } from './textWidth.ts'

export interface Point {
	readonly x: number
	readonly y: number
}
/** A cubic Bézier curve for the centre of a vehicle. */
export type Path = readonly [Point, Point, Point, Point]

/** What moves between two pictures. Whatever isn't named simply is as the new picture has it. */
export type Move =
	/** Along a path to its place. Coordinates are those of the node (scrolled if it scrolls). */
	| {
			readonly kind: 'drive'
			readonly id: string
			readonly path: Path
			readonly delayMs: number
			readonly durationMs: number
	  }
	/** Away, on the canvas; the node is no longer in the picture. */
	| { readonly kind: 'leave'; readonly node: LotNode; readonly path: Path; readonly durationMs: number }
	| {
			readonly kind: 'slide'
			readonly id: string
			readonly dx: number
			readonly dy: number
			readonly durationMs: number
	  }
	/** The barrier: up, along, down. */
	| { readonly kind: 'lift'; readonly id: string; readonly dy: number; readonly durationMs: number }
	| {
			readonly kind: 'appear'
			readonly id: string
			readonly pop: boolean
			readonly durationMs: number
			readonly delayMs: number
	  }
	| { readonly kind: 'vanish'; readonly node: LotNode; readonly durationMs: number }
	/** Crossfade from the old image to the new one. */
	| { readonly kind: 'swap'; readonly id: string; readonly before: LotNode; readonly durationMs: number }
	/** A roller lays the new ground over the old one, from the left. */
	| { readonly kind: 'pave'; readonly id: string; readonly before: LotNode; readonly durationMs: number }
	/** The old ground is rolled up towards the right and leaves the new one bare. */
	| { readonly kind: 'strip'; readonly id: string; readonly before: LotNode; readonly durationMs: number }
	/** Turned over like a page. */
	| { readonly kind: 'flip'; readonly id: string; readonly before: LotNode; readonly durationMs: number }
	| { readonly kind: 'flash'; readonly id: string; readonly durationMs: number; readonly delayMs?: number }
	/** What something cost, rising from where it happened. */
	| { readonly kind: 'cost'; readonly id: string; readonly text: string; readonly durationMs: number }

export interface MotionFacts {
	readonly reduced: boolean
	/** Scroll of the two pictures, in px. */
	readonly scrollBefore: number
	readonly scrollAfter: number
	/** The lens was switched: everything fades over at once, nothing travels. */
	readonly crossfade: boolean
}

const FADE_MS = 120
const SLIDE_MS = 260
const GATE_MS = 280
const LIFT_MS = 620
const PAVE_MS = 480
const FLIP_MS = 260
const FLASH_MS = 420
const COST_MS = 900
const DRIVE_MS = { least: 350, most: 500, perPx: 0.28 }
const LEAVE_MS = 420
const SWEEP_MS = 22
const PIECE_DELAY_MS = 70

const isCar = (node: LotNode): boolean => node.art.kind === 'car' && node.id.startsWith('car:')
const centre = (node: LotNode): Point => ({ x: node.x + node.w / 2, y: node.y + node.h / 2 })
/** What lies outside of the window would drive across the panels that cover it. */
function inSight(node: LotNode, picture: Picture, scroll: number): boolean {
	if (!node.scroll) return true
	const middle = node.y + node.h / 2 - scroll
	return middle > picture.windowTop && middle < picture.windowTop + picture.windowHeight
}
const shiftOf = (node: LotNode, facts: MotionFacts, when: 'before' | 'after'): number =>
	node.scroll ? (when === 'before' ? facts.scrollBefore : facts.scrollAfter) : 0

/** The moves that lead from one picture to the next. Pure; the order is that of the new picture's nodes. */
export function planMotion(before: Picture | null, after: Picture, cues: readonly Cue[], facts: MotionFacts): Move[] {
	// Another size is another layout: nothing travels.
	if (before === null || before.width !== after.width || before.height !== after.height) return []
	const moves: Move[] = []
	const old = new Map(before.nodes.map((node) => [node.id, node]))
	const seen = new Set<string>()
	for (const node of after.nodes) {
		seen.add(node.id)
		const was = old.get(node.id)
		const move = was === undefined ? arrival(node, after, facts) : change(was, node, after, facts)
		if (move !== null) moves.push(move)
	}
	for (const node of before.nodes) {
		if (!seen.has(node.id)) moves.push(departure(node, before, facts))
	}
	if (!facts.crossfade) moves.push(...cueMoves(cues, after, facts))
	return moves
}

function arrival(node: LotNode, picture: Picture, facts: MotionFacts): Move | null {
	if (node.art.kind === 'ground') return null
	if (isCar(node) && !facts.reduced && !facts.crossfade && inSight(node, picture, facts.scrollAfter)) {
		const piece = Number(node.id.split(':')[2] ?? 0)
		return driveFrom(entrance(node, picture, facts), node, piece)
	}
	const pop =
		!facts.reduced &&
		!facts.crossfade &&
		(node.art.kind === 'framePlate' || node.art.kind === 'alarm' || node.art.kind === 'entry')
	return { kind: 'appear', id: node.id, pop, durationMs: pop ? 240 : FADE_MS, delayMs: 0 }
}

/** Where a car comes in that was not in the picture: from the street, or from the queue above the lot. */
function entrance(node: LotNode, picture: Picture, facts: MotionFacts): Point {
	const shift = node.scroll ? facts.scrollAfter : 0
	if (picture.exit !== null) return { x: picture.exit.x, y: picture.height * 0.5 + shift }
	const to = centre(node)
	return { x: Math.max(30, to.x - 80), y: shift - 50 }
}

/** A curve that leaves the start level and comes in level with the row. */
function driveFrom(from: Point, node: LotNode, piece: number): Move {
	const to = centre(node)
	const distance = Math.hypot(to.x - from.x, to.y - from.y)
	const fromAbove = Math.abs(to.x - from.x) < 120
	const path: Path = [
		from,
		fromAbove ? { x: from.x, y: from.y + (to.y - from.y) * 0.6 } : { x: from.x + (to.x - from.x) * 0.5, y: from.y },
		{ x: to.x - Math.min(110, distance * 0.4), y: to.y },
		to,
	]
	const durationMs = Math.round(Math.min(DRIVE_MS.most, Math.max(DRIVE_MS.least, distance * DRIVE_MS.perPx + 220)))
	return { kind: 'drive', id: node.id, path, delayMs: piece * PIECE_DELAY_MS, durationMs }
}

function change(was: LotNode, node: LotNode, picture: Picture, facts: MotionFacts): Move | null {
	if (was.scroll !== node.scroll && (!isCar(node) || !inSight(node, picture, facts.scrollAfter))) {
		return { kind: 'appear', id: node.id, pop: false, durationMs: FADE_MS, delayMs: 0 }
	}
	const dx = was.x - node.x
	const dy = was.y - shiftOf(was, facts, 'before') - (node.y - shiftOf(node, facts, 'after'))
	const movedInContent = was.scroll === node.scroll ? was.y !== node.y : dy !== 0
	const travels = dx !== 0 || movedInContent
	const looksNew = artKey(was) !== artKey(node) || (was.alpha ?? 1) !== (node.alpha ?? 1)
	if (!travels && !looksNew) return null
	if (node.art.kind === 'ground') return null
	if (facts.reduced || facts.crossfade) return { kind: 'swap', id: node.id, before: was, durationMs: FADE_MS }
	if (isCar(node) && travels && (was.scroll !== node.scroll || Math.hypot(dx, dy) > 4)) {
		const from = centre(was)
		return driveFrom({ x: from.x, y: node.y + dy + was.h / 2 }, node, 0)
	}
	const contentDy = was.scroll === node.scroll ? was.y - node.y : dy
	if (travels && (node.art.kind === 'arm' || node.id === 'pivot' || node.id === 'brk')) {
		return { kind: 'lift', id: node.id, dy: contentDy, durationMs: LIFT_MS }
	}
	if (node.art.kind === 'token') return { kind: 'slide', id: node.id, dx, dy: contentDy, durationMs: GATE_MS }
	if (looksNew) return repaint(was, node)
	return { kind: 'slide', id: node.id, dx, dy: contentDy, durationMs: SLIDE_MS }
}

function repaint(was: LotNode, node: LotNode): Move {
	const a = was.art
	const b = node.art
	if ((a.kind === 'row' && b.kind === 'row') || (a.kind === 'plot' && b.kind === 'plot')) {
		if (a.ground !== 'paved' && a.ground !== 'plain' && a.ground !== 'shared' && b.ground === 'paved')
			return { kind: 'pave', id: node.id, before: was, durationMs: PAVE_MS }
		if ((a.ground === 'paved' || a.ground === 'shared') && (b.ground === 'depot' || b.ground === 'file'))
			return { kind: 'strip', id: node.id, before: was, durationMs: PAVE_MS }
	}
	if (a.kind === 'tlbLine' && b.kind === 'tlbLine' && (a.page !== b.page || a.frame !== b.frame)) {
		return { kind: 'flip', id: node.id, before: was, durationMs: FLIP_MS }
	}
	if (a.kind === 'frame' && b.kind === 'frame' && a.page !== b.page)
		return { kind: 'flip', id: node.id, before: was, durationMs: FLIP_MS }
	if (a.kind === 'framePlate' && b.kind === 'framePlate' && a.state !== b.state) {
		return { kind: 'appear', id: node.id, pop: true, durationMs: 240, delayMs: b.state === 'paved' ? PAVE_MS * 0.7 : 0 }
	}
	return { kind: 'swap', id: node.id, before: was, durationMs: FADE_MS }
}

function departure(node: LotNode, picture: Picture, facts: MotionFacts): Move {
	const still = facts.reduced || facts.crossfade || !inSight(node, picture, facts.scrollBefore)
	if (!isCar(node) || still) return { kind: 'vanish', node, durationMs: FADE_MS }
	const at = centre(node)
	const from = { x: at.x, y: at.y - shiftOf(node, facts, 'before') }
	const path: Path =
		picture.exit === null
			? [from, { x: from.x + 50, y: from.y }, { x: from.x + 110, y: from.y - 20 }, { x: from.x + 130, y: from.y - 120 }]
			: [from, { x: from.x - 70, y: from.y }, { x: picture.exit.x, y: from.y }, { x: picture.exit.x, y: from.y + 150 }]
	return { kind: 'leave', node, path, durationMs: LEAVE_MS }
}

/** What an event adds to the difference of the pictures: a hit has no difference at all. */
function cueMoves(cues: readonly Cue[], after: Picture, facts: MotionFacts): Move[] {
	const ids = new Set(after.nodes.filter((node) => inSight(node, after, facts.scrollAfter)).map((node) => node.id))
	const moves: Move[] = []
	const told = new Set<string>()
	for (const { event, costCycles } of cues) {
		if (event.type === 'tlbHit' && ids.has(`line:${event.line}`) && !told.has(`line:${event.line}`)) {
			told.add(`line:${event.line}`)
			moves.push({ kind: 'flash', id: `line:${event.line}`, durationMs: facts.reduced ? FADE_MS : FLASH_MS })
		}
		if (event.type === 'framesScanned' && !told.has('scan')) {
			told.add('scan')
			moves.push(...sweep(event.frames, ids, facts))
		}
		if (event.type === 'frameMoved' && !facts.reduced) moves.push(...carried(event, after))
		const place = placeOf(event)
		if (costCycles <= 0 || facts.reduced) continue
		const id = place.find((entry) => ids.has(entry))
		// The same event is told to each of several seats.
		if (id === undefined || told.has(`${id}:${costCycles}`)) continue
		told.add(`${id}:${costCycles}`)
		moves.push({ kind: 'cost', id, text: `+${costCycles}`, durationMs: COST_MS })
	}
	return moves
}

/** A scan looks at one frame after the other; who was in use lights up. */
function sweep(frames: readonly FrameView[], ids: ReadonlySet<string>, facts: MotionFacts): Move[] {
	return frames.flatMap(({ frame, accessedScan }, index): Move[] => {
		const id = `frame:${frame}`
		if (!accessedScan || !ids.has(id)) return []
		return [
			{
				kind: 'flash',
				id,
				durationMs: facts.reduced ? FADE_MS : FLASH_MS,
				delayMs: facts.reduced ? 0 : index * SWEEP_MS,
			},
		]
	})
}

/** A page that is moved slides from its old frame to the new one. */
function carried({ from, to }: { readonly from: number; readonly to: number }, { nodes }: Picture): Move[] {
	const start = nodes.find(({ id }) => id === `frame:${from}`)
	const end = nodes.find(({ id }) => id === `frame:${to}`)
	if (start === undefined || end === undefined) return []
	return [{ kind: 'slide', id: end.id, dx: start.x - end.x, dy: start.y - end.y, durationMs: LIFT_MS }]
}

/** Nodes at which an event happened, the best first. */
function placeOf(event: Cue['event']): string[] {
	switch (event.type) {
		case 'chunkPlaced':
			return [`car:${event.object}:0`]
		case 'chunkFreed':
			return [`racked:${event.address}:0`, `free:${event.address}:0`, 'top::0']
		case 'faultResolved':
			return event.pid === 0
				? event.pages.flatMap((page) => [`plot:${page}`, `row:${page}`])
				: event.frames.map((frame) => `frame:${frame}`)
		case 'pageEvicted':
			return event.pid === 0 ? [`plot:${event.page}`, `row:${event.page}`] : [`frame:${event.frame}`]
		case 'chunkResized':
		case 'bytesCopied':
			return [`car:${event.object}:0`]
		case 'frameMoved':
			return [`frame:${event.to}`]
		case 'framesScanned':
			return ['poolTitle']
		case 'processStarted':
			return [`neighbour:${event.process.pid}`, 'poolTitle']
		case 'processEnded':
			return ['depot']
		case 'syscallReturned':
			return event.pid === 0 ? [`lamp:${event.lane}`, 'brk'] : [`neighbour:${event.pid}`]
		case 'tlbFilled':
			return [`line:${event.line}`]
		default:
			return []
	}
}

const COST_PX = 13

/** The little sign that carries a cost; it rises from the node. */
export function costNode(node: LotNode, text: string, serial: number, scroll: number): LotNode {
	const w = Math.ceil(textWidth(text, COST_PX, true)) + 18
	const top = node.y - (node.scroll ? scroll : 0)
	return {
		id: `cost:${serial}`,
		art: { kind: 'cost', text },
		x: node.x + node.w / 2 - w / 2,
		y: top - 8,
		w,
		h: 22,
		z: 80,
		scroll: false,
	}
}

/** Point and direction (degrees) on a path at 0 … 1. */
export function onPath(path: Path, t: number): Point & { readonly heading: number } {
	const [a, b, c, d] = path
	const u = 1 - t
	const at = (p: number, q: number, r: number, s: number): number =>
		u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s
	const speed = (p: number, q: number, r: number, s: number): number =>
		3 * u * u * (q - p) + 6 * u * t * (r - q) + 3 * t * t * (s - r)
	const vx = speed(a.x, b.x, c.x, d.x)
	const vy = speed(a.y, b.y, c.y, d.y)
	return {
		x: at(a.x, b.x, c.x, d.x),
		y: at(a.y, b.y, c.y, d.y),
		heading: (Math.atan2(vy, Math.abs(vx) + 0.001) * 180) / Math.PI,
	}
}
