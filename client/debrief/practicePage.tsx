import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useGame, type Practice } from '../app/game.ts'
import { Notice } from '../app/notice.tsx'
import { RunningRound } from '../app/playPage.tsx'
import { TopBar } from '../app/topBar.tsx'
import { formatNumber, t } from '../words/words.ts'
import '../style/debrief.css'

/** A fork of a finished round, played on alone; then its bill beside what was played, and no score. */
export function PracticePage({ practice }: { readonly practice: Practice }): JSX.Element {
	const game = useGame()
	const { bus, fromStep } = practice
	const state = useSignal(bus.state())
	useEffect(() => {
		state.value = bus.state()
		return bus.subscribe((now) => (state.value = now))
	}, [bus, state])
	const view = Object.values(state.value.views)[0]
	if (view?.phase !== 'finished') return <RunningRound key={fromStep} bus={bus} onLeave={() => game.endPractice()} />

	const wasCycles = Object.values(game.state.value?.views ?? {})[0]?.billCycles ?? 0
	const nowCycles = view.billCycles
	const longest = Math.max(1, wasCycles, nowCycles)
	return (
		<>
			<TopBar />
			<main id="main" class="page narrow practice-end">
				<h1>{t('lesson.practiceDone')}</h1>
				<div class="card practice-bills">
					{(
						[
							['practiceWas', wasCycles],
							['practiceNow', nowCycles],
						] as const
					).map(([name, cycles]) => (
						<div key={name} class="race" data-kind={name === 'practiceNow' ? 'you' : 'par'}>
							<span class="race-name">{t(`lesson.${name}`)}</span>
							<span class="race-cycles number">{formatNumber(cycles)}</span>
							<span class="race-bar" aria-hidden="true">
								<span class="race-rest" style={{ width: `${(100 * cycles) / longest}%` }} />
							</span>
						</div>
					))}
					<Notice kind={nowCycles < wasCycles ? 'good' : 'info'}>
						{nowCycles === wasCycles
							? t('lesson.practiceSame')
							: nowCycles < wasCycles
								? t('lesson.practiceLess', { cycles: wasCycles - nowCycles })
								: t('lesson.practiceMore', { cycles: nowCycles - wasCycles })}
					</Notice>
				</div>
				<button type="button" class="button primary" onClick={() => game.endPractice()}>
					{t('lesson.practiceBack')}
				</button>
				<button type="button" class="button" onClick={() => void practice.again()}>
					{t('lesson.practiceAgain')}
				</button>
			</main>
		</>
	)
}
