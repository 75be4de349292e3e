import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Stamped } from '../../shared/game/event.ts'
import type { World } from '../../shared/game/round.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { fold } from '../../shared/view/fold.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import { PINGS_KEPT, type SeatEvent, type SeatView } from '../../shared/view/seatView.ts'
import { playRandomly, randomRound } from '../game/randomPlay.ts'
import { malloc, must, request, roundOf, ticketOf, ticks, until, wild } from '../game/table.ts'

/** Whoever writes to it, or to anything in it, throws. */
function freeze<T>(value: T): T {
	if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
	Object.freeze(value)
	for (const field of Object.values(value)) freeze(field)
	return value
}

const heardBy = (seat: Seat, events: readonly Stamped[]): SeatEvent[] =>
	events.map((stamped) => reveal(stamped, seat)).filter((one) => one !== null)

type Views = Record<Seat, SeatView>
const projectAll = (world: World): Views => ({
	malloc: project(world, 'malloc'),
	kernel: project(world, 'kernel'),
	mmu: project(world, 'mmu'),
})

/** The three followers of a round, each with what it may hear; frozen, so that neither fold nor the game may write to it. */
class Followers {
	views: Views
	constructor(world: World) {
		this.views = freeze(projectAll(world))
	}

	hear(world: World, events: readonly Stamped[]): void {
		for (const seat of SEATS) {
			const next = fold(this.views[seat], freeze(heardBy(seat, events)), world.tick)
			this.views = { ...this.views, [seat]: freeze(next) }
		}
	}

	expectInStep(world: World): void {
		for (const seat of SEATS) {
			const due = project(world, seat)
			// The full difference is worth its time only where there is one.
			if (!isDeepStrictEqual(this.views[seat], due))
				expect(this.views[seat], `${seat}, tick ${world.tick}`).toEqual(due)
		}
	}
}

describe('fold', () => {
	test.each([0, 1, 2, 3])(
		'V-20 of what is revealed is what is projected, at every tick and after every command: rounds %#',
		(part) => {
			let steps = 0
			for (let seed = 7000 + part * 30; seed < 7006 + part * 30; seed += 1) {
				const round = randomRound(seed)
				const followers = new Followers(round.world)
				try {
					playRandomly(round, (world, events) => {
						steps += 1
						followers.hear(world, events)
						followers.expectInStep(world)
					})
				} catch (error) {
					throw new Error(`seed ${seed}: ${String(error)}`, { cause: error })
				}
				expect(followers.views.malloc.phase).toBe('finished')
				expect(followers.views.mmu.bill).toEqual(round.world.bill)
			}
			expect(steps).toBeGreaterThan(5000)
		},
	)

	test('V-21 is the same whether events come one by one or many at once', () => {
		for (let seed = 7200; seed < 7205; seed += 1) {
			const round = randomRound(seed)
			const first = new Followers(round.world)
			const rare = new Followers(round.world)
			const held: Stamped[] = []
			playRandomly(round, (world, events) => {
				for (const event of events) first.hear(world, [event])
				first.hear(world, [])
				held.push(...events)
				if (world.tick % 97 !== 0) return
				rare.hear(world, held.splice(0))
				expect(isDeepStrictEqual(rare.views, first.views)).toBe(true)
			})
		}
	})

	test('V-22 goes on from a view that went through JSON, as after a reload', () => {
		for (let seed = 7300; seed < 7302; seed += 1) {
			const round = randomRound(seed)
			const followers = new Followers(round.world)
			playRandomly(round, (world, events) => {
				followers.hear(world, JSON.parse(JSON.stringify(events)) as Stamped[])
				if (events.length === 0) return
				followers.views = freeze(JSON.parse(JSON.stringify(followers.views)) as Views)
				followers.expectInStep(world)
			})
		}
	})

	test('V-23 shares what did not change, and returns the view itself when nothing did', () => {
		const world = until(roundOf([[malloc(0, 100)]]), (at) => request(at) !== undefined)
		const view = freeze(project(world, 'malloc'))
		expect(fold(view, [], view.tick)).toBe(view)
		const later = fold(view, [], view.tick + 1)
		expect(later).not.toBe(view)
		expect(later.tick).toBe(view.tick + 1)
		expect(later.chunks).toBe(view.chunks)
	})

	test('V-24 a bare cost changes the bill and nothing else', () => {
		const world = roundOf([[wild(0)]])
		for (const seat of SEATS) {
			const view = freeze(project(world, seat))
			const next = fold(view, [{ event: { type: 'billed' }, costCycles: 640 }], view.tick)
			expect(next).toEqual({ ...view, billCycles: view.billCycles + 640 })
		}
	})

	test('V-25 the latest pings are kept, as the game keeps them', () => {
		const world = roundOf([[malloc(0, 100), malloc(1, 24)]], { humans: ['malloc', 'mmu'] })
		const followers = new Followers(world)
		for (let count = 0; count < PINGS_KEPT + 2; count += 1) {
			const events = must(world, count % 2 === 0 ? 'malloc' : 'mmu', { kind: 'PING', ping: 'hot', argument: count })
			followers.hear(world, events)
			followers.expectInStep(world)
			world.outbox = []
			ticks(world, 30)
			followers.hear(world, world.outbox)
			world.outbox = []
		}
		expect(followers.views.kernel.pings.map(({ argument }) => argument)).toEqual([2, 3, 4, 5])
	})

	test('V-26 a refused brk changes the request in the same events that tell of it', () => {
		const world = roundOf([[malloc(0, 100)]], { humans: ['malloc', 'kernel'], level: { heapLimitPages: 2 } })
		until(world, (at) => request(at) !== undefined)
		must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages: 3 })
		const followers = new Followers(world)
		const slipTicket = world.lanes[0]?.slip?.ticket ?? 0
		followers.hear(world, must(world, 'kernel', { kind: 'SYS', ticket: slipTicket, verdict: 'ENOMEM' }))
		followers.expectInStep(world)
	})
})

describe('project', () => {
	test('V-30 is plain JSON, fresh each time, and leaves the world as it is', () => {
		for (let seed = 7400; seed < 7404; seed += 1) {
			playRandomly(randomRound(seed), (world, events) => {
				if (events.length === 0 || world.tick % 13 !== 0) return
				const before = structuredClone(world)
				for (const seat of SEATS) {
					const view = project(world, seat)
					expect(JSON.parse(JSON.stringify(view))).toEqual(view)
					for (const value of Object.values(view as unknown as Record<string, unknown>)) {
						if (Array.isArray(value)) value.length = 0
					}
				}
				expect(structuredClone(world)).toEqual(before)
			})
		}
	})

	test('V-31 the bill by line is told when the round is over, not before', () => {
		const world = roundOf([[malloc(0, 100), wild(0)]])
		until(world, (at) => {
			for (const seat of SEATS) expect(project(at, seat).bill === null).toBe(at.phase !== 'finished')
			return at.phase === 'finished'
		})
		expect(project(world, 'mmu').bill).toEqual(world.bill)
	})
})
