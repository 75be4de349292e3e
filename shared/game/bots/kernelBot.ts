import { slipAllowed } from '../../machine/kernel/addressSpace.ts'
import { judgeFault, needsFrame } from '../../machine/kernel/fault.ts'
import { TEACH } from '../../machine/scale.ts'
import type { KernelDesk } from '../desk.ts'
import type { KernelIntent } from '../intent.ts'

/** Rules by the books, one frame a fault, evicts the frame that was granted first. */
export function kernelBot(desk: KernelDesk, delayTicks: number): KernelIntent | null {
	const due = (item: { readonly sinceTick: number }): boolean => item.sinceTick + delayTicks <= desk.tick
	const slip = desk.slips.find(due)
	const fault = desk.faults.find(due)
	if (slip && slip.call !== 'munmap' && (!fault || slip.ticket < fault.ticket)) {
		const books = { ...desk, ...desk.info }
		return { kind: 'SYS', ticket: slip.ticket, verdict: slipAllowed(books, slip.call, slip.pages) ? 'OK' : 'ENOMEM' }
	}
	if (!fault) return null
	const stateOf = (number: number) => desk.pages.find((one) => one.page === number)?.state ?? 'none'
	const verdict = judgeFault(TEACH, desk.vmas, stateOf, fault.address, fault.code)
	if (!needsFrame(verdict)) return { kind: 'FAULT', ticket: fault.ticket, verdict, frame: null, order: 0 }
	const free = desk.frames.find((frame) => frame.page === null)
	if (free) return { kind: 'FAULT', ticket: fault.ticket, verdict, frame: free.frame, order: 0 }
	return { kind: 'EVICT', frame: oldestFrame(desk) }
}

/** FIFO among the frames that may go. */
function oldestFrame(desk: KernelDesk): number {
	const candidates = desk.frames.filter((frame) => frame.page !== null && !frame.locked)
	return candidates.reduce((oldest, frame) => (frame.granted < oldest.granted ? frame : oldest)).frame
}
