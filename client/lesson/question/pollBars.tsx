import type { JSX } from 'preact'
import type { PollView, Split } from '../../../shared/lesson/poll.ts'
import { formatNumber, t } from '../../words/words.ts'
import { Tick } from './marks.tsx'
import { letterOf, questionText } from './questionText.ts'
import '../../style/questions.css'

/**
 * Options with how often each was chosen, before and after the talk. `big`: for a projector. `showKey`: marks the right
 * one as far as the poll tells it. Sizes follow the font size of the frame around it.
 */
export function PollBars(props: {
	readonly poll: PollView
	readonly big?: boolean
	readonly showKey: boolean
}): JSX.Element {
	const { poll, big = false, showKey } = props
	const { form, splits, key, stage, mine } = poll
	const rows = rowsOf(poll)
	const firstTotal = totalOf(splits?.first)
	const revoteTotal = totalOf(splits?.revote)
	const isSecret = showKey && key !== null && stage !== 'revealed'
	return (
		<section class="poll-bars" data-big={big} aria-label={t('lesson.poll.bars')}>
			{splits === null ? null : firstTotal + revoteTotal === 0 ? (
				<p class="poll-legend muted">{t('lesson.poll.noVotes')}</p>
			) : (
				<p class="poll-legend">
					<span>
						<i data-when="before" aria-hidden="true" />
						{t('lesson.poll.before')} · <span class="number">{t('lesson.poll.votes', { count: firstTotal })}</span>
					</span>
					{revoteTotal === 0 ? null : (
						<span>
							<i data-when="after" aria-hidden="true" />
							{t('lesson.poll.after')} · <span class="number">{t('lesson.poll.votes', { count: revoteTotal })}</span>
						</span>
					)}
				</p>
			)}
			<ol>
				{rows.map((row, place) => {
					const isRight = showKey && row.right
					return (
						<li key={place} data-right={isRight}>
							{form === 'order' && splits !== null ? null : <b class="poll-letter">{letterOf(place)}</b>}
							<div class="poll-option">
								<span>{row.text}</span>
								{isRight ? (
									<strong class="poll-right">
										<Tick />
										{t('lesson.poll.rightAnswer')}
										{isSecret ? <em> · {t('lesson.poll.secret')}</em> : null}
									</strong>
								) : null}
								{form === 'order' ? null : (
									<>
										{mine?.first?.answer[0] === place ? <em class="poll-mine">{t('lesson.poll.mineFirst')}</em> : null}
										{mine?.revote?.answer[0] === place ? (
											<em class="poll-mine">{t('lesson.poll.mineRevote')}</em>
										) : null}
									</>
								)}
							</div>
							{splits === null || firstTotal + revoteTotal === 0 ? null : (
								<div class="poll-counts">
									<Bar when="before" votes={splits.first[place] ?? 0} total={firstTotal} />
									{revoteTotal === 0 ? null : (
										<Bar when="after" votes={splits.revote[place] ?? 0} total={revoteTotal} />
									)}
								</div>
							)}
						</li>
					)
				})}
			</ol>
			{form === 'order' && showKey && key !== null ? <RightOrder poll={poll} /> : null}
			{splits === null ? (
				<p class="poll-legend muted">
					<span class="number">{t('lesson.poll.voted', { voted: poll.voted, voters: poll.voters })}</span>
					<span>{t('lesson.poll.hidden')}</span>
				</p>
			) : null}
		</section>
	)
}

/** What stands beside the bars: the options, or for an order question whether it was right. */
function rowsOf(poll: PollView): readonly { readonly text: string; readonly right: boolean }[] {
	const { form, key, splits } = poll
	const { options } = questionText(poll)
	if (form === 'one') return options.map((text, place) => ({ text, right: key?.[0] === place }))
	// Before the lock the things themselves are to be seen, in the order in which they are on the screens.
	if (splits === null) return options.map((text) => ({ text, right: false }))
	return [
		{ text: t('lesson.poll.barOrderRight'), right: false },
		{ text: t('lesson.poll.barOrderOther'), right: false },
	]
}

const totalOf = (split: Split | undefined): number => split?.reduce((sum, votes) => sum + votes, 0) ?? 0

function Bar(props: {
	readonly when: 'before' | 'after'
	readonly votes: number
	readonly total: number
}): JSX.Element {
	const { when, votes, total } = props
	const percent = total === 0 ? 0 : Math.round((100 * votes) / total)
	return (
		<span class="poll-bar" data-when={when}>
			<span class="visually-hidden">{t(`lesson.poll.${when}`)}: </span>
			<span class="poll-track" aria-hidden="true">
				<span style={{ width: `${percent}%` }} />
			</span>
			<b class="number">{t('lesson.poll.percent', { percent })}</b>
			<span class="poll-votes number muted">{formatNumber(votes)}</span>
		</span>
	)
}

/** The things of an order question as they happen. */
function RightOrder({ poll }: { readonly poll: PollView }): JSX.Element | null {
	const { options } = questionText(poll)
	if (poll.key === null) return null
	return (
		<div class="poll-order-key">
			<h3>
				<Tick /> {t('lesson.poll.rightOrder')}
			</h3>
			<ol>
				{poll.key.map((place, index) => (
					<li key={place}>
						<b class="poll-letter number">{index + 1}</b>
						<span>{options[place]}</span>
						<span class="poll-tag muted">{letterOf(place)}</span>
					</li>
				))}
			</ol>
		</div>
	)
}
