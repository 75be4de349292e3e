import type { JSX } from 'preact'
import type { SeatView } from '../../shared/view/seatView.ts'
import { explain } from '../words/explain.ts'
import { t } from '../words/words.ts'
import { Icon } from './icons.tsx'
import type { Screen } from './screen.ts'
import { longestWaiting } from './seatChoice.ts'
import { speak } from './speak.ts'

/** The one obvious thing to do; with nothing to do it says what to wait for, or where else something waits. */
export function PrimaryButton({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element {
	const seat = view.seats[view.seat]
	if (view.phase === 'waiting') {
		if (seat.holder === 'bot')
			return <Big seat={view.seat} label={t('seats.take')} act={() => screen.send({ kind: 'TAKE' })} screen={screen} />
		if (!seat.ready)
			return (
				<Big seat={view.seat} label={t('seats.ready')} act={() => screen.send({ kind: 'READY' })} screen={screen} />
			)
		return <Big seat={view.seat} label={t('seats.readyDone')} act={null} screen={screen} />
	}
	if (seat.holder === 'bot')
		return <Big seat={view.seat} label={t('seats.take')} act={() => screen.send({ kind: 'TAKE' })} screen={screen} />
	const primary = screen.primary.value
	const idle = primary?.label.key === 'seats.primary.nothing' || primary?.label.key === 'seats.malloc.waitSlip'
	const elsewhere = idle ? longestWaiting(screen.bus.value.views) : null
	if (elsewhere && elsewhere !== view.seat)
		return (
			<Big
				seat={elsewhere}
				label={t('seats.goTo', { seat: t(`role.${elsewhere}`) })}
				act={() => screen.showSeat(elsewhere)}
				screen={screen}
			/>
		)
	const label = primary ? speak(primary.label) : ''
	return (
		<div class="primaryBox">
			{primary?.refusal ? (
				<p class="why" id="primaryWhy">
					{explain(primary.refusal)}
				</p>
			) : null}
			<Big
				seat={view.seat}
				label={label}
				act={primary?.act ? () => screen.confirm() : null}
				screen={screen}
				idle={idle}
			/>
		</div>
	)
}

interface BigProps {
	readonly seat: SeatView['seat']
	readonly label: string
	readonly act: (() => void) | null
	readonly screen: Screen
	readonly idle?: boolean
}

function Big({ seat, label, act, screen, idle = false }: BigProps): JSX.Element {
	const coached = screen.coach.value?.target === 'primary'
	return (
		<button
			type="button"
			class={`button primary wide big-${seat}${idle ? ' idle' : ''}${act ? '' : ' hint'}${coached ? ' coached' : ''}`}
			aria-disabled={act ? undefined : 'true'}
			aria-busy={screen.sending.value ? 'true' : undefined}
			onClick={() => act?.()}
		>
			<span>{label}</span>
			{act ? <Icon name="arrow" /> : null}
		</button>
	)
}
