import Phaser from 'phaser'
import type { Cue } from '../connect/bus.ts'
import { ArtStore } from './artStore.ts'
import { Backdrop } from './backdrop.ts'
import { easeOut } from './ease.ts'
import { layoutLot } from './layout/layoutLot.ts'
import { layoutTag } from './layout/layoutTag.ts'
import type { LotModel, LotPick } from './model.ts'
import { planMotion } from './motion.ts'
import type { LotNode, Picture } from './node.ts'
import { nodeAt, pickAt } from './hitTest.ts'
import type { Fonts } from './paint/brush.ts'
import { bindPointer } from './pointer.ts'
import { samePicture } from './samePicture.ts'
import { clampScroll, maxScroll, revealFocus } from './scroll.ts'
import { Stage } from './stage.ts'

export interface LotHandle {
	update(model: LotModel, cues: readonly Cue[]): void
	/** The parent has another size. Also noticed without being told. */
	resize(): void
	destroy(): void
}

/** Beyond 3 device px for one CSS px no eye sees a difference, but every phone feels it. */
const MAX_SCALE = 3
const SCROLL_MS = 320
const BACKGROUND = '#171B20'
/** Speed of a released drag falls to 1/e in this time. */
const MOMENTUM_MS = 325
const STOP_PX_PER_MS = 0.02
/** A compositor may show a frame late: the same one again before the loop sleeps. */
const FRAMES_BEFORE_REST = 3
const WEIGHTS = [500, 600, 700, 800]
/** Of the picture: with a zoom of 1.5 that is 24 px of 1080, what the last row of a classroom can read. */
const LEAST_PX_FAR = 16

/**
 * Draws the lot into `parent` until `destroy`. Resolves when fonts and renderer are ready. `zoom`: CSS px for one px of
 * the picture; more than 1 is for readers at the back of a room.
 */
export async function mountLot(parent: HTMLElement, onPick: (pick: LotPick) => void, zoom = 1): Promise<LotHandle> {
	const fonts = fontsOf(parent, zoom > 1 ? LEAST_PX_FAR : 0)
	await loadFonts(fonts)
	const scale = deviceScale(zoom)
	const size = sizeOf(parent, zoom)
	const scene = await boot(parent, size.width * scale, size.height * scale, zoom / scale)
	return bind(parent, scene, fonts, scale, zoom, size, onPick)
}

/** Device px for one px of the picture. */
const deviceScale = (zoom: number): number => Math.min(MAX_SCALE, Math.max(1, window.devicePixelRatio) * zoom)
/** Of the picture. */
const sizeOf = (parent: HTMLElement, zoom: number): { width: number; height: number } => ({
	width: Math.max(1, Math.round(parent.clientWidth / zoom)),
	height: Math.max(1, Math.round(parent.clientHeight / zoom)),
})

function fontsOf(parent: HTMLElement, leastPx: number): Fonts {
	const style = getComputedStyle(parent)
	const ui = style.getPropertyValue('--font-ui').trim()
	const mono = style.getPropertyValue('--font-mono').trim()
	return {
		ui: ui === '' ? 'system-ui, sans-serif' : ui,
		mono: mono === '' ? 'ui-monospace, monospace' : mono,
		leastPx,
	}
}

/** A canvas paints with whatever is there: a face that arrives later would leave the first words in another font. */
async function loadFonts(fonts: Fonts): Promise<void> {
	const faces = WEIGHTS.flatMap((weight) => [`${weight} 14px ${fonts.ui}`, `${weight} 14px ${fonts.mono}`])
	await Promise.allSettled(
		faces.flatMap((face) => [document.fonts.load(face, 'A0x→'), document.fonts.load(face, '堆街道')]),
	)
}

/** WebGL in software is slower than canvas 2D (STACK.md): asked for a fast one, the browser says whether it has it. */
function rendererType(parent: HTMLElement): number {
	const wish = parent.dataset['lotRenderer']
	if (wish === 'canvas') return Phaser.CANVAS
	if (wish === 'webgl') return Phaser.WEBGL
	const probe = document.createElement('canvas').getContext('webgl', { failIfMajorPerformanceCaveat: true })
	if (probe === null) return Phaser.CANVAS
	probe.getExtension('WEBGL_lose_context')?.loseContext()
	return Phaser.AUTO
}

/**
 * No fast WebGL means no fast GPU: then the canvas is best kept in main memory, which this hint is for. (Without it
 * Chromium takes more frames than its software GPU can draw, and shows what was a second ago.)
 */
function plainCanvas(): HTMLCanvasElement {
	const canvas = document.createElement('canvas')
	canvas.getContext('2d', { alpha: false, willReadFrequently: true })
	return canvas
}

function boot(parent: HTMLElement, width: number, height: number, cssScale: number): Promise<Phaser.Scene> {
	return new Promise((resolve) => {
		const type = rendererType(parent)
		const game = new Phaser.Game({
			type,
			...(type === Phaser.CANVAS ? { canvas: plainCanvas() } : {}),
			parent,
			width,
			height,
			backgroundColor: BACKGROUND,
			banner: false,
			disableContextMenu: false,
			autoFocus: false,
			audio: { noAudio: true },
			input: { keyboard: false, mouse: false, touch: false, gamepad: false },
			render: { antialias: true, powerPreference: 'low-power' },
			scale: { mode: Phaser.Scale.NONE, zoom: cssScale },
			scene: {
				create(this: Phaser.Scene) {
					resolve(this)
				},
			},
		})
		game.canvas?.setAttribute('aria-hidden', 'true')
	})
}

/** Everything with the lifetime of one mounted lot. */
function bind(
	parent: HTMLElement,
	scene: Phaser.Scene,
	fonts: Fonts,
	firstScale: number,
	zoom: number,
	/** Of the canvas as it is: the parent may have another before we hear of it. */
	firstSize: { readonly width: number; readonly height: number },
	onPick: (pick: LotPick) => void,
): LotHandle {
	const { game } = scene
	let scale = firstScale
	let size = firstSize
	const art = new ArtStore(scene.textures, fonts, scale)
	// A GPU draws all images at once; a processor is better off with one that holds what stands still.
	const backdrop = game.renderer.type === Phaser.CANVAS ? new Backdrop(scene, BACKGROUND) : null
	const stage = new Stage(scene, art, backdrop, scale)
	let model: LotModel | null = null
	let picture: Picture | null = null
	let scroll = 0
	let selected: number | undefined
	let hovered: string | null = null
	let glide: { from: number; to: number; startMs: number | null } | null = null
	let momentum = 0
	let lastMs: number | null = null
	let restTimer = 0
	let destroyed = false
	let idleFrames = 0

	const wake = (): void => {
		if (destroyed) return
		window.clearTimeout(restTimer)
		idleFrames = 0
		game.loop.wake()
	}
	const setScroll = (next: number): boolean => {
		if (picture === null) return false
		const clamped = clampScroll(picture, next)
		const moved = clamped !== scroll
		scroll = clamped
		stage.scrollTo(scroll)
		return moved
	}
	/** The tag says what is pointed at, or what is selected and has no room for its own name. */
	const tagged = (shown: Picture): LotNode | null => {
		const selected = model?.selection.chunk
		const node =
			shown.nodes.find((entry) => entry.id === hovered) ??
			shown.nodes.find(
				(entry) =>
					entry.pick?.kind === 'chunk' &&
					entry.pick.address === selected &&
					entry.art.kind === 'car' &&
					entry.art.text === '',
			)
		return node === undefined ? null : layoutTag(shown, node, scroll)
	}
	const draw = (cues: readonly Cue[], crossfade: boolean): void => {
		if (model === null) return
		const { width, height } = size
		const before = picture
		const scrollBefore = scroll
		const next = layoutLot(model, width, height, fonts.leastPx)
		picture = next
		scroll = clampScroll(next, scroll)
		if (next.focus !== null && next.focus.key !== before?.focus?.key) {
			const to = revealFocus(next, scroll)
			// A glide on its way to a place of another layout must not go on: after a resize it would end beside the focus.
			const jumps = before === null || model.reducedMotion || to === scroll
			glide = jumps ? null : { from: scroll, to, startMs: null }
			if (jumps) scroll = to
			momentum = 0
		}
		const { chunk } = model.selection
		const isStill = cues.length === 0 && !crossfade && scroll === scrollBefore && chunk === selected
		selected = chunk
		// A message ten times a second, and seldom anything to be seen of it: then a phone need not paint.
		if (isStill && before !== null && samePicture(before, next)) return
		stage.scrollTo(scroll)
		stage.show(
			next,
			planMotion(before, next, cues, { reduced: model.reducedMotion, scrollBefore, scrollAfter: scroll, crossfade }),
		)
		stage.tag(tagged(next))
		game.canvas.style.touchAction = maxScroll(next) > 0 ? 'none' : 'manipulation'
		wake()
	}

	const frame = (nowMs: number): void => {
		const passed = lastMs === null ? 16 : Math.min(50, nowMs - lastMs)
		lastMs = nowMs
		let active = false
		if (glide !== null) {
			glide.startMs ??= nowMs
			const t = Math.min(1, (nowMs - glide.startMs) / SCROLL_MS)
			setScroll(glide.from + (glide.to - glide.from) * easeOut(t))
			if (t >= 1) glide = null
			active = true
		} else if (Math.abs(momentum) > STOP_PX_PER_MS) {
			if (!setScroll(scroll + momentum * passed)) momentum = 0
			momentum *= Math.exp(-passed / MOMENTUM_MS)
			active = true
		}
		if (active && picture !== null) stage.tag(tagged(picture))
		if (stage.step(nowMs)) active = true
		idleFrames = active ? 0 : idleFrames + 1
	}
	const afterRender = (): void => {
		if (idleFrames < FRAMES_BEFORE_REST || destroyed) return
		// Nothing moves: no more frames until something happens, so that a phone in class stays cool.
		game.loop.sleep()
		lastMs = null
		const rest = stage.restMs
		if (rest !== null && model?.reducedMotion === false) restTimer = window.setTimeout(wake, rest)
	}
	scene.events.on('update', frame)
	game.events.on('postrender', afterRender)
	game.renderer.on('restorewebgl', wake)

	const unbindPointer = bindPointer(game.canvas, zoom, {
		canScroll: () => picture !== null && maxScroll(picture) > 0,
		press() {
			momentum = 0
			glide = null
		},
		drag(dy) {
			if (!setScroll(scroll - dy)) return
			if (picture !== null) stage.tag(tagged(picture))
			wake()
		},
		release(pxPerMs) {
			momentum = -pxPerMs
			wake()
		},
		wheel(dy) {
			momentum = 0
			glide = null
			const moved = setScroll(scroll + dy)
			if (moved) wake()
			return moved
		},
		tap(x, y) {
			const pick = picture === null ? null : pickAt(picture, x, y, scroll)
			if (pick !== null) onPick(pick)
		},
		hover(x, y) {
			if (picture === null) return
			const node = x === null || y === null ? null : nodeAt(picture, x, y, scroll)
			game.canvas.style.cursor = node?.pick === undefined && node?.cells === undefined ? 'default' : 'pointer'
			const next = node?.hint === undefined ? null : node.id
			if (next === hovered) return
			hovered = next
			stage.tag(tagged(picture))
			wake()
		},
	})

	const resize = (): void => {
		if (destroyed) return
		const next = sizeOf(parent, zoom)
		const nextScale = deviceScale(zoom)
		if (next.width === size.width && next.height === size.height && nextScale === scale) return
		size = next
		if (nextScale !== scale) {
			scale = nextScale
			stage.rescale(scale)
		}
		game.scale.setZoom(zoom / scale)
		game.scale.resize(size.width * scale, size.height * scale)
		picture = null
		draw([], false)
	}
	const observer = new ResizeObserver(resize)
	observer.observe(parent)

	return {
		update(next, cues) {
			if (destroyed) return
			const crossfade =
				model !== null && (model.lens !== next.lens || model.language !== next.language || model.seat !== next.seat)
			model = next
			draw(cues, crossfade)
		},
		resize,
		destroy() {
			if (destroyed) return
			destroyed = true
			window.clearTimeout(restTimer)
			observer.disconnect()
			unbindPointer()
			scene.events.off('update', frame)
			game.events.off('postrender', afterRender)
			game.renderer.off('restorewebgl', wake)
			const gl = 'gl' in game.renderer ? game.renderer.gl : null
			game.events.once('destroy', () => gl?.getExtension('WEBGL_lose_context')?.loseContext())
			game.destroy(true)
			// The game ends itself in its next frame; asleep it would never come to that.
			game.loop.wake()
		},
	}
}
