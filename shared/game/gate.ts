import type { Syscall } from '../machine/event.ts'
import { type Lane, record, setRing, type World } from './world.ts'

/** A thread makes a system call on which nobody has to rule: through the gate, and out of it when it goes on. */
export function enterBriefly(world: World, lane: Lane, call: Syscall, pages: number, down: boolean): void {
	record(world, { type: 'syscallEntered', lane: lane.lane, pid: 0, call, pages, down })
	setRing(world, lane, 0)
	lane.leaving = true
}
