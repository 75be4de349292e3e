import { useSignalEffect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Seat } from '../../shared/game/seat.ts'
import type { Bus } from '../connect/bus.ts'
import { t } from '../words/words.ts'
import { CoachLine } from './coachLine.tsx'
import { FootBar, PingMenu, Toasts } from './footBar.tsx'
import { HelpSheet, MeetSeat } from './helpSheet.tsx'
import { KernelDock } from './kernelDock.tsx'
import { LotArea } from './lotArea.tsx'
import { MallocDock } from './mallocDock.tsx'
import { MmuDock } from './mmuDock.tsx'
import { NoticeCard } from './noticeCard.tsx'
import { press } from './press.ts'
import { QueueStrip } from './queueStrip.tsx'
import { TextureDefs } from './requestShape.tsx'
import { RulesSheet } from './rulesSheet.tsx'
import { openScreen, type Screen } from './screen.ts'
import '../style/canvas.css'
import './seats.css'
import { SeatTabs } from './seatTabs.tsx'
import { LedgerSheet, SidePanel } from './sidePanel.tsx'
import { speak } from './speak.ts'
import { TopBar } from './topBar.tsx'

interface Props {
	readonly bus: Bus
	/** The seat shown first; the player may hold more. */
	readonly seat: Seat
	readonly onLeave: () => void
}

/** The playing screen of whoever holds one seat or more. */
export function SeatScreen({ bus, seat, onLeave }: Props): JSX.Element {
	const screen = useMemo(() => openScreen(bus, seat), [bus])
	useEffect(() => () => screen.close(), [screen])
	useEffect(() => {
		function onKeyDown(event: KeyboardEvent): void {
			const target = event.target instanceof HTMLElement ? event.target : null
			// Fields and open dialogs keep their keys; Enter on a focused button is that button's.
			if (target?.closest('input, textarea, select, dialog')) return
			if (event.key === 'Enter' && target?.closest('button, a')) return
			const done = press(screen, {
				key: event.key,
				code: event.code,
				shift: event.shiftKey,
				withModifier: event.ctrlKey || event.altKey || event.metaKey,
			})
			if (done) event.preventDefault()
		}
		addEventListener('keydown', onKeyDown)
		return () => removeEventListener('keydown', onKeyDown)
	}, [screen])
	return <Frame screen={screen} onLeave={onLeave} />
}

function Frame({ screen, onLeave }: { readonly screen: Screen; readonly onLeave: () => void }): JSX.Element {
	const view = screen.view.value
	if (!view)
		return (
			<main class="seatScreen loading">
				<p class="canvasNote">{t('seats.noView')}</p>
			</main>
		)
	const bot = view.seats[view.seat].holder === 'bot'
	return (
		<main class={`seatScreen seat-${view.seat}${bot ? ' botHolds' : ''}`}>
			<h1 class="visually-hidden">{t('seats.title', { seat: t(`role.${view.seat}`) })}</h1>
			<TextureDefs />
			<TopBar screen={screen} view={view} />
			<SeatTabs screen={screen} />
			<QueueStrip screen={screen} view={view} />
			<LotArea screen={screen} view={view} />
			<div class="controls">
				<div class="aside">
					<NoticeCard screen={screen} />
					{bot ? <BotHolds screen={screen} /> : null}
					<MeetSeat screen={screen} view={view} />
					<CoachLine screen={screen} />
				</div>
				{view.seat === 'malloc' ? <MallocDock screen={screen} view={view} /> : null}
				{view.seat === 'kernel' ? <KernelDock screen={screen} view={view} /> : null}
				{view.seat === 'mmu' ? <MmuDock screen={screen} view={view} /> : null}
			</div>
			<FootBar screen={screen} view={view} onLeave={onLeave} />
			<SidePanel screen={screen} view={view} />
			<PingMenu screen={screen} view={view} />
			<Toasts screen={screen} />
			<HelpSheet screen={screen} view={view} />
			<RulesSheet screen={screen} view={view} />
			<LedgerSheet screen={screen} />
			<Announcer screen={screen} />
		</main>
	)
}

function BotHolds({ screen }: { readonly screen: Screen }): JSX.Element {
	return (
		<p class="botNote" role="status">
			{t('seats.botHolds', { seat: t(`role.${screen.shown.value}`) })}
		</p>
	)
}

/** Says what is new to a screen reader, and only that. */
function Announcer({ screen }: { readonly screen: Screen }): JSX.Element {
	const place = useRef<HTMLParagraphElement>(null)
	useSignalEffect(() => {
		if (place.current) place.current.textContent = screen.spoken.value.map(speak).join(' ')
	})
	return <p class="visually-hidden" aria-live="polite" ref={place} />
}
