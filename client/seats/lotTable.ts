import type { FrameView } from '../../shared/machine/memory.ts'
import type { Request } from '../../shared/game/event.ts'
import type { KernelView, MallocView, MmuView, SeatView } from '../../shared/view/seatView.ts'
import { hex2 } from './hexText.ts'
import type { KernelScreen } from './kernelModel.ts'
import { fits, holesOf } from './mallocModel.ts'
import type { LotPick } from '../lot/model.ts'
import { lineText } from './mmuModel.ts'
import { type Say, say } from './say.ts'
import { ownedPage } from './who.ts'

/** One line of the table that says what the picture shows. */
export interface TableRow {
	readonly key: string
	readonly where: string
	readonly extent: Say
	readonly state: Say
	/** Null: nothing to choose here. */
	readonly pick: LotPick | null
	readonly chosen: boolean
}

const SLOT_BYTES = 16

const slotsFrom = (address: number, sizeBytes: number): Say => {
	const first = Math.floor((address % 256) / SLOT_BYTES)
	const count = Math.ceil(sizeBytes / SLOT_BYTES)
	return say('seats.table.slots', { first, last: first + count - 1, bytes: sizeBytes })
}

export function heapRows(view: MallocView, request: Request | null, chosen: number | null): TableRow[] {
	const holes = new Map(holesOf(view, request?.needBytes).map((hole) => [hole.chunk.address as number, hole]))
	return view.chunks.map((chunk): TableRow => {
		const hole = holes.get(chunk.address)
		const state = ((): Say => {
			if (hole && request) {
				const facts = { number: hole.number }
				if (hole.isTop)
					return fits(view, request, hole) ? say('seats.table.topFits', facts) : say('seats.table.topSmall', facts)
				return fits(view, request, hole) ? say('seats.table.holeFits', facts) : say('seats.table.holeSmall', facts)
			}
			switch (chunk.use) {
				case 'used':
					return say('seats.table.used', { plate: chunk.plate ?? '', request: chunk.requestBytes ?? 0 })
				case 'racked':
					return say('seats.table.racked')
				case 'free':
					return say('seats.table.hole', { number: hole?.number ?? 0 })
				case 'top':
					return say('seats.table.top', { number: hole?.number ?? 0 })
			}
		})()
		return {
			key: `c${chunk.address}`,
			where: hex2(chunk.address >> 8),
			extent: slotsFrom(chunk.address, chunk.sizeBytes),
			state,
			pick: hole ? { kind: 'chunk', address: chunk.address } : null,
			chosen: chunk.address === chosen,
		}
	})
}

export function frameRows(view: KernelView, screen: KernelScreen, toolFrame: number | null): TableRow[] {
	const { tool } = screen
	const ofTool = new Set<number>(screen.toolFrames.map(({ frame }) => frame))
	return view.frames.map((one): TableRow => {
		const pickable = tool ? ofTool.has(one.frame) : screen.frames.includes(one.frame)
		return {
			key: `f${one.frame}`,
			where: hex2(one.frame),
			extent:
				one.page === null
					? say('seats.table.noPage')
					: say('seats.table.page', { page: ownedPage(one.pid, hex2(one.page)) }),
			state: one.locked
				? say('seats.table.locked')
				: one.page === null
					? say('seats.table.freeFrame')
					: say(usedKey(one), { grant: one.granted, count: one.shared }),
			pick: pickable ? { kind: 'frame', frame: one.frame } : null,
			chosen: tool ? one.frame === toolFrame : one.frame === screen.frame,
		}
	})
}

/** What the kernel knows of a frame in use: as of the latest scan. */
const usedKey = ({ scannedStep, accessedScan, shared }: FrameView): Say['key'] =>
	shared > 1
		? 'seats.table.shared'
		: scannedStep === null
			? 'seats.table.grant'
			: accessedScan
				? 'seats.table.grantHot'
				: 'seats.table.grantCold'

export function tlbTable(view: MmuView, chosen: number | null): TableRow[] {
	return view.tlb.map(
		(entry, line): TableRow => ({
			key: `t${line}`,
			where: String(line),
			extent: entry ? say('seats.table.page', { page: lineText(entry).pages }) : say('seats.table.noPage'),
			state: entry ? say('seats.table.lastUse', { use: entry.lastUse }) : say('seats.table.emptyLine'),
			pick: { kind: 'line', line },
			chosen: line === chosen,
		}),
	)
}

/** What the first column of a seat's table names. */
export const whereOf = (view: SeatView): Say => say(`seats.table.where.${view.seat}`)
