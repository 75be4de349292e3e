import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import { useGame } from './game.ts'
import { go } from './router.ts'

/** Players of this browser whose seat may still be theirs: one tap and they are back. */
export function ContinueList({ code }: { readonly code?: string }): JSX.Element | null {
	const game = useGame()
	const all = useSignal(game.records.all())
	const shown = all.value.filter((record) => code === undefined || record.code === code).slice(0, 3)
	if (shown.length === 0) return null
	return (
		<ul class="continue-list">
			{shown.map((record) => (
				<li key={record.token}>
					<button
						type="button"
						class="button office"
						onClick={() => {
							game.resume(record)
							go('/play')
						}}
					>
						<span>{t('join.continue', { name: record.name })}</span>
						<span class="chip mono">{record.code}</span>
					</button>
					<button
						type="button"
						class="button quiet"
						aria-label={t('join.forget', { name: record.name })}
						onClick={() => {
							game.records.forget(record.token)
							all.value = game.records.all()
						}}
					>
						<svg
							viewBox="0 0 24 24"
							width="18"
							height="18"
							stroke="currentColor"
							stroke-width="2.4"
							stroke-linecap="round"
							aria-hidden="true"
						>
							<path d="M5 5l14 14M19 5L5 19" />
						</svg>
					</button>
				</li>
			))}
		</ul>
	)
}
