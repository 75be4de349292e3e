import type { JSX } from 'preact'
import type { SeatView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { FLOORS } from './floorsModel.ts'
import { Crew } from './footBar.tsx'
import type { Screen } from './screen.ts'
import { speak } from './speak.ts'

const TICKER_SHOWN = 6

/** Laptop only: the storeys of the latest request, what was paid so far, who plays, what happened. */
export function SidePanel({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element {
	const { cycles, lit, lane } = screen.story.value
	const sums = screen.sums.value
	const most = Math.max(1, ...Object.values(sums))
	const floors = FLOORS.filter((floor) => floor !== 'unseen' || cycles.unseen > 0)
	return (
		<aside class="sidePanel" aria-label={t('seats.side')}>
			<section>
				<h2 class="areaTitle">
					{t('seats.floors.title')}{' '}
					{lane === null ? '' : <span class="muted">{t('seats.floors.lane', { lane: lane + 1 })}</span>}
				</h2>
				<ol class="floors">
					{floors.map((floor) => (
						<li
							key={floor}
							class={`floor floor-${floor}${lit === floor ? ' lit' : ''}${cycles[floor] > 0 ? '' : ' empty'}`}
						>
							<span>
								<b>{t(`seats.floor.${floor}`)}</b>
								<small>{t(`seats.floorSub.${floor}`)}</small>
							</span>
							<b class="number">{cycles[floor] > 0 ? t('seats.number', { value: cycles[floor] }) : ''}</b>
						</li>
					))}
				</ol>
			</section>
			<section>
				<h2 class="areaTitle">{t('seats.sums.title')}</h2>
				<ul class="sums">
					{FLOORS.filter((floor) => sums[floor] > 0).map((floor) => (
						<li key={floor}>
							<span>{t(`seats.sums.${floor}`)}</span>
							<i class={`sumBar floor-${floor}`} style={{ width: `${Math.max(3, (100 * sums[floor]) / most)}%` }} />
							<b class="number">{t('seats.number', { value: sums[floor] })}</b>
						</li>
					))}
					{Object.values(sums).every((sum) => sum === 0) ? <li class="muted wide">{t('seats.sums.none')}</li> : null}
				</ul>
			</section>
			<section class="sideCrew">
				<h2 class="areaTitle">{t('seats.crew')}</h2>
				<Crew screen={screen} view={view} />
			</section>
			<section class="tickerBox">
				<h2 class="areaTitle">{t('seats.ticker.title')}</h2>
				<ul class="ticker">
					{screen.ticker.value
						.slice(-TICKER_SHOWN)
						.toReversed()
						.map(({ id, line }) => (
							<li key={id}>{speak(line)}</li>
						))}
					{screen.ticker.value.length === 0 ? <li class="muted">{t('seats.ticker.none')}</li> : null}
				</ul>
			</section>
		</aside>
	)
}
