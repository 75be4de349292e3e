import { useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { RoundInfo } from '../../shared/game/roundInfo.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { readBests } from '../connect/bests.ts'
import type { Bus } from '../connect/bus.ts'
import type { Measured } from '../connect/measure.ts'
import type { Store } from '../connect/playerRecord.ts'
import type { SoloBus } from '../connect/soloBus.ts'
import { t } from '../words/words.ts'
import { Crashed } from './crashed.tsx'
import { useGame } from './game.ts'
import { suggestedLevel } from './levelGroups.ts'
import { Lobby } from './lobby.tsx'
import { RoundEnd, type SoloEnd } from './roundEnd.tsx'
import { go } from './router.ts'
import { LobbySkeleton, RoundSkeleton } from './skeletons.tsx'
import { TopBar } from './topBar.tsx'

type SeatScreenType = ComponentType<{ bus: Bus; seat: Seat; onLeave: () => void }>

/** Lobby, round and bill of whatever this tab plays. */
export function PlayPage(): JSX.Element {
	const game = useGame()
	const active = game.active.value
	const phase = game.phase.value

	useEffect(() => {
		if (game.active.peek() === null && !game.opening.peek() && !game.restore()) go('/', true)
	}, [game])

	if (active === null) return <LobbySkeleton />
	const { bus } = active
	const leave = (): void => {
		const isSolo = active.kind === 'solo'
		game.leave()
		go(isSolo ? '/solo' : '/')
	}
	if (phase === 'running') return <RunningRound key={bus.state().round} bus={bus} onLeave={leave} />
	const state = game.state.value ?? bus.state()
	const view = Object.values(state.views)[0]
	if (phase !== 'finished' || view === undefined) {
		return active.kind === 'crew' ? <Lobby bus={bus} state={state} onLeave={leave} /> : <RoundSkeleton />
	}
	return (
		<RoundEnd
			bus={bus}
			state={state}
			view={view}
			measure={game.env.measure}
			measured={() => (active.kind === 'solo' ? Promise.resolve(active.bus.measured()) : measuredOf(view.info))}
			solo={active.kind === 'solo' ? soloEnd(active.bus, game.env.browser, view.info.level, leave) : null}
			onLeave={leave}
		/>
	)
}

/** A crew's round, set up here once more to be measured. */
async function measuredOf({ level: name, seed }: RoundInfo): Promise<Measured> {
	const level = levelNamed(name)
	if (level === undefined) throw new Error(`no such level: ${name}`)
	const { loadProgram } = await import('../../shared/programs/loadProgram.ts')
	return { level, program: await loadProgram(level.name, seed), seed }
}

function soloEnd(bus: SoloBus, store: Store, level: string, leave: () => void): SoloEnd {
	const fleet = bus.fleet()
	return {
		store,
		fleet,
		next: fleet === null ? suggestedLevel(readBests(store), level) : null,
		exportLog: () => bus.exportLog(),
		onMenu() {
			leave()
			if (fleet !== null) go('/fleet')
		},
	}
}

/** The seat screen is a download of its own, and Phaser another: neither is needed before a round. */
function RunningRound({ bus, onLeave }: { readonly bus: Bus; readonly onLeave: () => void }): JSX.Element {
	const game = useGame()
	const screen = useSignal<{ readonly Screen: SeatScreenType } | 'failed' | null>(null)
	const seat = useSignal<Seat>(bus.state().you?.seats[0] ?? 'malloc')
	useEffect(() => {
		void loadSeatScreen().then(
			(Screen) => (screen.value = { Screen }),
			() => (screen.value = 'failed'),
		)
		return bus.subscribe(({ you }) => {
			const first = you?.seats[0]
			if (first !== undefined && you?.seats.includes(seat.value) !== true) seat.value = first
		})
	}, [bus, screen, seat])

	if (screen.value === 'failed') {
		return (
			<>
				<TopBar />
				<Crashed />
			</>
		)
	}
	if (screen.value === null) return <RoundSkeleton />
	const { Screen } = screen.value
	return (
		<>
			<Screen bus={bus} seat={seat.value} onLeave={onLeave} />
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

const loadSeatScreen = async (): Promise<SeatScreenType> => (await import('../seats/seatScreen.tsx')).SeatScreen
