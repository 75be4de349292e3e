import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import type { Screen } from './screen.ts'
import { waitingAt } from './seatChoice.ts'

/** One tab for each seat that the player holds, with the count of what waits there. */
export function SeatTabs({ screen }: { readonly screen: Screen }): JSX.Element | null {
	const seats = screen.seats.value
	if (seats.length < 2) return null
	return (
		<nav class="seatTabs" aria-label={t('seats.tabs')}>
			{seats.map((seat) => {
				const view = screen.bus.value.views[seat]
				const count = view ? waitingAt(view).length : 0
				const shown = screen.shown.value === seat
				return (
					<button
						key={seat}
						type="button"
						class={`seatTab tab-${seat}`}
						aria-current={shown ? 'true' : undefined}
						onClick={() => screen.showSeat(seat)}
					>
						{t(`role.${seat}`)}
						{count > 0 ? (
							<span class="badge number">
								<span class="visually-hidden">{t('seats.waitCount', { count })}</span>
								<span aria-hidden="true">{count}</span>
							</span>
						) : null}
					</button>
				)
			})}
		</nav>
	)
}
