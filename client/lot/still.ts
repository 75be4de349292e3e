/** What the backdrop must know of an image: its place in the drawing order and its rectangle, now and at rest. */
export interface Layer {
	readonly z: number
	readonly x: number
	readonly y: number
	readonly w: number
	readonly h: number
	/** It moves, turns or fades: it can't be part of the backdrop. */
	readonly moves: boolean
}

const overlap = (a: Layer, b: Layer): boolean =>
	a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

/**
 * Which layers can lie on the backdrop, in drawing order: all that stand still and cover nothing that is drawn over the
 * backdrop, for that would come to lie above them.
 */
export function stillLayers<T extends Layer>(layers: readonly T[]): T[] {
	const still: T[] = []
	const loose: T[] = []
	for (const layer of layers.toSorted((a, b) => a.z - b.z)) {
		const list = layer.moves || loose.some((one) => overlap(one, layer)) ? loose : still
		list.push(layer)
	}
	return still
}
