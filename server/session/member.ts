import type { Seat } from '../../shared/game/seat.ts'
import type { FollowPacket } from '../../shared/protocol/lessonMessages.ts'
import type { LessonView } from '../../shared/lesson/view.ts'
import type { ClockPacket, CrewView, EventPacket, Joined, ServerToClient } from '../../shared/protocol/messages.ts'
import type { PlayerRow } from '../store/eventStore.ts'

/** A page that speaks for a member. */
export interface Connection {
	/** Of the line. */
	readonly id: string
	/** The line is dead; nothing sent arrives. */
	readonly isClosed: boolean
	/** Latest round trip; null: not measured yet. */
	readonly pingMs: number | null
	events(packet: EventPacket): void
	clock(packet: ClockPacket): void
	crew(view: CrewView): void
	snapshots(joined: Joined): void
	lesson(view: LessonView): void
	follow(packet: FollowPacket): void
	/** Says why and ends it; the connection speaks for nobody from now on. */
	goodbye(reason: Parameters<ServerToClient['goodbye']>[0]): void
}

/** A player of a session. Is known by their token, never by a socket. */
export interface Member {
	readonly id: number
	readonly tokenHash: string
	name: string
	/** Known only while a page that holds it is connected; what is kept is the hash. */
	token: string
	/** Number within the crew. */
	number: number
	/** The seat that is theirs; whether they or a bot plays it just now is the round's affair. */
	seat: Seat | null
	connection: Connection | null
	/** Runs while a lost connection may still come back unnoticed (reload). */
	grace: NodeJS.Timeout | null
	/** Wall clock; null while online (grace included). */
	offlineSinceMs: number | null
}

export const isOnline = (member: Member): boolean => member.connection !== null || member.grace !== null

export function playerRow(member: Member, session: number, crew: number | null, left = false): PlayerRow {
	const { id, number, name, tokenHash, seat, offlineSinceMs } = member
	return { id, session, crew, number, name, tokenHash, seat, offlineSinceMs, left }
}
