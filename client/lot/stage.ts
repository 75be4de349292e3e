import type Phaser from 'phaser'
import { artKey } from './artKey.ts'
import type { ArtStore } from './artStore.ts'
import type { Backdrop } from './backdrop.ts'
import { easeBack, easeInOut, easeOut } from './ease.ts'
import { DEPTH } from './layout/depth.ts'
import { costNode, type Move, onPath, type Path } from './motion.ts'
import type { LotNode, Picture } from './node.ts'
import { bleedOf } from './paint/paint.ts'
import { type Layer, stillLayers } from './still.ts'

/** A node on screen, and how far it is from where it belongs. */
interface Sprite {
	node: LotNode
	image: Phaser.GameObjects.Image | null
	texture: string
	dx: number
	dy: number
	scaleX: number
	scaleY: number
	turn: number
	alpha: number
	/** Share of the width that is shown, from the left or from the right. */
	crop: { readonly from: number; readonly to: number } | null
	/** Above everything while it moves. */
	lifted: boolean
	animations: number
}

interface Animation {
	readonly sprite: Sprite
	readonly delayMs: number
	readonly durationMs: number
	startMs: number | null
	readonly step: (t: number) => void
	readonly end: () => void
}

const PULSE_MS = 900
const PULSE_PAUSE_MS = 2600
/** A row and a tile grow by the same few px. */
const PULSE_PX = 5
/** How far outside of the canvas images are kept. */
const MARGIN = 60
const MAX_TILT = 16
const MAX_LIT_CARS = 12
const LIGHTS = { w: 64, h: 40 }

/** Shows pictures: keeps one image for each visible node and plays the moves between two pictures. */
export class Stage {
	readonly #scene: Phaser.Scene
	readonly #art: ArtStore
	readonly #backdrop: Backdrop | null
	readonly #sprites = new Map<string, Sprite>()
	readonly #extras = new Set<Sprite>()
	readonly #spare: Phaser.GameObjects.Image[] = []
	#animations: Animation[] = []
	#picture: Picture | null = null
	#scroll = 0
	#scale: number
	#dirty = true
	/** What the backdrop shows; null: nothing, for it would have to be painted in each frame. */
	#baked: Set<Sprite> | null = null
	/** Nothing but animations since the latest frame. */
	#settled = false
	#serial = 0
	#pulseStartMs: number | null = null

	/** `backdrop`: for a renderer that pays for each pixel. */
	constructor(scene: Phaser.Scene, art: ArtStore, backdrop: Backdrop | null, scale: number) {
		this.#scene = scene
		this.#art = art
		this.#backdrop = backdrop
		this.#scale = scale
	}

	/** Device px for one CSS px changed: all images are painted anew. */
	rescale(scale: number): void {
		this.#clear()
		this.#scale = scale
		this.#art.rescale(scale)
	}

	show(picture: Picture, moves: readonly Move[]): void {
		this.#picture = picture
		const nodes = new Map(picture.nodes.map((node) => [node.id, node]))
		for (const [id, sprite] of this.#sprites) {
			if (nodes.has(id)) continue
			this.#hide(sprite)
			this.#sprites.delete(id)
		}
		for (const [id, node] of nodes) {
			const sprite = this.#sprites.get(id)
			if (sprite === undefined) this.#sprites.set(id, newSprite(node))
			else this.#change(sprite, node)
		}
		for (const move of moves) this.#play(move)
		this.#pulseStartMs = null
		this.#disturb()
	}

	scrollTo(scroll: number): void {
		if (scroll === this.#scroll) return
		this.#scroll = scroll
		this.#disturb()
	}

	/** The tag over the node that is pointed at; null: none. */
	tag(node: LotNode | null): void {
		const old = this.#sprites.get('tag')
		if (node === null) {
			if (old === undefined) return
			this.#hide(old)
			this.#sprites.delete('tag')
		} else if (old === undefined) this.#sprites.set('tag', newSprite(node))
		else this.#change(old, node)
		this.#disturb()
	}

	/** Advances everything to `nowMs`. False: nothing moves and nothing changed, no frame is needed. */
	step(nowMs: number): boolean {
		const moving = this.#animations.length > 0
		const worked = moving || this.#dirty
		if (moving) this.#animate(nowMs)
		const pulsing = this.#pulse(nowMs)
		if (worked || pulsing) {
			for (const sprite of this.#sprites.values()) if (this.#baked?.has(sprite) !== true) this.#place(sprite)
			for (const sprite of this.#extras) this.#place(sprite)
		}
		// Painted when the same picture is about to be drawn for the second time: never while it scrolls.
		if (this.#settled && this.#baked === null && (moving || pulsing)) this.#bake()
		this.#settled = true
		this.#dirty = false
		return worked || pulsing || this.#animations.length > 0
	}

	/** Milliseconds until something wants attention again; null: never. */
	get restMs(): number | null {
		return this.#pulseNodes().length === 0 ? null : PULSE_PAUSE_MS
	}

	get moving(): number {
		return this.#animations.length
	}

	/** The picture changed: each image speaks for itself again. */
	#disturb(): void {
		this.#dirty = true
		this.#settled = false
		if (this.#baked === null) return
		for (const sprite of this.#baked) sprite.image?.setVisible(true)
		this.#baked = null
		this.#backdrop?.hide()
	}

	#bake(): void {
		if (this.#backdrop === null) return
		const shown = [...this.#sprites.values(), ...this.#extras].filter((sprite) => sprite.image !== null)
		const layers = shown.map((sprite) => ({ ...this.#layerOf(sprite), sprite }))
		const still = stillLayers(layers).map((layer) => layer.sprite)
		this.#backdrop.paint(
			still.flatMap(({ image }) => {
				if (image === null) return []
				const width = image.displayWidth
				const height = image.displayHeight
				const source = image.texture.getSourceImage() as HTMLCanvasElement
				return [{ source, x: image.x - width / 2, y: image.y - height / 2, width, height, alpha: image.alpha }]
			}),
		)
		for (const { image } of still) image?.setVisible(false)
		this.#baked = new Set(still)
	}

	/** Where a sprite is drawn until its animations end: between here and its home. */
	#layerOf(sprite: Sprite): Layer {
		const { node, dx, dy } = sprite
		const isExtra = this.#extras.has(sprite)
		const y = node.y - (node.scroll ? this.#scroll : 0)
		const layer = {
			z: sprite.lifted ? DEPTH.moving : node.z,
			x: node.x + Math.min(0, dx) - MARGIN / 2,
			y: y + Math.min(0, dy) - MARGIN / 2,
			w: node.w + Math.abs(dx) + MARGIN,
			h: node.h + Math.abs(dy) + MARGIN,
		}
		const plain = sprite.animations === 0 && node.pulse !== true && node.art.kind !== 'arm' && node.angle === undefined
		if (plain && !isExtra && layer.z < DEPTH.moving - 1) {
			const bleed = bleedOf(node.art)
			return { z: layer.z, x: node.x - bleed, y: y - bleed, w: node.w + bleed * 2, h: node.h + bleed * 2, moves: false }
		}
		// A roller crosses the whole of its row.
		if (node.art.kind === 'roller') return { ...layer, x: 0, w: this.#picture?.width ?? layer.w, moves: true }
		return { ...layer, moves: true }
	}

	#clear(): void {
		this.#disturb()
		for (const sprite of [...this.#sprites.values(), ...this.#extras]) this.#hide(sprite)
		this.#sprites.clear()
		this.#extras.clear()
		this.#animations = []
	}

	#change(sprite: Sprite, node: LotNode): void {
		if (sprite.image !== null && artKey(sprite.node) !== artKey(node)) {
			const texture = this.#art.take(node)
			sprite.image.setTexture(texture)
			this.#art.release(sprite.texture)
			sprite.texture = texture
		}
		sprite.node = node
	}

	#hide(sprite: Sprite): void {
		const { image } = sprite
		if (image === null) return
		image.setVisible(false).setCrop()
		this.#spare.push(image)
		this.#art.release(sprite.texture)
		sprite.image = null
	}

	#reveal(sprite: Sprite): Phaser.GameObjects.Image {
		if (sprite.image !== null) return sprite.image
		const texture = this.#art.take(sprite.node)
		const image = this.#spare.pop() ?? this.#scene.add.image(0, 0, texture)
		image.setTexture(texture).setVisible(true)
		sprite.image = image
		sprite.texture = texture
		return image
	}

	#isVisible(sprite: Sprite, top: number): boolean {
		const picture = this.#picture
		if (picture === null) return false
		const { node } = sprite
		if (sprite.lifted) return top + node.h + MARGIN > 0 && top - MARGIN < picture.height
		if (sprite.alpha * (node.alpha ?? 1) === 0) return false
		const low = node.scroll ? picture.windowTop : 0
		const high = node.scroll ? picture.windowTop + picture.windowHeight : picture.height
		const reach = node.art.kind === 'arrow' ? node.w : MARGIN
		return top + node.h + reach > low && top - reach < high
	}

	#place(sprite: Sprite): void {
		const { node } = sprite
		const top = node.y + sprite.dy - (node.scroll ? this.#scroll : 0)
		if (!this.#isVisible(sprite, top)) {
			this.#hide(sprite)
			return
		}
		const image = this.#reveal(sprite)
		const bleed = bleedOf(node.art)
		const scale = this.#scale
		const ratio = scale / this.#art.scaleOf(node)
		const straight = sprite.turn === 0 && sprite.scaleX === 1 && sprite.scaleY === 1
		const left = (node.x + sprite.dx - bleed) * scale
		const upper = (top - bleed) * scale
		// Whole device px unless it turns: edges and letters stay sharp, and canvas 2D copies instead of mixing.
		const x = straight ? Math.round(left) : left
		const y = straight ? Math.round(upper) : upper
		const width = image.width * ratio
		const height = image.height * ratio
		if (node.art.kind === 'arm') {
			// The arm turns about its left end.
			const share = bleed / (node.w + bleed * 2)
			image.setOrigin(share, 0.5).setPosition(x + width * share, y + height / 2)
		} else image.setOrigin(0.5, 0.5).setPosition(x + width / 2, y + height / 2)
		image
			.setScale(ratio * sprite.scaleX, ratio * sprite.scaleY)
			.setAngle((node.angle ?? 0) + sprite.turn)
			.setAlpha((node.alpha ?? 1) * sprite.alpha)
			.setDepth(sprite.lifted ? DEPTH.moving : node.z)
		if (sprite.crop === null) {
			if (image.isCropped) image.setCrop()
		} else
			image.setCrop(image.width * sprite.crop.from, 0, image.width * (sprite.crop.to - sprite.crop.from), image.height)
	}

	#animate(nowMs: number): void {
		const running = this.#animations
		this.#animations = []
		for (const animation of running) {
			animation.startMs ??= nowMs
			const t = (nowMs - animation.startMs - animation.delayMs) / animation.durationMs
			if (t >= 1) {
				animation.sprite.animations--
				animation.end()
			} else {
				animation.step(Math.max(0, t))
				this.#animations.push(animation)
			}
		}
		this.#dirty = true
	}

	#start(sprite: Sprite, durationMs: number, delayMs: number, step: (t: number) => void, end: () => void): void {
		sprite.animations++
		step(0)
		this.#animations.push({ sprite, delayMs, durationMs, startMs: null, step, end })
	}

	/** An image that is not in the picture, for as long as a move takes. Canvas coordinates. */
	#extra(node: LotNode, depth: number): Sprite {
		const y = node.y - (node.scroll ? this.#scroll : 0)
		const sprite = newSprite({ ...node, y, scroll: false, z: depth, id: `${node.id}~` })
		this.#extras.add(sprite)
		return sprite
	}

	#drop(sprite: Sprite): void {
		this.#hide(sprite)
		this.#extras.delete(sprite)
	}

	/** A new move takes over from an unfinished one. */
	#settle(sprite: Sprite): void {
		if (sprite.animations === 0) return
		this.#animations = this.#animations.filter((animation) => {
			if (animation.sprite !== sprite) return true
			animation.end()
			return false
		})
		sprite.animations = 0
	}

	#play(move: Move): void {
		if (move.kind === 'leave') return this.#leave(move.node, move.path, move.durationMs)
		if (move.kind === 'vanish') return this.#vanish(move.node, move.durationMs)
		const sprite = this.#sprites.get(move.id)
		if (sprite === undefined) return
		if (move.kind === 'flash') return this.#flash(sprite, move.durationMs, move.delayMs ?? 0)
		if (move.kind === 'cost') return this.#cost(sprite, move.text, move.durationMs)
		this.#settle(sprite)
		switch (move.kind) {
			case 'drive':
				return this.#drive(sprite, move.path, move.delayMs, move.durationMs)
			case 'slide':
				return this.#start(
					sprite,
					move.durationMs,
					0,
					(t) => {
						const rest = 1 - easeInOut(t)
						sprite.dx = move.dx * rest
						sprite.dy = move.dy * rest
					},
					() => reset(sprite),
				)
			case 'lift':
				return this.#lift(sprite, move.dy, move.durationMs)
			case 'appear':
				return this.#start(
					sprite,
					move.durationMs,
					move.delayMs,
					(t) => {
						sprite.alpha = Math.min(1, t * 2)
						const size = move.pop ? 0.4 + 0.6 * easeBack(t) : 1
						sprite.scaleX = size
						sprite.scaleY = size
					},
					() => reset(sprite),
				)
			case 'swap':
				return this.#swap(sprite, move.before, move.durationMs)
			case 'pave':
				return this.#roll(sprite, move.before, move.durationMs, true)
			case 'strip':
				return this.#roll(sprite, move.before, move.durationMs, false)
			case 'flip':
				return this.#flip(sprite, move.before, move.durationMs)
		}
	}

	#drive(sprite: Sprite, path: Path, delayMs: number, durationMs: number): void {
		// A whole lot on the move needs neither lamps nor leaning.
		const crowd = this.#animations.length > MAX_LIT_CARS
		const lights = crowd ? null : this.#extra(lightsNode(++this.#serial), DEPTH.moving - 1)
		if (lights !== null) lights.alpha = 0
		sprite.lifted = true
		this.#start(
			sprite,
			durationMs,
			delayMs,
			(t) => {
				const at = onPath(path, easeInOut(t))
				const { node } = sprite
				sprite.dx = at.x - node.x - node.w / 2
				sprite.dy = at.y - node.y - node.h / 2
				if (crowd) return
				// It leans into the curve and is level again when it stands.
				const tilt = Math.max(-MAX_TILT, Math.min(MAX_TILT, at.heading)) * Math.sin(Math.PI * t)
				sprite.turn = tilt
				const height = 1 + 0.05 * Math.sin(Math.PI * t)
				sprite.scaleX = height
				sprite.scaleY = height
				if (lights === null) return
				const radians = (tilt * Math.PI) / 180
				const ahead = node.w / 2 + LIGHTS.w / 2 - 4
				lights.dx = at.x + Math.cos(radians) * ahead - LIGHTS.w / 2
				lights.dy = at.y - (node.scroll ? this.#scroll : 0) + Math.sin(radians) * ahead - LIGHTS.h / 2
				lights.turn = tilt
				lights.alpha = Math.min(1, t * 5, (1 - t) * 3)
			},
			() => {
				reset(sprite)
				if (lights !== null) this.#drop(lights)
			},
		)
	}

	#leave(node: LotNode, path: Path, durationMs: number): void {
		const sprite = this.#extra(node, DEPTH.moving)
		sprite.lifted = true
		const home = sprite.node
		this.#start(
			sprite,
			durationMs,
			0,
			(t) => {
				const at = onPath(path, t * t)
				sprite.dx = at.x - home.x - home.w / 2
				sprite.dy = at.y - home.y - home.h / 2
				sprite.turn = Math.max(-MAX_TILT, Math.min(MAX_TILT, at.heading)) * Math.min(1, t * 2)
				sprite.alpha = t < 0.45 ? 1 : 1 - (t - 0.45) / 0.55
			},
			() => this.#drop(sprite),
		)
	}

	#vanish(node: LotNode, durationMs: number): void {
		const sprite = this.#extra(node, node.z)
		this.#start(
			sprite,
			durationMs,
			0,
			(t) => {
				sprite.alpha = 1 - t
			},
			() => this.#drop(sprite),
		)
	}

	#swap(sprite: Sprite, before: LotNode, durationMs: number): void {
		const old = this.#extra(before, before.z)
		old.alpha = before.alpha ?? 1
		// What covers its ground stays opaque below the fading old image: no flicker in between.
		const sameRect = before.w === sprite.node.w && before.h === sprite.node.h && before.x === sprite.node.x
		this.#start(
			sprite,
			durationMs,
			0,
			(t) => {
				old.alpha = 1 - t
				sprite.alpha = sameRect ? Math.min(1, t * 2) : t
			},
			() => {
				reset(sprite)
				this.#drop(old)
			},
		)
	}

	#roll(sprite: Sprite, before: LotNode, durationMs: number, laying: boolean): void {
		const old = this.#extra(before, sprite.node.z - 0.5)
		const { node } = sprite
		const height = node.h + 6
		const roller = this.#extra(
			{
				id: `roller:${++this.#serial}`,
				art: { kind: 'roller' },
				x: node.x - 17,
				y: node.y - 3,
				w: 34,
				h: height,
				z: 0,
				scroll: node.scroll,
			},
			DEPTH.preview,
		)
		const covered = laying ? sprite : old
		if (!laying) old.node = { ...old.node, z: node.z + 0.5 }
		this.#start(
			sprite,
			durationMs,
			0,
			(t) => {
				const share = easeInOut(t)
				covered.crop = laying ? { from: 0, to: Math.max(0.001, share) } : { from: Math.min(0.999, share), to: 1 }
				roller.dx = node.w * share
				roller.alpha = Math.min(1, t * 6, (1 - t) * 6)
			},
			() => {
				reset(sprite)
				this.#drop(old)
				this.#drop(roller)
			},
		)
	}

	#flip(sprite: Sprite, before: LotNode, durationMs: number): void {
		const old = this.#extra(before, before.z)
		this.#start(
			sprite,
			durationMs,
			0,
			(t) => {
				old.alpha = t < 0.5 ? 1 : 0
				old.scaleY = Math.max(0.02, 1 - t * 2)
				sprite.alpha = t < 0.5 ? 0 : 1
				sprite.scaleY = Math.max(0.02, t * 2 - 1)
			},
			() => {
				reset(sprite)
				this.#drop(old)
			},
		)
	}

	#flash(sprite: Sprite, durationMs: number, delayMs: number): void {
		const flash = this.#extra({ ...sprite.node, art: { kind: 'flash' } }, sprite.node.z + 1)
		this.#start(
			flash,
			durationMs,
			delayMs,
			(t) => {
				flash.alpha = t === 0 && delayMs > 0 ? 0 : 0.55 * (1 - easeOut(t))
			},
			() => this.#drop(flash),
		)
	}

	#cost(sprite: Sprite, text: string, durationMs: number): void {
		const cost = this.#extra(costNode(sprite.node, text, ++this.#serial, this.#scroll), DEPTH.cost)
		this.#start(
			cost,
			durationMs,
			240,
			(t) => {
				cost.dy = -26 * easeOut(t)
				cost.alpha = t === 0 ? 0 : t < 0.6 ? 1 : (1 - t) / 0.4
			},
			() => this.#drop(cost),
		)
	}

	#lift(sprite: Sprite, dy: number, durationMs: number): void {
		const arm = sprite.node.art.kind === 'arm'
		this.#start(
			sprite,
			durationMs,
			0,
			(t) => {
				sprite.dy = dy * (1 - easeInOut(Math.max(0, Math.min(1, (t - 0.25) / 0.5))))
				if (!arm) return
				const up = t < 0.25 ? easeOut(t / 0.25) : t > 0.75 ? 1 - easeInOut((t - 0.75) / 0.25) : 1
				sprite.turn = -7 * up
			},
			() => reset(sprite),
		)
	}

	#pulseNodes(): Sprite[] {
		return [...this.#sprites.values()].filter((sprite) => sprite.node.pulse === true && sprite.image !== null)
	}

	/** One breath of what asks for attention, then rest: a phone must not glow for a waiting fault. */
	#pulse(nowMs: number): boolean {
		const nodes = this.#pulseNodes()
		if (nodes.length === 0) return false
		this.#pulseStartMs ??= nowMs
		const t = (nowMs - this.#pulseStartMs) / PULSE_MS
		if (t >= PULSE_PAUSE_MS / PULSE_MS) this.#pulseStartMs = null
		const breath = t < 1 ? Math.sin(t * Math.PI * 2) ** 2 : 0
		for (const sprite of nodes) {
			if (sprite.animations > 0) continue
			sprite.scaleX = 1 + (breath * PULSE_PX) / sprite.node.w
			sprite.scaleY = 1 + (breath * PULSE_PX) / sprite.node.h
		}
		return t < 1
	}
}

const newSprite = (node: LotNode): Sprite => ({
	node,
	image: null,
	texture: '',
	dx: 0,
	dy: 0,
	scaleX: 1,
	scaleY: 1,
	turn: 0,
	alpha: 1,
	crop: null,
	lifted: false,
	animations: 0,
})

function reset(sprite: Sprite): void {
	Object.assign(sprite, { dx: 0, dy: 0, scaleX: 1, scaleY: 1, turn: 0, alpha: 1, crop: null, lifted: false })
}

const lightsNode = (serial: number): LotNode => ({
	id: `lights:${serial}`,
	art: { kind: 'headlights' },
	x: 0,
	y: 0,
	w: LIGHTS.w,
	h: LIGHTS.h,
	z: DEPTH.moving - 1,
	scroll: false,
})
