import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Ink } from './paints.ts'

/** In CSS pixels. */
export interface SheetSize {
	readonly width: number
	readonly height: number
	readonly dpr: number
}

export const useSheetSize = (): Signal<SheetSize> => useSignal<SheetSize>({ width: 0, height: 0, dpr: 1 })

/**
 * A canvas that fills its parent and is sharp on any screen; drawn again whenever the component that holds it is
 * rendered. `draw` works in CSS pixels.
 */
export function Sheet(props: {
	readonly size: Signal<SheetSize>
	readonly draw: (ink: Ink, size: SheetSize) => void
}): JSX.Element {
	const { size, draw } = props
	const box = useRef<HTMLDivElement>(null)
	const canvas = useRef<HTMLCanvasElement>(null)

	useLayoutEffect(() => {
		const element = box.current
		if (!element) return undefined
		const measure = (): void => {
			const { clientWidth: width, clientHeight: height } = element
			const dpr = devicePixelRatio || 1
			const now = size.peek()
			if (now.width !== width || now.height !== height || now.dpr !== dpr) size.value = { width, height, dpr }
		}
		measure()
		const observer = new ResizeObserver(measure)
		observer.observe(element)
		addEventListener('resize', measure)
		return () => {
			observer.disconnect()
			removeEventListener('resize', measure)
		}
	}, [size])

	useLayoutEffect(() => {
		const { width, height, dpr } = size.value
		const element = canvas.current
		const ink = element?.getContext('2d')
		if (!element || !ink || width === 0 || height === 0) return
		const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)]
		if (element.width !== w || element.height !== h) {
			element.width = w
			element.height = h
		}
		ink.setTransform(dpr, 0, 0, dpr, 0, 0)
		ink.clearRect(0, 0, width, height)
		draw(ink, size.value)
	})

	return (
		<div class="sheet" ref={box}>
			<canvas
				ref={canvas}
				aria-hidden="true"
				style={{ width: `${size.value.width}px`, height: `${size.value.height}px` }}
			/>
		</div>
	)
}
