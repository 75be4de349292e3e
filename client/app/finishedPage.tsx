import type { JSX } from 'preact'
import { levelNamed } from '../../shared/programs/levels.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { readBests } from '../connect/bests.ts'
import type { BusState } from '../connect/bus.ts'
import type { FinishedRound } from '../connect/finishedRound.ts'
import type { Store } from '../connect/playerRecord.ts'
import { fetchRoundLog, type LogTrouble } from '../connect/roundLog.ts'
import type { SoloBus } from '../connect/soloBus.ts'
import { type Active, useGame } from './game.ts'
import { suggestedLevel } from './levelGroups.ts'
import { RoundEnd, type SoloEnd } from './roundEnd.tsx'
import { go } from './router.ts'

/** A finished round, wherever it was played: where its log is, and what may follow. */
export function FinishedPage({
	active,
	state,
	view,
	onLeave,
}: {
	readonly active: Active
	readonly state: BusState
	readonly view: SeatView
	readonly onLeave: () => void
}): JSX.Element {
	const { env } = useGame()
	const { bus } = active
	const isSolo = active.kind === 'solo'
	return (
		<RoundEnd
			// Another round is another page.
			key={state.round}
			bus={bus}
			state={state}
			view={view}
			measure={env.measure}
			round={() =>
				isSolo ? Promise.resolve(active.bus.finishedRound() ?? 'refused') : fetchRound(env.origin, state, view)
			}
			solo={isSolo ? soloEnd(active.bus, env.browser, view.info.level, onLeave) : null}
			lesson={
				isSolo || state.lesson === null ? null : { view: state.lesson, say: (command) => active.bus.lesson(command) }
			}
			onLeave={onLeave}
		/>
	)
}

/** A crew's round, from its log on the server. */
async function fetchRound(
	origin: string,
	{ crew, you }: BusState,
	{ info }: SeatView,
): Promise<FinishedRound | LogTrouble> {
	const { reference, level: name, seed } = info
	const level = levelNamed(name)
	if (crew === null || you === null || level === undefined || reference === null) return 'refused'
	const log = await fetchRoundLog({ origin, code: crew.code, token: you.token, round: crew.round })
	if (typeof log === 'string') return log
	const { loadProgram } = await import('../../shared/programs/loadProgram.ts')
	return { ...log, level, program: await loadProgram(level.name, seed), reference }
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
