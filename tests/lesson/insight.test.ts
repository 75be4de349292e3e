import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Regret, RegretCause } from '../../shared/game/score/regret.ts'
import { insightOf, votePoints } from '../../shared/lesson/insight.ts'
import { itemsOf, splitsOf } from '../../shared/lesson/items.ts'
import { keyOf, type Poll, type Vote } from '../../shared/lesson/poll.ts'
import { CONFIDENCES, type Confidence } from '../../shared/lesson/question.ts'
import { REASONS } from '../../shared/lesson/reasons.ts'
import { REGRET_CAUSES } from '../../shared/game/score/regret.ts'

const vote = (answer: number | readonly number[], confidence: Confidence = 70): Vote => ({
	answer: typeof answer === 'number' ? [answer] : answer,
	confidence,
})
type Votes = Readonly<Record<number, Vote>>
/** A poll of four options; on the screens the right one (0 in the bank) is at place 2. */
const poll = (first: Votes, revote: Votes = {}, over: Partial<Poll> = {}): Poll => ({
	id: 1,
	round: 1,
	question: {
		kind: 'bank',
		bound: { id: 'Q1', facts: {}, whyFacts: {}, options: 4, form: 'one', key: [0], level: 'steady', seed: 1 },
	},
	shuffle: [3, 1, 0, 2],
	stage: 'revealed',
	sinceMs: {},
	first,
	revote,
	...over,
})
const RIGHT = 2
const WRONG = 0

const regret = (step: number, cause: RegretCause, costCycles: number): Regret => ({
	seq: 1,
	tick: step * 30,
	step,
	seat: 'malloc',
	cause,
	intent: { kind: 'POL', rackMaxBytes: 0 },
	instead: { by: 2, intent: { kind: 'POL', rackMaxBytes: 64 } },
	costCycles,
})
const REGRETS = [regret(41, 'askSize', 5000), regret(73, 'grant', 10000), regret(190, 'victim', 2000)]
const nothing = { polls: [], player: 1, diagnosis: null, regrets: REGRETS, reason: null }

describe('points of a vote', () => {
	test.each([
		[true, 50, 8.5],
		[true, 70, 9.5],
		[true, 90, 10],
		[false, 50, 3.5],
		[false, 70, 2],
		[false, 90, 0],
	] as const)('I1 right: %s at %i %% gives %d', (right, confidence, points) => {
		expect(votePoints(right, confidence)).toBe(points)
	})

	test('I1 honest confidence promises most, whatever one knows', () => {
		for (let percent = 0; percent <= 100; percent += 1) {
			// Half way between two confidences both are as good.
			if (percent === 60 || percent === 80) continue
			const expected = (confidence: Confidence): number =>
				percent * votePoints(true, confidence) + (100 - percent) * votePoints(false, confidence)
			const best = CONFIDENCES.toSorted((a, b) => expected(b) - expected(a))[0]
			const nearest = CONFIDENCES.toSorted((a, b) => Math.abs(a - percent) - Math.abs(b - percent))[0]
			expect(best, `${percent} %`).toBe(nearest)
		}
	})
})

describe('prediction', () => {
	const prediction = (...polls: Poll[]): number => insightOf({ ...nothing, polls }).prediction

	test('I2 the better of the two votes counts', () => {
		expect(prediction(poll({ 1: vote(RIGHT, 90) }, { 1: vote(WRONG, 90) }))).toBe(40)
		expect(prediction(poll({ 1: vote(WRONG, 90) }, { 1: vote(RIGHT, 90) }))).toBe(40)
		expect(prediction(poll({ 1: vote(WRONG, 90) }))).toBe(0)
	})
	test('I2 it is the average over the questions of the round; not voted is nothing', () => {
		expect(prediction(poll({ 1: vote(RIGHT, 90) }), poll({ 2: vote(RIGHT, 90) }))).toBe(20)
		expect(prediction(poll({ 1: vote(RIGHT, 50) }), poll({ 1: vote(WRONG, 50) }))).toBe(24)
	})
	test('I2 opinions, open questions, and those before one came don’t count', () => {
		const right = poll({ 1: vote(RIGHT, 90) })
		const opinion = poll(
			{},
			{},
			{ question: { kind: 'custom', custom: { text: '?', options: ['a', 'b'], correct: null } }, shuffle: [1, 0] },
		)
		expect(prediction(right, opinion)).toBe(40)
		expect(prediction(right, poll({}, {}, { stage: 'first' }))).toBe(40)
		const late = { ...nothing, polls: [right, poll({}, {}, { id: 2 })], couldVote: ({ id }: Poll) => id === 1 }
		expect(insightOf(late).prediction).toBe(40)
	})
	test('I2 nobody loses anything because nothing was asked: the other parts speak for it', () => {
		const best = { step: 73, cause: 'grant' as const }
		expect(insightOf({ ...nothing, diagnosis: best, reason: 3 })).toEqual({ prediction: 40, diagnosis: 40, rule: 20 })
		expect(insightOf({ ...nothing, diagnosis: null, reason: 3 })).toEqual({ prediction: 13, diagnosis: 0, rule: 20 })
		expect(insightOf(nothing)).toEqual({ prediction: 0, diagnosis: 0, rule: 0 })
	})
	test('I2 no regrets: nothing to diagnose, and any rule is a good one', () => {
		const polls = [poll({ 1: vote(RIGHT, 90) })]
		expect(insightOf({ ...nothing, polls, regrets: [], reason: 0 })).toEqual({
			prediction: 40,
			diagnosis: 40,
			rule: 20,
		})
	})
})

describe('diagnosis and rule', () => {
	const diagnosis = (step: number, cause: RegretCause): number =>
		insightOf({ ...nothing, polls: [poll({})], diagnosis: { step, cause } }).diagnosis

	test.each([
		['the dearest moment and its cause', 73, 'grant', 40],
		['four steps off', 77, 'grant', 40],
		['twelve steps off', 85, 'grant', 28],
		['thirteen steps off: the cause alone', 86, 'grant', 8],
		['the moment, another cause', 73, 'askSize', 24],
		['the second dearest, at half the cost', 41, 'askSize', 24],
		['nothing of it', 120, 'audit', 0],
	] as const)('I3 %s', (_title, step, cause, points) => {
		expect(diagnosis(step, cause)).toBe(points)
	})
	test('I3 only the three dearest are looked for', () => {
		const regrets = [...REGRETS, regret(300, 'audit', 100)]
		expect(insightOf({ ...nothing, regrets, diagnosis: { step: 300, cause: 'audit' } }).diagnosis).toBe(0)
	})

	test.each([
		['none chosen', null, false, 0],
		['the one against the dearest', 3, false, 20],
		['one against a cheaper one', 0, false, 12],
		['one that would have spared nothing', 4, false, 5],
		['an own standing order that beat the bot', null, true, 20],
		['no such reason', 17, false, 0],
	] as const)('I4 %s', (_title, reason, ruleBeatBot, points) => {
		expect(insightOf({ ...nothing, polls: [poll({})], reason, ruleBeatBot }).rule).toBe(points)
	})
	test('I4 six rules cover all causes, each cause once', () => {
		expect(REASONS).toHaveLength(6)
		expect(REASONS.flatMap(({ against }) => against).toSorted()).toEqual([...REGRET_CAUSES].toSorted())
	})

	test('I5 it is always within 0 … 100, in whole points', () => {
		const anyVote = fc.record({ answer: fc.tuple(fc.nat(3)), confidence: fc.constantFrom(...CONFIDENCES) })
		const anyVotes = fc.option(anyVote).map((one) => (one ? { 1: one } : {}))
		fc.assert(
			fc.property(
				fc.array(fc.tuple(anyVotes, anyVotes), { maxLength: 4 }),
				fc.array(fc.tuple(fc.nat(300), fc.constantFrom(...REGRET_CAUSES), fc.integer({ min: 1, max: 50000 })), {
					maxLength: 5,
				}),
				fc.option(fc.record({ step: fc.nat(300), cause: fc.constantFrom(...REGRET_CAUSES) })),
				fc.option(fc.nat(5)),
				(votes, regrets, guess, reason) => {
					const insight = insightOf({
						polls: votes.map(([first, revote]) => poll(first, revote)),
						player: 1,
						diagnosis: guess,
						regrets: regrets.map((one) => regret(...one)),
						reason,
					})
					expect(Object.values(insight).every((points) => Number.isInteger(points) && points >= 0)).toBe(true)
					expect(insight.prediction).toBeLessThanOrEqual(40)
					expect(insight.diagnosis).toBeLessThanOrEqual(40)
					expect(insight.rule).toBeLessThanOrEqual(20)
				},
			),
			{ numRuns: 200 },
		)
	})
})

describe('figures of an item', () => {
	const asked = poll(
		{ 1: vote(RIGHT), 2: vote(WRONG), 3: vote(WRONG), 4: vote(1), 5: vote(RIGHT) },
		{ 1: vote(RIGHT), 2: vote(RIGHT), 3: vote(WRONG), 4: vote(RIGHT), 6: vote(3) },
	)
	test('I6 counts stand in the order of the screens', () => {
		expect(keyOf(asked)).toEqual([RIGHT])
		expect(splitsOf(asked)).toEqual({ first: [2, 1, 2, 0], revote: [1, 0, 3, 1] })
	})
	test('I6 gains are of those who voted twice', () => {
		// Four voted twice: one was right, then three. Of three potential learners two learned.
		expect(itemsOf(asked)).toMatchObject({
			firstCorrect: 2 / 5,
			revoteCorrect: 3 / 5,
			normalisedGain: (3 / 4 - 1 / 4) / (1 - 1 / 4),
			potentialLearners: 3,
			weightedLearningGain: 2 / 3,
		})
	})
	test.each([
		['all lost it', { 1: vote(RIGHT) }, { 1: vote(WRONG) }, -1, 0, null],
		['all knew it', { 1: vote(RIGHT) }, { 1: vote(RIGHT) }, null, 0, null],
		['nobody learned', { 1: vote(WRONG) }, { 1: vote(WRONG) }, 0, 1, 0],
		['nobody voted twice', { 1: vote(WRONG) }, {}, null, 0, null],
	] as const)('I6 %s', (_title, first, revote, normalisedGain, potentialLearners, weightedLearningGain) => {
		expect(itemsOf(poll(first, revote))).toMatchObject({ normalisedGain, potentialLearners, weightedLearningGain })
	})
	test('I6 an order is right as a whole or not', () => {
		const bound = {
			id: 'Q10',
			facts: {},
			whyFacts: {},
			options: 3,
			form: 'order',
			key: [0, 1, 2],
			level: 'steady',
			seed: 1,
		} as const
		const order = poll(
			{ 1: vote([1, 2, 0]), 2: vote([0, 1, 2]) },
			{},
			{ question: { kind: 'bank', bound }, shuffle: [2, 0, 1] },
		)
		expect(keyOf(order)).toEqual([1, 2, 0])
		expect(splitsOf(order).first).toEqual([1, 1])
	})
})
