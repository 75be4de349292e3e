import type { JSX } from 'preact'
import type { RegionState } from '../../shared/machine/heap/region.ts'
import { t } from '../words/words.ts'

const STATES: readonly RegionState[] = ['live', 'free', 'cached', 'top', 'metadata', 'unused']
const BANDS = [
	['tny', '≤ 24'],
	['sml', '≤ 64'],
	['mid', '≤ 160'],
	['lrg', '≤ 512'],
	['big', '> 512'],
] as const

/** What the patterns of the close-up mean. */
export function StateLegend(): JSX.Element {
	return (
		<section class="panel legend">
			<h2>{t('sandbox.legend')}</h2>
			<ul>
				{STATES.map((state) => (
					<li key={state}>
						<span class="swatch" data-state={state} aria-hidden="true" />
						<span>
							<strong>{t(`sandbox.state.${state}`)}</strong>{' '}
							<small class="muted">{t(`sandbox.stateLine.${state}`)}</small>
							{state === 'live' ? (
								<span class="bands">
									{BANDS.map(([band, sizes]) => (
										<span key={band} style={{ '--band': `var(--band-${band})` }}>
											{sizes}
										</span>
									))}
								</span>
							) : null}
						</span>
					</li>
				))}
			</ul>
		</section>
	)
}
