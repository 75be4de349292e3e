import type { JSX } from 'preact'
import { FLEET_BUDGET } from '../../shared/programs/fleet.ts'
import { formatNumber, t } from '../words/words.ts'
import type { Meters as Figures } from './draft.ts'

/** What is spent of the budget, and what will be added at the end. */
export function Meters({ meters }: { readonly meters: Figures }): JSX.Element {
	const { steps, liveBytes, touchedPercent, leakPercent, debt } = meters
	const { ops, liveBytes: maxBytes, touchedPercent: least, leakPercent: most } = FLEET_BUDGET
	return (
		<div class="meters">
			<Meter name={t('fleet.meterSteps')} text={`${steps} / ${ops}`} percent={(100 * steps) / ops} limit={null} />
			<Meter
				name={t('fleet.meterLive')}
				text={`${formatNumber(liveBytes)} / ${formatNumber(maxBytes)}`}
				percent={(100 * liveBytes) / maxBytes}
				limit={null}
			/>
			<Meter
				name={t('fleet.meterTouched')}
				text={t('fleet.atLeast', { percent: least })}
				percent={touchedPercent}
				limit={least}
			/>
			<Meter
				name={t('fleet.meterLeak')}
				text={t('fleet.atMost', { percent: most })}
				percent={leakPercent}
				limit={most}
			/>
			{debt.touches + debt.frees > 0 ? (
				<p class="field-hint">{t('fleet.due', { touches: debt.touches, frees: debt.frees })}</p>
			) : null}
		</div>
	)
}

function Meter(props: {
	readonly name: string
	readonly text: string
	readonly percent: number
	/** Where a mark stands; null: the whole bar is the limit. */
	readonly limit: number | null
}): JSX.Element {
	return (
		<div class="meter">
			<span class="label">{props.name}</span>
			<span class="meter-text number">{props.text}</span>
			<span class="meter-bar" role="img" aria-label={`${props.name}: ${Math.round(props.percent)} %`}>
				<span style={{ width: `${Math.min(100, props.percent)}%` }} />
				{props.limit === null ? null : <i style={{ left: `${props.limit}%` }} />}
			</span>
		</div>
	)
}
