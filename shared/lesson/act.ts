import type { InjectIntent } from '../game/intent.ts'
import type { RoundHeader } from '../game/round.ts'
import type { Pace, Seat } from '../game/seat.ts'
import type { Dealing, HostCommand, PlayerCommand } from './command.ts'
import type { PollQuestion } from './poll.ts'

/** What all crews play in a round of a lesson. */
export interface Setup {
	readonly level: string
	readonly pace: Pace
	readonly seed: number
	readonly bots: RoundHeader['bots']
}

/** Where an injection went: the same place of the program for all crews. */
export type PlacedInjection = InjectIntent

/** Host commands that leave nothing to be decided: they are logged as they came. */
type PlainHostCommand = Extract<
	HostCommand,
	{
		kind:
			| 'DEAL'
			| 'ROSTER'
			| 'START'
			| 'PAUSE'
			| 'SPEED'
			| 'STEP'
			| 'EXTEND'
			| 'END_ROUND'
			| 'ROTATE'
			| 'END'
			| 'SPOTLIGHT'
			| 'DEMO'
			| 'GHOST'
			| 'POLL'
			| 'RESEAT'
			| 'RENAME'
			| 'RENAME_CREW'
			| 'MUTE'
			| 'KICK'
	}
>

/** What came to pass in a lesson: commands with everything drawn and looked up, and what the server saw. */
export type LessonAct =
	| PlainHostCommand
	| PlayerCommand
	| { readonly kind: 'OPENED'; readonly title: string; readonly setup: Setup; readonly dealing: Dealing }
	| { readonly kind: 'SETUP'; readonly setup: Setup }
	| { readonly kind: 'NEXT_ROUND'; readonly setup: Setup; readonly rotate: boolean }
	| { readonly kind: 'INJECTED'; readonly placed: PlacedInjection }
	| { readonly kind: 'ASKED'; readonly question: PollQuestion; readonly shuffle: readonly number[] }
	| {
			readonly kind: 'JOINED'
			readonly player: number
			readonly name: string
			/** '' none; so are the next three. */
			readonly rosterId: string
			readonly row: string
			readonly friends: string
			/** Hash of what the browser calls itself, by which a ban finds it again. */
			readonly browser: string
			readonly late: boolean
	  }
	/** `seat` null: waits for a free one. */
	| { readonly kind: 'SEATED'; readonly player: number; readonly crew: number; readonly seat: Seat | null }
	| { readonly kind: 'PRESENCE'; readonly player: number; readonly online: boolean }
	| { readonly kind: 'LEFT'; readonly player: number }
	/** No page of a host has been connected for too long; or one is back. */
	| { readonly kind: 'AWAY'; readonly away: boolean }
	/** Every crew has finished the round. */
	| { readonly kind: 'DEBRIEF' }

export const HOST_ROLES = ['host', 'cohost'] as const
export type HostRole = (typeof HOST_ROLES)[number]

/** One line of a lesson's log: append only, durable before anyone is told. */
export interface LessonEntry {
	/** Counts from 0 in the lesson. */
	readonly seq: number
	/** Wall clock. */
	readonly atMs: number
	/** A number: id of the player. */
	readonly by: HostRole | 'server' | number
	/** The host page's own number of the command, by which one sent twice is recognised; null: not a host's. */
	readonly sent: { readonly page: string; readonly attempt: number } | null
	readonly act: LessonAct
}
