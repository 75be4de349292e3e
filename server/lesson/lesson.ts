import type { HostRole, LessonAct, LessonEntry, Setup } from '../../shared/lesson/act.ts'
import { bindQuestion } from '../../shared/lesson/bindQuestion.ts'
import type { HostCommand, PlayerCommand } from '../../shared/lesson/command.ts'
import { drawShuffle, rosterRowOf } from '../../shared/lesson/dealCrews.ts'
import { hostRefusal, playerRefusal } from '../../shared/lesson/lessonRefusal.ts'
import { currentRound, type LessonState } from '../../shared/lesson/lessonState.ts'
import { type LessonFacts, playerLessonOf } from '../../shared/lesson/lessonViews.ts'
import type { PollQuestion } from '../../shared/lesson/poll.ts'
import type { LessonRecord } from '../../shared/lesson/record.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { drawSeed, nextSeed } from '../../shared/programs/fairSeed.ts'
import type { FollowRequest, OpenedLesson, SendHostCommand } from '../../shared/protocol/lessonMessages.ts'
import type { Ack, ErrorCodeName, Failed, JoinSession } from '../../shared/protocol/messages.ts'
import { loadedProgram } from '../room/loadedPrograms.ts'
import type { Crew } from '../session/crew.ts'
import { type Connection, isOnline, type Member, playerRow } from '../session/member.ts'
import { cleanName } from '../session/nameFilter.ts'
import { hashToken } from '../session/token.ts'
import type { Write } from '../store/eventStore.ts'
import { AfterRound } from './afterRound.ts'
import { Audience } from './audience.ts'
import { type DeskRole, Desks } from './desks.ts'
import type { LessonFloor } from './lessonFloor.ts'
import { LessonLog } from './lessonLog.ts'
import { consentOf, headerOf, LessonRounds } from './lessonRounds.ts'

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
	readonly #desks: Desks
	readonly #audience = new Audience()
	readonly #answers = new Map<string, Promise<Ack<object>>>()
	readonly #afterRound: AfterRound
	/** Wall clock; null: a host's page is connected. */
	#hostGoneMs: number | null
	/** A command that moves crews or rounds is under way: another one must wait. */
	#isBusy = false

	constructor(floor: LessonFloor, entries: readonly LessonEntry[]) {
		this.#floor = floor
		const wallMs = () => floor.surroundings.wallMs()
		this.#log = new LessonLog({ commit: floor.commit, wallMs }, floor.session, entries)
		this.#rounds = new LessonRounds(floor, this.#log)
		this.#afterRound = new AfterRound(floor, this.#log)
		this.#desks = new Desks(floor, this.#log, this.#rounds)
		this.#hostGoneMs = wallMs()
		for (const crew of floor.crews) this.#rounds.adopt(crew)
		for (const { sent } of entries) if (sent) this.#remember(sent, Promise.resolve(DONE))
	}

	/** After a restart, when the crews' rooms are open. */
	async restored(): Promise<void> {
		await this.#rounds.recall()
		await this.#rounds.conformAll()
		if (this.#log.told.stage === 'debrief') void this.#afterRound.measure(this.#crewNumbers())
	}

	/** A host's page is connected. */
	get isAttended(): boolean {
		return this.#hostGoneMs === null
	}

	/** As it is on the disk. */
	get state(): LessonState {
		return this.#log.told
	}

	/** For the exports. */
	record(): Promise<LessonRecord> {
		return this.#afterRound.record()
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

	/** `writes` go along with it: who is in the log is in the store too. Resolves when they are there; or false. */
	admit(
		{ rosterId = '', row = '', friends = '', browser = '' }: JoinSession,
		{ id, name }: Member,
		writes: readonly Write[],
	): Promise<boolean> {
		const late = this.#log.state.stage === 'running'
		const known = { rosterId, row, friends, browser: browser && hashToken(browser) }
		return this.#log.append('server', { kind: 'JOINED', player: id, name, ...known, late }, null, writes)
	}

	left({ id }: Member, writes: readonly Write[]): Promise<boolean> {
		return this.#log.append('server', { kind: 'LEFT', player: id }, null, writes)
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
		this.#desks.retarget()
	}

	viewOf({ id }: Member): PlayerLesson | null {
		const player = this.#log.told.players[id]
		return player ? playerLessonOf(this.#log.told, this.#facts(), player) : null
	}

	// ── desks ─────────────────────────────────────────────────────────────────────────────────

	open(connection: Connection, role: DeskRole): OpenedLesson {
		this.#desks.add(connection, role)
		this.#noticeHosts()
		return this.#desks.greet(connection, role, this.#facts())
	}

	lose(connection: Connection): void {
		this.#desks.remove(connection)
		this.#noticeHosts()
	}

	follow(connection: Connection, request: FollowRequest): Ack<object> {
		const refused = this.#desks.follow(connection, request)
		return refused ? failed(refused) : DONE
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
				this.#desks.retarget()
				return null
			}
			case 'ASK':
				return this.#ask(command, append)
			case 'RESEAT':
				return this.#alone(() => this.#reseat(command, append))
			case 'RENAME':
				return this.#rename(command, append)
			case 'RENAME_CREW':
				return this.#renameCrew(command, append)
			case 'KICK':
				return this.#kick(command, append)
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
			const refused = await job()
			// Who sits where is on the disk before the host hears that it is done.
			await this.#floor.submitted()
			return refused
		} finally {
			this.#isBusy = false
			this.#noticeMembers()
			this.#desks.retarget()
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

	async #reseat(command: Of<'RESEAT'>, append: Append): Promise<Refusal> {
		const refused = this.#rounds.reseatRefusal(command)
		if (refused) return refused
		if (!(await append(command))) return 'E_STORE'
		return this.#rounds.reseat(command)
	}

	async #rename({ player, name: wish }: Of<'RENAME'>, append: Append): Promise<Refusal> {
		const name = cleanName(wish)
		if (name === null) return 'E_NAME'
		if (!(await append({ kind: 'RENAME', player, name }))) return 'E_STORE'
		const place = this.#floor.player(player)
		if (!place) return null
		place.member.name = name
		if (place.crew) this.#floor.save(place.member, place.crew)
		place.crew?.tellCrew()
		return null
	}

	async #renameCrew({ crew: number, name: wish }: Of<'RENAME_CREW'>, append: Append): Promise<Refusal> {
		const crew = this.#rounds.crewNamed(number)
		const name = cleanName(wish)
		if (!crew) return 'E_NO_CREW'
		if (name === null) return 'E_NAME'
		const row = { ...crew.row, name }
		if (!(await append({ kind: 'RENAME_CREW', crew: number, name }, [{ kind: 'crew', row }]))) return 'E_STORE'
		crew.row = row
		crew.tellCrew()
		return null
	}

	async #kick(command: Of<'KICK'>, append: Append): Promise<Refusal> {
		const place = this.#floor.player(command.player)
		const writes: Write[] = place
			? [{ kind: 'player', row: playerRow(place.member, this.#floor.session, null, true) }]
			: []
		if (!(await append(command, writes))) return 'E_STORE'
		if (place) this.#floor.dismiss(place, command.ban ? 'banned' : 'kicked')
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
		const known = this.#log.state.players[id]
		// On the way out: kicked, or their JOINED was lost with a full disk.
		if (known?.status !== 'here') return
		if (known.crew !== row.number || known.seat !== seat) {
			void this.#log.append('server', { kind: 'SEATED', player: id, crew: row.number, seat })
		}
		if (known.online !== isOnline(member)) {
			void this.#log.append('server', { kind: 'PRESENCE', player: id, online: isOnline(member) })
		}
	}

	#noticeHosts(): void {
		const isThere = this.#desks.hosts > 0
		if (isThere) this.#hostGoneMs = null
		else this.#hostGoneMs ??= this.#nowMs()
		const { stage, hostAway } = this.#log.state
		const isLong = this.#hostGoneMs !== null && this.#nowMs() >= this.#hostGoneMs + HOST_AWAY_MS
		const away = stage === 'running' && (isThere ? false : hostAway || isLong)
		if (away !== hostAway && stage !== 'ended') void this.#log.append('server', { kind: 'AWAY', away })
	}

	#noticeEnd(): void {
		if (this.#log.state.stage !== 'running' || this.#isBusy || !this.#rounds.areFinished()) return
		void this.#log.append('server', { kind: 'DEBRIEF' }).then(() => this.#afterRound.measure(this.#crewNumbers()))
	}

	#push(): void {
		const nowMs = this.#nowMs()
		const facts = this.#facts()
		this.#desks.tell(facts)
		const state = this.#log.told
		for (const { members } of this.#floor.crews) {
			for (const { id, connection } of members) {
				const player = state.players[id]
				if (connection && player) this.#audience.tell(connection, playerLessonOf(state, facts, player), nowMs)
			}
		}
	}

	#facts(): LessonFacts {
		const { hosts, projectors } = this.#desks
		return {
			nowMs: this.#nowMs(),
			code: this.#floor.code,
			hostAwaySinceMs: this.#hostGoneMs,
			...this.#rounds.facts(this.#log.told),
			hosts,
			projectors,
			insight: (player) => this.#afterRound.insight(player, currentRound(this.#log.told).number),
		}
	}

	#crewNumbers(): readonly number[] {
		return this.#rounds.crews.map(({ row }) => row.number)
	}

	#nowMs(): number {
		return this.#floor.surroundings.wallMs()
	}
}

type Of<K extends HostCommand['kind']> = Extract<HostCommand, { kind: K }>
type Append = (act: LessonAct, writes?: readonly Write[]) => Promise<boolean>

const keyOf = ({ page, attempt }: NonNullable<Sent>): string => `${page} ${attempt}`
const sameWord = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()

function failed(code: ErrorCodeName): Failed {
	return { ok: false, code }
}
