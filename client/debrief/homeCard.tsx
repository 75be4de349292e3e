import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import { homeCommandOf } from './homeCommand.ts'

/** One real command that shows on a real machine what the round was about. */
export function HomeCard({ level }: { readonly level: string }): JSX.Element {
	const copied = useSignal(false)
	const { kind, line } = homeCommandOf(level)
	return (
		<section class="home-card" aria-labelledby="home-title">
			<h2 id="home-title">{t('debrief.home')}</h2>
			<div class="home-line">
				<code class="mono">
					<span aria-hidden="true">$ </span>
					{line}
				</code>
				<button
					type="button"
					class="button compact"
					onClick={() => {
						// Where the clipboard is forbidden the line can still be read and typed.
						navigator.clipboard?.writeText(line).then(
							() => (copied.value = true),
							() => {},
						)
					}}
				>
					{copied.value ? `✓ ${t('debrief.homeCopied')}` : t('debrief.homeCopy')}
				</button>
			</div>
			<p class="muted">{t(`debrief.home.${kind}`)}</p>
		</section>
	)
}
