import { LAYOUT } from '../../../shared/machine/scale.ts'
import type { Vma } from '../../../shared/machine/memory.ts'
import type { KernelView } from '../../../shared/view/seatView.ts'
import { hex } from '../hex.ts'
import type { LotNode } from '../node.ts'
import { DEPTH } from './depth.ts'
import { pageLooks } from './pageStates.ts'
import { frameSelected, pageSelected } from './selected.ts'
import { type Box, roomFor, type Scene, type Section } from './section.ts'

const TILE_GAP = 4
const TILE_MIN = 40
const TILE_MAX = 52
const TILE_MAX_WIDE = 76
const NAME_HEIGHT = 20
const AREA_GAP = 14
const HAZARD_HEIGHT = 30

/** Every area of the address space with its pages; `skip` leaves out what is drawn as rows. */
export function layoutLand(box: Box, view: KernelView, scene: Scene, skip: ReadonlySet<Vma['kind']>): Section {
	const { say, model } = scene
	const columns = box.w >= 700 ? 16 : Math.max(4, Math.min(8, Math.floor((box.w + TILE_GAP) / (TILE_MIN + TILE_GAP))))
	const large = box.w >= 700
	const tileHeight = large ? 60 : 50
	const tile = Math.min(large ? TILE_MAX_WIDE : TILE_MAX, Math.floor((box.w + TILE_GAP) / columns) - TILE_GAP)
	const looks = pageLooks(view, say)
	const locked = new Set(
		view.frames.filter(({ locked, pid }) => locked && pid === 0).map((frame) => Number(frame.page)),
	)
	const alarms = faultingPages(view)
	const nodes: LotNode[] = []
	let y = box.y
	let x = box.x
	let lineHeight = 0
	let focus: Section['focus'] = null
	const newLine = (): void => {
		y += lineHeight
		x = box.x
		lineHeight = 0
	}
	const tileNode = (page: number, left: number, top: number, known: boolean): void => {
		const look = known ? looks(page) : null
		nodes.push({
			id: `plot:${page}`,
			art: {
				kind: 'plot',
				page: hex(page, 2),
				ground: look?.ground ?? 'plain',
				note:
					look === null
						? ''
						: look.frame !== null || roomFor(scene, look.note, 12) <= tile - 6
							? look.note
							: look.ground === 'zero'
								? '0'
								: '',
				selected:
					pageSelected(model.selection, page) ||
					(look !== null && look.frame !== null && frameSelected(model.selection, look.frame)),
				locked: locked.has(page),
			},
			x: left,
			y: top,
			w: tile,
			h: tileHeight,
			z: DEPTH.row,
			scroll: true,
			pick: { kind: 'page', page },
			...(look === null ? {} : { hint: `${hex(page, 2)} · ${look.note}` }),
		})
		if (alarms.has(page)) nodes.push(alarmOn(page, left, top, tile, tileHeight))
		if (pageSelected(model.selection, page) && focus === null)
			focus = { key: `page:${page}`, top, bottom: top + tileHeight }
	}
	const hazard = (id: string, text: string, within: (page: number) => boolean): void => {
		// Beside the rows there is no room for a strip of what nobody may drive on.
		if (skip.size > 0) return
		if (x > box.x) newLine()
		const strays = [...alarms].filter(within)
		const height = strays.length > 0 ? tileHeight + 8 : HAZARD_HEIGHT
		const width = columns * (tile + TILE_GAP) - TILE_GAP
		nodes.push({ id, art: { kind: 'hazard', text }, x: box.x, y, w: width, h: height, z: DEPTH.row - 1, scroll: true })
		for (const [index, page] of strays.entries())
			tileNode(page, box.x + width - (index + 1) * (tile + TILE_GAP) - 2, y + 4, false)
		lineHeight = height + 10
		newLine()
	}
	const vmas = view.vmas.filter(({ pid }) => pid === 0)
	// Where the stack may grow to: pages there stand before its lowest one.
	const stackLow = vmas.find(({ kind }) => kind === 'stack')?.low ?? 0
	const inStackRoom = (page: number): boolean => page >= LAYOUT.stackLimitLow && page < stackLow
	const mapped = (page: number): boolean => inStackRoom(page) || vmas.some((vma) => page >= vma.low && page <= vma.high)
	const inGap = (low: number, high: number) => (page: number) => page >= low && page <= high && !mapped(page)
	let gapLow: number = LAYOUT.textLow
	for (const vma of vmas) {
		if (vma.kind === 'stack') {
			hazard(
				'hazard:gap',
				`${say('lot.gap')} · ${say('lot.guard')} ${range(LAYOUT.guardLow, LAYOUT.guardHigh)}`,
				inGap(gapLow, vma.low - 1),
			)
		} else if (vma.kind === 'mmap' && !skip.has('mmap') && vma.low > gapLow) {
			hazard(`hazard:${vma.kind}`, say('lot.gap'), inGap(gapLow, vma.low - 1))
		}
		if (!skip.has(vma.kind)) gapLow = vma.high + 1
		if (skip.has(vma.kind)) continue
		const room = vma.kind === 'stack' ? [...alarms].filter(inStackRoom).toSorted((a, b) => a - b) : []
		const pages = room.length + vma.high - vma.low + 1
		const name = `${say(`lot.area.${vma.kind}`)} ${range(vma.low, vma.high)}`
		const rights = `r${vma.write ? 'w' : '-'}${vma.execute ? 'x' : '-'}`
		const inLine = Math.min(pages, columns)
		const tilesWidth = inLine * (tile + TILE_GAP) - TILE_GAP
		const full = `${name} · ${rights}`
		const width = Math.max(tilesWidth, Math.ceil(roomFor(scene, name, 13)) + 2)
		if (x > box.x && x + width > box.x + box.w) newLine()
		nodes.push({
			id: `area:${vma.kind}:${vma.low}`,
			art: {
				kind: 'label',
				text: roomFor(scene, full, 13) <= width ? full : name,
				px: 13,
				tone: 'blue',
				align: 'left',
				bold: true,
			},
			x,
			y,
			w: width,
			h: NAME_HEIGHT,
			z: DEPTH.sign,
			scroll: true,
		})
		for (let index = 0; index < pages; index++) {
			const page = room[index] ?? vma.low + index - room.length
			tileNode(
				page,
				x + (index % columns) * (tile + TILE_GAP),
				y + NAME_HEIGHT + 2 + Math.floor(index / columns) * (tileHeight + TILE_GAP),
				index >= room.length,
			)
		}
		lineHeight = Math.max(lineHeight, NAME_HEIGHT + 2 + Math.ceil(pages / columns) * (tileHeight + TILE_GAP) + 8)
		x += width + AREA_GAP
	}
	const lost = skip.size === 0 ? [] : [...alarms].filter((page) => !mapped(page))
	if (lost.length > 0) {
		// apart, for each carries an exclamation mark at its corner
		const pitch = tile + TILE_GAP + 8
		if (x > box.x && x + lost.length * pitch > box.x + box.w) newLine()
		nodes.push({
			id: 'area:none',
			art: { kind: 'label', text: say('lot.noArea'), px: 13, tone: 'danger', align: 'left', bold: true },
			x,
			y,
			w: Math.max(lost.length * pitch, Math.ceil(roomFor(scene, say('lot.noArea'), 13)) + 4),
			h: NAME_HEIGHT,
			z: DEPTH.sign,
			scroll: true,
		})
		for (const [index, page] of lost.entries()) tileNode(page, x + index * pitch, y + NAME_HEIGHT + 8, false)
		lineHeight = Math.max(lineHeight, NAME_HEIGHT + 8 + tileHeight + TILE_GAP + 8)
		x += 1
	}
	if (x > box.x) newLine()
	// An access to the NULL guard or to the kernel's half lies in no area and in no gap.
	const outside = (page: number): boolean => page < LAYOUT.textLow || page >= LAYOUT.kernelLow
	if ([...alarms].some(outside)) hazard('hazard:outside', '00–07 · F0–FF', outside)
	return { nodes, height: y - box.y, focus }
}

/** Pages of the program at which a fault waits; those of other processes lie elsewhere. */
export const faultingPages = ({ faults, info }: KernelView): ReadonlySet<number> =>
	new Set(faults.filter(({ pid }) => pid === 0).map(({ address }) => Math.floor(address / info.pageBytes)))

const range = (low: number, high: number): string => (low === high ? hex(low, 2) : `${hex(low, 2)}–${hex(high, 2)}`)

/** Outline and exclamation mark on a page that faults. */
export const alarmOn = (page: number, x: number, y: number, w: number, h: number): LotNode => ({
	id: `alarm:${page}`,
	art: { kind: 'alarm' },
	x,
	y,
	w,
	h,
	z: DEPTH.arrow,
	scroll: true,
	pulse: true,
})
