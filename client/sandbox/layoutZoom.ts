import type { Region } from '../../shared/machine/heap/region.ts'
import type { Area } from '../../shared/programs/sandboxMoment.ts'

/**
 * Address space as lines of text, one under the other: a row is `rowBytes` of an area, and each area begins with a
 * heading of one row. Only what shows between `top` and `top + height` is laid out.
 *
 *   heading      heap, 132 KiB
 *   row 0        |▪▪▪▪▪▪▪▪ chunk ▪▪▪▪▪▪|▪▪▪▪ chunk …
 *   row 1        … goes on ▪▪|      free      |▪▪▪▪▪
 *   heading      m0, 400 KiB
 */
export interface ZoomView {
	/** A power of two. */
	readonly rowBytes: number
	/** Pixels from the top of the first heading to the top of what shows. */
	readonly top: number
}

export interface ZoomSize {
	readonly width: number
	readonly height: number
	readonly rowHeight: number
	/** Left of the rows, for addresses. */
	readonly gutter: number
}

export interface ZoomLayout {
	readonly headings: readonly { readonly area: Area; readonly y: number }[]
	readonly rows: readonly ZoomRow[]
	readonly pieces: readonly Piece[]
}

export interface ZoomRow {
	readonly area: Area
	readonly y: number
	/** Of the row's first byte. */
	readonly offset: number
	/** Less than a whole row at the area's end. */
	readonly sizeBytes: number
	readonly w: number
}

/** A region's part in one row. */
export interface Piece {
	readonly region: Region
	readonly x: number
	readonly y: number
	readonly w: number
	/** Bytes of the region before this piece. */
	readonly skippedBytes: number
	readonly sizeBytes: number
	/** Whether the region begins here, and whether it ends here. */
	readonly head: boolean
	readonly tail: boolean
}

const MIN_ROW_BYTES = 64
const MAX_ROW_BYTES = 65_536

const rowsOf = (area: Area, rowBytes: number): number => Math.ceil(area.sizeBytes / rowBytes)

/** All areas' height. */
export const zoomHeight = (areas: readonly Area[], rowBytes: number, rowHeight: number): number =>
	areas.reduce((rows, area) => rows + 1 + rowsOf(area, rowBytes), 0) * rowHeight

export function layoutZoom(areas: readonly Area[], view: ZoomView, size: ZoomSize): ZoomLayout {
	const { rowHeight, height } = size
	const headings: { area: Area; y: number }[] = []
	const rows: ZoomRow[] = []
	const pieces: Piece[] = []
	let y = -view.top
	for (const area of areas) {
		const count = rowsOf(area, view.rowBytes)
		if (y + rowHeight > 0 && y < height) headings.push({ area, y })
		const first = Math.max(0, Math.floor(-y / rowHeight) - 1)
		for (let row = first; row < count; row += 1) {
			const rowY = y + (row + 1) * rowHeight
			if (rowY >= height) break
			if (rowY + rowHeight > 0) layoutRow(area, row * view.rowBytes, rowY, view.rowBytes, size, rows, pieces)
		}
		y += (count + 1) * rowHeight
		if (y >= height) break
	}
	return { headings, rows, pieces }
}

function layoutRow(
	area: Area,
	offset: number,
	y: number,
	rowBytes: number,
	{ width, gutter }: ZoomSize,
	rows: ZoomRow[],
	pieces: Piece[],
): void {
	const scale = (width - gutter) / rowBytes
	const sizeBytes = Math.min(rowBytes, area.sizeBytes - offset)
	const end = offset + sizeBytes
	rows.push({ area, y, offset, sizeBytes, w: sizeBytes * scale })
	for (let index = regionAt(area.regions, offset); index < area.regions.length; index += 1) {
		const region = area.regions[index] as Region
		if (region.offset >= end) break
		const from = Math.max(region.offset, offset)
		const to = Math.min(region.offset + region.sizeBytes, end)
		pieces.push({
			region,
			x: gutter + (from - offset) * scale,
			y,
			w: (to - from) * scale,
			skippedBytes: from - region.offset,
			sizeBytes: to - from,
			head: from === region.offset,
			tail: to === region.offset + region.sizeBytes,
		})
	}
}

/** Index of the region that holds an offset (of the nearest before it), by halving. */
export function regionAt(regions: readonly Region[], offset: number): number {
	let low = 0
	let high = regions.length - 1
	while (low < high) {
		const middle = (low + high + 1) >> 1
		if ((regions[middle] as Region).offset <= offset) low = middle
		else high = middle - 1
	}
	return Math.max(0, low)
}

/** Pixels from the very top to the row that holds an address; null if the area isn't there. */
export function topOf(
	areas: readonly Area[],
	mapping: number,
	offset: number,
	rowBytes: number,
	rowHeight: number,
): number | null {
	let rows = 0
	for (const area of areas) {
		if (area.mapping === mapping) return (rows + 1 + Math.floor(offset / rowBytes)) * rowHeight
		rows += 1 + rowsOf(area, rowBytes)
	}
	return null
}

/** What keeps its place when the areas or the zoom change: the address of the top row, and how far it is scrolled. */
export interface Anchor {
	readonly mapping: number
	readonly offset: number
	readonly withinPx: number
}

export function anchorAt(areas: readonly Area[], { top, rowBytes }: ZoomView, rowHeight: number): Anchor | null {
	const address = addressAt(areas, top, rowBytes, rowHeight)
	if (!address) return null
	const rowTop = topOf(areas, address.mapping, address.offset, rowBytes, rowHeight) ?? 0
	return { ...address, withinPx: top - rowTop }
}

/** The address at a height, counted from the very top; headings belong to the row under them. */
export function addressAt(
	areas: readonly Area[],
	y: number,
	rowBytes: number,
	rowHeight: number,
): { mapping: number; offset: number } | null {
	let row = Math.max(0, Math.floor(y / rowHeight))
	for (const area of areas) {
		const count = rowsOf(area, rowBytes)
		if (row <= count) return { mapping: area.mapping, offset: Math.max(0, row - 1) * rowBytes }
		row -= count + 1
	}
	const last = areas.at(-1)
	return last ? { mapping: last.mapping, offset: (rowsOf(last, rowBytes) - 1) * rowBytes } : null
}

/** Another zoom with the same address at the same height on the screen. */
export function zoomedAround(
	areas: readonly Area[],
	view: ZoomView,
	rowBytes: number,
	y: number,
	rowHeight: number,
): ZoomView {
	const address = addressAt(areas, view.top + y, view.rowBytes, rowHeight)
	const wanted = Math.min(MAX_ROW_BYTES, Math.max(MIN_ROW_BYTES, rowBytes))
	if (!address) return { ...view, rowBytes: wanted }
	const top =
		(topOf(areas, address.mapping, address.offset, wanted, rowHeight) ?? 0) - Math.floor(y / rowHeight) * rowHeight
	return { rowBytes: wanted, top: Math.max(0, top) }
}
