import { describe, expect, it } from 'vitest'
import type { Answer } from '../../shared/programs/answer.ts'
import { ANSWER_FIELDS, compareAnswers, fillAnswers } from '../../shared/programs/compareAnswers.ts'
import { readAnswers } from '../../shared/programs/readAnswers.ts'

const answers: readonly Answer[] = [
	{ i: 0, p: 672, u: 24, k: 135_168, f: 1, s: [['brk', 135_168]] },
	{ i: 1, p: 'm0+16', u: 200_688, f: 2, s: [['mmap', 200_704]] },
	{
		i: 2,
		p: null,
		s: [
			['mmap', 'fail'],
			['brk', 'fail'],
			['mmap', 'fail'],
		],
	},
	{
		i: 3,
		s: [
			['mremap', 200_704, 4096, 0],
			['munmap', 4096, 0],
		],
	},
	{ i: 4, k: 0, s: [['brk', 0]] },
]
const full = fillAnswers(answers)
const compareWith = (changed: readonly Answer[]) => compareAnswers(full, fillAnswers(changed))
const replaced = (i: number, change: Partial<Answer>): Answer[] =>
	answers.map((answer) => (answer.i === i ? { ...answer, ...change } : answer))

describe('comparing answers', () => {
	it('O-10 a run is equal to itself, also with every key written out', () => {
		const { ops, same, firstDifference } = compareWith(answers)
		expect({ ops, firstDifference }).toEqual({ ops: 5, firstDifference: undefined })
		for (const field of ANSWER_FIELDS) expect(same[field]).toBe(5)
		const spelled = answers.map((answer) => ({ k: 135_168, f: 0, s: [], ...answer }))
		expect(compareWith(spelled).firstDifference).toBeUndefined()
	})

	const changes: readonly (readonly [string, number, Partial<Answer>, readonly string[]])[] = [
		['another address', 0, { p: 688 }, ['address']],
		['a number for a mapping', 1, { p: 16 }, ['address']],
		['another mapping', 1, { p: 'm1+16' }, ['address']],
		['an address for NULL', 2, { p: 0 }, ['address']],
		['another usable size', 0, { u: 25 }, ['usable']],
		['a usable size too many', 2, { u: 0 }, ['usable']],
		['another fault', 1, { f: 3 }, ['faults']],
		['a fault too many', 3, { f: 1 }, ['faults']],
		['a moved break', 1, { k: 4096 }, ['break']],
		[
			'another length',
			3,
			{
				s: [
					['mremap', 200_704, 8192, 0],
					['munmap', 4096, 0],
				],
			},
			['calls'],
		],
		[
			'another order',
			3,
			{
				s: [
					['munmap', 4096, 0],
					['mremap', 200_704, 4096, 0],
				],
			},
			['calls'],
		],
		[
			'a call less',
			2,
			{
				s: [
					['mmap', 'fail'],
					['brk', 'fail'],
				],
			},
			['calls'],
		],
		[
			'a success for a refusal',
			2,
			{
				s: [
					['mmap', 4096],
					['brk', 'fail'],
					['mmap', 'fail'],
				],
			},
			['calls'],
		],
	]
	it.each(changes)('O-11 %s is a difference', (_, i, change, fields) => {
		expect(compareWith(replaced(i, change)).firstDifference).toEqual({ i, fields })
	})

	it('O-12 a break that stays where it should move is a difference until it moves again', () => {
		const { k: _, ...still } = answers[0] as Answer
		const { same } = compareWith([still, ...answers.slice(1)])
		expect(same.break).toBe(1)
	})

	it('O-13 an op too few or too many differs in all', () => {
		expect(compareWith(answers.slice(0, 4)).firstDifference).toEqual({ i: 4, fields: ANSWER_FIELDS })
		expect(compareWith([...answers, { i: 5 }]).firstDifference).toEqual({ i: 5, fields: ANSWER_FIELDS })
	})

	it('O-14 an ignored field never makes a difference, but is counted', () => {
		const comparison = compareAnswers(full, fillAnswers(replaced(0, { f: 9 })), ['faults'])
		expect(comparison.firstDifference).toBeUndefined()
		expect(comparison.same.faults).toBe(4)
	})

	it('O-15 an answers file must be JSON lines with each op in its turn', () => {
		expect(readAnswers('{"lot":1}\n{"i":0,"p":null}\n\n{"end":1,"faults":0}\n')).toEqual({
			answers: [{ i: 0, p: null }],
			end: { end: 1, faults: 0 },
		})
		expect(() => readAnswers('{"i":1}\n')).toThrow('line 1: op 1 where op 0 is due')
		expect(() => readAnswers('{"i":0}\nnothing\n')).toThrow('line 2: no JSON object')
	})
})
