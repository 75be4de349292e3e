import type { RoundHeader } from '../../shared/game/round.ts'
import type { Surroundings } from '../ops/surroundings.ts'
import type { LoadedProgram } from '../room/loadedPrograms.ts'
import type { Crew } from '../session/crew.ts'
import type { Member } from '../session/member.ts'
import type { EventStore, RoundRow, Write } from '../store/eventStore.ts'
import type { GroupCommit } from '../store/groupCommit.ts'

/** What a lesson needs of the session around it. */
export interface LessonFloor {
	readonly session: number
	readonly code: string
	readonly crews: readonly Crew[]
	readonly store: EventStore
	readonly commit: GroupCommit
	readonly surroundings: Surroundings
	/** A further crew, its round not begun; its rows are added to `writes`. Null: there are enough. */
	newCrew(loaded: LoadedProgram, writes: Write[]): Crew | null
	newRound(crew: Crew, number: number, header: RoundHeader): RoundRow
	/** The member belongs to that crew now; null: to none, until they come back. To be written down. */
	moved(member: Member, crew: Crew | null): void
	save(member: Member, crew: Crew): void
	/** Also of those who lost their place in a crew. Null: no such player, or gone for good. */
	player(id: number): MemberPlace | null
	/** `round` null: the crew's latest. Null: there is none. */
	findRound(crew: number, round: number | null): Promise<RoundRow | null>
	/** Out of the session; the token is void. It is written down already. */
	dismiss(place: MemberPlace, reason: 'kicked' | 'banned'): void
	/** Resolves when all that was submitted to be written so far is decided. */
	submitted(): Promise<void>
}

export interface MemberPlace {
	readonly member: Member
	/** Null: lost the place to a newcomer. */
	readonly crew: Crew | null
}
