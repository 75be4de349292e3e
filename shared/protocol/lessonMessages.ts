import type { LogEntry } from '../game/log.ts'
import type { Reference } from '../game/roundInfo.ts'
import type { RoundHeader } from '../game/round.ts'
import type { Pace } from '../game/seat.ts'
import type { Dealing, HostCommand, PlayerCommand } from '../lesson/command.ts'
import type { HostLesson, PlayerLesson, ProjectorLesson } from '../lesson/view.ts'
import type { Ack } from './messages.ts'

export interface CreateLesson {
	readonly version: number
	readonly title: string
	readonly level: string
	readonly pace: Pace
	readonly seed: number | null
	readonly bots: RoundHeader['bots']
	readonly dealing: Dealing
	/** '' unless the server wants one (HOST_PASSWORD): E_PASSWORD. */
	readonly password: string
}
/** Four secrets that nobody can guess, one for each kind of page; the fifth, the players' own, is drawn when they join. */
export interface LessonKeys {
	readonly code: string
	readonly host: string
	readonly cohost: string
	readonly projector: string
}
export interface OpenLesson {
	readonly version: number
	readonly token: string
}
export type OpenedLesson = HostLesson | ProjectorLesson
export interface SendHostCommand {
	/** The page's own running number, from 1: the same one sent twice is done once. */
	readonly attempt: number
	/** Drawn by the page when it is loaded; attempts count within it. */
	readonly page: string
	readonly command: HostCommand
}
export interface SendPlayerCommand {
	readonly command: PlayerCommand
}

/** The log of the crew that a projector or host page follows: it runs the emulator itself. */
export interface FollowPacket {
	readonly crew: number
	readonly round: number
	/** Set in the first packet of a crew's round: start anew from here. */
	readonly start: { readonly header: RoundHeader; readonly reference: Reference } | null
	/** seq of the first entry; equal to what has come so far, else the page asks for `follow` again. */
	readonly from: number
	readonly entries: readonly LogEntry[]
	/** The clock stands here. */
	readonly tick: number
}
export interface FollowRequest {
	/** A crew by number; null: whatever is in the spotlight. Hosts may follow any crew; projectors the spotlight only. */
	readonly crew: number | null
}

type Reply<T extends object> = (reply: Ack<T>) => void

/** Beside `ClientToServer`; each is acknowledged. */
export interface LessonToServer {
	createLesson: (message: CreateLesson, ack: Reply<LessonKeys>) => void
	/** As host, co-host or projector, whichever the token is for; also after a reload. */
	openLesson: (message: OpenLesson, ack: Reply<{ readonly lesson: OpenedLesson }>) => void
	host: (message: SendHostCommand, ack: Reply<object>) => void
	follow: (message: FollowRequest, ack: Reply<object>) => void
	/** Of a seated player. */
	lesson: (message: SendPlayerCommand, ack: Reply<object>) => void
}
export interface LessonToClient {
	/** Whenever it changed, at most four times a second. To players of a lesson, hosts and projectors. */
	lesson: (view: PlayerLesson | HostLesson | ProjectorLesson) => void
	follow: (packet: FollowPacket) => void
}

/** Beside `ServerError`. */
export const LESSON_ERRORS = [
	'E_PASSWORD', // this server wants one
	'E_STAGE', // not in this stage of the lesson
	'E_NO_CONSENT', // that crew hasn't agreed to be shown
	'E_POLL', // no such poll, or not in a stage that allows it
	'E_QUESTION', // its answer can't be computed for this level and seed
	'E_NO_CREW', // no such crew
	'E_NO_PLAYER', // no such player
	'E_NOT_HOST', // the socket's token is not a host's
	'E_BANNED',
	'E_ROSTER', // this session admits those on its list only
	'E_TOO_LATE', // the place of the program has been passed by a crew; try again
	'E_DIAGNOSED', // said once already
	'E_MUTED', // the host has muted this player's pings
] as const
export type LessonError = (typeof LESSON_ERRORS)[number]
