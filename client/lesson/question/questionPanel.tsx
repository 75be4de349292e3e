import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Answer, PollView, Vote } from '../../../shared/lesson/poll.ts'
import { CONFIDENCES, type Confidence } from '../../../shared/lesson/question.ts'
import { Notice } from '../../app/notice.tsx'
import { explainLesson } from '../../words/explainLesson.ts'
import { t } from '../../words/words.ts'
import { type Draft, draftOf, sameAnswer, sameVote, votedIn, voteOf } from './ballot.ts'
import { Cross, Tick } from './marks.tsx'
import { OrderBallot } from './orderBallot.tsx'
import { PollBars } from './pollBars.tsx'
import { letterOf, questionText } from './questionText.ts'
import '../../style/questions.css'

/** What became of a vote; structurally the `Done` of every bus. */
export type VoteDone =
	| { readonly ok: true }
	| { readonly ok: false; readonly code: string; readonly facts?: Readonly<Record<string, number>> }

export interface QuestionPanelProps {
	readonly poll: PollView
	/** False: whoever looks has no vote (a spectator). */
	readonly canVote: boolean
	readonly onVote: (answer: Answer, confidence: Confidence) => Promise<VoteDone>
}

/** A poll as a student sees it, from the first vote to the answer. */
export function QuestionPanel({ poll, canVote, onVote }: QuestionPanelProps): JSX.Element {
	const { stage } = poll
	const { title, text, why } = questionText(poll)
	const isOpen = stage === 'first' || stage === 'revote'
	return (
		<section class="poll card" data-stage={stage} aria-labelledby={`poll-${poll.id}`}>
			<header class="poll-head">
				<p class="poll-stage" role="status">
					<StageDots stage={stage} />
					<strong>{t(`lesson.poll.stage.${stage}`)}</strong>
				</p>
				{title === null ? null : <p class="poll-title muted">{title}</p>}
				<h2 id={`poll-${poll.id}`}>{text}</h2>
				{stage === 'revealed' ? null : <p class="poll-hint">{t(`lesson.poll.hint.${stage}`)}</p>}
			</header>
			{isOpen && canVote ? (
				<Ballot key={`${poll.id} ${stage}`} poll={poll} onVote={onVote} />
			) : isOpen || stage === 'talk' ? (
				<Options poll={poll} />
			) : (
				<>
					{stage === 'revealed' && poll.form === 'one' ? <RightAnswer poll={poll} /> : null}
					{poll.mine === null ? null : <OwnVotes poll={poll} />}
					<PollBars poll={poll} showKey={stage === 'revealed'} />
				</>
			)}
			{isOpen && !canVote ? <p class="muted">{t('lesson.poll.watch')}</p> : null}
			{stage === 'talk' && poll.form === 'order' && poll.mine !== null ? <OwnVotes poll={poll} /> : null}
			{stage === 'revealed' && poll.key === null ? <p class="poll-why">{t('lesson.poll.opinion')}</p> : null}
			{why === null ? null : (
				<div class="poll-why">
					<h3>{t('lesson.poll.why')}</h3>
					<p>{why}</p>
				</div>
			)}
			{isOpen || stage === 'talk' ? (
				<p class="poll-voted muted number">{t('lesson.poll.voted', { voted: poll.voted, voters: poll.voters })}</p>
			) : null}
		</section>
	)
}

const STAGES = ['first', 'talk', 'revote', 'revealed'] as const

/** How far the question has come; the words beside it say the same. */
function StageDots({ stage }: { readonly stage: PollView['stage'] }): JSX.Element {
	const at = STAGES.indexOf(stage === 'locked' ? 'revealed' : stage)
	return (
		<span class="poll-dots" aria-hidden="true">
			{STAGES.map((one, index) => (
				<i key={one} data-state={index < at ? 'done' : index === at ? 'now' : 'next'} />
			))}
		</span>
	)
}

/** From then on a vote that is on its way is called slow. */
const SLOW_MS = 4000

function Ballot({ poll, onVote }: Pick<QuestionPanelProps, 'poll' | 'onVote'>): JSX.Element {
	const { options } = questionText(poll)
	const draft = useSignal<Draft>(draftOf(poll))
	/** What this page has sent; the server's answer in the poll itself may come later. */
	const sent = useSignal<Vote | null>(null)
	const sending = useSignal(false)
	const slow = useSignal(false)
	const failed = useSignal<Exclude<VoteDone, { ok: true }> | null>(null)
	const missing = useSignal<'answer' | 'sure' | null>(null)
	useEffect(() => {
		if (!sending.value) return
		const timer = setTimeout(() => (slow.value = true), SLOW_MS)
		return () => clearTimeout(timer)
	}, [sending.value, sending, slow])

	const { answer, confidence } = draft.value
	const vote = voteOf(draft.value, poll)
	const standing = sent.value ?? votedIn(poll)
	const isIn = sameVote(vote, standing)
	const sure = confidence === null ? '' : t(`lesson.poll.sure.${confidence}`)
	const isOrder = poll.form === 'order'
	const letter = letterOf(answer[0] ?? 0)

	const change = (next: Partial<Draft>): void => {
		draft.value = { ...draft.value, ...next }
		missing.value = null
		failed.value = null
	}
	const send = async (): Promise<void> => {
		if (sending.value) return
		if (vote === null) {
			missing.value =
				confidence === null && (isOrder ? answer.length === options.length : answer.length > 0) ? 'sure' : 'answer'
			return
		}
		failed.value = null
		slow.value = false
		sending.value = true
		const done = await onVote(vote.answer, vote.confidence)
		sending.value = false
		if (done.ok) sent.value = vote
		else failed.value = done
	}
	const label = (): string => {
		if (sending.value) return t('lesson.poll.sending')
		if (failed.value !== null) return t('lesson.poll.retry')
		if (vote === null) {
			if (!isOrder) return answer.length === 0 ? t('lesson.poll.needAnswer') : t('lesson.poll.needSure')
			const count = options.length - answer.length
			return count > 0 ? t('lesson.poll.orderLeft', { count }) : t('lesson.poll.needSure')
		}
		if (standing === null)
			return isOrder ? t('lesson.poll.voteOrder', { sure }) : t('lesson.poll.vote', { answer: letter, sure })
		return isOrder ? t('lesson.poll.changeOrder', { sure }) : t('lesson.poll.change', { answer: letter, sure })
	}

	return (
		<form
			class="poll-ballot"
			noValidate
			onSubmit={(event) => {
				event.preventDefault()
				void send()
			}}
		>
			{isOrder ? (
				<OrderBallot options={options} answer={answer} onChange={(next) => change({ answer: next })} />
			) : (
				<fieldset class="poll-choices" aria-invalid={missing.value === 'answer'}>
					<legend class="visually-hidden">{t('lesson.poll.options')}</legend>
					{options.map((option, place) => (
						<label key={place} class="poll-choice">
							<input
								type="radio"
								name={`poll-${poll.id}`}
								checked={answer[0] === place}
								onChange={() => change({ answer: [place] })}
							/>
							<b class="poll-letter">{letterOf(place)}</b>
							<span>{option}</span>
						</label>
					))}
				</fieldset>
			)}
			<fieldset class="field poll-sure" aria-invalid={missing.value === 'sure'}>
				<legend>
					{t('lesson.poll.confidence')} <span class="poll-sure-line">{t('lesson.poll.sureLine')}</span>
				</legend>
				<div class="choices">
					{CONFIDENCES.map((one) => (
						<label key={one}>
							<input
								type="radio"
								name={`sure-${poll.id}`}
								checked={confidence === one}
								onChange={() => change({ confidence: one })}
							/>
							<span>
								{t(`lesson.poll.sure.${one}`)}
								<small class="number">{t('lesson.poll.percent', { percent: one })}</small>
							</span>
						</label>
					))}
				</div>
			</fieldset>
			{failed.value === null ? null : (
				<Notice kind="bad">{t('lesson.poll.failed', { why: explainLesson(failed.value) })}</Notice>
			)}
			{sending.value && slow.value ? <Notice kind="info">{t('lesson.poll.slow')}</Notice> : null}
			{isIn && !sending.value && failed.value === null ? (
				<Notice kind="good">
					{isOrder ? t('lesson.poll.sentOrder', { sure }) : t('lesson.poll.sent', { answer: letter, sure })}
				</Notice>
			) : (
				<button type="submit" class="button primary wide" aria-disabled={sending.value || vote === null}>
					{label()}
				</button>
			)}
			<p class="visually-hidden" role="alert">
				{missing.value === null
					? ''
					: missing.value === 'answer'
						? t('lesson.poll.needAnswer')
						: t('lesson.poll.needSure')}
			</p>
		</form>
	)
}

/** The options, to be read only; the own one is marked. */
function Options({ poll }: { readonly poll: PollView }): JSX.Element {
	const { options } = questionText(poll)
	const mine = poll.form === 'one' ? poll.mine?.first?.answer[0] : undefined
	return (
		<ol class="poll-read">
			{options.map((option, place) => (
				<li key={place} class="poll-choice" data-mine={mine === place}>
					<b class="poll-letter">{letterOf(place)}</b>
					<span>
						{option}
						{mine === place ? <em class="poll-mine">{t('lesson.poll.mineFirst')}</em> : null}
					</span>
				</li>
			))}
		</ol>
	)
}

/** Said first: the bars may reach far below the screen of a phone. */
function RightAnswer({ poll }: { readonly poll: PollView }): JSX.Element | null {
	const place = poll.key?.[0]
	if (place === undefined) return null
	const { options } = questionText(poll)
	return (
		<p class="poll-answer">
			<b class="poll-letter">{letterOf(place)}</b>
			<span>
				<strong class="poll-right">
					<Tick />
					{t('lesson.poll.rightAnswer')}
				</strong>
				<span>{options[place]}</span>
			</span>
		</p>
	)
}

/** Both votes of a student, and once it is told whether each was right. */
function OwnVotes({ poll }: { readonly poll: PollView }): JSX.Element {
	const { mine, key, stage } = poll
	const isTold = stage === 'revealed' && key !== null
	const rows = [
		['lesson.poll.mineFirst', mine?.first ?? null],
		['lesson.poll.mineRevote', mine?.revote ?? null],
	] as const
	return (
		<dl class="poll-own">
			{rows.map(([name, vote]) =>
				vote === null && (name === 'lesson.poll.mineRevote' || stage === 'talk') ? null : (
					<div key={name}>
						<dt>{t(name)}</dt>
						<dd>
							{vote === null ? t('lesson.poll.mineNone') : <OwnVote poll={poll} vote={vote} />}
							{vote === null || !isTold || key === null ? null : sameAnswer(vote.answer, key) ? (
								<strong class="poll-right">
									<Tick />
									{t('lesson.poll.right')}
								</strong>
							) : (
								<strong class="poll-wrong">
									<Cross />
									{t('lesson.poll.wrong')}
								</strong>
							)}
						</dd>
					</div>
				),
			)}
		</dl>
	)
}

/** "B · fairly sure"; of an order question the order, by the letters of its things. */
function OwnVote({ poll, vote }: { readonly poll: PollView; readonly vote: Vote }): JSX.Element {
	const letters = vote.answer.map(letterOf)
	return (
		<span>
			<b>{poll.form === 'one' ? letters[0] : letters.join(' → ')}</b> · {t(`lesson.poll.sure.${vote.confidence}`)}
		</span>
	)
}
