import { type RoundHeader, roundHeader, RULES_VERSION } from '../../shared/game/round.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { drawSeed, nextSeed } from '../../shared/programs/fairSeed.ts'
import {
	type Ack,
	type AgainRequest,
	type ChooseSeat,
	type CreateSession,
	type Joined,
	type JoinSession,
	MAX_CREWS,
	type SendIntent,
	type ServerError,
} from '../../shared/protocol/messages.ts'
import type { Surroundings } from '../ops/surroundings.ts'
import type { IntentReply } from '../room/attempts.ts'
import { loadedProgram, type LoadedProgram } from '../room/loadedPrograms.ts'
import type { EventStore, RoundRow, SessionRow, Write } from '../store/eventStore.ts'
import type { GroupCommit } from '../store/groupCommit.ts'
import { drawCode } from './code.ts'
import { Crew, type CrewServices } from './crew.ts'
import { crewName } from './crewName.ts'
import { type Connection, isOnline, type Member, playerRow } from './member.ts'
import { cleanName } from './nameFilter.ts'
import { drawToken, hashToken } from './token.ts'

/** A session without a sign of life for so long is over; its log stays in the store. */
const SESSION_LIFETIME_MS = 24 * 3_600_000
/** Signs of life are written down so often at most. */
const TOUCH_MS = 10 * 60_000
const MAX_SEED = 0xffff_ffff

interface Session {
	row: SessionRow
	readonly crews: Crew[]
}

/** Whom a connection speaks for. */
export interface Place {
	readonly session: Session
	readonly crew: Crew
	readonly member: Member
}

export interface LobbyOptions {
	readonly store: EventStore
	readonly commit: GroupCommit
	readonly surroundings: Surroundings
	/** Our own bug stopped a room. */
	readonly roomDown: (place: { code: string; crew: number; round: number }, error: unknown) => void
}

type Reply<T extends object> = (ack: Ack<T>) => void

/** All sessions of this server: who is in which crew, on which seat. */
export class Lobby {
	readonly #store: EventStore
	readonly #commit: GroupCommit
	readonly #surroundings: Surroundings
	readonly #services: CrewServices
	readonly #sessions = new Map<string, Session>()
	/** By hash of the token. `crew` null: lost the place to a newcomer. */
	readonly #players = new Map<string, { readonly session: Session; crew: Crew | null; readonly member: Member }>()
	readonly #places = new Map<Connection, Place>()
	#ids: Record<'session' | 'crew' | 'player' | 'round', number> = { session: 0, crew: 0, player: 0, round: 0 }

	constructor({ store, commit, surroundings, roomDown }: LobbyOptions) {
		this.#store = store
		this.#commit = commit
		this.#surroundings = surroundings
		this.#services = {
			store,
			commit,
			monotonicMs: () => surroundings.monotonicMs(),
			wallMs: () => surroundings.wallMs(),
			memberChanged: (crew, member) => this.#savePlayer(crew, member),
			roomDown: (crew, error) => roomDown({ code: crew.code, crew: crew.row.number, round: crew.round.number }, error),
		}
	}

	counts(): { readonly sessions: number; readonly players: number; readonly rooms: number } {
		let rooms = 0
		for (const crew of this.#crews()) if (crew.room?.phase === 'running') rooms++
		return { sessions: this.#sessions.size, players: this.#places.size, rooms }
	}

	placeOf(connection: Connection): Place | null {
		return this.#places.get(connection) ?? null
	}

	/** Every 50 ms. */
	beat(): void {
		for (const crew of this.#crews()) crew.room?.beat()
	}

	/** Now and then: repairs what a full disk kept from being written. */
	reconcile(): void {
		for (const crew of this.#crews()) crew.reconcile()
	}

	// ── after a restart ───────────────────────────────────────────────────────────────────────

	/** Sessions of the last day come back with their crews, players and rounds. */
	async restore(): Promise<void> {
		this.#ids = { ...(await this.#store.lastIds()) }
		for (const row of await this.#store.sessionsSince(this.#surroundings.wallMs() - SESSION_LIFETIME_MS)) {
			await this.#restoreSession(row)
		}
	}

	async #restoreSession(row: SessionRow): Promise<void> {
		const session: Session = { row, crews: [] }
		this.#sessions.set(row.code, session)
		const players = await this.#store.playersOf(row.id)
		for (const crewRow of await this.#store.crewsOf(row.id)) {
			const round = await this.#store.latestRound(crewRow.id)
			if (round) session.crews.push(new Crew(this.#services, crewRow, row.code, round))
		}
		for (const { left, crew: crewId, session: _, ...known } of players) {
			if (left) continue
			const crew = session.crews.find((one) => one.row.id === crewId) ?? null
			const offlineSinceMs = known.offlineSinceMs ?? this.#surroundings.wallMs()
			const member: Member = { ...known, offlineSinceMs, token: '', connection: null, grace: null }
			crew?.members.push(member)
			this.#players.set(member.tokenHash, { session, crew, member })
		}
		for (const crew of session.crews) {
			// A finished round is replayed when somebody comes back to look at it.
			if (crew.round.status === 'finished') continue
			await this.#openRoom(crew)
			crew.awaitReturn()
		}
	}

	/** Replays the crew's round, unless it is loaded already. A log that can't be replayed concerns that crew only. */
	async #openRoom(crew: Crew): Promise<void> {
		try {
			const { rules, level, seed } = crew.round.header
			if (rules !== RULES_VERSION) throw new Error(`played by rules ${rules}, these are rules ${RULES_VERSION}`)
			const loaded = await loadedProgram(level, seed)
			if (!loaded) throw new Error(`no such level: ${level}`)
			const log = await this.#store.log(crew.round)
			if (!crew.room) crew.open(loaded, log)
		} catch (error) {
			crew.wentDown(error)
		}
	}

	// ── what players ask for ──────────────────────────────────────────────────────────────────

	async create({ level, pace, seed, bots }: CreateSession, reply: Reply<{ code: string }>): Promise<void> {
		const drawn = seed ?? drawSeed(level, MAX_SEED, (below) => this.#surroundings.randomInt(below))
		if (!(await loadedProgram(level, drawn))) {
			reply(failed('E_LEVEL'))
			return
		}
		const code = drawCode(this.#surroundings, (taken) => this.#sessions.has(taken))
		const nowMs = this.#surroundings.wallMs()
		const row: SessionRow = {
			id: ++this.#ids.session,
			code,
			level,
			pace,
			seed: drawn,
			bots: bots ?? TEXTBOOK_BOTS,
			createdMs: nowMs,
			touchedMs: nowMs,
		}
		this.#sessions.set(code, { row, crews: [] })
		this.#commit.submit([{ kind: 'session', row }], null, (durable) => {
			if (!durable) this.#sessions.delete(code)
			reply(durable ? { ok: true, code } : failed('E_STORE'))
		})
	}

	async join(
		{ code, name: raw, seat: wish }: JoinSession,
		connection: Connection,
		reply: Reply<Joined>,
	): Promise<void> {
		const session = this.#sessions.get(code)
		if (!session) {
			reply(failed('E_UNKNOWN_SESSION'))
			return
		}
		const name = cleanName(raw)
		if (name === null) {
			reply(failed('E_NAME'))
			return
		}
		const loaded = await loadedProgram(session.row.level, session.row.seed)
		if (!loaded) throw new Error(`session ${code} is of level '${session.row.level}', which is unknown`)
		const token = drawToken(this.#surroundings)
		const member: Member = {
			id: ++this.#ids.player,
			tokenHash: hashToken(token),
			name,
			token,
			number: 0,
			seat: null,
			connection: null,
			grace: null,
			offlineSinceMs: null,
		}
		await this.#sitDown(session, member, wish, loaded, connection, reply)
	}

	async resume(token: string, connection: Connection, reply: Reply<Joined>): Promise<void> {
		const player = this.#players.get(hashToken(token))
		if (!player) {
			reply(failed('E_STALE_TOKEN'))
			return
		}
		const { session, crew, member } = player
		member.token = token
		if (!crew) {
			const loaded = await loadedProgram(session.row.level, session.row.seed)
			if (loaded) await this.#sitDown(session, member, member.seat, loaded, connection, reply)
			return
		}
		if (!crew.room) {
			await this.#openRoom(crew)
			// Meanwhile the member may have left by another page, or lost the place.
			if (this.#players.get(member.tokenHash) !== player || player.crew !== crew)
				return this.resume(token, connection, reply)
		}
		if (crew.room?.status === 'restoring') {
			reply(failed('E_BUSY'))
			return
		}
		const wasAway = member.offlineSinceMs !== null
		this.#bind(connection, { session, crew, member })
		if (member.seat) crew.take(member)
		else {
			const seat = crew.freeSeat(null)
			if (seat) this.#giveSeat(crew, member, seat)
		}
		if (wasAway) this.#savePlayer(crew, member)
		this.#touch(session)
		// Even if the TAKE couldn't be written: then a bot plays on, and the view says so.
		this.#whenSettled(crew, () => this.#welcome(crew, member, reply))
	}

	chooseSeat({ seat }: ChooseSeat, { crew, member }: Place, reply: Reply<Joined>): void {
		const former = member.seat
		if (former !== seat) {
			if (crew.isHeld(seat)) {
				reply(failed('E_SEAT_TAKEN'))
				return
			}
			if (crew.room?.status === 'restoring') {
				reply(failed('E_BUSY'))
				return
			}
			this.#giveSeat(crew, member, seat)
			this.#savePlayer(crew, member)
		}
		this.#whenSettled(crew, (durable) => {
			if (durable || isDown(crew)) {
				this.#welcome(crew, member, reply)
				return
			}
			member.seat = former
			this.#savePlayer(crew, member)
			reply(failed('E_STORE'))
		})
	}

	intent(message: SendIntent, { crew, member }: Place, reply: IntentReply): void {
		crew.intent(member, message, reply)
	}

	resync({ crew, member }: Place, reply: Reply<Joined>): void {
		this.#whenSettled(crew, (durable) => reply(durable ? { ok: true, ...crew.joined(member) } : failed('E_BUSY')))
	}

	/** A new round for the crew: before this one began, or after it ended (also by a bug of ours). */
	async again(request: AgainRequest, { session, crew }: Place, reply: Reply<{ round: number }>): Promise<void> {
		const { level, pace } = request
		const { header } = crew.round
		const seed = request.seed === 'same' ? header.seed : nextSeed(level, header.seed, MAX_SEED)
		const loaded = await loadedProgram(level, seed)
		if (!loaded) {
			reply(failed('E_LEVEL'))
			return
		}
		if (crew.isBeginning || crew.room?.status === 'restoring') {
			reply(failed('E_BUSY'))
			return
		}
		if (crew.room?.status === 'open' && crew.room.phase === 'running') {
			reply(failed('E_PHASE'))
			return
		}
		const round = this.#newRound(crew.row.id, crew.round.number + 1, roundHeader(level, seed, pace, header.bots))
		const writes: Write[] = [{ kind: 'round', row: round }]
		if (crew.room?.phase === 'waiting') writes.push({ kind: 'round', row: { ...crew.round, status: 'abandoned' } })
		crew.isBeginning = true
		const durable = await this.#written(writes)
		crew.isBeginning = false
		if (!durable) {
			reply(failed('E_STORE'))
			return
		}
		crew.open(loaded, { round, entries: [], tick: 0 })
		for (const member of crew.members) if (isOnline(member)) crew.take(member)
		this.#touch(session)
		this.#whenSettled(crew, (isDurable) => {
			if (isDurable) crew.tellAnew()
			reply(isDurable ? { ok: true, round: round.number } : failed('E_STORE'))
		})
	}

	leave({ session, crew, member }: Place, reply: Reply<object>): void {
		const { connection } = member
		if (connection) this.#places.delete(connection)
		this.#players.delete(member.tokenHash)
		crew.remove(member)
		this.#commit.submit([{ kind: 'player', row: playerRow(member, session.row.id, null, true) }], null, (durable) => {
			reply(durable ? { ok: true } : failed('E_STORE'))
			connection?.goodbye('left')
			crew.tellCrew()
		})
	}

	/** The page is gone. */
	lose(connection: Connection): void {
		const place = this.#places.get(connection)
		if (!place) return
		this.#places.delete(connection)
		place.crew.lose(place.member)
		place.crew.tellCrew()
	}

	/** Drops what nobody has used for a day. */
	sweep(): void {
		const limitMs = this.#surroundings.wallMs() - SESSION_LIFETIME_MS
		for (const [code, session] of this.#sessions) {
			if (session.crews.some((crew) => crew.members.some(isOnline))) this.#touch(session)
			else if (session.row.touchedMs < limitMs) {
				this.#sessions.delete(code)
				for (const [hash, player] of this.#players) if (player.session === session) this.#players.delete(hash)
			}
		}
	}

	/** Writes down where the clocks stand, and stops all timers. Connections are told by their owner. */
	close(): void {
		for (const crew of this.#crews()) {
			crew.room?.mark()
			crew.close()
		}
	}

	// ── inside ────────────────────────────────────────────────────────────────────────────────

	*#crews(): Iterable<Crew> {
		for (const { crews } of this.#sessions.values()) yield* crews
	}

	/** Puts a member who has no place into the first crew with a free seat, or into a new one. */
	async #sitDown(
		session: Session,
		member: Member,
		wish: Joined['you']['seats'][number] | null,
		loaded: LoadedProgram,
		connection: Connection,
		reply: Reply<Joined>,
	): Promise<void> {
		const writes: Write[] = []
		let crew = session.crews.find((one) => one.freeSeat(wish) !== null)
		if (crew && !crew.room) {
			await this.#openRoom(crew)
			// Others may have sat down meanwhile.
			if (crew.freeSeat(wish) === null) return this.#sitDown(session, member, wish, loaded, connection, reply)
		}
		if (crew?.room?.status === 'restoring') {
			reply(failed('E_BUSY'))
			return
		}
		const isNewCrew = !crew
		if (!crew) {
			if (session.crews.length >= MAX_CREWS) {
				reply(failed('E_SESSION_FULL'))
				return
			}
			crew = this.#newCrew(session, loaded, writes)
		}
		const seat = crew.freeSeat(wish)
		this.#dropThoseWithoutSeat(crew, writes)
		member.number = crew.freeNumber()
		member.seat = null
		crew.members.push(member)
		this.#players.set(member.tokenHash, { session, crew, member })
		this.#bind(connection, { session, crew, member })
		// The crew's rows first, as the log's entries refer to them; the player's last, when the seat is known.
		const lane = { broken: false }
		const joinedCrew = crew
		this.#commit.submit(writes, lane, () => {})
		if (seat) this.#giveSeat(crew, member, seat)
		const row: Write = { kind: 'player', row: playerRow(member, session.row.id, crew.row.id) }
		this.#commit.submit([row], lane, (isSaved) => {
			this.#whenSettled(joinedCrew, (durable) => {
				if (isSaved && (durable || isDown(joinedCrew))) {
					this.#welcome(joinedCrew, member, reply)
					return
				}
				this.#places.delete(connection)
				this.#players.delete(member.tokenHash)
				joinedCrew.remove(member)
				if (isNewCrew) session.crews.splice(session.crews.indexOf(joinedCrew), 1)
				reply(failed('E_STORE'))
			})
		})
	}

	#newCrew(session: Session, loaded: LoadedProgram, writes: Write[]): Crew {
		const { id, code, level, pace, seed, bots } = session.row
		const number = (session.crews.at(-1)?.row.number ?? 0) + 1
		const row = { id: ++this.#ids.crew, session: id, number, name: crewName(number) }
		const round = this.#newRound(row.id, 1, roundHeader(level, seed, pace, bots))
		const crew = new Crew(this.#services, row, code, round)
		crew.open(loaded, { round, entries: [], tick: 0 })
		session.crews.push(crew)
		writes.push({ kind: 'crew', row }, { kind: 'round', row: round })
		return crew
	}

	#newRound(crew: number, number: number, header: RoundHeader): RoundRow {
		return { id: ++this.#ids.round, crew, number, header, status: 'open', result: null }
	}

	/** Those who were away for so long that a newcomer got their seat; they may come back into another crew. */
	#dropThoseWithoutSeat(crew: Crew, writes: Write[]): void {
		for (const member of crew.members.filter(({ seat, connection }) => !seat && !connection)) {
			crew.remove(member)
			const player = this.#players.get(member.tokenHash)
			if (!player) continue
			player.crew = null
			writes.push({ kind: 'player', row: playerRow(member, player.session.row.id, null) })
		}
	}

	#giveSeat(crew: Crew, member: Member, seat: NonNullable<Member['seat']>): void {
		for (const displaced of crew.seat(member, seat)) this.#savePlayer(crew, displaced)
	}

	/** From now on the connection speaks for that member, and for nobody else. */
	#bind(connection: Connection, place: Place): void {
		const former = this.#places.get(connection)
		if (former && former.member !== place.member) this.lose(connection)
		this.#places.set(connection, place)
		const replaced = place.crew.attach(place.member, connection)
		if (replaced && replaced !== connection) {
			this.#places.delete(replaced)
			replaced.goodbye('replaced')
		}
		// It may have died while something was being loaded.
		if (connection.isClosed) this.lose(connection)
	}

	#welcome(crew: Crew, member: Member, reply: Reply<Joined>): void {
		reply({ ok: true, ...crew.joined(member) })
		crew.tellCrew()
	}

	#whenSettled(crew: Crew, job: (durable: boolean) => void): void {
		if (crew.room) crew.room.whenSettled(job)
		else job(true)
	}

	#savePlayer(crew: Crew, member: Member): void {
		const session = this.#players.get(member.tokenHash)?.session
		if (!session) return
		this.#commit.submit([{ kind: 'player', row: playerRow(member, session.row.id, crew.row.id) }], null, () => {})
	}

	#touch(session: Session): void {
		const nowMs = this.#surroundings.wallMs()
		if (nowMs < session.row.touchedMs + TOUCH_MS) return
		session.row = { ...session.row, touchedMs: nowMs }
		this.#commit.submit([{ kind: 'session', row: session.row }], null, () => {})
	}

	#written(writes: readonly Write[]): Promise<boolean> {
		return new Promise((resolve) => this.#commit.submit(writes, null, resolve))
	}
}

function failed(code: ServerError | 'E_PHASE'): { readonly ok: false; readonly code: ServerError | 'E_PHASE' } {
	return { ok: false, code }
}

/** A room that is down has no snapshots to give; its crew can still begin another round. */
function isDown({ room }: Crew): boolean {
	return room === null || room.status === 'down'
}
