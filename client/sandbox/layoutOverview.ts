import { ABSENT, type Area } from '../../shared/programs/sandboxMoment.ts'

/** The whole address space as tiles, in CSS pixels. Areas stand one after the other; long untouched stretches are folded. */
export interface OverviewLayout {
	/** Side of a tile, its gap included. */
	readonly tile: number
	/** More than 1 only if not even the smallest tiles have room: then a tile is so many pages. */
	readonly pagesPerTile: number
	readonly blocks: readonly OverviewBlock[]
	readonly height: number
}

export interface OverviewBlock {
	readonly area: Area
	readonly x: number
	readonly y: number
	readonly width: number
	/** In a row of tiles. */
	readonly columns: number
	/** False where there is no room for a name. */
	readonly named: boolean
	readonly stripes: readonly Stripe[]
}

/** Rows of tiles, or one band that stands for many untouched pages. */
export interface Stripe {
	readonly kind: 'tiles' | 'fold'
	readonly y: number
	readonly height: number
	readonly firstPage: number
	readonly pages: number
}

export interface Box {
	readonly x: number
	readonly y: number
	readonly w: number
	readonly h: number
}

const TILES = [44, 40, 36, 32, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 9, 8, 7, 6, 5, 4] as const
const SMALLEST_TILE = 4
export const NAME_HEIGHT = 17
const FOLD_HEIGHT = 14
const NAME_WIDTH = 40
const GAP = 8
/** Untouched rows from which on they are folded. */
const FOLDED_ROWS = 2
/** With more areas than this the small ones have no names. */
const NAMED_AREAS = 60

/** The largest tiles with which everything fits into the box. */
export function layoutOverview(areas: readonly Area[], width: number, height: number): OverviewLayout {
	for (const tile of TILES) {
		const layout = flow(areas, width, tile, 1)
		if (layout.height <= height) return layout
	}
	for (let pagesPerTile = 2; ; pagesPerTile *= 2) {
		const layout = flow(areas, width, SMALLEST_TILE, pagesPerTile)
		if (layout.height <= height || pagesPerTile > MAX_PAGES_PER_TILE) return layout
	}
}
const MAX_PAGES_PER_TILE = 2 ** 20

/** Areas side by side as long as they are shorter than a row, like words in a line. */
function flow(areas: readonly Area[], width: number, tile: number, pagesPerTile: number): OverviewLayout {
	const columns = Math.max(1, Math.floor(width / tile))
	const blocks: OverviewBlock[] = []
	const named = areas.length <= NAMED_AREAS
	let x = 0
	let y = 0
	let shelf = 0
	for (const area of areas) {
		const isNamed = named || area.mapping < 0
		const top = isNamed ? NAME_HEIGHT : 0
		const tiles = Math.ceil(area.pageStates.length / pagesPerTile)
		const blockWidth = Math.max(Math.min(columns, tiles) * tile, isNamed ? Math.min(NAME_WIDTH, width) : 0)
		if (x > 0 && x + blockWidth > width) {
			y += shelf + GAP
			x = 0
			shelf = 0
		}
		const stripes = stripesOf(area, columns, tile, pagesPerTile, y + top)
		const last = stripes.at(-1)
		const blockHeight = top + (last ? last.y + last.height - y - top : 0)
		blocks.push({ area, x, y, width: blockWidth, columns, named: isNamed, stripes })
		shelf = Math.max(shelf, blockHeight)
		x += blockWidth + GAP
	}
	return { tile, pagesPerTile, blocks, height: y + shelf }
}

/** Cuts an area at its long untouched stretches; `y` is where the first tiles begin. */
function stripesOf(area: Area, columns: number, tile: number, pagesPerTile: number, y: number): Stripe[] {
	const { pageStates } = area
	const stripes: Stripe[] = []
	const rowPages = columns * pagesPerTile
	let top = y
	const add = (kind: Stripe['kind'], firstPage: number, end: number): void => {
		if (end <= firstPage) return
		const height = kind === 'fold' ? FOLD_HEIGHT : Math.ceil((end - firstPage) / rowPages) * tile
		stripes.push({ kind, y: top, height, firstPage, pages: end - firstPage })
		top += height
	}
	let from = 0
	for (let page = 0; page < pageStates.length; page += 1) {
		if (pageStates[page] !== ABSENT) continue
		let end = page + 1
		while (end < pageStates.length && pageStates[end] === ABSENT) end += 1
		// Up to the end of the row that the stretch begins in it is drawn; the rest is folded.
		const foldFrom = Math.min(end, from + Math.ceil((page - from) / rowPages) * rowPages)
		if (end - foldFrom > FOLDED_ROWS * rowPages) {
			add('tiles', from, foldFrom)
			add('fold', foldFrom, end)
			from = end
		}
		page = end
	}
	add('tiles', from, pageStates.length)
	return stripes
}

/** The tile that a page is in; null if the area isn't there. */
export function tileOf(layout: OverviewLayout, mapping: number, page: number): Box | null {
	const block = layout.blocks.find(({ area }) => area.mapping === mapping)
	const stripe = block?.stripes.find(({ firstPage, pages }) => page >= firstPage && page < firstPage + pages)
	if (!block || !stripe) return null
	if (stripe.kind === 'fold') return { x: block.x, y: stripe.y, w: block.width, h: stripe.height }
	const { tile, pagesPerTile } = layout
	const index = Math.floor((page - stripe.firstPage) / pagesPerTile)
	return {
		x: block.x + (index % block.columns) * tile,
		y: stripe.y + Math.floor(index / block.columns) * tile,
		w: tile,
		h: tile,
	}
}

/** The page at a point (the first one of its tile or fold); null beside all tiles. */
export function pageAt(layout: OverviewLayout, x: number, y: number): { mapping: number; page: number } | null {
	const { tile, pagesPerTile, blocks } = layout
	for (const { area, x: left, width, columns, stripes } of blocks) {
		if (x < left || x >= left + width) continue
		for (const { kind, y: top, height, firstPage, pages } of stripes) {
			if (y < top || y >= top + height) continue
			if (kind === 'fold') return { mapping: area.mapping, page: firstPage }
			const column = Math.floor((x - left) / tile)
			const index = Math.floor((y - top) / tile) * columns + column
			if (column < columns && index * pagesPerTile < pages) {
				return { mapping: area.mapping, page: firstPage + index * pagesPerTile }
			}
		}
	}
	return null
}
