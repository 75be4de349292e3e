import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { RoundHeader } from '../../shared/game/round.ts'
import { SEATS, TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import {
	HOMEWORK_SEATS,
	type HomeworkSeat,
	MAX_ATTEMPTS,
	MAX_ITEMS,
	MAX_TITLE_CHARACTERS,
} from '../../shared/homework/link.ts'
import { drawSeed } from '../../shared/programs/fairSeed.ts'
import { LEVEL_NAMES, type LevelName } from '../../shared/programs/levels.ts'
import { BotChoice } from '../app/botChoice.tsx'
import { useGame } from '../app/game.ts'
import { DiceIcon } from '../app/joinForm.tsx'
import { LEVEL_GROUPS } from '../app/levelGroups.ts'
import { levelTitle } from '../app/levelWords.ts'
import { Notice } from '../app/notice.tsx'
import { go } from '../app/router.ts'
import { TopBar } from '../app/topBar.tsx'
import { MAX_DRAWN_SEED, MAX_SEED } from '../connect/seed.ts'
import { t } from '../words/words.ts'
import { askHomework } from './api.ts'
import { explainHomework } from './explain.ts'
import { CopyButton, LinkCard } from './linkCard.tsx'
import { keepOwned, ownedHomework } from './owned.ts'
import { formatMoment, localInput } from './times.ts'
import '../style/homework.css'

interface Line {
	readonly key: number
	readonly level: LevelName
	readonly seed: string
	readonly seat: HomeworkSeat
}

const DAY_MS = 86_400_000
const DUE_DAYS = 7

const seedOk = (seed: string): boolean => /^\d+$/.test(seed) && Number(seed) >= 1 && Number(seed) <= MAX_SEED

/** A week from now, at the end of that day where the lecturer is. */
function usualDeadline(nowMs: number): string {
	return `${localInput(nowMs + DUE_DAYS * DAY_MS).slice(0, 11)}23:59`
}

/** Where a lecturer gives homework. */
export function NewHomeworkPage(): JSX.Element {
	const { env } = useGame()
	const draw = (level: LevelName): string => String(drawSeed(level, MAX_DRAWN_SEED, env.random))
	const title = useSignal(t('homework.newTitleDefault'))
	const owner = useSignal('')
	const nextKey = useSignal(1)
	const lines = useSignal<readonly Line[]>([{ key: 0, level: 'steady', seed: draw('steady'), seat: 'malloc' }])
	const bots = useSignal<RoundHeader['bots']>(TEXTBOOK_BOTS)
	const attempts = useSignal(3)
	const deadline = useSignal(usualDeadline(env.nowMs()))
	const password = useSignal<string | null>(null)
	const problem = useSignal<string | null>(null)
	const busy = useSignal(false)
	const made = useSignal<{ readonly id: string; readonly ownerToken: string } | null>(null)

	const deadlineMs = new Date(deadline.value).getTime()
	const change = (key: number, more: Partial<Line>): void => {
		lines.value = lines.value.map((line) => (line.key === key ? { ...line, ...more } : line))
	}
	const create = async (): Promise<void> => {
		if (!lines.value.every(({ seed }) => seedOk(seed)) || Number.isNaN(deadlineMs) || title.value.trim() === '') {
			problem.value = t('homework.incomplete')
			return
		}
		busy.value = true
		const reply = await askHomework<{ id: string; ownerToken: string }>(env.origin, '', null, {
			title: title.value,
			owner: owner.value,
			items: lines.value.map(({ level, seed, seat }) => ({ level, seed: Number(seed), seat })),
			bots: bots.value,
			attempts: attempts.value,
			deadlineMs,
			...(password.value === null ? {} : { password: password.value }),
		})
		busy.value = false
		problem.value = reply.ok ? null : explainHomework(reply.code)
		if (reply.ok) {
			keepOwned(env.browser, { id: reply.id, title: title.value, ownerToken: reply.ownerToken })
			made.value = reply
		} else if (reply.code === 'E_PASSWORD') password.value ??= ''
	}

	if (made.value !== null) return <Made {...made.value} />
	return (
		<>
			<TopBar />
			<main id="main" class="page homework">
				<h1>{t('homework.newTitle')}</h1>
				<p class="muted">{t('homework.newLine')}</p>
				<form
					class="homework-form"
					noValidate
					onSubmit={(event) => {
						event.preventDefault()
						if (!busy.value) void create()
					}}
				>
					<div class="homework-pair">
						<label class="field">
							<span class="label">{t('homework.titleLabel')}</span>
							<input
								class="input"
								maxLength={MAX_TITLE_CHARACTERS}
								value={title.value}
								onInput={(event) => (title.value = event.currentTarget.value)}
							/>
						</label>
						<label class="field">
							<span class="label">{t('homework.ownerLabel')}</span>
							<input
								class="input"
								maxLength={MAX_TITLE_CHARACTERS}
								value={owner.value}
								onInput={(event) => (owner.value = event.currentTarget.value)}
							/>
						</label>
					</div>
					<fieldset class="field homework-items">
						<legend>{t('homework.rounds')}</legend>
						{lines.value.map((line, index) => (
							<div key={line.key} class="homework-line">
								<span class="homework-number number" aria-hidden="true">
									{index + 1}
								</span>
								<select
									class="input"
									aria-label={t('solo.level')}
									value={line.level}
									onChange={(event) => {
										const level = LEVEL_NAMES.find((one) => one === event.currentTarget.value) ?? 'steady'
										change(line.key, { level, seed: draw(level) })
									}}
								>
									{LEVEL_GROUPS.map(({ group, levels }) => (
										<optgroup key={group} label={t(`menu.${group}`)}>
											{levels.map((name) => (
												<option key={name} value={name}>
													{levelTitle(name)}
												</option>
											))}
										</optgroup>
									))}
								</select>
								<select
									class="input"
									aria-label={t('solo.seat')}
									value={line.seat}
									onChange={(event) =>
										change(line.key, {
											seat: HOMEWORK_SEATS.find((one) => one === event.currentTarget.value) ?? 'malloc',
										})
									}
								>
									{HOMEWORK_SEATS.map((seat) => (
										<option key={seat} value={seat}>
											{t(`role.${seat}`)}
										</option>
									))}
								</select>
								<span class="homework-seed">
									<input
										class="input mono"
										inputMode="numeric"
										aria-label={t('solo.seed')}
										aria-invalid={!seedOk(line.seed)}
										value={line.seed}
										onInput={(event) => change(line.key, { seed: event.currentTarget.value.trim() })}
									/>
									<button
										type="button"
										class="button"
										aria-label={t('solo.seedNew')}
										title={t('solo.seedNew')}
										onClick={() => change(line.key, { seed: draw(line.level) })}
									>
										<DiceIcon />
									</button>
									<button
										type="button"
										class="button quiet"
										disabled={lines.value.length === 1}
										aria-label={t('homework.remove', { number: index + 1 })}
										title={t('homework.remove', { number: index + 1 })}
										onClick={() => (lines.value = lines.value.filter(({ key }) => key !== line.key))}
									>
										✕
									</button>
								</span>
							</div>
						))}
						<button
							type="button"
							class="button"
							hidden={lines.value.length >= MAX_ITEMS}
							onClick={() => {
								lines.value = [
									...lines.value,
									{ key: nextKey.value, level: 'sawtooth', seed: draw('sawtooth'), seat: 'malloc' },
								]
								nextKey.value += 1
							}}
						>
							+ {t('homework.addRound')}
						</button>
						<p class="field-hint">{t('homework.seedHint')}</p>
					</fieldset>
					<BotChoice
						legend={t('homework.bots')}
						seats={SEATS}
						value={bots.value}
						onChange={(next) => (bots.value = next)}
					/>
					<div class="homework-pair">
						<label class="field">
							<span class="label">{t('homework.attemptsLabel')}</span>
							<select
								class="input"
								value={attempts.value}
								onChange={(event) => (attempts.value = Number(event.currentTarget.value))}
							>
								{Array.from({ length: MAX_ATTEMPTS }, (_, index) => (
									<option key={index} value={index + 1}>
										{index + 1}
									</option>
								))}
							</select>
						</label>
						<label class="field">
							<span class="label">{t('homework.deadlineLabel')}</span>
							<input
								class="input"
								type="datetime-local"
								value={deadline.value}
								onInput={(event) => (deadline.value = event.currentTarget.value)}
							/>
							<span class="field-hint">
								{Number.isNaN(deadlineMs) ? '' : `${formatMoment(deadlineMs)} · `}
								{t('homework.zoneHint')}
							</span>
						</label>
					</div>
					{password.value === null ? null : (
						<label class="field">
							<span class="label">{t('homework.password')}</span>
							<input
								class="input"
								type="password"
								autocomplete="off"
								value={password.value}
								onInput={(event) => (password.value = event.currentTarget.value)}
							/>
						</label>
					)}
					{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
					<button type="submit" class="button primary wide" aria-disabled={busy.value}>
						{t('homework.create')}
					</button>
				</form>
				<Owned />
			</main>
		</>
	)
}

function Made({ id, ownerToken }: { readonly id: string; readonly ownerToken: string }): JSX.Element {
	const { env } = useGame()
	const link = `/homework/${id}/owner#${ownerToken}`
	return (
		<>
			<TopBar />
			<main id="main" class="page homework">
				<h1>{t('homework.madeTitle')}</h1>
				<LinkCard id={id} />
				<section class="card" aria-labelledby="owner-title">
					<h2 id="owner-title">{t('homework.ownerTitle')}</h2>
					<p>{t('homework.ownerLine')}</p>
					<div class="homework-row">
						<a class="button primary" href={link}>
							{t('homework.openOwner')}
						</a>
						<CopyButton text={`${env.origin}${link}`} label={t('homework.copyOwner')} />
					</div>
				</section>
			</main>
		</>
	)
}

/** What was given from this browser before. */
function Owned(): JSX.Element | null {
	const { env } = useGame()
	const owned = ownedHomework(env.browser)
	if (owned.length === 0) return null
	return (
		<section aria-labelledby="owned-title">
			<h2 id="owned-title">{t('homework.owned')}</h2>
			<ul class="homework-owned">
				{owned.map(({ id, title }) => (
					<li key={id}>
						<button type="button" class="button quiet" onClick={() => go(`/homework/${id}/owner`)}>
							{title} <span class="mono muted">{id}</span>
						</button>
					</li>
				))}
			</ul>
		</section>
	)
}
