import type { JSX } from 'preact'
import { SPEEDS } from '../../shared/lesson/command.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { levelLine, levelTitle } from '../app/levelWords.ts'
import { PollBars } from '../lesson/question/pollBars.tsx'
import { questionText } from '../lesson/question/questionText.ts'
import { t } from '../words/words.ts'
import type { ConsoleAct } from './consoleKeys.ts'
import type { Console } from './consoleModel.ts'
import { DealPanel } from './dealPanel.tsx'
import { Key } from './key.tsx'
import { projectorLink } from './links.ts'
import { type NextStep, nextStep } from './nextStep.ts'
import { SPEED_SIGNS } from './speedSigns.ts'
import { clockText, useSeconds } from './useLesson.ts'

interface Props {
	readonly room: Console
	readonly lesson: HostLesson
}

/** What can be done now; the obvious thing on top. */
export function SidePanel({ room, lesson }: Props): JSX.Element {
	const { stage, poll } = lesson
	return (
		<aside class="console-side" aria-label={t('console.actions')}>
			<Next room={room} lesson={lesson} />
			{poll === null ? null : <QuestionCard room={room} lesson={lesson} />}
			{stage === 'running' ? <Clocks room={room} lesson={lesson} /> : null}
			{stage === 'lobby' ? <NextRoundCard room={room} lesson={lesson} /> : null}
			{stage === 'ended' ? null : <Acts room={room} lesson={lesson} />}
			{stage === 'running' || stage === 'debrief' ? <ProjectorCard room={room} lesson={lesson} /> : null}
			{stage === 'lobby' ? <DealPanel room={room} lesson={lesson} /> : null}
		</aside>
	)
}

const NEXT_KEYS: Readonly<Partial<Record<NextStep, ConsoleAct>>> = {
	invite: 'invite',
	pause: 'pause',
	resume: 'pause',
	lock: 'lock',
	reveal: 'reveal',
	nextRound: 'rotate',
}

function Next({ room, lesson }: Props): JSX.Element {
	const next = nextStep(lesson)
	const { poll, round, players } = lesson
	const act = (): void => {
		switch (next) {
			case 'invite':
				room.act('invite')
				return
			case 'start':
				void room.send({ kind: 'START' })
				return
			case 'pause':
			case 'resume':
				room.act('pause')
				return
			case 'talk':
			case 'revote':
				if (poll !== null) void room.send({ kind: 'POLL', poll: poll.id, to: next })
				return
			case 'lock':
				room.act('lock')
				return
			case 'reveal':
				room.act('reveal')
				return
			case 'closePoll':
				if (poll !== null) void room.send({ kind: 'POLL', poll: poll.id, to: 'closed' })
				return
			case 'nextRound':
				void room.send({ kind: 'NEXT_ROUND', rotate: true })
				return
			case 'export':
				room.open.value = { kind: 'share' }
		}
	}
	const key = NEXT_KEYS[next]
	const away = lesson.paused === 'hostAway'
	return (
		<section class="next-card" data-next={next}>
			<button type="button" class="button primary wide" onClick={act}>
				{t(`next.${next}`, { round: next === 'nextRound' ? round + 1 : round })}
				{key === undefined ? null : <Key act={key} />}
			</button>
			<p class="muted">
				{away
					? t('next.resumeAway')
					: next === 'start'
						? t('next.startLine', { count: players })
						: t(`next.${next}Line`, { voted: poll?.voted ?? 0, voters: poll?.voters ?? 0 })}
			</p>
		</section>
	)
}

function QuestionCard({ room, lesson }: Props): JSX.Element | null {
	const now = useSeconds()
	const { poll } = lesson
	if (poll === null) return null
	const { text } = questionText(poll)
	const go = (to: 'talk' | 'revote' | 'locked' | 'revealed' | 'closed'): void =>
		void room.send({ kind: 'POLL', poll: poll.id, to })
	const open = poll.stage === 'first' || poll.stage === 'talk' || poll.stage === 'revote'
	const sinceMs = now.value + room.state.value.clockAheadMs - poll.stageSinceMs
	return (
		<section class="side-card question-card" aria-label={t('poll.title')}>
			<p class="question-state">
				<strong>{t(`poll.stage.${poll.stage}`)}</strong>
				<span class="muted number">
					{t('poll.voted', { voted: poll.voted, voters: poll.voters })} ·{' '}
					{t('poll.since', { since: clockText(sinceMs) })}
				</span>
			</p>
			<p class="question-text">{text}</p>
			<PollBars poll={poll} showKey />
			{poll.key !== null && poll.stage !== 'revealed' ? <p class="question-secret muted">{t('poll.secret')}</p> : null}
			<div class="side-buttons">
				{poll.stage === 'first' || poll.stage === 'revote' ? (
					<button type="button" class="button" onClick={() => go('talk')}>
						{t('poll.talk')}
					</button>
				) : null}
				{poll.stage === 'first' || poll.stage === 'talk' ? (
					<button type="button" class="button" onClick={() => go('revote')}>
						{t('poll.revote')}
					</button>
				) : null}
				{open ? (
					<button type="button" class="button" onClick={() => go('locked')}>
						{t('poll.lock')} <Key act="lock" />
					</button>
				) : null}
				{poll.stage === 'locked' ? (
					<button type="button" class="button" onClick={() => go('revealed')}>
						{t('poll.reveal')} <Key act="reveal" />
					</button>
				) : null}
				<button type="button" class="button quiet" onClick={() => go('closed')}>
					{t('poll.close')}
				</button>
			</div>
		</section>
	)
}

function Clocks({ room, lesson }: Props): JSX.Element {
	const paused = lesson.paused === 'host'
	return (
		<section class="side-card" aria-labelledby="clocks-title">
			<h2 id="clocks-title" class="side-title">
				{t('console.clocks')}
			</h2>
			<div class="side-buttons three">
				<button type="button" class="button" aria-pressed={paused} onClick={() => room.act('pause')}>
					{t(paused ? 'console.go' : 'console.pause')} <Key act="pause" />
				</button>
				<button type="button" class="button" title={t('console.stepLine')} onClick={() => room.act('step')}>
					{t('console.step')} <Key act="step" />
				</button>
				<button type="button" class="button" title={t('key.extend')} onClick={() => room.act('extend')}>
					{t('console.extend', { seconds: 60 })} <Key act="extend" />
				</button>
			</div>
			<div class="choices speeds" role="radiogroup" aria-label={t('console.speed')} title={t('console.speedNote')}>
				{SPEEDS.map((speed) => (
					<label key={speed}>
						<input
							type="radio"
							name="speed"
							checked={lesson.speed === speed}
							onChange={() => void room.send({ kind: 'SPEED', speed })}
						/>
						×{SPEED_SIGNS[speed]}
					</label>
				))}
			</div>
		</section>
	)
}

function Acts({ room, lesson }: Props): JSX.Element {
	const { stage } = lesson
	const running = stage === 'running'
	return (
		<section class="side-card" aria-labelledby="acts-title">
			<h2 id="acts-title" class="side-title">
				{t('console.actions')}
			</h2>
			<div class="side-buttons two">
				<button type="button" class="button office" onClick={() => room.act('ask')}>
					{t('console.ask')} <Key act="ask" />
				</button>
				{running ? (
					<button type="button" class="button" onClick={() => room.act('inject')}>
						{t('console.inject')} <Key act="inject" />
					</button>
				) : null}
				{stage === 'lobby' ? (
					<button type="button" class="button" onClick={() => room.act('rotate')}>
						{t('console.rotate')} <Key act="rotate" />
					</button>
				) : null}
				{stage === 'debrief' ? (
					<button type="button" class="button" onClick={() => void room.send({ kind: 'NEXT_ROUND', rotate: false })}>
						{t('console.nextRoundStay')}
					</button>
				) : null}
				<button type="button" class="button" onClick={() => room.act('spotlight')}>
					{t('console.spotlightNext')} <Key act="spotlight" />
				</button>
				<button type="button" class="button danger" onClick={() => room.act('end')}>
					{t(running ? 'console.endRound' : 'console.endLesson')} <Key act="end" />
				</button>
			</div>
		</section>
	)
}

function ProjectorCard({ room, lesson }: Props): JSX.Element {
	const { spotlight, demo, ghost, table, code } = lesson
	const shown = demo?.crew ?? spotlight?.crew
	const crew = table.find((one) => one.crew === shown)
	const step = room.demoWish.value ?? demo?.step ?? crew?.step ?? 0
	const { links } = room.record
	return (
		<section class="side-card" aria-labelledby="projector-title">
			<h2 id="projector-title" class="side-title">
				{t('console.projector')}
				{links === null ? null : (
					<a class="link" href={projectorLink('', code, links.projector)} target="_blank">
						{t('console.openProjector')}
					</a>
				)}
			</h2>
			<p class={crew === undefined ? 'muted' : ''}>
				{crew === undefined
					? t('console.showsNothing')
					: demo === null
						? t(lesson.stage === 'debrief' ? 'console.showsResults' : 'console.showsCrew', { name: crew.name })
						: t('console.showsDemo', { name: crew.name, step })}
			</p>
			{crew === undefined ? null : (
				<>
					<label class="rewind">
						<span>
							{t('console.rewind')}{' '}
							<kbd class="key" aria-hidden="true">
								Shift ← →
							</kbd>
						</span>
						<span class="muted number">{t('console.stepOf', { step, total: crew.step })}</span>
						<input
							type="range"
							min={0}
							max={crew.step}
							value={step}
							onInput={(event) => room.rewindTo(Number(event.currentTarget.value))}
						/>
					</label>
					<div class="side-buttons two">
						<button type="button" class="button" aria-pressed={ghost} onClick={() => room.act('ghost')}>
							{t('console.ghost')} <Key act="ghost" />
						</button>
						{demo === null ? (
							<button
								type="button"
								class="button quiet"
								onClick={() => void room.send({ kind: 'SPOTLIGHT', crew: null })}
							>
								{t('console.spotlightOff')}
							</button>
						) : (
							<button type="button" class="button" onClick={() => room.act('live')}>
								{t('console.back')} <Key act="live" />
							</button>
						)}
					</div>
				</>
			)}
		</section>
	)
}

function NextRoundCard({ room, lesson }: Props): JSX.Element {
	return (
		<section class="side-card" aria-labelledby="round-title">
			<h2 id="round-title" class="side-title">
				{t('lobbyPanel.next', { round: lesson.round })}
				<button type="button" class="link" onClick={() => (room.open.value = { kind: 'setup' })}>
					{t('lobbyPanel.change')}
				</button>
			</h2>
			<p>
				<strong>{levelTitle(lesson.level)}</strong> <span class="chip">{t(`pace.${lesson.pace}`)}</span>{' '}
				<span class="chip number">{t('console.seed', { seed: lesson.seed })}</span>
			</p>
			<p class="muted side-line">{levelLine(lesson.level)}</p>
		</section>
	)
}
