import type { Fault, Slip } from '../../shared/game/event.ts'
import { FAULT_VERDICTS, type FaultVerdict, type KernelIntent } from '../../shared/game/intent.ts'
import type { FrameView, PageState, Vma } from '../../shared/machine/memory.ts'
import { knownPage } from '../../shared/game/ruling.ts'
import { takesFrame, vmaOf } from '../../shared/machine/kernel/fault.ts'
import { costOf } from '../../shared/machine/prices.ts'
import { LAYOUT, TENANT } from '../../shared/machine/scale.ts'
import type { PageNumber } from '../../shared/machine/units.ts'
import { legal } from '../../shared/game/legal.ts'
import type { KernelView } from '../../shared/view/seatView.ts'
import { hex2, hex4 } from './hexText.ts'
import type { Primary } from './primary.ts'
import { type Say, say } from './say.ts'
import { ownedPage, processSay } from './who.ts'

export interface KernelDraft {
	/** The item that the player picked; null: the oldest. */
	readonly ticket: number | null
	readonly verdict: FaultVerdict | null
	/** Null: the lowest frame (or run) that will do. */
	readonly frame: number | null
	readonly order: Order
	readonly ruling: 'OK' | 'ENOMEM' | null
	/** What is done about the frames, beside the item in hand; null: nothing. */
	readonly tool: KernelTool | null
}

/** 2^k pages at once. */
export type Order = 0 | 1 | 2
const ORDERS: readonly Order[] = [0, 1, 2]

/** Null: not chosen yet. */
export type KernelTool =
	| { readonly kind: 'evict'; readonly frame: number | null }
	| { readonly kind: 'scan' }
	| { readonly kind: 'compact'; readonly from: number | null; readonly to: number | null }
	| { readonly kind: 'kill'; readonly pid: number | null }

export const EMPTY_TOOLS = {
	evict: { kind: 'evict', frame: null },
	scan: { kind: 'scan' },
	compact: { kind: 'compact', from: null, to: null },
	kill: { kind: 'kill', pid: null },
} as const satisfies Record<KernelTool['kind'], KernelTool>

export const EMPTY_KERNEL_DRAFT: KernelDraft = {
	ticket: null,
	verdict: null,
	frame: null,
	order: 0,
	ruling: null,
	tool: null,
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
const evictable = (view: KernelView): FrameView[] =>
	view.frames
		.filter(({ frame }) => legal(view, { kind: 'EVICT', frame }) === null)
		.toSorted((a, b) => a.granted - b.granted)

/** Who could be ended, by pid; what each holds of frames and depot slots. */
export interface Victim {
	readonly pid: number
	readonly frames: number
	readonly swapped: number
}

function victims(view: KernelView): Victim[] {
	return view.processes.map(({ pid }) => {
		const own = view.pages.filter((one) => one.pid === pid)
		return {
			pid,
			frames: own.filter(({ state }) => state === 'present').length,
			swapped: own.filter(({ state }) => state === 'swapped').length,
		}
	})
}

export const canKill = (view: KernelView): boolean =>
	view.processes.some(({ pid }) => legal(view, { kind: 'OOMKILL', pid }) === null)

/** Frames whose page may be moved elsewhere. */
const movable = (view: KernelView): FrameView[] => {
	const to = freeFrames(view)[0]?.frame
	return to === undefined
		? []
		: view.frames.filter(({ frame }) => legal(view, { kind: 'COMPACT', from: frame, to }) === null)
}

/** Program steps since the latest scan; null: there was none of the frames in use. */
export function scanAge(view: KernelView): number | null {
	const scanned = view.frames.flatMap(({ scannedStep }) => (scannedStep === null ? [] : [scannedStep]))
	return scanned.length === 0 ? null : view.step - Math.max(...scanned)
}

export const scanCost = (view: KernelView): number =>
	costOf([['scanPage', view.frames.filter(({ page }) => page !== null).length]])
export const compactCost = (): number => costOf([['compact', 1]])
export const killCost = (): number => costOf([['oomKill', 1]])

/** The facts that a fault is judged by. */
export interface FaultFacts {
	readonly page: number
	readonly area: Vma | null
	readonly zone: Zone
	readonly state: PageState
	/** W of the entry. */
	readonly writable: boolean
	/** Processes that have its frame mapped. */
	readonly shared: number
	/** malloc said that it will be touched soon. */
	readonly hinted: boolean
}

export function faultFacts(view: KernelView, fault: Fault): FaultFacts {
	const page = pageOfAddress(view, fault.address)
	const { state, writable, shared } = knownPage(view, fault)
	return {
		page,
		area: vmaOf(view.vmas, page as PageNumber, fault.pid) ?? null,
		zone: zoneOf(page),
		state,
		writable,
		shared,
		hinted: fault.pid === 0 && view.hints.some((hint) => hint.page <= page && page < hint.page + hint.pages),
	}
}

/** Whether a verdict on this fault takes a frame: COW only while its page is shared. */
const needsFrame = (view: KernelView, fault: Fault, verdict: FaultVerdict): boolean =>
	takesFrame(verdict, knownPage(view, fault))

function faultIntent(
	view: KernelView,
	fault: Fault,
	verdict: FaultVerdict,
	frame: number | null,
	order: Order,
): KernelIntent {
	return {
		kind: 'FAULT',
		ticket: fault.ticket,
		verdict,
		frame: needsFrame(view, fault, verdict) ? frame : null,
		order: verdict === 'ZERO' ? order : 0,
	}
}

/** Where a verdict could take its frame (or the first of its run) from, by the rules' own answer; lowest first. */
export const framesFor = (view: KernelView, fault: Fault, verdict: FaultVerdict, order: Order): number[] =>
	view.frames
		.map(({ frame }) => frame as number)
		.filter((frame) => legal(view, faultIntent(view, fault, verdict, frame, order)) === null)

/** `alone`: a COW of a page that nobody else shares any more. */
export function verdictCost(verdict: FaultVerdict, order: Order, alone = false): number {
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
			return costOf([[alone ? 'minorFault' : 'copyOnWriteFault', 1]])
		case 'SWAPIN':
			return costOf([
				['swapInFault', 1],
				['swapIn', 1],
			])
		case 'FILE':
			return costOf([['fileFault', 1]])
		case 'SPURIOUS':
			return costOf([['spuriousFault', 1]])
		case 'SEGV':
			return costOf([['segmentationFault', 1]])
	}
}

export const VERDICTS = FAULT_VERDICTS

/** As far as the kernel knows: a page of a file may have been written since the latest scan. */
export const evictCost = (frame?: FrameView): number =>
	costOf(frame?.file ? [['evictClean', 1]] : [['swapOut', frame?.shared ?? 1]])

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
	const vmas = view.vmas.filter(({ pid }) => pid === slip.pid)
	const heap = vmas.find(({ kind }) => kind === 'heap')
	const heapPages = heap ? heap.high - heap.low + 1 : 0
	const maps = vmas.filter(({ kind }) => kind === 'mmap')
	const lowestMap = Math.min(LAYOUT.guardLow, ...maps.map(({ low }) => low))
	const commit: Check = {
		label: say('seats.slip.commit'),
		value: String(view.committedPages + slip.pages),
		limit: say('seats.slip.limit', { limit: view.info.commitLimitPages }),
	}
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
			limit: say('seats.slip.limit', { limit: slip.pid === 0 ? view.info.heapLimitPages : TENANT.heapLimitPages }),
		},
		commit,
		{ label: say('seats.slip.lastPage'), value: hex2(last), limit: say('seats.slip.below', { page: hex2(lowestMap) }) },
	]
}

/** Old and new program break of a brk slip. */
export function slipBrk(view: KernelView, slip: Slip): { readonly from: string; readonly to: string } {
	const heap = view.vmas.find(({ kind, pid }) => kind === 'heap' && pid === slip.pid)
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
	/** How many pages at once are possible for this fault. */
	readonly orders: readonly Order[]
	readonly order: Order
	/** A frame is needed and none is free: make room first. */
	readonly mustEvict: boolean
	readonly tool: KernelTool | null
	/** Frames that the tool in hand may take. */
	readonly toolFrames: readonly FrameView[]
	readonly victims: readonly Victim[]
	readonly primary: Primary
}

export function kernelScreen(view: KernelView, draft: KernelDraft): KernelScreen {
	const inbox = inboxOf(view)
	const item = chosenItem(view, draft)
	const fault = item?.kind === 'fault' ? item : null
	const free = freeFrames(view)
	const { verdict } = draft
	const mustEvict = fault !== null && verdict !== null && needsFrame(view, fault, verdict) && free.length === 0
	const gone = evictable(view)
	const forced = !mustEvict ? null : gone.length === 0 && canKill(view) ? EMPTY_TOOLS.kill : EMPTY_TOOLS.evict
	const tool = draft.tool ?? forced
	const orders = fault === null ? [] : ORDERS.filter((one) => framesFor(view, fault, 'ZERO', one).length > 0)
	const order = verdict === 'ZERO' && orders.includes(draft.order) ? draft.order : 0
	const frames =
		fault && verdict && needsFrame(view, fault, verdict) && !tool ? framesFor(view, fault, verdict, order) : []
	const frame = draft.frame !== null && frames.includes(draft.frame) ? draft.frame : (frames[0] ?? null)
	const base = {
		inbox,
		item,
		facts: fault ? faultFacts(view, fault) : null,
		frames,
		frame,
		orders,
		order,
		mustEvict,
		tool,
		toolFrames: tool ? framesOfTool(view, tool, gone) : [],
		victims: victims(view),
	}
	if (tool) return { ...base, primary: toolPrimary(view, tool) }
	if (!item) return { ...base, primary: { label: say('seats.primary.nothing'), act: null } }
	if (item.kind === 'slip') return { ...base, primary: slipPrimary(view, item, draft) }
	if (!verdict) return { ...base, primary: { label: say('seats.kernel.pickVerdict'), act: null } }
	const intent = faultIntent(view, item, verdict, frame, order)
	const refusal = legal(view, intent)
	const cost = verdictCost(verdict, order, !needsFrame(view, item, verdict))
	const label = !needsFrame(view, item, verdict)
		? say('seats.kernel.verdictDo', { verdict, cost })
		: order > 0
			? say('seats.kernel.verdictRun', { verdict, frames: runText(frame ?? 0, order), cost })
			: say('seats.kernel.verdictFrame', { verdict, frame: frame === null ? '?' : hex2(frame), cost })
	return { ...base, primary: refusal ? { label, act: null, refusal } : { label, act: { kind: 'send', intent } } }
}

/** An aligned run of frames or pages: `08`, `08–09`, `08–0B`. */
export const runText = (first: number, order: Order): string =>
	order === 0 ? hex2(first) : `${hex2(first)}–${hex2(first + (1 << order) - 1)}`

function framesOfTool(view: KernelView, tool: KernelTool, gone: readonly FrameView[]): readonly FrameView[] {
	switch (tool.kind) {
		case 'evict':
			return gone
		case 'compact':
			return tool.from === null ? movable(view) : freeFrames(view)
		case 'scan':
		case 'kill':
			return []
	}
}

function toolPrimary(view: KernelView, tool: KernelTool): Primary {
	switch (tool.kind) {
		case 'evict':
			return evictPrimary(view, tool.frame)
		case 'scan':
			return judged(
				view,
				{ kind: 'SCAN' },
				say('seats.kernel.scanDo', {
					count: view.frames.filter(({ page }) => page !== null).length,
					cost: scanCost(view),
				}),
			)
		case 'compact': {
			const { from, to } = tool
			if (from === null) return { label: say('seats.kernel.pickFrom'), act: null }
			if (to === null) return { label: say('seats.kernel.pickTo', { from: hex2(from) }), act: null }
			const facts = { from: hex2(from), to: hex2(to), cost: compactCost() }
			return judged(view, { kind: 'COMPACT', from, to }, say('seats.kernel.compactDo', facts))
		}
		case 'kill': {
			const { pid } = tool
			if (pid === null) return { label: say('seats.kernel.pickVictim'), act: null }
			const facts = { who: processSay(pid, view.info.tenants), cost: killCost() }
			return judged(view, { kind: 'OOMKILL', pid }, say('seats.kernel.killDo', facts))
		}
	}
}

function judged(view: KernelView, intent: KernelIntent, label: Say): Primary {
	const refusal = legal(view, intent)
	return refusal ? { label, act: null, refusal } : { label, act: { kind: 'send', intent } }
}

function evictPrimary(view: KernelView, frame: number | null): Primary {
	if (frame === null) return { label: say('seats.kernel.pickEvict'), act: null }
	const victim = view.frames.find((one) => one.frame === frame)
	const page = victim?.page ?? null
	const label = say('seats.kernel.evictDo', {
		frame: hex2(frame),
		page: page === null ? '–' : ownedPage(victim?.pid ?? 0, hex2(page)),
		cost: evictCost(victim),
	})
	return judged(view, { kind: 'EVICT', frame }, label)
}

function slipPrimary(view: KernelView, slip: Slip, draft: KernelDraft): Primary {
	if (!draft.ruling) return { label: say('seats.kernel.pickRuling'), act: null }
	const label =
		draft.ruling === 'OK' ? say('seats.kernel.okDo', { cost: slipCost(slip) }) : say('seats.kernel.enomemDo')
	return judged(view, { kind: 'SYS', ticket: slip.ticket, verdict: draft.ruling }, label)
}
