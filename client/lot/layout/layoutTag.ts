import type { LotNode, Picture } from '../node.ts'
import { textWidth } from '../textWidth.ts'
import { DEPTH } from './depth.ts'

const HEIGHT = 34

/** A tag over a node that says what the node itself has no room for. */
export function layoutTag(picture: Picture, node: LotNode, scroll: number): LotNode | null {
	if (node.hint === undefined) return null
	const w = Math.ceil(textWidth(node.hint, 13)) + 20
	const top = node.y - (node.scroll ? scroll : 0)
	return {
		id: 'tag',
		art: { kind: 'tag', text: node.hint },
		x: Math.round(Math.min(picture.width - w - 4, Math.max(4, node.x + node.w / 2 - w / 2))),
		y: Math.round(Math.max(2, top - HEIGHT + 6)),
		w,
		h: HEIGHT,
		z: DEPTH.tag,
		scroll: false,
	}
}
