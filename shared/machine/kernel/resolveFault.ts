import { type Emit, entryOf, type Machine, vmasOf } from '../machine.ts'
import { pageOf } from '../scale.ts'
import { type FrameNumber, frame as frameOf, type PageNumber, page, type VirtualAddress } from '../units.ts'
import { type Verdict, vmaOf } from './fault.ts'
import { grantFrame, releaseFrame, setDepot, writeEntry } from './frames.ts'
import { tellAreas } from './kernel.ts'

/** Who faulted, where. */
export interface Faulting {
	readonly lane: number
	readonly pid: number
	readonly address: VirtualAddress
}

/**
 * Does what a verdict says; it must be the right one, with free frames from `frame` on where it takes any.
 * `order` k (ZERO only) serves the aligned run of 2^k pages that holds the address.
 */
export function resolveFault(
	machine: Machine,
	emit: Emit,
	{ lane, pid, address }: Faulting,
	verdict: Verdict,
	frame: FrameNumber | null,
	order: 0 | 1 | 2,
): void {
	const number = pageOf(machine.scale, address)
	const entry = entryOf(machine, number, pid)
	const pages: PageNumber[] = []
	const frames: FrameNumber[] = []
	const serve = (served: number, offset: number, { writable = true, file = false } = {}): void => {
		const from = frameOf((frame as number) + offset)
		pages.push(page(served))
		frames.push(from)
		// Only the program's threads come back for their page later; tenants' accesses are made at once.
		const locked = served === number && pid === 0
		grantFrame(machine, emit, pid, from, page(served), { locked, writable, file })
	}
	switch (verdict) {
		case 'ZERO': {
			const first = (number >> order) << order
			for (let offset = 0; offset < 1 << order; offset += 1) serve(first + offset, offset)
			break
		}
		case 'STACK':
			machine.stackLow = number
			tellAreas(machine, emit)
			serve(number, 0)
			break
		case 'FILE':
			serve(number, 0, { writable: vmaOf(vmasOf(machine), number)?.write ?? false, file: true })
			break
		case 'SWAPIN':
			setDepot(machine, emit, machine.depotUsed - 1)
			serve(number, 0)
			break
		case 'COW':
			if (frame !== null) {
				if (entry.frame !== null) releaseFrame(machine, emit, pid, entry.frame)
				serve(number, 0)
			} else {
				pages.push(number)
				writeEntry(machine, emit, pid, { ...entry, writable: true })
			}
			break
		case 'ZPAGE':
			pages.push(number)
			writeEntry(machine, emit, pid, {
				page: number,
				state: 'zero',
				frame: null,
				writable: false,
				user: true,
				accessed: false,
				dirty: false,
			})
			break
		case 'SPURIOUS':
		case 'SEGV':
			break
	}
	emit({ type: 'faultResolved', lane, pid, address, verdict, pages, frames })
}
