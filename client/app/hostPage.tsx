import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { RoundHeader } from '../../shared/game/round.ts'
import { type Pace, SEATS, TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { type Dealing, MAX_TITLE_CHARACTERS } from '../../shared/lesson/command.ts'
import type { LevelName } from '../../shared/programs/levels.ts'
import { createLesson, type LessonFailed } from '../connect/lessonBus.ts'
import { lessonRecords, recordOfKeys } from '../connect/lessonRecord.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { DealingSelect } from './dealingSelect.tsx'
import { t } from '../words/words.ts'
import { BotChoice } from './botChoice.tsx'
import { ContinueLessons } from './continueLessons.tsx'
import { useGame } from './game.ts'
import { LevelChoice } from './levelChoice.tsx'
import { levelTitle } from './levelWords.ts'
import { Notice } from './notice.tsx'
import { PaceChoice } from './paceChoice.tsx'
import { go } from './router.ts'
import { SeedField, seedOf } from './seedField.tsx'
import { TopBar } from './topBar.tsx'

const PURPOSES = ['lesson', 'casual'] as const
type Purpose = (typeof PURPOSES)[number]

/** A lesson with a console (`/host/CODE`), or a room without a host (`/join/CODE`). */
export function HostPage(): JSX.Element {
	const game = useGame()
	const purpose = useSignal<Purpose>('lesson')
	const title = useSignal('')
	const dealing = useSignal<Dealing>('arrival')
	const level = useSignal<LevelName>('steady')
	const pace = useSignal<Pace>('live')
	const bots = useSignal<RoundHeader['bots']>(TEXTBOOK_BOTS)
	const seed = useSignal('')
	const password = useSignal('')
	const wantsPassword = useSignal(false)
	const failed = useSignal<LessonFailed | null>(null)
	const busy = useSignal(false)
	const isLesson = purpose.value === 'lesson'

	const open = async (drawn: number | null): Promise<void> => {
		const round = { level: level.value, pace: pace.value, seed: drawn, bots: bots.value }
		const secret = password.value
		if (!isLesson) {
			const reply = await game.create({ ...round, ...(secret === '' ? {} : { password: secret }) })
			if (reply.ok) go(`/join/${reply.code}`)
			else refused(reply)
			return
		}
		const { env } = game
		const named = title.value.trim() === '' ? t('create.nameDefault') : title.value.trim()
		const reply = await createLesson(env.origin, { ...round, title: named, dealing: dealing.value, password: secret })
		if (reply.ok) {
			lessonRecords(env.browser, env.nowMs).save(recordOfKeys(reply, named, env.nowMs()))
			go(`/host/${reply.code}`)
		} else refused(reply)
	}
	const refused = (reply: LessonFailed): void => {
		failed.value = reply
		if (reply.code === 'E_PASSWORD') wantsPassword.value = true
	}
	const create = async (): Promise<void> => {
		const drawn = seedOf(seed.value)
		if (busy.value || drawn === 'wrong') return
		busy.value = true
		failed.value = null
		await open(drawn)
		busy.value = false
	}

	return (
		<>
			<TopBar />
			<main id="main" class="page menu">
				<header class="menu-title">
					<h1>{t('create.title')}</h1>
					<nav class="menu-links">
						<a class="button quiet to-page" href="/homework/new">
							{t('homework.newTitle')}
						</a>
					</nav>
				</header>
				<ContinueLessons />
				<form
					class="menu-form"
					noValidate
					onSubmit={(event) => {
						event.preventDefault()
						void create()
					}}
				>
					<LevelChoice value={level.value} bests={null} suggested={null} onChange={(next) => (level.value = next)} />
					<div class="menu-side">
						<PurposeChoice value={purpose.value} onChange={(next) => (purpose.value = next)} />
						{isLesson ? (
							<label class="field">
								<span class="label">{t('create.name')}</span>
								<input
									class="input"
									autocomplete="off"
									maxLength={MAX_TITLE_CHARACTERS}
									placeholder={t('create.nameDefault')}
									value={title.value}
									onInput={(event) => (title.value = event.currentTarget.value)}
								/>
							</label>
						) : null}
						<PaceChoice value={pace.value} onChange={(next) => (pace.value = next)} />
						{isLesson ? (
							<div class="menu-pair">
								<label class="field">
									<span class="label">{t('create.dealing')}</span>
									<DealingSelect class="input" value={dealing.value} onChange={(next) => (dealing.value = next)} />
									<span class="field-hint">{t(`dealing.${dealing.value}Line`)}</span>
								</label>
								<SeedField value={seed.value} onChange={(next) => (seed.value = next)} />
							</div>
						) : null}
						<BotChoice
							legend={t('menu.bots')}
							seats={SEATS}
							value={bots.value}
							onChange={(next) => (bots.value = next)}
						/>
					</div>
					<div class="menu-go">
						{failed.value === null ? null : (
							<Notice kind="bad">
								{failed.value.code === 'E_PASSWORD' && password.value !== ''
									? t('create.passwordWrong')
									: explainLesson(failed.value)}
							</Notice>
						)}
						{wantsPassword.value ? (
							<label class="field">
								<span class="label">{t('create.password')}</span>
								<input
									class="input"
									type="password"
									autocomplete="current-password"
									// Asked for just now, and nothing else is missing.
									autofocus
									value={password.value}
									onInput={(event) => {
										password.value = event.currentTarget.value
										failed.value = null
									}}
								/>
								<span class="field-hint">{t('create.passwordHint')}</span>
							</label>
						) : null}
						<button type="submit" class="button primary wide" aria-disabled={busy.value}>
							{busy.value ? t('host.creating') : t(isLesson ? 'create.open' : 'host.create')}
							<span class="go-what">{levelTitle(level.value)}</span>
						</button>
					</div>
				</form>
			</main>
		</>
	)
}

function PurposeChoice(props: { readonly value: Purpose; readonly onChange: (purpose: Purpose) => void }): JSX.Element {
	return (
		<fieldset class="field">
			<legend>{t('create.what')}</legend>
			<div class="pace-cards">
				{PURPOSES.map((purpose) => (
					<label key={purpose} class="pick-card">
						<input
							type="radio"
							name="purpose"
							checked={props.value === purpose}
							onChange={() => props.onChange(purpose)}
						/>
						<strong>{t(`create.${purpose}`)}</strong>
						<span class="muted">{t(`create.${purpose}Line`)}</span>
					</label>
				))}
			</div>
		</fieldset>
	)
}
