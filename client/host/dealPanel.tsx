import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Dealing } from '../../shared/lesson/command.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { DealingSelect } from '../app/dealingSelect.tsx'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'

/** Who sits with whom. */
export function DealPanel({ room, lesson }: { readonly room: Console; readonly lesson: HostLesson }): JSX.Element {
	const dealing = useSignal<Dealing>(lesson.dealing)
	const deal = async (): Promise<void> => {
		const how = dealing.value
		if (await room.send({ kind: 'DEAL', dealing: how }))
			room.say({ kind: 'good', text: t('lobbyPanel.dealt', { how: t(`dealing.${how}`) }) })
	}
	return (
		<section class="side-card" aria-labelledby="deal-title">
			<h2 id="deal-title" class="side-title">
				{t('lobbyPanel.crews')}
				<button type="button" class="link" onClick={() => (room.open.value = { kind: 'roster' })}>
					{t('lobbyPanel.roster')}
				</button>
			</h2>
			{lesson.roster.length === 0 ? null : (
				<p class="muted">{t('lobbyPanel.rosterRows', { count: lesson.roster.length })}</p>
			)}
			<div class="deal-row">
				<DealingSelect label={t('create.dealing')} value={dealing.value} onChange={(next) => (dealing.value = next)} />
				<button type="button" class="button" onClick={() => void deal()}>
					{t('lobbyPanel.deal')}
				</button>
			</div>
			<p class="muted side-line">{t(`dealing.${dealing.value}Line`)}</p>
		</section>
	)
}
