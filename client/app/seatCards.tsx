import type { JSX } from 'preact'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import type { CommonView, SeatView } from '../../shared/view/seatView.ts'
import type { CrewView, You } from '../../shared/protocol/messages.ts'
import { t } from '../words/words.ts'
import { SeatIcon } from './seatIcon.tsx'

/** The three seats of a crew: what each does and sees, who holds it, and the way onto it. */
export function SeatCards(props: {
	readonly crew: CrewView
	readonly you: You
	readonly view: SeatView | undefined
	readonly busy: boolean
	readonly onTake: (seat: Seat) => void
}): JSX.Element {
	const { crew, you, view } = props
	return (
		<ul class="seat-grid">
			{SEATS.map((seat) => {
				const mine = you.seats.includes(seat)
				const holder = crew.members.find(({ seats }) => seats.includes(seat))
				return (
					<li key={seat} class="card seat-card" data-seat={seat} data-mine={mine}>
						<div class="seat-card-head">
							<SeatIcon seat={seat} />
							<h2>
								{t(`role.${seat}`)} <span class="muted">· {t(`role.${seat}Job`)}</span>
							</h2>
						</div>
						<p class="seat-card-who">
							<span
								class="presence"
								data-state={holder === undefined ? 'bot' : holder.online ? 'online' : 'offline'}
								aria-hidden="true"
							/>
							<strong>{holder?.name ?? t('lobby.bot')}</strong>
							{mine ? <span class="chip you">{t('lobby.you')}</span> : null}
							<span class="muted">{stateOf(seat, holder?.online ?? null, view)}</span>
						</p>
						<p>{t(`role.${seat}Does`)}</p>
						<dl class="seat-sees">
							<dt>{t('role.sees')}</dt>
							<dd>{t(`role.${seat}Sees`)}</dd>
							<dt>{t('role.blind')}</dt>
							<dd>{t(`role.${seat}Blind`)}</dd>
						</dl>
						{mine || (holder !== undefined && holder.online) ? null : (
							<button
								type="button"
								class="button"
								aria-disabled={props.busy}
								onClick={() => !props.busy && props.onTake(seat)}
							>
								{t('lobby.take')}
							</button>
						)}
					</li>
				)
			})}
		</ul>
	)
}

/** `online` null: a bot's seat. */
function stateOf(seat: Seat, online: boolean | null, view: Pick<CommonView, 'phase' | 'seats'> | undefined): string {
	if (online === null) return t('lobby.botLine', { level: t(`bot.${view?.seats[seat].level ?? 2}`) })
	if (!online) return t('lobby.offline')
	if (view === undefined || view.phase !== 'waiting') return t('lobby.online')
	return view.seats[seat].ready ? t('lobby.ready') : t('lobby.notReady')
}
