import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { lessonRecords } from '../connect/lessonRecord.ts'
import { Icon } from '../seats/icons.tsx'
import { t } from '../words/words.ts'
import { useGame } from './game.ts'
import { go } from './router.ts'

const SHOWN = 3

/** Lessons that this browser hosts: a closed tab loses nothing. */
export function ContinueLessons(): JSX.Element | null {
	const { env } = useGame()
	const records = useMemo(() => lessonRecords(env.browser, env.nowMs), [env])
	const all = useSignal(records.all())
	if (all.value.length === 0) return null
	return (
		<ul class="continue-list">
			{all.value.slice(0, SHOWN).map(({ code, title, links }) => (
				<li key={code}>
					<button type="button" class="button office" onClick={() => go(`/host/${code}`)}>
						<span>{t('create.continue', { code })}</span>
						<span class="chip">{links === null ? t('create.continueRole') : title}</span>
					</button>
					<button
						type="button"
						class="button quiet"
						aria-label={t('create.forget', { code })}
						onClick={() => {
							records.forget(code)
							all.value = records.all()
						}}
					>
						<Icon name="close" size={18} />
					</button>
				</li>
			))}
		</ul>
	)
}
