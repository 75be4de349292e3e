import { slipAllowed } from '../machine/kernel/addressSpace.ts'
import { judgeFault, type KnownPage } from '../machine/kernel/fault.ts'
import { pageOf, TEACH } from '../machine/scale.ts'
import type { KernelDesk } from './desk.ts'
import type { Fault, Slip } from './event.ts'
import type { FaultVerdict } from './intent.ts'

/** What the kernel's books say of the page at which a fault happened. */
export function knownPage({ pages, frames }: KernelDesk, { pid, address }: Fault): KnownPage {
	const number = pageOf(TEACH, address)
	const entry = pages.find((one) => one.page === number && one.pid === pid)
	if (!entry) return { state: 'none', writable: false, shared: 0 }
	const { state, writable, frame } = entry
	return { state, writable, shared: frame === null ? 0 : (frames[frame]?.shared ?? 0) }
}

/** The one right verdict on a fault. */
export const rightVerdict = (desk: KernelDesk, fault: Fault): FaultVerdict =>
	judgeFault(TEACH, desk.vmas, fault.pid, knownPage(desk, fault), fault.address, fault.code)

/** The one right ruling on a slip. */
export const rightRuling = (desk: KernelDesk, { call, pages, pid }: Slip): 'OK' | 'ENOMEM' =>
	slipAllowed({ ...desk, ...desk.info }, call, pages, pid) ? 'OK' : 'ENOMEM'
