import type { Texture } from '../plates.ts'
import type { Ink } from './brush.ts'

const PAINT = 'rgb(255 255 255 / 0.38)'

/** Covers a rectangle with a plate's texture; clip first. */
export function paintTexture(ink: Ink, texture: Texture, x: number, y: number, w: number, h: number): void {
	ink.fillStyle = PAINT
	ink.strokeStyle = PAINT
	ink.lineCap = 'round'
	ink.lineJoin = 'round'
	PAINTERS[texture](ink, x, y, w, h)
}

type Painter = (ink: Ink, x: number, y: number, w: number, h: number) => void

/** Calls `draw` on a brick-like field of points. */
function field(x: number, y: number, w: number, h: number, step: number, draw: (px: number, py: number) => void): void {
	let odd = false
	for (let py = y + step * 0.4; py < y + h; py += step * 0.86) {
		for (let px = x + (odd ? step : step / 2); px < x + w + step; px += step) draw(px, py)
		odd = !odd
	}
}

const PAINTERS: Readonly<Record<Texture, Painter>> = {
	solid(ink, x, y, w, h) {
		// Two racing lines: plain paint would look like a car whose texture is missing.
		ink.globalAlpha *= 0.7
		ink.fillRect(x, y + h * 0.5 - 4.2, w, 2.6)
		ink.fillRect(x, y + h * 0.5 + 1.6, w, 2.6)
		ink.globalAlpha /= 0.7
	},
	dots(ink, x, y, w, h) {
		field(x, y, w, h, 7.5, (px, py) => {
			ink.beginPath()
			ink.arc(px, py, 1.45, 0, Math.PI * 2)
			ink.fill()
		})
	},
	rings(ink, x, y, w, h) {
		ink.lineWidth = 1.2
		field(x, y, w, h, 11, (px, py) => {
			ink.beginPath()
			ink.arc(px, py, 2.8, 0, Math.PI * 2)
			ink.stroke()
		})
	},
	pluses(ink, x, y, w, h) {
		ink.lineWidth = 1.7
		field(x, y, w, h, 10, (px, py) => {
			ink.beginPath()
			ink.moveTo(px - 2.7, py)
			ink.lineTo(px + 2.7, py)
			ink.moveTo(px, py - 2.7)
			ink.lineTo(px, py + 2.7)
			ink.stroke()
		})
	},
	stripes(ink, x, y, w, h) {
		ink.lineWidth = 2.8
		ink.lineCap = 'butt'
		ink.beginPath()
		for (let at = x - h; at < x + w + h; at += 8.5) {
			ink.moveTo(at, y + h)
			ink.lineTo(at + h, y)
		}
		ink.stroke()
	},
	waves(ink, x, y, w, h) {
		ink.lineWidth = 1.8
		for (let py = y + 4; py < y + h; py += 7) {
			ink.beginPath()
			for (let px = x - 2; px <= x + w + 2; px += 1.5) {
				const wave = py + Math.sin((px - x) / 2.6) * 1.7
				if (px === x - 2) ink.moveTo(px, wave)
				else ink.lineTo(px, wave)
			}
			ink.stroke()
		}
	},
	grid(ink, x, y, w, h) {
		ink.lineWidth = 1.2
		ink.beginPath()
		for (let px = x + 4; px < x + w; px += 8) {
			ink.moveTo(px, y)
			ink.lineTo(px, y + h)
		}
		for (let py = y + 3; py < y + h; py += 8) {
			ink.moveTo(x, py)
			ink.lineTo(x + w, py)
		}
		ink.stroke()
	},
	chevrons(ink, x, y, w, h) {
		ink.lineWidth = 2
		ink.beginPath()
		for (let px = x - 4; px < x + w + 8; px += 8) {
			ink.moveTo(px, y)
			ink.lineTo(px + 6, y + h / 2)
			ink.lineTo(px, y + h)
		}
		ink.stroke()
	},
	bars(ink, x, y, w, h) {
		for (let px = x + 3; px < x + w; px += 7) ink.fillRect(px, y, 2.4, h)
	},
	checks(ink, x, y, w, h) {
		ink.globalAlpha *= 0.7
		for (let row = 0; row * 6 < h; row++) {
			for (let px = x + (row % 2) * 6; px < x + w; px += 12) ink.fillRect(px, y + row * 6, 6, 6)
		}
		ink.globalAlpha /= 0.7
	},
}
