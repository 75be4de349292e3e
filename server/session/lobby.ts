import { type RoundHeader, roundHeader, RULES_VERSION } from '../../shared/game/round.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { injectionsIn } from '../../shared/game/inject.ts'
import { formatLog, replay, resultOf } from '../../shared/game/log.ts'
import type { LessonEntry } from '../../shared/lesson/act.ts'
import type { LessonRecord } from '../../shared/lesson/record.ts'
import type { PlayerCommand } from '../../shared/lesson/command.ts'
import { drawSeed, nextSeed } from '../../shared/programs/fairSeed.ts'
import type { CreateLesson, LessonKeys, OpenedLesson } from '../../shared/protocol/lessonMessages.ts'
import {
	type Ack,
	type AgainRequest,
	type ChooseSeat,
	type CreateSession,
	type Joined,
	type JoinSession,
	MAX_CREWS,
	type ErrorCodeName,
	type Failed,
	type SendIntent,
} from '../../shared/protocol/messages.ts'
import type { Denied, LessonDoor, SessionInfo } from '../http/lessonRoutes.ts'
import type { DeskRole } from '../lesson/desks.ts'
import { Lesson } from '../lesson/lesson.ts'
import type { LessonFloor, MemberPlace } from '../lesson/lessonFloor.ts'
import type { Surroundings } from '../ops/surroundings.ts'
import type { IntentReply } from '../room/attempts.ts'
import { BEAT_SLICES } from '../room/heartbeat.ts'
import { changedReference, loadedProgram, type LoadedProgram } from '../room/loadedPrograms.ts'
import type { EventStore, LessonRow, RoundRow, SessionRow, Write } from '../store/eventStore.ts'
import type { GroupCommit } from '../store/groupCommit.ts'
import { drawCode } from './code.ts'
import { Crew, type CrewServices } from './crew.ts'
import { crewName } from './crewName.ts'
import { type Connection, isOnline, type Member, playerRow } from './member.ts'
import { cleanName } from './nameFilter.ts'
import { isPassword } from './password.ts'
import { drawToken, hashToken } from './token.ts'

/** A session without a sign of life for so long is over; its log stays in the store. */
const SESSION_LIFETIME_MS = 24 * 3_600_000
/** Signs of life are written down so often at most. */
const TOUCH_MS = 10 * 60_000
const MAX_SEED = 0xffff_ffff

interface Session {
	row: SessionRow
	readonly crews: Crew[]
	/** Null: nobody hosts it. */
	lesson: Lesson | null
}

/** What a connection of a host, co-host or projector speaks for. */
export interface HostPlace {
	readonly lesson: Lesson
	readonly role: DeskRole
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
	/** Whoever opens a session must know it; null: anyone may. */
	readonly hostPassword: string | null
	/** Our own bug stopped a room. */
	readonly roomDown: (place: { code: string; crew: number; round: number }, error: unknown) => void
}

type Reply<T extends object> = (ack: Ack<T>) => void

/** All sessions of this server: who is in which crew, on which seat. */
export class Lobby implements LessonDoor {
	readonly #store: EventStore
	readonly #commit: GroupCommit
	readonly #surroundings: Surroundings
	readonly #services: CrewServices
	readonly #sessions = new Map<string, Session>()
	/** By hash of the token. `crew` null: lost the place to a newcomer. */
	readonly #players = new Map<string, { readonly session: Session; crew: Crew | null; readonly member: Member }>()
	readonly #places = new Map<Connection, Place>()
	readonly #hostPassword: string | null
	/** By hash of the token. */
	readonly #hosts = new Map<string, { readonly session: Session; readonly role: DeskRole }>()
	readonly #desks = new Map<Connection, HostPlace>()
	/** By hash of the token: those who may not come back. */
	readonly #banned = new Map<string, Session>()
	/** Sessions that are being fetched from the store, by id; their codes are taken. */
	readonly #fetching = new Map<number, { readonly code: string; readonly done: Promise<void> }>()
	#ids: Record<'session' | 'crew' | 'player' | 'round', number> = { session: 0, crew: 0, player: 0, round: 0 }

	constructor({ store, commit, surroundings, hostPassword, roomDown }: LobbyOptions) {
		this.#hostPassword = hostPassword
		this.#store = store
		this.#commit = commit
		this.#surroundings = surroundings
		this.#services = {
			store,
			commit,
			monotonicMs: () => surroundings.monotonicMs(),
			wallMs: () => surroundings.wallMs(),
			memberChanged: (crew, member) => this.#savePlayer(crew, member),
			lessonOf: (_, member) => this.#players.get(member.tokenHash)?.session.lesson?.viewOf(member) ?? null,
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

	/** Null: no such session. */
	sessionInfo(code: string): SessionInfo | null {
		const session = this.#sessions.get(code)
		if (!session) return null
		const { lesson } = session
		if (!lesson) return { isLesson: false, title: '', dealing: 'arrival', rosterOnly: false, stage: 'lobby' }
		const { title, dealing, roster, stage } = lesson.state
		return { isLesson: true, title, dealing, rosterOnly: dealing === 'roster' && roster.length > 0, stage }
	}

	/** For the token of a host or co-host. */
	async record(code: string, token: string): Promise<LessonRecord | Denied> {
		const session = this.#sessions.get(code)
		if (!session?.lesson) return 'E_UNKNOWN_SESSION'
		return this.#isHostOf(session, token) ? session.lesson.record() : 'E_TOKEN'
	}

	#isHostOf(session: Session, token: string): boolean {
		const host = this.#hosts.get(hashToken(token))
		return host?.session === session && host.role !== 'projector'
	}

	/** Of a crew (null: the player's own) and a round (null: the latest). Players read finished ones of their own crew. */
	async log(
		code: string,
		token: string,
		crew: number | null,
		round: number | null,
	): Promise<{ text: string } | Denied> {
		const session = this.#sessions.get(code)
		if (!session) return 'E_UNKNOWN_SESSION'
		const isHost = this.#isHostOf(session, token)
		const player = this.#players.get(hashToken(token))
		const own = player?.session === session ? (player.crew?.row.number ?? null) : null
		if (!isHost && own === null) return 'E_TOKEN'
		const number = crew ?? own
		if (number === null) return 'E_NO_CREW'
		if (!isHost && number !== own) return 'E_TOKEN'
		const row = await this.#roundOf(session, number, round)
		if (!row) return 'E_ROUND'
		const { entries, tick } = await this.#store.log(row)
		if (row.result) return { text: formatLog(row.header, entries, row.result) }
		const loaded = isHost ? await loadedProgram(row.header.level, row.header.seed) : null
		const replayed = loaded && replay(row.header, loaded.level, loaded.program, entries, tick)
		return replayed?.ok ? { text: formatLog(row.header, entries, resultOf(replayed.world)) } : 'E_ROUND'
	}

	/** By the session, not by its code: an older one may have had the same. `round` null: the crew's latest. */
	async #roundOf({ row, crews }: Session, number: number, round: number | null): Promise<RoundRow | null> {
		const crew = crews.find((one) => one.row.number === number)
		if (!crew) return null
		if (round === null || round === crew.round.number) return this.#store.latestRound(crew.row.id)
		const rows = await this.#store.roundsOf(row.id)
		return rows.find((one) => one.crew === crew.row.id && one.number === round) ?? null
	}

	deskOf(connection: Connection): HostPlace | null {
		return this.#desks.get(connection) ?? null
	}

	/** Four times a second. */
	beatLessons(): void {
		for (const { lesson } of this.#sessions.values()) lesson?.beat()
	}

	/** Every slice once in 50 ms; a crew belongs to one of them. */
	beat(slice: number): void {
		for (const { row, crews } of this.#sessions.values()) {
			// Sessions of a single crew are spread as well.
			const first = (slice + row.id) % BEAT_SLICES
			for (let at = first; at < crews.length; at += BEAT_SLICES) crews[at]?.room?.beat()
		}
	}

	/** Now and then: repairs what a full disk kept from being written. */
	reconcile(): void {
		for (const crew of this.#crews()) crew.reconcile()
		for (const { lesson } of this.#sessions.values()) lesson?.reconcile()
	}

	// ── after a restart ───────────────────────────────────────────────────────────────────────

	/** Sessions of the last day come back with their crews, players and rounds. */
	async restore(): Promise<void> {
		this.#ids = { ...(await this.#store.lastIds()) }
		for (const row of await this.#store.sessionsSince(this.#surroundings.wallMs() - SESSION_LIFETIME_MS)) {
			await this.#fetch(row)
		}
	}

	/** Brings a session back from the store; asked for twice, it is fetched once. */
	#fetch(row: SessionRow): Promise<void> {
		const known = this.#fetching.get(row.id)
		if (known) return known.done
		// Codes are few: while the session was away, another one may have got its.
		const code = this.#isTaken(row.code) ? this.#drawCode() : row.code
		const done = this.#restoreSession(row, code).finally(() => this.#fetching.delete(row.id))
		this.#fetching.set(row.id, { code, done })
		return done
	}

	#isTaken(code: string): boolean {
		return this.#sessions.has(code) || [...this.#fetching.values()].some((one) => one.code === code)
	}

	#drawCode(): string {
		return drawCode(this.#surroundings, (code) => this.#isTaken(code))
	}

	/** Nobody finds the session before all of it is there. */
	async #restoreSession(stored: SessionRow, code: string): Promise<void> {
		const session: Session = { row: { ...stored, code }, crews: [], lesson: null }
		const { id } = stored
		const players = await this.#store.playersOf(id)
		for (const crewRow of await this.#store.crewsOf(id)) {
			const round = await this.#store.latestRound(crewRow.id)
			if (round) session.crews.push(new Crew(this.#services, crewRow, code, round))
		}
		const lessonRow = await this.#store.lessonOf(id)
		const entries = lessonRow ? await this.#store.lessonLog(id) : []
		if (lessonRow) session.lesson = new Lesson(this.#floorOf(session), entries)
		const known = session.lesson?.state.players ?? {}
		const members: { readonly member: Member; readonly crew: Crew | null }[] = []
		for (const { left, crew: crewId, session: _, ...row } of players) {
			if (left) continue
			const crew = session.crews.find((one) => one.row.id === crewId) ?? null
			const offlineSinceMs = row.offlineSinceMs ?? this.#surroundings.wallMs()
			// The lesson's log has the last word about names.
			const name = known[row.id]?.name ?? row.name
			const member: Member = { ...row, name, offlineSinceMs, token: '', connection: null, grace: null }
			crew?.members.push(member)
			members.push({ member, crew })
		}
		for (const crew of session.crews) {
			// A finished round is replayed when somebody comes back to look at it.
			if (crew.round.status === 'finished') continue
			await this.#openRoom(crew)
			crew.awaitReturn()
		}
		await session.lesson?.restored()
		if (code !== stored.code) await this.#written([{ kind: 'session', row: session.row }])
		this.#sessions.set(code, session)
		for (const { member, crew } of members) this.#players.set(member.tokenHash, { session, crew, member })
		for (const player of players) if (known[player.id]?.status === 'banned') this.#banned.set(player.tokenHash, session)
		if (lessonRow) this.#knowHosts(session, lessonRow)
	}

	#knowHosts(session: Session, { hostHash, cohostHash, projectorHash }: LessonRow): void {
		this.#hosts.set(hostHash, { session, role: 'host' })
		this.#hosts.set(cohostHash, { session, role: 'cohost' })
		this.#hosts.set(projectorHash, { session, role: 'projector' })
	}

	/** Replays the crew's round, unless it is loaded already. A log that can't be replayed concerns that crew only. */
	async #openRoom(crew: Crew): Promise<void> {
		try {
			const { rules, level, seed } = crew.round.header
			if (rules !== RULES_VERSION) throw new Error(`played by rules ${rules}, these are rules ${RULES_VERSION}`)
			const loaded = await loadedProgram(level, seed)
			if (!loaded) throw new Error(`no such level: ${level}`)
			const log = await this.#store.log(crew.round)
			const reference = await changedReference(loaded, seed, injectionsIn(log.entries))
			if (!crew.room) crew.open({ ...loaded, reference }, log)
		} catch (error) {
			crew.wentDown(error)
		}
	}

	// ── what players ask for ──────────────────────────────────────────────────────────────────

	async create(message: CreateSession, reply: Reply<{ code: string }>): Promise<void> {
		const { level, pace, seed, bots, password = '' } = message
		if (!this.#mayOpen(password)) {
			reply(failed('E_PASSWORD'))
			return
		}
		const row = await this.#drawSession(level, pace, seed, bots ?? TEXTBOOK_BOTS)
		if (!row) {
			reply(failed('E_LEVEL'))
			return
		}
		const { code } = row
		this.#sessions.set(code, { row, crews: [], lesson: null })
		this.#commit.submit([{ kind: 'session', row }], null, (durable) => {
			if (!durable) this.#sessions.delete(code)
			reply(durable ? { ok: true, code } : failed('E_STORE'))
		})
	}

	#mayOpen(password: string): boolean {
		return this.#hostPassword === null || isPassword(password, this.#hostPassword)
	}

	/** Null: no such level. */
	async #drawSession(
		level: string,
		pace: CreateSession['pace'],
		seed: number | null,
		bots: RoundHeader['bots'],
	): Promise<SessionRow | null> {
		const drawn = seed ?? drawSeed(level, MAX_SEED, (below) => this.#surroundings.randomInt(below))
		if (!(await loadedProgram(level, drawn))) return null
		const code = this.#drawCode()
		const nowMs = this.#surroundings.wallMs()
		return { id: ++this.#ids.session, code, level, pace, seed: drawn, bots, createdMs: nowMs, touchedMs: nowMs }
	}

	async createLesson(message: CreateLesson, reply: Reply<LessonKeys>): Promise<void> {
		const { title, level, pace, seed, bots, dealing, password } = message
		if (!this.#mayOpen(password)) {
			reply(failed('E_PASSWORD'))
			return
		}
		const row = await this.#drawSession(level, pace, seed, bots)
		if (!row) {
			reply(failed('E_LEVEL'))
			return
		}
		const { code, id } = row
		const draw = () => drawToken(this.#surroundings)
		const [host, cohost, projector] = [draw(), draw(), draw()] as const
		const lessonRow: LessonRow = {
			session: id,
			hostHash: hashToken(host),
			cohostHash: hashToken(cohost),
			projectorHash: hashToken(projector),
		}
		const entry: LessonEntry = {
			seq: 0,
			atMs: this.#surroundings.wallMs(),
			by: 'host',
			sent: null,
			act: { kind: 'OPENED', title, setup: { level, pace, seed: row.seed, bots }, dealing },
		}
		const session: Session = { row, crews: [], lesson: null }
		this.#sessions.set(code, session)
		const writes: Write[] = [
			{ kind: 'session', row },
			{ kind: 'lesson', row: lessonRow },
			{ kind: 'lessonEntry', session: id, entry },
		]
		if (!(await this.#written(writes))) {
			this.#sessions.delete(code)
			reply(failed('E_STORE'))
			return
		}
		session.lesson = new Lesson(this.#floorOf(session), [entry])
		this.#knowHosts(session, lessonRow)
		reply({ ok: true, code, host, cohost, projector })
	}

	/** The page of a host, co-host or projector, now or again. Old lessons are fetched from the store. */
	async openLesson(token: string, connection: Connection, reply: Reply<{ lesson: OpenedLesson }>): Promise<void> {
		const hash = hashToken(token)
		if (!this.#hosts.has(hash)) {
			const row = await this.#store.sessionOfHost(hash)
			// Another page of the same lesson may have fetched it meanwhile.
			if (row && !this.#hosts.has(hash)) await this.#fetch(row)
		}
		const known = this.#hosts.get(hash)
		if (!known?.session.lesson) {
			reply(failed('E_STALE_TOKEN'))
			return
		}
		this.lose(connection)
		const { lesson } = known.session
		this.#desks.set(connection, { lesson, role: known.role })
		this.#touch(known.session)
		reply({ ok: true, lesson: lesson.open(connection, known.role) })
		if (connection.isClosed) this.lose(connection)
	}

	async playerCommand(command: PlayerCommand, { session, member }: Place, reply: Reply<object>): Promise<void> {
		reply(session.lesson ? await session.lesson.playerCommand(member, command) : failed('E_STAGE'))
	}

	async join(message: JoinSession, connection: Connection, reply: Reply<Joined>): Promise<void> {
		const { code, name: raw, seat: wish } = message
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
		const refused = session.lesson?.joinRefusal(message, name)
		if (refused) {
			reply(failed(refused))
			return
		}
		const loaded = await this.#loadedFor(session)
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
		await this.#sitDown(session, member, wish, loaded, connection, reply, message)
	}

	/** The round that a crew plays that is formed now. */
	#nextRoundOf({ row, lesson }: Session): { readonly number: number; readonly header: RoundHeader } {
		return lesson?.next() ?? { number: 1, header: roundHeader(row.level, row.seed, row.pace, row.bots) }
	}

	async #loadedFor(session: Session): Promise<LoadedProgram> {
		const { level, seed } = this.#nextRoundOf(session).header
		const loaded = await loadedProgram(level, seed)
		if (!loaded) throw new Error(`session ${session.row.code} is of level '${level}', which is unknown`)
		return loaded
	}

	async resume(token: string, connection: Connection, reply: Reply<Joined>): Promise<void> {
		const player = this.#players.get(hashToken(token))
		if (!player) {
			reply(failed(this.#banned.has(hashToken(token)) ? 'E_BANNED' : 'E_STALE_TOKEN'))
			return
		}
		const { session, crew, member } = player
		member.token = token
		if (!crew) {
			await this.#sitDown(session, member, member.seat, await this.#loadedFor(session), connection, reply)
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
		session.lesson?.seated(crew)
		// Even if the TAKE couldn't be written: then a bot plays on, and the view says so.
		this.#whenSettled(crew, () => this.#welcome(crew, member, reply))
	}

	chooseSeat({ seat }: ChooseSeat, { session, crew, member }: Place, reply: Reply<Joined>): void {
		if (session.lesson && session.lesson.state.stage !== 'lobby') {
			reply(failed('E_STAGE'))
			return
		}
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

	intent(message: SendIntent, { session, crew, member }: Place, reply: IntentReply): void {
		const refused = session.lesson?.intentRefusal(member, message.intent)
		if (refused) reply(failed(refused))
		else crew.intent(member, message, reply)
	}

	resync({ crew, member }: Place, reply: Reply<Joined>): void {
		this.#whenSettled(crew, (durable) => reply(durable ? { ok: true, ...crew.joined(member) } : failed('E_BUSY')))
	}

	/** A new round for the crew: before this one began, or after it ended (also by a bug of ours). */
	async again(request: AgainRequest, { session, crew }: Place, reply: Reply<{ round: number }>): Promise<void> {
		const { level, pace } = request
		const { header } = crew.round
		if (session.lesson) {
			reply(failed('E_STAGE'))
			return
		}
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

	async leave({ session, crew, member }: Place, reply: Reply<object>): Promise<void> {
		const { connection } = member
		if (connection) this.#places.delete(connection)
		this.#players.delete(member.tokenHash)
		crew.remove(member)
		const row: Write = { kind: 'player', row: playerRow(member, session.row.id, null, true) }
		const durable = await (session.lesson ? session.lesson.left(member, [row]) : this.#written([row]))
		reply(durable ? { ok: true } : failed('E_STORE'))
		connection?.goodbye('left')
		crew.tellCrew()
	}

	/** The page is gone. */
	lose(connection: Connection): void {
		this.#desks.get(connection)?.lesson.lose(connection)
		this.#desks.delete(connection)
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
			if (session.lesson?.isAttended || session.crews.some((crew) => crew.members.some(isOnline))) this.#touch(session)
			else if (session.row.touchedMs < limitMs) {
				this.#sessions.delete(code)
				for (const [hash, player] of this.#players) if (player.session === session) this.#players.delete(hash)
				for (const [hash, host] of this.#hosts) if (host.session === session) this.#hosts.delete(hash)
				for (const [hash, other] of this.#banned) if (other === session) this.#banned.delete(hash)
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
		/** Null: a member who lost the place. */
		newcomer: JoinSession | null = null,
	): Promise<void> {
		const writes: Write[] = []
		let crew = session.lesson
			? session.lesson.crewFor()
			: (session.crews.find((one) => one.freeSeat(wish) !== null) ?? null)
		if (crew && !crew.room) {
			await this.#openRoom(crew)
			// Others may have sat down meanwhile.
			if (crew.freeSeat(wish) === null) return this.#sitDown(session, member, wish, loaded, connection, reply, newcomer)
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
		// In the lesson's log and among the players, or in neither.
		const saved =
			newcomer && session.lesson
				? session.lesson.admit(newcomer, member, [row])
				: new Promise<boolean>((resolve) => this.#commit.submit([row], lane, resolve))
		session.lesson?.seated(crew)
		const isSaved = await saved
		this.#whenSettled(joinedCrew, (durable) => {
			if (isSaved && (durable || isDown(joinedCrew))) {
				this.#welcome(joinedCrew, member, reply)
				return
			}
			this.#places.delete(connection)
			if (newcomer) this.#players.delete(member.tokenHash)
			else this.#players.set(member.tokenHash, { session, crew: null, member })
			joinedCrew.remove(member)
			if (isNewCrew) session.crews.splice(session.crews.indexOf(joinedCrew), 1)
			reply(failed('E_STORE'))
		})
	}

	#newCrew(session: Session, loaded: LoadedProgram, writes: Write[]): Crew {
		const { id, code } = session.row
		const next = this.#nextRoundOf(session)
		const number = (session.crews.at(-1)?.row.number ?? 0) + 1
		const row = { id: ++this.#ids.crew, session: id, number, name: crewName(number) }
		const round = this.#newRound(row.id, next.number, next.header)
		const crew = new Crew(this.#services, row, code, round)
		crew.open(loaded, { round, entries: [], tick: 0 })
		session.crews.push(crew)
		writes.push({ kind: 'crew', row }, { kind: 'round', row: round })
		return crew
	}

	#newRound(crew: number, number: number, header: RoundHeader): RoundRow {
		return { id: ++this.#ids.round, crew, number, header, status: 'open', result: null }
	}

	#floorOf(session: Session): LessonFloor {
		const { id, code } = session.row
		return {
			session: id,
			code,
			crews: session.crews,
			store: this.#store,
			commit: this.#commit,
			surroundings: this.#surroundings,
			newCrew: (loaded, writes) => (session.crews.length < MAX_CREWS ? this.#newCrew(session, loaded, writes) : null),
			newRound: (crew, number, header) => this.#newRound(crew.row.id, number, header),
			moved: (member, crew) => this.#moved(session, member, crew),
			save: (member, crew) => this.#savePlayer(crew, member),
			player: (id) => this.#playerOf(session, id),
			findRound: (crew, round) => this.#roundOf(session, crew, round),
			dismiss: (place, reason) => this.#dismiss(session, place, reason),
			submitted: () => this.#written([]).then(() => {}),
		}
	}

	#playerOf(session: Session, id: number): MemberPlace | null {
		for (const player of this.#players.values()) {
			if (player.session === session && player.member.id === id) return player
		}
		return null
	}

	/** The member belongs to another crew from now on, or to none until they come back. */
	#moved(session: Session, member: Member, crew: Crew | null): void {
		const player = this.#players.get(member.tokenHash)
		if (player) player.crew = crew
		if (crew && member.connection) this.#places.set(member.connection, { session, crew, member })
		const row = playerRow(member, session.row.id, crew?.row.id ?? null)
		this.#commit.submit([{ kind: 'player', row }], null, () => {})
	}

	#dismiss(session: Session, { member, crew }: MemberPlace, reason: 'kicked' | 'banned'): void {
		const { connection } = member
		if (connection) this.#places.delete(connection)
		this.#players.delete(member.tokenHash)
		if (reason === 'banned') this.#banned.set(member.tokenHash, session)
		crew?.remove(member)
		connection?.goodbye(reason)
		crew?.tellCrew()
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

function failed(code: ErrorCodeName): Failed {
	return { ok: false, code }
}

/** A room that is down has no snapshots to give; its crew can still begin another round. */
function isDown({ room }: Crew): boolean {
	return room === null || room.status === 'down'
}
