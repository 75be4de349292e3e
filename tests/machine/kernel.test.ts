import { describe, expect, test } from 'vitest'
import type { MachineEvent } from '../../shared/machine/event.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { evictFrame } from '../../shared/machine/kernel/frames.ts'
import { growHeap, mapArea, refuseSyscall, shrinkHeap, unmapArea } from '../../shared/machine/kernel/kernel.ts'
import { entryOf, heapPages, isPresent, type Machine, residentPages } from '../../shared/machine/machine.ts'
import type { Mapping } from '../../shared/machine/memory.ts'
import { fillLine, lineOf, setBits } from '../../shared/machine/mmu/tlb.ts'
import { chargesOf, costOf, PRICES } from '../../shared/machine/prices.ts'
import { address, bytes, frame, page } from '../../shared/machine/units.ts'
import { heapOf, hex, rig, serve, sketchOf, warmRig } from './rig.ts'

/** `10:zero 11:present@6` of the pages from `low` on that stand behind something. */
const pagesFrom = (machine: Machine, low: number, high = 0xef): string =>
	machine.entries
		.slice(low, high + 1)
		.filter((entry) => entry !== null)
		.map((entry) => `${entry.page.toString(16)}:${entry.state}${entry.frame === null ? '' : `@${entry.frame}`}`)
		.join(' ')

const typesOf = (events: readonly MachineEvent[]): string => events.map((event) => event.type).join(' ')

describe('a fresh process', () => {
	test('M-30 code and data are in their file, only the top of the stack is resident, the kernel half is not for users', () => {
		const { machine } = rig()
		expect(pagesFrom(machine, 0)).toBe('8:file 9:file a:file ef:present@0')
		expect(machine.frames[0]).toMatchObject({ pid: 0, page: 0xef, shared: 1, locked: false, file: false })
		expect(machine.frames[1]).toMatchObject({ pid: null, page: null, shared: 0 })
		expect(residentPages(machine)).toBe(1)
		expect(heapPages(machine)).toBe(0)
		for (const number of [0xf0, 0xff]) {
			expect(entryOf(machine, page(number))).toMatchObject({ user: false, state: 'present', frame: null })
		}
		expect(isPresent(entryOf(machine, page(0x10)))).toBe(false)
		expect(machine.rings).toEqual([3, 3, 3])
		expect(brokenInvariants(machine)).toEqual([])
	})
})

describe('serving a fault', () => {
	test.each([
		{ verdict: 'ZERO', at: 0x1180, frames: 6, order: 0, after: '11:present@6', cycles: 3500 },
		{ verdict: 'ZERO', at: 0x1180, frames: 6, order: 1, after: '10:present@6 11:present@7', cycles: 4500 },
		{ verdict: 'ZERO', at: 0x1280, frames: 8, order: 1, after: '12:present@8 13:present@9', cycles: 4500 },
		{ verdict: 'ZPAGE', at: 0x1180, frames: null, order: 0, after: '11:zero', cycles: 1850 },
		{
			verdict: 'ZERO',
			at: 0x1180,
			frames: 8,
			order: 2,
			after: '10:present@8 11:present@9 12:present@10 13:present@11',
			cycles: 6500,
		},
		{ verdict: 'SPURIOUS', at: 0x1180, frames: null, order: 0, after: '', cycles: 2500 },
		{ verdict: 'SEGV', at: 0x1180, frames: null, order: 0, after: '', cycles: 2500 },
	] as const)('M-31 $verdict of order $order at $at leaves "$after" for $cycles cycles', (row) => {
		const made = heapOf('', 4)
		serve(made, row.at, row.verdict, row.frames, row.order)
		const { events, cycles } = made.told()
		expect(pagesFrom(made.machine, 0x10, 0x1f)).toBe(row.after)
		expect(cycles).toBe(row.cycles)
		expect(events.at(-1)).toMatchObject({ type: 'faultResolved', verdict: row.verdict, lane: 1, address: row.at })
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test('M-32 a zero page is read-only; COW gives it a writable frame for 5,000 and drops the cached line', () => {
		const made = heapOf('', 4)
		serve(made, 0x1180, 'ZPAGE', null)
		expect(entryOf(made.machine, page(0x11))).toMatchObject({ state: 'zero', writable: false, frame: null })
		fillLine(made.machine, made.emit, 2, page(0x11))
		setBits(made.machine, made.emit, page(0x11), false)
		made.told()
		serve(made, 0x1180, 'COW', 9)
		const { events, cycles } = made.told()
		expect(entryOf(made.machine, page(0x11))).toMatchObject({
			state: 'present',
			writable: true,
			frame: 9,
			accessed: false,
			dirty: false,
		})
		expect(typesOf(events)).toBe('frameChanged entryChanged tlbInvalidated faultResolved')
		expect(made.machine.tlb).toEqual([null, null, null, null])
		expect(cycles).toBe(5000)
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test.each([
		[0xed, 1],
		[0xe9, 1],
		[0xe0, 1],
	])('M-33 STACK at page %i moves the stack down to it and serves one page for 3,500', (number, pages) => {
		const made = warmRig()
		serve(made, number * 256 + 9, 'STACK', 6)
		const { events, cycles } = made.told()
		expect(made.machine.stackLow).toBe(number)
		expect(pagesFrom(made.machine, 0xe0)).toBe(`${number.toString(16)}:present@6 ee:present@5 ef:present@0`)
		expect(events.at(-1)).toMatchObject({ type: 'faultResolved', pages: Array(pages).fill(number) })
		expect(cycles).toBe(3500)
	})

	test('M-34 EVICT writes the page to the depot for 8,000; SWAPIN brings it back for 10,000', () => {
		const made = heapOf('', 4)
		serve(made, 0x1080, 'ZERO', 6)
		fillLine(made.machine, made.emit, 0, page(0x10))
		setBits(made.machine, made.emit, page(0x10), true)
		made.told()

		evictFrame(made.machine, made.emit, frame(6))
		const out = made.told()
		expect(typesOf(out.events)).toBe('frameChanged entryChanged tlbInvalidated pageEvicted')
		expect(out.cycles).toBe(8000)
		expect(pagesFrom(made.machine, 0x10, 0x1f)).toBe('10:swapped')
		expect(made.machine).toMatchObject({ depotUsed: 1 })
		expect(made.machine.frames[6]).toMatchObject({ page: null })
		expect(entryOf(made.machine, page(0x10))).toMatchObject({ accessed: false, dirty: false, writable: false })
		expect(lineOf(made.machine.tlb, page(0x10))).toBe(-1)
		expect(brokenInvariants(made.machine)).toEqual([])

		serve(made, 0x1080, 'SWAPIN', 11)
		const back = made.told()
		expect(back.cycles).toBe(10_000)
		expect(pagesFrom(made.machine, 0x10, 0x1f)).toBe('10:present@11')
		expect(made.machine.depotUsed).toBe(0)
		expect(brokenInvariants(made.machine)).toEqual([])
	})
})

describe('system calls', () => {
	test('M-35 brk up costs 1,500 in the kernel and gives no frame at all', () => {
		const made = rig()
		const before = residentPages(made.machine)
		const writes = growHeap(made.machine, made.emit, 2, 3)
		const { events, cycles } = made.told()
		expect(typesOf(events)).toBe('heapMoved vmaChanged syscallReturned')
		expect(events[1]).toMatchObject({ committedPages: 7 })
		expect(cycles).toBe(1500)
		expect(hex(writes)).toBe('1008')
		expect(sketchOf(made.machine)).toBe('t768')
		expect(residentPages(made.machine)).toBe(before)
	})

	test.each([
		['brk', 1500],
		['mmap', 2700],
	] as const)('M-36 a refused %s costs %i and changes nothing', (call, cycles) => {
		const made = heapOf('u32', 2)
		const before = structuredClone(made.machine)
		refuseSyscall(made.emit, 0, call)
		expect(made.machine).toEqual(before)
		expect(made.told()).toMatchObject({ cycles, events: [{ type: 'syscallReturned', ok: false, call }] })
	})

	test('M-37 brk down gives frames, zero pages and swapped pages back: 1,500 and 800 for each frame', () => {
		const made = heapOf('u32', 6)
		serve(made, 0x1000, 'ZERO', 6)
		serve(made, 0x1200, 'ZERO', 7)
		serve(made, 0x1300, 'ZPAGE', null)
		serve(made, 0x1400, 'ZERO', 8)
		serve(made, 0x1500, 'ZERO', 9)
		evictFrame(made.machine, made.emit, frame(9))
		fillLine(made.machine, made.emit, 1, page(0x14))
		fillLine(made.machine, made.emit, 2, page(0x10))
		made.told()
		shrinkHeap(made.machine, made.emit, 0, 4)
		const { events, cycles } = made.told()
		expect(cycles).toBe(1500 + 2 * 800)
		expect(events.at(-1)).toMatchObject({ type: 'syscallReturned', down: true, droppedPages: 2 })
		expect(pagesFrom(made.machine, 0x10, 0x1f)).toBe('10:present@6')
		expect(sketchOf(made.machine)).toBe('u32 t480')
		expect(made.machine.depotUsed).toBe(0)
		expect([1, 2].map((line) => made.machine.tlb[line]?.page ?? null)).toEqual([null, 0x10])
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test('M-38 mmap takes the highest gap for 2,700 and no frame; munmap costs 5,600 and 800 for each frame', () => {
		const made = rig()
		const map = (object: number, pages: number) =>
			mapArea(made.machine, made.emit, 1, object, 'IMG', bytes(pages * 256 - 16), pages)
		expect(hex(map(1, 3))).toBe('d908')
		expect(made.told()).toMatchObject({
			cycles: 2700,
			events: [{ type: 'mappingMade', mapping: { page: 0xd9, pages: 3, object: 1 } }, {}, { call: 'mmap', ok: true }],
		})
		map(2, 2)
		expect(made.machine.mappings.map((one) => one.page)).toEqual([0xd7, 0xd9])
		serve(made, 0xd900, 'ZERO', 6)
		serve(made, 0xda00, 'ZPAGE', null)
		serve(made, 0xdb00, 'ZERO', 7)
		evictFrame(made.machine, made.emit, frame(7))
		serve(made, 0xd800, 'ZERO', 8)
		made.told()
		unmapArea(made.machine, made.emit, 1, made.machine.mappings[1] as Mapping)
		expect(made.told()).toMatchObject({ cycles: 5600 + 800 })
		expect(pagesFrom(made.machine, 0x10, 0xdf)).toBe('d8:present@8')
		expect(made.machine.depotUsed).toBe(0)
		expect(map(3, 3).map((at) => at >> 8)).toEqual([0xd9])
		expect(brokenInvariants(made.machine)).toEqual([])
	})
})

describe('prices', () => {
	const heap = { gone: [], chunks: [], freeList: null, rack: null, brk: null }
	const call = { lane: 0, pages: 1 }
	const fault = { lane: 0, pid: 0, address: address(0), frames: [frame(1)] }
	// GAME.md §4.1, number by number
	test.each([
		['rack, malloc', 25, { type: 'chunkPlaced', from: 'rack', walked: 0, split: false, heap }],
		['rack, free', 25, { type: 'chunkFreed', how: 'rack', merged: 0, heap }],
		['PARK first in list', 120, { type: 'chunkPlaced', from: 'list', walked: 1, split: false, heap }],
		['PARK fourth in list, split', 320, { type: 'chunkPlaced', from: 'list', walked: 4, split: true, heap }],
		['merge with none', 30, { type: 'chunkFreed', how: 'merge', merged: 0, heap }],
		['merge with two', 90, { type: 'chunkFreed', how: 'merge', merged: 2, heap }],
		['FAIL', 30_000, { type: 'allocationFailed', lane: 0, object: 0 }],
		['gate', 400, { type: 'syscallEntered', call: 'brk', down: false, ...call }],
		['brk', 1500, { type: 'syscallReturned', call: 'brk', ok: true, down: false, droppedPages: 0, ...call }],
		['brk down, 3 frames', 3900, { type: 'syscallReturned', call: 'brk', ok: true, down: true, droppedPages: 3 }],
		['mmap', 2700, { type: 'syscallReturned', call: 'mmap', ok: true, down: false, droppedPages: 0 }],
		['munmap', 5600, { type: 'syscallReturned', call: 'munmap', ok: true, down: true, droppedPages: 0 }],
		['munmap, 2 frames', 7200, { type: 'syscallReturned', call: 'munmap', ok: true, down: true, droppedPages: 2 }],
		['ZERO', 3500, { type: 'faultResolved', verdict: 'ZERO', pages: [page(1)], ...fault }],
		['ZERO, 2 pages', 4500, { type: 'faultResolved', verdict: 'ZERO', pages: [page(2), page(3)], ...fault }],
		['STACK', 3500, { type: 'faultResolved', verdict: 'STACK', pages: [page(1)], ...fault }],
		['ZPAGE', 1850, { type: 'faultResolved', verdict: 'ZPAGE', pages: [page(1)], ...fault }],
		['COW', 5000, { type: 'faultResolved', verdict: 'COW', pages: [page(1)], ...fault }],
		[
			'COW of a page no longer shared',
			2500,
			{ type: 'faultResolved', verdict: 'COW', pages: [page(1)], ...fault, frames: [] },
		],
		['FILE', 3000, { type: 'faultResolved', verdict: 'FILE', pages: [page(1)], ...fault }],
		['SWAPIN', 10_000, { type: 'faultResolved', verdict: 'SWAPIN', pages: [page(1)], ...fault }],
		['SEGV', 2500, { type: 'faultResolved', verdict: 'SEGV', pages: [], ...fault }],
		['SPURIOUS', 2500, { type: 'faultResolved', verdict: 'SPURIOUS', pages: [], ...fault }],
		['EVICT to the depot', 8000, { type: 'pageEvicted', to: 'depot', slots: 1 }],
		['EVICT of a frame that two share', 16_000, { type: 'pageEvicted', to: 'depot', slots: 2 }],
		['EVICT of a clean page of a file', 500, { type: 'pageEvicted', to: 'file', slots: 0 }],
		['SCAN of 13 frames', 520, { type: 'framesScanned', frames: Array(13).fill({}) }],
		['COMPACT', 1200, { type: 'frameMoved', from: frame(1), to: frame(2) }],
		['OOMKILL', 30_000, { type: 'processEnded', pid: 1, how: 'killed' }],
		['a child exits', 0, { type: 'processEnded', pid: 3, how: 'exited' }],
		['fork of 12 pages, without gate and call', 1200, { type: 'processStarted', copiedPages: 12 }],
		['fork, without gate and pages', 2000, { type: 'syscallReturned', call: 'fork', droppedPages: 0, ...call }],
		['madvise, 3 frames, without gate', 4400, { type: 'syscallReturned', call: 'madvise', droppedPages: 3, ...call }],
		['GROW', 60, { type: 'chunkResized', heap }],
		['GROW of an area', 60, { type: 'mappingResized' }],
		['copy of 100 bytes', 13, { type: 'bytesCopied', bytes: 100 }],
		['FLUSH of 3 chunks', 180, { type: 'rackFlushed', chunks: 3, heap }],
		['walk, 16 trips', 640, { type: 'pageWalked', lane: 0, page: page(1), trips: 16 }],
		['walk, 1 trip', 40, { type: 'pageWalked', lane: 0, page: page(1), trips: 1 }],
	] as unknown as readonly [string, number, MachineEvent][])('M-40 %s costs %i cycles', (_what, cycles, event) => {
		expect(costOf(chargesOf(event))).toBe(cycles)
	})

	test('M-41 a filled line is free unless it was fetched ahead: 40', () => {
		const made = rig()
		fillLine(made.machine, made.emit, 0, page(0x0a))
		expect(made.told().cycles).toBe(0)
		fillLine(made.machine, made.emit, 1, page(0x0b), true)
		expect(made.told().cycles).toBe(40)
	})

	test('M-42 house prices: rent 25, patience 10 a tick, audits 5,000, 10,000 and 2,500, swap apart from the fault', () => {
		const cost = Object.fromEntries(
			Object.entries(PRICES).map(([name, price]) => [name, `${price.costCycles} ${price.bucket}`]),
		)
		expect(cost).toMatchObject({
			rentPage: '25 rent',
			patienceTick: '10 patience',
			audit: '5000 audit',
			auditWild: '10000 audit',
			auditCode: '2500 audit',
			swapIn: '7500 swap',
			swapInFault: '2500 fault',
			swapOut: '8000 swap',
			gate: '400 gate',
			dropPage: '800 gate',
			walk: '40 tlb',
			prefetch: '40 tlb',
			rack: '25 malloc',
		})
	})

	test('M-45 fresh code is read from its file for 3,000, read-only; evicted it costs 500 and is in its file again', () => {
		const made = rig()
		serve(made, 0x0812, 'FILE', 3)
		serve(made, 0x0a00, 'FILE', 4)
		expect(made.told().cycles).toBe(6000)
		expect(pagesFrom(made.machine, 0, 0x0f)).toBe('8:present@3 9:file a:present@4')
		expect(entryOf(made.machine, page(0x08))).toMatchObject({ writable: false })
		expect(entryOf(made.machine, page(0x0a))).toMatchObject({ writable: true })
		expect(made.machine.frames[4]).toMatchObject({ pid: 0, page: 0x0a, file: true, shared: 1 })
		evictFrame(made.machine, made.emit, frame(3))
		expect(made.told()).toMatchObject({ cycles: 500 })
		// Data that was written is like anonymous memory, whether or not the kernel knows yet.
		setBits(made.machine, made.emit, page(0x0a), true)
		evictFrame(made.machine, made.emit, frame(4))
		expect(made.told()).toMatchObject({ cycles: 8000 })
		expect(pagesFrom(made.machine, 0, 0x0f)).toBe('8:file 9:file a:swapped')
		expect(made.machine.depotUsed).toBe(1)
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test('M-43 every price lies in its range and names its source', () => {
		for (const [name, price] of Object.entries(PRICES)) {
			expect(price.costCycles, name).toBeGreaterThanOrEqual(price.lowCycles)
			expect(price.costCycles, name).toBeLessThanOrEqual(price.highCycles)
			expect(price.source.length, name).toBeGreaterThan(8)
		}
	})
})
