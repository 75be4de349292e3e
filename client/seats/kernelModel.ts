import type { Fault, Slip } from '../../shared/game/event.ts'
import { FAULT_VERDICTS, type FaultVerdict, type KernelIntent } from '../../shared/game/intent.ts'
import type { FrameView, Vma } from '../../shared/machine/memory.ts'
import { needsFrame, vmaOf } from '../../shared/machine/kernel/fault.ts'
import { costOf } from '../../shared/machine/prices.ts'
import { LAYOUT } from '../../shared/machine/scale.ts'
import type { PageNumber } from '../../shared/machine/units.ts'
import { legal } from '../../shared/game/legal.ts'
import type { KernelView } from '../../shared/view/seatView.ts'
import { hex2, hex4 } from './hexText.ts'
import type { Primary } from './primary.ts'
import { type Say, say } from './say.ts'

export interface KernelDraft {
	/** The item that the player picked; null: the oldest. */
	readonly ticket: number | null
	readonly verdict: FaultVerdict | null
	/** Null: the lowest frame (or run) that will do. */
	readonly frame: number | null
	readonly order: 0 | 1
	readonly ruling: 'OK' | 'ENOMEM' | null
	/** The frame to be emptied; null: not evicting. */
	readonly evict: { readonly frame: number | null } | null
}

export const EMPTY_KERNEL_DRAFT: KernelDraft = {
	ticket: null,
	verdict: null,
	frame: null,
	order: 0,
	ruling: null,
	evict: null,
}

export type InboxItem = ({ readonly kind: 'fault' } & Fault) | ({ readonly kind: 'slip' } & Slip)

/** Slips and faults in one line, the oldest first. */
export function inboxOf(view: KernelView): InboxItem[] {
	const items: InboxItem[] = [
		...view.faults.map((fault): InboxItem => ({ kind: 'fault', ...fault })),
		...view.slips.map((slip): InboxItem => ({ kind: 'slip', ...slip })),
	]
	return items.toSorted((a, b) => a.sinceTick - b.sinceTick || a.ticket - b.ticket)
}

export function chosenItem(view: KernelView, draft: KernelDraft): InboxItem | null {
	const inbox = inboxOf(view)
	return inbox.find(({ ticket }) => ticket === draft.ticket) ?? inbox[0] ?? null
}

const pageOfAddress = (view: KernelView, address: number): number => Math.floor(address / view.info.pageBytes)

/** What a page number says by itself, whatever the book of areas says. */
export type Zone = 'low' | 'stackRoom' | 'guard' | 'kernel' | 'gap'

function zoneOf(page: number): Zone {
	if (page >= LAYOUT.kernelLow) return 'kernel'
	if (page >= LAYOUT.stackLimitLow && page <= LAYOUT.stackHigh) return 'stackRoom'
	if (page >= LAYOUT.guardLow && page <= LAYOUT.guardHigh) return 'guard'
	if (page < LAYOUT.textLow) return 'low'
	return 'gap'
}

export const freeFrames = (view: KernelView): FrameView[] =>
	view.frames.filter(({ page, locked }) => page === null && !locked)

/** Frames that may be emptied, the oldest grant first. */
export const evictable = (view: KernelView): FrameView[] =>
	view.frames
		.filter(({ frame }) => legal(view, { kind: 'EVICT', frame }) === null)
		.toSorted((a, b) => a.granted - b.granted)

/** The four facts that a fault is judged by. */
export interface FaultFacts {
	readonly page: number
	readonly area: Vma | null
	readonly zone: Zone
	readonly state: 'none' | 'zero' | 'present' | 'swapped'
}

export function faultFacts(view: KernelView, fault: Fault): FaultFacts {
	const page = pageOfAddress(view, fault.address)
	return {
		page,
		area: vmaOf(view.vmas, page as PageNumber) ?? null,
		zone: zoneOf(page),
		state: view.pages.find((one) => one.page === page)?.state ?? 'none',
	}
}

function faultIntent(fault: Fault, verdict: FaultVerdict, frame: number | null, order: 0 | 1): KernelIntent {
	return {
		kind: 'FAULT',
		ticket: fault.ticket,
		verdict,
		frame: needsFrame(verdict) ? frame : null,
		order: verdict === 'ZERO' ? order : 0,
	}
}

/** Where a verdict could take its frame (or its run of two) from, by the rules' own answer; lowest first. */
export const framesFor = (view: KernelView, fault: Fault, verdict: FaultVerdict, order: 0 | 1): number[] =>
	view.frames
		.map(({ frame }) => frame as number)
		.filter((frame) => legal(view, faultIntent(fault, verdict, frame, order)) === null)

export function verdictCost(verdict: FaultVerdict, order: 0 | 1): number {
	switch (verdict) {
		case 'ZERO':
			return costOf([
				['minorFault', 1],
				['clearPage', 2 ** order],
			])
		case 'STACK':
			return costOf([
				['minorFault', 1],
				['clearPage', 1],
			])
		case 'ZPAGE':
			return costOf([['zeroPageFault', 1]])
		case 'COW':
			return costOf([['copyOnWriteFault', 1]])
		case 'SWAPIN':
			return costOf([
				['swapInFault', 1],
				['swapIn', 1],
			])
		case 'SEGV':
			return costOf([['segmentationFault', 1]])
	}
}

export const VERDICTS = FAULT_VERDICTS

export const evictCost = (): number => costOf([['swapOut', 1]])

const slipCost = (slip: Slip): number =>
	costOf([
		['gate', 1],
		[slip.call, 1],
	])

/** One line of the list by which a slip is judged: the figure asked for beside the figure allowed. The player compares. */
export interface Check {
	readonly label: Say
	readonly value: string
	readonly limit: Say
}

export function slipChecks(view: KernelView, slip: Slip): Check[] {
	const heap = view.vmas.find(({ kind }) => kind === 'heap')
	const heapPages = heap ? heap.high - heap.low + 1 : 0
	const maps = view.vmas.filter(({ kind }) => kind === 'mmap')
	const lowestMap = Math.min(LAYOUT.guardLow, ...maps.map(({ low }) => low))
	const commit: Check = {
		label: say('seats.slip.commit'),
		value: String(view.committedPages + slip.pages),
		limit: say('seats.slip.limit', { limit: view.info.commitLimitPages }),
	}
	if (slip.call === 'munmap') return []
	if (slip.call === 'mmap') {
		const gapLow = (heap?.high ?? LAYOUT.heapLow - 1) + 1
		return [
			commit,
			{
				label: say('seats.slip.room'),
				value: String(slip.pages),
				limit: say('seats.slip.roomLimit', { limit: lowestMap - gapLow }),
			},
		]
	}
	const last = (heap ? heap.high : LAYOUT.heapLow - 1) + slip.pages
	return [
		{
			label: say('seats.slip.heap'),
			value: String(heapPages + slip.pages),
			limit: say('seats.slip.limit', { limit: view.info.heapLimitPages }),
		},
		commit,
		{ label: say('seats.slip.lastPage'), value: hex2(last), limit: say('seats.slip.below', { page: hex2(lowestMap) }) },
	]
}

/** Old and new program break of a brk slip. */
export function slipBrk(view: KernelView, slip: Slip): { readonly from: string; readonly to: string } {
	const heap = view.vmas.find(({ kind }) => kind === 'heap')
	const from = ((heap?.high ?? LAYOUT.heapLow - 1) + 1) * view.info.pageBytes
	return { from: hex4(from), to: hex4(from + slip.pages * view.info.pageBytes) }
}

export interface KernelScreen {
	readonly inbox: readonly InboxItem[]
	readonly item: InboxItem | null
	readonly facts: FaultFacts | null
	/** Frames that the verdict in hand may take; empty: none free, or it takes none. */
	readonly frames: readonly number[]
	readonly frame: number | null
	/** Two pages at once are possible for this fault. */
	readonly canPair: boolean
	readonly order: 0 | 1
	/** A frame is needed and none is free: evict first. */
	readonly mustEvict: boolean
	readonly evicting: boolean
	readonly evictList: readonly FrameView[]
	readonly primary: Primary
}

export function kernelScreen(view: KernelView, draft: KernelDraft): KernelScreen {
	const inbox = inboxOf(view)
	const item = chosenItem(view, draft)
	const fault = item?.kind === 'fault' ? item : null
	const free = freeFrames(view)
	const { verdict } = draft
	const mustEvict = fault !== null && verdict !== null && needsFrame(verdict) && free.length === 0
	const evicting = draft.evict !== null || mustEvict
	const canPair = fault !== null && framesFor(view, fault, 'ZERO', 1).length > 0
	const order = canPair && verdict === 'ZERO' ? draft.order : 0
	const frames = fault && verdict && needsFrame(verdict) && !evicting ? framesFor(view, fault, verdict, order) : []
	const frame = draft.frame !== null && frames.includes(draft.frame) ? draft.frame : (frames[0] ?? null)
	const base = {
		inbox,
		item,
		facts: fault ? faultFacts(view, fault) : null,
		frames,
		frame,
		canPair,
		order,
		mustEvict,
		evicting,
		evictList: evicting ? evictable(view) : [],
	}
	if (evicting) return { ...base, primary: evictPrimary(view, draft) }
	if (!item) return { ...base, primary: { label: say('seats.primary.nothing'), act: null } }
	if (item.kind === 'slip') return { ...base, primary: slipPrimary(view, item, draft) }
	if (!verdict) return { ...base, primary: { label: say('seats.kernel.pickVerdict'), act: null } }
	const intent = faultIntent(item, verdict, frame, order)
	const refusal = legal(view, intent)
	const cost = verdictCost(verdict, order)
	const label = !needsFrame(verdict)
		? say('seats.kernel.verdictDo', { verdict, cost })
		: order === 1
			? say('seats.kernel.verdictPair', { verdict, frame: hex2(frame ?? 0), second: hex2((frame ?? 0) + 1), cost })
			: say('seats.kernel.verdictFrame', { verdict, frame: frame === null ? '?' : hex2(frame), cost })
	return { ...base, primary: refusal ? { label, act: null, refusal } : { label, act: { kind: 'send', intent } } }
}

function evictPrimary(view: KernelView, draft: KernelDraft): Primary {
	const frame = draft.evict?.frame ?? null
	if (frame === null) return { label: say('seats.kernel.pickEvict'), act: null }
	const intent: KernelIntent = { kind: 'EVICT', frame }
	const refusal = legal(view, intent)
	const page = view.frames.find((one) => one.frame === frame)?.page ?? null
	const label = say('seats.kernel.evictDo', {
		frame: hex2(frame),
		page: page === null ? '–' : hex2(page),
		cost: evictCost(),
	})
	return refusal ? { label, act: null, refusal } : { label, act: { kind: 'send', intent } }
}

function slipPrimary(view: KernelView, slip: Slip, draft: KernelDraft): Primary {
	if (!draft.ruling) return { label: say('seats.kernel.pickRuling'), act: null }
	const intent: KernelIntent = { kind: 'SYS', ticket: slip.ticket, verdict: draft.ruling }
	const refusal = legal(view, intent)
	const label =
		draft.ruling === 'OK' ? say('seats.kernel.okDo', { cost: slipCost(slip) }) : say('seats.kernel.enomemDo')
	return refusal ? { label, act: null, refusal } : { label, act: { kind: 'send', intent } }
}
