import type { JSX } from 'preact'
import type { Regret } from '../../shared/game/score/regret.ts'
import { speak } from '../seats/speak.ts'
import { t } from '../words/words.ts'
import { tellRegret } from './regretSays.ts'
import type { Seen } from './useRound.ts'

/** The dearest moments, each as a sentence of the emulator, and three ways to look at it again. */
export function MomentList({
	regrets,
	hasGhost,
	onWatch,
	onTry,
}: {
	readonly regrets: readonly Seen<Regret>[]
	readonly hasGhost: boolean
	readonly onWatch: (whose: 'mine' | 'ghost', step: number) => void
	readonly onTry: (regret: Regret) => void
}): JSX.Element {
	if (regrets.length === 0) return <p>{t('debrief.none')}</p>
	return (
		<ol class="moments">
			{regrets.map(({ moment, before }, index) => {
				const told = tellRegret(moment, before)
				const place = index + 1
				return (
					<li key={place} class="moment" data-seat={moment.seat}>
						<span class="moment-mark" aria-hidden="true">
							▲<b class="number">{place}</b>
						</span>
						<div class="moment-text">
							<p>
								<span class="visually-hidden">{t('debrief.mark', { place })}: </span>
								{speak(told.did)}{' '}
								<strong class="moment-cost number">{t('debrief.cost', { cycles: moment.costCycles })}</strong>
							</p>
							<p class="moment-instead">{speak(told.instead)}</p>
						</div>
						<div class="moment-ways">
							<button type="button" class="button compact" onClick={() => onWatch('mine', moment.step)}>
								{t('debrief.watchMine')}
							</button>
							{hasGhost ? (
								<button type="button" class="button compact" onClick={() => onWatch('ghost', moment.step)}>
									{t('debrief.watchGhost')}
								</button>
							) : null}
							<button type="button" class="button compact office" onClick={() => onTry(moment)}>
								{t('debrief.tryHere')}
							</button>
						</div>
					</li>
				)
			})}
		</ol>
	)
}
