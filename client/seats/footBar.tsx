import type { JSX } from 'preact'
import { PINGS, type PingKind } from '../../shared/game/intent.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { costOf } from '../../shared/machine/prices.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { sound } from '../app/settings.ts'
import { t } from '../words/words.ts'
import { hex2 } from './hexText.ts'
import { Icon } from './icons.tsx'
import type { Screen } from './screen.ts'

interface Props {
	readonly screen: Screen
	readonly view: SeatView
	readonly onLeave: () => void
}

/** Who plays, what can be said to them, and the other ways to look. */
export function FootBar({ screen, view, onLeave }: Props): JSX.Element {
	const hex = screen.lens.value === 'hex'
	const orders = view.rules.filter((card) => card !== null).length
	return (
		<footer class="footBar">
			<Crew screen={screen} view={view} />
			<span class="footTools">
				<button
					type="button"
					class="iconButton"
					aria-label={t('seats.pings')}
					aria-expanded={screen.sheet.value === 'pings'}
					onClick={() => {
						screen.sheet.value = screen.sheet.value === 'pings' ? 'none' : 'pings'
					}}
				>
					<Icon name="ping" />
				</button>
				<button
					type="button"
					class="iconButton ordersButton"
					aria-label={t('seats.rules.open', { count: orders })}
					title={t('seats.rules.open', { count: orders })}
					onClick={() => {
						screen.sheet.value = 'rules'
					}}
				>
					<Icon name="orders" />
					{orders > 0 ? (
						<span class="ordersCount number" aria-hidden="true">
							{orders}
						</span>
					) : null}
				</button>
				<button
					type="button"
					class="pillButton mono"
					aria-pressed={hex}
					aria-label={t('seats.lens')}
					title={t('seats.lensTitle')}
					onClick={() => {
						screen.lens.value = hex ? 'lot' : 'hex'
					}}
				>
					0x
				</button>
				<button
					type="button"
					class="iconButton soundButton"
					aria-label={sound.value ? t('seats.soundOff') : t('seats.soundOn')}
					onClick={() => {
						sound.value = !sound.value
					}}
				>
					<Icon name={sound.value ? 'sound' : 'mute'} />
				</button>
				<button
					type="button"
					class="iconButton"
					aria-label={t('seats.help')}
					onClick={() => {
						screen.sheet.value = 'keys'
					}}
				>
					<Icon name="help" />
				</button>
				<button type="button" class="iconButton" aria-label={t('seats.leave')} onClick={onLeave}>
					<Icon name="leave" />
				</button>
			</span>
		</footer>
	)
}

/** Who holds which seat; one's own can be handed to the bot and back. */
export function Crew({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element {
	const members = screen.bus.value.crew?.members ?? []
	return (
		<ul class="crew" aria-label={t('seats.crew')}>
			{SEATS.map((seat) => {
				const status = view.seats[seat]
				const own = screen.seats.value.includes(seat)
				const name = members.find((member) => member.seats.includes(seat))?.name
				const bot = status.holder === 'bot'
				const who = own ? t('lobby.you') : bot || !name ? t('seats.bot') : name
				return (
					<li
						key={seat}
						class={`mate mate-${seat}${bot ? ' isBot' : ''}${own ? ' own' : ''}`}
						title={`${t(`role.${seat}`)}: ${who}`}
					>
						<b aria-hidden="true">{t(`seats.letter.${seat}`)}</b>
						<span class="mateSeat" aria-hidden="true">
							{t(`role.${seat}`)}
						</span>
						<span class="mateName">
							<span class="visually-hidden">{t(`role.${seat}`)}: </span>
							{bot && own ? t('seats.bot') : who}
							{status.autopilot ? ` · ${t('seats.autopilot')}` : ''}
						</span>
					</li>
				)
			})}
		</ul>
	)
}

/** What the real thing behind it costs: sampling an accessed bit, or a call through the gate. */
const pingCost = (ping: PingKind): number => costOf([[ping === 'hot' || ping === 'cold' ? 'pingHeat' : 'pingHint', 1]])

/** The seven things that can be said, and nothing else. */
export function PingMenu({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element | null {
	if (screen.sheet.value !== 'pings') return null
	const { page, chunk, pid = 0 } = screen.lotModel.value.selection
	const row = pid !== 0 ? null : (page ?? (chunk === undefined ? null : chunk >> 8))
	return (
		<div class="pingMenu" role="group" aria-label={t('seats.pings')}>
			<p class="pingTitle">{t('seats.pingTitle', { seat: t(`role.${view.seat}`) })}</p>
			{PINGS.map((ping, index) => (
				<button key={ping} type="button" class="choice ping" onClick={() => screen.ping(ping)}>
					<b>
						<kbd aria-hidden="true">{index + 1}</kbd> {t(`seats.ping.${ping}`)}
						{row !== null && (ping === 'hot' || ping === 'cold' || ping === 'keep' || ping === 'dead')
							? ` ${hex2(row)}`
							: ''}{' '}
						<span class="pingCost number">{t('seats.number', { value: pingCost(ping) })}</span>
					</b>
					<span>{t(`seats.pingMeans.${ping}`)}</span>
				</button>
			))}
		</div>
	)
}

/** What the others say, and for a few seconds. */
export function Toasts({ screen }: { readonly screen: Screen }): JSX.Element {
	return (
		<div class="toasts" role="status">
			{screen.toasts.value.map(({ id, ping }) => (
				<button key={id} type="button" class={`toast toast-${ping.seat}`} onClick={() => screen.dropToast(id)}>
					<b>{t(`role.${ping.seat}`)}</b> {t(`seats.ping.${ping.ping}`)}
					{ping.argument === null ? '' : ` ${hex2(ping.argument)}`}
					<span>{t(`seats.pingMeans.${ping.ping}`)}</span>
				</button>
			))}
		</div>
	)
}
