import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { BillTable } from '../app/billTable.tsx'
import { levelLesson, levelTitle } from '../app/levelWords.ts'
import { RunningRound } from '../app/playPage.tsx'
import { ScoreCard } from '../app/scoreCard.tsx'
import { TopBar } from '../app/topBar.tsx'
import { useGame } from '../app/game.ts'
import type { Debrief } from '../connect/measure.ts'
import type { SoloBus } from '../connect/soloBus.ts'
import { t } from '../words/words.ts'
import '../style/end.css'

/** A round of homework and its end. `onAgain` null: no attempt is left. */
export function HomeworkRound(props: {
	readonly bus: SoloBus
	readonly status: JSX.Element
	readonly onAgain: (() => void) | null
	readonly onLeave: () => void
}): JSX.Element {
	const { env } = useGame()
	const { bus, onLeave } = props
	const state = useSignal(bus.state())
	const debrief = useSignal<Debrief | null>(null)
	useEffect(() => bus.subscribe((now) => (state.value = now)), [bus, state])
	const view = Object.values(state.value.views)[0]
	const isOver = view?.phase === 'finished'
	useEffect(() => {
		debrief.value = null
		if (!isOver) return
		// Without it the page tells what it knows.
		void env.measure.debrief(bus.measured()).then(
			(value) => (debrief.value = value),
			() => {},
		)
	}, [env, bus, isOver, debrief])

	if (!isOver) return <RunningRound key={state.value.round} bus={bus} onLeave={onLeave} />
	const { info, billCycles, bill } = view
	const against = debrief.value && { name: debrief.value.ghost, bill: debrief.value.ghostBill }
	return (
		<>
			<TopBar />
			<main id="main" class="page round-end homework-end">
				<section class="end-total" aria-labelledby="end-title">
					<h1 id="end-title">{levelTitle(info.level)}</h1>
					{props.status}
					{info.reference === null ? (
						<div class="measuring" role="status">
							<div class="skeleton" />
							<p class="muted">{t('result.measuring')}</p>
						</div>
					) : (
						<ScoreCard
							reference={info.reference}
							billCycles={billCycles}
							oracleCycles={debrief.value?.oracleCycles ?? null}
							you={t('result.you')}
							best={null}
							bills={null}
						/>
					)}
					<p>{levelLesson(info.level)}</p>
				</section>
				<section class="end-lines" aria-labelledby="lines-title">
					<h2 id="lines-title">{t('end.lines')}</h2>
					{bill === null ? (
						<div class="skeleton" style={{ height: '16rem' }} />
					) : (
						<BillTable bill={bill} against={against} />
					)}
				</section>
				<div class="action-bar end-actions">
					<button type="button" class="button primary" onClick={onLeave}>
						{t('homework.back')}
					</button>
					{props.onAgain === null ? null : (
						<button type="button" class="button" onClick={props.onAgain}>
							{t('homework.again')}
						</button>
					)}
				</div>
			</main>
		</>
	)
}
