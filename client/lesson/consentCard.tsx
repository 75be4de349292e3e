import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Done } from '../connect/bus.ts'
import { Notice } from '../app/notice.tsx'
import { explainLesson } from '../words/explainLesson.ts'
import { t } from '../words/words.ts'

/** May the crew be on the projector? Asked once; afterwards one line tells, and can be changed. Unsaid means no. */
export function ConsentCard({
	consent,
	onSay,
}: {
	readonly consent: boolean | null
	readonly onSay: (yes: boolean) => Promise<Done>
}): JSX.Element {
	const asks = useSignal(false)
	const busy = useSignal(false)
	const failed = useSignal<Exclude<Done, { ok: true }> | null>(null)
	const answer = async (yes: boolean): Promise<void> => {
		if (busy.value) return
		busy.value = true
		const done = await onSay(yes)
		busy.value = false
		failed.value = done.ok ? null : done
		if (done.ok) asks.value = false
	}
	if (consent !== null && !asks.value) {
		return (
			<p class="consent-line">
				<span>{consent ? t('lesson.consent.isYes') : t('lesson.consent.isNo')}</span>
				<button type="button" class="link" onClick={() => (asks.value = true)}>
					{t('lesson.consent.change')}
				</button>
			</p>
		)
	}
	return (
		<section class="card consent" aria-labelledby="consent-title">
			<h2 id="consent-title">{t('lesson.consent.title')}</h2>
			<p>{t('lesson.consent.line')}</p>
			{failed.value === null ? null : <Notice kind="bad">{explainLesson(failed.value)}</Notice>}
			<div class="consent-ways">
				<button type="button" class="button" aria-disabled={busy.value} onClick={() => void answer(false)}>
					{t('lesson.consent.no')}
				</button>
				<button type="button" class="button" aria-disabled={busy.value} onClick={() => void answer(true)}>
					{t('lesson.consent.yes')}
				</button>
			</div>
		</section>
	)
}
