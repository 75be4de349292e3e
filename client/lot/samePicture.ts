import { artKey } from './artKey.ts'
import type { LotNode, Picture } from './node.ts'

/** Whether nobody could tell two pictures apart, nor what can be pointed at in them. Most messages of a calm round change nothing. */
export function samePicture(a: Picture, b: Picture): boolean {
	if (a.width !== b.width || a.height !== b.height || a.contentHeight !== b.contentHeight) return false
	if (a.windowTop !== b.windowTop || a.windowHeight !== b.windowHeight || a.nodes.length !== b.nodes.length)
		return false
	if (a.focus?.key !== b.focus?.key || a.exit?.x !== b.exit?.x || a.exit?.y !== b.exit?.y) return false
	return a.nodes.every((node, index) => {
		const other = b.nodes[index]
		return other !== undefined && sameNode(node, other)
	})
}

function sameNode(a: LotNode, b: LotNode): boolean {
	if (a.id !== b.id || a.x !== b.x || a.y !== b.y || a.z !== b.z || a.scroll !== b.scroll) return false
	if (a.alpha !== b.alpha || a.angle !== b.angle || a.hint !== b.hint || a.pulse !== b.pulse) return false
	return artKey(a) === artKey(b) && JSON.stringify(a.pick) === JSON.stringify(b.pick)
}
