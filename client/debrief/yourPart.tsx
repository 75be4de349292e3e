import { useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { SEATS } from '../../shared/game/seat.ts'
import type { Rule } from '../../shared/game/standingOrder.ts'
import { DIAGNOSIS_POINTS, PREDICTION_POINTS, RULE_POINTS } from '../../shared/lesson/insight.ts'
import type { PollView, Vote } from '../../shared/lesson/poll.ts'
import { REASONS } from '../../shared/lesson/reasons.ts'
import type { Insight } from '../../shared/lesson/view.ts'
import type { CrewView } from '../../shared/protocol/messages.ts'
import { useDownload } from '../app/download.ts'
import { Notice } from '../app/notice.tsx'
import type { Done } from '../connect/bus.ts'
import { letterOf, questionText } from '../lesson/question/questionText.ts'
import { speak } from '../seats/speak.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { formatNumber, t } from '../words/words.ts'
import type { RoundStory, SeatSpan } from './roundStory.ts'

/** How much of a round was understood, in its three parts. */
export function InsightCard({ insight }: { readonly insight: Insight | null }): JSX.Element {
	const parts = [
		['prediction', PREDICTION_POINTS],
		['diagnosis', DIAGNOSIS_POINTS],
		['rule', RULE_POINTS],
	] as const
	return (
		<section class="insight" aria-labelledby="insight-title">
			<h2 id="insight-title">
				{t('debrief.insight')}
				{insight === null ? null : (
					<strong class="insight-sum number">
						{formatNumber(insight.prediction + insight.diagnosis + insight.rule)}
						<small> / 100</small>
					</strong>
				)}
			</h2>
			<p class="muted">{insight === null ? t('debrief.insightSoon') : t('debrief.insightLine')}</p>
			{insight === null ? null : (
				<dl class="insight-parts">
					{parts.map(([part, most]) => (
						<div key={part}>
							<dt>{t(`debrief.insight.${part}`)}</dt>
							<dd class="number">
								<span class="insight-bar" aria-hidden="true" style={{ '--most': most }}>
									<span style={{ width: `${(100 * insight[part]) / most}%` }} />
								</span>
								{t('debrief.insightOf', { points: insight[part], most })}
							</dd>
						</div>
					))}
				</dl>
			)}
		</section>
	)
}

/** What was predicted before and after the talk, and what was right. */
export function Predictions({ polls }: { readonly polls: readonly PollView[] }): JSX.Element {
	return (
		<section class="predictions" aria-labelledby="predictions-title">
			<h2 id="predictions-title">{t('debrief.predictions')}</h2>
			{polls.length === 0 ? <p class="muted">{t('debrief.noPredictions')}</p> : null}
			<ol>
				{polls.map((poll) => {
					const { text, options, why } = questionText(poll)
					const { key, mine } = poll
					return (
						<li key={poll.id}>
							<p class="prediction-text">{text}</p>
							<dl class="prediction-votes">
								<VoteLine name={t('debrief.voteFirst')} vote={mine?.first ?? null} poll={poll} options={options} />
								<VoteLine name={t('debrief.voteRevote')} vote={mine?.revote ?? null} poll={poll} options={options} />
								{key === null ? null : (
									<div class="prediction-key">
										<dt>{t('debrief.answer')}</dt>
										<dd>
											<strong>{answerText(key, options)}</strong>
										</dd>
									</div>
								)}
							</dl>
							{why === null ? null : <p class="prediction-why">{why}</p>}
						</li>
					)
				})}
			</ol>
		</section>
	)
}

const answerText = (answer: readonly number[], options: readonly string[]): string =>
	answer
		.map((place) => (answer.length > 1 ? letterOf(place) : `${letterOf(place)} · ${options[place] ?? ''}`))
		.join(' → ')

function VoteLine({
	name,
	vote,
	poll,
	options,
}: {
	readonly name: string
	readonly vote: Vote | null
	readonly poll: PollView
	readonly options: readonly string[]
}): JSX.Element {
	const { key } = poll
	const isRight = vote !== null && key !== null && vote.answer.join() === key.join()
	return (
		<div>
			<dt>{name}</dt>
			<dd>
				{vote === null ? (
					<span class="muted">{t('debrief.noVote')}</span>
				) : (
					<>
						<span>{answerText(vote.answer, options)}</span>{' '}
						<span class="muted number">{t('debrief.sure', { percent: vote.confidence })}</span>{' '}
						{key === null ? (
							<span class="muted">{t('debrief.opinion')}</span>
						) : (
							<strong class="prediction-mark" data-right={isRight}>
								{isRight ? `✓ ${t('debrief.right')}` : `✗ ${t('debrief.wrong')}`}
							</strong>
						)}
					</>
				)}
			</dd>
		</div>
	)
}

/** Wrong rulings, with what the books said. */
export function Audits({ audits }: { readonly audits: RoundStory['audits'] }): JSX.Element {
	return (
		<section class="audits" aria-labelledby="audits-title">
			<h2 id="audits-title">
				{t('debrief.audits')} {audits.length > 0 ? <span class="number">{audits.length}</span> : null}
			</h2>
			{audits.length === 0 ? <p class="muted">{t('debrief.noAudits')}</p> : null}
			<ul>
				{audits.map(({ step, seat, costCycles, lines }, index) => (
					<li key={index} data-seat={seat}>
						<strong>
							{t('debrief.auditAt', { step, seat: t(`role.${seat}`) })}{' '}
							<span class="moment-cost number">{t('debrief.cost', { cycles: costCycles })}</span>
						</strong>
						<span>{lines.map(speak).join(' ')}</span>
					</li>
				))}
			</ul>
		</section>
	)
}

/** The crew's standing orders as they stood at the end, and how often each acted. */
export function Orders({ orders }: { readonly orders: RoundStory['orders'] }): JSX.Element {
	// Of the seat's screen, which a round has loaded before.
	const text = useDownload(loadRuleText)
	return (
		<section class="orders" aria-labelledby="orders-title">
			<h2 id="orders-title">{t('debrief.orders')}</h2>
			{orders.length === 0 ? <p class="muted">{t('debrief.noOrders')}</p> : null}
			<ul>
				{orders.map(({ seat, slot, rule, fired }) => (
					<li key={`${seat}${slot}`} data-seat={seat}>
						<strong class="number">
							{t(`role.${seat}`)} · {t('seats.rules.fired', { count: fired })}
						</strong>
						{text === null || text === 'failed' ? null : <text.part rule={rule} />}
					</li>
				))}
			</ul>
		</section>
	)
}

type RuleTextType = ComponentType<{ rule: Rule }>
const loadRuleText = async (): Promise<RuleTextType> => (await import('../seats/rulesSheet.tsx')).RuleText

/** Who sat where, as strips along the program's steps; hatched: a bot. */
export function Spans({
	spans,
	steps,
	crew,
	you,
}: {
	readonly spans: readonly SeatSpan[]
	readonly steps: number
	/** Null: a round in this page, with one player. */
	readonly crew: CrewView | null
	readonly you: number
}): JSX.Element {
	const nameOf = ({ player, autopilot }: SeatSpan): string => {
		if (player === null) return t('lobby.bot')
		const name =
			player === you ? t('lobby.you') : (crew?.members.find((one) => one.player === player)?.name ?? t('lobby.offline'))
		return autopilot ? `${name} · ${t('debrief.spanAutopilot')}` : name
	}
	return (
		<section class="spans" aria-labelledby="spans-title">
			<h2 id="spans-title">{t('debrief.spans')}</h2>
			<dl>
				{SEATS.map((seat) => (
					<div key={seat} data-seat={seat}>
						<dt>{t(`role.${seat}`)}</dt>
						<dd>
							{spans
								.filter((one) => one.seat === seat)
								.map((span) => (
									<span
										key={span.fromStep}
										class="span"
										data-holder={span.player === null ? 'bot' : span.autopilot ? 'autopilot' : 'human'}
										style={{ flexGrow: Math.max(1, span.toStep - span.fromStep) }}
										title={t('debrief.span', { who: nameOf(span), from: span.fromStep, to: span.toStep })}
									>
										<span>{nameOf(span)}</span>
										<span class="visually-hidden number">
											{t('debrief.span', { who: '', from: span.fromStep, to: span.toStep })}
										</span>
									</span>
								))}
						</dd>
					</div>
				))}
			</dl>
			<p class="spans-axis muted number" aria-hidden="true">
				<span>0</span>
				<span>{formatNumber(steps)}</span>
			</p>
		</section>
	)
}

/** "One rule that I would write": said once in a round. */
export function ReasonForm({
	reason,
	onSay,
}: {
	readonly reason: number | null
	readonly onSay: (choice: number) => Promise<Done>
}): JSX.Element {
	const chosen = useSignal<number | null>(null)
	const problem = useSignal<string | null>(null)
	const busy = useSignal(false)
	const said = REASONS[reason ?? -1]
	if (said) {
		return (
			<section class="reason" aria-labelledby="reason-title">
				<h2 id="reason-title">{t('debrief.reasonSaid')}</h2>
				<p class="reason-said">✓ {t(`lesson.reason.${said.tag}`)}</p>
			</section>
		)
	}
	const submit = async (): Promise<void> => {
		if (chosen.value === null) {
			problem.value = t('debrief.reasonMissing')
			return
		}
		busy.value = true
		const done = await onSay(chosen.value)
		busy.value = false
		problem.value = done.ok ? null : explainLesson(done)
	}
	return (
		<form
			class="reason"
			noValidate
			onSubmit={(event) => {
				event.preventDefault()
				if (!busy.value) void submit()
			}}
		>
			<fieldset>
				<legend>
					<h2>{t('debrief.reason')}</h2>
				</legend>
				{REASONS.map(({ tag }, index) => (
					<label key={tag} class="pick-card">
						<input
							type="radio"
							name="reason"
							checked={chosen.value === index}
							onChange={() => (chosen.value = index)}
						/>
						<span>{t(`lesson.reason.${tag}`)}</span>
					</label>
				))}
			</fieldset>
			{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
			<button type="submit" class="button" aria-disabled={busy.value}>
				{busy.value ? t('lobby.sending') : t('debrief.reasonSend')}
			</button>
		</form>
	)
}
