import type { JSX } from 'preact'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import type { CrewView, You } from '../../shared/protocol/messages.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { levelTitle } from '../app/levelWords.ts'
import { SeatIcon } from '../app/seatIcon.tsx'
import { TopBar } from '../app/topBar.tsx'
import { t } from '../words/words.ts'
import '../style/lesson.css'

/** For whoever comes while the crew plays: how far it is, whose seat one takes, what happens just now; then to work. */
export function CatchUp({
	crew,
	you,
	view,
	onGo,
}: {
	readonly crew: CrewView
	readonly you: You
	readonly view: SeatView
	readonly onGo: () => void
}): JSX.Element {
	const { info, step, billCycles, lanes } = view
	const seat = you.seats[0] ?? view.seat
	const par = info.reference?.parCycles ?? null
	return (
		<>
			<TopBar />
			<main id="main" class="page narrow catch-up">
				<h1>{t('lesson.late.title')}</h1>
				<ol>
					<li class="card">
						<span class="catch-up-picture" aria-hidden="true">
							<span class="catch-up-bar">
								<span style={{ width: `${(100 * step) / Math.max(1, info.stepsTotal)}%` }} />
							</span>
						</span>
						<p class="number">
							<strong>
								{t('lesson.late.program', { level: levelTitle(info.level), step, total: info.stepsTotal })}
							</strong>{' '}
							{par === null
								? t('lesson.late.bill', { cycles: billCycles })
								: t('lesson.late.billPar', { cycles: billCycles, par })}
						</p>
					</li>
					<li class="card" data-seat={seat}>
						<span class="catch-up-picture seats" aria-hidden="true">
							{SEATS.map((one) => (
								<span key={one} data-mine={one === seat}>
									<SeatIcon seat={one} />
									<small>{one === seat ? t('lobby.you') : (holderOf(crew, one) ?? t('lobby.bot'))}</small>
								</span>
							))}
						</span>
						<p>
							<strong>{t('lesson.late.seat', { seat: t(`lesson.seat.${seat}`) })}</strong> {t(`role.${seat}Does`)}
						</p>
					</li>
					<li class="card">
						<p>
							<strong>{t('lesson.late.now')}</strong>
						</p>
						<ul class="catch-up-lanes">
							{lanes.map(({ lane, state }) => (
								<li key={lane} data-state={state}>
									<span class="mono">{t('seats.who.lane', { lane: lane + 1 })}</span>
									<span>
										{state === 'computing'
											? t('lesson.late.laneComputing')
											: state === 'done'
												? t('lesson.late.laneDone')
												: t('lesson.late.laneWaits', { seat: t(`lesson.seat.${state}`) })}
									</span>
								</li>
							))}
						</ul>
					</li>
				</ol>
				<div class="action-bar">
					<button type="button" class="button primary wide" autofocus onClick={onGo}>
						{t('lesson.late.go')}
					</button>
				</div>
			</main>
		</>
	)
}

const holderOf = (crew: CrewView, seat: Seat): string | null =>
	crew.members.find(({ seats }) => seats.includes(seat))?.name ?? null
