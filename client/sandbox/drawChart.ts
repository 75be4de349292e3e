import { MADE_CALL, playedOps, type SandboxRun } from '../../shared/programs/sandboxRun.ts'
import { CURVES, type CurveName, highestOf, layoutCurve, markedColumns, xOf } from './layoutChart.ts'
import { sizeText } from './numbers.ts'
import { hatch, type Ink, type PaintName, type Paints } from './paints.ts'
import type { SheetSize } from './sheet.tsx'

export const CURVE_PAINTS: Readonly<Record<CurveName, PaintName>> = {
	vsz: 'ring0-light',
	rss: 'ring3',
	live: 'good-text',
}
/** The second policy's lines. */
const DASHES = [[], [5, 4]] as const
/** Room at the foot for one row of marks a policy. */
const MARKS = 6
const TOP = 4

export function drawChart(
	ink: Ink,
	{ width, height, dpr }: SheetSize,
	runs: readonly SandboxRun[],
	peaks: readonly number[],
	paints: Paints,
): void {
	const ops = runs[0]?.trace.ops.length ?? 0
	if (ops === 0) return
	const { top: most, vsz } = highestOf(runs.map(({ curve }) => curve))
	const floor = height - MARKS * runs.length - 3
	const size = { width, height: floor - TOP }
	ink.save()
	ink.translate(0, TOP)
	drawGrid(ink, size.width, size.height, paints)
	for (const [side, run] of runs.entries()) {
		const points = Math.ceil(playedOps(run) / run.curve.opsPerPoint)
		if (points === 0) continue
		for (const name of CURVES) {
			const line = layoutCurve(run.curve[name], points, size, most)
			ink.beginPath()
			for (let at = 0; at < line.length; at += 2) ink.lineTo(line[at] as number, line[at + 1] as number)
			ink.strokeStyle = paints[CURVE_PAINTS[name]]
			ink.lineWidth = side === 0 ? 1.75 : 1.5
			ink.setLineDash([...(DASHES[side] ?? [])])
			ink.stroke()
			ink.setLineDash([])
			if (name !== 'live' || side > 0) continue
			ink.lineTo(line.at(-2) as number, size.height)
			ink.lineTo(line[0] as number, size.height)
			ink.globalAlpha = 0.14
			ink.fillStyle = paints['good-text']
			ink.fill()
			ink.globalAlpha = 1
		}
	}
	if (most > 0) drawScale(ink, vsz > most ? `${sizeText(most)} · VSZ ↑ ${sizeText(vsz)}` : sizeText(most), paints)
	ink.restore()
	for (const [side, run] of runs.entries()) {
		ink.fillStyle = paints.muted
		const y = floor + 3 + side * MARKS
		for (const column of markedColumns(run.marks, MADE_CALL, width)) ink.fillRect(column, y, 1, MARKS - 2)
	}
	ink.fillStyle = paints['good-text']
	for (const peak of peaks.length <= MOST_PEAKS ? peaks : []) {
		const x = xOf(peak, ops, width)
		ink.beginPath()
		ink.moveTo(x - 3.5, 0)
		ink.lineTo(x + 3.5, 0)
		ink.lineTo(x, 5)
		ink.fill()
	}
	const done = Math.min(...runs.map(playedOps)) / ops
	if (done < 1) {
		ink.fillStyle = hatch(ink, paints['line-strong'], 8, 1, dpr)
		ink.fillRect(width * done, 0, width * (1 - done), height)
	}
}
const MOST_PEAKS = 60

function drawGrid(ink: Ink, width: number, height: number, paints: Paints): void {
	ink.strokeStyle = paints.line
	ink.lineWidth = 1
	for (const share of [0, 0.5, 1]) {
		const y = Math.round(height * share) + 0.5
		ink.beginPath()
		ink.moveTo(0, y)
		ink.lineTo(width, y)
		ink.stroke()
	}
}

/** What the top of the chart stands for. */
function drawScale(ink: Ink, text: string, paints: Paints): void {
	ink.font = `600 11px ${paints['font-ui']}`
	ink.textAlign = 'left'
	ink.textBaseline = 'middle'
	ink.fillStyle = paints.ground
	ink.globalAlpha = 0.8
	ink.fillRect(2, 3, ink.measureText(text).width + 8, 16)
	ink.globalAlpha = 1
	ink.fillStyle = paints.muted
	ink.fillText(text, 6, 11.5)
}
