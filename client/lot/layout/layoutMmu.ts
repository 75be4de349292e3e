import type { MmuView } from '../../../shared/view/seatView.ts'
import { hex } from '../hex.ts'
import type { LotNode } from '../node.ts'
import { DEPTH } from './depth.ts'
import type { Box, Scene, Section } from './section.ts'

const TITLE = 24
const LINE_HEIGHT = 48
const LOW_LINE_HEIGHT = 38
const GAP = 6
const NEXT_HEIGHT = 44

const title = (id: string, text: string, box: Box, y: number): LotNode => ({
	id,
	art: { kind: 'label', text, px: 13, tone: 'purple', align: 'left', bold: true },
	x: box.x,
	y,
	w: box.w,
	h: TITLE - 4,
	z: DEPTH.sign,
	scroll: true,
})

const currentAccess = (view: MmuView, scene: Scene): MmuView['accesses'][number] | null =>
	view.accesses.find((access) => access.ticket === scene.model.selection.ticket) ?? view.accesses[0] ?? null

/** The address being translated, digit by digit, and what comes next. */
export function layoutAccess(box: Box, view: MmuView, scene: Scene): Section {
	const { say } = scene
	const access = currentAccess(view, scene)
	const nodes: LotNode[] = [title('nowTitle', say('lot.now'), box, box.y)]
	const height = 92
	const y = box.y + TITLE - 2
	if (access === null) {
		nodes.push({
			id: 'access',
			art: { kind: 'noAccess', text: say('lot.nothing') },
			x: box.x,
			y,
			w: Math.min(box.w, 380),
			h: height,
			z: DEPTH.row,
			scroll: true,
		})
	} else {
		nodes.push({
			id: 'access',
			art: {
				kind: 'access',
				digits: hex(access.address, 4),
				names: [say('lot.directory'), say('lot.table'), say('lot.offset')],
				note: `${say('lot.lane', { lane: access.lane + 1 })} · ${say(access.write ? 'lot.write' : 'lot.read')} · ×${access.trips}`,
				write: access.write,
			},
			x: box.x,
			y,
			w: Math.min(box.w, 380),
			h: height,
			z: DEPTH.row,
			scroll: true,
			pick: { kind: 'ticket', ticket: access.ticket },
		})
	}
	const nextY = y + height + 8
	const shown = view.preview.slice(0, 4)
	// Its place is kept while nothing is known: the notebook below must not jump.
	if (shown.length > 0) {
		nodes.push({ ...title('nextTitle', say('lot.next'), box, nextY + (NEXT_HEIGHT - 20) / 2), w: 54 })
		const left = box.x + 58
		const width = Math.min(84, Math.floor((box.w - 58 + GAP) / 4) - GAP)
		for (const [index, next] of shown.entries()) {
			nodes.push({
				id: `next:${index}`,
				art: {
					kind: 'next',
					page: hex(next.page, 2),
					note: say('lot.lane', { lane: next.lane + 1 }),
					write: next.write,
				},
				x: left + index * (width + GAP),
				y: nextY,
				w: width,
				h: NEXT_HEIGHT,
				z: DEPTH.row,
				scroll: true,
				pick: { kind: 'page', page: next.page },
			})
		}
	}
	return { nodes, height: nextY - box.y + NEXT_HEIGHT + 12 }
}

/** A line for four pages and four frames needs that much. */
const SPAN_LINE_WIDTH = 170

/** The lines of the TLB, in so many columns if they have room. */
export function layoutNotebook(box: Box, view: MmuView, scene: Scene, most: 1 | 2): Section {
	const { say, model } = scene
	const columns = view.info.tlbSpan && (box.w - GAP) / 2 < SPAN_LINE_WIDTH ? 1 : most
	// Twice as many rows as it asked for: lower ones.
	const lineHeight = columns < most ? LOW_LINE_HEIGHT : LINE_HEIGHT
	const nodes: LotNode[] = [title('notebookTitle', say('lot.notebook'), box, box.y)]
	const width = Math.floor((box.w - GAP * (columns - 1)) / columns)
	const byUse = view.tlb.flatMap((line) => (line === null ? [] : [line.lastUse])).sort((a, b) => b - a)
	const access = currentAccess(view, scene)
	const page = access === null ? -1 : Math.floor(access.address / view.info.pageBytes)
	for (const [index, line] of view.tlb.entries()) {
		// The rank tells who is least recently used; the running number itself says nothing.
		const age = line === null ? 0 : byUse.indexOf(line.lastUse)
		nodes.push({
			id: `line:${index}`,
			art: {
				kind: 'tlbLine',
				index: String(index),
				page: line === null ? '' : run(line.page, line.span),
				frame: line === null ? '' : line.frame === null ? (line.user ? '0' : 'K') : run(line.frame, line.span),
				write: line?.writable ?? false,
				span: line?.span ?? 1,
				note: line === null ? say('lot.empty') : age === 0 ? say('lot.newest') : say('lot.age', { age }),
				selected: model.selection.line === index,
				current: line !== null && page >= line.page && page < line.page + line.span,
			},
			x: box.x + (index % columns) * (width + GAP),
			y: box.y + TITLE + Math.floor(index / columns) * (lineHeight + GAP),
			w: width,
			h: lineHeight,
			z: DEPTH.row,
			scroll: true,
			pick: { kind: 'line', line: index },
		})
	}
	return { nodes, height: TITLE + Math.ceil(view.tlb.length / columns) * (lineHeight + GAP) + 8 }
}

/** One page or frame, or the first and the last of four. */
const run = (first: number, span: number): string =>
	span === 1 ? hex(first, 2) : `${hex(first, 2)}–${hex(first + span - 1, 2)}`

const MAX_CELL = 30
const AXIS = 22

/** The page table as a field of 16 × 16: directory digit = row, table digit = column. */
export function layoutLedger(box: Box, view: MmuView, scene: Scene): Section {
	const { model } = scene
	const cell = Math.min(MAX_CELL, Math.floor(((box.w - AXIS) * 2) / 16) / 2)
	const y = box.y + TITLE
	const size = AXIS + cell * 16
	const nodes: LotNode[] = [
		title('ledgerTitle', scene.say('lot.ledger'), box, box.y),
		{
			id: 'ledger',
			art: { kind: 'ledger', cell, axis: AXIS },
			x: box.x,
			y,
			w: size,
			h: size,
			z: DEPTH.row,
			scroll: true,
			cells: { x: AXIS, y: AXIS, cell },
		},
	]
	for (const entry of view.entries) {
		nodes.push({
			id: `entry:${entry.page}`,
			art: {
				kind: 'entry',
				text: entry.frame === null ? '0' : hex(entry.frame, 2),
				zero: entry.frame === null,
				write: entry.writable,
			},
			x: box.x + AXIS + (entry.page & 15) * cell,
			y: y + AXIS + (entry.page >> 4) * cell,
			w: cell,
			h: cell,
			z: DEPTH.sign,
			scroll: true,
			pick: { kind: 'page', page: entry.page },
			hint: `${hex(entry.page, 2)} → ${entry.frame === null ? '0' : hex(entry.frame, 2)}${entry.writable ? ' W' : ''}`,
		})
	}
	const access = currentAccess(view, scene)
	const page = model.selection.page ?? (access === null ? null : Math.floor(access.address / view.info.pageBytes))
	if (page !== null) {
		nodes.push({
			id: 'cross',
			art: { kind: 'cross', row: page >> 4, column: page & 15, cell, axis: AXIS },
			x: box.x,
			y,
			w: size,
			h: size,
			z: DEPTH.hole,
			scroll: true,
		})
	}
	return { nodes, height: TITLE + size + 10 }
}
