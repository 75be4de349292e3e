import type { Curve } from '../../shared/programs/sandboxRun.ts'

export const CURVES = ['vsz', 'rss', 'live'] as const
export type CurveName = (typeof CURVES)[number]

/** Where a line of the timeline goes, in pixels: x0, y0, x1, y1 … one point a pixel column at most. */
export function layoutCurve(values: Float64Array, points: number, size: ChartSize, mostBytes: number): Float64Array {
	const { width, height } = size
	const columns = Math.max(1, Math.min(Math.ceil(width), points))
	const line = new Float64Array(columns * 2)
	for (let column = 0; column < columns; column += 1) {
		const from = Math.floor((column * points) / columns)
		const to = Math.max(from + 1, Math.floor(((column + 1) * points) / columns))
		let most = 0
		for (let at = from; at < to; at += 1) most = Math.max(most, values[at] ?? 0)
		line[column * 2] = ((from + 0.5) * width) / values.length
		line[column * 2 + 1] = height - (mostBytes === 0 ? 0 : Math.min(1, most / mostBytes) * height)
	}
	return line
}

export interface ChartSize {
	readonly width: number
	readonly height: number
}

/** So much more address space than RAM, and the chart would show nothing but it. */
const VSZ_SHARE = 2.5
const HEADROOM = 1.15

/** Bytes at the top of the chart, and the most address space; that leaves the chart where it would dwarf all else. */
export function highestOf(curves: readonly Curve[]): { readonly top: number; readonly vsz: number } {
	const vsz = mostOf(curves.map((curve) => curve.vsz))
	const used = mostOf(curves.flatMap(({ rss, live }) => [rss, live]))
	return { top: used > 0 && vsz > used * VSZ_SHARE ? Math.ceil(used * HEADROOM) : Math.max(vsz, used), vsz }
}

function mostOf(columns: readonly Float64Array[]): number {
	let most = 0
	for (const column of columns) for (const value of column) if (value > most) most = value
	return most
}

/** Pixel columns in which an op with a mark lies. */
export function markedColumns(marks: Uint8Array, mark: number, width: number): number[] {
	const columns: number[] = []
	let latest = -1
	for (let op = 0; op < marks.length; op += 1) {
		if (((marks[op] as number) & mark) === 0) continue
		const column = Math.floor(xOf(op, marks.length, width))
		if (column === latest) continue
		latest = column
		columns.push(column)
	}
	return columns
}

/** Middle of an op's place on the axis. */
export const xOf = (op: number, ops: number, width: number): number => ((op + 0.5) / ops) * width

/** The op at a place on the axis. */
export const opAt = (x: number, ops: number, width: number): number =>
	Math.min(ops - 1, Math.max(0, Math.floor((x / Math.max(1, width)) * ops)))
