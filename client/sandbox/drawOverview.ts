import { OWN, ZERO } from '../../shared/programs/sandboxMoment.ts'
import { t } from '../words/words.ts'
import { type Box, NAME_HEIGHT, type OverviewBlock, type OverviewLayout, type Stripe } from './layoutOverview.ts'
import { areaName, sizeText } from './numbers.ts'
import { hatch, type Ink, type Paints } from './paints.ts'
import type { SheetSize } from './sheet.tsx'

/** Smaller tiles have no gap and no outline. */
const DETAILED_TILE = 7

export interface OverviewMarks {
	/** Tiles that the close-up shows. */
	readonly seen: readonly Box[]
	/** The op's page. */
	readonly here: Box | null
}

export function drawOverview(
	ink: Ink,
	{ dpr }: SheetSize,
	layout: OverviewLayout,
	{ seen, here }: OverviewMarks,
	paints: Paints,
): void {
	const zero = hatch(ink, paints['ring0-light'], 4, 1.2, dpr)
	for (const block of layout.blocks) {
		if (block.named) drawName(ink, block, paints)
		for (const stripe of block.stripes) {
			if (stripe.kind === 'fold') drawFold(ink, block, stripe, paints)
			else drawTiles(ink, block, stripe, layout, paints, zero)
		}
		if (block.area.mapping < 0) drawBreak(ink, block, layout, paints, dpr)
	}
	ink.strokeStyle = paints.text
	ink.lineWidth = 1
	ink.globalAlpha = 0.75
	for (const { x, y, w, h } of seen) ink.strokeRect(x - 0.5, y - 0.5, w, h)
	ink.globalAlpha = 1
	if (here) drawHere(ink, here, paints)
}

function drawName(ink: Ink, { area, x, y, width }: OverviewBlock, paints: Paints): void {
	ink.font = `600 11px ${paints['font-ui']}`
	ink.textBaseline = 'alphabetic'
	ink.textAlign = 'left'
	ink.fillStyle = paints.muted
	const short = area.mapping < 0 ? areaName(-1) : `m${area.mapping}`
	const long = `${areaName(area.mapping)} · ${sizeText(area.sizeBytes)}`
	ink.fillText(ink.measureText(long).width <= width ? long : short, x, y + NAME_HEIGHT - 6)
}

/** Solid: a frame of its own, filled up to the share of live bytes. Hatched: the zero page. Hollow: untouched. */
function drawTiles(
	ink: Ink,
	{ area, x: left, columns }: OverviewBlock,
	stripe: Stripe,
	{ tile, pagesPerTile }: OverviewLayout,
	paints: Paints,
	zero: CanvasPattern | string,
): void {
	const gap = tile >= DETAILED_TILE ? 1.5 : tile > 4 ? 1 : 0.5
	const side = tile - gap
	// The outlines of untouched pages are one path: there can be thousands.
	ink.beginPath()
	for (let index = 0; index * pagesPerTile < stripe.pages; index += 1) {
		const x = left + (index % columns) * tile
		const y = stripe.y + Math.floor(index / columns) * tile
		const first = stripe.firstPage + index * pagesPerTile
		let own = 0
		let zeros = 0
		let live = 0
		const end = Math.min(first + pagesPerTile, stripe.firstPage + stripe.pages)
		for (let page = first; page < end; page += 1) {
			if (area.pageStates[page] === OWN) own += 1
			else if (area.pageStates[page] === ZERO) zeros += 1
			live += area.liveBytes[page] as number
		}
		if (own > 0) {
			const share = live / ((end - first) * area.pageBytes)
			ink.fillStyle = paints['ring3-dim']
			ink.fillRect(x, y, side, side)
			const filled = Math.min(side, Math.max(live > 0 ? 1 : 0, share * side))
			ink.fillStyle = paints.ring3
			ink.fillRect(x, y + side - filled, side, filled)
			if (tile >= DETAILED_TILE && filled < side) {
				ink.strokeStyle = paints.ring3
				ink.lineWidth = 1
				ink.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1)
			}
		} else if (zeros > 0) {
			ink.fillStyle = paints['ring0-panel']
			ink.fillRect(x, y, side, side)
			ink.fillStyle = zero
			ink.fillRect(x, y, side, side)
		} else {
			ink.rect(x + 0.5, y + 0.5, Math.max(1, side - 1), Math.max(1, side - 1))
		}
	}
	ink.strokeStyle = paints.line
	ink.lineWidth = 1
	ink.stroke()
}

function drawFold(ink: Ink, { x, width }: OverviewBlock, { y, height, pages }: Stripe, paints: Paints): void {
	const middle = y + height / 2
	ink.font = `500 10px ${paints['font-ui']}`
	ink.textAlign = 'center'
	ink.textBaseline = 'middle'
	const text = t('sandbox.untouched', { count: pages })
	const textWidth = ink.measureText(text).width
	ink.strokeStyle = paints['line-strong']
	ink.lineWidth = 1
	ink.setLineDash([2, 3])
	ink.beginPath()
	ink.moveTo(x, middle)
	ink.lineTo(x + (width - textWidth) / 2 - 6, middle)
	ink.moveTo(x + (width + textWidth) / 2 + 6, middle)
	ink.lineTo(x + width, middle)
	ink.stroke()
	ink.setLineDash([])
	ink.fillStyle = paints.muted
	ink.fillText(text, x + width / 2, middle + 0.5)
}

/** The end of the heap, striped like everything that can move. */
function drawBreak(
	ink: Ink,
	block: OverviewBlock,
	{ tile, pagesPerTile }: OverviewLayout,
	paints: Paints,
	dpr: number,
): void {
	const last = block.stripes.at(-1)
	if (!last) return
	const tiles = Math.ceil(last.pages / pagesPerTile)
	const isFold = last.kind === 'fold'
	const x = block.x + (isFold ? block.width : (((tiles - 1) % block.columns) + 1) * tile) - 0.5
	const y = last.y + (isFold ? 0 : Math.floor((tiles - 1) / block.columns) * tile) - 2
	const height = (isFold ? last.height : tile) + 2.5
	ink.fillStyle = paints['ring3-ink']
	ink.fillRect(x, y, 3.5, height)
	ink.fillStyle = hatch(ink, paints['ring3-bright'], 5, 2.4, dpr)
	ink.fillRect(x, y, 3.5, height)
}

function drawHere(ink: Ink, { x, y, w, h }: Box, paints: Paints): void {
	ink.strokeStyle = paints['ground-deep']
	ink.lineWidth = 5
	ink.strokeRect(x - 2.5, y - 2.5, w + 4, h + 4)
	ink.strokeStyle = paints.focus
	ink.lineWidth = 2
	ink.strokeRect(x - 2.5, y - 2.5, w + 4, h + 4)
}
