import type { JSX } from 'preact'
import type { Seat } from '../../shared/game/seat.ts'

const SHAPES: Readonly<Record<Seat | 'all', JSX.Element>> = {
	// Chunks in a row, one place free.
	malloc: (
		<>
			<path d="M3 6v20M13 6v20M29 6v20" />
			<rect x="15.5" y="10" width="11" height="12" rx="3" fill="currentColor" stroke="none" />
			<path d="M5.5 10h5v12h-5z" stroke-dasharray="2.4 2.2" stroke-width="1.5" />
		</>
	),
	// The gate between the rings.
	kernel: (
		<>
			<path d="M4 27V14a12 11 0 0 1 24 0v13" />
			<path d="M11 27v-9a5 5 0 0 1 10 0v9" />
			<path d="M2 27h28" />
			<circle cx="16" cy="9" r="1.8" fill="currentColor" stroke="none" />
		</>
	),
	// One address in, another out.
	mmu: (
		<>
			<path d="M3 10h22M20 5l5 5-5 5" />
			<path d="M29 22H7M12 17l-5 5 5 5" />
		</>
	),
	all: (
		<>
			<rect x="3" y="4" width="26" height="7" rx="2" />
			<rect x="3" y="13" width="26" height="7" rx="2" />
			<rect x="3" y="22" width="26" height="7" rx="2" />
		</>
	),
}

export function SeatIcon({ seat }: { readonly seat: Seat | 'all' }): JSX.Element {
	return (
		<svg
			class="seat-icon"
			data-seat={seat}
			viewBox="0 0 32 32"
			fill="none"
			stroke="currentColor"
			stroke-width="2.2"
			stroke-linecap="round"
			stroke-linejoin="round"
			aria-hidden="true"
		>
			{SHAPES[seat]}
		</svg>
	)
}
