import type { JSX } from 'preact'

export function Tick(): JSX.Element {
	return (
		<svg class="poll-mark" viewBox="0 0 24 24" aria-hidden="true">
			<circle cx="12" cy="12" r="11" fill="currentColor" />
			<path
				d="M6.5 12.5l3.8 3.8 7.4-8.2"
				fill="none"
				stroke="var(--ground)"
				stroke-width="2.8"
				stroke-linecap="round"
			/>
		</svg>
	)
}

export function Cross(): JSX.Element {
	return (
		<svg class="poll-mark" viewBox="0 0 24 24" aria-hidden="true">
			<circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2" />
			<path d="M8 8l8 8M16 8l-8 8" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />
		</svg>
	)
}

export function Arrow({ up }: { readonly up: boolean }): JSX.Element {
	return (
		<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
			<path
				d={up ? 'M5 15l7-7 7 7' : 'M5 9l7 7 7-7'}
				fill="none"
				stroke="currentColor"
				stroke-width="2.6"
				stroke-linecap="round"
				stroke-linejoin="round"
			/>
		</svg>
	)
}
