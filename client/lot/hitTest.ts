import type { LotPick } from './model.ts'
import type { LotNode, Picture } from './node.ts'

/** A finger needs 44 px; narrow things grow upwards and downwards only, for beside them is the next chunk. */
const TARGET = 44

const topOf = (node: LotNode, scroll: number): number => node.y - (node.scroll ? scroll : 0)

function contains(node: LotNode, x: number, y: number, scroll: number, grow: boolean): boolean {
	const top = topOf(node, scroll)
	const extra = grow ? Math.max(0, TARGET - node.h) / 2 : 0
	return x >= node.x && x < node.x + node.w && y >= top - extra && y < top + node.h + extra
}

/** The node that a point of the canvas means: the topmost one exactly under it, else one within a finger's reach. */
export function nodeAt(picture: Picture, x: number, y: number, scroll: number): LotNode | null {
	const inWindow = y >= picture.windowTop && y < picture.windowTop + picture.windowHeight
	for (const grow of [false, true]) {
		let best: LotNode | null = null
		for (const node of picture.nodes) {
			if (node.pick === undefined && node.cells === undefined) continue
			if (node.scroll && !inWindow) continue
			if (contains(node, x, y, scroll, grow) && (best === null || node.z >= best.z)) best = node
		}
		if (best !== null) return best
	}
	return null
}

export function pickAt(picture: Picture, x: number, y: number, scroll: number): LotPick | null {
	const node = nodeAt(picture, x, y, scroll)
	if (node === null) return null
	if (node.pick !== undefined) return node.pick
	if (node.cells === undefined) return null
	const column = Math.floor((x - node.x - node.cells.x) / node.cells.cell)
	const row = Math.floor((y - topOf(node, scroll) - node.cells.y) / node.cells.cell)
	if (column < 0 || column > 15 || row < 0 || row > 15) return null
	return { kind: 'page', page: row * 16 + column }
}
