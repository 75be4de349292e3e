import type { Art } from '../node.ts'
import { PALETTE } from '../palette.ts'
import { BELLOWS, type Body, bodyOf, cabLength, isTruck, labelRoom, platePx } from '../vehicle.ts'
import { bands, type Fonts, type Ink, rounded, shade, vertical, write } from './brush.ts'
import { paintTexture } from './texture.ts'

type CarArt = Extract<Art, { kind: 'car' }>
type CoverArt = Extract<Art, { kind: 'cover' }>

const GLASS_LIGHT = '#D9F0FF'
const GLASS = '#8DBCDD'
const GLASS_DARK = '#1D2A36'
const RUBBER = '#0D1013'
/** From this slot width on the header carries its size. */
const HEADER_SIGN_SLOT = 34

function outline(ink: Ink, body: Body, grow: number): void {
	const front = body.nose ? Math.min(body.h * 0.34, body.w * 0.42) : 0
	const back = body.rear ? Math.min(body.h * 0.24, body.w * 0.3) : 0
	rounded(ink, body.x - grow, body.y - grow, body.w + grow * 2, body.h + grow * 2, [back, front, front, back])
}

/** The header: a dark bumper of half a slot, with tail-lights, the same on every vehicle. */
function bumper(ink: Ink, slot: number, h: number, body: Body, fonts: Fonts): void {
	const height = body.h - 8
	const y = (h - height) / 2
	ink.fillStyle = vertical(ink, y, height, [
		[0, '#3B434C'],
		[0.35, '#23292F'],
		[1, '#101418'],
	])
	rounded(ink, 2.5, y, slot / 2 + 3, height, 3)
	ink.fill()
	ink.strokeStyle = 'rgb(255 255 255 / 0.16)'
	ink.lineWidth = 1
	ink.stroke()
	ink.fillStyle = '#E5484D'
	const lamp = Math.min(7, height * 0.2)
	for (const at of [y + 3, y + height - 3 - lamp]) {
		rounded(ink, 3.8, at, 3, lamp, 1.3)
		ink.fill()
	}
	if (slot < HEADER_SIGN_SLOT) return
	// large enough to say what it is: the 8 bytes that every chunk spends on itself
	const middle = 3 + slot / 4
	ink.strokeStyle = 'rgb(255 255 255 / 0.13)'
	ink.beginPath()
	for (const share of [0.26, 0.74]) {
		ink.moveTo(middle - 4, y + height * share)
		ink.lineTo(middle + 5, y + height * share)
	}
	ink.stroke()
	write(ink, fonts, '8', middle + 0.5, h / 2, { px: 13, colour: '#AAB4BE', mono: true, weight: 700 })
}

function wheels(ink: Ink, body: Body, at: readonly number[]): void {
	const length = Math.min(10, body.w * 0.26)
	for (const share of at) {
		const x = body.x + body.w * share - length / 2
		for (const y of [body.y - 2.2, body.y + body.h - 2.8]) {
			ink.fillStyle = RUBBER
			rounded(ink, x, y, length, 5, 2)
			ink.fill()
			ink.fillStyle = 'rgb(255 255 255 / 0.18)'
			ink.fillRect(x + 2, y < body.y ? y + 0.6 : y + 3.6, length - 4, 0.8)
		}
	}
}

function lamps(ink: Ink, body: Body): void {
	if (!body.nose) return
	const x = body.x + body.w - 3.4
	for (const y of [body.y + body.h * 0.17, body.y + body.h * 0.83]) {
		ink.fillStyle = 'rgb(255 233 160 / 0.5)'
		ink.beginPath()
		ink.ellipse(x, y, 3.6, 4, 0, 0, Math.PI * 2)
		ink.fill()
		ink.fillStyle = '#FFF6D2'
		ink.beginPath()
		ink.ellipse(x, y, 1.9, 2.6, 0, 0, Math.PI * 2)
		ink.fill()
	}
}

/** A pane that bulges towards the nose. */
function windscreen(ink: Ink, x: number, body: Body, width: number): void {
	const top = body.y + body.h * 0.13
	const bottom = body.y + body.h * 0.87
	const middle = body.y + body.h / 2
	ink.beginPath()
	ink.moveTo(x, top + body.h * 0.09)
	ink.lineTo(x + width * 0.72, top)
	ink.quadraticCurveTo(x + width * 1.3, middle, x + width * 0.72, bottom)
	ink.lineTo(x, bottom - body.h * 0.09)
	ink.quadraticCurveTo(x + width * 0.42, middle, x, top + body.h * 0.09)
	ink.closePath()
	ink.fillStyle = vertical(ink, top, bottom - top, [
		[0, GLASS_LIGHT],
		[0.45, '#B4DAF2'],
		[1, GLASS],
	])
	ink.fill()
	ink.strokeStyle = 'rgb(10 20 30 / 0.5)'
	ink.lineWidth = 1
	ink.stroke()
	ink.save()
	ink.clip()
	ink.fillStyle = 'rgb(255 255 255 / 0.55)'
	ink.beginPath()
	ink.moveTo(x, top + body.h * 0.32)
	ink.lineTo(x + width * 1.3, top + body.h * 0.06)
	ink.lineTo(x + width * 1.3, top + body.h * 0.18)
	ink.lineTo(x, top + body.h * 0.44)
	ink.fill()
	ink.restore()
}

function plate(ink: Ink, fonts: Fonts, text: string, x: number, y: number, room: number, wishedPx: number): void {
	const px = Math.max(wishedPx, fonts.leastPx)
	ink.font = `700 ${px}px ${fonts.ui}`
	const width = Math.min(room, ink.measureText(text).width + 12)
	const height = px + 6
	ink.fillStyle = 'rgb(0 0 0 / 0.28)'
	rounded(ink, x - width / 2, y - height / 2 + 1, width, height, 4.5)
	ink.fill()
	ink.fillStyle = '#FCFDFE'
	rounded(ink, x - width / 2, y - height / 2, width, height, 4.5)
	ink.fill()
	ink.strokeStyle = 'rgb(20 24 29 / 0.22)'
	ink.lineWidth = 1
	rounded(ink, x - width / 2 + 1, y - height / 2 + 1, width - 2, height - 2, 3.5)
	ink.stroke()
	write(ink, fonts, text, x, y, { px, colour: PALETTE.ink, weight: 700, room: width - 6 })
}

/** Dark pleats where an articulated vehicle goes on in the next row, with an arrow to say so. */
function bellows(ink: Ink, body: Body, side: 'left' | 'right', w: number): void {
	const depth = BELLOWS
	const x = side === 'left' ? 0 : w - depth
	ink.fillStyle = '#23292F'
	ink.fillRect(x, body.y + 2, depth, body.h - 4)
	for (let index = 0; index < 3; index++) {
		ink.fillStyle = index % 2 === 0 ? '#3A424B' : '#2C333A'
		ink.fillRect(x + 0.8 + index * 3.6, body.y + 0.5, 2.2, body.h - 1)
	}
	ink.fillStyle = PALETTE.amberBright
	const middle = body.y + body.h / 2
	ink.beginPath()
	ink.moveTo(x + 3, middle - 4.5)
	ink.lineTo(x + 9, middle)
	ink.lineTo(x + 3, middle + 4.5)
	ink.closePath()
	ink.fill()
}

export function paintCar(ink: Ink, art: CarArt, w: number, h: number, fonts: Fonts): void {
	const body = bodyOf(art.cut, art.slot, art.slots, w, h)
	const long = isTruck(art.cut, art.slots)
	if (art.ghost === true) {
		paintGhost(ink, art, body)
		return
	}
	// shadow on the ground
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.55)'
	ink.shadowBlur = 7 * scaleOf(ink)
	ink.shadowOffsetY = 3 * scaleOf(ink)
	ink.fillStyle = '#15191D'
	outline(ink, body, -1)
	ink.fill()
	ink.restore()
	if (body.rear) bumper(ink, art.slot, h, body, fonts)
	wheels(ink, body, wheelPlaces(body, long))
	outline(ink, body, 0)
	ink.fillStyle = vertical(ink, body.y, body.h, [
		[0, shade(art.base, 0.3)],
		[0.16, shade(art.base, 0.1)],
		[0.55, art.base],
		[1, shade(art.base, -0.32)],
	])
	ink.fill()
	ink.save()
	ink.clip()
	if (long) truckBody(ink, art, body)
	else carBody(ink, art, body)
	ink.restore()
	outline(ink, body, -0.5)
	ink.strokeStyle = 'rgb(8 12 16 / 0.55)'
	ink.lineWidth = 1
	ink.stroke()
	// light along the upper edge
	ink.save()
	outline(ink, body, -1.5)
	ink.clip()
	ink.strokeStyle = 'rgb(255 255 255 / 0.5)'
	ink.lineWidth = 1.2
	ink.beginPath()
	ink.moveTo(body.x + 3, body.y + 2.1)
	ink.lineTo(body.x + body.w - 4, body.y + 2.1)
	ink.stroke()
	ink.restore()
	lamps(ink, body)
	if (!body.nose) bellows(ink, body, 'right', w)
	if (!body.rear) bellows(ink, body, 'left', w)
	if (art.text !== '') {
		const [from, to] = labelRoom(art.cut, art.slot, art.slots, w, h)
		plate(ink, fonts, art.text, (from + to) / 2, h / 2, Math.max(30, body.w - 4), platePx(h))
	}
	if (art.selected === true) {
		ink.strokeStyle = '#FFFFFF'
		ink.lineWidth = 2.2
		outline(ink, body, 2.4)
		ink.stroke()
	}
}

const wheelPlaces = (body: Body, long: boolean): number[] => {
	if (!long) return body.w < 40 ? [0.24, 0.78] : [0.2, 0.8]
	const places: number[] = []
	if (body.rear) places.push(14 / body.w, 27 / body.w)
	if (body.nose) places.push(1 - 14 / body.w)
	if (body.nose && body.w > 120) places.push(1 - 52 / body.w)
	return places.filter((place) => place > 0.05 && place < 0.95)
}

function carBody(ink: Ink, art: CarArt, body: Body): void {
	const { x, y, w, h } = body
	paintTexture(ink, art.texture, x, y, w, h)
	const mini = art.slots <= 2
	const hood = mini ? h * 0.3 : h * 0.42
	const boot = mini ? h * 0.06 : h * 0.3
	const glass = mini ? h * 0.24 : h * 0.3
	const screenAt = x + w - hood - glass
	const rearAt = x + boot
	// side windows
	ink.fillStyle = GLASS_DARK
	ink.globalAlpha = 0.62
	for (const side of [y + h * 0.075, y + h * 0.85]) {
		rounded(ink, rearAt + 3, side, screenAt - rearAt - 1, h * 0.085, 1.5)
		ink.fill()
	}
	ink.globalAlpha = 1
	// roof, a little lighter than the rest
	ink.fillStyle = 'rgb(255 255 255 / 0.16)'
	rounded(ink, rearAt + 4, y + h * 0.2, Math.max(4, screenAt - rearAt - 3), h * 0.6, 4)
	ink.fill()
	// rear window
	if (!mini) {
		ink.fillStyle = vertical(ink, y, h, [
			[0, '#A9CFE8'],
			[1, '#6E98B5'],
		])
		ink.beginPath()
		ink.moveTo(rearAt, y + h * 0.16)
		ink.lineTo(rearAt + h * 0.13, y + h * 0.23)
		ink.lineTo(rearAt + h * 0.13, y + h * 0.77)
		ink.lineTo(rearAt, y + h * 0.84)
		ink.closePath()
		ink.fill()
		ink.strokeStyle = 'rgb(10 20 30 / 0.4)'
		ink.lineWidth = 0.8
		ink.stroke()
	}
	windscreen(ink, screenAt, body, glass)
	// bonnet crease
	ink.strokeStyle = 'rgb(8 12 16 / 0.22)'
	ink.lineWidth = 1
	ink.beginPath()
	ink.moveTo(x + w - 4, y + h * 0.32)
	ink.lineTo(x + w - hood * 0.8, y + h * 0.26)
	ink.moveTo(x + w - 4, y + h * 0.68)
	ink.lineTo(x + w - hood * 0.8, y + h * 0.74)
	ink.stroke()
}

/** Box with ribs behind a cab. The parts of an articulated one join at the bellows. */
function truckBody(ink: Ink, art: CarArt, body: Body): void {
	const { x, y, w, h } = body
	const cab = body.nose ? cabLength(body) : 0
	const boxEnd = x + w - cab - (cab > 0 ? 3 : 0)
	paintTexture(ink, art.texture, x, y, boxEnd - x, h)
	// rails of the box
	ink.fillStyle = 'rgb(8 12 16 / 0.26)'
	ink.fillRect(x, y, boxEnd - x, h * 0.1)
	ink.fillRect(x, y + h * 0.9, boxEnd - x, h * 0.1)
	ink.fillStyle = 'rgb(255 255 255 / 0.2)'
	ink.fillRect(x, y + h * 0.1, boxEnd - x, 1)
	ink.strokeStyle = 'rgb(8 12 16 / 0.2)'
	ink.lineWidth = 1
	ink.beginPath()
	for (let at = x + art.slot * 2; at < boxEnd - 8; at += art.slot * 2) {
		ink.moveTo(at, y + 2)
		ink.lineTo(at, y + h - 2)
	}
	ink.stroke()
	if (cab > 0) {
		ink.fillStyle = '#14181C'
		ink.fillRect(boxEnd, y, 3, h)
		ink.fillStyle = vertical(ink, y, h, [
			[0, shade(art.base, 0.42)],
			[0.2, shade(art.base, 0.16)],
			[1, shade(art.base, -0.22)],
		])
		ink.fillRect(boxEnd + 3, y, cab, h)
		ink.fillStyle = 'rgb(255 255 255 / 0.2)'
		rounded(ink, boxEnd + 5, y + h * 0.2, cab * 0.32, h * 0.6, 3)
		ink.fill()
		windscreen(ink, boxEnd + 3 + cab * 0.42, body, cab * 0.3)
	}
}

/** The preview: the same shape in glass, with a dashed edge, so that it can't be taken for a parked car. */
function paintGhost(ink: Ink, art: CarArt, body: Body): void {
	ink.save()
	outline(ink, body, 0)
	ink.globalAlpha = 0.5
	ink.fillStyle = art.base
	ink.fill()
	ink.clip()
	ink.globalAlpha = 0.7
	paintTexture(ink, art.texture, body.x, body.y, body.w, body.h)
	ink.restore()
	if (body.nose && body.w > 20) {
		ink.globalAlpha = 0.55
		windscreen(ink, body.x + body.w - body.h * 0.62, body, body.h * 0.28)
		ink.globalAlpha = 1
	}
	if (body.rear) {
		ink.fillStyle = 'rgb(10 13 16 / 0.7)'
		rounded(ink, 2.5, body.y + 4, art.slot / 2 + 1, body.h - 8, 3)
		ink.fill()
	}
	ink.strokeStyle = '#FFE7A3'
	ink.lineWidth = 1.8
	ink.setLineDash([5, 3.5])
	outline(ink, body, 0)
	ink.stroke()
	ink.setLineDash([])
}

/** A racked chunk: a car under a grey cover, kept for the next one of its size. */
export function paintCover(ink: Ink, art: CoverArt, w: number, h: number, fonts: Fonts): void {
	const body = bodyOf(art.cut, art.slot, 4, w, h)
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.5)'
	ink.shadowBlur = 6 * scaleOf(ink)
	ink.shadowOffsetY = 3 * scaleOf(ink)
	ink.fillStyle = '#4C545E'
	outline(ink, body, -1)
	ink.fill()
	ink.restore()
	if (body.rear) bumper(ink, art.slot, h, body, fonts)
	outline(ink, body, 0)
	ink.fillStyle = vertical(ink, body.y, body.h, [
		[0, '#AEB6BF'],
		[0.3, '#8A939D'],
		[1, '#5C656F'],
	])
	ink.fill()
	ink.save()
	ink.clip()
	// folds of the cloth
	ink.lineWidth = 1.4
	for (let at = body.x + 6; at < body.x + body.w; at += 13) {
		ink.strokeStyle = 'rgb(40 46 53 / 0.35)'
		ink.beginPath()
		ink.moveTo(at, body.y)
		ink.quadraticCurveTo(at + 6, body.y + body.h / 2, at - 1, body.y + body.h)
		ink.stroke()
		ink.strokeStyle = 'rgb(255 255 255 / 0.2)'
		ink.beginPath()
		ink.moveTo(at + 2.4, body.y)
		ink.quadraticCurveTo(at + 8.4, body.y + body.h / 2, at + 1.4, body.y + body.h)
		ink.stroke()
	}
	// seam and elastic hem
	ink.strokeStyle = 'rgb(40 46 53 / 0.5)'
	ink.beginPath()
	ink.moveTo(body.x, body.y + body.h / 2)
	ink.lineTo(body.x + body.w, body.y + body.h / 2)
	ink.stroke()
	ink.restore()
	ink.strokeStyle = 'rgb(32 38 45 / 0.8)'
	ink.lineWidth = 1.4
	ink.setLineDash([2.4, 2])
	outline(ink, body, -2)
	ink.stroke()
	ink.setLineDash([])
	if (!body.nose) bellows(ink, body, 'right', w)
	if (!body.rear) bellows(ink, body, 'left', w)
	if (art.text !== '') plate(ink, fonts, art.text, body.x + body.w / 2, h / 2, body.w - 6, platePx(h))
}

/** Shadows are blurred in device px: they don't follow the context's scale. */
const scaleOf = (ink: Ink): number => ink.getTransform().a

/** The light that a moving car throws ahead. */
export function paintHeadlights(ink: Ink, w: number, h: number): void {
	const gradient = ink.createLinearGradient(0, 0, w, 0)
	gradient.addColorStop(0, 'rgb(255 240 190 / 0.5)')
	gradient.addColorStop(1, 'rgb(255 240 190 / 0)')
	ink.fillStyle = gradient
	for (const share of [0.3, 0.7]) {
		ink.beginPath()
		ink.moveTo(0, h * share - 3)
		ink.lineTo(w, h * share - h * 0.3)
		ink.lineTo(w, h * share + h * 0.3)
		ink.lineTo(0, h * share + 3)
		ink.fill()
	}
}

/** A thread in ring 0: a small amber van seen from above, with hazard stripes. */
export function paintToken(ink: Ink, text: string, w: number, h: number, fonts: Fonts): void {
	ink.save()
	ink.shadowColor = 'rgb(0 0 0 / 0.5)'
	ink.shadowBlur = 6 * scaleOf(ink)
	ink.shadowOffsetY = 2 * scaleOf(ink)
	rounded(ink, 1, 1, w - 2, h - 2, 8)
	ink.fillStyle = vertical(ink, 0, h, [
		[0, '#FFD257'],
		[1, PALETTE.amber],
	])
	ink.fill()
	ink.restore()
	ink.save()
	ink.clip()
	bands(ink, 0, h - 6, w, 6, 9, 4.5, 'rgb(20 24 29 / 0.75)')
	ink.restore()
	ink.strokeStyle = 'rgb(60 40 0 / 0.6)'
	ink.lineWidth = 1
	rounded(ink, 1.5, 1.5, w - 3, h - 3, 7.5)
	ink.stroke()
	write(ink, fonts, text, w / 2, h / 2 - 2.5, { px: 14, colour: '#1C1403', weight: 800 })
}
