import { describe, expect, test } from 'vitest'
import type { AuditReason } from '../../shared/game/event.ts'
import { type FaultVerdict, type Intent } from '../../shared/game/intent.ts'
import { drain, type World } from '../../shared/game/round.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import type { Op } from '../../shared/programs/op.ts'
import {
	access,
	call,
	fault,
	malloc,
	must,
	read,
	request,
	roundOf,
	slip,
	ticketOf,
	until,
	wild,
	write,
} from './table.ts'

/** What the kernel is asked about, by the verdict that is right. */
const FAULTS: Readonly<Record<FaultVerdict, readonly Op[]>> = {
	ZERO: [malloc(0, 600), write(0, 300)],
	ZPAGE: [malloc(0, 900), read(0, 300)],
	COW: [malloc(0, 900), read(0, 300), write(0, 300)],
	STACK: [call(0xf90)],
	SWAPIN: [wild(0xee00, true)],
	SEGV: [wild(0)],
	FILE: [wild(0x800)],
	SPURIOUS: [wild(0xb00, true)],
}
const COLD: readonly FaultVerdict[] = ['FILE', 'SPURIOUS']

/** A round whose kernel waits, by a human, at the first fault that has this right verdict. */
function atFault(right: FaultVerdict): World {
	// Two threads fault on one page: the second finds it there.
	const other = right === 'SPURIOUS' ? FAULTS[right] : []
	const world = roundOf([other.length > 0 ? [...other, wild(0)] : FAULTS[right], other], {
		humans: ['kernel'],
		cold: COLD.includes(right),
	})
	if (right === 'SPURIOUS') return atSpurious(world)
	if (right === 'SWAPIN') must(world, 'kernel', { kind: 'EVICT', frame: 5 })
	const served: FaultVerdict[] = []
	return until(world, (at) => {
		if (slip(at)) must(at, 'kernel', { kind: 'SYS', ticket: ticketOf(slip(at)), verdict: 'OK' })
		const waiting = fault(at)
		if (!waiting) return false
		const present = waiting.code.present
		const state = at.machine.entries[waiting.address >> 8]?.state ?? 'none'
		const here =
			waiting.address < 0x800
				? 'SEGV'
				: state === 'file'
					? 'FILE'
					: waiting.address >= 0xe000 && waiting.address < 0xee00
						? 'STACK'
						: state === 'swapped'
							? 'SWAPIN'
							: present
								? 'COW'
								: waiting.code.write
									? 'ZERO'
									: 'ZPAGE'
		if (here === right) return true
		must(at, 'kernel', serve(at, here, served.push(here) + 5))
		return false
	})
}

/** Lane 1 faulted first, or at least is served first; lane 0's fault stays. */
function atSpurious(world: World): World {
	until(world, (at) => fault(at, 0) !== undefined && fault(at, 1) !== undefined)
	must(world, 'kernel', { kind: 'FAULT', ticket: ticketOf(fault(world, 1)), verdict: 'ZERO', frame: 6, order: 0 })
	return world
}

const TAKES_FRAME: readonly FaultVerdict[] = ['ZERO', 'STACK', 'SWAPIN', 'COW', 'FILE']
const isPresent = (world: World): boolean =>
	world.machine.entries[(fault(world)?.address ?? 0) >> 8]?.state === 'present'
const serve = (world: World, verdict: FaultVerdict, frame: number): Intent => ({
	kind: 'FAULT',
	ticket: ticketOf(fault(world)),
	verdict,
	// The page of a spurious fault is there and not shared: a COW of it would take no frame.
	frame: TAKES_FRAME.includes(verdict) && !(verdict === 'COW' && isPresent(world)) ? frame : null,
	order: 0,
})

/** Plays a wrong decision: it must cost, be told to its seat, and change nothing else. */
function expectAudit(
	world: World,
	seat: Seat,
	intent: Intent,
	reason: AuditReason,
	cycles: number,
	expected: string | null,
) {
	const before = structuredClone(world)
	const events = must(world, seat, intent)
	const ticket = (intent as { readonly ticket: number }).ticket
	expect(events).toEqual([
		{
			index: before.nextIndex,
			tick: before.tick,
			costCycles: cycles,
			event: { type: 'audited', seat, reason, ticket, expected },
		},
	])
	drain(world)
	// Everything as it was but the bill and the event counter: the item stays, nobody's thread is held up.
	expect({
		...structuredClone(world),
		bill: { ...world.bill, audit: world.bill.audit - cycles },
		nextIndex: world.nextIndex - 1,
		quietUntil: before.quietUntil,
		outbox: [],
	}).toEqual({ ...before, outbox: [] })
	expect(brokenInvariants(world.machine)).toEqual([])
}

const VERDICTS = Object.keys(FAULTS) as FaultVerdict[]

describe('the kernel misjudges', () => {
	test.each(VERDICTS)('G-10 any verdict but %s is audited, the fault stays, and %s then serves it', (right) => {
		const world = atFault(right)
		for (const wrong of VERDICTS.filter((verdict) => verdict !== right)) {
			const granted = right === 'SEGV'
			expectAudit(
				world,
				'kernel',
				serve(world, wrong, 20),
				granted ? 'wildGranted' : 'verdictWrong',
				granted ? 10_000 : 5000,
				right,
			)
		}
		const ticket = ticketOf(fault(world))
		const events = must(world, 'kernel', serve(world, right, 20))
		expect(events.map(({ event }) => event)).toContainEqual({ type: 'faultClosed', ticket })
		expect(events.map(({ event }) => event)).toContainEqual(
			expect.objectContaining({ type: 'faultResolved', verdict: right }),
		)
		expect(fault(world)).toBeUndefined()
	})

	test.each([
		['brk within all limits', 3, {}, 'OK', 'ENOMEM'],
		['brk past the heap limit', 3, { heapLimitPages: 2 }, 'ENOMEM', 'OK'],
		['brk past the commit limit', 3, { commitLimitPages: 6 }, 'ENOMEM', 'OK'],
	] as const)('G-11 %s: the wrong ruling costs 5,000 and the slip stays', (_what, pages, level, right, wrong) => {
		const world = roundOf([[malloc(0, 100)]], { humans: ['malloc', 'kernel'], level })
		until(world, (at) => request(at) !== undefined)
		must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages })
		const ticket = ticketOf(slip(world))
		expectAudit(world, 'kernel', { kind: 'SYS', ticket, verdict: wrong }, 'slipWrong', 5000, right)
		expect(ticketOf(slip(world))).toBe(ticket)
		const events = must(world, 'kernel', { kind: 'SYS', ticket, verdict: right })
		expect(events.map(({ event }) => event)).toContainEqual({ type: 'slipClosed', ticket, ok: right === 'OK' })
	})
})

describe('the MMU misjudges', () => {
	// what, program, right bits P W U; the first access that may not pass is waited for
	test.each([
		['a read of NULL', wild(0), false, false],
		['a write to NULL', wild(0, true), false, true],
		['a write to code', wild(0x800, true), true, true],
		['a read of the kernel half', wild(0xf000), true, false],
	] as const)('G-12 %s: every other code costs 2,500 and the access stays', (_what, op, present, writes) => {
		const world = until(roundOf([[op]], { humans: ['mmu'] }), (at) => access(at)?.stage === 'raise')
		const ticket = ticketOf(access(world))
		const expected = `P${present ? 1 : 0} W${writes ? 1 : 0} U1`
		for (let bits = 0; bits < 8; bits += 1) {
			const code = { present: (bits & 1) > 0, write: (bits & 2) > 0, user: (bits & 4) > 0 }
			if (code.present === present && code.write === writes && code.user) continue
			expectAudit(world, 'mmu', { kind: 'RAISE', ticket, ...code }, 'codeWrong', 2500, expected)
		}
		must(world, 'mmu', { kind: 'RAISE', ticket, present, write: writes, user: true })
		expect(fault(world)?.code).toEqual({ present, write: writes, user: true })
		expect(access(world)).toBeUndefined()
		expect(world.lanes[0]?.status).toMatchObject({ ring: 0, state: 'kernel' })
	})

	test('G-13 a fault raised where the entry allows the access costs 2,500 and the access stays', () => {
		const pages = [0xa00, 0xb00, 0x800, 0x900, 0xef00].map((at) => wild(at))
		const world = until(roundOf([pages], { humans: ['mmu'] }), (at) => access(at)?.stage === 'insert')
		const raise = { kind: 'RAISE', ticket: ticketOf(access(world)), present: true, write: false, user: true } as const
		expectAudit(world, 'mmu', raise, 'raisedGoodPage', 2500, null)
		expectAudit(world, 'mmu', { ...raise, present: false, write: true }, 'raisedGoodPage', 2500, null)
		must(world, 'mmu', { kind: 'INSERT', ticket: raise.ticket, line: 3 })
		expect(world.machine.tlb[3]?.page).toBe(0xef)
	})
})
