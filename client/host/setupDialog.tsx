import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { SEATS } from '../../shared/game/seat.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { BotChoice } from '../app/botChoice.tsx'
import { LevelChoice } from '../app/levelChoice.tsx'
import { levelTitle } from '../app/levelWords.ts'
import { PaceChoice } from '../app/paceChoice.tsx'
import { SeedField, seedOf } from '../app/seedField.tsx'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { Dialog } from './dialog.tsx'

/** The program, pace, seed and bots of the round that comes next. */
export function SetupDialog(props: {
	readonly room: Console
	readonly lesson: HostLesson
	readonly onClose: () => void
}): JSX.Element {
	const { room, lesson, onClose } = props
	const level = useSignal<LevelName>(levelNamed(lesson.level)?.name ?? 'steady')
	const pace = useSignal(lesson.pace)
	const bots = useSignal(lesson.bots)
	const seed = useSignal('')
	const seedNow = seedOf(seed.value)
	return (
		<Dialog title={t('lobbyPanel.setup')} size="full" onClose={onClose}>
			<form
				class="menu-form"
				onSubmit={(event) => {
					event.preventDefault()
					if (seedNow === 'wrong') return
					const setup = { level: level.value, pace: pace.value, seed: seedNow, bots: bots.value }
					void room.send({ kind: 'SETUP', ...setup }).then((done) => {
						if (done) onClose()
					})
				}}
			>
				<LevelChoice value={level.value} bests={null} suggested={null} onChange={(next) => (level.value = next)} />
				<div class="menu-side">
					<PaceChoice value={pace.value} onChange={(next) => (pace.value = next)} />
					<SeedField value={seed.value} onChange={(next) => (seed.value = next)} />
					<BotChoice
						legend={t('menu.bots')}
						seats={SEATS}
						value={bots.value}
						onChange={(next) => (bots.value = next)}
					/>
					<button type="submit" class="button primary wide">
						{t('lobbyPanel.apply')}
						<span class="go-what">{levelTitle(level.value)}</span>
					</button>
				</div>
			</form>
		</Dialog>
	)
}
