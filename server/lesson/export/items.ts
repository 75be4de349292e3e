import { itemsOf } from '../../../shared/lesson/items.ts'
import { keyOf, type MAX_CUSTOM_OPTIONS, type Poll, type Split } from '../../../shared/lesson/poll.ts'
import type { LessonRecord } from '../../../shared/lesson/record.ts'
import { type Cell, csvOf } from '../../http/csv.ts'
import { chapterOf } from './chapterOf.ts'
import type { ExportSurroundings } from './gradebook.ts'

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'] as const satisfies { readonly length: typeof MAX_CUSTOM_OPTIONS }

export const ITEM_COLUMNS = [
	'session',
	'date',
	'chapter',
	'level',
	'seed',
	'round',
	'item',
	'question',
	'text',
	'form',
	'correct',
	...LETTERS.map((letter) => `first_${letter}`),
	...LETTERS.map((letter) => `revote_${letter}`),
	'first_votes',
	'revote_votes',
	'first_correct_pct',
	'revote_correct_pct',
	'normalised_gain',
	'potential_learners',
	'weighted_learning_gain',
] as const

/**
 * One row for each question that was asked. Options are in the order of the bank (a … f), not in the shuffled one of
 * the screens, so that lessons can be put together; of a question that asks for an order, `a` counts the right orders
 * and `b` the others. `question`: its id in the bank, or `custom` with its text. Empty: no such option, or nothing to
 * compare (an opinion has no right answer).
 */
export function itemsCsv(record: LessonRecord, surroundings: ExportSurroundings): string {
	return csvOf([ITEM_COLUMNS, ...record.polls.map((poll) => rowOf(record, poll, surroundings))])
}

function rowOf(record: LessonRecord, poll: Poll, { dayOf }: ExportSurroundings): readonly Cell[] {
	const { question } = poll
	const round = record.rounds.find((one) => one.round === poll.round)
	const form = question.kind === 'bank' ? question.bound.form : 'one'
	const items = itemsOf(poll)
	const askedMs = poll.sinceMs.first ?? round?.startedMs
	const level = question.kind === 'bank' ? question.bound.level : (round?.level ?? null)
	return [
		record.code,
		askedMs === undefined ? null : dayOf(askedMs),
		level && chapterOf(level),
		level,
		question.kind === 'bank' ? question.bound.seed : (round?.seed ?? null),
		poll.round,
		poll.id,
		question.kind === 'bank' ? question.bound.id : 'custom',
		question.kind === 'bank' ? null : question.custom.text,
		form,
		correctOf(poll, form),
		...optionCells(poll, form, items.first),
		...optionCells(poll, form, items.revote),
		sum(items.first),
		sum(items.revote),
		percent(items.firstCorrect),
		percent(items.revoteCorrect),
		thousandth(items.normalisedGain),
		items.firstCorrect === null ? null : items.potentialLearners,
		thousandth(items.weightedLearningGain),
	]
}

function correctOf(poll: Poll, form: 'one' | 'order'): string | null {
	if (form === 'order') return LETTERS[0]
	const place = keyOf(poll)?.[0]
	const option = place === undefined ? undefined : poll.shuffle[place]
	return option === undefined ? null : (LETTERS[option] ?? null)
}

/** The counts of the screens' places, put where the bank has those options. */
function optionCells({ shuffle }: Poll, form: 'one' | 'order', split: Split): readonly Cell[] {
	return LETTERS.map((_, option) => {
		const place = form === 'order' ? option : shuffle.indexOf(option)
		return split[place] ?? null
	})
}

const sum = (split: Split): number => split.reduce((total, one) => total + one, 0)

const percent = (share: number | null): number | null => (share === null ? null : Math.round(1000 * share) / 10)

const thousandth = (value: number | null): number | null => (value === null ? null : Math.round(1000 * value) / 1000)
