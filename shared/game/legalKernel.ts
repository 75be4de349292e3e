import { takesFrame, vmaOf } from '../machine/kernel/fault.ts'
import { pageOf, TEACH } from '../machine/scale.ts'
import { page } from '../machine/units.ts'
import type { KernelDesk } from './desk.ts'
import type { Fault } from './event.ts'
import type { KernelIntent } from './intent.ts'
import { type Refusal, refuse } from './refusal.ts'
import { knownPage } from './ruling.ts'

/** Commands of the kernel seat. */
export function legalForKernel(desk: KernelDesk, intent: KernelIntent): Refusal | null {
	switch (intent.kind) {
		case 'SCAN':
			return null
		case 'SYS':
			return desk.slips.some((slip) => slip.ticket === intent.ticket) ? null : refuse('E_TICKET')
		case 'EVICT':
			return inUse(desk, intent.frame) ?? roomInDepot(desk, intent.frame)
		case 'COMPACT':
			return inUse(desk, intent.from) ?? isFree(desk, intent.to)
		case 'OOMKILL':
			return legalKill(desk, intent.pid)
		case 'FAULT':
			return legalVerdict(desk, intent)
	}
}

function inUse({ frames }: KernelDesk, number: number): Refusal | null {
	const frame = frames[number]
	if (!frame) return refuse('E_FRAME')
	if (frame.page === null) return refuse('E_FRAME_FREE', { frame: number })
	return frame.locked ? refuse('E_FRAME_LOCKED', { frame: number }) : null
}

function isFree({ frames }: KernelDesk, number: number): Refusal | null {
	const frame = frames[number]
	if (!frame) return refuse('E_FRAME')
	return frame.page === null ? null : refuse('E_FRAME_TAKEN', { frame: number })
}

/**
 * A full depot takes no more pages, unless nobody is left whom the OOM killer could take: then a reserve opens, so
 * that there is always a way on. Clean pages of a file need no slot.
 */
function roomInDepot({ frames, processes, depotUsed, info: { depotPages } }: KernelDesk, number: number) {
	if (depotUsed < depotPages || processes.length === 0 || frames[number]?.file) return null
	return refuse('E_DEPOT_FULL', { depotUsed, depotPages })
}

function legalKill({ frames, processes, depotUsed, info: { depotPages } }: KernelDesk, pid: number): Refusal | null {
	if (!processes.some((one) => one.pid === pid)) return refuse('E_PID', { pid })
	const freeFrames = frames.filter((frame) => frame.page === null).length
	return freeFrames === 0 && depotUsed >= depotPages ? null : refuse('E_NO_OOM', { freeFrames, depotUsed, depotPages })
}

function legalVerdict(desk: KernelDesk, intent: Extract<KernelIntent, { kind: 'FAULT' }>): Refusal | null {
	const { verdict, order, frame } = intent
	const fault = desk.faults.find((one) => one.ticket === intent.ticket)
	if (!fault) return refuse('E_TICKET')
	if (takesFrame(verdict, knownPage(desk, fault)) !== (frame !== null)) return refuse('E_FRAME')
	const { maxOrder } = desk.info
	if (order > maxOrder) return refuse('E_ORDER', { order, maxOrder })
	if (order > 0 && (verdict !== 'ZERO' || !runIsUntouched(desk, fault, order))) return refuse('E_ORDER')
	if (frame === null) return null
	for (let offset = 0; offset < 1 << order; offset += 1) {
		const taken = isFree(desk, frame + offset)
		if (taken) return taken
	}
	return frame % (1 << order) === 0 ? null : refuse('E_ORDER')
}

/** All pages of the aligned run around an address lie in one writable area and were never touched. */
export function runIsUntouched(desk: KernelDesk, { pid, address }: Fault, order: number): boolean {
	const count = 1 << order
	const first = pageOf(TEACH, address) & ~(count - 1)
	const area = vmaOf(desk.vmas, page(first), pid)
	return (
		area?.write === true &&
		first + count - 1 <= area.high &&
		!desk.pages.some((one) => one.pid === pid && one.page >= first && one.page < first + count)
	)
}
