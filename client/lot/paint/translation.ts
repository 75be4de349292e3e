import type { Art } from '../node.ts'
import { PALETTE } from '../palette.ts'
import { type Fonts, type Ink, rounded, vertical, write } from './brush.ts'

type Of<Kind extends Art['kind']> = Extract<Art, { kind: Kind }>

/** An address in its three frames: directory digit (square, double edge), table digit (rounded), offset (dashed). */
export function paintAccess(ink: Ink, art: Of<'access'>, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 0.8, 0.8, w - 1.6, h - 1.6, 14)
	ink.fillStyle = vertical(ink, 0, h, [
		[0, '#46303D'],
		[1, '#31232C'],
	])
	ink.fill()
	ink.strokeStyle = PALETTE.purple
	ink.lineWidth = 1.8
	ink.stroke()
	const top = 12
	const size = 44
	const middle = top + size / 2
	// the right end is kept for thread, kind and trips
	const unit = Math.min(1.2, (w - 14 - 84) / 272)
	const x0 = 14
	write(ink, fonts, '0x', x0 + 15 * unit, middle, { px: 22, colour: '#D9B7C9', mono: true, weight: 500 })
	const boxes = [
		{ x: x0 + 36 * unit, w: 62 * unit, text: art.digits.slice(0, 1), name: art.names[0] },
		{ x: x0 + 106 * unit, w: 62 * unit, text: art.digits.slice(1, 2), name: art.names[1] },
		{ x: x0 + 176 * unit, w: 92 * unit, text: art.digits.slice(2), name: art.names[2] },
	] as const
	for (const [index, box] of boxes.entries()) {
		ink.setLineDash(index === 2 ? [5, 4] : [])
		ink.lineWidth = index === 2 ? 1.8 : 2.2
		ink.strokeStyle = index === 0 ? PALETTE.amberBright : index === 1 ? PALETTE.blueLight : '#BFC7CF'
		rounded(ink, box.x, top, box.w, size, index === 0 ? 2 : index === 1 ? 16 : 8)
		ink.fillStyle = index === 2 ? 'rgb(20 16 20 / 0.35)' : 'rgb(20 16 20 / 0.75)'
		ink.fill()
		ink.stroke()
		if (index === 0) {
			ink.lineWidth = 1
			rounded(ink, box.x + 4, top + 4, box.w - 8, size - 8, 1)
			ink.stroke()
		}
		ink.setLineDash([])
		write(ink, fonts, box.text, box.x + box.w / 2, middle, { px: 27, colour: '#FFFFFF', mono: true, weight: 700 })
		write(ink, fonts, box.name, box.x + box.w / 2, top + size + 14, {
			px: 12,
			colour: '#DCC7D2',
			weight: 500,
			room: box.w + 6,
		})
	}
	const left = x0 + 278 * unit
	for (const [index, part] of art.note.split(' · ').entries()) {
		write(ink, fonts, part, left, top + 11 + index * 24, {
			px: 14,
			colour: index === 1 && art.write ? '#FFD978' : '#F2E4EC',
			align: 'left',
			weight: index === 1 ? 700 : 600,
			room: w - left - 8,
		})
	}
}

export function paintNoAccess(ink: Ink, text: string, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 0.8, 0.8, w - 1.6, h - 1.6, 14)
	ink.strokeStyle = '#5B4552'
	ink.lineWidth = 1.5
	ink.setLineDash([6, 5])
	ink.stroke()
	ink.setLineDash([])
	write(ink, fonts, text, w / 2, h / 2, { px: 14, colour: '#B7A3AE', weight: 500, room: w - 24 })
}

/** Four of them beside each other in a side column. */
const NEXT_NARROW = 60

export function paintNext(ink: Ink, art: Of<'next'>, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 0.8, 0.8, w - 1.6, h - 1.6, 10)
	ink.fillStyle = '#2B2129'
	ink.fill()
	ink.strokeStyle = '#7D5A6C'
	ink.lineWidth = 1.3
	ink.stroke()
	const narrow = w < NEXT_NARROW
	write(ink, fonts, art.page, narrow ? 13 : w * 0.3, h / 2, {
		px: narrow ? 15 : 17,
		colour: '#FFFFFF',
		mono: true,
		weight: 700,
	})
	letter(ink, fonts, art.write ? 'W' : 'R', w - (narrow ? 13 : 16), h * 0.3, art.write)
	write(ink, fonts, art.note, w - 8, h * 0.73, { px: 12, colour: '#CDB7C3', align: 'right', weight: 600 })
}

/** W filled, R hollow: told apart without colour. */
function letter(ink: Ink, fonts: Fonts, text: string, x: number, y: number, filled: boolean): void {
	rounded(ink, x - 9, y - 8.5, 18, 17, 4)
	if (filled) {
		ink.fillStyle = '#FFD978'
		ink.fill()
	} else {
		ink.strokeStyle = '#9C8592'
		ink.lineWidth = 1.2
		ink.stroke()
	}
	write(ink, fonts, text, x, y, { px: 12, colour: filled ? '#2A1D05' : '#E6D6DF', weight: 800 })
}

const NOTED_LINE_WIDTH = 160

/** One line of the notebook: page → frame. */
export function paintTlbLine(ink: Ink, art: Of<'tlbLine'>, w: number, h: number, fonts: Fonts): void {
	const empty = art.page === ''
	rounded(ink, 1, 1, w - 2, h - 2, 9)
	if (empty) {
		ink.strokeStyle = '#6E5463'
		ink.lineWidth = 1.5
		ink.setLineDash([5, 4])
		ink.stroke()
		ink.setLineDash([])
	} else {
		ink.fillStyle = vertical(ink, 0, h, [
			[0, '#4A3541'],
			[1, '#3A2A34'],
		])
		ink.fill()
		ink.strokeStyle = art.selected ? '#FFFFFF' : art.current ? PALETTE.amberBright : '#8A6177'
		ink.lineWidth = art.selected ? 3 : art.current ? 2.4 : 1.2
		ink.stroke()
	}
	// binding of the notebook
	ink.fillStyle = empty ? '#3A2D35' : PALETTE.purple
	rounded(ink, 4, 4, 22, h - 8, 6)
	ink.fill()
	write(ink, fonts, art.index, 15, h / 2, { px: 14, colour: empty ? '#B99AAA' : '#2A1520', mono: true, weight: 800 })
	if (empty) {
		write(ink, fonts, art.note, 36, h / 2, { px: 13, colour: '#BFA8B4', align: 'left', weight: 500, room: w - 44 })
		return
	}
	// Four pages need room for three more characters, smaller ones, so that W stands beside them on a phone.
	const more = art.span > 1 ? 20 : 0
	write(ink, fonts, art.page, 32, h * 0.5, {
		px: more > 0 ? 14 : 18,
		colour: '#FFFFFF',
		mono: true,
		weight: 700,
		align: 'left',
	})
	ink.strokeStyle = '#E3A6C6'
	ink.lineWidth = 1.8
	ink.beginPath()
	ink.moveTo(58 + more, h / 2)
	ink.lineTo(67 + more, h / 2)
	ink.moveTo(63.5 + more, h / 2 - 4)
	ink.lineTo(68 + more, h / 2)
	ink.lineTo(63.5 + more, h / 2 + 4)
	ink.stroke()
	// Plates of the run lie behind each other.
	for (let plate = art.span - 1; plate >= 0; plate--) {
		rounded(ink, 71 + more + plate * 2, h / 2 - 12 - plate * 2, 30 + more, 24, 5)
		ink.fillStyle = plate > 0 ? '#9DB9CB' : '#E4F2FB'
		ink.fill()
		if (art.span > 1) {
			ink.strokeStyle = '#2A1520'
			ink.lineWidth = 0.8
			ink.stroke()
		}
	}
	write(ink, fonts, art.frame, 86 + more * 1.5, h / 2, {
		px: more > 0 ? 14 : 16,
		colour: '#06395A',
		mono: true,
		weight: 800,
	})
	if (art.write) letter(ink, fonts, 'W', w - 17, h * 0.31, true)
	// Beside the frame there must be room for a word; the list of lines says it too.
	if (w < NOTED_LINE_WIDTH + more * 2) return
	write(ink, fonts, art.note, w - 8, h * (art.write ? 0.74 : 0.5), {
		px: 12,
		colour: '#D9C3CF',
		align: 'right',
		weight: 500,
		room: Math.max(30, w - 114 - more * 2),
	})
}

/** The empty ledger: 256 page numbers, directory digit at the left, table digit on top. */
export function paintLedger(ink: Ink, art: Of<'ledger'>, fonts: Fonts): void {
	const { cell, axis } = art
	rounded(ink, axis - 2, axis - 2, cell * 16 + 4, cell * 16 + 4, 6)
	ink.fillStyle = '#151216'
	ink.fill()
	ink.strokeStyle = '#5B4552'
	ink.lineWidth = 1.2
	ink.stroke()
	ink.strokeStyle = 'rgb(204 121 167 / 0.13)'
	ink.lineWidth = 1
	ink.beginPath()
	for (let index = 1; index < 16; index++) {
		ink.moveTo(axis + index * cell, axis)
		ink.lineTo(axis + index * cell, axis + cell * 16)
		ink.moveTo(axis, axis + index * cell)
		ink.lineTo(axis + cell * 16, axis + index * cell)
	}
	ink.stroke()
	for (let index = 0; index < 16; index++) {
		const text = index.toString(16).toUpperCase()
		write(ink, fonts, text, axis + (index + 0.5) * cell, axis / 2, {
			px: 13,
			colour: '#8CCBF2',
			mono: true,
			weight: 700,
		})
		write(ink, fonts, text, axis / 2, axis + (index + 0.5) * cell, {
			px: 13,
			colour: '#FFC640',
			mono: true,
			weight: 700,
		})
	}
	for (let page = 0; page < 256; page++) {
		const x = axis + ((page & 15) + 0.5) * cell
		const y = axis + ((page >> 4) + 0.5) * cell
		ink.fillStyle = 'rgb(204 121 167 / 0.3)'
		ink.fillRect(x - 1, y - 1, 2, 2)
	}
}

export function paintEntry(ink: Ink, art: Of<'entry'>, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 1, 1, w - 2, h - 2, 4)
	ink.fillStyle = art.zero ? '#2E5F7D' : '#E6B3CD'
	ink.fill()
	if (art.write) {
		// writable entries have a bar below, as a pen's stroke
		ink.fillStyle = '#7A2F57'
		ink.fillRect(4, h - 4.4, w - 8, 1.8)
	}
	write(ink, fonts, art.text, w / 2, h / 2 - (art.write ? 0.8 : 0), {
		px: 12,
		colour: art.zero ? '#E4F5FF' : '#2A1520',
		mono: true,
		weight: 700,
		room: w - 2,
	})
}

/** Row and column of the page in question. */
export function paintCross(ink: Ink, art: Of<'cross'>): void {
	const { cell, axis, row, column } = art
	ink.fillStyle = 'rgb(255 198 64 / 0.13)'
	ink.fillRect(0, axis + row * cell, axis + cell * 16, cell)
	ink.fillStyle = 'rgb(86 180 233 / 0.15)'
	ink.fillRect(axis + column * cell, 0, cell, axis + cell * 16)
	ink.strokeStyle = '#FFFFFF'
	ink.lineWidth = 2.4
	rounded(ink, axis + column * cell - 0.5, axis + row * cell - 0.5, cell + 1, cell + 1, 4)
	ink.stroke()
}
