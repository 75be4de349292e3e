/** Small strokes that all painters share. Coordinates are CSS px: the context is scaled to the device already. */
export interface Fonts {
	readonly ui: string
	readonly mono: string
	/** No text is smaller; 0: as each was drawn. */
	readonly leastPx: number
}

export type Ink = CanvasRenderingContext2D

/** What has no room (a shape narrower than its own outline, in the middle of an animation) is drawn with no size. */
export function rounded(ink: Ink, x: number, y: number, w: number, h: number, radius: number | number[]): void {
	ink.beginPath()
	const radii = [radius].flat().map((one) => Math.max(0, one))
	ink.roundRect(x, y, Math.max(0, w), Math.max(0, h), radii)
}

/** `#RRGGBB` towards white (positive) or black (negative), −1 … 1. */
export function shade(colour: string, amount: number): string {
	const value = Number.parseInt(colour.slice(1), 16)
	const target = amount > 0 ? 255 : 0
	const part = Math.abs(amount)
	const channel = (shift: number): number => {
		const old = (value >> shift) & 255
		return Math.round(old + (target - old) * part)
	}
	return `rgb(${channel(16)} ${channel(8)} ${channel(0)})`
}

export function vertical(
	ink: Ink,
	y: number,
	h: number,
	stops: readonly (readonly [number, string])[],
): CanvasGradient {
	const gradient = ink.createLinearGradient(0, y, 0, y + h)
	for (const [at, colour] of stops) gradient.addColorStop(at, colour)
	return gradient
}

/** A repeatable scatter: the same seed gives the same grain on every screen. */
export function scatter(seed: number): () => number {
	let state = (seed * 2_654_435_761 + 12_345) >>> 0
	return () => {
		state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0
		return (state >>> 8) / 16_777_216
	}
}

/** Fine grain of a ground. */
export function speckle(
	ink: Ink,
	w: number,
	h: number,
	seed: number,
	colours: readonly string[],
	perArea: number,
): void {
	const next = scatter(seed)
	const count = Math.round((w * h * perArea) / 1000)
	for (let index = 0; index < count; index++) {
		ink.fillStyle = colours[index % colours.length] ?? '#000'
		const size = 0.6 + next() * 1.1
		ink.fillRect(next() * w, next() * h, size, size)
	}
}

interface TextStyle {
	readonly px: number
	readonly colour: string
	readonly align?: CanvasTextAlign
	readonly mono?: boolean
	readonly weight?: number
	/** Room in CSS px: longer text is drawn narrower, never cut. */
	readonly room?: number
}

export function write(ink: Ink, fonts: Fonts, text: string, x: number, y: number, style: TextStyle): void {
	const px = Math.max(style.px, fonts.leastPx)
	ink.font = `${style.weight ?? 600} ${px}px ${style.mono === true ? fonts.mono : fonts.ui}`
	ink.textAlign = style.align ?? 'center'
	ink.textBaseline = 'alphabetic'
	ink.fillStyle = style.colour
	// Capitals and digits of both fonts are 0.73 em high: centred on them, text sits right in its plate.
	const baseline = y + px * 0.36
	if (style.room === undefined) ink.fillText(text, x, baseline)
	else ink.fillText(text, x, baseline, style.room)
}

/** Black and yellow (or other) slanting bands inside the current clip. */
export function bands(
	ink: Ink,
	x: number,
	y: number,
	w: number,
	h: number,
	step: number,
	width: number,
	colour: string,
): void {
	ink.fillStyle = colour
	for (let at = x - h; at < x + w + h; at += step) {
		ink.beginPath()
		ink.moveTo(at, y + h)
		ink.lineTo(at + h, y)
		ink.lineTo(at + h + width, y)
		ink.lineTo(at + width, y + h)
		ink.fill()
	}
}
