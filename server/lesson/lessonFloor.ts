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
	/** Out of the session; the token is void. */
	dismiss(member: Member, crew: Crew, reason: 'kicked' | 'banned'): void
}
