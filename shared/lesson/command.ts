import type { Injection } from '../game/intent.ts'
import type { RoundHeader } from '../game/round.ts'
import type { Pace, Seat } from '../game/seat.ts'
import type { RegretCause } from '../game/score/regret.ts'
import type { Answer, CustomQuestion } from './poll.ts'
import type { Confidence, QuestionId } from './question.ts'

/** How players come to their crews. `arrival`: in the order of arrival; neighbours who join together sit together. */
export const DEALINGS = ['arrival', 'random', 'rows', 'roster', 'friends'] as const
export type Dealing = (typeof DEALINGS)[number]

export const SPEEDS = [0.25, 0.5, 1, 2] as const
export type Speed = (typeof SPEEDS)[number]

export const MAX_ROSTER_ROWS = 600
export const MAX_ROSTER_ID_CHARACTERS = 32
export const MAX_TITLE_CHARACTERS = 60

/** One line of an uploaded class list. `crew` and `row` group those who have the same; '' none. */
export interface RosterRow {
	readonly id: string
	readonly name: string
	readonly crew: string
	readonly row: string
}

/** What a host (or co-host) may ask for. Each is checked against the stage; a refusal changes nothing. */
export type HostCommand =
	/** Lobby only: the round that comes next. `seed` null: the server draws a fair one. */
	| {
			readonly kind: 'SETUP'
			readonly level: string
			readonly pace: Pace
			readonly seed: number | null
			readonly bots: RoundHeader['bots']
	  }
	/** Lobby only: deals all players to crews anew. */
	| { readonly kind: 'DEAL'; readonly dealing: Dealing }
	| { readonly kind: 'ROSTER'; readonly rows: readonly RosterRow[] }
	/** lobby → running: all crews begin, whoever isn't ready. */
	| { readonly kind: 'START' }
	| { readonly kind: 'PAUSE'; readonly paused: boolean }
	| { readonly kind: 'SPEED'; readonly speed: Speed }
	/** While paused: all crews' clocks go on to their next event. */
	| { readonly kind: 'STEP' }
	/** All crews, at the same place of the program, from now on. */
	| { readonly kind: 'INJECT'; readonly injection: Injection }
	/** Night shift so much later. */
	| { readonly kind: 'EXTEND'; readonly seconds: number }
	/** running → debrief: bots finish what is left at once, so that every crew has a score. */
	| { readonly kind: 'END_ROUND' }
	/** debrief → lobby: the next round; `rotate`: everyone moves on by one seat. */
	| { readonly kind: 'NEXT_ROUND'; readonly rotate: boolean }
	/** Lobby: everyone moves on by one seat. */
	| { readonly kind: 'ROTATE' }
	/** For good; results stay readable. */
	| { readonly kind: 'END' }
	/** What the projector shows; null: the class road alone. Needs the crew's consent. */
	| { readonly kind: 'SPOTLIGHT'; readonly crew: number | null }
	/**
	 * The projector shows an earlier moment of a crew's round, as a fork: nobody's score is touched. Null: back to live.
	 * `round`: of the lesson.
	 */
	| { readonly kind: 'DEMO'; readonly at: DemoMoment | null }
	/** Beside the spotlight: the same moment of the ghost that sets PAR. */
	| { readonly kind: 'GHOST'; readonly shown: boolean }
	/** One poll at a time; the one before is closed. */
	| { readonly kind: 'ASK'; readonly question: { readonly bank: QuestionId } | { readonly custom: CustomQuestion } }
	| { readonly kind: 'POLL'; readonly poll: number; readonly to: 'talk' | 'revote' | 'locked' | 'revealed' | 'closed' }
	/** Moves a player to another crew (0: a new one), on a seat that no human holds. */
	| { readonly kind: 'RESEAT'; readonly player: number; readonly crew: number; readonly seat: Seat }
	| { readonly kind: 'RENAME'; readonly player: number; readonly name: string }
	| { readonly kind: 'RENAME_CREW'; readonly crew: number; readonly name: string }
	/** Pings of a muted player reach nobody. */
	| { readonly kind: 'MUTE'; readonly player: number; readonly muted: boolean }
	/** Out of the seat; may join again. `ban`: not again with that name, roster id or browser. */
	| { readonly kind: 'KICK'; readonly player: number; readonly ban: boolean }

export interface DemoMoment {
	readonly crew: number
	readonly round: number
	/** Program operations done. */
	readonly step: number
}

/** What a student may ask for, beside the seat's intents. */
export type PlayerCommand =
	| { readonly kind: 'VOTE'; readonly poll: number; readonly answer: Answer; readonly confidence: Confidence }
	/** For the own crew: the projector may show its lot and name. Any "no" of the crew is a no. */
	| { readonly kind: 'CONSENT'; readonly yes: boolean }
	/** After a round: which moment was the dearest that could have been avoided, and why. Once a round. */
	| { readonly kind: 'DIAGNOSE'; readonly round: number; readonly step: number; readonly cause: RegretCause }
	/** Which rule the student would write, of six tagged ones (GAME.md §4.3). Once a round. */
	| { readonly kind: 'REASON'; readonly round: number; readonly choice: number }
	/** The catch-up card was read. */
	| { readonly kind: 'CAUGHT_UP' }
