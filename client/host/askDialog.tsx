import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { offered } from '../../shared/lesson/bindQuestion.ts'
import {
	type CustomQuestion,
	MAX_CUSTOM_OPTIONS,
	MAX_OPTION_CHARACTERS,
	MAX_QUESTION_CHARACTERS,
} from '../../shared/lesson/poll.ts'
import type { QuestionId } from '../../shared/lesson/question.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { Dialog } from './dialog.tsx'

interface Props {
	readonly room: Console
	readonly lesson: HostLesson
	readonly onClose: () => void
}

const letterOf = (index: number): string => String.fromCharCode(65 + index)

/** A question of the bank that fits this round, or one of the lecturer's own. */
export function AskDialog({ room, lesson, onClose }: Props): JSX.Element {
	return (
		<Dialog title={t('ask.title')} size="wide" onClose={onClose}>
			{lesson.poll === null ? null : <p class="notice">{t('ask.replaces')}</p>}
			<Bank room={room} lesson={lesson} onClose={onClose} />
			<Own room={room} onClose={onClose} />
		</Dialog>
	)
}

function Bank({ room, lesson, onClose }: Props): JSX.Element {
	const { level, seed, polls } = lesson
	const fitting = useSignal<readonly QuestionId[] | null>(null)
	useEffect(() => {
		let current = true
		const known = levelNamed(level)
		// It plays a round or two: after the dialog is painted.
		const timer = setTimeout(() => {
			void (known === undefined ? Promise.resolve([]) : offered(known, seed)).then(
				(ids) => {
					if (current) fitting.value = ids
				},
				() => {
					if (current) fitting.value = []
				},
			)
		}, 30)
		return () => {
			current = false
			clearTimeout(timer)
		}
	}, [level, seed])
	const asked = new Set(polls.flatMap(({ question }) => (question.kind === 'bank' ? [question.id] : [])))
	const ask = async (bank: QuestionId): Promise<void> => {
		if (await room.send({ kind: 'ASK', question: { bank } })) onClose()
	}
	return (
		<section aria-labelledby="bank-title">
			<h3 id="bank-title">{t('ask.bank')}</h3>
			<p class="muted">{t('ask.bankWhat')}</p>
			{fitting.value === null ? (
				<p class="muted" role="status">
					{t('ask.finding')}
				</p>
			) : fitting.value.length === 0 ? (
				<p class="muted">{t('ask.noneFits')}</p>
			) : (
				<ul class="bank-list">
					{fitting.value.map((id) => (
						<li key={id}>
							<button type="button" class="bank-choice" onClick={() => void ask(id)}>
								<span class="chip mono">{id}</span>
								<span>{t(`lesson.q.${id}.title`)}</span>
								{asked.has(id) ? <span class="chip">{t('ask.asked')}</span> : null}
							</button>
						</li>
					))}
				</ul>
			)}
		</section>
	)
}

/** Null: it can be asked. */
function faultOf({ text, options }: CustomQuestion): 'ask.needText' | 'ask.needOptions' | null {
	if (text === '') return 'ask.needText'
	return options.length < 2 ? 'ask.needOptions' : null
}

function Own({ room, onClose }: Omit<Props, 'lesson'>): JSX.Element {
	const text = useSignal('')
	const options = useSignal<readonly string[]>(['', ''])
	const correct = useSignal<number | null>(null)
	const tried = useSignal(false)
	// Empty lines are left out; the right one moves up with its text.
	const filled = options.value
		.map((option, index) => ({ option: option.trim(), index }))
		.filter(({ option }) => option !== '')
	const right = filled.findIndex(({ index }) => index === correct.value)
	const custom: CustomQuestion = {
		text: text.value.trim(),
		options: filled.map(({ option }) => option),
		correct: right < 0 ? null : right,
	}
	const fault = faultOf(custom)
	const ask = async (): Promise<void> => {
		tried.value = true
		if (fault === null && (await room.send({ kind: 'ASK', question: { custom } }))) onClose()
	}
	return (
		<form
			class="own-question"
			aria-labelledby="own-title"
			onSubmit={(event) => {
				event.preventDefault()
				void ask()
			}}
		>
			<h3 id="own-title">{t('ask.own')}</h3>
			<label class="field">
				<span class="label">{t('ask.text')}</span>
				<textarea
					class="input"
					rows={2}
					maxLength={MAX_QUESTION_CHARACTERS}
					value={text.value}
					onInput={(event) => (text.value = event.currentTarget.value)}
				/>
			</label>
			<fieldset class="field">
				<legend>{t('ask.options')}</legend>
				{options.value.map((option, index) => (
					<div key={index} class="own-option">
						<input
							type="radio"
							name="correct"
							aria-label={t('ask.correct', { letter: letterOf(index) })}
							title={t('ask.correct', { letter: letterOf(index) })}
							checked={correct.value === index}
							onChange={() => (correct.value = index)}
						/>
						<b class="mono">{letterOf(index)}</b>
						<input
							class="input"
							aria-label={t('ask.option', { letter: letterOf(index) })}
							maxLength={MAX_OPTION_CHARACTERS}
							value={option}
							onInput={(event) => (options.value = options.value.with(index, event.currentTarget.value))}
						/>
					</div>
				))}
				<div class="own-option">
					<label>
						<input
							type="radio"
							name="correct"
							checked={correct.value === null}
							onChange={() => (correct.value = null)}
						/>{' '}
						{t('ask.noCorrect')}
					</label>
					{options.value.length < MAX_CUSTOM_OPTIONS ? (
						<button type="button" class="button" onClick={() => (options.value = [...options.value, ''])}>
							{t('ask.add')}
						</button>
					) : null}
				</div>
			</fieldset>
			<div class="dialog-buttons">
				<span class="field-hint bad" aria-live="polite">
					{tried.value && fault !== null ? t(fault) : ''}
				</span>
				<button type="submit" class="button primary" aria-disabled={fault !== null}>
					{t('ask.send')}
				</button>
			</div>
		</form>
	)
}
