import type { JSX } from 'preact'

/** One path of 24 × 24, drawn in the colour of the text beside it; says nothing to screen readers. */
export function StrokeIcon({ path, size }: { readonly path: string; readonly size: number }): JSX.Element {
	return (
		<svg
			viewBox="0 0 24 24"
			width={size}
			height={size}
			fill="none"
			stroke="currentColor"
			stroke-width="2.2"
			stroke-linecap="round"
			stroke-linejoin="round"
			aria-hidden="true"
		>
			<path d={path} />
		</svg>
	)
}
