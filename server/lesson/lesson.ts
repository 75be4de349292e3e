import type { HostRole, LessonAct, LessonEntry, Setup } from '../../shared/lesson/act.ts'
import { bindQuestion } from '../../shared/lesson/bindQuestion.ts'
import type { HostCommand, PlayerCommand } from '../../shared/lesson/command.ts'
import { drawShuffle, rosterRowOf } from '../../shared/lesson/dealCrews.ts'
import { insightOf } from '../../shared/lesson/insight.ts'
import { hostRefusal, playerRefusal } from '../../shared/lesson/lessonRefusal.ts'
import { currentRound, type LessonState } from '../../shared/lesson/lessonState.ts'
import { hostLessonOf, type LessonFacts, playerLessonOf, projectorLessonOf } from '../../shared/lesson/lessonViews.ts'
import type { PollQuestion } from '../../shared/lesson/poll.ts'
import type { LessonRecord } from '../../shared/lesson/record.ts'
import type { Insight, PlayerLesson } from '../../shared/lesson/view.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { drawSeed, nextSeed } from '../../shared/programs/fairSeed.ts'
import type { FollowRequest, OpenedLesson, SendHostCommand } from '../../shared/protocol/lessonMessages.ts'
import type { Ack, ErrorCodeName, Failed, JoinSession } from '../../shared/protocol/messages.ts'
import { loadedProgram } from '../room/loadedPrograms.ts'
import { measureRegrets } from '../room/measureReference.ts'
import type { Crew } from '../session/crew.ts'
import { type Connection, isOnline, type Member } from '../session/member.ts'
import { cleanName } from '../session/nameFilter.ts'
import { hashToken } from '../session/token.ts'
import type { Write } from '../store/eventStore.ts'
import { Audience, type Desk, type DeskRole } from './audience.ts'
import { FollowStream } from './followStream.ts'
import type { LessonFloor } from './lessonFloor.ts'
import { LessonLog } from './lessonLog.ts'
import { consentOf, headerOf, LessonRounds } from './lessonRounds.ts'
import { recordOf } from './recordOf.ts'

const MAX_SEED = 0xffff_ffff
/** A host's tab that is reloaded, or whose laptop changes the network, is back by then. */
const HOST_AWAY_MS = 20_000
/** Commands of hosts' pages that are remembered, so that one sent twice is done once. */
const MAX_REMEMBERED = 500
const MAX_PLACING_TRIES = 3

type Refusal = ErrorCodeName | null
type Sent = LessonEntry['sent']
const DONE: Ack<object> = { ok: true }

/** A session with a host: what host and students do beside the rounds, told to all who may know. */
export class Lesson {
	readonly #floor: LessonFloor
	readonly #log: LessonLog
	readonly #rounds: LessonRounds
	readonly #audience = new Audience()
	readonly #desks = new Map<Connection, Desk>()
	readonly #answers = new Map<string, Promise<Ack<object>>>()
	/** By round and crew. */
	readonly #regrets = new Map<string, readonly Regret[]>()
	/** Wall clock; null: a host's page is connected. */
	#hostGoneMs: number | null
	/** A command that moves crews or rounds is under way: another one must wait. */
	#isBusy = false

	constructor(floor: LessonFloor, entries: readonly LessonEntry[]) {
		this.#floor = floor
		const wallMs = () => floor.surroundings.wallMs()
		this.#log = new LessonLog({ commit: floor.commit, wallMs }, floor.session, entries)
		this.#rounds = new LessonRounds(floor, this.#log)
		this.#hostGoneMs = wallMs()
		for (const crew of floor.crews) this.#rounds.adopt(crew)
		for (const { sent } of entries) if (sent) this.#remember(sent, Promise.resolve(DONE))
	}

	/** After a restart, when the crews' rooms are open. */
	async restored(): Promise<void> {
		await this.#rounds.recall()
		await this.#rounds.conformAll()
		if (this.#log.told.stage === 'debrief') void this.#measureRegrets()
	}

	/** As it is on the disk. */
	get state(): LessonState {
		return this.#log.told
	}

	/** The round that a crew plays that is formed now. */
	next() {
		const { number, setup } = currentRound(this.#log.state)
		return { number, header: headerOf(setup) }
	}

	// ── players ───────────────────────────────────────────────────────────────────────────────

	/** Why somebody may not join; null: welcome. */
	joinRefusal({ rosterId = '', browser = '' }: JoinSession, name: string): Refusal {
		const { stage, dealing, roster, players } = this.#log.state
		if (stage === 'ended') return 'E_STAGE'
		const known = browser && hashToken(browser)
		const isBanned = Object.values(players).some(
			(player) =>
				player.status === 'banned' &&
				(sameWord(player.name, name) ||
					(known !== '' && player.browser === known) ||
					(rosterId !== '' && sameWord(player.rosterId, rosterId))),
		)
		if (isBanned) return 'E_BANNED'
		const isListed = dealing !== 'roster' || roster.length === 0 || rosterRowOf({ rosterId }, roster) !== undefined
		return isListed ? null : 'E_ROSTER'
	}

	admit({ rosterId = '', row = '', friends = '', browser = '' }: JoinSession, { id, name }: Member): void {
		const late = this.#log.state.stage === 'running'
		const known = { rosterId, row, friends, browser: browser && hashToken(browser) }
		void this.#log.append('server', { kind: 'JOINED', player: id, name, ...known, late })
	}

	left({ id }: Member): void {
		void this.#log.append('server', { kind: 'LEFT', player: id })
	}

	/** A crew for a newcomer; null: a new one. */
	crewFor(): Crew | null {
		const free = this.#floor.crews.filter((crew) => crew.freeSeat(null) !== null)
		const peopled = free.filter(({ members }) => members.some(isOnline))
		if (this.#log.state.stage !== 'running') return peopled[0] ?? free[0] ?? null
		return peopled.find(({ room }) => room?.phase !== 'finished') ?? free.find(({ members }) => !members.length) ?? null
	}

	/** Somebody sat down, or is back: a crew that has waited for them begins. */
	seated(crew: Crew): void {
		this.#rounds.adopt(crew)
		this.#noticeMembers()
		void this.#rounds.conform(crew)
	}

	/** What a player may not do in a lesson. */
	intentRefusal({ id }: Member, { kind }: Intent): Refusal {
		if (kind === 'READY') return 'E_STAGE'
		return kind === 'PING' && this.#log.state.players[id]?.muted ? 'E_MUTED' : null
	}

	async playerCommand({ id }: Member, command: PlayerCommand): Promise<Ack<object>> {
		const refused = playerRefusal(this.#log.state, id, command)
		if (refused) return failed(refused)
		if (!(await this.#log.append(id, command))) return failed('E_STORE')
		if (command.kind === 'CONSENT' && !command.yes) await this.#dimIfRefused()
		return DONE
	}

	/** A crew that no longer wants to be shown isn't. */
	async #dimIfRefused(): Promise<void> {
		const { spotlight, demo } = this.#log.state
		const isNo = (number: number | undefined | null) => {
			const crew = number ? this.#rounds.crewNamed(number) : null
			return crew !== null && consentOf(crew, this.#log.state) === 'no'
		}
		if (isNo(demo?.crew)) await this.#log.append('server', { kind: 'DEMO', at: null })
		if (isNo(spotlight)) await this.#log.append('server', { kind: 'SPOTLIGHT', crew: null })
		this.#retarget()
	}

	viewOf({ id }: Member): PlayerLesson | null {
		const player = this.#log.told.players[id]
		return player ? playerLessonOf(this.#log.told, this.#facts(), player) : null
	}

	// ── desks ─────────────────────────────────────────────────────────────────────────────────

	open(connection: Connection, role: DeskRole): OpenedLesson {
		const desk: Desk = { connection, role, wanted: undefined, stream: null }
		this.#desks.set(connection, desk)
		this.#noticeHosts()
		const view = this.#deskView(desk, this.#facts())
		this.#audience.note(connection, view, this.#nowMs())
		return view
	}

	lose(connection: Connection): void {
		this.#desks.get(connection)?.stream?.close()
		this.#desks.delete(connection)
		this.#noticeHosts()
	}

	roleOf(connection: Connection): DeskRole | null {
		return this.#desks.get(connection)?.role ?? null
	}

	follow(connection: Connection, { crew }: FollowRequest): Ack<object> {
		const desk = this.#desks.get(connection)
		if (!desk) return failed('E_NOT_HOST')
		if (desk.role === 'projector' && crew !== null && crew !== this.#log.told.spotlight) return failed('E_NO_CONSENT')
		if (crew !== null && !this.#rounds.crewNamed(crew)) return failed('E_NO_CREW')
		desk.wanted = desk.role === 'projector' ? null : crew
		desk.stream?.close()
		desk.stream = null
		void this.#aim(desk)
		return DONE
	}

	/** Points streams at what they are to show now: another crew, another round, another moment. */
	#retarget(): void {
		for (const desk of this.#desks.values()) void this.#aim(desk)
	}

	async #aim(desk: Desk): Promise<void> {
		if (desk.wanted === undefined) return
		const { spotlight, demo } = this.#log.told
		const number = desk.wanted ?? demo?.crew ?? spotlight
		const crew = number === null ? null : this.#rounds.crewNamed(number)
		const round = desk.wanted === null ? (demo?.round ?? null) : null
		let row = crew?.round ?? null
		if (crew && round !== null && round !== crew.round.number) {
			row = await this.#floor.store.findRound(this.#floor.code, crew.row.number, round)
		}
		if (desk.stream?.row.id === row?.id) return
		desk.stream?.close()
		desk.stream = crew && row ? new FollowStream(this.#floor.store, desk.connection, crew, row) : null
	}

	#deskView({ role }: Desk, facts: LessonFacts): OpenedLesson {
		if (role === 'projector') return projectorLessonOf(this.#log.told, facts)
		return hostLessonOf(this.#log.told, facts, role)
	}

	// ── what hosts ask for ────────────────────────────────────────────────────────────────────

	/** Only for connections that are a host's; sent twice, it is done once. */
	hostCommand(role: HostRole, { page, attempt, command }: SendHostCommand): Promise<Ack<object>> {
		const sent = { page, attempt }
		const known = this.#answers.get(keyOf(sent))
		if (known) return known
		const answer = this.#carryOut(role, command, sent).then((code) => (code ? failed(code) : DONE))
		this.#remember(sent, answer)
		void answer.then((ack) => {
			// "Later" is no answer: the next try under this number is the first.
			if (!ack.ok && (ack.code === 'E_BUSY' || ack.code === 'E_STORE')) this.#answers.delete(keyOf(sent))
		})
		return answer
	}

	#remember(sent: NonNullable<Sent>, answer: Promise<Ack<object>>): void {
		this.#answers.set(keyOf(sent), answer)
		const oldest = this.#answers.keys().next().value
		if (this.#answers.size > MAX_REMEMBERED && oldest !== undefined) this.#answers.delete(oldest)
	}

	async #carryOut(by: HostRole, command: HostCommand, sent: Sent): Promise<Refusal> {
		const refused = hostRefusal(this.#log.state, command)
		if (refused) return refused
		const append = (act: LessonAct, writes: readonly Write[] = []) => this.#log.append(by, act, sent, writes)
		const logged = async (act: LessonAct, writes: readonly Write[] = []): Promise<Refusal> =>
			(await append(act, writes)) ? null : 'E_STORE'
		switch (command.kind) {
			case 'SETUP':
				return this.#alone(() => this.#setUp(command, append))
			case 'NEXT_ROUND':
				return this.#alone(() => this.#nextRound(command.rotate, append))
			case 'DEAL':
				return this.#alone(async () => {
					if (!(await append(command))) return 'E_STORE'
					await this.#rounds.deal(this.#log.state)
					return null
				})
			case 'ROTATE':
				return this.#alone(async () => {
					if (!(await append(command))) return 'E_STORE'
					this.#rounds.rotate()
					return null
				})
			case 'START':
				return this.#alone(() => this.#start(append))
			case 'INJECT':
				return this.#alone(() => this.#inject(command, append))
			case 'STEP':
				if (!(await append(command))) return 'E_STORE'
				await this.#rounds.step()
				return null
			case 'SPEED':
			case 'EXTEND':
			case 'END_ROUND':
				if (!(await append(command))) return 'E_STORE'
				await this.#rounds.conformAll()
				return null
			case 'SPOTLIGHT':
			case 'DEMO': {
				const number = command.kind === 'DEMO' ? command.at?.crew : command.crew
				const code = number ? this.#showRefusal(number) : null
				if (code) return code
				if (!(await append(command))) return 'E_STORE'
				this.#retarget()
				return null
			}
			case 'ASK':
				return this.#ask(command, append)
			case 'RESEAT':
				return this.#alone(async () => {
					const code = await this.#rounds.reseat(command.player, command.crew, command.seat)
					return code ?? logged(command)
				})
			case 'RENAME': {
				const name = cleanName(command.name)
				const place = this.#rounds.memberNamed(command.player)
				if (name === null) return 'E_NAME'
				if (place) {
					place.member.name = name
					this.#floor.save(place.member, place.crew)
					place.crew.tellCrew()
				}
				return logged({ ...command, name })
			}
			case 'RENAME_CREW': {
				const name = cleanName(command.name)
				const crew = this.#rounds.crewNamed(command.crew)
				if (!crew) return 'E_NO_CREW'
				if (name === null) return 'E_NAME'
				crew.row = { ...crew.row, name }
				crew.tellCrew()
				return logged({ ...command, name }, [{ kind: 'crew', row: crew.row }])
			}
			case 'KICK': {
				if (!(await append(command))) return 'E_STORE'
				const place = this.#rounds.memberNamed(command.player)
				if (place) this.#floor.dismiss(place.member, place.crew, command.ban ? 'banned' : 'kicked')
				return null
			}
			case 'ROSTER':
			case 'PAUSE':
			case 'END':
			case 'GHOST':
			case 'POLL':
			case 'MUTE':
				return logged(command)
		}
	}

	/** One at a time. */
	async #alone(job: () => Promise<Refusal>): Promise<Refusal> {
		if (this.#isBusy) return 'E_BUSY'
		this.#isBusy = true
		try {
			return await job()
		} finally {
			this.#isBusy = false
			this.#noticeMembers()
			this.#retarget()
		}
	}

	async #setUp({ level, pace, seed: wish, bots }: Of<'SETUP'>, append: Append): Promise<Refusal> {
		const seed = wish ?? drawSeed(level, MAX_SEED, (below) => this.#floor.surroundings.randomInt(below))
		const loaded = await loadedProgram(level, seed)
		if (!loaded) return 'E_LEVEL'
		const setup: Setup = { level, pace, seed, bots }
		const done = await this.#rounds.replaceRound(headerOf(setup), loaded, (writes) =>
			append({ kind: 'SETUP', setup }, writes),
		)
		return done ? null : 'E_STORE'
	}

	async #nextRound(rotate: boolean, append: Append): Promise<Refusal> {
		const { setup: before } = currentRound(this.#log.state)
		const setup = { ...before, seed: nextSeed(before.level, before.seed, MAX_SEED) }
		const loaded = await loadedProgram(setup.level, setup.seed)
		if (!loaded) return 'E_LEVEL'
		const done = await this.#rounds.nextRound(setup, loaded, rotate, (writes) =>
			append({ kind: 'NEXT_ROUND', setup, rotate }, writes),
		)
		return done ? null : 'E_STORE'
	}

	async #start(append: Append): Promise<Refusal> {
		if (!this.#rounds.crews.some(({ members }) => members.some(isOnline))) return 'E_NO_PLAYER'
		const { dealing, isDealt, rounds } = this.#log.state
		if (dealing !== 'arrival' && !isDealt && rounds.length === 1) await this.#rounds.deal(this.#log.state)
		else await this.#rounds.even()
		this.#noticeMembers()
		if (!(await append({ kind: 'START' }))) return 'E_STORE'
		await this.#rounds.conformAll()
		return null
	}

	async #inject({ injection }: Of<'INJECT'>, append: Append): Promise<Refusal> {
		for (let tries = 0; tries < MAX_PLACING_TRIES; tries++) {
			const placed = await this.#rounds.place(injection)
			if (!placed) return 'E_TOO_LATE'
			const done = await this.#rounds.hold(async () => {
				// Measuring took a while: a crew may have come past it meanwhile.
				if (!this.#rounds.isAhead(placed)) return null
				if (!(await append({ kind: 'INJECTED', placed }))) return false
				await this.#rounds.conformAll()
				return true
			})
			if (done !== null) return done ? null : 'E_STORE'
		}
		return 'E_TOO_LATE'
	}

	#showRefusal(number: number): Refusal {
		const crew = this.#rounds.crewNamed(number)
		if (!crew?.members.length) return 'E_NO_CREW'
		return consentOf(crew, this.#log.state) === 'yes' ? null : 'E_NO_CONSENT'
	}

	async #ask({ question: asked }: Of<'ASK'>, append: Append): Promise<Refusal> {
		let question: PollQuestion
		if ('custom' in asked) question = { kind: 'custom', custom: asked.custom }
		else {
			const { setup } = currentRound(this.#log.state)
			const loaded = await loadedProgram(setup.level, setup.seed)
			if (!loaded) return 'E_LEVEL'
			const { level, program } = loaded
			const header = headerOf(setup)
			const bound =
				bindQuestion(asked.bank, { level, program, header, world: this.#worldForQuestions() }) ??
				bindQuestion(asked.bank, { level, program, header, world: null })
			if (!bound) return 'E_QUESTION'
			question = { kind: 'bank', bound }
		}
		const options = question.kind === 'bank' ? question.bound.options : question.custom.options.length
		const shuffle = drawShuffle(options, (below) => this.#floor.surroundings.randomInt(below))
		return (await append({ kind: 'ASKED', question, shuffle })) ? null : 'E_STORE'
	}

	/** The crew in the spotlight, else the one that is furthest; null: no round is on. */
	#worldForQuestions() {
		const { spotlight, stage } = this.#log.state
		if (stage !== 'running') return null
		const rooms = this.#rounds.crews.flatMap(({ row, room }) =>
			room && room.status === 'open' && room.phase !== 'waiting' ? [{ number: row.number, world: room.world }] : [],
		)
		const lit = rooms.find(({ number }) => number === spotlight)
		const furthest = rooms.toSorted((a, b) => b.world.step - a.world.step)[0]
		return (lit ?? furthest)?.world ?? null
	}

	// ── four times a second ───────────────────────────────────────────────────────────────────

	beat(): void {
		this.#noticeMembers()
		this.#noticeHosts()
		this.#noticeEnd()
		this.#push()
	}

	/** Repairs what a full disk or a room that was being restored kept from being done. */
	reconcile(): void {
		if (this.#log.told.stage === 'running' && !this.#isBusy) void this.#rounds.conformAll()
	}

	/** Who came, went or moved, as the log doesn't say yet. */
	#noticeMembers(): void {
		if (this.#isBusy && this.#log.state.stage !== 'lobby') return
		const seen = new Set<number>()
		for (const crew of this.#floor.crews) {
			for (const member of crew.members) {
				seen.add(member.id)
				this.#noticeMember(crew, member)
			}
		}
		for (const { id, status, online, crew } of Object.values(this.#log.state.players)) {
			if (status !== 'here' || seen.has(id)) continue
			if (online) void this.#log.append('server', { kind: 'PRESENCE', player: id, online: false })
			if (crew !== 0) void this.#log.append('server', { kind: 'SEATED', player: id, crew: 0, seat: null })
		}
	}

	#noticeMember({ row }: Crew, member: Member): void {
		const { id, seat } = member
		if (!this.#log.state.players[id]) this.admit({ version: 0, code: '', name: '', seat: null }, member)
		const known = this.#log.state.players[id]
		if (!known) return
		if (known.crew !== row.number || known.seat !== seat) {
			void this.#log.append('server', { kind: 'SEATED', player: id, crew: row.number, seat })
		}
		if (known.online !== isOnline(member)) {
			void this.#log.append('server', { kind: 'PRESENCE', player: id, online: isOnline(member) })
		}
	}

	#noticeHosts(): void {
		const isThere = [...this.#desks.values()].some(({ role }) => role !== 'projector')
		if (isThere) this.#hostGoneMs = null
		else this.#hostGoneMs ??= this.#nowMs()
		const { stage, hostAway } = this.#log.state
		const isLong = this.#hostGoneMs !== null && this.#nowMs() >= this.#hostGoneMs + HOST_AWAY_MS
		const away = stage === 'running' && (isThere ? false : hostAway || isLong)
		if (away !== hostAway && stage !== 'ended') void this.#log.append('server', { kind: 'AWAY', away })
	}

	#noticeEnd(): void {
		if (this.#log.state.stage !== 'running' || this.#isBusy || !this.#rounds.areFinished()) return
		void this.#log.append('server', { kind: 'DEBRIEF' }).then(() => this.#measureRegrets())
	}

	#push(): void {
		const nowMs = this.#nowMs()
		const facts = this.#facts()
		for (const desk of this.#desks.values()) {
			this.#audience.tell(desk.connection, this.#deskView(desk, facts), nowMs)
			if (desk.stream && desk.stream.row.id !== desk.stream.crew.round.id) void this.#aim(desk)
		}
		const state = this.#log.told
		for (const { members } of this.#floor.crews) {
			for (const { id, connection } of members) {
				const player = state.players[id]
				if (connection && player) this.#audience.tell(connection, playerLessonOf(state, facts, player), nowMs)
			}
		}
	}

	#facts(): LessonFacts {
		const desks = [...this.#desks.values()]
		return {
			nowMs: this.#nowMs(),
			code: this.#floor.code,
			hostAwaySinceMs: this.#hostGoneMs,
			crews: this.#rounds.facts(this.#log.told),
			hosts: desks.filter(({ role }) => role !== 'projector').length,
			projectors: desks.filter(({ role }) => role === 'projector').length,
			insight: (player) => this.insight(player, currentRound(this.#log.told).number),
		}
	}

	#nowMs(): number {
		return this.#floor.surroundings.wallMs()
	}

	// ── after a round ─────────────────────────────────────────────────────────────────────────

	/** Null while the dear moments of the crew's round aren't known. */
	insight(player: number, round: number): Insight | null {
		const { players, polls, rounds } = this.#log.told
		const known = players[player]
		const crew = rounds.find(({ number }) => number === round)?.seats[player]?.crew
		const regrets = crew === undefined ? undefined : this.#regrets.get(`${round}/${crew}`)
		if (!known || !regrets) return null
		return insightOf({
			polls: polls.filter((poll) => poll.round === round),
			player,
			couldVote: ({ sinceMs }) => (sinceMs.locked ?? Number.POSITIVE_INFINITY) > known.joinedMs,
			diagnosis: known.diagnoses[round] ?? null,
			regrets,
			reason: known.reasons[round] ?? null,
		})
	}

	/** For the exports; measures what hasn't been measured since the server's start. */
	record(): Promise<LessonRecord> {
		const { session, code, store } = this.#floor
		const insight = async (player: number, round: number) => {
			const crew = this.#log.told.rounds.find(({ number }) => number === round)?.seats[player]?.crew
			if (crew !== undefined) await this.#measureRegretsOf(crew, round)
			return this.insight(player, round) ?? { prediction: 0, diagnosis: 0, rule: 0 }
		}
		return recordOf({ store, session, code, state: this.#log.told, nowMs: this.#nowMs(), insight })
	}

	/** Of the round that is in debrief, one crew after the other, in the worker. */
	async #measureRegrets(): Promise<void> {
		const { number } = currentRound(this.#log.told)
		for (const { row } of this.#rounds.crews) await this.#measureRegretsOf(row.number, number)
	}

	async #measureRegretsOf(crew: number, number: number): Promise<void> {
		const key = `${number}/${crew}`
		if (this.#regrets.has(key)) return
		try {
			const round = await this.#floor.store.findRound(this.#floor.code, crew, number)
			if (!round) return
			const { entries } = await this.#floor.store.log(round)
			this.#regrets.set(key, await measureRegrets(round.header, entries))
		} catch {
			// Without them the diagnosis gets the share of the other parts.
			this.#regrets.set(key, [])
		}
	}
}

type Of<K extends HostCommand['kind']> = Extract<HostCommand, { kind: K }>
type Append = (act: LessonAct, writes?: readonly Write[]) => Promise<boolean>

const keyOf = ({ page, attempt }: NonNullable<Sent>): string => `${page} ${attempt}`
const sameWord = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()

function failed(code: ErrorCodeName): Failed {
	return { ok: false, code }
}
