import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { BillBar } from '../app/billBars.tsx'
import { ghostName } from '../app/ghostWords.ts'
import { managerPercent } from '../app/result.ts'
import { hundredths } from '../app/roundEnd.tsx'
import { t } from '../words/words.ts'

/** From here on the bots' habits cost them something. */
const GOOD_PERCENT = 110

/** What the writer earned against three textbook bots. */
export function Verdict(props: {
	readonly reference: Reference
	readonly botCycles: number
	readonly link: string
}): JSX.Element {
	const { reference, botCycles } = props
	const percent = managerPercent(reference, botCycles)
	const copied = useSignal(false)
	const par = reference.ghosts.find(({ billCycles }) => billCycles === reference.parCycles)?.name ?? ''
	const bar = { floorCycles: reference.lowerBoundCycles, longestCycles: Math.max(botCycles, reference.parCycles) }
	return (
		<section class="card verdict" aria-labelledby="verdict-title">
			<h2 id="verdict-title" class="label">
				{t('fleet.score')}
			</h2>
			<p class="score-figure number">
				{hundredths(percent)} <span>×</span>
			</p>
			<p>{percent >= GOOD_PERCENT ? t('fleet.scoreGood') : t('fleet.scoreEven')}</p>
			<div class="end-race">
				<BillBar name={t('fleet.bots')} cycles={botCycles} kind="you" {...bar} />
				<BillBar name={t('result.par', { name: ghostName(par) })} cycles={reference.parCycles} kind="par" {...bar} />
			</div>
			<p class="field-hint">{t('fleet.scoreLine', { factor: hundredths(percent) })}</p>
			<button
				type="button"
				class="button office"
				onClick={() => {
					void navigator.clipboard.writeText(props.link).then(() => (copied.value = true))
				}}
			>
				{copied.value ? `✓ ${t('app.copied')}` : t('fleet.link')}
			</button>
		</section>
	)
}
