/** What a finger, a pen or a mouse does on the canvas, in px of the picture. */
export interface PointerActions {
	canScroll(): boolean
	press(): void
	drag(dy: number): void
	/** Let go while moving, in px per ms. */
	release(pxPerMs: number): void
	/** True: it did scroll, the page must not. */
	wheel(dy: number): boolean
	tap(x: number, y: number): void
	/** Null: the pointer has left. */
	hover(x: number | null, y: number | null): void
}

/** A press that moves farther than this is a drag. */
const SLOP_PX = 8
/** Only the last part of a drag counts for the speed of release. */
const SPEED_MS = 90
const LINE_PX = 32

/** `zoom`: CSS px for one of the picture. Returns the undo. */
export function bindPointer(canvas: HTMLCanvasElement, zoom: number, actions: PointerActions): () => void {
	let pressed: { id: number; x: number; y: number; lastY: number; dragging: boolean } | null = null
	let trail: { y: number; ms: number }[] = []
	const place = (event: PointerEvent): { x: number; y: number } => {
		const box = canvas.getBoundingClientRect()
		return { x: (event.clientX - box.left) / zoom, y: (event.clientY - box.top) / zoom }
	}
	const down = (event: PointerEvent): void => {
		if (event.button !== 0 || pressed !== null) return
		const { x, y } = place(event)
		pressed = { id: event.pointerId, x, y, lastY: y, dragging: false }
		trail = [{ y, ms: event.timeStamp }]
		actions.press()
	}
	const move = (event: PointerEvent): void => {
		const { x, y } = place(event)
		if (pressed === null) {
			if (event.pointerType === 'mouse') actions.hover(x, y)
			return
		}
		if (event.pointerId !== pressed.id) return
		if (!pressed.dragging && Math.abs(y - pressed.y) > SLOP_PX && actions.canScroll()) {
			pressed.dragging = true
			pressed.lastY = y
			canvas.setPointerCapture(event.pointerId)
		}
		if (!pressed.dragging) return
		actions.drag(y - pressed.lastY)
		pressed.lastY = y
		trail.push({ y, ms: event.timeStamp })
		trail = trail.filter((entry) => event.timeStamp - entry.ms < SPEED_MS)
	}
	const up = (event: PointerEvent): void => {
		if (pressed === null || event.pointerId !== pressed.id) return
		const { x, y } = place(event)
		const { dragging } = pressed
		const far = Math.hypot(x - pressed.x, y - pressed.y) > SLOP_PX * 2
		pressed = null
		if (dragging) {
			const first = trail[0]
			const ms = first === undefined ? 0 : event.timeStamp - first.ms
			if (first !== undefined && ms > 0) actions.release((y - first.y) / Math.max(16, ms))
		} else if (!far) actions.tap(x, y)
	}
	const cancel = (): void => {
		pressed = null
	}
	const leave = (): void => actions.hover(null, null)
	const wheel = (event: WheelEvent): void => {
		const dy = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PX : event.deltaY
		if (actions.wheel(dy)) event.preventDefault()
	}
	canvas.addEventListener('pointerdown', down)
	canvas.addEventListener('pointermove', move)
	canvas.addEventListener('pointerup', up)
	canvas.addEventListener('pointercancel', cancel)
	canvas.addEventListener('pointerleave', leave)
	canvas.addEventListener('wheel', wheel, { passive: false })
	return () => {
		canvas.removeEventListener('pointerdown', down)
		canvas.removeEventListener('pointermove', move)
		canvas.removeEventListener('pointerup', up)
		canvas.removeEventListener('pointercancel', cancel)
		canvas.removeEventListener('pointerleave', leave)
		canvas.removeEventListener('wheel', wheel)
	}
}
