import { type Emit, emptyTable, type Machine, newTenant, type Process, processOf, vmasOf } from '../machine.ts'
import { LAYOUT } from '../scale.ts'
import type { PageTableEntry } from '../memory.ts'
import { setDepot, setFrame, releaseFrame, writeEntry } from './frames.ts'
import { tellAreas } from './kernel.ts'

function start(machine: Machine, emit: Emit, process: Process, copiedPages: number): void {
	machine.processes = [...machine.processes, process].sort((a, b) => a.pid - b.pid)
	emit({ type: 'processStarted', process: { pid: process.pid, kind: process.kind }, copiedPages })
	tellAreas(machine, emit)
}

/** The lowest number that no process has, behind those of the tenants that are there from the start. */
export function freePid(machine: Machine): number {
	let pid = machine.config.tenants + 1
	while (processOf(machine, pid)) pid += 1
	return pid
}

/** A tenant begins anew, with nothing. */
export const startTenant = (machine: Machine, emit: Emit, pid: number): void => start(machine, emit, newTenant(pid), 0)

/**
 * fork: the child gets the lowest free pid and shares all present pages; both sides lose W, so that the first
 * write to a page faults (copy on write). Pages in the depot or in a file are left out: the child reads none.
 */
export function forkProcess(machine: Machine, emit: Emit): number {
	const pid = freePid(machine)
	const shared = machine.entries.filter(
		(entry): entry is PageTableEntry =>
			entry !== null && entry.page < LAYOUT.kernelLow && (entry.state === 'present' || entry.state === 'zero'),
	)
	const inherited = vmasOf(machine).map((vma) => ({ ...vma, pid, accounted: false }))
	start(machine, emit, { pid, kind: 'child', entries: emptyTable(), heapPages: 0, inherited }, shared.length)
	for (const entry of shared) {
		if (entry.writable) writeEntry(machine, emit, 0, { ...entry, writable: false })
		writeEntry(machine, emit, pid, { ...entry, writable: false, accessed: false, dirty: entry.dirty })
		const held = entry.frame === null ? undefined : machine.frames[entry.frame]
		if (held) setFrame(machine, emit, { ...held, shared: held.shared + 1 })
	}
	return pid
}

/** Ends a process: its frames and depot slots are free again. `how` is killed by the OOM killer, or exited. */
export function endProcess(machine: Machine, emit: Emit, pid: number, how: 'exited' | 'killed'): void {
	const process = processOf(machine, pid)
	if (!process) throw new Error(`no process ${pid}`)
	let swapped = 0
	for (const entry of process.entries) {
		if (!entry) continue
		if (entry.frame !== null) releaseFrame(machine, emit, pid, entry.frame)
		if (entry.state === 'swapped') swapped += 1
	}
	machine.processes = machine.processes.filter((one) => one.pid !== pid)
	if (swapped > 0) setDepot(machine, emit, machine.depotUsed - swapped)
	emit({ type: 'processEnded', pid, how })
	tellAreas(machine, emit)
}
