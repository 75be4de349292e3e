import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import type { CrewView, You } from '../../shared/protocol/messages.ts'
import { levelLine, levelTitle } from '../app/levelWords.ts'
import { Notice } from '../app/notice.tsx'
import { SeatIcon } from '../app/seatIcon.tsx'
import { LobbySkeleton } from '../app/skeletons.tsx'
import { TopBar } from '../app/topBar.tsx'
import type { BusState, Done } from '../connect/bus.ts'
import type { SocketBus } from '../connect/socketBus.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { t } from '../words/words.ts'
import { ConsentCard } from './consentCard.tsx'
import '../style/lesson.css'

/** Between rounds: who one is this time, who the others are, and that the lecturer starts. */
export function LessonLobby({
	bus,
	state,
	lesson,
	onLeave,
	onAlone,
}: {
	readonly bus: SocketBus
	readonly state: BusState
	readonly lesson: PlayerLesson
	readonly onLeave: () => void
	readonly onAlone: () => void
}): JSX.Element {
	const failed = useSignal<Exclude<Done, { ok: true }> | null>(null)
	const busy = useSignal(false)
	// Each round begins with who one is now, wherever the page before was left.
	useEffect(() => scrollTo(0, 0), [lesson.round])
	const { crew, you } = state
	if (crew === null || you === null) return <LobbySkeleton />

	const take = async (seat: Seat): Promise<void> => {
		if (busy.value) return
		busy.value = true
		const done = await bus.chooseSeat(seat)
		busy.value = false
		failed.value = done.ok ? null : done
	}
	const isOver = lesson.stage === 'ended'

	return (
		<>
			<TopBar>
				<button type="button" class="button quiet compact" onClick={onLeave}>
					{t('lobby.leave')}
				</button>
			</TopBar>
			<main id="main" class="page lesson-lobby">
				<header class="lesson-head">
					{lesson.title === '' ? null : <p class="label">{lesson.title}</p>}
					<h1>{t('lobby.crew', { name: crew.crewName })}</h1>
					<p class="muted number">
						<span class="mono lesson-code">{crew.code}</span> · {t('lobby.crewNumber', { number: crew.crew })} ·{' '}
						{t('lobby.round', { round: lesson.round })}
					</p>
				</header>
				{isOver ? (
					<section class="card lesson-over">
						<h2>{t('lesson.ended')}</h2>
						<p>{t('lesson.endedLine')}</p>
						<button type="button" class="button primary" onClick={onAlone}>
							{t('lesson.alone')}
						</button>
					</section>
				) : (
					<>
						<div class="lesson-columns">
							<OwnSeat seats={you.seats} former={lesson.you.formerSeat} />
							<div class="lesson-aside">
								<ConsentCard consent={lesson.you.consent} onSay={(yes) => bus.lesson({ kind: 'CONSENT', yes })} />
								<Crew crew={crew} you={you} busy={busy.value} mayMove={lesson.stage === 'lobby'} onTake={take} />
								<section class="lesson-next">
									<h2>{t('lesson.lobby.next', { level: levelTitle(lesson.level) })}</h2>
									<p>
										<span class="chip">{t(`pace.${lesson.pace}`)}</span>{' '}
										<span class="muted">{levelLine(lesson.level)}</span>
									</p>
								</section>
							</div>
						</div>
						<div class="action-bar">
							{failed.value === null ? null : <Notice kind="bad">{explainLesson(failed.value)}</Notice>}
							<p class="lesson-wait" role="status">
								<i aria-hidden="true" />
								<span>
									<strong>{lesson.stage === 'running' ? t('lesson.lobby.starting') : t('lesson.lobby.waiting')}</strong>
									<span class="muted number">
										{t('lesson.lobby.here', { count: lesson.players })} ·{' '}
										{t('lesson.lobby.crews', { count: lesson.crews })}
									</span>
								</span>
							</p>
						</div>
					</>
				)}
			</main>
		</>
	)
}

/** Large, because it changes from round to round: who one is, and what that part of the machine can see. */
function OwnSeat({ seats, former }: { readonly seats: readonly Seat[]; readonly former: Seat | null }): JSX.Element {
	const [seat] = seats
	if (seat === undefined) return <Notice kind="info">{t('lesson.lobby.noSeat')}</Notice>
	const name = seats.map((one) => t(`lesson.seat.${one}`)).join(t('lobby.comma'))
	return (
		<section class="card own-seat" data-seat={seat} aria-labelledby="own-seat-title">
			<div class="own-seat-head">
				<SeatIcon seat={seat} />
				<div>
					<h2 id="own-seat-title">{t('lesson.lobby.youAre', { seat: name })}</h2>
					<p class="own-seat-job">{t(`role.${seat}Job`)}</p>
				</div>
			</div>
			{former === null || seats.length > 1 ? null : (
				<p class="own-seat-moved">
					<SeatIcon seat={former} />
					<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
						<path
							d="M4 12h15M13 6l6 6-6 6"
							fill="none"
							stroke="currentColor"
							stroke-width="2.4"
							stroke-linecap="round"
							stroke-linejoin="round"
						/>
					</svg>
					<SeatIcon seat={seat} />
					<span>
						{former === seat
							? t('lesson.lobby.stayed', { seat: name })
							: t('lesson.lobby.rotated', { former: t(`lesson.seat.${former}`), seat: name })}
					</span>
				</p>
			)}
			<p class="own-seat-does">{t(`role.${seat}Does`)}</p>
			<dl class="own-seat-sees">
				<div data-sees="true">
					<dt>
						<EyeIcon open /> {t('role.sees')}
					</dt>
					<dd>{t(`role.${seat}Sees`)}</dd>
				</div>
				<div data-sees="false">
					<dt>
						<EyeIcon open={false} /> {t('role.blind')}
					</dt>
					<dd>{t(`role.${seat}Blind`)}</dd>
				</div>
			</dl>
		</section>
	)
}

function EyeIcon({ open }: { readonly open: boolean }): JSX.Element {
	return (
		<svg
			viewBox="0 0 24 24"
			width="18"
			height="18"
			fill="none"
			stroke="currentColor"
			stroke-width="2.2"
			stroke-linecap="round"
			aria-hidden="true"
		>
			<path d="M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12z" />
			<circle cx="12" cy="12" r="2.8" />
			{open ? null : <path d="M4 4l16 16" />}
		</svg>
	)
}

function Crew(props: {
	readonly crew: CrewView
	readonly you: You
	readonly busy: boolean
	readonly mayMove: boolean
	readonly onTake: (seat: Seat) => Promise<void>
}): JSX.Element {
	const { crew, you } = props
	return (
		<section class="lesson-crew" aria-labelledby="crew-title">
			<h2 id="crew-title">{t('lesson.lobby.crew')}</h2>
			<ul>
				{SEATS.map((seat) => {
					const holder = crew.members.find(({ seats }) => seats.includes(seat))
					const mine = you.seats.includes(seat)
					return (
						<li key={seat} data-seat={seat} data-mine={mine}>
							<SeatIcon seat={seat} />
							<span class="lesson-crew-seat">{t(`role.${seat}`)}</span>
							<span class="lesson-crew-who">
								<span
									class="presence"
									data-state={holder === undefined ? 'bot' : holder.online ? 'online' : 'offline'}
									aria-hidden="true"
								/>
								<strong>{holder?.name ?? t('lobby.bot')}</strong>
								{mine ? <span class="chip you">{t('lobby.you')}</span> : null}
								{holder === undefined || holder.online ? null : <span class="muted">{t('lobby.offline')}</span>}
							</span>
							{holder === undefined && props.mayMove ? (
								<button
									type="button"
									class="button compact"
									aria-disabled={props.busy}
									onClick={() => void props.onTake(seat)}
								>
									{t('lobby.take')}
								</button>
							) : null}
						</li>
					)
				})}
			</ul>
		</section>
	)
}
