import { describe, expect, test } from 'vitest'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { billCyclesOf } from '../../shared/game/round.ts'
import { project } from '../../shared/view/project.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { announcements } from '../../client/seats/announceModel.ts'
import { mergeCues, totalCost } from '../../client/seats/cueMerge.ts'
import { addUp, NO_FLOORS, NO_STORY, tell } from '../../client/seats/floorsModel.ts'
import { keyAction, type KeyPress } from '../../client/seats/keys.ts'
import { heldSeats, longestWaiting, nextSeat, type Views, waitingAt } from '../../client/seats/seatChoice.ts'
import { tonesOf } from '../../client/seats/sound.ts'
import { tickerLine } from '../../client/seats/tickerModel.ts'
import { malloc, request, roundOf, until } from '../game/table.ts'
import { cuesFor, roundForThree, walkThrough } from './playing.ts'

const CREWS: readonly (readonly Seat[])[] = [['malloc'], ['kernel', 'mmu'], SEATS]

describe('what a player with several seats hears', () => {
	test.each(CREWS)('%s %s %s: every cycle of the bill exactly once', async (...seats) => {
		const held = seats.filter((seat) => seat !== undefined)
		const world = await roundForThree('steady', 13)
		let heard = 0
		let sums = NO_FLOORS
		let story = NO_STORY
		const before = billCyclesOf(world)
		const listen = (): void => {
			const merged = mergeCues(cuesFor(world, held))
			heard += totalCost(merged)
			sums = addUp(sums, merged)
			story = merged.reduce(tell, story)
			for (const cue of merged) {
				tickerLine(cue)
				expect(tonesOf(cue.event).every(({ volume }) => volume > 0 && volume < 0.3)).toBe(true)
			}
		}
		walkThrough(world, 300, () => {
			listen()
			return null
		})
		listen()
		expect(heard).toBe(billCyclesOf(world) - before)
		expect(story.lit).not.toBeNull()
		expect(sums.library).toBeGreaterThanOrEqual(0)
	})

	test('with all three seats hardly anything stays unseen, with one much', async () => {
		const unseen = async (seats: readonly Seat[]): Promise<number> => {
			const world = await roundForThree('steady', 13)
			let sums = NO_FLOORS
			walkThrough(world, 200, () => {
				sums = addUp(sums, mergeCues(cuesFor(world, seats)))
				return null
			})
			return sums.unseen
		}
		expect(await unseen(SEATS)).toBeLessThan((await unseen(['malloc'])) / 4)
	})
})

describe('which seat is brought up', () => {
	const views = (): Views => {
		const world = until(roundOf([[malloc(0, 56)]], { humans: ['malloc'] }), (at) => request(at)?.status === 'waiting')
		return Object.fromEntries(SEATS.map((seat) => [seat, project(world, seat)]))
	}
	test('the one whose item has waited longest, never away from a seat that owes something', () => {
		const held = views()
		expect(heldSeats(held)).toEqual(['malloc', 'kernel', 'mmu'])
		expect(longestWaiting(held)).toBe('malloc')
		expect(nextSeat(held, 'kernel', false)).toBe('malloc')
		expect(nextSeat(held, 'malloc', false)).toBe('malloc')
	})
	test('a seat that the player went to on purpose stays', () => {
		expect(nextSeat(views(), 'kernel', true)).toBe('kernel')
	})
	test('a seat that is no longer held is left', () => {
		const { kernel: _gone, ...held } = views()
		expect(nextSeat(held, 'kernel', true)).toBe('malloc')
	})
	test('nothing waits: nothing moves', () => {
		const { malloc: _gone, ...held } = views()
		expect(longestWaiting(held)).toBeNull()
		expect(nextSeat(held, 'mmu', false)).toBe('mmu')
	})
})

describe('screen reader', () => {
	test('is told once of each new item', () => {
		const world = until(
			roundOf([[malloc(0, 56, 'TMP')]], { humans: ['malloc'] }),
			(at) => request(at)?.status === 'waiting',
		)
		const view = project(world, 'malloc') as SeatView
		const after: Views = { malloc: view }
		expect(waitingAt(view)).toHaveLength(1)
		expect(announcements({}, after)).toEqual([
			{ key: 'seats.live.request', facts: { lane: 1, request: 56, plate: 'TMP' } },
		])
		expect(announcements(after, after)).toEqual([])
	})
})

describe('keys', () => {
	const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
		key,
		code: '',
		shift: false,
		withModifier: false,
		...more,
	})
	test.each<[Seat, KeyPress, boolean, ReturnType<typeof keyAction>]>([
		['malloc', press('3'), false, { kind: 'nth', index: 2 }],
		['malloc', press('a'), false, { kind: 'plan', plan: 'ask' }],
		['malloc', press('R'), false, { kind: 'plan', plan: 'rack' }],
		['kernel', press('6'), false, { kind: 'nth', index: 5 }],
		['kernel', press('8'), false, { kind: 'nth', index: 7 }],
		['kernel', press('e'), false, { kind: 'tool', tool: 'evict' }],
		['kernel', press('s'), false, { kind: 'tool', tool: 'scan' }],
		['kernel', press('c'), false, { kind: 'tool', tool: 'compact' }],
		['kernel', press('k'), false, { kind: 'tool', tool: 'kill' }],
		['malloc', press('g'), false, { kind: 'plan', plan: 'grow' }],
		['malloc', press('f'), false, { kind: 'plan', plan: 'flush' }],
		['malloc', press('d'), false, { kind: 'plan', plan: 'advise' }],
		['mmu', press('h'), false, { kind: 'heat', heat: 'hot' }],
		['mmu', press('k'), false, { kind: 'heat', heat: 'cold' }],
		['mmu', press('q'), true, { kind: 'sheet', sheet: 'rules' }],
		['malloc', press('l'), false, { kind: 'sheet', sheet: 'ledger' }],
		['kernel', press('/'), false, { kind: 'sheet', sheet: 'pings' }],
		['mmu', press('e'), true, { kind: 'digit', digit: 14 }],
		['mmu', press('0'), false, { kind: 'nth', index: 0 }],
		['mmu', press('w'), false, { kind: 'bit', bit: 'write' }],
		['kernel', press('!', { code: 'Digit1', shift: true }), false, { kind: 'showSeat', seat: 'malloc' }],
		['mmu', press('x'), true, { kind: 'lens' }],
		['malloc', press('Enter'), false, { kind: 'confirm' }],
		['malloc', press('a', { withModifier: true }), false, null],
		['malloc', press('z'), false, null],
	])('%s %o', (seat, key, walking, action) => {
		expect(keyAction(seat, key, walking)).toEqual(action)
	})
})
