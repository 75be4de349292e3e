import type { JSX } from 'preact'
import { t } from '../words/words.ts'

/** The drawn header: the same things as on the canvas, still. 1 slot (16 B) = 20 units, a row is 16 slots. */
const SLOT = 20
const ROW_HEIGHT = 46
const ROW_PITCH = 56

type Plate = 'TMP' | 'SES' | 'REQ' | 'CFG' | 'PIN' | ''
interface Used {
	readonly at: number
	readonly slots: number
	readonly plate: Plate
}
interface Free {
	readonly at: number
	readonly slots: number
	readonly position: number
}

/** As in client/lot: one colour and one pattern for each plate, so that neither has to be seen. */
const COATS: Readonly<Record<Plate, { readonly paint: string; readonly pattern: string | null }>> = {
	TMP: { paint: '#3b82c8', pattern: 'dots' },
	SES: { paint: '#159a76', pattern: 'stripes' },
	REQ: { paint: '#d0671f', pattern: 'waves' },
	CFG: { paint: '#8660b8', pattern: null },
	PIN: { paint: '#c2477f', pattern: 'crosses' },
	'': { paint: '#6b7480', pattern: null },
}

const ROWS: readonly { readonly used: readonly Used[]; readonly free: readonly Free[] }[] = [
	{
		used: [
			{ at: 0, slots: 2, plate: '' },
			{ at: 2, slots: 4, plate: 'SES' },
			{ at: 6, slots: 3, plate: 'TMP' },
			{ at: 9, slots: 2, plate: 'PIN' },
			{ at: 13, slots: 3, plate: 'CFG' },
		],
		free: [{ at: 11, slots: 2, position: 1 }],
	},
	{
		used: [
			{ at: 0, slots: 5, plate: 'REQ' },
			{ at: 5, slots: 3, plate: 'TMP' },
			{ at: 12, slots: 4, plate: 'SES' },
		],
		free: [{ at: 8, slots: 4, position: 2 }],
	},
	{
		used: [
			{ at: 0, slots: 3, plate: 'TMP' },
			{ at: 3, slots: 2, plate: 'PIN' },
			{ at: 5, slots: 6, plate: 'REQ' },
			{ at: 14, slots: 2, plate: 'PIN' },
		],
		free: [{ at: 11, slots: 3, position: 3 }],
	},
]

/** One more comes and takes the hole that fits it exactly. `short`: fewer rows, for phones. */
export function LotArt({ short = false }: { readonly short?: boolean }): JSX.Element {
	const rows = short ? ROWS.slice(0, 2) : ROWS
	const bottom = rows.length * ROW_PITCH
	/** The row that was promised, but never touched. */
	const sandHeight = short ? 0 : ROW_PITCH
	const height = bottom + sandHeight + (short ? 44 : 58)
	const lastRow = (0x10 + rows.length).toString(16)
	return (
		<svg
			class={short ? 'lot-art short' : 'lot-art'}
			viewBox={`-30 -2 360 ${height}`}
			role="img"
			aria-label={t('app.art')}
			preserveAspectRatio="xMinYMid meet"
		>
			{rows.map(({ used, free }, index) => (
				<g key={index} transform={`translate(0 ${index * ROW_PITCH})`}>
					<Ground label={(0x10 + index).toString(16)} />
					{free.map((hole) => (
						<Hole key={hole.at} {...hole} />
					))}
					{used.map((chunk) => (
						<Chunk key={chunk.at} {...chunk} />
					))}
				</g>
			))}
			<g class="lot-art-arriving" transform={`translate(0 ${ROW_PITCH})`}>
				<Chunk at={8} slots={4} plate="TMP" />
			</g>
			<g transform={`translate(0 ${bottom})`} visibility={short ? 'hidden' : 'visible'}>
				<rect x="0" width="320" height={ROW_HEIGHT} rx="3" fill="var(--sand)" />
				<rect x="0" width="320" height={ROW_HEIGHT} rx="3" fill="url(#art-sand)" />
				<path d={slotLines()} stroke="var(--sand-ink)" stroke-opacity=".45" stroke-dasharray="4 5" />
				<text x="-9" y="29" class="lot-art-row">
					{lastRow}
				</text>
			</g>
			<g transform={`translate(0 ${bottom + sandHeight + 2})`}>
				<rect x="-8" y="1" width="336" height="12" rx="6" fill="#000" opacity=".35" />
				<rect x="-8" y="-2" width="336" height="12" rx="6" fill="url(#art-arm)" />
				<circle cx="-8" cy="4" r="13" fill="#23292f" stroke="var(--ring3-bright)" stroke-width="4" />
				<rect
					x="222"
					y={short ? 11 : 20}
					width="98"
					height="28"
					rx="14"
					fill="#2b2416"
					stroke="var(--ring3-bright)"
					stroke-width="2"
				/>
				<text x="271" y={short ? 30 : 39} class="lot-art-brk">
					{`brk 0x${short ? '1200' : '1400'}`}
				</text>
			</g>
		</svg>
	)
}

/** A strip of chunks of these widths (in slots): what a program's requests look like. */
export function ProgramStrip({ plates }: { readonly plates: readonly (readonly [Plate, number])[] }): JSX.Element {
	let at = 0
	return (
		<svg class="program-strip" viewBox="-3 0 326 46" preserveAspectRatio="xMinYMid meet" aria-hidden="true">
			<Ground label="" />
			{plates.map(([plate, slots]) => {
				const chunk = <Chunk key={at} at={at} slots={slots} plate={plate} />
				at += slots
				return chunk
			})}
		</svg>
	)
}

/** Once in the page, in a drawing that is always there: a pattern in a hidden one doesn't paint. */
export function ArtPatterns(): JSX.Element {
	const white = { stroke: '#fff', 'stroke-opacity': 0.5, fill: 'none' }
	return (
		<svg class="visually-hidden" width="1" height="1" aria-hidden="true">
			<pattern id="art-dots" width="9" height="9" patternUnits="userSpaceOnUse">
				<circle cx="3" cy="3" r="1.5" fill="#fff" fill-opacity=".55" />
			</pattern>
			<pattern id="art-stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
				<path d="M2 0v8" {...white} stroke-width="2.6" />
			</pattern>
			<pattern id="art-waves" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
				<path d="M2 0v8" {...white} stroke-width="1.8" />
			</pattern>
			<pattern id="art-crosses" width="10" height="10" patternUnits="userSpaceOnUse">
				<path d="M5 2v6M2 5h6" {...white} stroke-width="1.7" />
			</pattern>
			<pattern id="art-sand" width="11" height="9" patternUnits="userSpaceOnUse">
				<circle cx="2" cy="3" r=".9" fill="#b7a67f" />
				<circle cx="7" cy="7" r=".7" fill="#b7a67f" />
			</pattern>
			<pattern id="art-arm" width="28" height="12" patternUnits="userSpaceOnUse" patternTransform="skewX(-30)">
				<rect width="28" height="12" fill="#1b1a14" />
				<rect width="14" height="12" fill="#f5b70a" />
			</pattern>
		</svg>
	)
}

const slotLines = (): string => Array.from({ length: 17 }, (_, slot) => `M${slot * SLOT} 0v${ROW_HEIGHT}`).join('')

function Ground({ label }: { readonly label: string }): JSX.Element {
	return (
		<>
			<rect x="-2" width="324" height={ROW_HEIGHT} rx="4" fill="#3c4249" />
			<rect x="-2" width="324" height="5" rx="2.5" fill="#000" opacity=".14" />
			<path d={slotLines()} stroke="var(--paint)" stroke-opacity=".38" />
			{label === '' ? null : (
				<text x="-9" y="29" class="lot-art-row">
					{label}
				</text>
			)}
		</>
	)
}

function Hole({ at, slots, position }: Free): JSX.Element {
	const x = at * SLOT
	return (
		<>
			<rect
				x={x + 2}
				y="2"
				width={slots * SLOT - 4}
				height={ROW_HEIGHT - 4}
				rx="5"
				fill="#fff"
				fill-opacity=".08"
				stroke="var(--paint)"
				stroke-width="1.6"
				stroke-dasharray="5 3.5"
			/>
			<circle cx={x + 19} cy="23" r="10" fill="var(--paint)" />
			<text x={x + 19} y="27.5" class="lot-art-position">
				{position}
			</text>
		</>
	)
}

function Chunk({ at, slots, plate }: Used): JSX.Element {
	const { paint, pattern } = COATS[plate]
	const x = at * SLOT + 4
	const width = slots * SLOT - 7
	const front = x + width
	const plateWidth = 33
	return (
		<g>
			<rect x={x - 2} y="10" width={width} height="32" rx="7" fill="#000" opacity=".38" />
			{[x + 9, front - 17].map((wheel) => (
				<path key={wheel} d={`M${wheel} 6h9M${wheel} 40h9`} stroke="#101317" stroke-width="4" stroke-linecap="round" />
			))}
			<rect x={x} y="6" width={width} height="34" rx="8" fill={paint} />
			{pattern === null ? null : <rect x={x} y="6" width={width} height="34" rx="8" fill={`url(#art-${pattern})`} />}
			<rect x={x} y="6" width={width} height="13" rx="7" fill="#fff" opacity=".13" />
			{slots > 2 ? (
				<>
					<path d={`M${front - 12} 11q5 12 0 24l-6-2q4-10 0-20z`} fill="#cfe6f7" />
					<path d={`M${x + 7} 13v20`} stroke="#cfe6f7" stroke-width="3.4" stroke-linecap="round" opacity=".8" />
				</>
			) : null}
			<circle cx={front - 2} cy="12" r="2" fill="#fff3c4" />
			<circle cx={front - 2} cy="34" r="2" fill="#fff3c4" />
			{plate !== '' && slots > 2 ? (
				<>
					<rect x={x + width / 2 - plateWidth / 2 - 1} y="15" width={plateWidth} height="16" rx="3" fill="#fff" />
					<text x={x + width / 2 - 1} y="27" class="lot-art-plate">
						{plate}
					</text>
				</>
			) : null}
		</g>
	)
}
