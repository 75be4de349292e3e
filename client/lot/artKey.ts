import type { LotNode } from './node.ts'

const known = new WeakMap<LotNode, string>()

/** Equal keys are one texture. */
export function artKey(node: LotNode): string {
	const old = known.get(node)
	if (old !== undefined) return old
	const key = `${JSON.stringify(node.art)}|${node.w}|${node.h}`
	known.set(node, key)
	return key
}
