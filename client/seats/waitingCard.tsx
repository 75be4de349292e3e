import type { JSX } from 'preact'
import type { SeatView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { speak } from './speak.ts'
import { prepareLine } from './waitingModel.ts'

/** Nothing to decide: what the machine does, and what to get ready for. */
export function WaitingCard({ view }: { readonly view: SeatView }): JSX.Element {
	if (view.phase === 'waiting') {
		return (
			<div class="card2 quietCard">
				<b>{t('seats.before.title', { seat: t(`role.${view.seat}`) })}</b>
				<p>{t(`seats.before.${view.seat}`)}</p>
			</div>
		)
	}
	return (
		<div class="card2 quietCard">
			<b>{t('seats.idle')}</b>
			<p>{speak(prepareLine(view))}</p>
		</div>
	)
}
