import { signal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import type { PollView } from '../../shared/lesson/poll.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import { useGame } from '../app/game.ts'
import { route } from '../app/router.ts'
import { StrokeIcon } from '../app/strokeIcon.tsx'
import { t } from '../words/words.ts'
import { agoText, useServerNow } from './lessonClock.ts'
import { hasVoted, isAside, setAside } from './questionState.ts'
import '../style/lesson.css'

/** What was thrown into the round is told for so long. */
const NEWS_MS = 25_000

/** The news that was read away, by its time. */
const readAwayMs = signal(0)

/** Above whatever page is on: what the lecturer does to everyone, and what waits for an answer. Never over a control. */
export function LessonBanners(): JSX.Element | null {
	const game = useGame()
	const { env, state, practice, active } = game
	const told = route.value.page === 'play' && active.value?.kind === 'crew' ? (state.value?.lesson ?? null) : null
	// While our own line is down nothing is known of the lecturer's; what was on stays.
	const isCut = state.value?.status === 'offline'
	const lesson = told !== null && isCut && told.hostAwaySinceMs !== null ? { ...told, hostAwaySinceMs: null } : told
	const news = lesson?.injections.at(-1) ?? null
	const isAway = lesson !== null && lesson.hostAwaySinceMs !== null
	const now = useServerNow(env, lesson, isAway || news !== null)
	const fork = practice.value
	if (lesson === null && fork === null) return null

	return (
		<>
			{lesson === null ? null : <Clock lesson={lesson} nowMs={now} />}
			{lesson !== null &&
			lesson.stage === 'running' &&
			news !== null &&
			news.atMs > readAwayMs.value &&
			now - news.atMs < NEWS_MS ? (
				<Row kind="news" icon="bolt">
					<span role="status">
						<strong>{t(`lesson.inject.${news.injection}`)}</strong>{' '}
						<span class="only-wide">{t('lesson.inject.all')}</span>
					</span>
					<button type="button" class="button compact" onClick={() => (readAwayMs.value = news.atMs)}>
						{t('app.close')}
					</button>
				</Row>
			) : null}
			{lesson?.you.muted && lesson.stage === 'running' ? (
				<Row kind="quiet" icon="mute">
					<span role="status">{t('lesson.muted')}</span>
				</Row>
			) : null}
			{lesson !== null && lesson.spotlight?.crew === state.value?.crew?.crew && lesson.stage === 'running' ? (
				<Row kind="quiet" icon="screen">
					<span role="status">{t('lesson.consent.shown')}</span>
				</Row>
			) : null}
			{fork === null ? null : (
				<Row kind="practice" icon="practice">
					<span role="status">
						<strong>{t('lesson.practice', { step: fork.fromStep })}</strong>
					</span>
					<button type="button" class="button compact" onClick={() => game.endPractice()}>
						{t('lesson.practiceBack')}
					</button>
				</Row>
			)}
			{lesson?.poll && isAside(lesson.poll) ? <Waiting poll={lesson.poll} /> : null}
		</>
	)
}

/** Why the clock stands, or how fast it runs. */
function Clock({ lesson, nowMs }: { readonly lesson: PlayerLesson; readonly nowMs: number }): JSX.Element | null {
	const { paused, hostAwaySinceMs, speed, stage, pace } = lesson
	if (paused === 'host' && stage === 'running') {
		return (
			<Row kind="pause" icon="pause">
				<span role="status">
					<strong>{t('lesson.paused')}</strong> {t('lesson.pausedLine')}
				</span>
			</Row>
		)
	}
	if (hostAwaySinceMs !== null && stage !== 'ended') {
		return (
			<Row kind={paused === null ? 'quiet' : 'pause'} icon={paused === null ? 'link' : 'pause'}>
				<span>
					<strong>{t('lesson.hostAway', { since: agoText(nowMs - hostAwaySinceMs) })}</strong>{' '}
					{paused === 'hostAway' ? t('lesson.hostAwayPaused') : stage === 'running' ? t('lesson.hostAwaySoon') : ''}
				</span>
			</Row>
		)
	}
	if (speed === 1 || stage !== 'running') return null
	return (
		<Row kind="quiet" icon="clock">
			<span role="status">
				<strong>{t('lesson.speed', { speed: SPEED_TEXT[speed] })}</strong>{' '}
				{pace === 'live' ? t('lesson.speedLine') : ''}
			</span>
		</Row>
	)
}

const SPEED_TEXT = { 0.25: '¼', 0.5: '½', 1: '1', 2: '2' } as const

/** A question that was put aside. */
function Waiting({ poll }: { readonly poll: PollView }): JSX.Element {
	const isDue = !hasVoted(poll)
	const text = ((): string => {
		switch (poll.stage) {
			case 'first':
				return isDue ? t('lesson.question.first') : t('lesson.question.voted')
			case 'revote':
				return isDue ? t('lesson.question.revote') : t('lesson.question.voted')
			default:
				return t(`lesson.question.${poll.stage}`)
		}
	})()
	return (
		<Row kind={isDue ? 'question' : 'quiet'} icon="question">
			<span role="status">{text}</span>
			<button type="button" class="button compact" onClick={() => setAside(poll, false)}>
				{t('lesson.question.open')}
			</button>
		</Row>
	)
}

type RowIcon = keyof typeof PATHS

/** One line of what is on, with a sign of its own: never told by colour alone. */
function Row({
	kind,
	icon,
	children,
}: {
	readonly kind: 'pause' | 'news' | 'quiet' | 'question' | 'practice'
	readonly icon: RowIcon
	readonly children: ComponentChildren
}): JSX.Element {
	return (
		<div class="lesson-row" data-kind={kind}>
			<StrokeIcon path={PATHS[icon]} size={20} />
			{children}
		</div>
	)
}

const PATHS = {
	pause: 'M8 5v14M16 5v14',
	link: 'M9 15l6-6M10 7l2-2a4 4 0 0 1 6 6l-2 2M14 17l-2 2a4 4 0 0 1-6-6l2-2',
	clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
	bolt: 'M13 3L5 13h6l-1 8 8-10h-6z',
	mute: 'M4 10v4h4l5 4V6L8 10zM17 9l5 6M22 9l-5 6',
	screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
	question: 'M9 9a3 3 0 1 1 4 2.8c-.8.4-1 1-1 2.2M12 18v.2',
	practice: 'M4 12a8 8 0 1 0 3-6.2M4 4v5h5',
} as const
