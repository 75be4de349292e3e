import type { JSX } from 'preact'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { t } from '../words/words.ts'
import { SeatIcon } from './seatIcon.tsx'

/** One seat, or all three. */
export type SeatChoice = Seat | 'all'

export const seatsOf = (choice: SeatChoice): readonly Seat[] => (choice === 'all' ? SEATS : [choice])

export function SeatPicker(props: {
	readonly value: SeatChoice
	readonly onChange: (seat: SeatChoice) => void
}): JSX.Element {
	return (
		<fieldset class="field">
			<legend>{t('solo.seat')}</legend>
			<div class="seat-cards">
				{([...SEATS, 'all'] as const).map((one) => (
					<label key={one} class="pick-card seat-pick" data-seat={one}>
						<input type="radio" name="seat" checked={props.value === one} onChange={() => props.onChange(one)} />
						<SeatIcon seat={one} />
						<span class="seat-name">
							<strong>{t(`role.${one}`)}</strong>
							{one === 'all' ? null : <span class="muted"> · {t(`role.${one}Job`)}</span>}
						</span>
						<span class="seat-does">{t(`role.${one}Does`)}</span>
					</label>
				))}
			</div>
		</fieldset>
	)
}
