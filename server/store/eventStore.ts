import type { LogEntry, RoundResult } from '../../shared/game/log.ts'
import type { RoundHeader } from '../../shared/game/round.ts'
import type { Pace, Seat } from '../../shared/game/seat.ts'
import type { LessonEntry } from '../../shared/lesson/act.ts'

/**
 * What must outlive the process. The log (`entry`) is the game; all else is who sat where, so that people find their
 * seats again. One interface, so that another database can stand behind it.
 */
export interface SessionRow {
	readonly id: number
	readonly code: string
	readonly level: string
	readonly pace: Pace
	readonly seed: number
	readonly bots: RoundHeader['bots']
	readonly createdMs: number
	/** Latest sign of life; sessions without one for long are not loaded again. */
	readonly touchedMs: number
}

export interface CrewRow {
	readonly id: number
	readonly session: number
	/** Counts from 1 in the session. */
	readonly number: number
	readonly name: string
}

export interface PlayerRow {
	readonly id: number
	readonly session: number
	/** Null: lost the place in a crew to a newcomer. */
	readonly crew: number | null
	/** Number within the crew. */
	readonly number: number
	readonly name: string
	/** SHA-256 of the token, hex: who reads the database can't sit down as somebody else. */
	readonly tokenHash: string
	readonly seat: Seat | null
	/** Wall clock of the disconnect; null while online. */
	readonly offlineSinceMs: number | null
	/** Left for good: the token is void. */
	readonly left: boolean
}

/** `abandoned`: replaced before it began. `down`: our own bug stopped it. */
export type RoundStatus = 'open' | 'finished' | 'abandoned' | 'down'

export interface RoundRow {
	readonly id: number
	readonly crew: number
	/** Counts from 1 in the crew. */
	readonly number: number
	readonly header: RoundHeader
	readonly status: RoundStatus
	readonly result: RoundResult | null
}

/** A session with a host. SHA-256 of the tokens, hex. */
export interface LessonRow {
	readonly session: number
	readonly hostHash: string
	readonly cohostHash: string
	readonly projectorHash: string
}

export type Write =
	| { readonly kind: 'session'; readonly row: SessionRow }
	| { readonly kind: 'crew'; readonly row: CrewRow }
	| { readonly kind: 'player'; readonly row: PlayerRow }
	| { readonly kind: 'round'; readonly row: RoundRow }
	/** Append only: a (round, seq) that is already there is an error. */
	| { readonly kind: 'entry'; readonly round: number; readonly entry: LogEntry }
	/** The clock of the round got at least this far; else a restart would fall back to the latest command. */
	| { readonly kind: 'mark'; readonly round: number; readonly tick: number }
	| { readonly kind: 'lesson'; readonly row: LessonRow }
	/** Append only: a (session, seq) that is already there is an error. */
	| { readonly kind: 'lessonEntry'; readonly session: number; readonly entry: LessonEntry }

export interface RoundLog {
	readonly round: RoundRow
	/** In order of seq, without gaps. */
	readonly entries: readonly LogEntry[]
	/** Tick that the round had surely reached. */
	readonly tick: number
}

export interface EventStore {
	/** All or nothing, and on the disk when it resolves. Rejects when it can't be written: then nothing was. */
	write(writes: readonly Write[]): Promise<void>
	/** Largest id given out so far, for each table. */
	lastIds(): Promise<Readonly<Record<'session' | 'crew' | 'player' | 'round', number>>>
	/** Sessions with a sign of life since then, oldest first. */
	sessionsSince(touchedMs: number): Promise<readonly SessionRow[]>
	crewsOf(session: number): Promise<readonly CrewRow[]>
	playersOf(session: number): Promise<readonly PlayerRow[]>
	/** Null: the crew has never begun one. */
	latestRound(crew: number): Promise<RoundRow | null>
	/** The round of the latest session with that code; `round` null: the crew's latest. Null: there is none. */
	findRound(code: string, crew: number, round: number | null): Promise<RoundRow | null>
	log(round: RoundRow): Promise<RoundLog>
	/** All rounds of all crews of a session, oldest first. */
	roundsOf(session: number): Promise<readonly RoundRow[]>
	/** Null: nobody hosts that session. */
	lessonOf(session: number): Promise<LessonRow | null>
	/** In order of seq. */
	lessonLog(session: number): Promise<readonly LessonEntry[]>
	/** The session of the lesson that one of these tokens opens, however old; null: none. */
	sessionOfHost(tokenHash: string): Promise<SessionRow | null>
	close(): Promise<void>
}
