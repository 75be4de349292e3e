import type { SeatView } from '../../shared/view/seatView.ts'
import { PAYLOAD_OFFSET_BYTES } from '../../shared/machine/heap/chunk.ts'
import { hex2, hex4 } from './hexText.ts'
import { lineText } from './mmuModel.ts'
import { type Say, say } from './say.ts'
import { ownedPage } from './who.ts'

/** A table of plain numbers under the picture. */
export interface HexTable {
	readonly title: Say
	readonly head: readonly Say[]
	readonly rows: readonly (readonly string[])[]
}

/** Flag bits of glibc's size word: A|M|P; only P (the chunk before is in use) and M (mmapped) occur here. */
const PREV_INUSE = 1

/** What the seat may know, as the bytes would show it. */
export function hexTables(view: SeatView): HexTable[] {
	switch (view.seat) {
		case 'malloc': {
			const chunkRows = view.chunks.map((chunk, index) => {
				const before = view.chunks[index - 1]
				// A racked chunk keeps its bit: glibc's tcache never clears it.
				const flags = !before || before.use === 'used' || before.use === 'racked' ? PREV_INUSE : 0
				return [
					hex4(chunk.address),
					`0x${(chunk.sizeBytes | flags).toString(16).toUpperCase()}`,
					chunk.use === 'used' ? hex4(chunk.address + PAYLOAD_OFFSET_BYTES) : '–',
					chunk.use === 'used' ? `${chunk.plate ?? ''} ${chunk.requestBytes ?? 0}` : chunk.use,
				]
			})
			const sizes = new Map<number, number>(view.chunks.map(({ address, sizeBytes }) => [address, sizeBytes]))
			return [
				{
					title: say('seats.hex.chunks'),
					head: [say('seats.hex.address'), say('seats.hex.sizeFlags'), say('seats.hex.payload'), say('seats.hex.use')],
					rows: chunkRows,
				},
				{
					title: say('seats.hex.freeList'),
					head: [say('seats.hex.place'), say('seats.hex.address'), say('seats.hex.size'), say('seats.hex.fd')],
					rows: view.freeList.map((at, index) => [
						String(index + 1),
						hex4(at),
						String(sizes.get(at) ?? 0),
						view.freeList[index + 1] === undefined ? '0' : hex4(view.freeList[index + 1] ?? 0),
					]),
				},
			]
		}
		case 'kernel':
			return [
				{
					title: say('seats.hex.areas'),
					head: [say('seats.hex.pages'), say('seats.hex.kind'), say('seats.hex.perm')],
					rows: view.vmas
						.filter(({ pid }) => pid === 0)
						.map(({ low, high, kind, write, execute }) => [
							`${hex2(low)}–${hex2(high)}`,
							kind,
							`r${write ? 'w' : '-'}${execute ? 'x' : '-'}`,
						]),
				},
				{
					title: say('seats.hex.frames'),
					head: [say('seats.hex.frame'), say('seats.hex.page'), say('seats.hex.scanned'), say('seats.hex.users')],
					rows: view.frames.map((one) => [
						hex2(one.frame),
						one.page === null ? '–' : ownedPage(one.pid, hex2(one.page)),
						one.scannedStep === null
							? '–'
							: `${one.accessedScan ? 'A' : '-'}${one.dirtyKnown ? 'D' : '-'} ${view.step - one.scannedStep}`,
						`${one.shared}${one.file ? ' f' : ''}`,
					]),
				},
				{
					title: say('seats.hex.hints'),
					head: [say('seats.hex.page'), say('seats.hex.pages')],
					rows: view.hints.map(({ page, pages }) => [hex2(page), String(pages)]),
				},
				{
					title: say('seats.hex.pageBook'),
					head: [say('seats.hex.page'), say('seats.hex.state'), say('seats.hex.frame')],
					rows: view.pages
						.filter(({ pid }) => pid === 0)
						.map(({ page, state, frame }) => [hex2(page), state, frame === null ? '–' : hex2(frame)]),
				},
			]
		case 'mmu':
			return [
				{
					title: say('seats.hex.pageTable'),
					head: [say('seats.hex.page'), say('seats.hex.frame'), say('seats.hex.bits')],
					rows: view.entries.map(({ page, frame, writable, accessed, dirty }) => [
						hex2(page),
						frame === null ? '00*' : hex2(frame),
						`P${writable ? 'W' : '-'}U${accessed ? 'A' : '-'}${dirty ? 'D' : '-'}`,
					]),
				},
				{
					title: say('seats.hex.tlb'),
					head: [say('seats.hex.line'), say('seats.hex.page'), say('seats.hex.frame'), say('seats.hex.lastUse')],
					rows: view.tlb.map((entry, line) => [
						String(line),
						entry ? lineText(entry).pages : '–',
						entry ? lineText(entry).frames : '–',
						entry ? String(entry.lastUse) : '–',
					]),
				},
			]
	}
}
