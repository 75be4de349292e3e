import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { type Pace, SEATS, type Seat } from '../../shared/game/seat.ts'
import type { LevelName } from '../../shared/programs/levels.ts'
import { MAX_DRAWN_SEED, MAX_SEED } from '../connect/seed.ts'
import { readSoloSave } from '../connect/soloSave.ts'
import { t } from '../words/words.ts'
import { LevelChoice, PaceChoice } from './choices.tsx'
import { useGame } from './game.ts'
import { DiceIcon } from './joinForm.tsx'
import { levelTitle } from './levelWords.ts'
import { Notice } from './notice.tsx'
import { go } from './router.ts'
import { SeatIcon } from './seatIcon.tsx'
import { TopBar } from './topBar.tsx'

type SeatChoice = Seat | 'all'

export function SoloPage(): JSX.Element {
	const game = useGame()
	const save = readSoloSave(game.env.browser)
	const last = save === 'outdated' ? null : save
	const level = useSignal<LevelName>((last?.header.level as LevelName | undefined) ?? 'steady')
	const seat = useSignal<SeatChoice>('malloc')
	const pace = useSignal<Pace>('calm')
	const seed = useSignal(String(1 + game.env.random(MAX_DRAWN_SEED)))
	const problem = useSignal<string | null>(save === 'outdated' ? t('solo.lost') : null)
	const seedNumber = Number(seed.value)
	const seedOk = /^\d+$/.test(seed.value) && seedNumber >= 1 && seedNumber <= MAX_SEED

	const start = async (): Promise<void> => {
		if (!seedOk) {
			document.getElementById('seed')?.focus()
			return
		}
		const seats = seat.value === 'all' ? SEATS : [seat.value]
		const reason = await game.startSolo({ level: level.value, seed: seedNumber, pace: pace.value, seats })
		if (reason === null) go('/play')
		else problem.value = t('solo.failed', { reason })
	}

	return (
		<>
			<TopBar />
			<main id="main" class="page menu">
				<div class="menu-title">
					<h1>{t('solo.title')}</h1>
					<p class="muted">{t('solo.line')}</p>
					<a
						class="button quiet to-sandbox"
						href="/sandbox"
						title={t('sandbox.entryLine')}
						onClick={(event) => {
							event.preventDefault()
							go('/sandbox')
						}}
					>
						{t('sandbox.entry')}
					</a>
				</div>
				{last !== null && !last.finished ? (
					<button
						type="button"
						class="button office continue-solo"
						onClick={() => {
							void game.continueSolo().then((found) => {
								if (found) go('/play')
								else problem.value = t('solo.lost')
							})
						}}
					>
						<strong>{t('solo.continue')}</strong>
						<span>
							{t('solo.continueLine', {
								level: levelTitle(last.header.level),
								seat: last.seats.length > 1 ? t('role.all') : t(`role.${last.seats[0] ?? 'malloc'}`),
								seed: last.header.seed,
								step: last.step,
								steps: last.stepsTotal,
							})}
						</span>
					</button>
				) : null}
				<form
					class="menu-form"
					noValidate
					onSubmit={(event) => {
						event.preventDefault()
						if (!game.opening.value) void start()
					}}
				>
					<LevelChoice value={level.value} onChange={(next) => (level.value = next)} />
					<fieldset class="field">
						<legend>{t('solo.seat')}</legend>
						<div class="seat-cards">
							{([...SEATS, 'all'] as const).map((one) => (
								<label key={one} class="pick-card seat-pick" data-seat={one}>
									<input type="radio" name="seat" checked={seat.value === one} onChange={() => (seat.value = one)} />
									<SeatIcon seat={one} />
									<span class="seat-name">
										<strong>{t(`role.${one}`)}</strong>
										{one === 'all' ? null : <span class="muted"> · {t(`role.${one}Job`)}</span>}
									</span>
									<span class="seat-does">{t(`role.${one}Does`)}</span>
								</label>
							))}
						</div>
					</fieldset>
					<div class="menu-pair">
						<PaceChoice value={pace.value} onChange={(next) => (pace.value = next)} />
						<div class="field">
							<label for="seed">{t('solo.seed')}</label>
							<div class="input-row">
								<input
									id="seed"
									class="input mono"
									inputMode="numeric"
									autocomplete="off"
									value={seed.value}
									aria-invalid={!seedOk}
									aria-describedby="seed-hint"
									onInput={(event) => (seed.value = event.currentTarget.value.trim())}
								/>
								<button
									type="button"
									class="button"
									aria-label={t('solo.seedNew')}
									title={t('solo.seedNew')}
									onClick={() => (seed.value = String(1 + game.env.random(MAX_DRAWN_SEED)))}
								>
									<DiceIcon />
								</button>
							</div>
							<p id="seed-hint" class={seedOk ? 'field-hint' : 'field-hint bad'} aria-live="polite">
								{seedOk ? t('solo.seedHint') : t('solo.seedWrong', { max: MAX_SEED })}
							</p>
						</div>
					</div>
					<div class="menu-go">
						{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
						<button type="submit" class="button primary wide" aria-disabled={game.opening.value}>
							{game.opening.value ? t('solo.starting') : t('solo.start')}
						</button>
					</div>
				</form>
			</main>
		</>
	)
}
