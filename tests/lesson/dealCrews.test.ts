import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEALINGS, type Dealing, type RosterRow } from '../../shared/lesson/command.ts'
import { dealCrews, drawShuffle, evened } from '../../shared/lesson/dealCrews.ts'
import type { LessonPlayer } from '../../shared/lesson/lessonState.ts'
import { mulberry32 } from '../server/mulberry32.ts'

const MOST_CREWS = 20
/** As many as there are crews for. */
const MOST_PLAYERS = 3 * MOST_CREWS

const playerOf = (id: number, more: Partial<LessonPlayer> = {}): LessonPlayer => ({
	id,
	name: `P${id}`,
	rosterId: '',
	row: '',
	friends: '',
	browser: '',
	joinedMs: id,
	status: 'here',
	online: true,
	muted: false,
	consent: null,
	late: false,
	crew: 0,
	seat: null,
	formerSeat: null,
	diagnoses: {},
	reasons: {},
	...more,
})

const people = (count: number, more: (id: number) => Partial<LessonPlayer> = () => ({})): readonly LessonPlayer[] =>
	Array.from({ length: count }, (_, at) => playerOf(at + 1, more(at + 1)))

const drawing = (seed: number) => {
	const chance = mulberry32(seed)
	return (below: number) => Math.floor(chance() * below)
}

const deal = (players: readonly LessonPlayer[], dealing: Dealing, roster: readonly RosterRow[] = [], seed = 1) =>
	dealCrews(players, dealing, roster, drawing(seed), MOST_CREWS)

const sizes = (crews: readonly (readonly number[])[]) => crews.map(({ length }) => length).toSorted((a, b) => b - a)

const group = fc.constantFrom('', 'A', 'a', 'b', 'C', '前排')
const anyClass = fc.array(fc.record({ row: group, friends: group, listed: group }), { maxLength: MOST_PLAYERS })

describe('crews are dealt', () => {
	/** Sizes by GAME.md §7. Few people can't be dealt otherwise: one alone, or two together. */
	const sizesFor = (count: number): readonly number[] => {
		if (count < 3) return count === 0 ? [] : [count]
		const pairs = [0, 2, 1][count % 3] ?? 0
		return [...new Array<number>((count - 2 * pairs) / 3).fill(3), ...new Array<number>(pairs).fill(2)]
	}

	test.each(DEALINGS)(
		'C-01 %s: everyone once; three to a crew, one left over makes two crews of two, two left over one',
		(dealing) => {
			fc.assert(
				fc.property(anyClass, fc.nat(), (wishes, seed) => {
					const players = wishes.map(({ row, friends }, at) =>
						playerOf(at + 1, { row, friends, rosterId: `s${at + 1}` }),
					)
					const roster = wishes.map(({ listed }, at) => ({ id: `S${at + 1}`, name: '', crew: listed, row: listed }))
					const crews = deal(players, dealing, roster, seed)
					expect(crews.flat().toSorted((a, b) => a - b)).toEqual(players.map(({ id }) => id))
					if (dealing === 'arrival' || dealing === 'random' || dealing === 'rows')
						expect(sizes(crews)).toEqual(sizesFor(players.length))
					else {
						expect(crews.length).toBeLessThanOrEqual(MOST_CREWS)
						expect(crews.every(({ length }) => length === 3 || length === 2 || players.length === 1)).toBe(true)
					}
				}),
				{ numRuns: 150, seed: 7 },
			)
		},
	)

	test('C-10 two of one word stay alone with a bot, unless there are more crews than there may be', () => {
		const pairs = (count: number) => people(2 * count, (id) => ({ friends: `f${Math.ceil(id / 2)}` }))
		expect(deal(pairs(3), 'friends')).toEqual([
			[1, 2],
			[3, 4],
			[5, 6],
		])
		const crowd = deal(pairs(30), 'friends')
		expect(crowd.length).toBe(MOST_CREWS)
		expect(sizes(crowd)).toEqual(new Array(20).fill(3))
		expect(sizes(deal(pairs(22), 'friends'))).toEqual([3, 3, 3, 3, ...new Array(16).fill(2)])
	})

	test.each(DEALINGS)('C-02 %s: the same chance deals the same crews', (dealing) => {
		const players = people(100, (id) => ({ row: `r${id % 7}`, friends: id % 5 === 0 ? '' : `f${id % 9}` }))
		expect(deal(players, dealing, [], 5)).toEqual(deal(players, dealing, [], 5))
	})

	test('C-03 random: another chance deals others, and everyone meets everyone in time', () => {
		const players = people(30)
		expect(deal(players, 'random', [], 1)).not.toEqual(deal(players, 'random', [], 2))
		const met = new Set<number>()
		for (let seed = 0; seed < 400; seed++)
			for (const one of deal(players, 'random', [], seed).find((crew) => crew.includes(1)) ?? []) met.add(one)
		expect(met.size).toBe(30)
	})

	test('C-04 arrival: neighbours stay neighbours', () => {
		expect(deal(people(6), 'arrival')).toEqual([
			[1, 2, 3],
			[4, 5, 6],
		])
	})

	test('C-05 friends, rows, list: as many full crews of one word as there can be, whatever its case; pairs stay together', () => {
		fc.assert(
			fc.property(fc.array(group, { maxLength: 60 }), (words) => {
				const players = words.map((friends, at) => playerOf(at + 1, { friends, row: friends }))
				for (const dealing of ['friends', 'rows'] as const) {
					const crews = deal(players, dealing)
					const wordOf = (id: number) => players[id - 1]?.friends.toLowerCase() ?? ''
					for (const word of new Set(words.map((one) => one.toLowerCase()))) {
						const all = players.filter(({ friends }) => friends.toLowerCase() === word).length
						if (word === '') continue
						const full = crews.filter((crew) => crew.length === 3 && crew.every((id) => wordOf(id) === word)).length
						// Evening out may take one from one full crew of the class.
						expect(full).toBeGreaterThanOrEqual(Math.floor(all / 3) - 1)
					}
				}
			}),
			{ numRuns: 200, seed: 7 },
		)
		const pair = deal(
			people(5, (id) => ({ friends: id < 3 ? 'us' : '' })),
			'friends',
		)
		expect(pair.some((crew) => crew.includes(1) && crew.includes(2))).toBe(true)
		const shouted = people(6, (id) => ({ friends: ['us', 'x', 'US', 'y', 'Us', 'z'][id - 1] ?? '' }))
		expect(deal(shouted, 'friends')).toContainEqual([1, 3, 5])
	})

	test('C-06 rows: what a student types goes before the class list; who is in neither is dealt with the rest', () => {
		const roster = [1, 2, 3, 4].map((id) => ({ id: `s${id}`, name: '', crew: '', row: 'back' }))
		const crews = deal(
			people(8, (id) => ({ rosterId: `S${id}`, row: [1, 6, 7].includes(id) ? 'front' : '' })),
			'rows',
			roster,
		)
		expect(crews).toEqual([
			[1, 6, 7],
			[2, 3, 4],
			[5, 8],
		])
	})

	test('C-07 list: crews of the list, also if it names more than three or only one', () => {
		const roster = [
			...['a', 'b', 'c', 'd'].map((id) => ({ id, name: '', crew: 'Team', row: '' })),
			{ id: 'e', name: '', crew: 'Lone', row: '' },
		]
		const crews = deal(
			people(5, (id) => ({ rosterId: 'abcde'[id - 1] ?? '' })),
			'roster',
			roster,
		)
		expect(crews).toEqual([
			[1, 2, 3],
			[4, 5],
		])
	})

	test('C-08 evening out moves as few as it must, and leaves each crew in its place', () => {
		expect(evened([[1, 2, 3], [4]])).toEqual([
			[1, 2],
			[3, 4],
		])
		expect(evened([[1, 2], [3], [4, 5, 6]])).toEqual([[1, 2, 3], [], [4, 5, 6]])
		expect(evened([[1], [2], [3]])).toEqual([[], [], [3, 1, 2]])
		expect(evened([[1]])).toEqual([[1]])
		expect(evened([[], [1, 2, 3], []])).toEqual([[], [1, 2, 3], []])
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 67 }), (counts) => {
				let next = 0
				const before = counts.map((count) => Array.from({ length: count }, () => next++))
				const even = evened(before)
				expect(even.flat().toSorted((a, b) => a - b)).toEqual(before.flat())
				expect(even.length).toBe(before.length)
				if (next > 1) expect(even.some(({ length }) => length === 1)).toBe(false)
				expect(even.every(({ length }) => length <= 3)).toBe(true)
			}),
			{ numRuns: 300, seed: 7 },
		)
	})

	test('C-09 a shuffle holds each place once, and all orders come up', () => {
		const orders = new Set<string>()
		for (let seed = 0; seed < 200; seed++) {
			const order = drawShuffle(4, drawing(seed))
			expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
			orders.add(order.join(''))
		}
		expect(orders.size).toBe(24)
	})
})
