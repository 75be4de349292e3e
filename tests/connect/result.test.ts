import { describe, expect, test } from 'vitest'
import { LEVEL_GROUPS, suggestedLevel } from '../../client/app/levelGroups.ts'
import { dearestLine, judge, managerPercent, standings } from '../../client/app/result.ts'
import { type Bests, keepBest, readBests } from '../../client/connect/bests.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { medalOf, scoreOf } from '../../shared/game/score/score.ts'
import { emptyBill } from '../../shared/machine/buckets.ts'
import { LEVEL_NAMES } from '../../shared/programs/levels.ts'
import { memoryStore } from './memoryStore.ts'

const REFERENCE: Reference = {
	lowerBoundCycles: 100_000,
	parCycles: 200_000,
	ghosts: [
		{ name: 'first-fit', billCycles: 260_000 },
		{ name: 'bins', billCycles: 200_000 },
	],
}

describe('the result', () => {
	test.each([
		['none', 300_000, null, 'bronze'],
		['bronze', 250_000, null, 'silver'],
		['silver', 195_000, null, 'gold'],
		['gold', 180_000, 150_000, 'platinum'],
	] as const)(
		'R1 with %s, so many cycles less earn the next medal, and one less does not',
		(medal, bill, oracle, next) => {
			const judged = judge(REFERENCE, bill, oracle)
			expect([judged.medal, judged.next?.medal]).toEqual([medal, next])
			const oracleScore = oracle && scoreOf(REFERENCE, oracle)
			const less = judged.next?.lessCycles ?? 0
			expect(medalOf(REFERENCE, bill - less, oracleScore)).toBe(next)
			expect(medalOf(REFERENCE, bill - less + 1, oracleScore)).toBe(medal)
			if (next !== 'bronze') expect(judged.next?.score).toBe(scoreOf(REFERENCE, bill - less))
		},
	)

	test('R2 nothing stands above platinum, and above gold only when the oracle has played', () => {
		expect(judge(REFERENCE, 150_000, 150_000)).toMatchObject({ medal: 'platinum', next: null })
		expect(judge(REFERENCE, 150_000, null)).toMatchObject({ medal: 'gold', next: null })
	})

	test('R3 everybody on the seed, cheapest first', () => {
		expect(standings(REFERENCE, 210_000, 150_000).map(({ name }) => name)).toEqual([
			'oracle',
			'bins',
			'you',
			'first-fit',
		])
		expect(standings(REFERENCE, 210_000, null).length).toBe(3)
	})

	test('R4 the line to work on is where the ghost paid least beside it, not the largest', () => {
		const ghost = { ...emptyBill(), rent: 90, gate: 10 }
		expect(dearestLine({ ...emptyBill(), rent: 100, gate: 40 }, ghost)).toBe('gate')
		expect(dearestLine(ghost, ghost)).toBeNull()
	})

	test('R5 the manager gets what the crew could have avoided, against what the best company could', () => {
		expect(managerPercent(REFERENCE, 250_000)).toBe(150)
		expect(managerPercent(REFERENCE, 200_000)).toBe(100)
		expect(managerPercent(REFERENCE, 90_000)).toBe(0)
	})
})

describe('the best of each level', () => {
	const result = { score: 900, medal: 'bronze', billCycles: 5, seed: 3 } as const

	test('R6 a better score is kept, a worse one is not, a medal is never lost', () => {
		const store = memoryStore()
		expect(keepBest(store, 'burst', result)).toEqual({ best: result, isNew: true })
		expect(keepBest(store, 'burst', { ...result, score: 800, medal: 'gold' })).toEqual({
			best: { ...result, medal: 'gold' },
			isNew: false,
		})
		keepBest(store, 'leak', { ...result, medal: 'none' })
		expect(readBests(store)).toEqual({ burst: { ...result, medal: 'gold' }, leak: { ...result, medal: 'none' } })
	})

	test.each(['{', '[]', '7', '{"burst":{"score":"9"}}', '{"burst":null}', '{"burst":{"score":1,"medal":"tin"}}'])(
		'R7 what is no result is not taken from the store: %s',
		(text) => {
			const store = memoryStore()
			store.setItem('lot.bests', text)
			expect(readBests(store)).toEqual({})
		},
	)

	test('R8 suggested is the first level without a result, then the one with the lowest score', () => {
		expect(suggestedLevel({})).toBe('steady')
		expect(suggestedLevel({}, 'steady')).toBe('steady-roomy')
		const all: Bests = Object.fromEntries(LEVEL_NAMES.map((name, index) => [name, { ...result, score: 1000 - index }]))
		expect(suggestedLevel(all)).toBe('cc1')
		expect(suggestedLevel(all, 'cc1')).toBe('git-log')
	})

	test('R9 every level stands in one group, in the order of the campaign', () => {
		expect(LEVEL_GROUPS.flatMap(({ levels }) => levels)).toEqual(LEVEL_NAMES)
	})
})
