import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Failed } from '../../shared/protocol/messages.ts'
import type { Bus, BusState, Done } from '../connect/bus.ts'
import { explain } from '../words/explain.ts'
import { t } from '../words/words.ts'
import { Invitation } from './invitation.tsx'
import { joinNames } from './joinNames.ts'
import { levelLine, levelTitle } from './levelWords.ts'
import { Notice } from './notice.tsx'
import { SeatCards } from './seatCards.tsx'
import { LobbySkeleton } from './skeletons.tsx'
import { TopBar } from './topBar.tsx'

/** Before the round: who sits where, and who is still missing. */
export function Lobby({
	bus,
	state,
	onLeave,
}: {
	readonly bus: Bus
	readonly state: BusState
	readonly onLeave: () => void
}): JSX.Element {
	const failed = useSignal<Failed | null>(null)
	const busy = useSignal(false)
	const { crew, you } = state
	if (crew === null || you === null) return <LobbySkeleton />

	const view = Object.values(state.views)[0]
	const isReady = view !== undefined && you.seats.every((seat) => view.seats[seat].ready)
	const missing = crew.members.filter(
		({ player, online, seats }) =>
			player !== you.player && online && seats.length > 0 && !seats.every((seat) => view?.seats[seat].ready ?? false),
	)
	const waiting = crew.members.filter(({ seats }) => seats.length === 0)
	const isAlone = crew.members.filter(({ online }) => online).length <= 1

	const run = async (action: () => Promise<Done>): Promise<void> => {
		if (busy.value) return
		busy.value = true
		failed.value = null
		const done = await action()
		busy.value = false
		if (!done.ok) failed.value = done
	}
	const ready = async (): Promise<Done> => {
		for (const seat of you.seats) {
			const done = await bus.send(seat, { kind: 'READY' })
			// Said twice is said.
			if (!done.ok && done.code !== 'E_READY') return done
		}
		return { ok: true }
	}

	return (
		<>
			<TopBar>
				<button type="button" class="button quiet compact" onClick={onLeave}>
					{t('lobby.leave')}
				</button>
			</TopBar>
			<main id="main" class="page lobby">
				<div class="lobby-side">
					<Invitation code={crew.code} />
					<dl class="lobby-facts">
						<div>
							<dt>{t('lobby.program')}</dt>
							<dd>
								<strong>{levelTitle(crew.level)}</strong> <span class="chip">{t(`pace.${crew.pace}`)}</span>
								<span class="muted">{levelLine(crew.level)}</span>
							</dd>
						</div>
					</dl>
				</div>
				<div class="lobby-main">
					<div class="lobby-title">
						<h1>
							{t('lobby.crew', { name: crew.crewName })} <span class="chip mono lobby-code">{crew.code}</span>
						</h1>
						<p class="muted number">
							{t('lobby.crewNumber', { number: crew.crew })} · {t('lobby.round', { round: crew.round })} ·{' '}
							{t('lobby.seed', { seed: crew.seed })}
						</p>
					</div>
					{you.seats.length === 0 ? <Notice kind="info">{t('lobby.noSeat')}</Notice> : null}
					<SeatCards
						crew={crew}
						you={you}
						view={view}
						busy={busy.value}
						onTake={(seat) => void run(() => bus.chooseSeat(seat))}
					/>
					{waiting.length > 0 ? (
						<p class="muted">
							{t('lobby.waiting')}: {joinNames(waiting.map(({ name }) => name))}
						</p>
					) : null}
				</div>
				<div class="action-bar">
					{failed.value === null ? null : <Notice kind="bad">{explain(failed.value)}</Notice>}
					<p class="action-hint" role="status">
						{missing.length > 0
							? t('lobby.waitingFor', { names: joinNames(missing.map(({ name }) => name)) })
							: isReady
								? t('lobby.allReady')
								: isAlone
									? t('lobby.alone')
									: ''}
					</p>
					<button
						type="button"
						class="button primary wide"
						aria-disabled={busy.value || isReady || you.seats.length === 0}
						onClick={() => {
							if (!isReady && you.seats.length > 0) void run(ready)
						}}
					>
						{busy.value ? t('lobby.sending') : isReady ? `✓ ${t('lobby.youReady')}` : t('lobby.readyButton')}
					</button>
				</div>
			</main>
		</>
	)
}
