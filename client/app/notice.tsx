import type { ComponentChildren, JSX } from 'preact'

/** What went wrong (or well), and what to do about it; read out at once. */
export function Notice(props: {
	readonly kind: 'bad' | 'good' | 'info'
	readonly children: ComponentChildren
}): JSX.Element {
	return (
		<div class={`notice ${props.kind}`} role={props.kind === 'bad' ? 'alert' : 'status'}>
			<svg
				viewBox="0 0 24 24"
				width="22"
				height="22"
				fill="none"
				stroke="currentColor"
				stroke-width="2.2"
				stroke-linecap="round"
				aria-hidden="true"
			>
				{props.kind === 'good' ? (
					<path d="M4 13l5 5L20 6" />
				) : props.kind === 'bad' ? (
					<path d="M12 3l10 18H2zM12 10v5M12 18v.2" stroke-linejoin="round" />
				) : (
					<path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 7.6v.2" />
				)}
			</svg>
			<div>{props.children}</div>
		</div>
	)
}
