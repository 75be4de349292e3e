import type { JSX } from 'preact'

const PATHS = {
	sound: 'M4 9v6h4l5 4V5L8 9H4Zm12.5-.5a5 5 0 0 1 0 7M18.8 5.8a9 9 0 0 1 0 12.4',
	mute: 'M4 9v6h4l5 4V5L8 9H4Zm12 0 5 6m0-6-5 6',
	ping: 'M4 5h16v11H10l-4 4v-4H4V5Zm4 4h8m-8 3h5',
	help: 'M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 1.9v.6m0 3v.2',
	close: 'M6 6l12 12M18 6 6 18',
	leave: 'M10 4H5v16h5M14 8l4 4-4 4m4-4H9',
	table: 'M4 5h16v14H4V5Zm0 5h16M4 14.5h16M10 10v9',
	bot: 'M7 9h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2Zm5 0V5m-2.500 8.500v1m5-1v1',
	person: 'M12 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Zm-6.500 7.500a6.500 6.500 0 0 1 13 0',
	warn: 'M12 4 2.800 19.500h18.400L12 4Zm0 6v4.500m0 2.500v.2',
	check: 'M5 12.500 10 17.500 19.500 7',
	orders: 'M8 4h8v3H8V4ZM6 5.500H5v15h14v-15h-1M8.500 12l1.500 1.500 2.500-3M8.500 17.500h7',
	arrow: 'M5 12h13m-5-5 5 5-5 5',
} as const
export type IconName = keyof typeof PATHS

/** A stroked sign of 24 × 24 units; always beside words or with a label on its button. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }): JSX.Element {
	return (
		<svg
			class="icon"
			width={size}
			height={size}
			viewBox="0 0 24 24"
			aria-hidden="true"
			fill="none"
			stroke="currentColor"
			stroke-width="2"
			stroke-linecap="round"
			stroke-linejoin="round"
		>
			<path d={PATHS[name]} />
		</svg>
	)
}
