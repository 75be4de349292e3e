import type { HostRole } from '../../shared/lesson/act.ts'
import { hostLessonOf, type LessonFacts, projectorLessonOf } from '../../shared/lesson/lessonViews.ts'
import type { FollowRequest, OpenedLesson } from '../../shared/protocol/lessonMessages.ts'
import type { ErrorCodeName } from '../../shared/protocol/messages.ts'
import type { Connection } from '../session/member.ts'
import { Audience } from './audience.ts'
import { FollowStream } from './followStream.ts'
import type { LessonFloor } from './lessonFloor.ts'
import type { LessonLog } from './lessonLog.ts'
import type { LessonRounds } from './lessonRounds.ts'

export type DeskRole = HostRole | 'projector'

/** A page of a host, co-host or projector. */
interface Desk {
	readonly connection: Connection
	readonly role: DeskRole
	/** What it asked to follow: a crew, or null: whatever is in the spotlight; undefined: nothing. */
	wanted: number | null | undefined
	stream: FollowStream | null
	/** Counts the times that it was pointed somewhere: only the latest counts. */
	aims: number
}

/** The consoles and projectors of a lesson, and the rounds that they follow. */
export class Desks {
	readonly #floor: LessonFloor
	readonly #log: LessonLog
	readonly #rounds: LessonRounds
	readonly #audience = new Audience()
	readonly #desks = new Map<Connection, Desk>()

	constructor(floor: LessonFloor, log: LessonLog, rounds: LessonRounds) {
		this.#floor = floor
		this.#log = log
		this.#rounds = rounds
	}

	/** Pages of hosts and co-hosts. */
	get hosts(): number {
		return this.#desks.size - this.projectors
	}

	get projectors(): number {
		let count = 0
		for (const { role } of this.#desks.values()) if (role === 'projector') count++
		return count
	}

	add(connection: Connection, role: DeskRole): void {
		this.#desks.set(connection, { connection, role, wanted: undefined, stream: null, aims: 0 })
	}

	remove(connection: Connection): void {
		this.#desks.get(connection)?.stream?.close()
		this.#desks.delete(connection)
	}

	/** The first view of a page that was added just now; it goes out with the answer. */
	greet(connection: Connection, role: DeskRole, facts: LessonFacts): OpenedLesson {
		const view = this.#viewOf(role, facts)
		this.#audience.note(connection, view, facts.nowMs)
		return view
	}

	/** What each of them hasn't heard yet. */
	tell(facts: LessonFacts): void {
		const { demo } = this.#log.told
		for (const desk of this.#desks.values()) {
			this.#audience.tell(desk.connection, this.#viewOf(desk.role, facts), facts.nowMs)
			const { stream, wanted } = desk
			const isLive = wanted !== null || demo === null
			if (stream && isLive && stream.row.id !== stream.crew.round.id) void this.#aim(desk)
		}
	}

	/** Null: it is on its way. */
	follow(connection: Connection, { crew }: FollowRequest): ErrorCodeName | null {
		const desk = this.#desks.get(connection)
		if (!desk) return 'E_NOT_HOST'
		if (desk.role === 'projector' && crew !== null && crew !== this.#log.told.spotlight) return 'E_NO_CONSENT'
		if (crew !== null && !this.#rounds.crewNamed(crew)) return 'E_NO_CREW'
		desk.wanted = desk.role === 'projector' ? null : crew
		desk.stream?.close()
		desk.stream = null
		void this.#aim(desk)
		return null
	}

	/** Points streams at what they are to show now: another crew, another round, another moment. */
	retarget(): void {
		for (const desk of this.#desks.values()) void this.#aim(desk)
	}

	async #aim(desk: Desk): Promise<void> {
		if (desk.wanted === undefined) return
		const aim = ++desk.aims
		const { spotlight, demo } = this.#log.told
		const number = desk.wanted ?? demo?.crew ?? spotlight
		const crew = number === null ? null : this.#rounds.crewNamed(number)
		const round = desk.wanted === null ? (demo?.round ?? null) : null
		let row = crew?.round ?? null
		if (crew && round !== null && round !== crew.round.number) {
			row = await this.#floor.findRound(crew.row.number, round)
			// Meanwhile it looks elsewhere, or is gone.
			if (desk.aims !== aim || this.#desks.get(desk.connection) !== desk) return
		}
		if (desk.stream?.row.id === row?.id) return
		desk.stream?.close()
		desk.stream = crew && row ? new FollowStream(this.#floor.store, desk.connection, crew, row) : null
	}

	#viewOf(role: DeskRole, facts: LessonFacts): OpenedLesson {
		if (role === 'projector') return projectorLessonOf(this.#log.told, facts)
		return hostLessonOf(this.#log.told, facts, role)
	}
}
