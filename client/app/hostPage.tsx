import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Pace } from '../../shared/game/seat.ts'
import type { LevelName } from '../../shared/programs/levels.ts'
import type { Failed } from '../../shared/protocol/messages.ts'
import { explain } from '../words/explain.ts'
import { t } from '../words/words.ts'
import { LevelChoice, PaceChoice } from './choices.tsx'
import { useGame } from './game.ts'
import { Notice } from './notice.tsx'
import { go } from './router.ts'
import { TopBar } from './topBar.tsx'

/** Which program at which pace; then the room's code (joinPage.tsx). */
export function HostPage(): JSX.Element {
	const game = useGame()
	const level = useSignal<LevelName>('steady')
	const pace = useSignal<Pace>('live')
	const failed = useSignal<Failed | null>(null)
	const busy = useSignal(false)

	const create = async (): Promise<void> => {
		busy.value = true
		failed.value = null
		const reply = await game.create({ level: level.value, pace: pace.value, seed: null })
		busy.value = false
		if (reply.ok) go(`/join/${reply.code}`)
		else failed.value = reply
	}

	return (
		<>
			<TopBar />
			<main id="main" class="page menu">
				<h1>{t('host.title')}</h1>
				<form
					class="menu-form"
					onSubmit={(event) => {
						event.preventDefault()
						if (!busy.value) void create()
					}}
				>
					<LevelChoice value={level.value} onChange={(next) => (level.value = next)} />
					<PaceChoice value={pace.value} onChange={(next) => (pace.value = next)} />
					<div class="menu-go">
						{failed.value === null ? null : <Notice kind="bad">{explain(failed.value)}</Notice>}
						<button type="submit" class="button primary wide" aria-disabled={busy.value}>
							{busy.value ? t('host.creating') : t('host.create')}
						</button>
					</div>
				</form>
			</main>
		</>
	)
}
