import type { JSX } from 'preact'
import type { ProjectorLesson } from '../../shared/lesson/view.ts'
import { levelLesson, levelLine, levelTitle } from '../app/levelWords.ts'
import { Medal } from '../app/medal.tsx'
import { QrCode } from '../app/qrCode.tsx'
import { SPEED_SIGNS } from '../host/speedSigns.ts'
import { joinLink, readable } from '../host/links.ts'
import { useJoinOrigin } from '../host/useJoinLink.ts'
import { clockText, type LessonLine, useSeconds } from '../host/useLesson.ts'
import { t } from '../words/words.ts'
import { BigQuestion } from './bigQuestion.tsx'
import { ClassRoad } from './classRoad.tsx'
import { SpotlightLot } from './spotlightLot.tsx'

interface Props {
	readonly line: LessonLine
	readonly lesson: ProjectorLesson
}

/** What the class looks at: no control on it, and every word legible from the last row. */
export function ProjectorScreen({ line, lesson }: Props): JSX.Element {
	const { stage, poll } = lesson
	return (
		<div class="projector" data-stage={stage} data-poll={poll?.stage ?? 'none'}>
			<Head line={line} lesson={lesson} />
			<main id="main" class="projector-main">
				<h1 class="visually-hidden">{t('projector.title', { code: lesson.code })}</h1>
				<Body line={line} lesson={lesson} />
			</main>
		</div>
	)
}

function Body({ line, lesson }: Props): JSX.Element {
	const { stage, poll, road, spotlight } = lesson
	switch (stage) {
		case 'lobby':
			return poll === null ? <Lobby lesson={lesson} /> : <BigQuestion poll={poll} />
		case 'running': {
			const isAlone = spotlight === null && poll === null
			const way = (
				<ClassRoad
					road={road}
					beat={lesson.beatGhost}
					lit={spotlight?.crew ?? null}
					size={isAlone ? 'full' : 'strip'}
				/>
			)
			const shares = spotlight !== null && poll === null
			if (isAlone) {
				return (
					<>
						<NoSpotlight lesson={lesson} />
						{way}
					</>
				)
			}
			return (
				<>
					<div class="projector-scene">
						{spotlight === null ? null : <SpotlightLot line={line} lesson={lesson} foot={shares ? way : null} />}
						{poll === null ? null : <BigQuestion poll={poll} />}
					</div>
					{shares ? null : way}
				</>
			)
		}
		case 'debrief':
			if (poll !== null) return <BigQuestion poll={poll} />
			return lesson.demo === null || spotlight === null ? (
				<Podium lesson={lesson} />
			) : (
				<div class="projector-scene">
					<SpotlightLot line={line} lesson={lesson} foot={null} />
				</div>
			)
		case 'ended':
			return (
				<section class="projector-words">
					<h2>{t('projector.ended')}</h2>
					<p>{t('projector.endedWhat')}</p>
				</section>
			)
	}
}

function Head({ line, lesson }: Props): JSX.Element {
	const { code, title, round, level, stage, poll, speed } = lesson
	// The welcome page has it in large; late ones need it beside a question, too.
	const showsCode = stage === 'running' || stage === 'debrief' || (stage === 'lobby' && poll !== null)
	const origin = useJoinOrigin()
	return (
		<header class="projector-head">
			<p class="projector-title">
				<strong>{title}</strong>
				<span>
					{t('console.round', { round })} · {levelTitle(level)}
					{speed === 1 ? '' : ` · ${t('projector.speed', { speed: SPEED_SIGNS[speed] })}`}
				</span>
			</p>
			<Standing line={line} lesson={lesson} />
			{!showsCode || origin === null ? null : (
				<p class="projector-join">
					<span>
						<span class="muted">{readable(`${origin}/`)}</span>
						<b class="mono">{code}</b>
					</span>
					<QrCode url={joinLink(origin, code)} />
				</p>
			)}
		</header>
	)
}

function Lobby({ lesson }: { readonly lesson: ProjectorLesson }): JSX.Element {
	const { code, players, crews, round, level } = lesson
	const origin = useJoinOrigin()
	const url = origin === null ? null : joinLink(origin, code)
	return (
		<section class="projector-lobby">
			<div class="welcome-code">
				<p class="welcome-at">
					{t('projector.joinAt')} <strong class="mono">{url === null ? '…' : readable(url)}</strong>
				</p>
				<p class="welcome-letters mono" role="img" aria-label={[...code].join(' ')}>
					{[...code].map((letter, index) => (
						<span key={index}>{letter}</span>
					))}
				</p>
				<p class="welcome-here" role="status">
					{players === 0 ? (
						t('projector.nobody')
					) : (
						<>
							<b class="number">{t('projector.here', { count: players })}</b>{' '}
							<span class="muted">{t('projector.crews', { count: crews })}</span>
						</>
					)}
				</p>
				<p class="welcome-next">
					<strong>{t('projector.nextRound', { round, level: levelTitle(level) })}</strong>
					<span class="muted">{levelLine(level)}</span>
				</p>
			</div>
			{url === null ? <div class="qr skeleton" /> : <QrCode url={url} />}
		</section>
	)
}

/** What is being played, above the road. */
function NoSpotlight({ lesson }: { readonly lesson: ProjectorLesson }): JSX.Element {
	const { level } = lesson
	return (
		<section class="projector-level">
			<h2>{levelTitle(level)}</h2>
			<p>{levelLine(level)}</p>
		</section>
	)
}

/** The best three at most; who isn't among them is told on the own phone only. */
function Podium({ lesson }: { readonly lesson: ProjectorLesson }): JSX.Element {
	const { podium, mostImproved, beatGhost, round, level } = lesson
	// Second, first, third: as on a podium.
	const placed = podium.map((crew) => ({
		...crew,
		// Equal scores share a place.
		place: 1 + podium.filter(({ score }) => score > crew.score).length,
	}))
	const order = [placed[1], placed[0], placed[2]].filter((one) => one !== undefined)
	return (
		<section class="podium">
			<h2>{t('projector.podium', { round })}</h2>
			{podium.length === 0 ? (
				<div class="podium-lesson">
					<strong>{levelTitle(level)}</strong>
					<p>{levelLesson(level)}</p>
				</div>
			) : null}
			<ol class="podium-steps">
				{order.map(({ name, medal, score, place }, index) => (
					<li key={index} data-place={place}>
						<Medal medal={medal} ribbon named />
						<strong>{name ?? t('projector.anonymous')}</strong>
						<span class="number">
							{t('projector.points', { score })}
							{medal === 'none' ? '' : ` · ${t(`medal.${medal}`)}`}
						</span>
						<b class="podium-block" aria-label={t('projector.place', { place })}>
							{place}
						</b>
					</li>
				))}
			</ol>
			<div class="podium-facts">
				{beatGhost.finished === 0 ? null : <p class="number">{t('projector.beatGhost', beatGhost)}</p>}
				{mostImproved === null ? null : (
					<p>
						{t('projector.improved', {
							name: mostImproved.name ?? t('projector.anonymous'),
							points: mostImproved.points,
						})}
					</p>
				)}
				<p class="muted">{t('projector.look')}</p>
			</div>
		</section>
	)
}

const QUIET_MS = 2_000

/** Why nothing moves, in the head: whoever pauses talks about the lot, and all of it stays in sight. */
function Standing({ line, lesson }: Props): JSX.Element | null {
	const now = useSeconds()
	const { status, offlineSinceMs, clockAheadMs } = line.state.value
	if (status === 'offline' && offlineSinceMs !== null && now.value - offlineSinceMs > QUIET_MS) {
		const since = clockText(now.value - offlineSinceMs)
		return <Strip kind="offline" title={t('projector.offline', { since })} what={t('projector.offlineWhat')} />
	}
	if (lesson.stage !== 'running') return null
	if (lesson.paused === 'hostAway') {
		const since = clockText(now.value + clockAheadMs - (lesson.hostAwaySinceMs ?? now.value + clockAheadMs))
		return <Strip kind="away" title={t('projector.away')} what={t('projector.awayWhat', { since })} />
	}
	const latest = lesson.injections.at(-1)
	if (latest !== undefined && now.value + clockAheadMs - latest.atMs < NEWS_MS) {
		return (
			<Strip
				kind="news"
				title={t('projector.injected', { what: t(`inject.${latest.injection}`) })}
				what={t(`inject.${latest.injection}Line`)}
			/>
		)
	}
	if (lesson.paused === 'host' && lesson.poll === null)
		return <Strip kind="paused" title={t('projector.paused')} what={t('projector.pausedWhat')} />
	return null
}

const NEWS_MS = 12_000

function Strip(props: {
	readonly kind: 'offline' | 'away' | 'paused' | 'news'
	readonly title: string
	readonly what: string
}): JSX.Element {
	return (
		<div class="projector-strip" data-kind={props.kind} role="status">
			<strong>{props.title}</strong> <span>{props.what}</span>
		</div>
	)
}
