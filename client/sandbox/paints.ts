/** Colours of client/style/tokens.css, for canvases, which can't read them. */
const NAMES = [
	'ring3',
	'ring3-bright',
	'ring3-dim',
	'ring3-ink',
	'ring0',
	'ring0-light',
	'ring0-panel',
	'good-text',
	'danger-text',
	'tlb',
	'tlb-dim',
	'ground-deep',
	'ground',
	'panel',
	'panel-raised',
	'line',
	'line-strong',
	'text',
	'muted',
	'focus',
	'band-tny',
	'band-sml',
	'band-mid',
	'band-lrg',
	'band-big',
	'font-ui',
	'font-mono',
] as const
export type PaintName = (typeof NAMES)[number]
export type Paints = Readonly<Record<PaintName, string>>

export function readPaints(): Paints {
	const style = getComputedStyle(document.documentElement)
	return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Paints
}

/** The size bands of the playing screens (shared/programs/recorded.ts). */
const BANDS: readonly (readonly [upToBytes: number, paint: PaintName])[] = [
	[24, 'band-tny'],
	[64, 'band-sml'],
	[160, 'band-mid'],
	[512, 'band-lrg'],
]
export const bandPaint = (sizeBytes: number): PaintName =>
	BANDS.find(([upToBytes]) => sizeBytes <= upToBytes)?.[1] ?? 'band-big'

export type Ink = CanvasRenderingContext2D

/** Stripes at 45°, to fill with. */
export const hatch = (ink: Ink, paint: string, stepPx: number, widthPx: number, dpr: number): CanvasPattern | string =>
	pattern(`stripes ${paint} ${stepPx} ${widthPx} ${dpr}`, ink, paint, stepPx, dpr, (brush, side) => {
		brush.strokeStyle = paint
		brush.lineWidth = widthPx * dpr
		brush.beginPath()
		for (const shift of [-side, 0, side]) {
			brush.moveTo(shift - 1, side + 1)
			brush.lineTo(shift + side + 1, -1)
		}
		brush.stroke()
	})

/** Dots in a square grid, to fill with. */
export const dots = (ink: Ink, paint: string, stepPx: number, radiusPx: number, dpr: number): CanvasPattern | string =>
	pattern(`dots ${paint} ${stepPx} ${radiusPx} ${dpr}`, ink, paint, stepPx, dpr, (brush, side) => {
		brush.fillStyle = paint
		brush.beginPath()
		brush.arc(side / 2, side / 2, radiusPx * dpr, 0, Math.PI * 2)
		brush.fill()
	})

/** Made once for each look and screen; more than a handful only if the window wanders between screens. */
const MOST_PATTERNS = 64
const patterns = new Map<string, CanvasPattern>()

/** A tile that repeats, made in the screen's own pixels. The plain colour where there can't be one. */
function pattern(
	key: string,
	ink: Ink,
	paint: string,
	stepPx: number,
	dpr: number,
	draw: (brush: Ink, side: number) => void,
): CanvasPattern | string {
	const known = patterns.get(key)
	if (known) return known
	const side = Math.max(2, Math.round(stepPx * dpr))
	const tile = document.createElement('canvas')
	tile.width = side
	tile.height = side
	const brush = tile.getContext('2d')
	if (!brush) return paint
	draw(brush, side)
	const made = ink.createPattern(tile, 'repeat')
	if (!made) return paint
	made.setTransform(new DOMMatrix().scale(1 / dpr))
	if (patterns.size >= MOST_PATTERNS) patterns.clear()
	patterns.set(key, made)
	return made
}
