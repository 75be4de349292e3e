import type { PollView } from '../../../shared/lesson/poll.ts'
import { hasWords, t } from '../../words/words.ts'

/** What a poll says, in the language on screen. */
export interface QuestionText {
	/** A few words that name it; null: a host's own question. */
	readonly title: string | null
	readonly text: string
	/** In the order of the screens. */
	readonly options: readonly string[]
	/** Null until the answer is revealed, and for a host's own question. */
	readonly why: string | null
}

export function questionText({ question, shuffle, whyFacts }: PollView): QuestionText {
	if (question.kind === 'custom') {
		const options = shuffle.map((option) => question.options[option] ?? '')
		return { title: null, text: question.text, options, why: null }
	}
	const { id, facts } = question
	const option = (index: number): string => {
		const key = `lesson.q.${id}.o${index}`
		return hasWords(key) ? t(key, facts) : ''
	}
	return {
		title: t(`lesson.q.${id}.title`),
		text: t(`lesson.q.${id}.text`, facts),
		options: shuffle.map(option),
		why: whyFacts === null ? null : t(`lesson.q.${id}.why`, { ...facts, ...whyFacts }),
	}
}

/** What an option is called aloud: A for the one that stands first on the screens. */
export const letterOf = (place: number): string => String.fromCharCode(65 + place)
