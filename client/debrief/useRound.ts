import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { createReplayPlayer, type ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import type { World } from '../../shared/game/round.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import type { FinishedRound } from '../connect/finishedRound.ts'
import type { Measure } from '../connect/measure.ts'
import type { LogTrouble } from '../connect/roundLog.ts'
import { type Candidate, candidatesOf } from './diagnosisModel.ts'
import { type RoundStory, tellRound } from './roundStory.ts'
import { worldBefore } from './worldBefore.ts'

/** A finished round that can be looked at again. */
export interface OpenRound {
	readonly round: FinishedRound
	readonly replay: ReplayPlayer
	readonly story: RoundStory
}
export type RoundState =
	| { readonly kind: 'loading' }
	| { readonly kind: 'trouble'; readonly trouble: LogTrouble }
	| (OpenRound & { readonly kind: 'open' })

/** Loads the round once `isReady`, and again when `retry` is called. */
export function useRound(
	load: () => Promise<FinishedRound | LogTrouble>,
	isReady: boolean,
): { readonly state: RoundState; readonly retry: () => void } {
	const state = useSignal<RoundState>({ kind: 'loading' })
	const attempt = useSignal(0)
	useEffect(() => {
		if (!isReady) return undefined
		let isStill = true
		state.value = { kind: 'loading' }
		void load()
			.then(open)
			// A log that doesn't run through is of other rules; nothing else throws here.
			.catch((): RoundState => ({ kind: 'trouble', trouble: 'outdated' }))
			.then((next) => {
				if (isStill) state.value = next
			})
		return () => {
			isStill = false
		}
		// `load` is new in each rendering; the round is not: whoever shows another one mounts this anew.
	}, [isReady, attempt.value, state])
	return { state: state.value, retry: () => (attempt.value += 1) }
}

function open(round: FinishedRound | LogTrouble): RoundState {
	if (typeof round === 'string') return { kind: 'trouble', trouble: round }
	const replay = createReplayPlayer(round, round.entries, round.endTick)
	return { kind: 'open', round, replay, story: tellRound(replay, round.entries) }
}

/** A regret, or a harmless moment, with the world just before it. */
export interface Seen<Moment> {
	readonly moment: Moment
	readonly before: World
}
export interface Moments {
	/** Dearest first. */
	readonly regrets: readonly Seen<Regret>[]
	/** By step; what a diagnosis chooses from. */
	readonly candidates: readonly Seen<Candidate>[]
}

/** Null: the emulator is still trying. */
export function useMoments({ round, replay }: OpenRound, measure: Measure): Moments | 'failed' | null {
	const regrets = useSignal<readonly Regret[] | 'failed' | null>(null)
	useEffect(() => {
		let isStill = true
		void measure.regrets(round).then(
			(found) => {
				if (isStill) regrets.value = found
			},
			() => {
				if (isStill) regrets.value = 'failed'
			},
		)
		return () => {
			isStill = false
		}
	}, [round, measure, regrets])
	const found = regrets.value
	return useMemo(() => {
		if (found === null || found === 'failed') return found
		const see = <Moment extends Candidate | Regret>(moment: Moment): Seen<Moment> => ({
			moment,
			before: worldBefore(replay, round.entries, moment),
		})
		return { regrets: found.map(see), candidates: candidatesOf(found, round.entries, replay).map(see) }
	}, [found, round, replay])
}
