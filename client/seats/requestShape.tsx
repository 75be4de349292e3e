import type { JSX } from 'preact'
import { plateStyle, TEXTURES, type Texture } from '../lot/plates.ts'

const SLOT_BYTES = 16
const SLOT_WIDTH = 21
const MAX_WIDTH = 168
const HEIGHT = 38

const patternId = (texture: Texture): string => `texture-${texture}`

/** White marks by which the call sites are told apart without colour. */
function marks(texture: Texture): JSX.Element {
	const line = { stroke: '#fff', fill: 'none', 'stroke-opacity': 0.42 }
	switch (texture) {
		case 'dots':
			return (
				<g fill="#fff" fill-opacity="0.45">
					<circle cx="3" cy="3" r="1.4" />
					<circle cx="9" cy="9" r="1.4" />
				</g>
			)
		case 'stripes':
			return <path d="M-3 9 9-3M0 12 12 0M3 15 15 3" {...line} stroke-width="2.4" />
		case 'waves':
			return <path d="M0 4q3-4 6 0t6 0M0 10q3-4 6 0t6 0" {...line} stroke-width="1.7" />
		case 'pluses':
			return <path d="M3 0v6M0 3h6M9 6v6M6 9h6" {...line} stroke-width="1.6" />
		case 'grid':
			return <path d="M0 6h12M6 0v12" {...line} stroke-width="1.4" />
		case 'solid':
			return <g />
		case 'rings':
			return <circle cx="6" cy="6" r="3.4" {...line} stroke-width="1.5" />
		case 'chevrons':
			return <path d="M0 9l6-6 6 6" {...line} stroke-width="1.8" />
		case 'bars':
			return <path d="M3 0v12M9 0v12" {...line} stroke-width="2" />
		case 'checks':
			return <path d="M0 0h6v6H0zM6 6h6v6H6z" fill="#fff" fill-opacity="0.24" />
	}
}

/** The patterns, once a page. */
export function TextureDefs(): JSX.Element {
	return (
		<svg class="textureDefs" width="0" height="0" aria-hidden="true">
			<defs>
				{TEXTURES.map((texture) => (
					<pattern key={texture} id={patternId(texture)} width="12" height="12" patternUnits="userSpaceOnUse">
						{marks(texture)}
					</pattern>
				))}
				<linearGradient id="requestShade" x1="0" y1="0" x2="0" y2="1">
					<stop offset="0" stop-color="#fff" stop-opacity="0.28" />
					<stop offset="0.45" stop-color="#fff" stop-opacity="0" />
					<stop offset="1" stop-color="#000" stop-opacity="0.3" />
				</linearGradient>
			</defs>
		</svg>
	)
}

/** A request seen from above, as wide as its bytes; the nose is on the right. */
export function RequestShape({
	plate,
	needBytes,
	fromBytes = null,
	label,
}: {
	readonly plate: string
	readonly needBytes: number
	/** realloc: what the program has now; the outline is the old width, the body the new one. */
	readonly fromBytes?: number | null
	readonly label: string
}): JSX.Element {
	const { base, texture } = plateStyle(plate)
	const signRoom = label.length * 7.6 + 12
	// Both widths on one scale, so that the difference can be seen.
	const largest = Math.max(needBytes, fromBytes ?? 0)
	const least = fromBytes === null ? 3 * SLOT_WIDTH : Math.min(MAX_WIDTH, signRoom + 24)
	const full = Math.min(MAX_WIDTH, Math.max(least, (largest / SLOT_BYTES) * SLOT_WIDTH))
	const width = fromBytes === null ? full : Math.max(36, (needBytes / largest) * full)
	const oldWidth = fromBytes === null ? null : Math.max(30, (fromBytes / largest) * full)
	const signWidth = Math.min(full - 12, signRoom)
	const middle = (full - 4) / 2
	return (
		<svg class="requestShape" width={full} height={HEIGHT} viewBox={`0 0 ${full} ${HEIGHT}`} aria-hidden="true">
			<g fill="#0c0f12">
				<rect x="12" y="1" width="11" height="5" rx="2" />
				<rect x={width - 26} y="1" width="11" height="5" rx="2" />
				<rect x="12" y="32" width="11" height="5" rx="2" />
				<rect x={width - 26} y="32" width="11" height="5" rx="2" />
			</g>
			<rect x="1" y="3" width={width - 2} height="32" rx="9" fill={base} />
			<rect x="1" y="3" width={width - 2} height="32" rx="9" fill={`url(#${patternId(texture)})`} />
			<rect x="1" y="3" width={width - 2} height="32" rx="9" fill="url(#requestShade)" />
			<path d={`M${width - 19} 8q7 11 0 22l-5-2q5-9 0-18z`} fill="#cfe6f7" />
			<rect x="6" y="9" width="4" height="20" rx="2" fill="#cfe6f7" opacity="0.85" />
			<circle cx={width - 4} cy="9" r="2.4" fill="#ffefb0" />
			<circle cx={width - 4} cy="29" r="2.4" fill="#ffefb0" />
			{oldWidth === null ? null : (
				<rect
					x="2.500"
					y="4.500"
					width={oldWidth - 5}
					height="29"
					rx="7"
					fill={oldWidth > width ? 'rgb(255 255 255 / 0.12)' : 'none'}
					stroke="#fff"
					stroke-width="2"
					stroke-dasharray="4 3"
				/>
			)}
			<rect x={middle - signWidth / 2} y="10" width={signWidth} height="18" rx="4" fill="#fff" />
			<text x={middle} y="23.500" text-anchor="middle" fill="#14181d" font-size="13" font-weight="750" class="number">
				{label}
			</text>
		</svg>
	)
}
