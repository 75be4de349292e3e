import type { JSX } from 'preact'

const SHAPES = {
	first: 'M6 5v14M19 5l-9 7 9 7z',
	previous: 'M16 5l-9 7 9 7z',
	play: 'M8 4.5l12 7.5-12 7.5z',
	pause: 'M8 5v14M16 5v14',
	next: 'M8 5l9 7-9 7z',
	last: 'M18 5v14M5 5l9 7-9 7z',
	closer: 'M12 5v14M5 12h14',
	farther: 'M5 12h14',
	follow: 'M12 3v4M12 17v4M3 12h4M17 12h4M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
	table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14',
	file: 'M6 3h8l4 4v14H6zM14 3v4h4',
	link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.6-5.6L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.6L12 17',
	down: 'M6 9l6 6 6-6',
} as const

export function Icon({ name }: { readonly name: keyof typeof SHAPES }): JSX.Element {
	const isSolid = ['first', 'previous', 'play', 'next', 'last'].includes(name)
	return (
		<svg
			viewBox="0 0 24 24"
			width="20"
			height="20"
			fill={isSolid ? 'currentColor' : 'none'}
			stroke="currentColor"
			stroke-width={name === 'pause' ? 4 : 2}
			stroke-linecap="round"
			stroke-linejoin="round"
			aria-hidden="true"
		>
			<path d={SHAPES[name]} />
		</svg>
	)
}
