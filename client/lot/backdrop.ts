import type Phaser from 'phaser'

/** An image that stands still, as canvas 2D draws it: in device px. */
export interface Still {
	readonly source: CanvasImageSource
	readonly x: number
	readonly y: number
	readonly width: number
	readonly height: number
	readonly alpha: number
}

const KEY = 'backdrop'

/**
 * All that stands still, painted once on one opaque canvas that lies behind everything else. Without a GPU each image
 * costs its area in every frame; a lot of 200 cars is then copied in one piece and only what moves is drawn.
 */
export class Backdrop {
	readonly #scene: Phaser.Scene
	readonly #colour: string
	#ink: CanvasRenderingContext2D | null = null
	#image: Phaser.GameObjects.Image | null = null

	constructor(scene: Phaser.Scene, colour: string) {
		this.#scene = scene
		this.#colour = colour
	}

	/** `stills` from the ground up. */
	paint(stills: readonly Still[]): void {
		const { width, height } = this.#scene.scale
		const ink = this.#sized(width, height)
		if (ink === null) return
		ink.globalAlpha = 1
		ink.fillStyle = this.#colour
		ink.fillRect(0, 0, width, height)
		for (const still of stills) {
			ink.globalAlpha = still.alpha
			ink.drawImage(still.source, still.x, still.y, still.width, still.height)
		}
		this.#image?.setVisible(true)
	}

	hide(): void {
		this.#image?.setVisible(false)
	}

	#sized(width: number, height: number): CanvasRenderingContext2D | null {
		const { canvas } = this.#ink ?? {}
		if (canvas?.width === width && canvas.height === height) return this.#ink
		const { textures } = this.#scene
		this.#image?.destroy()
		if (textures.exists(KEY)) textures.remove(KEY)
		const next = document.createElement('canvas')
		next.width = width
		next.height = height
		textures.create(KEY, next)?.add('__BASE', 0, 0, 0, width, height)
		this.#image = this.#scene.add.image(0, 0, KEY).setOrigin(0, 0).setDepth(-1)
		// Opaque: then a frame copies it instead of mixing. In main memory, as all images are.
		this.#ink = next.getContext('2d', { alpha: false, willReadFrequently: true })
		return this.#ink
	}
}
