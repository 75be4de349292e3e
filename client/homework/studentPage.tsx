import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import {
	bestOf,
	type Homework,
	type HomeworkResult,
	MAX_ROSTER_CHARACTERS,
	seatsOfItem,
} from '../../shared/homework/link.ts'
import { LEVEL_NAMES } from '../../shared/programs/levels.ts'
import { MAX_NAME_CHARACTERS } from '../../shared/protocol/messages.ts'
import { useGame } from '../app/game.ts'
import { levelLine, levelTitle } from '../app/levelWords.ts'
import { Medal } from '../app/medal.tsx'
import { Notice } from '../app/notice.tsx'
import { SeatIcon } from '../app/seatIcon.tsx'
import { TopBar } from '../app/topBar.tsx'
import type { SoloBus } from '../connect/soloBus.ts'
import { readSoloSave } from '../connect/soloSave.ts'
import { formatNumber, t } from '../words/words.ts'
import { askHomework } from './api.ts'
import { explainHomework } from './explain.ts'
import { fetchAll } from './fetchAll.ts'
import { HomeworkRound } from './homeworkRound.tsx'
import { itemStore, keepWaiting, type Notebook, readNotebook, writeNotebook } from './notebook.ts'
import { ResultCode } from './resultCode.tsx'
import { type Sent, sendWaiting } from './sender.ts'
import { formatMoment } from './times.ts'
import '../style/homework.css'

const SEND_MS = 4_000
const TOKEN_BYTES = 32

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const drawToken = (random: (below: number) => number): string =>
	Array.from({ length: Math.ceil((TOKEN_BYTES * 8) / 6) }, () => LETTERS[random(LETTERS.length)]).join('')

/** A student's homework: what is to be played, what was handed in, and the round itself. */
export function StudentPage(): JSX.Element {
	const { env } = useGame()
	const id = (location.pathname.split('/')[2] ?? '').toUpperCase()
	const store = env.browser
	const notebook = useSignal<Notebook | null>(readNotebook(store, id))
	const problem = useSignal<string | null>(null)
	const ready = useSignal<'loading' | 'ready' | 'failed'>('loading')
	const sent = useSignal<Sent>('nothing')
	const isKept = useSignal(true)
	const nowMs = useSignal(env.nowMs())
	const playing = useSignal<{ readonly item: number; readonly bus: SoloBus } | null>(null)
	const look = (): void => {
		notebook.value = readNotebook(store, id)
	}

	useEffect(() => {
		let isSending = false
		const send = async (): Promise<void> => {
			if (isSending) return
			isSending = true
			const outcome = await sendWaiting(store, env.origin, id)
			isSending = false
			if (outcome !== 'nothing') sent.value = outcome
			nowMs.value = env.nowMs()
			if (outcome === 'all') isKept.value = true
			look()
		}
		const open = async (): Promise<void> => {
			const reply = await askHomework<{ homework: Homework }>(env.origin, `/${id}`)
			const before = readNotebook(store, id)
			if (reply.ok) {
				const token = before?.token ?? drawToken(env.random)
				const mine = await askHomework<{ results: readonly HomeworkResult[] }>(env.origin, `/${id}/mine`, token)
				const latest = readNotebook(store, id)
				isKept.value = writeNotebook(store, {
					name: '',
					rosterId: '',
					refused: [],
					waiting: [],
					...latest,
					token,
					homework: reply.homework,
					results: mine.ok ? mine.results : (latest?.results ?? []),
				})
				look()
			} else if (before === null || reply.code === 'E_UNKNOWN_HOMEWORK') {
				problem.value = explainHomework(reply.code)
			}
			const now = readNotebook(store, id)
			if (now === null) return
			await fetchAll(now.homework, env.measure).then(
				() => (ready.value = 'ready'),
				() => (ready.value = 'failed'),
			)
			await send()
		}
		void open()
		const stop = env.every(SEND_MS, () => void send())
		const online = (): void => void send()
		addEventListener('online', online)
		return () => {
			stop()
			removeEventListener('online', online)
		}
	}, [env, id])

	/** A round that is over goes among those that wait, at once. */
	const follow = (item: number, bus: SoloBus): void => {
		const keep = (): void => {
			const log = bus.exportLog()
			if (log === null) return
			if (!isSpent(notebook.value, item)) isKept.value = keepWaiting(store, id, { item, playedAtMs: env.nowMs(), log })
			look()
			undo()
		}
		const undo = bus.subscribe(keep)
		keep()
	}

	const play = async (item: number): Promise<void> => {
		const homework = notebook.value?.homework
		const due = homework?.items[item]
		const level = LEVEL_NAMES.find((one) => one === due?.level)
		if (!homework || !due || level === undefined) return
		const { startSolo, continueSolo } = await import('../connect/soloBus.ts')
		const options = { every: env.every, store: itemStore(store, id, item), measure: env.measure }
		const setup = {
			level,
			seed: due.seed,
			pace: 'calm',
			seats: seatsOfItem(due),
			bots: homework.bots,
			fleet: null,
		} as const
		try {
			const bus = (await continueSolo(options)) ?? (await startSolo(setup, options))
			follow(item, bus)
			playing.value = { item, bus }
		} catch {
			problem.value = t('homework.notLoaded')
		}
	}
	const leave = (): void => {
		const now = playing.value
		// A round whose log isn't whole yet stays saved: it is finished on the next visit.
		if (now !== null) now.bus.close()
		playing.value = null
		look()
		scrollTo(0, 0)
	}

	const book = notebook.value
	if (playing.value !== null && book !== null) {
		const { item, bus } = playing.value
		const again = isSpent(book, item)
			? null
			: () =>
					void bus.again({ level: bus.measured().level.name, pace: 'calm', seed: 'same' }).then(() => follow(item, bus))
		return (
			<HomeworkRound
				bus={bus}
				status={<SendingLine book={book} sent={sent.value} isKept={isKept.value} />}
				onAgain={again}
				onLeave={leave}
			/>
		)
	}
	return (
		<>
			<TopBar />
			<main id="main" class="page homework">
				{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
				{book === null ? (
					problem.value === null ? (
						<div class="skeleton" style={{ height: '20rem' }} />
					) : null
				) : (
					<>
						<header class="homework-head">
							<h1>{book.homework.title}</h1>
							{book.homework.owner === '' ? null : <p class="muted">{book.homework.owner}</p>}
							<p>
								<strong>{t('homework.due', { when: formatMoment(book.homework.deadlineMs) })}</strong>
							</p>
							<p class="muted">{t('homework.rules', { count: book.homework.attempts })}</p>
						</header>
						{nowMs.value > book.homework.deadlineMs ? <Notice kind="info">{t('homework.pastDue')}</Notice> : null}
						<Identity
							book={book}
							onSave={(name, rosterId) => {
								const latest = readNotebook(store, id)
								if (latest !== null) isKept.value = writeNotebook(store, { ...latest, name, rosterId })
								look()
							}}
						/>
						{book.name === '' ? null : (
							<>
								<p class="homework-ready" data-state={ready.value} role="status">
									{t(`homework.${ready.value}`)}
								</p>
								<SendingLine book={book} sent={sent.value} isKept={isKept.value} />
								<ol class="homework-list">
									{book.homework.items.map((_, item) => (
										<ItemCard
											key={item}
											book={book}
											item={item}
											isReady={ready.value !== 'loading'}
											origin={env.origin}
											onPlay={() => void play(item)}
										/>
									))}
								</ol>
							</>
						)}
					</>
				)}
			</main>
		</>
	)
}

/** Attempts that are here or on their way; refused ones don't count. */
function attemptsUsed(book: Notebook, item: number): number {
	const onTheirWay = book.waiting.filter((key) => key.startsWith(`${item}-`)).length
	return book.results.filter((result) => result.item === item).length + onTheirWay
}

const isSpent = (book: Notebook | null, item: number): boolean =>
	book !== null && attemptsUsed(book, item) >= book.homework.attempts

function SendingLine(props: {
	readonly book: Notebook
	readonly sent: Sent
	readonly isKept: boolean
}): JSX.Element | null {
	const { book, sent } = props
	const count = book.waiting.length
	if (count === 0) return null
	return (
		<Notice kind={props.isKept && sent !== 'E_NAME' ? 'info' : 'bad'}>
			<strong>{t('homework.waiting', { count })}</strong>{' '}
			{sent === 'nothing' || sent === 'all' ? t('homework.sending') : explainHomework(sent)}{' '}
			{props.isKept ? t('homework.safe') : t('homework.notKept')}
		</Notice>
	)
}

function Identity({
	book,
	onSave,
}: {
	readonly book: Notebook
	readonly onSave: (name: string, rosterId: string) => void
}) {
	const name = useSignal(book.name)
	const rosterId = useSignal(book.rosterId)
	const isOpen = useSignal(book.name === '')
	if (!isOpen.value) {
		return (
			<p class="homework-who">
				{t('homework.as')} <strong>{book.name}</strong>
				{book.rosterId === '' ? '' : ` · ${book.rosterId}`}
				{book.results.length > 0 ? null : (
					<button type="button" class="link" onClick={() => (isOpen.value = true)}>
						{t('homework.change')}
					</button>
				)}
			</p>
		)
	}
	return (
		<form
			class="card homework-identity"
			onSubmit={(event) => {
				event.preventDefault()
				if (name.value.trim() === '') return
				onSave(name.value.trim(), rosterId.value.trim())
				isOpen.value = false
			}}
		>
			<label class="field">
				<span class="label">{t('homework.name')}</span>
				<input
					class="input"
					required
					maxLength={MAX_NAME_CHARACTERS}
					value={name.value}
					onInput={(event) => (name.value = event.currentTarget.value)}
				/>
			</label>
			<label class="field">
				<span class="label">{t('homework.rosterId')}</span>
				<input
					class="input"
					maxLength={MAX_ROSTER_CHARACTERS}
					autocomplete="off"
					value={rosterId.value}
					onInput={(event) => (rosterId.value = event.currentTarget.value)}
				/>
				<span class="field-hint">{t('homework.rosterHint')}</span>
			</label>
			<button type="submit" class="button primary">
				{t('homework.go')}
			</button>
		</form>
	)
}

function ItemCard(props: {
	readonly book: Notebook
	readonly item: number
	readonly isReady: boolean
	readonly origin: string
	readonly onPlay: () => void
}): JSX.Element | null {
	const { env } = useGame()
	const { book, item } = props
	const due = book.homework.items[item]
	if (due === undefined) return null
	const best = bestOf(book.results, item)
	const used = attemptsUsed(book, item)
	const left = Math.max(0, book.homework.attempts - used)
	const save = readSoloSave(itemStore(env.browser, book.homework.id, item))
	const isOpen = save !== null && save !== 'outdated'
	return (
		<li class="card homework-item" data-seat={due.seat}>
			<div class="homework-item-head">
				<SeatIcon seat={due.seat} />
				<div>
					<h2>{levelTitle(due.level)}</h2>
					<p class="muted">
						{t('homework.yourSeat', { seat: t(`role.${due.seat}`) })} ·{' '}
						<span>{t('lobby.seed', { seed: due.seed })}</span>
					</p>
				</div>
				<div class="homework-best number">
					<Medal medal={best?.medal ?? 'none'} />
					<strong>{best === undefined ? '–' : formatNumber(best.score)}</strong>
				</div>
			</div>
			<p>{levelLine(due.level)}</p>
			<p class="muted number">
				{t('homework.left', { left, of: book.homework.attempts })}
				{best?.late ? ` · ${t('homework.late')}` : ''}
				{best !== undefined && best.botSharePercent > 0
					? ` · ${t('homework.botShare', { percent: best.botSharePercent })}`
					: ''}
			</p>
			{book.refused
				.filter((refused) => refused.item === item)
				.map(({ code, line }, index) => (
					<Notice key={index} kind="bad">
						{t('homework.refused')} {explainHomework(code, line)}
					</Notice>
				))}
			<button
				type="button"
				class={left > 0 ? 'button primary wide' : 'button wide'}
				disabled={!props.isReady}
				onClick={props.onPlay}
			>
				{isOpen
					? t('homework.continue', { step: save.step, steps: save.stepsTotal })
					: left > 0
						? t('homework.play')
						: t('homework.practise')}
			</button>
			{best === undefined ? null : <ResultCode code={best.code} origin={props.origin} />}
		</li>
	)
}
