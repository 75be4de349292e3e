import type { BotLevel, Seat, Pace } from '../game/seat.ts'
import type { Intent } from '../game/intent.ts'
import type { RefusalCode } from '../game/refusal.ts'
import type { PlayerLesson } from '../lesson/view.ts'
import type { SeatEvent, SeatView } from '../view/seatView.ts'
import type { LessonError, LessonToClient, LessonToServer } from './lessonMessages.ts'

/** Bumped when client and server of different builds can't talk; the server tells a stale page to reload. */
export const PROTOCOL_VERSION = 4

/** Letters of a session code: no vowels (no words), none that look or sound alike in class (no B/P/D/T mix-ups left out: I O U A E L S Z are out). */
export const CODE_LETTERS = 'BCDFGHJKMNPQRTVWXY'
export const CODE_LENGTH = 4
export const MAX_CREWS = 67
export const MAX_NAME_CHARACTERS = 24

/** Why the server refuses a message; besides the rules' own `RefusalCode`. */
export const SERVER_ERRORS = [
	'E_BAD_MESSAGE', // the schema doesn't fit
	'E_TOO_LARGE',
	'E_VERSION', // page and server are of different builds: reload
	'E_UNKNOWN_COMMAND',
	'E_UNKNOWN_SESSION',
	'E_SESSION_FULL',
	'E_STALE_TOKEN',
	'E_NOT_SEATED', // the socket speaks for no player (join or resume first)
	'E_NAME', // empty, too long or filtered
	'E_SEAT_TAKEN', // another human has that seat
	'E_ROUND', // no such round (an older or a newer one is on)
	'E_RATE', // one player sends too fast (limited by token, never by address)
	'E_LEVEL', // no such level
	'E_BUSY', // the server is stopping or the room is being restored: try again
	'E_ROOM_DOWN', // our own bug stopped this room; its log is kept
	'E_STORE', // the log can't be written (disk full): nothing was done
] as const
export type ServerError = (typeof SERVER_ERRORS)[number]
export type ErrorCodeName = ServerError | LessonError | RefusalCode

export interface Failed {
	readonly ok: false
	readonly code: ErrorCodeName
	readonly facts?: Readonly<Record<string, number>>
}
export type Ack<T extends object> = ({ readonly ok: true } & T) | Failed

export interface MemberView {
	/** Number within the crew; 0 … 2. */
	readonly player: number
	readonly name: string
	readonly online: boolean
	/** Null: waiting for a free seat. */
	readonly seats: readonly Seat[]
}

/** What the lobby and the status line show. Sent whenever it changes (event `crew`). */
export interface CrewView {
	readonly code: string
	/** Counts from 1 in the session. */
	readonly crew: number
	readonly crewName: string
	readonly members: readonly MemberView[]
	readonly level: string
	readonly seed: number
	readonly pace: Pace
	/** Counts from 1 in the crew; a new number after `again`. */
	readonly round: number
}

/** The receiver's own place. */
export interface You {
	readonly player: number
	readonly token: string
	readonly seats: readonly Seat[]
}

/** A seat's view with the place in the event stream up to which it holds. */
export interface Snapshot {
	readonly round: number
	readonly view: SeatView
	/** Number of the next event that isn't in the view yet. */
	readonly cursor: number
}

/** Nothing happened that any seat may know of, but the round's clock runs. The same for the whole crew. */
export interface ClockPacket {
	readonly round: number
	readonly tick: number
}

/** What happened since; `from` equals the previous packet's `to`, else the client asks for a snapshot. */
export interface EventPacket {
	readonly round: number
	readonly seat: Seat
	readonly from: number
	readonly to: number
	/** The round's clock after these events. */
	readonly tick: number
	readonly events: readonly SeatEvent[]
}

export interface CreateSession {
	readonly version: number
	readonly level: string
	readonly pace: Pace
	/** Null: the server draws one. */
	readonly seed: number | null
	/** Bot that plays a seat without a human; not told: by the textbook. Holds for all rounds of the session. */
	readonly bots?: Readonly<Record<Seat, BotLevel>>
	/** Wanted by servers with a HOST_PASSWORD only. */
	readonly password?: string
}
export interface JoinSession {
	readonly version: number
	readonly code: string
	readonly name: string
	/** A wish; another free seat is given if it's taken. Null: any. */
	readonly seat: Seat | null
	/** In a lesson; not told, or '': none. Only hosts hear of it. */
	readonly rosterId?: string
	/** Where the student sits: who types the same row or word is dealt to the same crew. */
	readonly row?: string
	readonly friends?: string
	/** What the browser calls itself (drawn once, kept there): by it a ban finds it again. */
	readonly browser?: string
}
export interface ResumeSession {
	readonly version: number
	readonly token: string
}
export interface Joined {
	readonly you: You
	readonly crew: CrewView
	/** One for each seat that is yours. */
	readonly snapshots: readonly Snapshot[]
	/** Null: a session without a host. */
	readonly lesson: PlayerLesson | null
}
export interface SendIntent {
	readonly round: number
	readonly seat: Seat
	/** The player's own running number, from 1; the same number sent twice is done once and acknowledged twice. */
	readonly attempt: number
	readonly intent: Intent
}
export interface ChooseSeat {
	readonly seat: Seat
}
/** Changes of the crew's next round, while the phase is `waiting` or `finished`. */
export interface AgainRequest {
	readonly level: string
	readonly pace: Pace
	/** `same`: the same seed once more; `next`: the level's next seed. */
	readonly seed: 'same' | 'next'
}

/** socket.io events from the page; each is acknowledged. */
export interface ClientToServer extends LessonToServer {
	createSession: (message: CreateSession, ack: (reply: Ack<{ code: string }>) => void) => void
	joinSession: (message: JoinSession, ack: (reply: Ack<Joined>) => void) => void
	resumeSession: (message: ResumeSession, ack: (reply: Ack<Joined>) => void) => void
	/** Moves to a seat that no human holds (in the lobby or in mid-round). */
	chooseSeat: (message: ChooseSeat, ack: (reply: Ack<Joined>) => void) => void
	intent: (message: SendIntent, ack: (reply: Ack<{ seq: number; tick: number }>) => void) => void
	/** After a gap: fresh snapshots. */
	resync: (message: Record<string, never>, ack: (reply: Ack<Joined>) => void) => void
	again: (message: AgainRequest, ack: (reply: Ack<{ round: number }>) => void) => void
	leave: (message: Record<string, never>, ack: (reply: Ack<object>) => void) => void
}

export interface ServerToClient extends LessonToClient {
	crew: (crew: CrewView) => void
	events: (packet: EventPacket) => void
	clock: (packet: ClockPacket) => void
	/** A new round began, or the seats moved: throw away what was and start from these. */
	snapshots: (joined: Joined) => void
	/** Another tab took this player over, the server stops, the player left, or the host said so. */
	goodbye: (reason: 'replaced' | 'stopping' | 'left' | 'kicked' | 'banned') => void
}
