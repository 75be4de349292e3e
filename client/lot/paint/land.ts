import type { Art } from '../node.ts'
import { PALETTE } from '../palette.ts'
import { type Fonts, type Ink, rounded, vertical, write } from './brush.ts'
import { paintSurface } from './ground.ts'

type Of<Kind extends Art['kind']> = Extract<Art, { kind: Kind }>

/** A lying roll of asphalt, seen from above. */
function roll(ink: Ink, x: number, y: number, w: number, h: number): void {
	ink.fillStyle = vertical(ink, y, h, [
		[0, '#7A828B'],
		[0.4, '#565D65'],
		[1, '#2C3137'],
	])
	rounded(ink, x, y, w, h, h / 2.4)
	ink.fill()
	ink.strokeStyle = 'rgb(10 12 15 / 0.7)'
	ink.lineWidth = 1
	ink.stroke()
	ink.strokeStyle = 'rgb(232 236 239 / 0.5)'
	ink.beginPath()
	ink.arc(x + w - h / 2, y + h / 2, h * 0.26, 0, Math.PI * 1.7)
	ink.stroke()
}

function lock(ink: Ink, x: number, y: number, colour: string): void {
	ink.strokeStyle = colour
	ink.lineWidth = 1.6
	ink.beginPath()
	ink.arc(x, y - 2, 3, Math.PI, 0)
	ink.stroke()
	ink.fillStyle = colour
	rounded(ink, x - 4.6, y - 2, 9.2, 7.4, 1.8)
	ink.fill()
}

/** A page of land: sand, asphalt with its frame's number, glass, or the print of a roll that is in the depot. */
export function paintPlot(ink: Ink, art: Of<'plot'>, w: number, h: number, fonts: Fonts): void {
	paintSurface(ink, art.ground, w, h, Number.parseInt(art.page, 16) % 13, 6)
	const onSand = art.ground === 'sand'
	if (onSand) {
		ink.strokeStyle = '#8A764C'
		ink.lineWidth = 1.6
		ink.setLineDash([5, 4])
		rounded(ink, 2, 2, w - 4, h - 4, 5)
		ink.stroke()
		ink.setLineDash([])
	} else {
		ink.strokeStyle = art.ground === 'zero' ? 'rgb(255 255 255 / 0.6)' : 'rgb(255 255 255 / 0.2)'
		ink.lineWidth = 1
		rounded(ink, 0.5, 0.5, w - 1, h - 1, 6)
		ink.stroke()
	}
	const upper = art.note === '' && art.ground !== 'depot' && art.ground !== 'file' ? h / 2 : h * 0.3
	write(ink, fonts, art.page, art.locked ? w / 2 - 6 : w / 2, upper, {
		px: 14,
		colour: onSand ? '#3F3622' : art.ground === 'zero' ? '#06222F' : '#F2F5F7',
		mono: true,
		weight: 700,
	})
	if (art.ground === 'file') sheet(ink, w / 2, h * 0.72)
	else if (art.ground === 'depot') roll(ink, w / 2 - 13, h * 0.58, 26, 13)
	else if ((art.ground === 'paved' || art.ground === 'shared') && art.note !== '')
		number(ink, art.note, w / 2, h * 0.7, fonts)
	else if (art.note !== '') {
		write(ink, fonts, art.note, w / 2, h * 0.7, {
			px: 12,
			colour: onSand ? '#5B4D2E' : '#06222F',
			weight: 600,
			room: w - 6,
		})
	}
	if (art.locked) lock(ink, w / 2 + 12, upper + 1, '#DDE4EA')
	if (art.selected) {
		ink.strokeStyle = '#FFFFFF'
		ink.lineWidth = 3
		rounded(ink, -1, -1, w + 2, h + 2, 8)
		ink.stroke()
		ink.strokeStyle = PALETTE.blue
		ink.lineWidth = 1.4
		rounded(ink, -3, -3, w + 6, h + 6, 10)
		ink.stroke()
	}
}

/** A sheet of paper with lines, about 14 × 18 px around a point. */
function sheet(ink: Ink, x: number, y: number): void {
	ink.fillStyle = '#DDEBF5'
	ink.beginPath()
	ink.moveTo(x - 7, y - 9)
	ink.lineTo(x + 3, y - 9)
	ink.lineTo(x + 7, y - 5)
	ink.lineTo(x + 7, y + 9)
	ink.lineTo(x - 7, y + 9)
	ink.fill()
	ink.fillStyle = '#5B87A8'
	for (const line of [-4, -0.5, 3]) ink.fillRect(x - 4.5, y + line, 9, 1.5)
}

/** Serial plate of a frame: white enamel, blue figures. */
function number(ink: Ink, text: string, x: number, y: number, fonts: Fonts): void {
	rounded(ink, x - 14, y - 9, 28, 18, 4)
	ink.fillStyle = '#E4F2FB'
	ink.fill()
	ink.strokeStyle = PALETTE.blue
	ink.lineWidth = 1.6
	ink.stroke()
	write(ink, fonts, text, x, y, { px: 13, colour: '#06395A', mono: true, weight: 800 })
}

export function paintFramePlate(ink: Ink, art: Of<'framePlate'>, w: number, h: number, fonts: Fonts): void {
	const paved = art.state === 'paved' || art.state === 'shared'
	if (paved) {
		const width = Math.min(w, 40)
		rounded(ink, 1, 1, width - 2, h - 2, 7)
		ink.fillStyle = '#E4F2FB'
		ink.fill()
		ink.strokeStyle = art.selected ? PALETTE.amberBright : PALETTE.blue
		ink.lineWidth = art.selected ? 3 : 2
		ink.stroke()
		ink.fillStyle = '#7FA9C4'
		for (const [x, y] of [
			[4.5, 4.5],
			[width - 4.5, 4.5],
			[4.5, h - 4.5],
			[width - 4.5, h - 4.5],
		] as const) {
			ink.beginPath()
			ink.arc(x, y, 0.9, 0, Math.PI * 2)
			ink.fill()
		}
		write(ink, fonts, art.text, width / 2, h / 2, {
			px: 14,
			colour: '#06395A',
			mono: true,
			weight: 800,
			room: width - 8,
		})
		return
	}
	if (art.text !== '') {
		const colour = art.state === 'sand' ? '#CDBB97' : art.state === 'depot' ? '#C9A27A' : '#A9D8F4'
		write(ink, fonts, art.text, 2, h / 2, { px: 13, colour, align: 'left', weight: 500, room: w - 2 })
		return
	}
	// no room for a word: a sign of the same meaning
	const x = Math.min(w, 34) / 2
	if (art.state === 'depot') roll(ink, x - 13, h / 2 - 7, 26, 14)
	else if (art.state === 'file') sheet(ink, x, h / 2)
	else if (art.state === 'zero') {
		rounded(ink, x - 12, 3, 24, h - 6, 5)
		ink.strokeStyle = '#A9D8F4'
		ink.lineWidth = 1.6
		ink.stroke()
		write(ink, fonts, '0', x, h / 2, { px: 14, colour: '#CFEBFB', mono: true, weight: 700 })
	} else {
		ink.strokeStyle = '#CDBB97'
		ink.lineWidth = 1.6
		ink.setLineDash([4, 3])
		rounded(ink, x - 12, 4, 24, h - 8, 5)
		ink.stroke()
		ink.setLineDash([])
	}
}

/** A frame of RAM in the yard. */
export function paintFrame(ink: Ink, art: Of<'frame'>, w: number, h: number, fonts: Fonts): void {
	const free = art.page === ''
	if (free) {
		rounded(ink, 1, 1, w - 2, h - 2, 7)
		ink.fillStyle = 'rgb(0 114 178 / 0.2)'
		ink.fill()
		ink.strokeStyle = PALETTE.blueLight
		ink.lineWidth = 1.6
		ink.setLineDash([5, 4])
		ink.stroke()
		ink.setLineDash([])
		write(ink, fonts, art.frame, w / 2, h / 2, { px: 15, colour: '#9AD4F7', mono: true, weight: 700 })
	} else {
		paintSurface(ink, art.shared > 1 ? 'shared' : 'paved', w, h, Number.parseInt(art.frame, 16) + 3, 7)
		if (art.owner !== 'program') foreign(ink, art.owner, w, h)
		ink.strokeStyle = 'rgb(255 255 255 / 0.28)'
		ink.lineWidth = 1.2
		rounded(ink, 0.6, 0.6, w - 1.2, h - 1.2, 7)
		ink.stroke()
		number(ink, art.frame, w / 2 - (art.shared > 1 ? 5 : 0), h * 0.29, fonts)
		if (art.locked) lock(ink, w / 2 - 13, h * 0.73, '#DDE4EA')
		else if (art.owner === 'program') {
			ink.fillStyle = '#AEB7C0'
			ink.beginPath()
			ink.moveTo(w / 2 - 17, h * 0.73 - 3.4)
			ink.lineTo(w / 2 - 11.5, h * 0.73)
			ink.lineTo(w / 2 - 17, h * 0.73 + 3.4)
			ink.fill()
		}
		if (art.owner !== 'program') {
			rounded(ink, w / 2 - 20, h * 0.73 - 8.5, 41, 17, 4)
			ink.fillStyle = 'rgb(20 18 12 / 0.82)'
			ink.fill()
		}
		// A narrow tile has the sheet of a file close to its number.
		const shift = art.owner === 'program' && !art.file ? 5 : art.file && w < 44 ? -1 : 2
		write(ink, fonts, art.page, w / 2 + shift, h * 0.73, {
			px: 13,
			colour: art.owner === 'program' ? '#E8ECEF' : '#F1E2A4',
			mono: true,
			weight: 600,
		})
	}
	if (!free) marks(ink, art, w, h, fonts)
	if (art.selected) {
		ink.strokeStyle = '#FFFFFF'
		ink.lineWidth = 3
		rounded(ink, -1.5, -1.5, w + 3, h + 3, 9)
		ink.stroke()
	}
}

/** Ground of another process: slanting bands for a tenant, upright ones for a child. */
function foreign(ink: Ink, owner: 'tenant' | 'child', w: number, h: number): void {
	ink.save()
	rounded(ink, 0, 0, w, h, 7)
	ink.clip()
	ink.fillStyle = 'rgb(201 180 88 / 0.2)'
	ink.fillRect(0, 0, w, h)
	ink.strokeStyle = 'rgb(201 180 88 / 0.55)'
	ink.lineWidth = 3
	ink.beginPath()
	for (let x = -h; x < w + h; x += 11) {
		ink.moveTo(x, h)
		ink.lineTo(owner === 'tenant' ? x + h : x, 0)
	}
	ink.stroke()
	ink.restore()
}

/** At the right edge of a frame: the A bit as of the latest scan (full, hollow, none), its users, its file. */
function marks(ink: Ink, { accessed, file, shared }: Of<'frame'>, w: number, h: number, fonts: Fonts): void {
	if (accessed !== null) {
		ink.beginPath()
		ink.arc(w - 7, 7.5, 3.6, 0, Math.PI * 2)
		ink.fillStyle = accessed ? PALETTE.amberBright : '#23292F'
		ink.fill()
		ink.strokeStyle = accessed ? '#14181D' : '#AEB7C0'
		ink.lineWidth = 1.4
		ink.stroke()
	}
	if (file) {
		ink.fillStyle = '#DDEBF5'
		const top = h * 0.73 - 4.5
		ink.fillRect(w - 9, top, 6.5, 9)
		ink.fillStyle = '#5B87A8'
		ink.fillRect(w - 7.5, top + 2.5, 3.6, 1.2)
		ink.fillRect(w - 7.5, top + 5.2, 3.6, 1.2)
	}
	if (shared > 1)
		write(ink, fonts, `×${shared}`, w - 8, 19, { px: 12, colour: '#FFFFFF', mono: true, weight: 800, room: 14 })
}

/** A neighbour on the machine: its letter on its own ground, and what it holds. */
export function paintNeighbour(ink: Ink, art: Of<'neighbour'>, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 0.8, 0.8, w - 1.6, h - 1.6, 8)
	ink.fillStyle = '#1B2026'
	ink.fill()
	ink.strokeStyle = art.selected ? '#FFFFFF' : '#8D7F45'
	ink.lineWidth = art.selected ? 2.6 : 1.4
	ink.stroke()
	ink.save()
	ink.translate(4, 4)
	paintSurface(ink, 'paved', h - 8, h - 8, 5, 5)
	foreign(ink, art.owner, h - 8, h - 8)
	ink.restore()
	write(ink, fonts, art.letter, h / 2, h / 2, { px: 14, colour: '#FFF3C4', mono: true, weight: 800 })
	write(ink, fonts, art.text, h + 4, h / 2, { px: 13, colour: '#E8D9A0', align: 'left', weight: 600, room: w - h - 8 })
}

export function paintDepot(ink: Ink, art: Of<'depot'>, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 0.8, 0.8, w - 1.6, h - 1.6, 7)
	ink.fillStyle = '#1A1612'
	ink.fill()
	ink.strokeStyle = '#7C6A52'
	ink.lineWidth = 1.4
	ink.stroke()
	for (let index = 0; index < Math.max(1, art.rolls); index++) {
		ink.globalAlpha = art.rolls === 0 ? 0.35 : 1
		roll(ink, 7 + index * 4, h / 2 - 6 + index * 1.5, 22, 9)
	}
	ink.globalAlpha = 1
	write(ink, fonts, art.text, 40, h / 2, { px: 13, colour: '#E8D9BE', align: 'left', weight: 600, room: w - 46 })
}

/** Vermilion outline, hatch and exclamation mark: readable without colour. */
export function paintAlarm(ink: Ink, w: number, h: number, fonts: Fonts): void {
	ink.strokeStyle = PALETTE.vermilion
	ink.lineWidth = 3.4
	rounded(ink, -1, -1, w + 2, h + 2, 8)
	ink.stroke()
	ink.strokeStyle = '#FFB98A'
	ink.lineWidth = 1
	rounded(ink, -3, -3, w + 6, h + 6, 10)
	ink.stroke()
	ink.fillStyle = PALETTE.vermilion
	ink.beginPath()
	// Low enough to leave the name above readable.
	ink.arc(w - 4, 6, 8.5, 0, Math.PI * 2)
	ink.fill()
	ink.strokeStyle = '#FFFFFF'
	ink.lineWidth = 1.4
	ink.stroke()
	write(ink, fonts, '!', w - 4, 6, { px: 13, colour: '#FFFFFF', weight: 900 })
}

/** The drum that lays asphalt or takes it up. */
export function paintRoller(ink: Ink, w: number, h: number): void {
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.6)'
	ink.shadowBlur = 6 * ink.getTransform().a
	const drum = ink.createLinearGradient(w * 0.45, 0, w, 0)
	drum.addColorStop(0, '#6B737C')
	drum.addColorStop(0.4, '#D3DAE0')
	drum.addColorStop(1, '#4A5159')
	ink.fillStyle = drum
	rounded(ink, w * 0.5, 0, w * 0.5, h, 4)
	ink.fill()
	ink.fillStyle = PALETTE.amber
	rounded(ink, 0, h * 0.2, w * 0.56, h * 0.6, 4)
	ink.fill()
	ink.restore()
	ink.fillStyle = '#23292F'
	rounded(ink, w * 0.12, h * 0.32, w * 0.26, h * 0.36, 3)
	ink.fill()
}
