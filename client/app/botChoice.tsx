import type { JSX } from 'preact'
import type { RoundHeader } from '../../shared/game/round.ts'
import { BOT_LEVELS, type Seat } from '../../shared/game/seat.ts'
import { t } from '../words/words.ts'
import { SeatIcon } from './seatIcon.tsx'

/** How well the bots of these seats play. */
export function BotChoice(props: {
	readonly legend: string
	readonly seats: readonly Seat[]
	readonly value: RoundHeader['bots']
	readonly onChange: (bots: RoundHeader['bots']) => void
}): JSX.Element | null {
	const { seats, value } = props
	if (seats.length === 0) return null
	return (
		<fieldset class="field bot-choice">
			<legend>{props.legend}</legend>
			{seats.map((seat) => (
				<div key={seat} class="bot-row" role="radiogroup" aria-label={t(`role.${seat}`)}>
					<SeatIcon seat={seat} />
					<span class="bot-seat">{t(`role.${seat}`)}</span>
					<div class="choices">
						{BOT_LEVELS.map((level) => (
							<label key={level} title={t(`bot.${level}Line`)}>
								<input
									type="radio"
									name={`bot-${seat}`}
									checked={value[seat] === level}
									onChange={() => props.onChange({ ...value, [seat]: level })}
								/>
								{t(`bot.${level}`)}
							</label>
						))}
					</div>
				</div>
			))}
		</fieldset>
	)
}
