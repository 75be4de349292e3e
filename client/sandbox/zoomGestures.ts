/** What a close-up does when it is moved. */
interface Moves {
	/** Pixels downwards. */
	readonly pan: (px: number) => void
	/** Bytes in a row times `factor` (2 or 1/2), around a height in the element. */
	readonly zoom: (factor: number, y: number) => void
}

/** So much wheel is one step of zoom. */
const WHEEL_STEP = 60
const LINE_PX = 30

/** Wheel pans, with Ctrl (and so a touchpad's pinch) it zooms; one finger or the mouse drags; two fingers pinch. Returns the undo. */
export function panOf(element: HTMLElement, { pan, zoom }: Moves): () => void {
	const fingers = new Map<number, { readonly x: number; readonly y: number }>()
	let turned = 0
	let spread = 0
	const heightOf = (clientY: number): number => clientY - element.getBoundingClientRect().top

	const wheel = (event: WheelEvent): void => {
		event.preventDefault()
		const delta = event.deltaMode === 0 ? event.deltaY : event.deltaY * LINE_PX
		if (!event.ctrlKey && !event.metaKey) return pan(delta)
		// A touchpad's pinch comes as many small turns.
		turned += event.deltaMode === 0 && Math.abs(delta) < WHEEL_STEP ? delta * 4 : delta
		if (Math.abs(turned) < WHEEL_STEP) return undefined
		zoom(turned > 0 ? 2 : 0.5, heightOf(event.clientY))
		turned = 0
		return undefined
	}
	const spreadOf = (): number => {
		const [one, other] = [...fingers.values()]
		return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0
	}
	const down = (event: PointerEvent): void => {
		element.setPointerCapture(event.pointerId)
		fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
		spread = spreadOf()
	}
	const move = (event: PointerEvent): void => {
		const before = fingers.get(event.pointerId)
		if (!before) return
		fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
		if (fingers.size === 1) return pan(before.y - event.clientY)
		const now = spreadOf()
		const ratio = now / Math.max(1, spread)
		if (ratio > 1 / Math.SQRT1_2 || ratio < Math.SQRT1_2) {
			zoom(ratio > 1 ? 0.5 : 2, heightOf(event.clientY))
			spread = now
		}
		return undefined
	}
	const up = (event: PointerEvent): void => {
		fingers.delete(event.pointerId)
		spread = spreadOf()
	}
	element.addEventListener('wheel', wheel, { passive: false })
	element.addEventListener('pointerdown', down)
	element.addEventListener('pointermove', move)
	element.addEventListener('pointerup', up)
	element.addEventListener('pointercancel', up)
	return () => {
		element.removeEventListener('wheel', wheel)
		element.removeEventListener('pointerdown', down)
		element.removeEventListener('pointermove', move)
		element.removeEventListener('pointerup', up)
		element.removeEventListener('pointercancel', up)
	}
}
