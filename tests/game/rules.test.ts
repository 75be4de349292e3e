import { describe, expect, test } from 'vitest'
import { firingOf } from '../../shared/game/applyRules.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import { drain, type World } from '../../shared/game/round.ts'
import type { Seat } from '../../shared/game/seat.ts'
import type { KernelCondition, MallocCondition, MmuCondition, Rule } from '../../shared/game/standingOrder.ts'
import {
	access,
	eventsOf,
	fault,
	free,
	malloc,
	must,
	request,
	roundOf,
	slip,
	ticketOf,
	ticks,
	typesIn,
	until,
	wild,
	write,
} from './table.ts'

const set = (world: World, rule: Rule, slot = 0): void => void must(world, rule.seat, { kind: 'RULE_SET', slot, rule })

/** Two holes (48 at 1000, 112 at 1050, the last freed first in the list), then a request of 30 bytes (chunk 48) by lane 0. */
function atHoles(): World {
	const lane = [malloc(0, 40), malloc(1, 24), malloc(2, 100), malloc(3, 24), free(0), free(2), malloc(4, 30, 'SES')]
	const world = roundOf([lane], { humans: ['malloc'] })
	until(world, (at) => {
		const open = request(at)
		if (!open || open.status === 'slip' || open.object === 4) return open?.object === 4
		const top = at.machine.heap.chunks.at(-1)
		if (top?.use !== 'top') must(at, 'malloc', { kind: 'ASK', ticket: open.ticket, pages: 3 })
		else must(at, 'malloc', { kind: 'PARK', ticket: open.ticket, chunk: top.address, end: 'low' })
		return false
	})
	expect(world.machine.heap.freeList).toEqual([0x1050, 0x1000])
	drain(world)
	return world
}

describe('a standing order', () => {
	test('G-120 acts on an item that has waited for ten ticks, as its seat and for the usual price, and counts', () => {
		const world = atHoles()
		set(world, { seat: 'malloc', when: [], do: { act: 'PARK', choose: 'exact', end: 'low' } })
		const since = world.tick
		drain(world)
		until(world, (at) => request(at) === undefined)
		expect(world.tick - since).toBe(10)
		const events = drain(world)
		expect(typesIn(events).slice(0, 2)).toEqual(['ruleFired', 'chunkPlaced'])
		expect(eventsOf(events, 'ruleFired')[0]).toMatchObject({
			costCycles: 0,
			event: { seat: 'malloc', slot: 0, fired: 1 },
		})
		expect(eventsOf(events, 'chunkPlaced')[0]).toMatchObject({ costCycles: 180, event: { address: 0x1000, walked: 2 } })
		expect(world.rules.malloc[0]?.fired).toBe(1)
	})

	test('G-121 the first card whose action is possible wins; a cleared one is silent; a new one begins at zero', () => {
		const world = atHoles()
		set(world, { seat: 'malloc', when: [], do: { act: 'RACK' } }, 0)
		set(world, { seat: 'malloc', when: [], do: { act: 'PARK', choose: 'highest', end: 'high' } }, 2)
		until(world, (at) => request(at) === undefined)
		expect(world.rules.malloc.map((card) => card?.fired ?? null)).toEqual([0, null, 1])
		must(world, 'malloc', { kind: 'RULE_CLEAR', slot: 2 })
		expect(world.rules.malloc.map((card) => card?.fired ?? null)).toEqual([0, null, null])
	})

	test('G-122 never does what is illegal or wrong: OK where ENOMEM is due, ZERO of a wild access, a guess at a page', () => {
		const world = roundOf([[wild(0, true)], [malloc(0, 100)]], {
			humans: ['kernel', 'malloc'],
			level: { heapLimitPages: 1 },
		})
		set(world, { seat: 'kernel', when: [], do: { act: 'SYS', verdict: 'OK' } }, 0)
		set(world, { seat: 'kernel', when: [], do: { act: 'FAULT', verdict: 'ZERO', order: 0 } }, 1)
		until(world, (at) => fault(at) !== undefined && request(at, 1) !== undefined)
		must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world, 1)), pages: 2 })
		ticks(world, 40)
		expect([slip(world, 1) === undefined, fault(world) === undefined, world.bill.audit]).toEqual([false, false, 0])
		set(world, { seat: 'kernel', when: [], do: { act: 'FAULT', verdict: 'SEGV', order: 0 } }, 2)
		ticks(world, 1)
		expect(fault(world)).toBeUndefined()
	})

	test('G-123 ASK of a rule is not repeated after a refusal', () => {
		const world = roundOf([[malloc(0, 900)]], { humans: ['malloc'], level: { heapLimitPages: 2 } })
		set(world, { seat: 'malloc', when: [], do: { act: 'ASK', pages: 4 } })
		until(world, (at) => request(at)?.status === 'refused')
		ticks(world, 60)
		expect([request(world)?.status, world.rules.malloc[0]?.fired]).toEqual(['refused', 1])
	})

	test('G-124 a kernel that evicts ahead and gives pairs, a MMU that keeps what comes again: nobody is needed', () => {
		const lane = [malloc(0, 900), write(0, 0, 880), wild(0xb00), wild(0xa00), wild(0xee00)]
		const world = roundOf([lane], { humans: ['kernel', 'mmu'], level: { frames: 8 } })
		set(
			world,
			{ seat: 'kernel', when: [{ fact: 'freeFrames', is: 'equal', value: 0 }], do: { act: 'EVICT', choose: 'oldest' } },
			0,
		)
		set(world, { seat: 'kernel', when: [{ fact: 'item', is: 'brk' }], do: { act: 'SYS', verdict: 'OK' } }, 1)
		set(world, { seat: 'kernel', when: [], do: { act: 'FAULT', verdict: 'ZERO', order: 0 } }, 2)
		set(world, { seat: 'mmu', when: [{ fact: 'stage', is: 'raise' }], do: { act: 'RAISE' } }, 0)
		set(world, { seat: 'mmu', when: [], do: { act: 'INSERT', choose: 'farthest' } }, 1)
		until(world, (at) => at.phase === 'finished' || (fault(at) !== undefined && at.tick > 2000), 4000)
		expect(world.bill.audit).toBe(0)
		expect(world.rules.mmu[1]?.fired).toBeGreaterThan(0)
		expect(world.rules.kernel.map((card) => (card?.fired ?? 0) > 0)).toEqual([true, true, true])
	})

	test('G-125 belongs to its seat: the bot that takes over obeys it too', () => {
		const world = atHoles()
		set(world, { seat: 'malloc', when: [], do: { act: 'PARK', choose: 'top', end: 'low' } })
		must(world, 'malloc', { kind: 'YIELD' })
		until(world, (at) => request(at) === undefined)
		expect(world.rules.malloc[0]?.fired).toBe(1)
	})
})

describe('conditions', () => {
	/** Whether a condition holds for the item that waits, ten ticks from now. */
	const holds = (world: World, seat: Seat, rule: Rule): boolean => {
		const desk = { ...deskOf(world, seat), tick: world.tick + 10, rules: [{ rule, fired: 0 }] }
		return firingOf(desk) !== null
	}

	// The hole that fits best is 48 at place 2; the first that fits is 112 at place 1. Top has two whole pages.
	test.each<readonly [MallocCondition, boolean]>([
		[{ fact: 'plate', is: 'SES' }, true],
		[{ fact: 'plate', is: 'TMP' }, false],
		[{ fact: 'kind', is: 'malloc' }, true],
		[{ fact: 'kind', is: 'realloc' }, false],
		[{ fact: 'size', is: 'equal', value: 30 }, true],
		[{ fact: 'size', is: 'atLeast', value: 31 }, false],
		[{ fact: 'slack', is: 'atMost', value: 0 }, true],
		[{ fact: 'slack', is: 'atLeast', value: 1 }, false],
		[{ fact: 'position', is: 'equal', value: 1 }, true],
		[{ fact: 'position', is: 'atLeast', value: 2 }, false],
		[{ fact: 'topPages', is: 'equal', value: 2 }, true],
		[{ fact: 'topPages', is: 'atMost', value: 1 }, false],
	])('G-126 malloc: %j holds: %s', (condition, expected) => {
		const rule: Rule = { seat: 'malloc', when: [condition], do: { act: 'PARK', choose: 'first', end: 'low' } }
		expect(holds(atHoles(), 'malloc', rule)).toBe(expected)
	})

	test.each([
		['first', 0x1050],
		['best', 0x1000],
		['lowest', 0x1000],
		['highest', 0x1050],
		['exact', 0x1000],
		['top', 0x10e0],
	] as const)('G-127 malloc: the %s hole', (choose, chunk) => {
		const world = atHoles()
		const rule: Rule = { seat: 'malloc', when: [], do: { act: 'PARK', choose, end: 'high' } }
		const desk = { ...deskOf(world, 'malloc'), tick: world.tick + 10, rules: [{ rule, fired: 0 }] }
		expect(firingOf(desk)?.intent).toMatchObject({ kind: 'PARK', chunk, end: chunk === 0x1050 ? 'high' : 'low' })
	})

	test.each<readonly [KernelCondition, boolean]>([
		[{ fact: 'item', is: 'fault' }, true],
		[{ fact: 'item', is: 'brk' }, false],
		[{ fact: 'area', is: 'bss' }, true],
		[{ fact: 'area', is: 'none' }, false],
		[{ fact: 'present', is: false }, true],
		[{ fact: 'write', is: false }, false],
		[{ fact: 'program', is: true }, true],
		[{ fact: 'program', is: false }, false],
		[{ fact: 'freeFrames', is: 'equal', value: 23 }, true],
		[{ fact: 'freeFrames', is: 'atMost', value: 22 }, false],
		[{ fact: 'depotFree', is: 'equal', value: 16 }, true],
		// A single page of bss: no run of two.
		[{ fact: 'run', is: 'equal', value: 0 }, true],
		[{ fact: 'run', is: 'atLeast', value: 1 }, false],
	])('G-128 kernel: %j holds: %s', (condition, expected) => {
		const world = roundOf([[wild(0xb00, true)]], { humans: ['kernel'], cold: true })
		until(world, (at) => fault(at) !== undefined)
		const rule: Rule = { seat: 'kernel', when: [condition], do: { act: 'FAULT', verdict: 'ZERO', order: 0 } }
		expect(holds(world, 'kernel', rule)).toBe(expected)
	})

	test.each<readonly [MmuCondition, boolean]>([
		[{ fact: 'stage', is: 'insert' }, true],
		[{ fact: 'stage', is: 'raise' }, false],
		[{ fact: 'present', is: true }, true],
		[{ fact: 'write', is: true }, false],
		[{ fact: 'lane', is: 'equal', value: 0 }, true],
		[{ fact: 'trips', is: 'atLeast', value: 16 }, true],
		[{ fact: 'ahead', is: 'equal', value: 2 }, true],
		[{ fact: 'ahead', is: 'atMost', value: 1 }, false],
	])('G-129 MMU: %j holds: %s', (condition, expected) => {
		const pages = [0xa00, 0xb00, 0x800, 0x900, 0xef00, 0x800, 0xef00].map((at) => wild(at))
		const world = until(roundOf([pages], { humans: ['mmu'] }), (at) => access(at)?.stage === 'insert')
		const rule: Rule = { seat: 'mmu', when: [condition], do: { act: 'INSERT', choose: 'lru' } }
		expect(holds(world, 'mmu', rule)).toBe(expected)
	})

	test('G-131 MMU: the line that is overwritten', () => {
		// Filled in the order 0A 0B 08 09; then 0A is used again, and 0B and 08 are in sight.
		const pages = [0xa00, 0xb00, 0x800, 0x900, 0xa00, 0xef00, 0x800, 0xb00].map((at) => wild(at))
		const world = until(roundOf([pages], { humans: ['mmu'] }), (at) => access(at)?.stage === 'insert')
		const lines = (['lru', 'fifo', 'farthest'] as const).map((choose) => {
			const rule: Rule = { seat: 'mmu', when: [], do: { act: 'INSERT', choose } }
			const desk = { ...deskOf(world, 'mmu'), tick: world.tick + 10, rules: [{ rule, fired: 0 }] }
			const intent = firingOf(desk)?.intent
			return intent?.kind === 'INSERT' ? intent.line : null
		})
		expect(world.machine.tlb.map((line) => Number(line?.page))).toEqual([0x0a, 0x0b, 0x08, 0x09])
		expect(lines).toEqual([1, 0, 3])
	})
})
