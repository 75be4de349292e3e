import type { JSX } from 'preact'
import type { ReplayStage } from '../replay/replayStage.ts'
import { formatNumber, t } from '../words/words.ts'

/** How far a round is, what it has cost, and what it is measured by. */
export function SpotlightBill({ stage }: { readonly stage: ReplayStage }): JSX.Element {
	const { billCycles, step, stepsTotal, parCycles } = stage.frame.value
	return (
		<span class="spotlight-bill number">
			<span class="muted">{t('projector.step', { step, total: stepsTotal })}</span>
			<span>
				{t('projector.bill')} <b>{formatNumber(billCycles)}</b>
			</span>
			{parCycles === null ? null : <span class="muted">{t('projector.par', { par: parCycles })}</span>}
		</span>
	)
}
