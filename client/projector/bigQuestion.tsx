import type { JSX } from 'preact'
import type { PollView } from '../../shared/lesson/poll.ts'
import { PollBars } from '../lesson/question/pollBars.tsx'
import { questionText } from '../lesson/question/questionText.ts'
import { t } from '../words/words.ts'

/** A question for the whole room; bars only once nobody can be led by them. */
export function BigQuestion({ poll }: { readonly poll: PollView }): JSX.Element {
	const { text, options, why } = questionText(poll)
	const { stage, voted, voters } = poll
	const percent = voters === 0 ? 0 : Math.round((100 * voted) / voters)
	return (
		<section class="big-question" data-stage={stage} aria-labelledby="big-question">
			<p class="big-stage" role="status">
				<strong>{t(STAGE_WORDS[stage])}</strong>
				{stage === 'first' || stage === 'revote' ? (
					<span class="number">{t('projector.voteWhat', { voted, voters })}</span>
				) : null}
			</p>
			{stage === 'first' || stage === 'revote' ? (
				<p class="big-voted" aria-hidden="true">
					<i style={{ width: `${percent}%` }} />
				</p>
			) : null}
			<h2 id="big-question">{text}</h2>
			{stage === 'locked' || stage === 'revealed' ? (
				<PollBars poll={poll} big showKey={stage === 'revealed'} />
			) : (
				<ol class="big-options">
					{options.map((option, index) => (
						<li key={index}>
							<b class="mono">{String.fromCharCode(65 + index)}</b>
							<span>{option}</span>
						</li>
					))}
				</ol>
			)}
			{why === null ? null : <p class="big-why">{why}</p>}
		</section>
	)
}

const STAGE_WORDS = {
	first: 'projector.vote',
	talk: 'projector.talk',
	revote: 'projector.revote',
	locked: 'projector.locked',
	revealed: 'projector.revealed',
} as const
