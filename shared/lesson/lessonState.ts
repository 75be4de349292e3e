import type { RegretCause } from '../game/score/regret.ts'
import type { Seat } from '../game/seat.ts'
import type { PlacedInjection, Setup } from './act.ts'
import type { Dealing, DemoMoment, RosterRow, Speed } from './command.ts'
import type { Poll } from './poll.ts'
import type { LessonStage } from './view.ts'

export interface LessonPlayer {
	readonly id: number
	readonly name: string
	readonly rosterId: string
	readonly row: string
	readonly friends: string
	readonly browser: string
	readonly joinedMs: number
	/** Gone ones keep their results; `banned` may not come back. */
	readonly status: 'here' | 'left' | 'kicked' | 'banned'
	readonly online: boolean
	readonly muted: boolean
	/** Whether the projector may show the crew; null: not said yet. */
	readonly consent: boolean | null
	/** Came while a round was on, and hasn't read the catch-up card. */
	readonly late: boolean
	/** 0: none yet. */
	readonly crew: number
	readonly seat: Seat | null
	readonly formerSeat: Seat | null
	/** By round. */
	readonly diagnoses: Readonly<Record<number, { readonly step: number; readonly cause: RegretCause }>>
	readonly reasons: Readonly<Record<number, number>>
}

/** Who sat where in a round; the last place of each. */
export type RoundSeats = Readonly<Record<number, { readonly crew: number; readonly seat: Seat }>>

export interface LessonRound {
	/** Counts from 1. */
	readonly number: number
	readonly setup: Setup
	/** Wall clock; null: not begun, not over. */
	readonly startedMs: number | null
	readonly endedMs: number | null
	/** The host wants it to end: bots finish what is left. */
	readonly isEnding: boolean
	readonly injections: readonly { readonly placed: PlacedInjection; readonly atMs: number }[]
	readonly extendSeconds: number
	readonly seats: RoundSeats
}

/** All that a lesson is, beside its crews and their rounds. The fold of its log. */
export interface LessonState {
	readonly title: string
	readonly openedMs: number
	readonly stage: LessonStage
	readonly dealing: Dealing
	/** Crews have been dealt by that rule. */
	readonly isDealt: boolean
	readonly roster: readonly RosterRow[]
	/** Latest last; the last one runs or comes next. */
	readonly rounds: readonly LessonRound[]
	readonly speed: Speed
	readonly pausedByHost: boolean
	readonly hostAway: boolean
	/** Crew on the projector. */
	readonly spotlight: number | null
	readonly demo: DemoMoment | null
	readonly ghost: boolean
	readonly polls: readonly Poll[]
	/** Id of the poll that is on the screens. */
	readonly openPoll: number | null
	readonly players: Readonly<Record<number, LessonPlayer>>
}

/** The round that runs or comes next. */
export function currentRound(state: LessonState): LessonRound {
	const round = state.rounds.at(-1)
	if (!round) throw new Error('a lesson without a round')
	return round
}

export const openPollOf = (state: LessonState): Poll | null =>
	state.polls.find(({ id }) => id === state.openPoll) ?? null

/** Players who belong to the lesson just now, in the order of their arrival. */
export const playersHere = (state: LessonState): readonly LessonPlayer[] =>
	Object.values(state.players).filter(({ status }) => status === 'here')

/** Why no clock runs; null: they run, if the stage is `running`. */
export const pauseOf = ({ pausedByHost, hostAway }: LessonState): 'host' | 'hostAway' | null =>
	pausedByHost ? 'host' : hostAway ? 'hostAway' : null
