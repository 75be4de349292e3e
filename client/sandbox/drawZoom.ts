import type { Region, RegionState } from '../../shared/machine/heap/region.ts'
import { type Area, type Holder, type Moment, OWN, type Place, ZERO } from '../../shared/programs/sandboxMoment.ts'
import { t } from '../words/words.ts'
import type { Piece, ZoomLayout, ZoomRow, ZoomSize } from './layoutZoom.ts'
import { areaName, hex, sizeText } from './numbers.ts'
import { bandPaint, dots, hatch, type Ink, type Paints } from './paints.ts'

/** Under the chunks of a row lies a line for its pages. */
const PAGE_LINE = 3
const BELOW = 8
const ABOVE = 1
/** From these widths on a chunk says its size, and also who holds it. */
const SIZE_WIDTH = 26
const HOLDER_WIDTH = 84
const THIN = 3
/** Narrower pieces aren't drawn. */
const HAIRLINE = 0.4
/** Over the bands' colours, so that white letters can be read on them. */
const SHADE = 'rgb(0 0 0 / 0.17)'

type Fills = Readonly<Record<'free' | 'cached' | 'top' | 'metadata' | 'slack' | 'zero', CanvasPattern | string>>

export function drawZoom(
	ink: Ink,
	dpr: number,
	layout: ZoomLayout,
	size: ZoomSize,
	moment: Moment,
	paints: Paints,
): void {
	const fills: Fills = {
		free: paints['ground-deep'],
		cached: hatch(ink, paints['ring0-light'], 7, 1, dpr),
		top: hatch(ink, paints['ring3-dim'], 16, 5, dpr),
		metadata: dots(ink, paints.tlb, 5, 1, dpr),
		slack: hatch(ink, paints['ground-deep'], 5, 1.6, dpr),
		zero: hatch(ink, paints['ring0-light'], 4, 2, dpr),
	}
	const height = size.rowHeight - ABOVE - BELOW
	for (const { area, y } of layout.headings) drawHeading(ink, area, y + size.rowHeight / 2, paints)
	for (const row of layout.rows) drawRow(ink, row, size, paints, fills)
	const pieces = shownPieces(layout, moment)
	for (const piece of pieces) drawPiece(ink, piece, height, paints, fills)
	for (const piece of pieces) drawOverhang(ink, piece, height, paints, fills)
	const named = new Set<Region>()
	for (const piece of pieces) {
		if (!named.has(piece.region) && drawName(ink, piece, height, paints)) named.add(piece.region)
	}
	const own = moment.now ?? moment.was
	for (const piece of own ? pieces.filter((one) => holdsPlace(one, own)) : []) {
		drawMark(ink, piece, height, moment.now === null, paints)
	}
}

/** A piece with what the program holds in it, and how many of its pixels belong to the block before. */
interface Shown extends Piece {
	readonly holder: Holder | null
	readonly coveredPx: number
}

function shownPieces({ pieces }: ZoomLayout, { holderOf }: Moment): Shown[] {
	const shown: Shown[] = []
	for (const piece of pieces) {
		if (piece.w < HAIRLINE) continue
		const before = shown.at(-1)
		shown.push({
			...piece,
			holder: piece.region.state === 'live' && piece.w >= THIN ? holderOf(piece.region.block) : null,
			coveredPx: before?.y === piece.y ? overhangPx(before) : 0,
		})
	}
	return shown
}

function drawHeading(ink: Ink, { mapping, sizeBytes }: Area, y: number, paints: Paints): void {
	const name = areaName(mapping)
	ink.font = `700 12px ${paints['font-ui']}`
	ink.textAlign = 'left'
	ink.textBaseline = 'middle'
	ink.fillStyle = paints.text
	ink.fillText(name, 0, y)
	const after = ink.measureText(name).width + 8
	ink.fillStyle = paints.muted
	ink.font = `500 12px ${paints['font-ui']}`
	ink.fillText(sizeText(sizeBytes), after, y)
}

/** Whether a piece belongs to the region in which a block lies (or lay). */
const holdsPlace = ({ region }: Piece, { mapping, offset }: Place): boolean =>
	region.mapping === mapping && offset >= region.offset && offset < region.offset + region.sizeBytes

function drawRow(
	ink: Ink,
	{ area, y, offset, sizeBytes, w }: ZoomRow,
	size: ZoomSize,
	paints: Paints,
	fills: Fills,
): void {
	const { gutter, rowHeight } = size
	ink.font = `500 11px ${paints['font-mono']}`
	ink.textAlign = 'right'
	ink.textBaseline = 'middle'
	ink.fillStyle = paints.muted
	ink.fillText(hex(offset), gutter - 9, y + (rowHeight - BELOW) / 2 + 1)
	const lineY = y + rowHeight - BELOW + 2
	const scale = w / sizeBytes
	const lastPage = Math.floor((offset + sizeBytes - 1) / area.pageBytes)
	for (let page = Math.floor(offset / area.pageBytes); page <= lastPage; page += 1) {
		const from = Math.max(offset, page * area.pageBytes)
		const to = Math.min(offset + sizeBytes, (page + 1) * area.pageBytes)
		const x = gutter + (from - offset) * scale
		const length = (to - from) * scale
		const state = area.pageStates[page]
		ink.fillStyle = state === OWN ? paints.ring3 : state === ZERO ? fills.zero : paints.line
		ink.fillRect(
			x,
			state === OWN || state === ZERO ? lineY : lineY + 1,
			length,
			state === OWN || state === ZERO ? PAGE_LINE : 1,
		)
		// A page begins here.
		if (from === page * area.pageBytes) {
			ink.fillStyle = paints.text
			ink.fillRect(x, lineY - 2, 1.5, PAGE_LINE + 4)
		}
	}
}

function drawPiece(ink: Ink, piece: Shown, height: number, paints: Paints, fills: Fills): void {
	const { region, x, w, head, tail } = piece
	const y = piece.y + ABOVE
	const gap = w > 6 ? 0.75 : w > THIN ? 0.5 : 0
	const left = x + (head ? gap : 0)
	const width = Math.max(0.5, w - (head ? gap : 0) - (tail ? gap : 0))
	if (region.state === 'live') drawLive(ink, piece, left, y, width, height, paints, fills)
	else drawOther(ink, region.state, left, y, width, height, paints, fills)
}

/** Says what a piece is, in the part that is its own. False: no room. */
function drawName(ink: Ink, piece: Shown, height: number, paints: Paints): boolean {
	const { region, x, w, head, coveredPx } = piece
	if (w < SIZE_WIDTH) return false
	const from = Math.max(coveredPx, region.state === 'live' && head ? headerWidth(piece) : 0)
	const text = textOfPiece(piece)
	ink.font = `700 11px ${paints['font-ui']}`
	const textWidth = ink.measureText(text).width
	const needed = from + textWidth + 6
	// Best in what was asked for; letters on the hatched rest are harder to read.
	const asked = Math.min(w + overhangPx(piece), askedPx(piece))
	const to = asked >= needed ? asked : w + overhangPx(piece)
	if (text === '' || needed > to) return false
	ink.textAlign = 'center'
	ink.textBaseline = 'middle'
	const middle = x + (from + to) / 2
	const y = piece.y + ABOVE + height / 2
	if (region.state === 'live') {
		ink.fillStyle = paints.focus
	} else {
		// On a pattern letters need ground under them.
		ink.fillStyle = paints['ground-deep']
		ink.fillRect(middle - textWidth / 2 - 4, y - 7, textWidth + 8, 14)
		ink.fillStyle = region.state === 'free' || region.state === 'top' ? paints['ring3-bright'] : paints.text
	}
	ink.fillText(text, middle, y + 0.5)
	return true
}

function textOfPiece({ region, w, holder }: Shown): string {
	if (region.state === 'live') {
		if (!holder) return ''
		return w >= HOLDER_WIDTH ? `#${holder.id} · ${sizeText(holder.askedBytes)}` : String(holder.askedBytes)
	}
	if (region.state === 'unused') return w >= HOLDER_WIDTH * 1.5 ? t('sandbox.state.unused') : ''
	if (w < HOLDER_WIDTH) return region.state === 'metadata' ? '' : String(region.sizeBytes)
	const name = region.list === '' ? t(`sandbox.state.${region.state}`) : region.list
	// `tcache 144` says the size by itself.
	const saysSize = name.endsWith(` ${region.sizeBytes}`)
	return !saysSize && (region.list === '' || w >= HOLDER_WIDTH * 1.5) ? `${name} · ${sizeText(region.sizeBytes)}` : name
}

/** What lies between the chunk's start and what malloc returned, in pixels. */
function headerWidth({ region, w, sizeBytes, skippedBytes, holder }: Shown): number {
	if (!holder) return 0
	const header = Math.max(0, holder.offset - region.offset - skippedBytes)
	return Math.min(w, (header / sizeBytes) * w)
}

function drawLive(
	ink: Ink,
	piece: Shown,
	left: number,
	y: number,
	width: number,
	height: number,
	paints: Paints,
	fills: Fills,
): void {
	const { region, x, w, sizeBytes, skippedBytes, head, holder } = piece
	ink.fillStyle = paints[bandPaint(holder?.askedBytes ?? region.sizeBytes)]
	ink.fillRect(left, y, width, height)
	if (w < THIN) return
	ink.fillStyle = SHADE
	ink.fillRect(left, y, width, height)
	ink.fillStyle = 'rgb(255 255 255 / 0.16)'
	ink.fillRect(left, y, width, 2)
	if (!holder) return
	const scale = w / sizeBytes
	const header = head ? headerWidth(piece) : 0
	if (header > 0) {
		ink.fillStyle = 'rgb(8 10 12 / 0.62)'
		ink.fillRect(left, y, Math.max(1, header - (left - x)), height)
	}
	const askedEnd = holder.offset + holder.askedBytes - region.offset - skippedBytes
	const usableEnd = holder.offset + holder.usableBytes - region.offset - skippedBytes
	const from = Math.max(0, askedEnd) * scale
	const to = Math.min(sizeBytes, usableEnd) * scale
	if (to - from > 0.8) {
		ink.fillStyle = fills.slack
		ink.fillRect(x + from, y, Math.min(to - from, left + width - x - from), height)
	}
}

/** Usable bytes behind the chunk's end: glibc's blocks reach 8 bytes into the next chunk, whose prev_size they need not keep. */
const overhangOf = ({ region, tail, holder }: Shown): number =>
	holder && tail ? Math.max(0, holder.offset + holder.usableBytes - region.offset - region.sizeBytes) : 0

const overhangPx = (piece: Shown): number => (overhangOf(piece) * piece.w) / piece.sizeBytes

/** Where the bytes end that the program asked for. */
const askedPx = ({ region, holder, skippedBytes, sizeBytes, w }: Shown): number =>
	holder ? ((holder.offset + holder.askedBytes - region.offset - skippedBytes) * w) / sizeBytes : w

function drawOverhang(ink: Ink, piece: Shown, height: number, paints: Paints, fills: Fills): void {
	const { x, w, sizeBytes, holder } = piece
	const overhang = overhangOf(piece)
	if (!holder || overhang === 0) return
	const scale = w / sizeBytes
	const width = overhang * scale
	const y = piece.y + ABOVE
	ink.fillStyle = paints[bandPaint(holder.askedBytes)]
	ink.fillRect(x + w - 1, y, width + 1, height)
	ink.fillStyle = SHADE
	ink.fillRect(x + w - 1, y, width + 1, height)
	ink.fillStyle = 'rgb(255 255 255 / 0.16)'
	ink.fillRect(x + w - 1, y, width + 1, 2)
	const unasked = Math.min(overhang, holder.usableBytes - holder.askedBytes)
	if (unasked > 0) {
		ink.fillStyle = fills.slack
		ink.fillRect(x + w + (overhang - unasked) * scale, y, unasked * scale, height)
	}
	ink.fillStyle = paints.ground
	ink.fillRect(x + w + width - 0.75, y, 0.75, height)
}

function drawOther(
	ink: Ink,
	state: Exclude<RegionState, 'live'>,
	x: number,
	y: number,
	w: number,
	h: number,
	paints: Paints,
	fills: Fills,
): void {
	const outline = (paint: string, dash: number[]): void => {
		if (w < THIN) return
		ink.strokeStyle = paint
		ink.lineWidth = 1
		ink.setLineDash(dash)
		ink.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1)
		ink.setLineDash([])
	}
	const fill = (paint: CanvasPattern | string): void => {
		ink.fillStyle = paint
		ink.fillRect(x, y, w, h)
	}
	switch (state) {
		case 'free':
			fill(w < THIN ? paints['ring3-dim'] : fills.free)
			return outline(paints['ring3-bright'], [4, 3])
		case 'cached':
			fill(paints['ring0-panel'])
			fill(fills.cached)
			return outline(paints['ring0-light'], [])
		case 'top':
			fill(paints['ground-deep'])
			fill(fills.top)
			return outline(paints.ring3, [9, 5])
		case 'metadata':
			fill(paints['tlb-dim'])
			fill(fills.metadata)
			return outline(paints.tlb, [])
		case 'unused':
			fill(paints['ground-deep'])
			return outline(paints.line, [1, 3])
	}
}

/** The op's own chunk; dashed if it was just given back. */
function drawMark(ink: Ink, { x, y, w, head, tail }: Piece, height: number, gone: boolean, paints: Paints): void {
	const top = y + ABOVE - 1.5
	const bottom = y + ABOVE + height + 1.5
	const right = Math.max(x + w, x + THIN)
	const path = new Path2D()
	path.moveTo(x, top)
	path.lineTo(right, top)
	path.moveTo(x, bottom)
	path.lineTo(right, bottom)
	if (head) {
		path.moveTo(x, top)
		path.lineTo(x, bottom)
	}
	if (tail) {
		path.moveTo(right, top)
		path.lineTo(right, bottom)
	}
	ink.lineCap = 'square'
	ink.strokeStyle = paints['ground-deep']
	ink.lineWidth = 5
	ink.stroke(path)
	ink.strokeStyle = paints.focus
	ink.lineWidth = 2.5
	if (gone) ink.setLineDash([5, 4])
	ink.stroke(path)
	ink.setLineDash([])
	ink.lineCap = 'butt'
}
