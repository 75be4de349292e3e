import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { REGRET_CAUSES, type RegretCause } from '../../shared/game/score/regret.ts'
import { Notice } from '../app/notice.tsx'
import type { Done } from '../connect/bus.ts'
import { speak } from '../seats/speak.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { t } from '../words/words.ts'
import type { Candidate, Diagnosis } from './diagnosisModel.ts'
import { tellDecision } from './regretSays.ts'
import type { Seen } from './useRound.ts'

/** Asked before anything is opened: which moment, and why. */
export function DiagnosisForm({
	candidates,
	steps,
	onSay,
	onSkip,
}: {
	readonly candidates: readonly Seen<Candidate>[]
	readonly steps: number
	readonly onSay: (diagnosis: Diagnosis) => Promise<Done>
	/** Null: it has to be answered. */
	readonly onSkip: (() => void) | null
}): JSX.Element {
	/** Index of a candidate; `other`: a step of the student's own. */
	const chosen = useSignal<number | 'other' | null>(null)
	const otherStep = useSignal(String(Math.round(steps / 2)))
	const cause = useSignal<RegretCause | null>(null)
	const problem = useSignal<string | null>(null)
	const busy = useSignal(false)

	const submit = async (): Promise<void> => {
		const own = Number(otherStep.value)
		const step = chosen.value === 'other' ? own : candidates[chosen.value ?? -1]?.moment.step
		const isStep = step !== undefined && Number.isInteger(step) && step >= 0 && step <= steps
		if (!isStep || cause.value === null) {
			problem.value = t('debrief.diagnoseMissing')
			return
		}
		busy.value = true
		problem.value = null
		const done = await onSay({ step, cause: cause.value })
		busy.value = false
		if (!done.ok) problem.value = explainLesson(done)
	}

	return (
		<form
			class="diagnosis"
			noValidate
			onSubmit={(event) => {
				event.preventDefault()
				if (!busy.value) void submit()
			}}
		>
			<fieldset class="diagnosis-moments">
				<legend>
					<h2>{t('debrief.diagnose')}</h2>
					<p class="muted">{t('debrief.diagnoseLine')}</p>
				</legend>
				{candidates.map(({ moment, before }, index) => (
					<label key={`${moment.tick} ${moment.seq}`} class="pick-card" data-seat={moment.seat}>
						<input
							type="radio"
							name="diagnosis-moment"
							checked={chosen.value === index}
							onChange={() => (chosen.value = index)}
						/>
						<span>{speak(tellDecision(moment.seat, moment.intent, moment.step, before))}</span>
					</label>
				))}
				<label class="pick-card diagnosis-other">
					<input
						type="radio"
						name="diagnosis-moment"
						checked={chosen.value === 'other'}
						onChange={() => (chosen.value = 'other')}
					/>
					<span>{t('debrief.diagnoseOther')}</span>
				</label>
				{chosen.value === 'other' ? (
					<div class="field diagnosis-step">
						<label for="diagnosis-step">{t('debrief.diagnoseStep')}</label>
						<input
							id="diagnosis-step"
							class="input mono"
							type="number"
							inputMode="numeric"
							min={0}
							max={steps}
							value={otherStep.value}
							onInput={(event) => (otherStep.value = event.currentTarget.value)}
						/>
					</div>
				) : null}
			</fieldset>
			<fieldset class="diagnosis-causes">
				<legend>
					<h3>{t('debrief.diagnoseWhy')}</h3>
				</legend>
				{REGRET_CAUSES.map((one) => (
					<label key={one} class="level-pill">
						<input
							type="radio"
							name="diagnosis-cause"
							checked={cause.value === one}
							onChange={() => (cause.value = one)}
						/>
						<span>{t(`debrief.cause.${one}`)}</span>
					</label>
				))}
			</fieldset>
			{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
			<div class="diagnosis-ways">
				<button type="submit" class="button primary" aria-disabled={busy.value}>
					{busy.value ? t('lobby.sending') : t('debrief.diagnoseSend')}
				</button>
				{onSkip === null ? null : (
					<button type="button" class="link" onClick={onSkip}>
						{t('debrief.diagnoseSkip')}
					</button>
				)}
			</div>
		</form>
	)
}
