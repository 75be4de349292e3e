import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { AgainRequest, Failed } from '../../shared/protocol/messages.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import type { Bus, BusState, Done } from '../connect/bus.ts'
import { explain } from '../words/explain.ts'
import { formatNumber, t } from '../words/words.ts'
import { billLines, percentAgainst } from './billShare.ts'
import { levelTitle } from './levelWords.ts'
import { Notice } from './notice.tsx'
import { SeatCards } from './seatCards.tsx'
import { TopBar } from './topBar.tsx'

export interface RoundEndProps {
	readonly bus: Bus
	readonly state: BusState
	readonly view: SeatView
	/** The finished round's log; null where the server keeps it. */
	readonly exportLog: (() => string | null) | null
	/** Solo: back to the menu. A crew changes seats on this page. */
	readonly onChangeSeat: (() => void) | null
	readonly onLeave: () => void
}

/** The bill against the ghost's, line by line. */
export function RoundEnd(props: RoundEndProps): JSX.Element {
	const { bus, state, view } = props
	const failed = useSignal<Failed | null>(null)
	const busy = useSignal(false)
	const showsSeats = useSignal(false)
	const { info, billCycles } = view
	const ghost = info.ghostBillCycles
	const percent = percentAgainst(billCycles, ghost)
	const longest = Math.max(billCycles, ghost, 1)
	const isCrew = state.crew !== null

	const run = async (action: () => Promise<Done>): Promise<void> => {
		if (busy.value) return
		busy.value = true
		failed.value = null
		const done = await action()
		busy.value = false
		if (!done.ok) failed.value = done
	}
	const again = (seed: AgainRequest['seed']): void =>
		void run(() => bus.again({ level: info.level, pace: info.pace, seed }))

	return (
		<>
			<TopBar />
			<main id="main" class="page round-end">
				<section class="end-total" data-won={percent <= 0} aria-labelledby="end-title">
					<h1 id="end-title">{t('end.title')}</h1>
					<p class="muted">
						{levelTitle(info.level)} · {t('lobby.seed', { seed: info.seed })} · {t('end.steps', { steps: view.step })}
					</p>
					<p class="end-figure number">
						{formatNumber(billCycles)} <span>{t('end.cycles')}</span>
					</p>
					<p class="end-verdict">
						{percent === 0
							? t('end.even')
							: percent < 0
								? t('end.less', { percent: -percent })
								: t('end.more', { percent })}
					</p>
					<div class="end-race">
						<RaceBar
							name={isCrew ? t('end.totalCrew') : t('end.total')}
							cycles={billCycles}
							longest={longest}
							kind="you"
						/>
						<RaceBar name={t('end.ghost')} cycles={ghost} longest={longest} kind="ghost" />
					</div>
					<p class="muted">{percent <= 0 ? t('end.lessLine') : t('end.moreLine')}</p>
					{view.nightShift ? <Notice kind="info">{t('end.night')}</Notice> : null}
				</section>

				<section class="end-lines" aria-labelledby="lines-title">
					<h2 id="lines-title">{t('end.lines')}</h2>
					{view.bill === null ? (
						<div class="skeleton" style={{ height: '16rem' }} />
					) : (
						<ul class="bill-lines">
							{billLines(view.bill).map(({ bucket, cycles, percent: share, length }) => (
								<li key={bucket} class="bill-line" data-bucket={bucket} data-none={cycles === 0}>
									<span class="bill-name">{t(`bill.${bucket}`)}</span>
									<span class="bill-cycles number">
										{formatNumber(cycles)}
										{cycles > 0 ? <span class="muted"> · {share === 0 ? '<1' : share} %</span> : null}
									</span>
									<span class="bill-bar" aria-hidden="true">
										<span style={{ width: `${Math.max(length * 100, cycles > 0 ? 1 : 0)}%` }} />
									</span>
									<span class="bill-why muted">{t(`bill.${bucket}Line`)}</span>
								</li>
							))}
						</ul>
					)}
					{props.exportLog === null ? null : <DownloadLog log={props.exportLog} name={`${info.level}-${info.seed}`} />}
				</section>

				{showsSeats.value && state.crew !== null && state.you !== null ? (
					<section class="end-seats" aria-label={t('lobby.seats')}>
						<SeatCards
							crew={state.crew}
							you={state.you}
							view={view}
							busy={busy.value}
							onTake={(seat) => void run(() => bus.chooseSeat(seat))}
						/>
					</section>
				) : null}

				<div class="action-bar end-actions">
					{failed.value === null ? null : <Notice kind="bad">{explain(failed.value)}</Notice>}
					<button type="button" class="button primary" aria-disabled={busy.value} onClick={() => again('same')}>
						{busy.value ? t('lobby.sending') : t('end.same')}
					</button>
					<button type="button" class="button" aria-disabled={busy.value} onClick={() => again('next')}>
						{t('end.next')}
					</button>
					<button
						type="button"
						class="button"
						aria-expanded={props.onChangeSeat === null ? showsSeats.value : undefined}
						onClick={props.onChangeSeat ?? (() => (showsSeats.value = !showsSeats.value))}
					>
						{t('end.seat')}
					</button>
					<button type="button" class="button quiet" onClick={props.onLeave}>
						{t('end.leave')}
					</button>
				</div>
			</main>
		</>
	)
}

function RaceBar(props: {
	readonly name: string
	readonly cycles: number
	readonly longest: number
	readonly kind: 'you' | 'ghost'
}): JSX.Element {
	return (
		<div class="race" data-kind={props.kind}>
			<span class="race-name">{props.name}</span>
			<span class="race-cycles number">{formatNumber(props.cycles)}</span>
			<span class="race-bar" aria-hidden="true">
				<span style={{ width: `${(100 * props.cycles) / props.longest}%` }} />
			</span>
		</div>
	)
}

function DownloadLog({ log, name }: { readonly log: () => string | null; readonly name: string }): JSX.Element {
	return (
		<div class="download">
			<button
				type="button"
				class="button quiet"
				onClick={() => {
					const text = log()
					if (text === null) return
					const url = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }))
					const link = document.createElement('a')
					link.href = url
					link.download = `${name}.jsonl`
					link.click()
					URL.revokeObjectURL(url)
				}}
			>
				{t('end.download')}
			</button>
			<span class="field-hint">{t('end.downloadLine')}</span>
		</div>
	)
}
