import { describe, expect, test } from 'vitest'
import { deskOf } from '../../shared/game/deskOf.ts'
import { advance, drain } from '../../shared/game/round.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import type { Op } from '../../shared/programs/op.ts'
import { call, eventsOf, must, roundOf, toEnd, until, wild } from './table.ts'

/** So many steps, all on a page that is there. */
const steps = (count: number): Op[] => Array.from({ length: count }, () => wild(0xb00))

describe('tenants', () => {
	test('G-57 make an access every third step in four pages that slide by one every 26 steps, and a slip every 26', () => {
		const world = toEnd(roundOf([steps(130)], { level: { tenants: 2, frames: 60 } }))
		const events = drain(world)
		const faults = eventsOf(events, 'faultQueued').filter(({ event }) => event.fault.pid > 0)
		for (const pid of [1, 2]) {
			const pages = faults.filter(({ event }) => event.fault.pid === pid).map(({ event }) => event.fault.address >> 8)
			expect(new Set(pages).size).toBe(pages.length)
			expect(Math.min(...pages)).toBeLessThanOrEqual(0x41)
			expect(Math.max(...pages)).toBeLessThanOrEqual(0x43 + 5)
			expect(pages.length).toBeGreaterThan(5)
		}
		// Four pages of heap are a tenant's limit: the fifth slip is refused.
		const closed = eventsOf(events, 'slipClosed').map(({ event }) => event.ok)
		expect(closed).toEqual([true, true, true, true, true, true, true, true, false, false].slice(0, closed.length))
		expect(closed.length).toBe(10)
		expect(eventsOf(events, 'audited')).toEqual([])
	})

	test('G-58 are on lanes of their own, hold up no thread, and wait for the kernel seat alone', () => {
		const world = roundOf([steps(40)], { level: { tenants: 1 }, humans: ['kernel'], pace: 'calm' })
		until(world, (at) => at.neighbours[0]?.fault !== null)
		const desk = deskOf(world, 'kernel')
		if (desk.seat !== 'kernel') throw new Error('not the kernel')
		expect(desk.faults).toMatchObject([{ lane: 3, pid: 1, code: { present: false, write: true, user: true } }])
		const { step } = world
		const waiting = world.neighbours[0]?.fault
		until(world, (at) => at.step > step + 5)
		expect(world.neighbours[0]?.fault).toBe(waiting)
		// Served, its access is made at once.
		must(world, 'kernel', { kind: 'FAULT', ticket: waiting?.ticket ?? 0, verdict: 'ZERO', frame: 9, order: 0 })
		const served = world.machine.processes[0]?.entries[(waiting?.address ?? 0) >> 8]
		expect(served).toMatchObject({ frame: 9, accessed: true, dirty: true })
		expect(world.bill.patience).toBe(0)
	})

	test('G-59 draw the same accesses whatever the crew does', () => {
		const states = [6, 60].map((frames) => {
			const world = toEnd(roundOf([steps(60)], { level: { tenants: 2, frames, depotPages: 3 } }))
			return world.neighbours.map(({ stream }) => stream.state)
		})
		expect(states[0]).toEqual(states[1])
	})
})

describe('fork', () => {
	const fork = (childWritesPercent: number, salt = 1): Op => ({ kind: 'fork', childWritesPercent, salt })

	test('G-60 costs 400, 2,000 and 100 a page; the child writes its share, one page every second step, then exits', () => {
		const world = roundOf([[fork(50), ...steps(30)]])
		until(world, (at) => at.machine.processes.length === 1)
		const events = drain(world)
		const [entered, started, returned] = ['syscallEntered', 'processStarted', 'syscallReturned'] as const
		expect(eventsOf(events, entered)[0]).toMatchObject({ event: { call: 'fork' }, costCycles: 400 })
		expect(eventsOf(events, started)[0]).toMatchObject({ costCycles: 600, event: { copiedPages: 6 } })
		expect(eventsOf(events, returned)[0]).toMatchObject({ event: { call: 'fork' }, costCycles: 2000 })
		// Of six pages two are code: two of the other four are written.
		expect(world.neighbours[0]?.writes).toHaveLength(2)
		toEnd(world)
		const rest = drain(world)
		const copies = eventsOf(rest, 'faultResolved').filter(({ event }) => event.pid === 1)
		expect(copies.map(({ event, costCycles }) => `${event.verdict} ${costCycles}`)).toEqual(['COW 5000', 'COW 5000'])
		expect(eventsOf(rest, 'processEnded')).toMatchObject([{ event: { pid: 1, how: 'exited' }, costCycles: 0 }])
		expect(brokenInvariants(world.machine)).toEqual([])
	})

	test('G-61 the parent writes too: present and without W, so P1 W1 U1; what nobody shares any more takes no frame', () => {
		const world = toEnd(roundOf([[fork(100), ...Array.from({ length: 20 }, () => wild(0xb00, true))]]))
		const events = drain(world)
		const own = eventsOf(events, 'faultQueued').filter(({ event }) => event.fault.pid === 0)
		expect(own[0]?.event.fault).toMatchObject({ address: 0xb00, code: { present: true, write: true, user: true } })
		const verdicts = eventsOf(events, 'faultResolved').map(({ event, costCycles }) => `${event.verdict} ${costCycles}`)
		// bss is copied once, by whoever comes first; the other has it to itself then.
		expect(verdicts.filter((one) => one === 'COW 2500')).toHaveLength(1)
	})

	test('G-62 a child can be killed like a tenant, and does not come back', () => {
		const world = roundOf([[fork(100), ...Array.from({ length: 40 }, (_, at) => wild(0x800 + at))]], {
			level: { frames: 6, depotPages: 0 },
			humans: ['kernel'],
		})
		until(world, (at) => at.neighbours[0]?.fault !== undefined && at.neighbours[0]?.fault !== null)
		must(world, 'kernel', { kind: 'OOMKILL', pid: 1 })
		expect([world.neighbours, world.machine.processes]).toEqual([[], []])
		for (let tick = 0; tick < 3000; tick += 1) advance(world)
		expect(world.machine.processes).toEqual([])
		expect(brokenInvariants(world.machine)).toEqual([])
	})
})

test('G-63 with all frames taken, the depot full and nobody to kill, an eviction uses a reserve slot', () => {
	const pages = Array.from({ length: 12 }, () => call(256))
	const world = toEnd(roundOf([pages], { level: { frames: 7, depotPages: 1 } }))
	expect(world.machine.depotUsed).toBeGreaterThan(1)
	expect(world.phase).toBe('finished')
})
