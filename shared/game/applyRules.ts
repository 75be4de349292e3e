import { cutOf } from '../machine/heap/chunkList.ts'
import { walkedTo } from '../machine/heap/sizeClass.ts'
import type { Chunk } from '../machine/heap/chunk.ts'
import { takesFrame, vmaOf } from '../machine/kernel/fault.ts'
import type { FrameView } from '../machine/memory.ts'
import { pageOf, TEACH } from '../machine/scale.ts'
import type { Desk, KernelDesk, MallocDesk, MmuDesk } from './desk.ts'
import type { Access, Fault, Request, Slip } from './event.ts'
import type { KernelIntent, MallocIntent, MmuIntent } from './intent.ts'
import { legal } from './legal.ts'
import { runIsUntouched } from './legalKernel.ts'
import { knownPage, rightRuling, rightVerdict } from './ruling.ts'
import {
	type Comparison,
	type KernelAction,
	type KernelCondition,
	type LineChoice,
	type MallocAction,
	type MallocCondition,
	type MmuAction,
	type MmuCondition,
	type Rule,
	RULE_DELAY_TICKS,
	type Victim,
} from './standingOrder.ts'

export interface Firing {
	readonly slot: number
	readonly ticket: number
	readonly intent: MallocIntent | KernelIntent | MmuIntent
}

interface Waiting {
	readonly ticket: number
	readonly sinceTick: number
}

/**
 * What the seat's standing orders do now: the oldest item that has waited long enough, the first card whose conditions
 * hold and whose action is legal and right. From the desk alone, as for a player. Null: nothing.
 */
export function firingOf(desk: Desk): Firing | null {
	switch (desk.seat) {
		case 'malloc':
			return firstFiring(desk, desk.requests, mallocRule)
		case 'kernel':
			return firstFiring(desk, [...desk.faults, ...desk.slips], kernelRule)
		case 'mmu':
			return firstFiring(desk, desk.accesses, mmuRule)
	}
}

function firstFiring<D extends Desk, T extends Waiting>(
	desk: D,
	items: readonly T[],
	answer: (desk: D, item: T, rule: Rule) => Firing['intent'] | null,
): Firing | null {
	const due = items.filter((item) => item.sinceTick + RULE_DELAY_TICKS <= desk.tick)
	for (const item of due.sort((a, b) => a.ticket - b.ticket)) {
		for (const [slot, card] of desk.rules.entries()) {
			const intent = card ? answer(desk, item, card.rule) : null
			if (intent && legal(desk, intent) === null) return { slot, ticket: item.ticket, intent }
		}
	}
	return null
}

/** Null: there is nothing to compare, so it does not hold. */
function holds(value: number | null, is: Comparison, wanted: number): boolean {
	if (value === null) return false
	return is === 'equal' ? value === wanted : is === 'atLeast' ? value >= wanted : value <= wanted
}

// ── malloc ───────────────────────────────────────────────────────────────────────────────────

function mallocRule(desk: MallocDesk, request: Request, rule: Rule): MallocIntent | null {
	if (rule.seat !== 'malloc' || request.status === 'slip') return null
	const met = rule.when.every((condition) => mallocHolds(desk, request, condition))
	return met ? mallocAct(desk, request, rule.do) : null
}

/** Holes that fit, in list order. */
function holesFor({ chunks, freeList }: MallocDesk, needBytes: number): Chunk[] {
	const byAddress = new Map<number, Chunk>(chunks.map((chunk) => [chunk.address, chunk]))
	return freeList.flatMap((at) => {
		const chunk = byAddress.get(at)
		return chunk && cutOf(chunk, needBytes).fits ? [chunk] : []
	})
}

const smallest = (holes: readonly Chunk[]): Chunk | undefined =>
	holes.reduce<Chunk | undefined>((best, one) => (best && best.sizeBytes <= one.sizeBytes ? best : one), undefined)

function mallocHolds(desk: MallocDesk, request: Request, condition: MallocCondition): boolean {
	const { needBytes } = request
	switch (condition.fact) {
		case 'plate':
			return request.plate === condition.is
		case 'kind':
			return request.kind === condition.is
		case 'size':
			return holds(request.requestBytes, condition.is, condition.value)
		case 'slack': {
			const best = smallest(holesFor(desk, needBytes))
			return holds(best ? best.sizeBytes - needBytes : null, condition.is, condition.value)
		}
		case 'position': {
			const [first] = holesFor(desk, needBytes)
			const walked = first ? walkedTo(desk, first.address, needBytes, desk.info.bins) : null
			return holds(walked, condition.is, condition.value)
		}
		case 'topPages': {
			const top = desk.chunks.at(-1)
			const topBytes = top?.use === 'top' ? top.sizeBytes : 0
			return holds(Math.floor(topBytes / desk.info.pageBytes), condition.is, condition.value)
		}
	}
}

function mallocAct(desk: MallocDesk, request: Request, action: MallocAction): MallocIntent | null {
	const { ticket, needBytes } = request
	switch (action.act) {
		case 'RACK':
		case 'GROW':
			return { kind: action.act, ticket }
		case 'MMAP':
			return request.refusedPages === null ? { kind: 'MMAP', ticket } : null
		case 'ASK':
			return request.refusedPages === null ? { kind: 'ASK', ticket, pages: action.pages } : null
		case 'PARK': {
			const holes = holesFor(desk, needBytes)
			const top = desk.chunks.at(-1)
			const byAddress = holes.toSorted((a, b) => a.address - b.address)
			const chosen = {
				first: holes[0],
				best: smallest(holes),
				lowest: byAddress[0],
				highest: byAddress.at(-1),
				exact: holes.find((chunk) => chunk.sizeBytes === needBytes),
				top: top?.use === 'top' ? top : undefined,
			}[action.choose]
			if (!chosen) return null
			const end = chosen.use === 'top' || !cutOf(chosen, needBytes).split ? 'low' : action.end
			return { kind: request.kind === 'realloc' ? 'MOVE' : 'PARK', ticket, chunk: chosen.address, end }
		}
	}
}

// ── kernel ───────────────────────────────────────────────────────────────────────────────────

function kernelRule(desk: KernelDesk, item: Fault | Slip, rule: Rule): KernelIntent | null {
	if (rule.seat !== 'kernel' || !rule.when.every((condition) => kernelHolds(desk, item, condition))) return null
	return kernelAct(desk, item, rule.do)
}

const freeFrames = ({ frames }: KernelDesk): FrameView[] => frames.filter((frame) => frame.page === null)

/** First frame of the lowest aligned run of 2^order free ones. */
function lowestRun({ frames }: KernelDesk, order: number): number | null {
	const count = 1 << order
	for (let first = 0; first + count <= frames.length; first += count) {
		if (frames.slice(first, first + count).every((frame) => frame.page === null)) return first
	}
	return null
}

function kernelHolds(desk: KernelDesk, item: Fault | Slip, condition: KernelCondition): boolean {
	const fault = 'code' in item ? item : null
	switch (condition.fact) {
		case 'item':
			return condition.is === ('call' in item ? item.call : 'fault')
		case 'program':
			return (item.pid === 0) === condition.is
		case 'area':
			return (
				fault !== null && (vmaOf(desk.vmas, pageOf(TEACH, fault.address), fault.pid)?.kind ?? 'none') === condition.is
			)
		case 'present':
		case 'write':
			return fault?.code[condition.fact] === condition.is
		case 'freeFrames':
			return holds(freeFrames(desk).length, condition.is, condition.value)
		case 'depotFree':
			return holds(Math.max(0, desk.info.depotPages - desk.depotUsed), condition.is, condition.value)
		case 'run':
			return holds(fault ? largestRun(desk, fault) : null, condition.is, condition.value)
	}
}

function largestRun(desk: KernelDesk, fault: Fault): number | null {
	for (let order: number = desk.info.maxOrder; order >= 0; order -= 1) {
		if (lowestRun(desk, order) !== null && (order === 0 || runIsUntouched(desk, fault, order))) return order
	}
	return null
}

function kernelAct(desk: KernelDesk, item: Fault | Slip, action: KernelAction): KernelIntent | null {
	const { ticket } = item
	switch (action.act) {
		case 'SYS':
			return 'call' in item && rightRuling(desk, item) === action.verdict
				? { kind: 'SYS', ticket, verdict: action.verdict }
				: null
		case 'FAULT': {
			if (!('code' in item) || rightVerdict(desk, item) !== action.verdict) return null
			const { verdict, order } = action
			const frame = takesFrame(verdict, knownPage(desk, item)) ? lowestRun(desk, order) : null
			return { kind: 'FAULT', ticket, verdict, frame, order }
		}
		case 'EVICT': {
			const victim = victimOf(desk, action.choose)
			return victim ? { kind: 'EVICT', frame: victim.frame } : null
		}
	}
}

function victimOf(desk: KernelDesk, choose: Victim): FrameView | undefined {
	const oldest = desk.frames
		.filter(({ frame }) => legal(desk, { kind: 'EVICT', frame }) === null)
		.sort((a, b) => a.granted - b.granted)
	switch (choose) {
		case 'oldest':
			return oldest[0]
		case 'cold':
			return oldest.find((one) => one.scannedStep !== null && !one.accessedScan) ?? oldest[0]
		case 'file':
			return oldest.find((one) => one.file)
	}
}

// ── MMU ──────────────────────────────────────────────────────────────────────────────────────

function mmuRule(desk: MmuDesk, access: Access, rule: Rule): MmuIntent | null {
	if (rule.seat !== 'mmu' || !rule.when.every((condition) => mmuHolds(desk, access, condition))) return null
	return mmuAct(desk, access, rule.do)
}

/** Place in the preview, from 1, of the next access to these pages; null: not in sight. */
function aheadOf({ preview }: MmuDesk, first: number, span: number): number | null {
	const place = preview.findIndex(({ page }) => page >= first && page < first + span)
	return place < 0 ? null : place + 1
}

function mmuHolds(desk: MmuDesk, access: Access, condition: MmuCondition): boolean {
	switch (condition.fact) {
		case 'stage':
			return access.stage === condition.is
		case 'present':
			return access.found?.present === condition.is
		case 'write':
			return access.write === condition.is
		case 'ahead':
			return holds(aheadOf(desk, pageOf(TEACH, access.address), 1), condition.is, condition.value)
		case 'lane':
			return holds(access.lane, condition.is, condition.value)
		case 'trips':
			return holds(access.trips, condition.is, condition.value)
	}
}

function mmuAct(desk: MmuDesk, access: Access, action: MmuAction): MmuIntent | null {
	const { ticket, stage } = access
	const number = pageOf(TEACH, access.address)
	switch (action.act) {
		case 'WALK': {
			const table = number & ((1 << TEACH.directoryShift) - 1)
			return { kind: 'WALK', ticket, directory: number >> TEACH.directoryShift, table }
		}
		case 'RAISE':
			if (stage !== 'raise') return null
			return { kind: 'RAISE', ticket, present: access.found?.present ?? false, write: access.write, user: true }
		case 'INSERT':
			return { kind: 'INSERT', ticket, line: lineToReplace(desk, action.choose) }
	}
}

function lineToReplace(desk: MmuDesk, choose: LineChoice): number {
	const rank = ({ page, span, lastUse, filled }: NonNullable<MmuDesk['tlb'][number]>): readonly number[] => {
		if (choose === 'fifo') return [filled]
		return [choose === 'farthest' ? -(aheadOf(desk, page, span) ?? Number.MAX_SAFE_INTEGER) : 0, lastUse]
	}
	let line = 0
	let least: readonly number[] | null = null
	for (const [index, entry] of desk.tlb.entries()) {
		if (!entry) return index
		const own = rank(entry)
		const place = least === null ? 0 : own.findIndex((value, at) => value !== least?.[at])
		if (least !== null && (place < 0 || (own[place] ?? 0) > (least[place] ?? 0))) continue
		line = index
		least = own
	}
	return line
}
