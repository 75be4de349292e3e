import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { RoundHeader } from '../../shared/game/round.ts'
import { type Pace, SEATS, TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { drawSeed } from '../../shared/programs/fairSeed.ts'
import type { LevelName } from '../../shared/programs/levels.ts'
import { readBests } from '../connect/bests.ts'
import { MAX_DRAWN_SEED, MAX_SEED } from '../connect/seed.ts'
import { readSoloSave, type SoloSave } from '../connect/soloSave.ts'
import { t } from '../words/words.ts'
import { BotChoice } from './botChoice.tsx'
import { useGame } from './game.ts'
import { DiceIcon } from './joinForm.tsx'
import { LevelChoice } from './levelChoice.tsx'
import { suggestedLevel } from './levelGroups.ts'
import { levelTitle } from './levelWords.ts'
import { Notice } from './notice.tsx'
import { PaceChoice } from './paceChoice.tsx'
import { go } from './router.ts'
import { type SeatChoice, SeatPicker, seatsOf } from './seatChoice.tsx'
import { TopBar } from './topBar.tsx'

export function SoloPage(): JSX.Element {
	const game = useGame()
	const bests = readBests(game.env.browser)
	const suggested = suggestedLevel(bests)
	const save = readSoloSave(game.env.browser)
	const last = save === 'outdated' ? null : save
	const draw = (name: LevelName): string => String(drawSeed(name, MAX_DRAWN_SEED, game.env.random))
	const level = useSignal<LevelName>(suggested)
	const seat = useSignal<SeatChoice>('malloc')
	const bots = useSignal<RoundHeader['bots']>(TEXTBOOK_BOTS)
	const pace = useSignal<Pace>('calm')
	const seed = useSignal(draw(suggested))
	/** A seed that was typed stays when the program changes. */
	const isTyped = useSignal(false)
	const problem = useSignal<string | null>(save === 'outdated' ? t('solo.lost') : null)
	const seedNumber = Number(seed.value)
	const seedOk = /^\d+$/.test(seed.value) && seedNumber >= 1 && seedNumber <= MAX_SEED
	const seats = seatsOf(seat.value)

	const start = async (): Promise<void> => {
		if (!seedOk) {
			document.getElementById('seed')?.focus()
			return
		}
		const setup = { level: level.value, seed: seedNumber, pace: pace.value, bots: bots.value }
		const reason = await game.startSolo({ ...setup, seats, fleet: null })
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
					<nav class="menu-links">
						<MenuLink to="/fleet" name={t('menu.fleet')} line={t('menu.fleetLine')} />
						<MenuLink to="/sandbox" name={t('sandbox.entry')} line={t('sandbox.entryLine')} />
					</nav>
				</div>
				{last !== null && !last.finished ? (
					<ContinueButton
						save={last}
						onClick={() => {
							void game.continueSolo().then((found) => {
								if (found) go('/play')
								else problem.value = t('solo.lost')
							})
						}}
					/>
				) : null}
				<form
					class="menu-form"
					noValidate
					onSubmit={(event) => {
						event.preventDefault()
						if (!game.opening.value) void start()
					}}
				>
					<LevelChoice
						value={level.value}
						bests={bests}
						suggested={suggested}
						onChange={(next) => {
							level.value = next
							if (!isTyped.value) seed.value = draw(next)
						}}
					/>
					<div class="menu-side">
						<SeatPicker value={seat.value} onChange={(next) => (seat.value = next)} />
						<BotChoice
							legend={t('menu.partners')}
							seats={SEATS.filter((one) => !seats.includes(one))}
							value={bots.value}
							onChange={(next) => (bots.value = next)}
						/>
						<div class="menu-pair">
							<PaceChoice value={pace.value} onChange={(next) => (pace.value = next)} />
							<div class="field seed-field">
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
										onInput={(event) => {
											seed.value = event.currentTarget.value.trim()
											isTyped.value = true
										}}
									/>
									<button
										type="button"
										class="button"
										aria-label={t('solo.seedNew')}
										title={t('solo.seedNew')}
										onClick={() => {
											seed.value = draw(level.value)
											isTyped.value = false
										}}
									>
										<DiceIcon />
									</button>
								</div>
								<p id="seed-hint" class={seedOk ? 'field-hint' : 'field-hint bad'} aria-live="polite">
									{seedOk ? t('solo.seedHint') : t('solo.seedWrong', { max: MAX_SEED })}
								</p>
							</div>
						</div>
					</div>
					<div class="menu-go">
						{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
						<button type="submit" class="button primary wide" aria-disabled={game.opening.value}>
							{game.opening.value ? t('solo.starting') : t('solo.start')}
							<span class="go-what">
								{levelTitle(level.value)} · {t(`role.${seat.value}`)}
							</span>
						</button>
					</div>
				</form>
			</main>
		</>
	)
}

function ContinueButton({ save, onClick }: { readonly save: SoloSave; readonly onClick: () => void }): JSX.Element {
	return (
		<button type="button" class="button office continue-solo" onClick={onClick}>
			<strong>{t('solo.continue')}</strong>
			<span>
				{t('solo.continueLine', {
					level: save.fleet === null ? levelTitle(save.header.level) : t('fleet.levelTitle'),
					seat: save.seats.length > 1 ? t('role.all') : t(`role.${save.seats[0] ?? 'malloc'}`),
					seed: save.header.seed,
					step: save.step,
					steps: save.stepsTotal,
				})}
			</span>
		</button>
	)
}

function MenuLink(props: { readonly to: string; readonly name: string; readonly line: string }): JSX.Element {
	return (
		<a
			class="button quiet to-page"
			href={props.to}
			title={props.line}
			onClick={(event) => {
				event.preventDefault()
				go(props.to)
			}}
		>
			{props.name}
		</a>
	)
}
