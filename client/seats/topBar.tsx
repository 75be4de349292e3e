import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { TICK_MS } from '../../shared/game/seat.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { formatNumber, t } from '../words/words.ts'
import { reducedMotion } from '../app/settings.ts'
import type { Screen } from './screen.ts'
import { waitingAt } from './seatChoice.ts'

const COUNT_MS = 500

/** The number on the bill, counting up to its value. */
function Counter({ value }: { readonly value: number }): JSX.Element {
	const shown = useSignal(value)
	const from = useRef(value)
	useEffect(() => {
		if (reducedMotion.peek()) {
			shown.value = value
			from.current = value
			return undefined
		}
		const start = from.current
		let began: number | null = null
		let handle = requestAnimationFrame(function step(now) {
			began ??= now
			const part = Math.min(1, (now - began) / COUNT_MS)
			const current = Math.round(start + (value - start) * (1 - (1 - part) ** 3))
			shown.value = current
			from.current = current
			if (part < 1) handle = requestAnimationFrame(step)
		})
		return () => cancelAnimationFrame(handle)
	}, [value])
	return <>{formatNumber(shown.value)}</>
}

const clockText = (tick: number): string => {
	const seconds = Math.floor((tick * TICK_MS) / 1000)
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function Clock({ view, owes }: { readonly view: SeatView; readonly owes: boolean }): JSX.Element {
	if (view.nightShift) return <span class="clock night">{t('seats.clock.night')}</span>
	if (view.phase === 'waiting') return <span class="clock">{t('seats.clock.notYet')}</span>
	if (view.info.pace === 'live')
		return (
			<span class="clock live">
				<i aria-hidden="true" />
				{t('seats.clock.live')} <span class="number">{clockText(view.tick)}</span>
			</span>
		)
	return (
		<span class={owes ? 'clock calm owed' : 'clock calm'}>
			<i aria-hidden="true" />
			{owes ? t('seats.clock.calmYou') : t('seats.clock.calm')}
		</span>
	)
}

/** Ring, step, clock, bill: what a player glances at. */
export function TopBar({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element {
	const { status } = screen.bus.value
	const { info, billCycles } = view
	const par = info.reference?.parCycles ?? null
	const full = Math.max((par ?? 0) * 1.2, billCycles * 1.05, 1)
	const even = ((par ?? 0) * view.step) / Math.max(1, info.stepsTotal)
	const owes = Object.values(screen.bus.value.views).some(
		(one) => one.seats[one.seat].holder === 'human' && waitingAt(one).length > 0,
	)
	return (
		<header class="topBar">
			<div class="topLine">
				<span class={`ring ring-${view.seat}`}>{t(`seats.ring.${view.seat}`)}</span>
				<span class="step number" title={t('seats.stepTitle')}>
					{t('seats.step', { step: view.step, total: info.stepsTotal })}
				</span>
				<Clock view={view} owes={owes} />
				<span
					class={`link-${status} linkDot`}
					role="img"
					aria-label={t(`seats.link.${status}`)}
					title={t(`seats.link.${status}`)}
				/>
				<button
					type="button"
					class="bill"
					title={t('seats.billTitle')}
					onClick={() => {
						screen.sheet.value = 'ledger'
					}}
				>
					<span class="billLabel">{t('seats.bill')}</span>
					<b class="number" aria-live="off">
						<Counter value={billCycles} />
					</b>
					<span class="billUnit">{t('seats.cycles')}</span>
					<span class="flying" aria-hidden="true">
						{screen.flying.value.map((one) => (
							<span key={one.id} class="flyingCost number" onAnimationEnd={() => screen.landed(one.id)}>
								+{formatNumber(one.costCycles)}
							</span>
						))}
					</span>
				</button>
			</div>
			<div
				class="ghost"
				role="img"
				aria-label={
					par === null
						? t('seats.step', { step: view.step, total: info.stepsTotal })
						: t('seats.ghostLabel', { bill: billCycles, ghost: par })
				}
			>
				<span class="scaleBadge number" title={t('seats.teach')}>
					{t('seats.teachBadge')}
				</span>
				{par === null ? (
					// Not measured (yet): how far the program is.
					<span class="ghostTrack">
						<span class="ghostFill" style={{ width: `${(100 * view.step) / Math.max(1, info.stepsTotal)}%` }} />
					</span>
				) : (
					<>
						<span class="ghostTrack">
							<span
								class={billCycles <= even ? 'ghostFill' : 'ghostFill over'}
								style={{ width: `${(100 * billCycles) / full}%` }}
							/>
							<span class="ghostMark" style={{ left: `${(100 * par) / full}%` }} />
						</span>
						<span class="ghostText number">{t('seats.ghost', { ghost: par })}</span>
					</>
				)}
			</div>
		</header>
	)
}
