import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Regret } from '../../shared/game/score/regret.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import type { CrewView, You } from '../../shared/protocol/messages.ts'
import { useDownload } from '../app/download.ts'
import { useGame } from '../app/game.ts'
import { Notice } from '../app/notice.tsx'
import type { Done } from '../connect/bus.ts'
import type { Moment } from '../connect/soloBus.ts'
import { t } from '../words/words.ts'
import { type Diagnosis, judgeDiagnosis } from './diagnosisModel.ts'
import { DiagnosisForm } from './diagnosisForm.tsx'
import { MomentList } from './moments.tsx'
import type { ReplayPanel, Whose, Wish } from './replayPanel.tsx'
import { type Moments, type OpenRound, type RoundState, useMoments } from './useRound.ts'
import { Audits, InsightCard, Orders, Predictions, ReasonForm, Spans } from './yourPart.tsx'
import '../style/debrief.css'

interface Props {
	readonly state: RoundState
	readonly onRetry: () => void
	/** Null: casual, or alone; then what is said stays on this page. */
	readonly lesson: PlayerLesson | null
	readonly crew: CrewView | null
	readonly you: You
	/** What a student says of the round; null: nobody hears it. */
	readonly say: ((command: { readonly kind: 'DIAGNOSE' } & Diagnosis) => Promise<Done>) | null
	readonly sayReason: ((choice: number) => Promise<Done>) | null
}

/** Everything about a finished round that its log tells. */
export function Debrief(props: Props): JSX.Element {
	const { state, onRetry } = props
	switch (state.kind) {
		case 'loading':
			return (
				<section class="debrief-state" aria-busy="true">
					<p class="muted" role="status">
						{t('debrief.loading')}
					</p>
					<div class="skeleton" style={{ height: '12rem' }} />
				</section>
			)
		case 'trouble':
			return (
				<section class="debrief-state">
					<Notice kind={state.trouble === 'unreachable' ? 'bad' : 'info'}>{t(`debrief.${state.trouble}`)}</Notice>
					{state.trouble === 'unreachable' ? (
						<button type="button" class="button" onClick={onRetry}>
							{t('debrief.retry')}
						</button>
					) : null}
				</section>
			)
		case 'open':
			return <Opened {...props} opened={state} />
	}
}

function Opened(props: Props & { readonly opened: OpenRound }): JSX.Element {
	const { opened, lesson, crew, you, say, sayReason } = props
	const game = useGame()
	const moments = useMoments(opened, game.env.measure)
	/** Of a round that no lesson keeps. */
	const own = useSignal<Diagnosis | 'skipped' | null>(null)
	const ownReason = useSignal<number | null>(null)
	const showsReplay = useSignal(false)
	const wish = useSignal<Wish | null>(null)
	const tryFailed = useSignal(false)

	const diagnosis = lesson === null ? own.value : (lesson.you.diagnosis as Diagnosis | null)
	const isAnswered = diagnosis !== null || lesson?.stage === 'ended'
	const regrets = moments !== null && moments !== 'failed' ? moments.regrets : []
	const isOpen = isAnswered || (moments !== null && (moments === 'failed' || regrets.length === 0))
	// Before the diagnosis, marks would give the answer away.
	const marks = isOpen ? regrets.map(({ moment }, index) => ({ step: moment.step, place: index + 1 })) : []

	const tryFrom = async (moment: Moment): Promise<void> => {
		const done = await game.startPractice(opened.round, moment, you.seats)
		tryFailed.value = !done
		if (done) scrollTo(0, 0)
	}
	const watch = (whose: Whose, step: number): void => {
		showsReplay.value = true
		wish.value = { whose, step }
	}

	return (
		<>
			<section class="debrief-moments" aria-labelledby="moments-title">
				{isOpen ? (
					<>
						<h2 id="moments-title">{t('debrief.moments')}</h2>
						{regrets.length > 0 ? <p class="muted">{t('debrief.momentsLine')}</p> : null}
						{diagnosis === null || diagnosis === 'skipped' ? null : (
							<Judged diagnosis={diagnosis} regrets={regrets.map(({ moment }) => moment)} />
						)}
						{moments === null ? (
							<Thinking />
						) : moments === 'failed' ? (
							<p>{t('debrief.momentsFailed')}</p>
						) : (
							<MomentList
								regrets={moments.regrets}
								hasGhost
								onWatch={watch}
								onTry={(regret) => void tryFrom(momentOf(regret))}
							/>
						)}
					</>
				) : (
					<BeforeOpening
						moments={moments}
						lesson={lesson}
						steps={opened.replay.steps}
						onSkip={lesson === null ? () => (own.value = 'skipped') : null}
						onSay={async (said) => {
							if (say === null) {
								own.value = said
								return { ok: true }
							}
							return say({ kind: 'DIAGNOSE', ...said })
						}}
					/>
				)}
				{tryFailed.value ? <Notice kind="info">{t('debrief.tryFailed')}</Notice> : null}
			</section>

			<div class="debrief-replay">
				{showsReplay.value ? (
					<Replay
						opened={opened}
						wish={wish}
						marks={marks}
						every={game.env.every}
						onTry={(tick) => void tryFrom({ tick, seq: null })}
					/>
				) : (
					<button type="button" class="button wide replay-open" onClick={() => (showsReplay.value = true)}>
						<svg viewBox="0 0 24 24" width="22" height="22" fill="currentColor" aria-hidden="true">
							<path d="M7 4l13 8-13 8z" />
						</svg>
						{t('debrief.replayOpen')}
					</button>
				)}
			</div>

			<div class="debrief-you">
				{lesson === null ? null : <InsightCard insight={lesson.you.insight} />}
				{isOpen && (lesson === null || lesson.stage === 'debrief' || lesson.you.reason !== null) ? (
					<ReasonForm
						reason={lesson === null ? ownReason.value : lesson.you.reason}
						onSay={async (choice) => {
							if (sayReason !== null) return sayReason(choice)
							ownReason.value = choice
							return { ok: true }
						}}
					/>
				) : null}
				{lesson === null ? null : <Predictions polls={lesson.you.polls} />}
				<Audits audits={opened.story.audits} />
				<Orders orders={opened.story.orders} />
				<Spans spans={opened.story.spans} steps={opened.replay.steps} crew={crew} you={you.player} />
			</div>
		</>
	)
}

/** A bot's decision is part of its tick: one tick earlier it is still open. */
const momentOf = ({ tick, seq }: Regret): Moment => (seq === null ? { tick: tick - 1, seq: null } : { tick, seq })

function BeforeOpening(props: {
	readonly moments: Moments | 'failed' | null
	readonly lesson: PlayerLesson | null
	readonly steps: number
	readonly onSay: (diagnosis: Diagnosis) => Promise<Done>
	readonly onSkip: (() => void) | null
}): JSX.Element {
	const { moments, lesson } = props
	if (lesson?.stage === 'running') {
		return (
			<>
				<h2 id="moments-title">{t('debrief.moments')}</h2>
				<p class="muted">{t('debrief.momentsSoon')}</p>
			</>
		)
	}
	if (moments === null || moments === 'failed') {
		return (
			<>
				<h2 id="moments-title">{t('debrief.moments')}</h2>
				<Thinking />
			</>
		)
	}
	return <DiagnosisForm candidates={moments.candidates} steps={props.steps} onSay={props.onSay} onSkip={props.onSkip} />
}

function Thinking(): JSX.Element {
	return (
		<div class="measuring" role="status">
			<div class="skeleton" />
			<p class="muted">{t('debrief.momentsNow')}</p>
		</div>
	)
}

function Judged({
	diagnosis,
	regrets,
}: {
	readonly diagnosis: Diagnosis
	readonly regrets: readonly Regret[]
}): JSX.Element {
	const judged = judgeDiagnosis(diagnosis, regrets)
	const verdict = ((): string => {
		switch (judged.kind) {
			case 'hit':
				return t(judged.sameCause ? 'debrief.hitCause' : 'debrief.hit', { place: judged.place })
			case 'near':
				return t('debrief.near', { place: judged.place, steps: judged.steps })
			case 'missed':
				return t('debrief.missed')
		}
	})()
	return (
		<Notice kind={judged.kind === 'hit' ? 'good' : 'info'}>
			{t('debrief.diagnosed', { step: diagnosis.step, cause: t(`debrief.cause.${diagnosis.cause}`) })}{' '}
			{regrets.length === 0 ? null : <strong>{verdict}</strong>}
		</Notice>
	)
}

/** Picture and player are a download of their own. */
function Replay(props: Parameters<typeof ReplayPanel>[0]): JSX.Element {
	const panel = useDownload(loadPanel)
	useEffect(() => () => (props.wish.value = null), [])
	if (panel === null) return <div class="skeleton" style={{ height: '24rem' }} />
	return panel === 'failed' ? <Notice kind="bad">{t('debrief.replayFailed')}</Notice> : <panel.part {...props} />
}

const loadPanel = async (): Promise<typeof ReplayPanel> => (await import('./replayPanel.tsx')).ReplayPanel
