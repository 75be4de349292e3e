import { useComputed, useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Seat } from '../../shared/game/seat.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import type { Bus, BusState } from '../connect/bus.ts'
import { CatchUp } from '../lesson/catchUp.tsx'
import { LessonLobby } from '../lesson/lessonLobby.tsx'
import { LessonQuestion } from '../lesson/lessonQuestion.tsx'
import { t } from '../words/words.ts'
import { Crashed } from './crashed.tsx'
import { useDownload } from './download.ts'
import { type Active, type Practice, useGame } from './game.ts'
import { Lobby } from './lobby.tsx'
import { go } from './router.ts'
import { LobbySkeleton, RoundSkeleton } from './skeletons.tsx'
import { TopBar } from './topBar.tsx'

type SeatScreenType = ComponentType<{ bus: Bus; seat: Seat; onLeave: () => void }>
interface FinishedProps {
	readonly active: Active
	readonly state: BusState
	readonly view: SeatView
	readonly onLeave: () => void
}
type FinishedType = ComponentType<FinishedProps>
type PracticeType = ComponentType<{ practice: Practice }>

/** Lobby, round and bill of whatever this tab plays. */
export function PlayPage(): JSX.Element {
	const game = useGame()
	const active = game.active.value

	useEffect(() => {
		if (game.active.peek() === null && !game.opening.peek() && !game.restore()) go('/', true)
	}, [game])

	if (active === null) return <LobbySkeleton />
	return (
		<>
			<Stage active={active} />
			<Question active={active} />
		</>
	)
}

function Stage({ active }: { readonly active: Active }): JSX.Element {
	const game = useGame()
	const phase = game.phase.value
	/** The catch-up card has been read here; the server hears of it a moment later. */
	const isCaughtUp = useSignal(false)
	const { bus } = active
	const state = game.state.value ?? bus.state()
	const view = Object.values(state.views)[0]
	const { lesson, crew, you } = state
	const leave = (): void => {
		const isSolo = active.kind === 'solo'
		game.leave()
		go(isSolo ? '/solo' : '/')
	}

	// What it was cut from has moved on: then there is nothing to come back to.
	const hasMovedOn = phase !== 'finished'
	useEffect(() => {
		if (hasMovedOn) game.endPractice()
	}, [game, hasMovedOn])

	const practice = game.practice.value
	if (practice !== null && !hasMovedOn) return <PracticeRound practice={practice} />
	if (phase === 'running') {
		if (lesson?.you.late && view !== undefined && crew !== null && you !== null && !isCaughtUp.value) {
			return (
				<CatchUp
					crew={crew}
					you={you}
					view={view}
					onGo={() => {
						isCaughtUp.value = true
						if (active.kind === 'crew') void active.bus.lesson({ kind: 'CAUGHT_UP' })
					}}
				/>
			)
		}
		return <RunningRound key={bus.state().round} bus={bus} onLeave={leave} />
	}
	if (phase === 'finished' && view !== undefined)
		return <Finished active={active} state={state} view={view} onLeave={leave} />
	if (active.kind === 'solo') return <RoundSkeleton />
	if (lesson === null) return <Lobby bus={bus} state={state} onLeave={leave} />
	const alone = (): void => {
		game.leave()
		go('/solo')
	}
	return <LessonLobby bus={active.bus} state={state} lesson={lesson} onLeave={leave} onAlone={alone} />
}

/** The question that is put to the class, whatever is on. */
function Question({ active }: { readonly active: Active }): JSX.Element | null {
	const game = useGame()
	const lesson = useComputed(() => game.state.value?.lesson ?? null).value
	if (active.kind !== 'crew' || lesson === null || lesson.poll === null) return null
	const { bus } = active
	const { poll } = lesson
	const isPlaying = game.phase.value === 'running' || game.practice.value !== null
	return (
		<LessonQuestion
			// Anew for each question, and where the page behind it changes its kind.
			key={`${poll.id} ${isLive(lesson, isPlaying)}`}
			poll={poll}
			isLive={isLive(lesson, isPlaying)}
			onVote={(answer, confidence) => bus.lesson({ kind: 'VOTE', poll: poll.id, answer, confidence })}
		/>
	)
}

const isLive = ({ paused, stage }: PlayerLesson, isPlaying: boolean): boolean =>
	isPlaying && stage === 'running' && paused === null

/** The seat screen is a download of its own, and Phaser another: neither is needed before a round. */
export function RunningRound({ bus, onLeave }: { readonly bus: Bus; readonly onLeave: () => void }): JSX.Element {
	const game = useGame()
	const screen = useDownload(loadSeatScreen)
	const seat = useSignal<Seat>(bus.state().you?.seats[0] ?? 'malloc')
	useEffect(
		() =>
			bus.subscribe(({ you }) => {
				const first = you?.seats[0]
				if (first !== undefined && you?.seats.includes(seat.value) !== true) seat.value = first
			}),
		[bus, seat],
	)

	if (screen === 'failed') return <Broken />
	if (screen === null) return <RoundSkeleton />
	return (
		<>
			<screen.part bus={bus} seat={seat.value} onLeave={onLeave} />
			{game.away.value ? (
				<div class="away" role="dialog" aria-modal="true" aria-labelledby="away-title">
					<div class="card">
						<h2 id="away-title">{t('solo.paused')}</h2>
						<button type="button" class="button primary wide" autofocus onClick={() => game.comeBack()}>
							{t('solo.resume')}
						</button>
					</div>
				</div>
			) : null}
		</>
	)
}

/** Score and debrief are a download of their own: nobody needs them before a round is over. */
function Finished(props: FinishedProps): JSX.Element {
	const page = useDownload(loadFinished)
	if (page === 'failed') return <Broken />
	return page === null ? <RoundSkeleton /> : <page.part {...props} />
}

function PracticeRound({ practice }: { readonly practice: Practice }): JSX.Element {
	const page = useDownload(loadPractice)
	if (page === 'failed') return <Broken />
	return page === null ? <RoundSkeleton /> : <page.part practice={practice} />
}

function Broken(): JSX.Element {
	return (
		<>
			<TopBar />
			<Crashed />
		</>
	)
}

const loadSeatScreen = async (): Promise<SeatScreenType> => (await import('../seats/seatScreen.tsx')).SeatScreen
const loadFinished = async (): Promise<FinishedType> => (await import('./finishedPage.tsx')).FinishedPage
const loadPractice = async (): Promise<PracticeType> => (await import('../debrief/practicePage.tsx')).PracticePage
