import type { JSX } from 'preact'
import type { SeatView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { FLOORS } from './floorsModel.ts'
import { Crew } from './footBar.tsx'
import type { Screen } from './screen.ts'
import { Sheet } from './sheet.tsx'
import { speak } from './speak.ts'
import { whoOfLane } from './who.ts'

const TICKER_SHOWN = 6
const TICKER_IN_SHEET = 14

/** Laptop only: the storeys of the latest request, what was paid so far, who plays, what happened. */
export function SidePanel({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element {
	return (
		<aside class="sidePanel" aria-label={t('seats.side')}>
			<Floors screen={screen} />
			<Sums screen={screen} />
			<section class="sideCrew">
				<h2 class="areaTitle">{t('seats.crew')}</h2>
				<Crew screen={screen} view={view} />
			</section>
			<Ticker screen={screen} shown={TICKER_SHOWN} />
		</aside>
	)
}

/** The same on a phone, from the bill: what was paid so far, and why. */
export function LedgerSheet({ screen }: { readonly screen: Screen }): JSX.Element | null {
	if (screen.sheet.value !== 'ledger') return null
	const close = (): void => {
		screen.sheet.value = 'none'
		screen.asked.value = null
	}
	return (
		<Sheet title={t('seats.side')} kind="ledgerSheet" onClose={close}>
			<Ticker screen={screen} shown={TICKER_IN_SHEET} />
			<Sums screen={screen} />
			<Floors screen={screen} />
		</Sheet>
	)
}

function Floors({ screen }: { readonly screen: Screen }): JSX.Element {
	const { cycles, lit, lane } = screen.story.value
	const floors = FLOORS.filter((floor) => floor !== 'unseen' || cycles.unseen > 0)
	return (
		<section>
			<h2 class="areaTitle">
				{t('seats.floors.title')} {lane === null ? '' : <span class="muted">{speak(whoOfLane(lane))}</span>}
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
	)
}

function Sums({ screen }: { readonly screen: Screen }): JSX.Element {
	const sums = screen.sums.value
	const most = Math.max(1, ...Object.values(sums))
	return (
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
	)
}

/** What happened, newest first; a tap on a line tells why. */
function Ticker({ screen, shown }: { readonly screen: Screen; readonly shown: number }): JSX.Element {
	const lines = screen.ticker.value
	const asked = screen.asked.value
	// The line that was asked about stays while others come in.
	const held = lines.find(({ id }) => id === asked)
	const latest = lines.slice(-shown)
	const all = held && !latest.includes(held) ? [held, ...latest.slice(1)] : latest
	return (
		<section class="tickerBox">
			<h2 class="areaTitle">
				{t('seats.ticker.title')} <span class="muted">{t('seats.ticker.why')}</span>
			</h2>
			<ul class="ticker">
				{all.toReversed().map(({ id, line }) => (
					<li key={id} class={id === asked ? 'asked' : ''}>
						<button
							type="button"
							aria-expanded={id === asked}
							onClick={() => {
								screen.asked.value = id === asked ? null : id
							}}
						>
							{speak(line)}
						</button>
						{id === asked ? <Chain screen={screen} /> : null}
					</li>
				))}
				{lines.length === 0 ? <li class="muted">{t('seats.ticker.none')}</li> : null}
			</ul>
		</section>
	)
}

function Chain({ screen }: { readonly screen: Screen }): JSX.Element {
	const causes = screen.chain.value.slice(1)
	return (
		<ol class="chain" aria-live="polite">
			{causes.map((cause, index) => (
				<li key={index}>{speak(cause)}</li>
			))}
			{causes.length === 0 ? <li>{t('seats.chain.end')}</li> : null}
		</ol>
	)
}
