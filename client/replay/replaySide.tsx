import type { JSX } from 'preact'
import { billLines } from '../app/billShare.ts'
import { FLOORS } from '../seats/floorsModel.ts'
import { speak } from '../seats/speak.ts'
import { whoOfLane } from '../seats/who.ts'
import { formatNumber, t } from '../words/words.ts'
import type { ReplayStage } from './replayStage.ts'
import '../style/end.css'
import '../style/replay.css'

/** The storeys that the latest request went through, with what each cost it. */
export function ReplayFloors({ stage }: { readonly stage: ReplayStage }): JSX.Element {
	const { cycles, lit, lane } = stage.story.value
	return (
		<section class="replay-floors" aria-label={t('seats.floors.title')}>
			<h2>
				{t('seats.floors.title')} {lane === null ? null : <span class="muted">{speak(whoOfLane(lane))}</span>}
			</h2>
			<ol>
				{FLOORS.filter((floor) => floor !== 'unseen').map((floor) => (
					<li key={floor} data-floor={floor} data-lit={lit === floor} data-empty={cycles[floor] === 0}>
						<span>
							<b>{t(`seats.floor.${floor}`)}</b>
							<small>{t(`seats.floorSub.${floor}`)}</small>
						</span>
						<b class="number">{cycles[floor] > 0 ? formatNumber(cycles[floor]) : '–'}</b>
					</li>
				))}
			</ol>
		</section>
	)
}

/** The bill so far, line by line; only what was paid for. */
export function ReplayBill({ stage, most = 9 }: { readonly stage: ReplayStage; readonly most?: number }): JSX.Element {
	const lines = billLines(stage.frame.value.bill).filter(({ cycles }) => cycles > 0)
	return (
		<section class="replay-bill" aria-label={t('end.lines')}>
			<h2>{t('end.lines')}</h2>
			<ul>
				{lines.slice(0, most).map(({ bucket, cycles, length }) => (
					<li key={bucket}>
						<span>{t(`bill.${bucket}`)}</span>
						<i data-bucket={bucket} style={{ width: `${Math.max(2, 100 * length)}%` }} />
						<b class="number">{formatNumber(cycles)}</b>
					</li>
				))}
				{lines.length === 0 ? <li class="muted">{t('seats.sums.none')}</li> : null}
			</ul>
		</section>
	)
}

/** What happened, in plain words, newest first. */
export function ReplayTicker({
	stage,
	shown = 5,
}: {
	readonly stage: ReplayStage
	readonly shown?: number
}): JSX.Element {
	const lines = stage.ticker.value.slice(-shown).toReversed()
	return (
		<section class="replay-ticker" aria-label={t('seats.ticker.title')}>
			<h2>{t('seats.ticker.title')}</h2>
			<ul>
				{lines.map(({ id, line }) => (
					<li key={id}>{speak(line)}</li>
				))}
				{lines.length === 0 ? <li class="muted">{t('seats.ticker.none')}</li> : null}
			</ul>
		</section>
	)
}
