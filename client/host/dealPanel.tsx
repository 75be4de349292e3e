import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { type Dealing, DEALINGS } from '../../shared/lesson/command.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
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
				<select
					aria-label={t('create.dealing')}
					value={dealing.value}
					onChange={(event) => (dealing.value = event.currentTarget.value as Dealing)}
				>
					{DEALINGS.map((one) => (
						<option key={one} value={one}>
							{t(`dealing.${one}`)}
						</option>
					))}
				</select>
				<button type="button" class="button" onClick={() => void deal()}>
					{t('lobbyPanel.deal')}
				</button>
			</div>
			<p class="muted side-line">{t(`dealing.${dealing.value}Line`)}</p>
		</section>
	)
}
