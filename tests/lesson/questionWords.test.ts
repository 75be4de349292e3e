import { describe, expect, test } from 'vitest'
import { type Draft, draftOf, moved, sameVote, votedIn, voteOf } from '../../client/lesson/question/ballot.ts'
import { letterOf, questionText } from '../../client/lesson/question/questionText.ts'
import { questions as en } from '../../client/words/en/questions.ts'
import { LANGUAGES, showLanguage, t } from '../../client/words/words.ts'
import { questions as zh } from '../../client/words/zh/questions.ts'
import { roundHeader } from '../../shared/game/round.ts'
import { bindQuestion } from '../../shared/lesson/bindQuestion.ts'
import type { PollView } from '../../shared/lesson/poll.ts'
import { type BoundQuestion, QUESTION_IDS, type QuestionId } from '../../shared/lesson/question.ts'
import { REASONS } from '../../shared/lesson/reasons.ts'
import { type Level, type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

const WORDS = { en: en as Readonly<Record<string, string>>, zh: zh as Readonly<Record<string, string>> }
const LEVEL_OF: Readonly<Partial<Record<QuestionId, LevelName>>> = { Q4: 'fragmenter', Q11: 'sawtooth', QF: 'fork' }

const known = new Map<QuestionId, BoundQuestion>()

async function bound(id: QuestionId): Promise<BoundQuestion> {
	const before = known.get(id)
	if (before) return before
	const level = levelNamed(LEVEL_OF[id] ?? 'steady') as Level
	for (let seed = 4711; seed < 4731; seed += 1) {
		const program = await loadProgram(level.name, seed)
		const header = roundHeader(level.name, seed, 'calm')
		const question = bindQuestion(id, { level, program, header, world: null })
		if (!question) continue
		known.set(id, question)
		return question
	}
	throw new Error(`${id} is asked nowhere`)
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name ?? '')

function viewOf(question: BoundQuestion, over: Partial<PollView> = {}): PollView {
	return {
		id: 1,
		stage: 'first',
		stageSinceMs: 0,
		question: { kind: 'bank', id: question.id, facts: question.facts },
		form: question.form,
		shuffle: Array.from({ length: question.options }, (_, index) => question.options - 1 - index),
		voters: 3,
		voted: 0,
		splits: null,
		key: null,
		whyFacts: null,
		mine: { first: null, revote: null },
		...over,
	}
}

describe('what a question says', () => {
	test.each(QUESTION_IDS)('W1 %s: a text for every option, and for each number a place', async (id) => {
		const question = await bound(id)
		const options = Array.from({ length: question.options }, (_, index) => `lesson.q.${id}.o${index}`)
		for (const language of LANGUAGES) {
			const words = WORDS[language]
			expect(Object.keys(words).filter((key) => key.startsWith(`lesson.q.${id}.o`))).toEqual(options)
			const asked = [`lesson.q.${id}.text`, ...options].flatMap((key) => placeholders(words[key] ?? ''))
			// A number that nobody reads could only be read by a cheat.
			expect(new Set(asked)).toEqual(new Set(Object.keys(question.facts)))
			const told = new Set(placeholders(words[`lesson.q.${id}.why`] ?? ''))
			const filled = new Set([...Object.keys(question.facts), ...Object.keys(question.whyFacts)])
			expect([...told].filter((name) => !filled.has(name))).toEqual([])
			expect(Object.keys(question.whyFacts).filter((name) => !told.has(name))).toEqual([])
		}
	})

	test.each(LANGUAGES)('W2 in %s no gap is left in any sentence, and no two options read alike', async (language) => {
		showLanguage(language)
		for (const id of QUESTION_IDS) {
			const question = await bound(id)
			const { title, text, options, why } = questionText(viewOf(question, { whyFacts: question.whyFacts }))
			for (const sentence of [title, text, why, ...options]) {
				expect(sentence).not.toBe('')
				expect(sentence).not.toMatch(/\{\{|…|undefined|lesson\./)
			}
			expect(new Set(options).size).toBe(question.options)
			expect(questionText(viewOf(question)).why).toBeNull()
		}
		showLanguage('en')
	})

	test('W2 options stand as they were shuffled', async () => {
		const question = await bound('Q1')
		const { options } = questionText(viewOf(question, { shuffle: [2, 0, 3, 1] }))
		expect(options[1]).toBe('The same thread, now in ring 0 on its kernel stack')
		const custom = { kind: 'custom', text: 'Lunch?', options: ['yes', 'no'] } as const
		expect(questionText(viewOf(question, { question: custom, shuffle: [1, 0] }))).toEqual({
			title: null,
			text: 'Lunch?',
			options: ['no', 'yes'],
			why: null,
		})
		expect(letterOf(0) + letterOf(5)).toBe('AF')
	})

	test('W3 every rule of the six has its sentence', () => {
		const sentences = REASONS.map(({ tag }) => t(`lesson.reason.${tag}`))
		expect(new Set(sentences).size).toBe(6)
		expect(sentences.filter((sentence) => sentence.startsWith('lesson.'))).toEqual([])
	})
})

describe('a ballot', () => {
	const first = { answer: [2], confidence: 70 } as const
	test('W4 begins empty, after the talk with the first vote, and with what was voted in this stage', async () => {
		const view = viewOf(await bound('Q1'))
		const voted = { ...view, mine: { first, revote: null } }
		expect(draftOf(view)).toEqual({ answer: [], confidence: null })
		expect(draftOf(voted)).toEqual(first)
		expect(draftOf({ ...voted, stage: 'revote' })).toEqual(first)
		expect(votedIn({ ...voted, stage: 'revote' })).toBeNull()
		expect(votedIn(voted)).toEqual(first)
		const again = { answer: [1], confidence: 90 } as const
		expect(draftOf({ ...voted, stage: 'revote', mine: { first, revote: again } })).toEqual(again)
	})
	test('W4 is sent whole or not at all', async () => {
		const one = viewOf(await bound('Q1'))
		const order = viewOf(await bound('Q10'))
		const draft = (answer: readonly number[], confidence: Draft['confidence'] = 50): Draft => ({ answer, confidence })
		expect(voteOf(draft([]), one)).toBeNull()
		expect(voteOf(draft([1], null), one)).toBeNull()
		expect(voteOf(draft([1]), one)).toEqual({ answer: [1], confidence: 50 })
		expect(voteOf(draft([0, 1, 2, 3, 4]), order)).toBeNull()
		expect(voteOf(draft([0, 1, 2, 3, 4, 5]), order)).not.toBeNull()
		expect(sameVote(first, { ...first })).toBe(true)
		expect(sameVote(first, { ...first, confidence: 90 })).toBe(false)
	})
	test('W4 things move by one, and stay at the ends', () => {
		expect(moved([4, 2, 0], 1, -1)).toEqual([2, 4, 0])
		expect(moved([4, 2, 0], 1, 1)).toEqual([4, 0, 2])
		expect(moved([4, 2, 0], 0, -1)).toEqual([4, 2, 0])
		expect(moved([4, 2, 0], 2, 1)).toEqual([4, 2, 0])
	})
})
