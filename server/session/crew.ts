import { SEATS, type Seat } from '../../shared/game/seat.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import type { CrewView, Joined, SendIntent, Snapshot } from '../../shared/protocol/messages.ts'
import type { IntentReply } from '../room/attempts.ts'
import { Room, type RoomHost, type RoomServices } from '../room/room.ts'
import type { LoadedProgram } from '../room/loadedPrograms.ts'
import type { CrewRow, RoundLog, RoundRow } from '../store/eventStore.ts'
import { type Connection, isOnline, type Member } from './member.ts'

/** A lost connection that is back within this time (a reload) was never away; then a bot takes the seat. */
const GRACE_MS = 700
/** After a restart everyone has to find back first: so long the clock waits for those who had a seat. */
const RETURN_MS = 10_000
/** So long newcomers don't get the seat of someone who is away. */
const RESERVED_MS = 10 * 60_000

export interface CrewServices extends RoomServices {
	monotonicMs(): number
	wallMs(): number
	/** The member is away: to be written down. */
	memberChanged(crew: Crew, member: Member): void
	roomDown(crew: Crew, error: unknown): void
	/** What the member may know of the lesson; null: there is none. */
	lessonOf(crew: Crew, member: Member): PlayerLesson | null
}

/** How a host lets time pass. */
export interface RoomClock {
	/** Ticks of a room's n-th beat. */
	ticks(beat: number): number
}

/** Up to three people who play rounds together; and the round that is on. */
export class Crew implements RoomHost {
	row: CrewRow
	readonly code: string
	/** Null: time passes as in life. */
	clock: RoomClock | null = null
	readonly members: Member[] = []
	/** The crew's latest round, also while no room is loaded for it. */
	round: RoundRow
	/** Null: put away (nobody is there), or its log can't be replayed. */
	room: Room | null = null
	/** While `again` is being written down. */
	isBeginning = false
	readonly #services: CrewServices
	#clockWaitsUntilMs = Number.NEGATIVE_INFINITY

	constructor(services: CrewServices, row: CrewRow, code: string, round: RoundRow) {
		this.#services = services
		this.row = row
		this.code = code
		this.round = round
	}

	// ── the room ──────────────────────────────────────────────────────────────────────────────

	/** Loads the round from its log. On failure `room` stays null and the crew can only begin another. */
	open(loaded: LoadedProgram, log: RoundLog): void {
		this.round = log.round
		this.room = null
		try {
			this.room = new Room(this.#services, this, loaded, log)
		} catch (error) {
			this.#services.roomDown(this, error)
		}
	}

	watcher(seat: Seat): Connection | null {
		return this.members.find((member) => member.seat === seat)?.connection ?? null
	}

	ticks(beat: number): number {
		if (!this.#mayRun()) return 0
		return this.clock ? this.clock.ticks(beat) : 1
	}

	#mayRun(): boolean {
		if (!this.members.some(isConnected)) return false
		if (this.#clockWaitsUntilMs === Number.NEGATIVE_INFINITY) return true
		if (this.#services.monotonicMs() >= this.#clockWaitsUntilMs) return true
		return this.members.every((member) => member.connection !== null || member.grace === null)
	}

	resnapshot(seats: readonly Seat[]): void {
		for (const member of this.members) {
			if (member.seat && seats.includes(member.seat)) this.#tellAnew(member)
		}
	}

	wentDown(error: unknown): void {
		this.#services.roomDown(this, error)
	}

	intent(member: Member, message: SendIntent, reply: IntentReply): void {
		if (this.isBeginning) reply({ ok: false, code: 'E_BUSY' })
		else if (message.round !== this.round.number) reply({ ok: false, code: 'E_ROUND' })
		else if (!this.room) reply({ ok: false, code: 'E_ROOM_DOWN' })
		else this.room.intent(member.number, member.seat, message, reply)
	}

	// ── who sits where ────────────────────────────────────────────────────────────────────────

	/** A seat for a newcomer: the wish if possible; null: none is free. */
	freeSeat(wish: Seat | null): Seat | null {
		const free = SEATS.filter(
			(seat) => !this.members.some((member) => member.seat === seat && this.#isReserved(member)),
		)
		return free.find((seat) => seat === wish) ?? free[0] ?? null
	}

	/** Whether a human is there (or was a moment ago) who has this seat. */
	isHeld(seat: Seat): boolean {
		return this.members.some((member) => member.seat === seat && isOnline(member))
	}

	/** A number that nobody has and that no entry of the round's log bears. */
	freeNumber(): number {
		let number = 0
		while (this.members.some((member) => member.number === number) || this.room?.hasPlayed(number)) number++
		return number
	}

	/** Gives the seat to the member, who plays it from now on. Returns those who lost it (they are away). */
	seat(member: Member, seat: Seat): Member[] {
		const displaced = this.members.filter((other) => other !== member && other.seat === seat)
		for (const other of displaced) other.seat = null
		if (member.seat !== seat) this.#yield(member)
		member.seat = seat
		this.take(member)
		return displaced
	}

	/** Everyone moves on by one seat. */
	rotate(): void {
		for (const member of this.members) this.#yield(member)
		for (const member of this.members) member.seat = member.seat && seatAfter(member.seat)
		this.takeAll()
	}

	/** Whoever is there plays their seat. */
	takeAll(): void {
		for (const member of this.members) if (isOnline(member)) this.take(member)
	}

	/** The member plays their seat again, if a bot does just now. */
	take({ seat, number }: Member): void {
		if (seat && this.room && this.room.phase !== 'finished' && this.room.holder(seat) === 'bot') {
			this.room.command(number, seat, { kind: 'TAKE' })
		}
	}

	/** The page is gone. For a moment nothing happens, then a bot plays. */
	lose(member: Member): void {
		member.connection = null
		this.#startGrace(member, GRACE_MS)
	}

	/** After a restart: their sockets are gone, but they were just playing. */
	awaitReturn(): void {
		for (const member of this.members) {
			const sits = member.seat && this.room?.phase !== 'finished' && this.room?.holder(member.seat) === 'human'
			if (sits && !isOnline(member)) {
				member.offlineSinceMs = null
				this.#startGrace(member, RETURN_MS)
			}
		}
		this.#clockWaitsUntilMs = this.#services.monotonicMs() + RETURN_MS
	}

	/** Speaks for the member from now on. Returns the page that did so far. */
	attach(member: Member, connection: Connection): Connection | null {
		const replaced = member.connection
		this.#endGrace(member)
		member.connection = connection
		member.offlineSinceMs = null
		return replaced
	}

	/** The member is no longer one of this crew, and gone. */
	remove(member: Member): void {
		this.release(member)
		member.connection = null
	}

	/** The member goes to another crew. */
	release(member: Member): void {
		this.#endGrace(member)
		this.#yield(member)
		const at = this.members.indexOf(member)
		if (at >= 0) this.members.splice(at, 1)
	}

	/** A seat that the round thinks is played by a human who isn't there (their YIELD couldn't be written) goes to a bot. */
	reconcile(): void {
		for (const seat of SEATS) {
			if (!this.isHeld(seat)) this.#yield({ seat, number: 0 })
		}
	}

	/** Stops all timers. */
	close(): void {
		for (const member of this.members) this.#endGrace(member)
	}

	// ── what they are told ────────────────────────────────────────────────────────────────────

	view(): CrewView {
		const { level, seed, pace } = this.round.header
		return {
			code: this.code,
			crew: this.row.number,
			crewName: this.row.name,
			members: this.members.map((member) => ({
				player: member.number,
				name: member.name,
				online: isOnline(member),
				seats: member.seat ? [member.seat] : [],
			})),
			level,
			seed,
			pace,
			round: this.round.number,
		}
	}

	/** Only while the room is settled. */
	joined(member: Member): Joined {
		const snapshots: Snapshot[] = []
		if (member.seat && member.connection) {
			const snapshot = this.room?.snapshot(member.seat, member.connection)
			if (snapshot) snapshots.push(snapshot)
		}
		return {
			you: { player: member.number, token: member.token, seats: member.seat ? [member.seat] : [] },
			crew: this.view(),
			snapshots,
			lesson: this.#services.lessonOf(this, member),
		}
	}

	tellCrew(): void {
		const view = this.view()
		for (const { connection } of this.members) connection?.crew(view)
	}

	tellAnew(): void {
		for (const member of this.members) this.#tellAnew(member)
	}

	#tellAnew(member: Member): void {
		member.connection?.snapshots(this.joined(member))
	}

	#startGrace(member: Member, durationMs: number): void {
		this.#endGrace(member)
		member.grace = setTimeout(() => {
			member.grace = null
			member.offlineSinceMs = this.#services.wallMs()
			this.#yield(member)
			this.#services.memberChanged(this, member)
			this.tellCrew()
		}, durationMs)
	}

	#endGrace(member: Member): void {
		if (member.grace) clearTimeout(member.grace)
		member.grace = null
	}

	/** A bot plays the member's seat from now on. */
	#yield({ seat, number }: Pick<Member, 'seat' | 'number'>): void {
		if (seat && this.room && this.room.phase !== 'finished' && this.room.holder(seat) === 'human') {
			this.room.command(number, seat, { kind: 'YIELD' })
		}
	}

	#isReserved(member: Member): boolean {
		if (isOnline(member)) return true
		return member.offlineSinceMs !== null && this.#services.wallMs() < member.offlineSinceMs + RESERVED_MS
	}
}

const isConnected = ({ connection }: Member): boolean => connection !== null

/** malloc → kernel → mmu → malloc. */
export function seatAfter(seat: Seat): Seat {
	return SEATS[(SEATS.indexOf(seat) + 1) % SEATS.length] ?? seat
}
