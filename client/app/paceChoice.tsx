import type { JSX } from 'preact'
import { PACES, type Pace } from '../../shared/game/seat.ts'
import { t } from '../words/words.ts'

export function PaceChoice(props: { readonly value: Pace; readonly onChange: (pace: Pace) => void }): JSX.Element {
	return (
		<fieldset class="field">
			<legend>{t('solo.pace')}</legend>
			<div class="pace-cards">
				{PACES.toReversed().map((pace) => (
					<label key={pace} class="pick-card">
						<input type="radio" name="pace" checked={props.value === pace} onChange={() => props.onChange(pace)} />
						<strong>{t(`pace.${pace}`)}</strong>
						<span class="muted">{t(`pace.${pace}Line`)}</span>
					</label>
				))}
			</div>
		</fieldset>
	)
}
