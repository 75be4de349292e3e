import type Phaser from 'phaser'
import { artKey } from './artKey.ts'
import type { LotNode } from './node.ts'
import type { Fonts } from './paint/brush.ts'
import { bleedOf, isSoft, paint } from './paint/paint.ts'

/** Grounds are soft and large: beyond this they are stretched, for that is the texture limit of small GPUs. */
const MAX_GROUND_PX = 4096
/** Textures kept beyond those on screen, for what comes back (a size, a state). */
const SPARE_TEXTURES = 160

/** Images drawn by canvas 2D at device resolution, one texture for each different art and size. */
export class ArtStore {
	readonly #textures: Phaser.Textures.TextureManager
	readonly #fonts: Fonts
	readonly #uses = new Map<string, number>()
	readonly #idle = new Set<string>()
	readonly #prefix: string
	#scale: number

	constructor(textures: Phaser.Textures.TextureManager, fonts: Fonts, scale: number) {
		this.#textures = textures
		this.#fonts = fonts
		this.#scale = scale
		this.#prefix = 'art:'
	}

	/** Drops everything: the device resolution is another one now. Nothing may be in use. */
	rescale(scale: number): void {
		this.#scale = scale
		for (const key of this.#uses.keys()) this.#textures.remove(key)
		this.#uses.clear()
		this.#idle.clear()
	}

	/** The texture's key; painted if it isn't there yet. Give it back with `release`. */
	take(node: LotNode): string {
		const key = this.#prefix + artKey(node)
		const uses = this.#uses.get(key)
		this.#uses.set(key, (uses ?? 0) + 1)
		this.#idle.delete(key)
		if (uses === undefined) this.#paint(key, node)
		return key
	}

	release(key: string): void {
		const uses = (this.#uses.get(key) ?? 1) - 1
		this.#uses.set(key, uses)
		if (uses > 0) return
		this.#idle.add(key)
		if (this.#idle.size <= SPARE_TEXTURES) return
		// A Set keeps its order: the first is idle for longest.
		const [oldest] = this.#idle
		if (oldest === undefined) return
		this.#idle.delete(oldest)
		this.#uses.delete(oldest)
		this.#textures.remove(oldest)
	}

	/** Device px of the image for one CSS px of the node. */
	scaleOf(node: LotNode): number {
		if (!isSoft(node.art)) return this.#scale
		return Math.min(this.#scale, MAX_GROUND_PX / Math.max(node.w, node.h))
	}

	get size(): number {
		return this.#uses.size
	}

	#paint(key: string, node: LotNode): void {
		const bleed = bleedOf(node.art)
		const scale = this.scaleOf(node)
		const canvas = document.createElement('canvas')
		canvas.width = Math.max(1, Math.ceil((node.w + bleed * 2) * scale))
		canvas.height = Math.max(1, Math.ceil((node.h + bleed * 2) * scale))
		const ink = canvas.getContext('2d', { willReadFrequently: true })
		if (ink === null) return
		ink.scale(scale, scale)
		ink.translate(bleed, bleed)
		paint(ink, node.art, node.w, node.h, this.#fonts)
		// Not `addCanvas`: a CanvasTexture reads all its pixels back, some 10 ms each.
		this.#textures.create(key, canvas)?.add('__BASE', 0, 0, 0, canvas.width, canvas.height)
	}
}
