import type { Medal } from '../game/score/score.ts'
import type { Injection } from '../game/intent.ts'
import type { RoundHeader } from '../game/round.ts'
import type { Pace, Seat } from '../game/seat.ts'
import type { Dealing, DemoMoment, RosterRow, Speed } from './command.ts'
import type { PollView } from './poll.ts'

export const LESSON_STAGES = ['lobby', 'running', 'debrief', 'ended'] as const
export type LessonStage = (typeof LESSON_STAGES)[number]

/** Why no clock runs. */
export type Pause = 'host' | 'hostAway'

/** What everyone in the room may know. Times are wall clock of the server; `nowMs` tells what that clock says. */
export interface LessonCommon {
	readonly nowMs: number
	readonly code: string
	readonly title: string
	readonly stage: LessonStage
	/** Counts from 1. */
	readonly round: number
	readonly level: string
	readonly pace: Pace
	readonly seed: number
	readonly speed: Speed
	/** Null: clocks run (if the stage is `running`). */
	readonly paused: Pause | null
	/** Null: a host's page is connected. */
	readonly hostAwaySinceMs: number | null
	readonly players: number
	readonly crews: number
	readonly poll: PollView | null
	/** What is on the projector. */
	readonly spotlight: { readonly crew: number; readonly name: string } | null
	/** In this round, newest last. */
	readonly injections: readonly { readonly injection: Injection; readonly atMs: number }[]
}

export interface PlayerLesson extends LessonCommon {
	readonly you: {
		readonly id: number
		readonly name: string
		readonly muted: boolean
		/** Null: not asked yet. */
		readonly consent: boolean | null
		/** Came while a round was on: the catch-up card is due. */
		readonly late: boolean
		/** Seat in the round before; null: none. For "you were the kernel, now you are the MMU". */
		readonly formerSeat: Seat | null
		/** Of the round that is in debrief. */
		readonly diagnosis: { readonly step: number; readonly cause: string } | null
		readonly reason: number | null
		/** Known once the round is in debrief. */
		readonly insight: Insight | null
		/** Revealed polls of the present round with the own votes, oldest first; for the debrief. */
		readonly polls: readonly PollView[]
	}
	/** In debrief: the own crew's place is told to nobody else. */
	readonly ownCrew: { readonly score: number | null; readonly medal: Medal | null; readonly improved: number | null }
}

/** 0 … 100 in all (GAME.md §4.3). */
export interface Insight {
	/** 0 … 40 */
	readonly prediction: number
	/** 0 … 40 */
	readonly diagnosis: number
	/** 0 … 20 */
	readonly rule: number
}

export interface HostMember {
	readonly id: number
	readonly name: string
	/** Roster id; '' none. Told to hosts only. */
	readonly rosterId: string
	readonly seat: Seat | null
	readonly online: boolean
	/** Wall clock; null while online. */
	readonly offlineSinceMs: number | null
	/** Latest round trip; null: not measured. */
	readonly pingMs: number | null
	readonly muted: boolean
	/** So many of the items of the seat in a row were left to the autopilot. */
	readonly autopilot: boolean
}

/** One line of the host's table. */
export interface HostCrew {
	/** Counts from 1 in the session; names the crew in commands. */
	readonly crew: number
	readonly name: string
	readonly members: readonly HostMember[]
	readonly phase: 'waiting' | 'running' | 'finished' | 'down'
	readonly step: number
	readonly stepsTotal: number
	readonly billCycles: number
	/** The round's clock; 0 while it waits. */
	readonly tick: number
	/** The seat that the oldest waiting item is for, and since how many ticks; null: nobody is waited for. */
	readonly waitsFor: { readonly seat: Seat; readonly ticks: number } | null
	readonly bots: readonly Seat[]
	readonly consent: 'yes' | 'no' | 'open'
	/** Null until the round is finished. */
	readonly score: number | null
	readonly medal: Medal | null
}

export interface HostLesson extends LessonCommon {
	readonly role: 'host' | 'cohost'
	readonly bots: RoundHeader['bots']
	readonly dealing: Dealing
	readonly roster: readonly RosterRow[]
	readonly table: readonly HostCrew[]
	/** Asked so far in this lesson, closed ones too, oldest first. */
	readonly polls: readonly PollView[]
	readonly demo: DemoMoment | null
	readonly ghost: boolean
	/** Who else has a console open. */
	readonly hosts: number
	readonly projectors: number
	/** Rounds of the lesson that are over. */
	readonly results: readonly { readonly round: number; readonly level: string; readonly seed: number }[]
	/** Null: no player was kicked. */
	readonly banned: number
}

/** One mark on the class road. The name only with the crew's consent. */
export interface RoadMark {
	readonly crew: number
	readonly name: string | null
	/** 0 … 1000 */
	readonly permille: number
	readonly finished: boolean
}

export interface ProjectorLesson extends LessonCommon {
	readonly role: 'projector'
	readonly road: readonly RoadMark[]
	readonly demo: DemoMoment | null
	readonly ghost: boolean
	/** Finished crews whose bill is below PAR, of all finished. */
	readonly beatGhost: { readonly beat: number; readonly finished: number }
	/** At most three, in debrief; never a bottom. Names only with consent. */
	readonly podium: readonly { readonly name: string | null; readonly medal: Medal; readonly score: number }[]
	readonly mostImproved: { readonly name: string | null; readonly points: number } | null
}

export type LessonView = PlayerLesson | HostLesson | ProjectorLesson
