import type { JSX } from 'preact'
import type { SeatView } from '../../shared/view/seatView.ts'
import { sound } from '../app/settings.ts'
import { t } from '../words/words.ts'
import { Icon } from './icons.tsx'
import { COMMON_KEYS, KEYS_OF } from './keys.ts'
import type { Screen } from './screen.ts'
import { Sheet } from './sheet.tsx'

const POINTS = [1, 2, 3] as const

/** The two columns by which the fog is told: what this part of the machine can see, and what it can't. */
function SeatCard({ view }: { readonly view: SeatView }): JSX.Element {
	const { seat } = view
	return (
		<div class="seatCard">
			<div class="sees">
				<h3>{t('seats.sees')}</h3>
				<ul>
					{POINTS.map((point) => (
						<li key={point}>{t(`seats.sees.${seat}.${point}`)}</li>
					))}
				</ul>
			</div>
			<div class="blind">
				<h3>{t('seats.blind')}</h3>
				<ul>
					{POINTS.map((point) => (
						<li key={point}>{t(`seats.blind.${seat}.${point}`)}</li>
					))}
				</ul>
			</div>
		</div>
	)
}

/** Shown once, after the first things done by hand. Covers nothing that has to be decided. */
export function MeetSeat({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element | null {
	if (!screen.meeting.value) return null
	return (
		<section class="meetSeat" aria-label={t('seats.meet', { seat: t(`role.${view.seat}`) })}>
			<h2>{t('seats.meet', { seat: t(`role.${view.seat}`) })}</h2>
			<SeatCard view={view} />
			<button type="button" class="button wide" onClick={() => screen.meetSeat()}>
				{t('seats.meetDone')}
			</button>
		</section>
	)
}

/** Keys, and the seat's card again. */
export function HelpSheet({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element | null {
	if (screen.sheet.value !== 'keys') return null
	const close = (): void => {
		screen.sheet.value = 'none'
	}
	return (
		<Sheet title={t('seats.meet', { seat: t(`role.${view.seat}`) })} label={t('seats.help')} onClose={close}>
			<p>{t(`role.${view.seat}Does`)}</p>
			<SeatCard view={view} />
			<Handover screen={screen} view={view} />
			<button
				type="button"
				class="button wide"
				onClick={() => {
					screen.table.value = true
					close()
				}}
			>
				<Icon name="table" /> {t('seats.tableView')}
			</button>
			<button
				type="button"
				class="button wide soundChoice"
				onClick={() => {
					sound.value = !sound.value
				}}
			>
				<Icon name={sound.value ? 'sound' : 'mute'} /> {sound.value ? t('seats.soundOff') : t('seats.soundOn')}
			</button>
			<h3>{t('seats.keys')}</h3>
			<dl class="keyList">
				{[...KEYS_OF[view.seat], ...COMMON_KEYS].map(([keys, what]) => (
					<div key={what}>
						<dt>
							<kbd>{keys}</kbd>
						</dt>
						<dd>{t(what)}</dd>
					</div>
				))}
			</dl>
			<p class="muted">{t('seats.teach')}</p>
		</Sheet>
	)
}

function Handover({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element {
	const bot = view.seats[view.seat].holder === 'bot'
	return (
		<button
			type="button"
			class="button wide"
			onClick={() => {
				screen.send({ kind: bot ? 'TAKE' : 'YIELD' })
				screen.sheet.value = 'none'
			}}
		>
			<Icon name={bot ? 'person' : 'bot'} /> {bot ? t('seats.take') : t('seats.yield')}
		</button>
	)
}
