import { HINTS_KEPT, type KernelPage } from '../game/desk.ts'
import { kernelPageOf, mmuEntryOf } from '../game/deskOf.ts'
import type { GameEvent } from '../game/event.ts'
import type { HeapDelta } from '../machine/event.ts'
import type { PageTableEntry } from '../machine/memory.ts'
import {
	type KernelView,
	type MallocView,
	type MmuView,
	PINGS_KEPT,
	type SeatEvent,
	type SeatView,
} from './seatView.ts'

/**
 * The view after these events, at that tick. `view` itself is not changed; parts that did not change
 * are shared with it. Property: fold(project(before), revealed events) = project(after).
 */
export function fold<V extends SeatView>(view: V, events: readonly SeatEvent[], tick: number): V {
	const start: SeatView = view.tick === tick ? view : { ...view, tick }
	return events.reduce(foldOne, start) as V
}

function foldOne(view: SeatView, { event, costCycles }: SeatEvent): SeatView {
	const billed = costCycles === 0 ? view : { ...view, billCycles: view.billCycles + costCycles }
	if (event.type === 'billed') return billed
	const next = foldCommon(billed, event)
	switch (next.seat) {
		case 'malloc':
			return foldMalloc(next, event)
		case 'kernel':
			return foldKernel(next, event)
		case 'mmu':
			return foldMmu(next, event)
	}
}

function foldCommon(view: SeatView, event: GameEvent): SeatView {
	switch (event.type) {
		case 'phaseChanged':
			return { ...view, phase: event.phase }
		case 'seatChanged':
			return { ...view, seats: { ...view.seats, [event.seat]: event.status } }
		case 'laneChanged':
			return { ...view, lanes: view.lanes.map((lane) => (lane.lane === event.status.lane ? event.status : lane)) }
		case 'stepFinished':
			return { ...view, step: event.step }
		case 'pinged': {
			const { type: _type, ...ping } = event
			return { ...view, pings: [...view.pings, ping].slice(-PINGS_KEPT) }
		}
		case 'silentBug':
			return { ...view, silentBugs: event.count }
		case 'ruleChanged':
			return { ...view, rules: withIndex(view.rules, event.slot, event.card) }
		case 'ruleFired': {
			const card = view.rules[event.slot]
			return card ? { ...view, rules: withIndex(view.rules, event.slot, { ...card, fired: event.fired }) } : view
		}
		case 'hostActed':
			return { ...view, info: event.info, patience: event.act.kind === 'PATIENCE' ? event.act.on : view.patience }
		case 'nightShiftBegan':
			return { ...view, nightShift: true }
		case 'roundFinished':
			return { ...view, bill: event.bill }
		default:
			return view
	}
}

/** Puts an item in place of the one with its ticket, or behind all others: tickets only grow. */
function withItem<T extends { readonly ticket: number }>(items: readonly T[], item: T): T[] {
	const rest = items.filter((one) => one.ticket !== item.ticket)
	return [...rest, item].sort((a, b) => a.ticket - b.ticket)
}

const withoutItem = <T extends { readonly ticket: number }>(items: readonly T[], ticket: number): T[] =>
	items.filter((one) => one.ticket !== ticket)

/** A list sorted by page with one page's entry replaced, added, or (null) taken out. */
function withPage<T extends { readonly page: number }>(items: readonly T[], number: number, item: T | null): T[] {
	const rest = items.filter((one) => one.page !== number)
	return item ? [...rest, item].sort((a, b) => a.page - b.page) : rest
}

function withKernelPage(items: readonly KernelPage[], pid: number, entry: PageTableEntry): KernelPage[] {
	const rest = items.filter((one) => one.page !== entry.page || one.pid !== pid)
	const item = kernelPageOf(pid, entry)
	return item ? [...rest, item].sort((a, b) => a.pid - b.pid || a.page - b.page) : rest
}

const withIndex = <T>(items: readonly T[], index: number, item: T): T[] =>
	items.map((one, at) => (at === index ? item : one))

function foldHeap(view: MallocView, heap: HeapDelta): MallocView {
	const replaced = new Set<number>([...heap.gone, ...heap.chunks.map((chunk) => chunk.address)])
	const chunks = [...view.chunks.filter((chunk) => !replaced.has(chunk.address)), ...heap.chunks]
	return {
		...view,
		chunks: chunks.sort((a, b) => a.address - b.address),
		freeList: heap.freeList ?? view.freeList,
		rack: heap.rack ?? view.rack,
		brk: heap.brk ?? view.brk,
	}
}

function foldMalloc(view: MallocView, event: GameEvent): MallocView {
	switch (event.type) {
		case 'chunkPlaced':
		case 'chunkFreed':
		case 'heapMoved':
		case 'chunkResized':
		case 'rackFlushed':
			return foldHeap(view, event.heap)
		case 'policySet':
			return { ...view, rackMaxBytes: event.rackMaxBytes }
		case 'mappingMade':
		case 'mappingResized':
			return { ...view, mappings: withPage(view.mappings, event.mapping.page, event.mapping) }
		case 'mappingRemoved':
			return { ...view, mappings: withPage(view.mappings, event.page, null) }
		case 'requestChanged':
			return { ...view, requests: withItem(view.requests, event.request) }
		case 'requestClosed':
			return { ...view, requests: withoutItem(view.requests, event.ticket) }
		default:
			return view
	}
}

function foldKernel(view: KernelView, event: GameEvent): KernelView {
	switch (event.type) {
		case 'slipQueued':
			return { ...view, slips: withItem(view.slips, event.slip) }
		case 'slipClosed':
			return { ...view, slips: withoutItem(view.slips, event.ticket) }
		case 'faultQueued':
			return { ...view, faults: withItem(view.faults, event.fault) }
		case 'faultClosed':
			return { ...view, faults: withoutItem(view.faults, event.ticket) }
		case 'vmaChanged':
			return { ...view, vmas: event.vmas, committedPages: event.committedPages }
		case 'frameChanged':
			return { ...view, frames: withIndex(view.frames, event.frame.frame, event.frame) }
		case 'entryChanged':
			return { ...view, pages: withKernelPage(view.pages, event.pid, event.entry) }
		case 'framesScanned': {
			const frames = [...view.frames]
			for (const frame of event.frames) frames[frame.frame] = frame
			return { ...view, frames }
		}
		case 'processStarted':
			return { ...view, processes: [...view.processes, event.process].sort((a, b) => a.pid - b.pid) }
		case 'processEnded':
			return {
				...view,
				processes: view.processes.filter((one) => one.pid !== event.pid),
				pages: view.pages.filter((one) => one.pid !== event.pid),
			}
		case 'pagesAdvised':
			return event.advice === 'WILLNEED'
				? { ...view, hints: [...view.hints, { page: event.page, pages: event.pages }].slice(-HINTS_KEPT) }
				: view
		case 'pageEvicted':
		case 'depotChanged':
			return { ...view, depotUsed: event.depotUsed }
		default:
			return view
	}
}

function foldMmu(view: MmuView, event: GameEvent): MmuView {
	switch (event.type) {
		case 'accessChanged':
			return { ...view, accesses: withItem(view.accesses, event.access) }
		case 'accessClosed':
			return { ...view, accesses: withoutItem(view.accesses, event.ticket) }
		case 'previewChanged':
			return { ...view, preview: event.preview }
		case 'walksLeftChanged':
			return { ...view, manualWalksLeft: event.manualWalksLeft }
		case 'entryChanged':
			return { ...view, entries: withPage(view.entries, event.entry.page, mmuEntryOf(event.entry)) }
		case 'bitsChanged':
			return {
				...view,
				entries: view.entries.map((entry) =>
					entry.page === event.page ? { ...entry, accessed: true, dirty: event.dirty } : entry,
				),
			}
		case 'accessedCleared':
			return {
				...view,
				entries: view.entries.map((entry) =>
					event.pages.includes(entry.page) ? { ...entry, accessed: false } : entry,
				),
			}
		case 'tlbHit': {
			const line = view.tlb[event.line]
			return {
				...view,
				hits: view.hits + 1,
				tlb: line ? withIndex(view.tlb, event.line, { ...line, lastUse: event.lastUse }) : view.tlb,
			}
		}
		case 'tlbFilled':
			return { ...view, tlb: withIndex(view.tlb, event.line, event.entry) }
		case 'tlbInvalidated':
			return { ...view, tlb: withIndex(view.tlb, event.line, null) }
		case 'pageWalked':
			return { ...view, misses: view.misses + 1 }
		default:
			return view
	}
}
