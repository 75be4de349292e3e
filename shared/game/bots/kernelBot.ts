import { takesFrame, vmaOf } from '../../machine/kernel/fault.ts'
import { pageOf, TEACH } from '../../machine/scale.ts'
import type { FrameView } from '../../machine/memory.ts'
import type { KernelDesk } from '../desk.ts'
import type { Fault } from '../event.ts'
import type { FaultVerdict, Intent, KernelIntent } from '../intent.ts'
import { legal } from '../legal.ts'
import { runIsUntouched } from '../legalKernel.ts'
import { knownPage, rightRuling, rightVerdict } from '../ruling.ts'
import type { NextUse } from './mmuBot.ts'
import type { KernelPolicy } from './policy.ts'

/** A neighbour works in so many pages at a time, and moves upwards (GAME.md §5). */
const NEIGHBOUR_WINDOW_PAGES = 4
/** It keeps quiet for so long after whatever was said last. */
const PING_TICKS = 600

/** Rules by the books; how it grants and whom it evicts is its policy. */
export function kernelBot(
	desk: KernelDesk,
	policy: KernelPolicy,
	delayTicks: number,
	nextUse: NextUse | null = null,
): Intent | null {
	const due = (item: { readonly sinceTick: number }): boolean => item.sinceTick + delayTicks <= desk.tick
	const slip = desk.slips.find(due)
	const fault = desk.faults.find(due)
	if (slip && (!fault || slip.ticket < fault.ticket))
		return { kind: 'SYS', ticket: slip.ticket, verdict: rightRuling(desk, slip) }
	if (!fault) return null
	const verdict = rightVerdict(desk, fault)
	const { ticket } = fault
	if (!takesFrame(verdict, knownPage(desk, fault))) return { kind: 'FAULT', ticket, verdict, frame: null, order: 0 }
	const free = desk.frames.filter(({ page }) => page === null).length
	if (free > 0 && free <= policy.keepFree) {
		const early = makeRoom(desk, policy, nextUse)
		if (early?.kind === 'EVICT') return early
	}
	return grant(desk, policy, fault, verdict) ?? makeRoom(desk, policy, nextUse)
}

/** The largest run that the policy gives, on the lowest frames that hold it; null: no frame is free. */
function grant(desk: KernelDesk, policy: KernelPolicy, fault: Fault, verdict: FaultVerdict): KernelIntent | null {
	const free = desk.frames.filter(({ page }) => page === null).length
	const { ticket } = fault
	for (const order of [2, 1, 0] as const) {
		if (order > 0 && (verdict !== 'ZERO' || order > policy.order || order > desk.info.maxOrder)) continue
		if (order > 0 && policy.weighs && isSparse(desk, fault)) continue
		if (order > 0 && (free < policy.orderFreeFrames << (order - 1) || !runIsUntouched(desk, fault, order))) continue
		const first = freeRun(desk.frames, order)
		if (first !== null) return { kind: 'FAULT', ticket, verdict, frame: first, order }
	}
	return null
}

/** Large objects are seldom touched whole: the page beside would be given for nothing. */
function isSparse({ vmas, info }: KernelDesk, { pid, address }: Fault): boolean {
	return pid === 0 && (info.family === 'big' || vmaOf(vmas, pageOf(TEACH, address))?.kind === 'mmap')
}

function freeRun(frames: readonly FrameView[], order: number): number | null {
	const length = 1 << order
	for (let first = 0; first + length <= frames.length; first += length) {
		if (frames.slice(first, first + length).every(({ page }) => page === null)) return first
	}
	return null
}

/** A frame must go; if the depot is full, the process that holds most. Null: all frames are locked for the moment. */
function makeRoom(desk: KernelDesk, policy: KernelPolicy, nextUse: NextUse | null): Intent | null {
	const mayGo = evictable(desk)
	if (mayGo.length === 0) return kill(desk)
	if (policy.pings && desk.pings.every(({ tick }) => tick + PING_TICKS <= desk.tick))
		return { kind: 'PING', ping: 'lowmem', argument: null }
	if (nextUse) return { kind: 'EVICT', frame: neededLast(desk, mayGo, nextUse) }
	if (policy.victim === 'clock' && desk.step - lastScan(desk) >= policy.scanSteps) return { kind: 'SCAN' }
	const frame = victimOf(desk, policy, mayGo)
	return frame === null ? null : { kind: 'EVICT', frame }
}

const evictable = (desk: KernelDesk): FrameView[] =>
	desk.frames.filter(({ frame }) => legal(desk, { kind: 'EVICT', frame }) === null)

/** What somebody who knows the future would evict now, whether anybody waits or not; null: all frames are free or locked. */
export function bestEviction(desk: KernelDesk, nextUse: NextUse): KernelIntent | null {
	const mayGo = evictable(desk)
	return mayGo.length === 0 ? null : { kind: 'EVICT', frame: neededLast(desk, mayGo, nextUse) }
}

const lastScan = ({ frames }: KernelDesk): number =>
	frames.reduce((latest, { scannedStep }) => Math.max(latest, scannedStep ?? 0), 0)

function victimOf(desk: KernelDesk, policy: KernelPolicy, mayGo: readonly FrameView[]): FrameView['frame'] | null {
	const wanted = new Set(desk.faults.map(({ pid, address }) => pid * 256 + pageOf(TEACH, address)))
	const spare = mayGo.filter(({ pid, page }) => !wanted.has((pid ?? 0) * 256 + (page ?? 0)))
	const candidates = (spare.length > 0 ? spare : mayGo).toSorted((a, b) => a.granted - b.granted)
	if (policy.victim === 'random') {
		const lot = Math.imul(desk.info.seed ^ (desk.faults[0]?.ticket ?? 0), 0x9e3779b1) >>> 8
		return candidates[lot % candidates.length]?.frame ?? null
	}
	if (policy.victim === 'fifo') return candidates[0]?.frame ?? null
	const rank = (frame: FrameView): number => (policy.weighs ? expertRank(desk, frame) : isCold(frame) ? 0 : 1)
	let best: FrameView | undefined
	for (const one of candidates) if (!best || rank(one) < rank(best)) best = one
	return best?.frame ?? null
}

/** What a bot that knows the future evicts: what is needed last, and what costs little to bring back. */
function neededLast(desk: KernelDesk, mayGo: readonly FrameView[], nextUse: NextUse): number {
	const worth = (held: FrameView): number => {
		if (held.pid !== 0) return isLeftBehind(desk, held) ? NEVER : 0
		const use = held.page === null ? 0 : Math.min(nextUse(held.page), NEVER)
		return use * (held.file ? CHEAP : 1)
	}
	const [last] = mayGo.toSorted((a, b) => worth(b) - worth(a))
	return last?.frame ?? 0
}
/** Later than any use, in accesses. */
const NEVER = 1_000_000
/** A page of a file comes back for a third of what a page in the depot costs, without the way there. */
const CHEAP = 5

/** Not used between the latest two scans, as far as the kernel knows. */
const isCold = ({ scannedStep, accessedScan }: FrameView): boolean => scannedStep !== null && !accessedScan

/** What an eviction is likely to cost: dropping a clean page of a file is cheap, a page that is shared is dear. */
function expertRank(desk: KernelDesk, frame: FrameView): number {
	if (isLeftBehind(desk, frame)) return 0
	if (frame.file) return isCold(frame) ? 1 : 3
	if (frame.shared > 1) return 5
	return isCold(frame) ? 2 : 4
}

/** A neighbour's page from which its window has moved away. */
function isLeftBehind({ pages, faults }: KernelDesk, { pid, page }: FrameView): boolean {
	if (pid === null || pid === 0 || page === null) return false
	let newest = -1
	for (const one of pages) if (one.pid === pid && one.page > newest) newest = one.page
	for (const one of faults) if (one.pid === pid) newest = Math.max(newest, pageOf(TEACH, one.address))
	return page + NEIGHBOUR_WINDOW_PAGES <= newest
}

/** Legal only when neither a frame nor a depot slot is free. */
function kill(desk: KernelDesk): KernelIntent | null {
	const held = (pid: number): number => desk.pages.filter((one) => one.pid === pid).length
	const bySize = desk.processes.toSorted((a, b) => held(b.pid) - held(a.pid))
	for (const { pid } of bySize) {
		const intent = { kind: 'OOMKILL', pid } as const
		if (legal(desk, intent) === null) return intent
	}
	return null
}
