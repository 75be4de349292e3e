import type { LotModel } from '../model.ts'
import type { LotNode } from '../node.ts'
import { textWidth } from '../textWidth.ts'
import type { Say } from '../words.ts'

/** Where a section goes. Its nodes are in the same coordinates. */
export interface Box {
	readonly x: number
	readonly y: number
	readonly w: number
}

/** A laid-out part of the picture. */
export interface Section {
	readonly nodes: readonly LotNode[]
	readonly height: number
	readonly focus?: { readonly key: string; readonly top: number; readonly bottom: number } | null
}

/** What every section may look at. */
export interface Scene {
	readonly model: LotModel
	readonly say: Say
	/** A laptop or a projector: more room, larger signs. */
	readonly wide: boolean
	/** A tall canvas: rows may be high. */
	readonly tall: boolean
	/** No text is smaller than so many px of the picture; 0: as each was drawn. */
	readonly leastPx: number
}

/** An upper estimate of what a text takes as this scene writes it. */
export const roomFor = ({ leastPx }: Pick<Scene, 'leastPx'>, text: string, px: number, mono = false): number =>
	textWidth(text, Math.max(px, leastPx), mono)

/** Puts nodes on the canvas instead of into the scrolled content, above what scrolls. */
export const fixed = (nodes: readonly LotNode[], raise: number): LotNode[] =>
	nodes.map((node) => ({ ...node, scroll: false, z: node.z + raise }))
