import { endProcess, forkProcess, freePid, startTenant } from '../machine/kernel/processes.ts'
import { entryOf, isPresent } from '../machine/machine.ts'
import { permits, setBits } from '../machine/mmu/tlb.ts'
import { firstByteOf, TEACH, TENANT } from '../machine/scale.ts'
import { type PageNumber, page } from '../machine/units.ts'
import type { Op } from '../programs/op.ts'
import { between, randomStream } from '../programs/random.ts'
import { shuffle } from '../programs/shuffle.ts'
import { emitInto, laneOfProcess, type Neighbour, newNeighbour, record, takeTicket, type World } from './world.ts'

/** A tenant makes an access every so many steps of the program (GAME.md §5). */
export const ACCESS_STEPS = 3
/** Its working set of so many pages … */
export const WORKING_SET_PAGES = 4
/** … slides by one page every so many steps; as often it asks for one more page of heap. */
export const SLIDE_STEPS = 26
/** So long after it was killed it begins anew. */
const REVIVE_STEPS = 26
/** A child writes one page every so many steps. */
const CHILD_STEPS = 2

/** Neighbours keep up with the program's steps. What they wait for they wait for; it is not made up later. */
export function runNeighbours(world: World): void {
	for (const one of world.neighbours) {
		while (one.step < world.step && world.neighbours.includes(one)) {
			one.step += 1
			if (one.kind === 'tenant') stepTenant(world, one)
			else if (one.kind === 'child') stepChild(world, one)
			else stepVisitor(world, one)
		}
	}
}

function stepTenant(world: World, tenant: Neighbour): void {
	const { pid, step, stream } = tenant
	// Tenants take turns.
	const due = step % ACCESS_STEPS === pid % ACCESS_STEPS
	// Drawn even if it can't be used, so that every crew meets the same tenants.
	const offset = due ? between(stream, 0, WORKING_SET_PAGES - 1) : 0
	if (tenant.revivesAtStep !== null) {
		if (step < tenant.revivesAtStep) return
		tenant.revivesAtStep = null
		startTenant(world.machine, emitInto(world), pid)
	}
	if (tenant.slip || tenant.fault) return
	if (due) {
		const pages = TENANT.areaHigh - TENANT.areaLow + 1
		write(world, tenant, page(TENANT.areaLow + ((Math.floor(step / SLIDE_STEPS) + offset) % pages)))
	}
	if (tenant.fault || step < tenant.asksAtStep) return
	tenant.asksAtStep += SLIDE_STEPS
	askForPage(world, tenant)
}

function stepChild(world: World, child: Neighbour): void {
	if (child.fault || child.step % CHILD_STEPS !== 0) return
	const number = child.writes.shift()
	if (number !== undefined) {
		write(world, child, number)
		return
	}
	exit(world, child)
}

/** It writes its pages one step after the other, then uses them in turn, so that they are not cold. */
function stepVisitor(world: World, visitor: Neighbour): void {
	if (visitor.fault) return
	if (visitor.step >= (visitor.leavesAtStep ?? 0)) {
		exit(world, visitor)
		return
	}
	const number = visitor.writes.shift()
	if (number === undefined) return
	visitor.writes.push(number)
	write(world, visitor, number)
}

function exit(world: World, neighbour: Neighbour): void {
	endProcess(world.machine, emitInto(world), neighbour.pid, 'exited')
	world.neighbours = world.neighbours.filter((one) => one !== neighbour)
}

/** Its translation is automatic and free; its page faults are the kernel seat's like all others. */
function write(world: World, neighbour: Neighbour, number: PageNumber): void {
	const { pid } = neighbour
	const entry = entryOf(world.machine, number, pid)
	if (isPresent(entry) && permits(entry, true)) {
		setBits(world.machine, emitInto(world), number, true, pid)
		return
	}
	neighbour.fault = {
		ticket: takeTicket(world),
		lane: laneOfProcess(pid),
		pid,
		address: firstByteOf(TEACH, number),
		code: { present: isPresent(entry), write: true, user: true },
		sinceTick: world.tick,
	}
	record(world, { type: 'faultQueued', fault: neighbour.fault })
}

function askForPage(world: World, tenant: Neighbour): void {
	const { pid } = tenant
	const lane = laneOfProcess(pid)
	record(world, { type: 'syscallEntered', lane, pid, call: 'brk', pages: 1, down: false })
	tenant.slip = { ticket: takeTicket(world), lane, pid, call: 'brk', pages: 1, sinceTick: world.tick }
	record(world, { type: 'slipQueued', slip: tenant.slip })
}

/** fork: the child will write its share of the pages that it can write, in an order drawn from the salt. */
export function startChild(world: World, op: Extract<Op, { kind: 'fork' }>): void {
	const pid = forkProcess(world.machine, emitInto(world))
	const areas = world.machine.processes.find((one) => one.pid === pid)?.inherited ?? []
	const writable = areas
		.filter((vma) => vma.write)
		.flatMap(({ low, high }) => Array.from({ length: high - low + 1 }, (_, index) => page(low + index)))
		.filter((number) => entryOf(world.machine, number, pid).frame !== null)
	const count = Math.floor((writable.length * op.childWritesPercent + 99) / 100)
	const child = newNeighbour('child', pid, op.salt, world.step)
	child.writes = shuffle(randomStream(op.salt, 'child'), writable).slice(0, count)
	world.neighbours = [...world.neighbours, child].sort((a, b) => a.pid - b.pid)
}

/** surge: a program that has nothing to do with ours needs frames for a while. */
export function startVisitor(world: World, op: Extract<Op, { kind: 'surge' }>): void {
	const pid = freePid(world.machine)
	startTenant(world.machine, emitInto(world), pid)
	const visitor = newNeighbour('visitor', pid, world.header.seed, world.step)
	visitor.leavesAtStep = world.step + op.steps
	visitor.writes = Array.from({ length: op.pages }, (_, index) => page(TENANT.areaLow + index))
	world.neighbours = [...world.neighbours, visitor].sort((a, b) => a.pid - b.pid)
}

/** The OOM killer takes a neighbour, with whatever it waits for. */
export function killNeighbour(world: World, pid: number): void {
	const victim = world.neighbours.find((one) => one.pid === pid)
	if (!victim) throw new Error(`no neighbour ${pid}`)
	if (victim.slip) record(world, { type: 'slipClosed', ticket: victim.slip.ticket, ok: false })
	if (victim.fault) record(world, { type: 'faultClosed', ticket: victim.fault.ticket })
	victim.slip = null
	victim.fault = null
	endProcess(world.machine, emitInto(world), pid, 'killed')
	if (victim.kind !== 'tenant') world.neighbours = world.neighbours.filter((one) => one !== victim)
	else victim.revivesAtStep = world.step + REVIVE_STEPS
}
