import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { PlayerCommand } from '../../shared/lesson/command.ts'
import type { LessonStage, PlayerLesson } from '../../shared/lesson/view.ts'
import { type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import type { AgainRequest, Failed } from '../../shared/protocol/messages.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { type Best, keepBest } from '../connect/bests.ts'
import type { Bus, BusState, Done } from '../connect/bus.ts'
import type { FinishedRound } from '../connect/finishedRound.ts'
import type { Debrief as MeasuredDebrief, Measure, Measured } from '../connect/measure.ts'
import type { Store } from '../connect/playerRecord.ts'
import type { LogTrouble } from '../connect/roundLog.ts'
import { Debrief } from '../debrief/debrief.tsx'
import { HomeCard } from '../debrief/homeCard.tsx'
import { type OpenRound, type RoundState, useRound } from '../debrief/useRound.ts'
import { explain } from '../words/explain.ts'
import { formatNumber, t } from '../words/words.ts'
import { BillTable } from './billTable.tsx'
import { ghostName } from './ghostWords.ts'
import { levelLesson, levelTitle } from './levelWords.ts'
import { Notice } from './notice.tsx'
import { judge, managerPercent } from './result.ts'
import { ScoreCard } from './scoreCard.tsx'
import { SeatCards } from './seatCards.tsx'
import { TopBar } from './topBar.tsx'

export interface RoundEndProps {
	readonly bus: Bus
	readonly state: BusState
	readonly view: SeatView
	readonly measure: Measure
	/** What was played, with its log. */
	readonly round: () => Promise<FinishedRound | LogTrouble>
	/** Null: a crew's round on a server. */
	readonly solo: SoloEnd | null
	/** Null: casual or alone, where the players themselves begin the next round. */
	readonly lesson: LessonEnd | null
	readonly onLeave: () => void
}

/** What only a round of a lesson has. */
export interface LessonEnd {
	readonly view: PlayerLesson
	readonly say: (command: PlayerCommand) => Promise<Done>
}

/** What only a round in this page has. */
export interface SoloEnd {
	readonly store: Store
	/** The finished round's log; null while it is not whole yet, or for a manager's stream. */
	readonly exportLog: () => string | null
	/** Where the manager's stream is written; null: a level was played. */
	readonly fleet: string | null
	readonly next: LevelName | null
	readonly onMenu: () => void
}

/** The score, the bill beside the best ghost's, and the ways on. */
export function RoundEnd(props: RoundEndProps): JSX.Element {
	const { bus, state, view, solo, lesson } = props
	const failed = useSignal<Failed | null>(null)
	const busy = useSignal(false)
	const showsSeats = useSignal(false)
	const { info, billCycles } = view
	const { reference } = info
	const { state: opened, retry } = useRound(props.round, reference !== null)
	const debrief = useDebrief(props, opened)
	const best = useBest(props, debrief)
	const isFleet = solo !== null && solo.fleet !== null

	const run = async (action: () => Promise<Done>): Promise<void> => {
		if (busy.value) return
		busy.value = true
		failed.value = null
		const done = await action()
		busy.value = false
		if (!done.ok) failed.value = done
	}
	const again = (seed: AgainRequest['seed'], level: string = info.level): void =>
		void run(() => bus.again({ level, pace: info.pace, seed }))
	const next = solo?.next ?? null
	const improved = lesson?.view.ownCrew.improved ?? null

	return (
		<>
			<TopBar>
				<button type="button" class="button quiet compact print-button" onClick={() => print()}>
					{t('debrief.print')}
				</button>
			</TopBar>
			<main id="main" class="page round-end">
				<p class="print-head">
					{t('debrief.printed', {
						crew: state.crew?.crewName ?? t('result.you'),
						round: state.round,
						level: isFleet ? t('fleet.levelTitle') : levelTitle(info.level),
						seed: info.seed,
					})}
				</p>
				{lesson === null ? null : <LessonNext stage={lesson.view.stage} onLeave={props.onLeave} />}
				<section class="end-total" aria-labelledby="end-title">
					<h1 id="end-title">{isFleet ? t('fleet.levelTitle') : levelTitle(info.level)}</h1>
					<p class="muted number">
						{isFleet ? '' : `${t('lobby.seed', { seed: info.seed })} · `}
						{t('end.steps', { steps: view.step })} · {formatNumber(billCycles)} {t('end.cycles')}
					</p>
					{reference === null ? (
						<div class="measuring" role="status">
							<div class="skeleton" />
							<p class="muted">{t('result.measuring')}</p>
						</div>
					) : (
						<ScoreCard
							reference={reference}
							billCycles={billCycles}
							oracleCycles={debrief?.oracleCycles ?? null}
							you={state.crew === null ? t('result.you') : t('result.crew')}
							best={best}
							bills={
								view.bill === null
									? null
									: {
											bill: view.bill,
											ghost: debrief && { name: ghostName(debrief.ghost), bill: debrief.ghostBill },
										}
							}
						/>
					)}
					{improved === null || improved === 0 ? null : (
						<p class="number">
							{improved > 0
								? t('debrief.improved', { points: improved })
								: t('debrief.declined', { points: -improved })}
						</p>
					)}
					{isFleet && reference !== null ? (
						<Notice kind="info">
							<strong>{t('fleet.result', { factor: hundredths(managerPercent(reference, billCycles)) })}</strong>{' '}
							{t('fleet.resultLine')}
						</Notice>
					) : null}
					{view.silentBugs > 0 ? <Notice kind="info">{t('result.bugs', { count: view.silentBugs })}</Notice> : null}
					{view.nightShift ? <Notice kind="info">{t('end.night')}</Notice> : null}
					{isFleet ? null : <Lesson text={levelLesson(info.level)} />}
				</section>

				{state.you === null || reference === null ? null : (
					<Debrief
						state={opened}
						onRetry={retry}
						lesson={lesson?.view ?? null}
						crew={state.crew}
						you={state.you}
						say={lesson && ((said) => lesson.say({ ...said, round: state.round }))}
						sayReason={lesson && ((choice) => lesson.say({ kind: 'REASON', choice, round: state.round }))}
					/>
				)}
				<section class="end-lines" aria-labelledby="lines-title">
					<h2 id="lines-title">
						{debrief === null ? t('end.lines') : t('result.against', { name: ghostName(debrief.ghost) })}
					</h2>
					{view.bill === null ? (
						<div class="skeleton" style={{ height: '16rem' }} />
					) : (
						<BillTable bill={view.bill} against={debrief && { name: debrief.ghost, bill: debrief.ghostBill }} />
					)}
					{solo === null || isFleet || reference === null ? null : (
						<DownloadLog log={solo.exportLog} name={`${info.level}-${info.seed}`} />
					)}
				</section>

				<HomeCard level={isFleet ? '' : info.level} />

				{showsSeats.value && state.crew !== null && state.you !== null ? (
					<section class="end-seats" aria-label={t('lobby.seats')}>
						<SeatCards
							crew={state.crew}
							you={state.you}
							view={view}
							busy={busy.value}
							onTake={(seat) => void run(() => bus.chooseSeat(seat))}
						/>
					</section>
				) : null}

				{lesson !== null ? null : (
					<div class="action-bar end-actions">
						{failed.value === null ? null : <Notice kind="bad">{explain(failed.value)}</Notice>}
						<button type="button" class="button primary" aria-disabled={busy.value} onClick={() => again('same')}>
							{busy.value ? t('lobby.sending') : t('end.same')}
						</button>
						{isFleet ? null : (
							<button type="button" class="button" aria-disabled={busy.value} onClick={() => again('next')}>
								{t('result.newSeed')}
							</button>
						)}
						{next === null ? null : (
							<button type="button" class="button" aria-disabled={busy.value} onClick={() => again('next', next)}>
								{t('result.nextLevel', { level: levelTitle(next) })}
							</button>
						)}
						{solo === null ? (
							<button
								type="button"
								class="button"
								aria-expanded={showsSeats.value}
								onClick={() => (showsSeats.value = !showsSeats.value)}
							>
								{t('end.seat')}
							</button>
						) : (
							<button type="button" class="button" onClick={solo.onMenu}>
								{isFleet ? t('fleet.title') : t('result.menu')}
							</button>
						)}
						{solo === null || isFleet ? (
							<button type="button" class="button quiet" onClick={props.onLeave}>
								{t('end.leave')}
							</button>
						) : null}
					</div>
				)}
			</main>
		</>
	)
}

/** In a lesson the lecturer goes on. */
function LessonNext({ stage, onLeave }: { readonly stage: LessonStage; readonly onLeave: () => void }): JSX.Element {
	return (
		<div class="lesson-next-bar">
			<p class="lesson-wait" role="status">
				{stage === 'ended' ? null : <i aria-hidden="true" />}
				<strong>
					{stage === 'ended' ? t('debrief.ended') : stage === 'running' ? t('debrief.waiting') : t('debrief.nextSoon')}
				</strong>
			</p>
			{stage === 'ended' ? (
				<button type="button" class="button" onClick={onLeave}>
					{t('end.leave')}
				</button>
			) : null}
		</div>
	)
}

/** 124 as 1.24: a factor, in every language alike. */
export const hundredths = (value: number): string => (value / 100).toFixed(2)

/** Null until the ghost has played once more, and the oracle: on the program as hosts have left it. */
function useDebrief({ measure, view }: RoundEndProps, opened: RoundState): MeasuredDebrief | null {
	const debrief = useSignal<MeasuredDebrief | null>(null)
	const { level: name, seed } = view.info
	const round = opened.kind === 'open' ? opened : null
	const isLost = opened.kind === 'trouble'
	useEffect(() => {
		let isStill = true
		void measuredOf(round, name, seed, isLost)
			.then((measured) => measured && measure.debrief(measured))
			.then((value) => {
				if (isStill) debrief.value = value
			})
			// Then the page tells what it knows without it.
			.catch(() => {})
		return () => {
			isStill = false
		}
	}, [round, name, seed, isLost, measure, debrief])
	return debrief.value
}

/** What was played, apart from the players; without its log it is set up anew. Null: not known yet. */
async function measuredOf(
	opened: OpenRound | null,
	name: string,
	seed: number,
	isLost: boolean,
): Promise<Measured | null> {
	if (opened) {
		const { round, replay } = opened
		replay.seekTick(round.endTick)
		return { level: round.level, program: replay.world().program, seed }
	}
	const level = levelNamed(name)
	if (!isLost || level === undefined) return null
	const { loadProgram } = await import('../../shared/programs/loadProgram.ts')
	return { level, program: await loadProgram(level.name, seed), seed }
}

/** Keeps a solo round's result; once more when the oracle has been heard. */
function useBest(
	{ solo, view }: RoundEndProps,
	debrief: MeasuredDebrief | null,
): { readonly score: number; readonly isNew: boolean } | null {
	const kept = useSignal<{ readonly best: Best; readonly isNew: boolean } | null>(null)
	const { info, billCycles } = view
	const { reference, level, seed } = info
	const store = solo?.fleet === null ? solo.store : null
	const oracleCycles = debrief?.oracleCycles ?? null
	useEffect(() => {
		if (store === null || reference === null) return
		const { score, medal } = judge(reference, billCycles, oracleCycles)
		const now = keepBest(store, level, { score, medal, billCycles, seed })
		kept.value = { best: now.best, isNew: now.isNew || (kept.value?.isNew ?? false) }
	}, [store, reference, level, seed, billCycles, oracleCycles, kept])
	return kept.value && { score: kept.value.best.score, isNew: kept.value.isNew }
}

function Lesson({ text }: { readonly text: string }): JSX.Element | null {
	if (text === '') return null
	return (
		<div class="lesson">
			<h2 class="label">{t('result.lesson')}</h2>
			<p>{text}</p>
		</div>
	)
}

function DownloadLog({ log, name }: { readonly log: () => string | null; readonly name: string }): JSX.Element {
	return (
		<div class="download">
			<button
				type="button"
				class="button quiet"
				onClick={() => {
					const text = log()
					if (text === null) return
					const url = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }))
					const link = document.createElement('a')
					link.href = url
					link.download = `${name}.jsonl`
					link.click()
					URL.revokeObjectURL(url)
				}}
			>
				{t('end.download')}
			</button>
			<span class="field-hint">{t('end.downloadLine')}</span>
		</div>
	)
}
