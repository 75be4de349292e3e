import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { RoundHeader } from '../../shared/game/round.ts'
import { type Pace, SEATS, TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import type { LevelName } from '../../shared/programs/levels.ts'
import type { Failed } from '../../shared/protocol/messages.ts'
import { explain } from '../words/explain.ts'
import { t } from '../words/words.ts'
import { BotChoice } from './botChoice.tsx'
import { useGame } from './game.ts'
import { LevelChoice } from './levelChoice.tsx'
import { levelTitle } from './levelWords.ts'
import { Notice } from './notice.tsx'
import { PaceChoice } from './paceChoice.tsx'
import { go } from './router.ts'
import { TopBar } from './topBar.tsx'

/** Which program at which pace; then the room's code (joinPage.tsx). */
export function HostPage(): JSX.Element {
	const game = useGame()
	const level = useSignal<LevelName>('steady')
	const pace = useSignal<Pace>('live')
	const bots = useSignal<RoundHeader['bots']>(TEXTBOOK_BOTS)
	const failed = useSignal<Failed | null>(null)
	const busy = useSignal(false)

	const create = async (): Promise<void> => {
		busy.value = true
		failed.value = null
		const reply = await game.create({ level: level.value, pace: pace.value, seed: null, bots: bots.value })
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
					<LevelChoice value={level.value} bests={null} suggested={null} onChange={(next) => (level.value = next)} />
					<div class="menu-side">
						<PaceChoice value={pace.value} onChange={(next) => (pace.value = next)} />
						<BotChoice
							legend={t('menu.bots')}
							seats={SEATS}
							value={bots.value}
							onChange={(next) => (bots.value = next)}
						/>
					</div>
					<div class="menu-go">
						{failed.value === null ? null : <Notice kind="bad">{explain(failed.value)}</Notice>}
						<button type="submit" class="button primary wide" aria-disabled={busy.value}>
							{busy.value ? t('host.creating') : t('host.create')}
							<span class="go-what">{levelTitle(level.value)}</span>
						</button>
					</div>
				</form>
			</main>
		</>
	)
}
