import type { JSX } from 'preact'
import type { PollView } from '../../shared/lesson/poll.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { levelTitle } from '../app/levelWords.ts'
import { questionText } from '../lesson/question/questionText.ts'
import { formatNumber, t } from '../words/words.ts'

/** The lesson on paper: on screen it doesn't exist, in print it is all there is. */
export function PrintedDebrief({ lesson }: { readonly lesson: HostLesson }): JSX.Element {
	const { table, polls, results, code, players, crews } = lesson
	return (
		<article class="printed" aria-hidden="true">
			<h1>
				{lesson.title}: {t('print.title')}
			</h1>
			<p>{t('print.made', { code, players, crews })}</p>
			{results.length === 0 ? null : (
				<p>
					{results
						.map(
							({ round, level, seed }) =>
								`${t('console.round', { round })}: ${levelTitle(level)}, ${t('console.seed', { seed })}`,
						)
						.join(' · ')}
				</p>
			)}
			<table>
				<thead>
					<tr>
						<th>{t('table.crew')}</th>
						<th>{t('crew.members')}</th>
						<th>{t('seats.bill')}</th>
						<th>{t('table.progress')}</th>
					</tr>
				</thead>
				<tbody>
					{table.map((crew) => (
						<tr key={crew.crew}>
							<td>
								{crew.crew} {crew.name}
							</td>
							<td>
								{crew.members
									.map(({ name, seat }) => (seat === null ? name : `${name} (${t(`role.${seat}`)})`))
									.join(', ')}
							</td>
							<td>{formatNumber(crew.billCycles)}</td>
							<td>
								{crew.score === null
									? `${crew.step} / ${crew.stepsTotal}`
									: `${t('table.score', { score: crew.score })}${crew.medal === null ? '' : ` · ${t(`medal.${crew.medal}`)}`}`}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			{polls.length === 0 ? null : <h2>{t('print.questions')}</h2>}
			{polls.map((poll) => (
				<PrintedPoll key={poll.id} poll={poll} />
			))}
		</article>
	)
}

function PrintedPoll({ poll }: { readonly poll: PollView }): JSX.Element {
	const { text, options } = questionText(poll)
	const counts = (split: readonly number[] | undefined, option: number): string =>
		poll.form === 'one' ? String(split?.[option] ?? 0) : ''
	return (
		<section class="printed-poll">
			<h3>{text}</h3>
			<table>
				<thead>
					<tr>
						<th />
						<th>{t('print.first')}</th>
						<th>{t('print.revote')}</th>
					</tr>
				</thead>
				<tbody>
					{options.map((option, index) => (
						<tr key={index}>
							<td>
								{String.fromCharCode(65 + index)} {option}
								{poll.form === 'one' && poll.key?.[0] === index ? ` (${t('print.right')})` : ''}
							</td>
							<td>{counts(poll.splits?.first, index)}</td>
							<td>{counts(poll.splits?.revote, index)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}
