import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { type Injection, INJECTIONS } from '../../shared/game/intent.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { Dialog } from './dialog.tsx'

/** Six things that happen in real programs, thrown at all crews at once. Keys 1 to 6. */
export function InjectDialog(props: {
	readonly room: Console
	readonly lesson: HostLesson
	readonly onClose: () => void
}): JSX.Element {
	const { room, lesson, onClose } = props
	const busy = useSignal(false)
	const inject = async (injection: Injection): Promise<void> => {
		if (busy.value) return
		busy.value = true
		const done = await room.send({ kind: 'INJECT', injection })
		if (done) room.say({ kind: 'good', text: t('inject.done', { what: t(`inject.${injection}`) }) })
		onClose()
	}
	const sofar = lesson.injections.map(({ injection }) => t(`inject.${injection}`))
	return (
		<Dialog title={t('inject.title')} size="wide" onClose={onClose}>
			<p class="muted">{t('inject.what')}</p>
			<div
				class="inject-list"
				onKeyDown={(event) => {
					const injection = INJECTIONS[Number(event.key) - 1]
					if (injection !== undefined) void inject(injection)
				}}
			>
				{INJECTIONS.map((injection, index) => (
					<button
						key={injection}
						type="button"
						class="inject-choice"
						aria-disabled={busy.value}
						// The keys work at once.
						autofocus={index === 0}
						onClick={() => void inject(injection)}
					>
						<kbd class="key" aria-hidden="true">
							{index + 1}
						</kbd>
						<strong>{t(`inject.${injection}`)}</strong>
						<span>{t(`inject.${injection}Line`)}</span>
					</button>
				))}
			</div>
			{sofar.length === 0 ? null : <p class="muted">{t('inject.sofar', { list: sofar.join(', ') })}</p>}
		</Dialog>
	)
}
