import type { Art, Ground } from '../node.ts'
import { PALETTE } from '../palette.ts'
import { bands, type Fonts, type Ink, rounded, scatter, speckle, vertical, write } from './brush.ts'

type RowArt = Extract<Art, { kind: 'row' }>

const ZONES = {
	lot: ['#1B2025', '#15191D'],
	street: ['#33280F', '#231B0C'],
	office: ['#0D2133', '#081520'],
	mmu: ['#211A20', '#19151A'],
} as const

/** Bare ground of a zone: night, with a little grain so that it doesn't look like a web page. */
export function paintZone(ink: Ink, zone: keyof typeof ZONES, w: number, h: number): void {
	const [top, bottom] = ZONES[zone]
	ink.fillStyle = vertical(ink, 0, h, [
		[0, top],
		[1, bottom],
	])
	ink.fillRect(0, 0, w, h)
	speckle(ink, w, h, 7, ['rgb(255 255 255 / 0.028)', 'rgb(0 0 0 / 0.14)'], 5)
	if (zone === 'street') {
		ink.fillStyle = PALETTE.amber
		ink.fillRect(0, 0, 5, h)
	}
	if (zone === 'office') {
		// blueprint lines: this ground belongs to the land registry
		ink.strokeStyle = 'rgb(86 180 233 / 0.055)'
		ink.lineWidth = 1
		strokeGrid(ink, w, h, 20.5, 32)
	}
}

/** Squares over a whole rectangle, the first lines at `first` px. */
function strokeGrid(ink: Ink, w: number, h: number, first: number, step: number): void {
	ink.beginPath()
	for (let x = first; x < w; x += step) {
		ink.moveTo(x, 0)
		ink.lineTo(x, h)
	}
	for (let y = first; y < h; y += step) {
		ink.moveTo(0, y)
		ink.lineTo(w, y)
	}
	ink.stroke()
}

/** The surface of a page in a row or on a plot. */
export function paintSurface(ink: Ink, ground: Ground, w: number, h: number, seed: number, radius: number): void {
	ink.save()
	rounded(ink, 0, 0, w, h, radius)
	ink.clip()
	SURFACES[ground](ink, w, h, seed)
	ink.restore()
}

const SURFACES: Readonly<Record<Ground, (ink: Ink, w: number, h: number, seed: number) => void>> = {
	plain: asphalt,
	paved: asphalt,
	sand(ink, w, h, seed) {
		ink.fillStyle = vertical(ink, 0, h, [
			[0, '#EFE4CE'],
			[0.5, PALETTE.sand],
			[1, '#DDCDAE'],
		])
		ink.fillRect(0, 0, w, h)
		speckle(ink, w, h, seed + 40, ['rgb(122 101 62 / 0.26)', 'rgb(255 255 255 / 0.5)', 'rgb(122 101 62 / 0.16)'], 20)
		const next = scatter(seed + 3)
		ink.fillStyle = 'rgb(150 128 88 / 0.35)'
		for (let index = 0; index < w / 70; index++) {
			ink.beginPath()
			ink.ellipse(next() * w, next() * h, 2.6, 1.7, next(), 0, Math.PI * 2)
			ink.fill()
		}
	},
	zero(ink, w, h) {
		asphalt(ink, w, h, 1)
		ink.fillStyle = vertical(ink, 0, h, [
			[0, 'rgb(190 228 250 / 0.62)'],
			[0.5, 'rgb(120 180 218 / 0.5)'],
			[1, 'rgb(74 134 172 / 0.56)'],
		])
		ink.fillRect(0, 0, w, h)
		ink.strokeStyle = 'rgb(255 255 255 / 0.32)'
		ink.lineWidth = 1
		ink.beginPath()
		for (let x = -h; x < w; x += 7) {
			ink.moveTo(x, h)
			ink.lineTo(x + h, 0)
		}
		ink.stroke()
		ink.fillStyle = 'rgb(255 255 255 / 0.34)'
		ink.fillRect(0, 0, w, 2)
	},
	shared(ink, w, h, seed) {
		// the same asphalt under a pane of glass: look, but don't drill
		asphalt(ink, w, h, seed)
		ink.fillStyle = 'rgb(120 180 218 / 0.22)'
		ink.fillRect(0, 0, w, h)
		ink.strokeStyle = 'rgb(214 238 252 / 0.4)'
		ink.lineWidth = 1.4
		ink.beginPath()
		for (let x = -h; x < w; x += 22) {
			ink.moveTo(x, h)
			ink.lineTo(x + h, 0)
			ink.moveTo(x + 5, h)
			ink.lineTo(x + h + 5, 0)
		}
		ink.stroke()
		ink.strokeStyle = 'rgb(214 238 252 / 0.75)'
		ink.lineWidth = 1.6
		ink.strokeRect(1.5, 1.5, w - 3, h - 3)
	},
	file(ink, w, h) {
		// squared paper: what belongs here is on file, nothing is built yet
		ink.fillStyle = '#1D3A55'
		ink.fillRect(0, 0, w, h)
		ink.strokeStyle = 'rgb(190 222 244 / 0.22)'
		ink.lineWidth = 1
		strokeGrid(ink, w, h, 6.5, 8)
		ink.strokeStyle = 'rgb(190 222 244 / 0.7)'
		ink.lineWidth = 1.4
		ink.setLineDash([2, 3])
		ink.strokeRect(2.5, 2.5, w - 5, h - 5)
		ink.setLineDash([])
	},
	depot(ink, w, h, seed) {
		// bare earth where the asphalt was taken off, with the print of the roll
		ink.fillStyle = vertical(ink, 0, h, [
			[0, '#3A3128'],
			[1, '#4A3F33'],
		])
		ink.fillRect(0, 0, w, h)
		speckle(ink, w, h, seed + 90, ['rgb(0 0 0 / 0.3)', 'rgb(233 220 195 / 0.14)'], 16)
		ink.strokeStyle = 'rgb(233 220 195 / 0.35)'
		ink.setLineDash([3, 5])
		ink.lineWidth = 1.4
		ink.strokeRect(3.5, 3.5, w - 7, h - 7)
		ink.setLineDash([])
	},
}

function asphalt(ink: Ink, w: number, h: number, seed: number): void {
	ink.fillStyle = vertical(ink, 0, h, [
		[0, '#494F56'],
		[0.5, '#41464D'],
		[1, '#3A3F46'],
	])
	ink.fillRect(0, 0, w, h)
	speckle(ink, w, h, seed + 11, ['rgb(255 255 255 / 0.07)', 'rgb(0 0 0 / 0.2)', 'rgb(255 255 255 / 0.035)'], 26)
	// tyre marks and an oil spot
	ink.fillStyle = 'rgb(0 0 0 / 0.085)'
	ink.fillRect(0, h * 0.24, w, 5)
	ink.fillRect(0, h * 0.66, w, 5)
	const next = scatter(seed * 7 + 1)
	ink.fillStyle = 'rgb(0 0 0 / 0.13)'
	for (let index = 0; index < Math.min(3, w / 90); index++) {
		ink.beginPath()
		ink.ellipse(w * next(), h * (0.35 + next() * 0.3), 7 + next() * 6, 3.5 + next() * 2.5, next() * 2, 0, Math.PI * 2)
		ink.fill()
	}
}

export function paintRow(ink: Ink, art: RowArt, w: number, h: number): void {
	paintSurface(ink, art.ground, w, h, art.seed, 3)
	const onSand = art.ground === 'sand'
	ink.lineWidth = 1.4
	if (onSand) {
		// stalls are marked out but nothing is laid: dashed, hollow
		ink.strokeStyle = 'rgb(107 93 66 / 0.62)'
		ink.setLineDash([3, 3.5])
		ink.beginPath()
		for (let x = art.slot; x < w - 1; x += art.slot) {
			ink.moveTo(x, 3)
			ink.lineTo(x, h - 3)
		}
		ink.stroke()
		ink.setLineDash([7, 5])
		ink.lineWidth = 1.6
		rounded(ink, 1.4, 1.4, w - 2.8, h - 2.8, 3)
		ink.stroke()
		ink.setLineDash([])
		return
	}
	ink.strokeStyle = art.ground === 'depot' ? 'rgb(233 220 195 / 0.2)' : 'rgb(232 236 239 / 0.5)'
	ink.lineCap = 'butt'
	for (let index = 0; index <= Math.round(w / art.slot); index++) {
		const x = Math.min(w - 0.8, Math.max(0.8, index * art.slot))
		const reach = index % 4 === 0 ? h * 0.24 : h * 0.15
		ink.globalAlpha = index % 4 === 0 ? 1 : 0.66
		ink.beginPath()
		ink.moveTo(x, 1)
		ink.lineTo(x, reach)
		ink.moveTo(x, h - reach)
		ink.lineTo(x, h - 1)
		ink.stroke()
	}
	ink.globalAlpha = 1
	// kerbs
	ink.fillStyle = 'rgb(232 236 239 / 0.22)'
	ink.fillRect(0, 0, w, 1.4)
	ink.fillStyle = 'rgb(0 0 0 / 0.35)'
	ink.fillRect(0, h - 1.6, w, 1.6)
}

export function paintHazard(ink: Ink, text: string, w: number, h: number, fonts: Fonts): void {
	ink.save()
	rounded(ink, 0, 0, w, h, 6)
	ink.fillStyle = '#191510'
	ink.fill()
	ink.clip()
	bands(ink, 0, 0, w, h, 26, 12, 'rgb(213 94 0 / 0.3)')
	ink.restore()
	ink.strokeStyle = 'rgb(213 94 0 / 0.8)'
	ink.lineWidth = 1.5
	rounded(ink, 0.8, 0.8, w - 1.6, h - 1.6, 6)
	ink.stroke()
	ink.font = `600 ${Math.max(13, fonts.leastPx)}px ${fonts.ui}`
	const width = Math.min(w - 20, ink.measureText(text).width + 16)
	ink.fillStyle = '#191510'
	rounded(ink, 10, h / 2 - 11, width, 22, 5)
	ink.fill()
	write(ink, fonts, text, 18, h / 2, { px: 13, colour: '#FFB98A', align: 'left', room: w - 36 })
}

export function paintRoad(ink: Ink, w: number, h: number): void {
	ink.save()
	rounded(ink, 0, 0, w, h, 12)
	ink.clip()
	ink.fillStyle = '#3F4349'
	ink.fillRect(0, 0, w, h)
	speckle(ink, w, h, 23, ['rgb(255 255 255 / 0.07)', 'rgb(0 0 0 / 0.2)', 'rgb(255 255 255 / 0.035)'], 20)
	ink.fillStyle = 'rgb(0 0 0 / 0.08)'
	for (const share of [0.18, 0.36, 0.6, 0.78]) ink.fillRect(w * share, 0, 6, h)
	ink.fillStyle = 'rgb(255 190 60 / 0.06)'
	ink.fillRect(0, 0, w, h)
	// a waiting bay for each of the three threads, behind a line
	ink.fillStyle = 'rgb(240 242 245 / 0.5)'
	for (const share of [1 / 3, 2 / 3]) {
		for (let x = 12; x < w - 18; x += 16) ink.fillRect(x, h * share - 5, 9, 10)
	}
	ink.restore()
	ink.strokeStyle = 'rgb(245 183 10 / 0.5)'
	ink.lineWidth = 2
	rounded(ink, 4, 4, w - 8, h - 8, 9)
	ink.stroke()
	ink.strokeStyle = 'rgb(240 242 245 / 0.65)'
	ink.lineWidth = 3
	ink.setLineDash([16, 18])
	ink.beginPath()
	ink.moveTo(w / 2, 14)
	ink.lineTo(w / 2, h - 14)
	ink.stroke()
	ink.setLineDash([])
}

/** Soft light of a lamp post. */
export function paintLightPool(ink: Ink, w: number, h: number): void {
	const gradient = ink.createRadialGradient(w / 2, w / 2, 0, w / 2, w / 2, w / 2)
	gradient.addColorStop(0, 'rgb(255 214 140 / 0.16)')
	gradient.addColorStop(1, 'rgb(255 214 140 / 0)')
	ink.save()
	ink.scale(1, h / w)
	ink.fillStyle = gradient
	ink.fillRect(0, 0, w, w)
	ink.restore()
}
