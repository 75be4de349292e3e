import { describe, expect, test } from 'vitest'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { MAX_SCORE, medalOf, scoreOf } from '../../shared/game/score/score.ts'

const REFERENCE: Reference = {
	lowerBoundCycles: 200_000,
	parCycles: 300_000,
	ghosts: [
		{ name: 'first-fit', billCycles: 320_000 },
		{ name: 'bins', billCycles: 300_000 },
	],
}

describe('score', () => {
	test.each([
		[300_000, 1000, 'the bill of PAR'],
		[400_000, 500, 'twice the avoidable bill'],
		[250_000, 2000, 'half of it'],
		[240_000, MAX_SCORE, 'four tenths of it'],
		[200_100, MAX_SCORE, 'almost nothing avoidable'],
		[200_000, MAX_SCORE, 'the lower bound itself'],
		[199_000, MAX_SCORE, 'less than the lower bound'],
		[100_000_000, 1, 'a catastrophe'],
	])('S-1 a bill of %i scores %i: %s', (billCycles, score) => {
		expect(scoreOf(REFERENCE, billCycles)).toBe(score)
	})

	test.each([
		[330_000, 'none'],
		[320_000, 'none'],
		[319_999, 'bronze'],
		[300_100, 'bronze'],
		[300_000, 'silver'],
		[289_400, 'silver'],
		[289_200, 'gold'],
	] as const)('S-2 a bill of %i earns %s', (billCycles, medal) => {
		expect(medalOf(REFERENCE, billCycles)).toBe(medal)
	})

	test('S-3 platinum comes near the oracle, and is never below silver', () => {
		expect(scoreOf(REFERENCE, 280_000)).toBe(1250)
		expect(medalOf(REFERENCE, 280_000, 1389)).toBe('gold')
		expect(medalOf(REFERENCE, 280_000, 1388)).toBe('platinum')
		expect(medalOf(REFERENCE, 310_000, 900)).toBe('bronze')
	})
})
