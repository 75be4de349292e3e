import type { Art, Tone } from '../node.ts'
import { PALETTE } from '../palette.ts'
import { bands, type Fonts, type Ink, rounded, shade, vertical, write } from './brush.ts'

type Of<Kind extends Art['kind']> = Extract<Art, { kind: Kind }>

const TONES: Readonly<Record<Tone, string>> = {
	text: PALETTE.text,
	muted: PALETTE.muted,
	amber: '#FFC640',
	blue: '#8CCBF2',
	purple: '#E3A6C6',
	sand: '#F1DFB4',
	danger: PALETTE.vermilionLight,
}

export function paintLabel(ink: Ink, art: Of<'label'>, w: number, h: number, fonts: Fonts): void {
	const x = art.align === 'left' ? 0 : art.align === 'right' ? w : w / 2
	if (art.backed === true) {
		ink.font = `500 ${Math.max(art.px, fonts.leastPx)}px ${art.mono === true ? fonts.mono : fonts.ui}`
		const width = Math.min(w, ink.measureText(art.text).width + 16)
		rounded(ink, (w - width) / 2, 0, width, h, 7)
		ink.fillStyle = 'rgb(24 19 8 / 0.86)'
		ink.fill()
	}
	write(ink, fonts, art.text, x, h / 2, {
		px: art.px,
		colour: TONES[art.tone],
		align: art.align === 'centre' ? 'center' : art.align,
		mono: art.mono === true,
		weight: art.bold === true ? 700 : 500,
		room: art.backed === true ? w - 12 : w,
	})
}

export function paintPill(ink: Ink, art: Of<'pill'>, w: number, h: number, fonts: Fonts): void {
	const edge = {
		amber: PALETTE.amberBright,
		blue: PALETTE.blueLight,
		purple: PALETTE.purple,
		plain: PALETTE.lineStrong,
	}[art.tone]
	rounded(ink, 1, 1, w - 2, h - 2, h / 2)
	ink.fillStyle = art.solid === true ? edge : '#12161A'
	ink.fill()
	ink.strokeStyle = edge
	ink.lineWidth = 1.8
	ink.stroke()
	write(ink, fonts, art.text, w / 2, h / 2, {
		px: 14,
		colour: art.solid === true ? PALETTE.ink : '#FFE3A0',
		mono: true,
		weight: 700,
		room: w - 12,
	})
}

/** The row's number on an enamel sign. */
export function paintRowSign(ink: Ink, art: Of<'rowSign'>, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 0.5, 0.5, w - 1, h - 1, 6)
	ink.fillStyle = '#262D34'
	ink.fill()
	ink.strokeStyle = '#3C454F'
	ink.lineWidth = 1
	ink.stroke()
	write(ink, fonts, art.text, w / 2, h / 2, {
		px: art.text.length > 2 ? 13 : 14,
		colour: '#D5DBE1',
		mono: true,
		weight: 700,
		room: w - 3,
	})
}

export function paintTag(ink: Ink, text: string, w: number, h: number, fonts: Fonts): void {
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.5)'
	ink.shadowBlur = 8
	rounded(ink, 1, 1, w - 2, h - 8, 7)
	ink.fillStyle = '#F7F9FB'
	ink.fill()
	ink.restore()
	ink.fillStyle = '#F7F9FB'
	ink.beginPath()
	ink.moveTo(w / 2 - 6, h - 8)
	ink.lineTo(w / 2, h - 1)
	ink.lineTo(w / 2 + 6, h - 8)
	ink.fill()
	write(ink, fonts, text, w / 2, (h - 7) / 2, { px: 13, colour: PALETTE.ink, weight: 700, room: w - 10 })
}

export function paintCost(ink: Ink, text: string, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 1, 1, w - 2, h - 2, h / 2)
	ink.fillStyle = 'rgb(17 21 25 / 0.88)'
	ink.fill()
	ink.strokeStyle = PALETTE.amberBright
	ink.lineWidth = 1.2
	ink.stroke()
	write(ink, fonts, text, w / 2, h / 2, { px: 13, colour: '#FFD978', weight: 700, mono: true, room: w - 8 })
}

/** The half-open outline of a hole piece: open towards the row in which the hole goes on. */
function holePath(ink: Ink, art: Pick<Of<'hole'>, 'cut'>, w: number, h: number, inset: number): void {
	const left = art.cut === 'whole' || art.cut === 'tail' ? 8 : 0
	const right = art.cut === 'whole' || art.cut === 'head' ? 8 : 0
	rounded(ink, inset, inset, w - inset * 2, h - inset * 2, [left, right, right, left])
}

export function paintHole(ink: Ink, art: Of<'hole'>, w: number, h: number, fonts: Fonts): void {
	const lit = art.look === 'fits' || art.look === 'selected'
	const dim = art.look === 'tight'
	if (art.look === 'selected') {
		ink.save()
		ink.shadowColor = 'rgb(245 183 10 / 0.85)'
		ink.shadowBlur = 12 * ink.getTransform().a
		ink.strokeStyle = PALETTE.amberBright
		ink.lineWidth = 2
		holePath(ink, art, w, h, 2)
		ink.stroke()
		ink.restore()
	}
	holePath(ink, art, w, h, 2)
	ink.fillStyle =
		art.look === 'selected'
			? 'rgb(245 183 10 / 0.3)'
			: lit
				? 'rgb(245 183 10 / 0.13)'
				: dim
					? 'rgb(15 18 22 / 0.5)'
					: 'rgb(230 236 242 / 0.07)'
	ink.fill()
	if (art.look === 'selected') {
		ink.strokeStyle = PALETTE.amberBright
		ink.lineWidth = 3
	} else if (lit) {
		ink.strokeStyle = '#F7CB56'
		ink.lineWidth = 2
		ink.setLineDash([8, 4])
	} else {
		ink.strokeStyle = dim ? 'rgb(200 208 216 / 0.34)' : 'rgb(232 236 239 / 0.8)'
		ink.lineWidth = dim ? 1.2 : 1.6
		ink.setLineDash(dim ? [2, 4] : [5, 4])
	}
	holePath(ink, art, w, h, 2)
	// a dark edge below the dashes: they must show on sand as well
	if (art.look !== 'selected') under(ink, ink.lineWidth + 2)
	ink.stroke()
	ink.setLineDash([])
	if (art.text === '') return
	ink.font = `600 ${Math.max(13, fonts.leastPx)}px ${fonts.ui}`
	rounded(ink, 20, h / 2 - 11, Math.min(w - 24, ink.measureText(art.text).width + 25), 22, 11)
	ink.fillStyle = 'rgb(17 21 25 / 0.72)'
	ink.fill()
	write(ink, fonts, art.text, 37, h / 2, {
		px: 13,
		colour: lit ? '#FFE29A' : dim ? '#8A939D' : '#D5DBE1',
		align: 'left',
		weight: 600,
		room: w - 40,
	})
}

function under(ink: Ink, width: number): void {
	ink.save()
	ink.strokeStyle = 'rgb(17 21 25 / 0.6)'
	ink.lineWidth = width
	ink.stroke()
	ink.restore()
}

export const paintDisc = (ink: Ink, art: Of<'disc'>, w: number, h: number, fonts: Fonts): void =>
	disc(ink, fonts, art.text, w / 2, h / 2, art.look)

/** Nobody's land beyond the barrier: hatching that fades out. */
export function paintGapGround(ink: Ink, w: number, h: number): void {
	ink.save()
	rounded(ink, 0, 0, w, h, 4)
	ink.clip()
	bands(ink, 0, 0, w, h, 24, 9, 'rgb(245 183 10 / 0.1)')
	ink.globalCompositeOperation = 'destination-in'
	ink.fillStyle = vertical(ink, 0, h, [
		[0, 'rgb(0 0 0 / 1)'],
		[1, 'rgb(0 0 0 / 0)'],
	])
	ink.fillRect(0, 0, w, h)
	ink.restore()
}

/** Place in the free list. A hole that is too small has a hollow disc. */
function disc(ink: Ink, fonts: Fonts, text: string, x: number, y: number, look: Of<'hole'>['look']): void {
	const radius = text.length > 1 ? 12.5 : 11.5
	ink.beginPath()
	ink.arc(x, y, radius, 0, Math.PI * 2)
	if (look === 'tight') {
		ink.fillStyle = '#2A3037'
		ink.fill()
		ink.strokeStyle = '#717A84'
		ink.lineWidth = 1.3
		ink.stroke()
	} else {
		ink.fillStyle = look === 'selected' ? PALETTE.amberBright : '#F4F7F9'
		ink.fill()
		if (look === 'fits') {
			ink.strokeStyle = PALETTE.amberBright
			ink.lineWidth = 2.4
			ink.stroke()
		}
	}
	write(ink, fonts, text, x, y, {
		px: text.length > 1 ? 12.5 : 14,
		colour: look === 'tight' ? '#B0B8C0' : '#14181D',
		weight: 800,
	})
}

/** The same chunk as the machine has it: address, size word, link. */
export function paintHexChunk(ink: Ink, art: Of<'hexChunk'>, w: number, h: number, fonts: Fonts): void {
	const first = art.cut === 'whole' || art.cut === 'tail'
	const last = art.cut === 'whole' || art.cut === 'head'
	const header = first ? art.slot / 2 : 0
	const free = art.use === 'free' || art.use === 'top'
	const radius = [first ? 4 : 0, last ? 4 : 0, last ? 4 : 0, first ? 4 : 0]
	rounded(ink, 1, 2, w - 2, h - 4, radius)
	ink.fillStyle = free
		? '#12171C'
		: art.use === 'racked'
			? '#3A414A'
			: art.base === ''
				? '#3A414A'
				: shade(art.base, -0.58)
	ink.fill()
	ink.save()
	ink.clip()
	if (first) {
		ink.fillStyle = free ? '#2A333C' : art.use === 'racked' ? '#8A939D' : art.base
		ink.fillRect(0, 2, header + 1, h - 4)
	}
	if (art.use === 'racked') bands(ink, header + 1, 2, w, h - 4, 12, 3, 'rgb(255 255 255 / 0.07)')
	ink.restore()
	ink.strokeStyle =
		art.look === 'selected'
			? PALETTE.amberBright
			: art.look === 'fits'
				? '#F7CB56'
				: free
					? 'rgb(232 236 239 / 0.55)'
					: 'rgb(255 255 255 / 0.24)'
	ink.lineWidth = art.look === 'selected' ? 2.6 : art.look === 'fits' ? 1.8 : 1.1
	if (free && art.look !== 'selected') ink.setLineDash([4, 3])
	rounded(ink, 1, 2, w - 2, h - 4, radius)
	ink.stroke()
	ink.setLineDash([])
	const room = w - header - 8
	if (art.address !== '' && room >= 28) {
		const x = header + 5
		write(ink, fonts, art.address, x, h * 0.32, {
			px: 12,
			colour: first ? '#F2F5F7' : '#97A1AB',
			align: 'left',
			mono: true,
			weight: 700,
			room,
		})
		write(ink, fonts, art.word, x, h * 0.68, {
			px: 12,
			colour: free ? '#B9C2CB' : '#FFE3A0',
			align: 'left',
			mono: true,
			weight: 500,
			room,
		})
	}
	if (art.position !== '') disc(ink, fonts, art.position, w - 16, h / 2, art.look === 'tight' ? 'tight' : art.look)
}

/** From one free chunk to the next in the list. */
export function paintArrow(ink: Ink, w: number, h: number): void {
	ink.strokeStyle = PALETTE.blueLight
	ink.fillStyle = PALETTE.blueLight
	ink.lineWidth = 2
	ink.lineCap = 'round'
	ink.beginPath()
	ink.moveTo(2, h / 2)
	ink.lineTo(w - 7, h / 2)
	ink.stroke()
	ink.beginPath()
	ink.moveTo(w - 1, h / 2)
	ink.lineTo(w - 9, h / 2 - 5)
	ink.lineTo(w - 9, h / 2 + 5)
	ink.closePath()
	ink.fill()
}

/** The striped arm at brk. */
export function paintArm(ink: Ink, w: number, h: number): void {
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.6)'
	ink.shadowBlur = 5 * ink.getTransform().a
	ink.shadowOffsetY = 3 * ink.getTransform().a
	rounded(ink, 0, 1, w, h - 2, h / 2)
	ink.fillStyle = PALETTE.amberBright
	ink.fill()
	ink.restore()
	ink.save()
	rounded(ink, 0, 1, w, h - 2, h / 2)
	ink.clip()
	bands(ink, 0, 0, w, h, 26, 13, '#1B1A14')
	ink.fillStyle = 'rgb(255 255 255 / 0.28)'
	ink.fillRect(0, 1.5, w, 2.4)
	ink.fillStyle = 'rgb(0 0 0 / 0.25)'
	ink.fillRect(0, h - 4, w, 3)
	ink.restore()
	// lamp at the tip
	ink.fillStyle = '#E5484D'
	ink.beginPath()
	ink.arc(w - 7, h / 2, 3.6, 0, Math.PI * 2)
	ink.fill()
	ink.fillStyle = 'rgb(255 255 255 / 0.7)'
	ink.beginPath()
	ink.arc(w - 8, h / 2 - 1, 1.1, 0, Math.PI * 2)
	ink.fill()
}

export function paintPivot(ink: Ink, w: number, h: number): void {
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.6)'
	ink.shadowBlur = 5 * ink.getTransform().a
	ink.beginPath()
	ink.arc(w / 2, h / 2, w / 2 - 2, 0, Math.PI * 2)
	ink.fillStyle = '#2A3037'
	ink.fill()
	ink.restore()
	ink.strokeStyle = PALETTE.amberBright
	ink.lineWidth = 3
	ink.beginPath()
	ink.arc(w / 2, h / 2, w / 2 - 3, 0, Math.PI * 2)
	ink.stroke()
	ink.fillStyle = '#C7CED6'
	ink.beginPath()
	ink.arc(w / 2, h / 2, 3.4, 0, Math.PI * 2)
	ink.fill()
}

export function paintBeam(ink: Ink, w: number, h: number): void {
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.55)'
	ink.shadowBlur = 8 * ink.getTransform().a
	ink.shadowOffsetY = 4 * ink.getTransform().a
	ink.fillStyle = vertical(ink, 0, h, [
		[0, '#4FB3EA'],
		[0.14, '#1787C9'],
		[0.6, PALETTE.blue],
		[1, '#00507D'],
	])
	ink.fillRect(0, 0, w, h)
	ink.restore()
	ink.fillStyle = 'rgb(255 255 255 / 0.13)'
	for (let x = 10; x < w; x += 22) ink.fillRect(x, h / 2 - 1, 11, 2)
}

export function paintPost(ink: Ink, w: number, h: number): void {
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.5)'
	ink.shadowBlur = 5 * ink.getTransform().a
	rounded(ink, 1, 1, w - 2, h - 2, 6)
	ink.fillStyle = vertical(ink, 0, h, [
		[0, '#F4FAFE'],
		[1, '#A9CBE2'],
	])
	ink.fill()
	ink.restore()
	ink.strokeStyle = '#0B6AA6'
	ink.lineWidth = 2
	ink.stroke()
	ink.fillStyle = 'rgb(11 74 120 / 0.55)'
	rounded(ink, w / 2 - 4, h / 2 - 7, 8, 14, 3)
	ink.fill()
}

/** A bay's lamp: hollow outside, a shining disc when its thread is in ring 0. */
export function paintLamp(ink: Ink, art: Of<'lamp'>, w: number, h: number, fonts: Fonts): void {
	rounded(ink, 1, 1, w - 2, h - 2, h / 2)
	ink.fillStyle = art.lit ? '#EAF6FF' : '#06283F'
	ink.fill()
	ink.strokeStyle = art.lit ? '#FFFFFF' : '#3A9AD6'
	ink.lineWidth = 1.5
	ink.stroke()
	if (art.lit) {
		ink.save()
		ink.shadowColor = PALETTE.amberBright
		ink.shadowBlur = 10 * ink.getTransform().a
		ink.fillStyle = PALETTE.amber
		ink.beginPath()
		ink.arc(14, h / 2, 6, 0, Math.PI * 2)
		ink.fill()
		ink.fill()
		ink.restore()
		ink.fillStyle = '#FFF1C4'
		ink.beginPath()
		ink.arc(12.6, h / 2 - 1.6, 2, 0, Math.PI * 2)
		ink.fill()
	} else {
		ink.strokeStyle = '#6FB9E6'
		ink.lineWidth = 1.6
		ink.beginPath()
		ink.arc(14, h / 2, 5, 0, Math.PI * 2)
		ink.stroke()
	}
	write(ink, fonts, art.text, 24, h / 2, {
		px: 13,
		colour: art.lit ? '#05324F' : '#BFE2F7',
		weight: 700,
		align: 'left',
		room: w - 30,
	})
}

const LANE_COLOURS = {
	waiting: PALETTE.amberBright,
	inside: PALETTE.blueLight,
	mmu: PALETTE.purple,
	computing: '#8C7B55',
	done: PALETTE.greenLight,
} as const

/** Sign over a bay of the street: the thread's name and, by shape as well as colour, where it is. */
export function paintLane(ink: Ink, art: Of<'lane'>, w: number, h: number, fonts: Fonts): void {
	const colour = LANE_COLOURS[art.state]
	const middle = w / 2
	rounded(ink, middle - 33, 1, 66, h - 2, 8)
	ink.fillStyle = '#1D170A'
	ink.fill()
	ink.strokeStyle = colour
	ink.lineWidth = 1.6
	if (art.state === 'computing') ink.setLineDash([3, 3])
	ink.stroke()
	ink.setLineDash([])
	write(ink, fonts, art.text, middle + 10, h / 2, { px: 14, colour: '#FFF3D4', weight: 700 })
	ink.fillStyle = colour
	ink.strokeStyle = colour
	ink.lineWidth = 2
	const x = middle - 17
	const y = h / 2
	ink.beginPath()
	if (art.state === 'waiting') ink.arc(x, y, 5.5, 0, Math.PI * 2)
	else if (art.state === 'inside') ink.rect(x - 5, y - 5, 10, 10)
	else if (art.state === 'mmu') {
		ink.moveTo(x, y - 6.5)
		ink.lineTo(x + 6.5, y)
		ink.lineTo(x, y + 6.5)
		ink.lineTo(x - 6.5, y)
	}
	if (art.state === 'done') {
		ink.moveTo(x - 5, y)
		ink.lineTo(x - 1, y + 4)
		ink.lineTo(x + 6, y - 5)
		ink.stroke()
	} else if (art.state === 'computing') {
		for (const dx of [-6, 0, 6]) {
			ink.moveTo(x + dx + 1.8, y)
			ink.arc(x + dx, y, 1.8, 0, Math.PI * 2)
		}
		ink.fill()
	} else ink.fill()
}
