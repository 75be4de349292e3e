import type { JSX } from 'preact'
import { type Dealing, DEALINGS } from '../../shared/lesson/command.ts'
import { t } from '../words/words.ts'

/** How crews are formed. `label`: where no label stands beside it. */
export function DealingSelect(props: {
	readonly value: Dealing
	readonly onChange: (next: Dealing) => void
	readonly label?: string
	readonly class?: string
}): JSX.Element {
	return (
		<select
			class={props.class}
			aria-label={props.label}
			value={props.value}
			onChange={(event) => props.onChange(event.currentTarget.value as Dealing)}
		>
			{DEALINGS.map((one) => (
				<option key={one} value={one}>
					{t(`dealing.${one}`)}
				</option>
			))}
		</select>
	)
}
