import type { HostCommand } from '../../shared/lesson/command.ts'
import { mayInject, placeInjection } from '../../shared/game/inject.ts'
import type { Injection } from '../../shared/game/intent.ts'
import { MAX_CREWS } from '../../shared/protocol/messages.ts'
import { roundHeader } from '../../shared/game/round.ts'
import { medalOf, type Medal, scoreOf } from '../../shared/game/score/score.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { NIGHT_SHIFT_TICK, type RoundHeader } from '../../shared/game/world.ts'
import type { PlacedInjection, Setup } from '../../shared/lesson/act.ts'
import { dealCrews, evened } from '../../shared/lesson/dealCrews.ts'
import { currentRound, type LessonState, pauseOf, playersHere } from '../../shared/lesson/lessonState.ts'
import type { CrewFacts, LessonFacts } from '../../shared/lesson/lessonViews.ts'
import type { HostMember } from '../../shared/lesson/view.ts'
import { changedReference, loadedProgram, type LoadedProgram } from '../room/loadedPrograms.ts'
import { progressOf } from '../room/progress.ts'
import type { Room } from '../room/room.ts'
import { type Crew, type RoomClock, seatAfter } from '../session/crew.ts'
import { isOnline, type Member, playerRow } from '../session/member.ts'
import type { RoundRow, Write } from '../store/eventStore.ts'
import { nextTurn } from '../ops/nextTurn.ts'
import type { LessonFloor } from './lessonFloor.ts'
import type { LessonLog } from './lessonLog.ts'

const MAX_SALT = 0xffff_ffff
const TICKS_PER_SECOND = 20

type Reseat = Extract<HostCommand, { kind: 'RESEAT' }>

interface Outcome {
	readonly score: number | null
	readonly medal: Medal | null
}

export const headerOf = ({ level, seed, pace, bots }: Setup): RoundHeader => roundHeader(level, seed, pace, bots)

/** The rounds and crews of a lesson: brings each room in line with what the lesson's log says. */
export class LessonRounds {
	readonly #floor: LessonFloor
	readonly #log: LessonLog
	/** By crew number, by round: of rounds that are over. */
	readonly #outcomes = new Map<number, Map<number, Outcome>>()
	/** No tick passes while an injection is on its way into all rooms. */
	#isHeld = false
	readonly #clock: RoomClock = { ticks: (beat) => this.#ticks(beat) }

	constructor(floor: LessonFloor, log: LessonLog) {
		this.#floor = floor
		this.#log = log
	}

	/** Crews that have members; the others are empty since a deal. */
	get crews(): readonly Crew[] {
		return this.#floor.crews.filter(({ members }) => members.length > 0)
	}

	crewNamed(number: number): Crew | null {
		return this.#floor.crews.find(({ row }) => row.number === number) ?? null
	}

	memberNamed(player: number): { readonly crew: Crew; readonly member: Member } | null {
		for (const crew of this.#floor.crews) {
			const member = crew.members.find(({ id }) => id === player)
			if (member) return { crew, member }
		}
		return null
	}

	adopt(crew: Crew): void {
		crew.clock = this.#clock
	}

	#ticks(beat: number): number {
		const { state } = this.#log
		if (this.#isHeld || state.stage !== 'running' || pauseOf(state) !== null) return 0
		if (state.speed >= 1) return state.speed
		return beat % Math.round(1 / state.speed) === 0 ? 1 : 0
	}

	// ── what the log says, done to the rooms ──────────────────────────────────────────────────

	async conformAll(): Promise<void> {
		for (const crew of this.#floor.crews) {
			await this.conform(crew)
			// A night shift takes a while; other crews' messages come in between.
			if (currentRound(this.#log.told).isEnding) await nextTurn()
		}
	}

	/** Injections, extension, patience, start and end: whatever the crew's room still lacks. */
	async conform(crew: Crew): Promise<void> {
		const round = currentRound(this.#log.told)
		const room = openRoomOf(crew)
		if (!room || crew.round.number !== round.number) return
		await this.#inject(crew, room)
		if (crew.room !== room || room.phase === 'finished' || this.#log.told.stage !== 'running') return
		if (crew.round.header.pace === 'live') {
			const extension = round.extendSeconds * TICKS_PER_SECOND - (room.world.nightShiftTick - NIGHT_SHIFT_TICK)
			if (extension > 0) room.act({ kind: 'EXTEND', ticks: extension })
			const on = this.#log.told.speed === 1
			if (room.world.patience.on !== on) room.act({ kind: 'PATIENCE', on })
		}
		if (room.phase === 'waiting' && crew.members.some(isOnline)) this.#start(crew, room)
		if (round.isEnding && room.phase === 'running') room.act({ kind: 'FINISH' })
	}

	#start(crew: Crew, room: Room): void {
		for (const { seat, number } of crew.members) {
			const isWaiting = seat && room.holder(seat) === 'human' && !room.world.seats[seat].ready
			if (isWaiting) room.command(number, seat, { kind: 'READY' })
		}
		// All of them have left their seats to bots already; but somebody has to begin.
		const one = crew.members.find((member) => member.seat !== null && isOnline(member))
		if (room.phase !== 'waiting' || !one?.seat || SEATS.some((seat) => room.holder(seat) === 'human')) return
		for (const kind of ['TAKE', 'READY', 'YIELD'] as const) room.command(one.number, one.seat, { kind })
	}

	async #inject(crew: Crew, room: Room): Promise<void> {
		const { injections, setup } = currentRound(this.#log.told)
		const placed = injections.map((one) => one.placed)
		for (;;) {
			const known = room.world.injections.length
			const next = placed[known]
			if (!next || room.phase === 'finished') return
			const reference = await this.#referenceWith(setup, placed.slice(0, known + 1))
			if (!reference || crew.room !== room || room.status !== 'open') return
			if (room.world.injections.length !== known) continue
			// This crew was past the place (it came from a restart): it plays without.
			if (!mayInject(room.world, next)) return
			room.measureBy(reference)
			if (!room.act(next)) return
		}
	}

	async #referenceWith({ level, seed }: Setup, injections: readonly PlacedInjection[]) {
		const loaded = await loadedProgram(level, seed)
		return loaded && changedReference(loaded, seed, injections)
	}

	/** Finds a place for all crews and tells the log. Null: too late. */
	async place(injection: Injection): Promise<PlacedInjection | null> {
		const { setup, injections } = currentRound(this.#log.state)
		const rooms = this.#injectable()
		const program = rooms.find(({ world }) => world.injections.length === injections.length)?.world.program
		if (!program) return null
		const salt = this.#floor.surroundings.randomInt(MAX_SALT)
		const positions = rooms.map(({ world }) => world.lanes.map(({ next }) => next))
		const placed = placeInjection(positions, program, injection, salt)
		if (placed) await this.#referenceWith(setup, [...injections.map((one) => one.placed), placed])
		return placed
	}

	/** Whether it still is ahead of all crews. */
	isAhead(placed: PlacedInjection): boolean {
		return this.#injectable().every(({ world }) => mayInject(world, placed))
	}

	/** No tick passes in any room while `job` runs. */
	async hold<T>(job: () => Promise<T>): Promise<T> {
		this.#isHeld = true
		try {
			return await job()
		} finally {
			this.#isHeld = false
		}
	}

	#injectable(): Room[] {
		return this.#floor.crews.flatMap((crew) => {
			const room = openRoomOf(crew)
			return room && room.phase !== 'finished' ? [room] : []
		})
	}

	async step(): Promise<void> {
		for (const crew of this.crews) {
			openRoomOf(crew)?.step()
			await nextTurn()
		}
	}

	/** All crews that somebody plays have come to the end of the round (or their room is down). */
	areFinished(): boolean {
		let finished = 0
		for (const crew of this.crews) {
			const room = openRoomOf(crew)
			if (!room || room.phase === 'finished') finished++
			else if (room.phase === 'running' || crew.members.some(isOnline)) return false
		}
		return finished > 0
	}

	// ── rounds ────────────────────────────────────────────────────────────────────────────────

	/** The round that comes next is another: all crews wait for it, their seats stay. */
	async replaceRound(header: RoundHeader, loaded: LoadedProgram, write: (writes: Write[]) => Promise<boolean>) {
		const rows = this.#floor.crews.map((crew): [Crew, RoundRow] => [crew, { ...crew.round, header }])
		if (!(await write(rows.map(([, row]) => ({ kind: 'round', row }))))) return false
		for (const [crew, round] of rows) {
			crew.isBeginning = true
			await new Promise<void>((resolve) => (crew.room ? crew.room.whenSettled(() => resolve()) : resolve()))
			crew.room = null
			crew.open(loaded, await this.#floor.store.log(round))
			crew.isBeginning = false
			this.#greet(crew)
		}
		return true
	}

	/** A new round for all crews. */
	async nextRound(
		setup: Setup,
		loaded: LoadedProgram,
		rotate: boolean,
		write: (writes: Write[]) => Promise<boolean>,
	): Promise<boolean> {
		const number = currentRound(this.#log.state).number + 1
		const header = headerOf(setup)
		for (const crew of this.#floor.crews) this.#keepOutcome(crew)
		const rows = this.#floor.crews.map((crew): [Crew, RoundRow] => [crew, this.#floor.newRound(crew, number, header)])
		const writes = rows.flatMap(([crew, row]): Write[] => [
			{ kind: 'round', row },
			...(crew.room?.phase === 'waiting'
				? [{ kind: 'round', row: { ...crew.round, status: 'abandoned' } } as const]
				: []),
			...(rotate ? crew.members.map((member) => this.#rotatedRow(member, crew)) : []),
		])
		if (!(await write(writes))) return false
		for (const [crew, round] of rows) {
			if (rotate) for (const member of crew.members) member.seat = member.seat && seatAfter(member.seat)
			crew.open(loaded, { round, entries: [], tick: 0 })
			this.#greet(crew)
		}
		return true
	}

	#rotatedRow(member: Member, crew: Crew): Write {
		const row = playerRow(member, this.#floor.session, crew.row.id)
		return { kind: 'player', row: { ...row, seat: row.seat && seatAfter(row.seat) } }
	}

	rotate(): void {
		for (const crew of this.crews) {
			crew.rotate()
			for (const member of crew.members) this.#floor.save(member, crew)
			this.#greet(crew)
		}
	}

	#greet(crew: Crew): void {
		crew.takeAll()
		if (crew.room) crew.room.whenSettled(() => crew.tellAnew())
	}

	// ── who is in which crew ──────────────────────────────────────────────────────────────────

	/** Deals all who are there anew. Who is away comes back into whichever crew has room. */
	async deal(state: LessonState): Promise<void> {
		const online = new Set(this.crews.flatMap(({ members }) => members.filter(isOnline).map(({ id }) => id)))
		const players = playersHere(state).filter(({ id }) => online.has(id))
		const randomBelow = (below: number) => this.#floor.surroundings.randomInt(below)
		const groups = dealCrews(players, state.dealing, state.roster, randomBelow, MAX_CREWS)
		for (const crew of this.crews) {
			for (const member of crew.members.slice()) {
				if (online.has(member.id)) continue
				crew.remove(member)
				this.#floor.moved(member, null)
			}
		}
		await this.#arrange(groups)
	}

	/** Before the start: nobody is left alone with two bots. */
	async even(): Promise<void> {
		await this.#arrange(evened(this.#floor.crews.map(({ members }) => members.filter(isOnline).map(({ id }) => id))))
	}

	/** The n-th group into the n-th crew. */
	async #arrange(groups: readonly (readonly number[])[]): Promise<void> {
		const { setup } = currentRound(this.#log.state)
		const loaded = await loadedProgram(setup.level, setup.seed)
		if (!loaded) return
		const moves: { member: Member; from: Crew; to: Crew }[] = []
		for (const [index, ids] of groups.entries()) {
			const to = this.#floor.crews[index] ?? this.#addCrew(loaded)
			for (const id of ids) {
				const place = this.memberNamed(id)
				if (to && place && place.crew !== to) moves.push({ member: place.member, from: place.crew, to })
			}
		}
		for (const { member, from } of moves) from.release(member)
		for (const { member, to } of moves) this.#enter(member, to, member.seat)
		const touched = new Set(moves.flatMap(({ from, to }) => [from, to]))
		for (const crew of touched) this.#greet(crew)
	}

	/** Null: the player may be moved there. */
	reseatRefusal({ player, crew: number, seat }: Reseat): 'E_NO_CREW' | 'E_SEAT_TAKEN' | null {
		const place = this.memberNamed(player)
		if (!place) return 'E_NO_CREW'
		if (number === 0) return this.#untouchedCrew() || this.#floor.crews.length < MAX_CREWS ? null : 'E_NO_CREW'
		const to = this.crewNamed(number)
		if (!to) return 'E_NO_CREW'
		const others = to.members.filter((other) => other !== place.member && isOnline(other))
		return others.length >= SEATS.length || others.some((other) => other.seat === seat) ? 'E_SEAT_TAKEN' : null
	}

	/** To another crew (0: a new one), or to another seat of the same. */
	async reseat(command: Reseat): Promise<'E_NO_CREW' | 'E_SEAT_TAKEN' | null> {
		const { player, crew: number, seat } = command
		const { setup } = currentRound(this.#log.state)
		const loaded = await loadedProgram(setup.level, setup.seed)
		// Somebody may have sat down there meanwhile.
		const refused = this.reseatRefusal(command)
		if (refused) return refused
		const place = this.memberNamed(player)
		const to = number > 0 ? this.crewNamed(number) : (this.#untouchedCrew() ?? (loaded && this.#addCrew(loaded)))
		if (!place || !to) return 'E_NO_CREW'
		const { member, crew } = place
		if (crew === to) {
			for (const displaced of crew.seat(member, seat)) this.#floor.save(displaced, crew)
			this.#floor.save(member, crew)
		} else {
			crew.release(member)
			this.#enter(member, to, seat)
			this.#greet(crew)
		}
		this.#greet(to)
		await this.conform(to)
		return null
	}

	/** A crew that a deal has emptied, whose round hasn't begun. */
	#untouchedCrew(): Crew | null {
		const isUntouched = ({ members, room }: Crew) => members.length === 0 && room?.phase === 'waiting'
		return this.#floor.crews.find(isUntouched) ?? null
	}

	#addCrew(loaded: LoadedProgram): Crew | null {
		const writes: Write[] = []
		const crew = this.#floor.newCrew(loaded, writes)
		if (crew) this.#floor.commit.submit(writes, null, () => {})
		return crew
	}

	/** `wish`: the seat, if no human holds it. */
	#enter(member: Member, crew: Crew, wish: Seat | null): void {
		const seat = crew.freeSeat(wish)
		member.number = crew.freeNumber()
		member.seat = null
		crew.members.push(member)
		if (seat) for (const displaced of crew.seat(member, seat)) this.#floor.save(displaced, crew)
		this.#floor.moved(member, crew)
		// Away for a moment just now: whether a bot takes over is the new crew's to say.
		if (!member.connection) crew.lose(member)
	}

	// ── what is told of them ──────────────────────────────────────────────────────────────────

	/** After a restart: how the rounds before went. */
	async recall(): Promise<void> {
		const { rounds } = this.#log.told
		const crewOf = new Map(this.#floor.crews.map((crew) => [crew.row.id, crew]))
		for (const row of await this.#floor.store.roundsOf(this.#floor.session)) {
			const crew = crewOf.get(row.crew)
			const round = rounds.find(({ number }) => number === row.number)
			if (!crew || !round || !row.result) continue
			const reference = await this.#referenceWith(
				round.setup,
				round.injections.map(({ placed }) => placed),
			)
			if (!reference) continue
			const { billCycles } = row.result
			const outcome = { score: scoreOf(reference, billCycles), medal: medalOf(reference, billCycles) }
			this.#outcomesOf(crew).set(row.number, outcome)
		}
	}

	/** Null: that crew hasn't finished that round. */
	outcome(crew: Crew, round: number): Outcome | null {
		return this.#outcomesOf(crew).get(round) ?? null
	}

	#outcomesOf(crew: Crew): Map<number, Outcome> {
		let known = this.#outcomes.get(crew.row.number)
		if (!known) {
			known = new Map()
			this.#outcomes.set(crew.row.number, known)
		}
		return known
	}

	#keepOutcome(crew: Crew): void {
		if (crew.room?.phase !== 'finished') return
		const { score, medal } = progressOf(crew.room.world)
		this.#outcomesOf(crew).set(crew.round.number, { score, medal })
	}

	/** Each crew is looked at once for all who want to know, and not at all if nobody does. */
	facts(state: LessonState): Pick<LessonFacts, 'crewCount' | 'crew' | 'crews'> {
		const { crews } = this
		const known = new Map<Crew, CrewFacts>()
		const factsOf = (crew: Crew): CrewFacts => {
			const facts = known.get(crew) ?? this.#factsOf(crew, state)
			known.set(crew, facts)
			return facts
		}
		return {
			crewCount: crews.length,
			crew(number) {
				const crew = crews.find(({ row }) => row.number === number)
				return crew ? factsOf(crew) : null
			},
			crews: () => crews.map(factsOf),
		}
	}

	#factsOf(crew: Crew, state: LessonState): CrewFacts {
		const room = openRoomOf(crew)
		const { result } = crew.round
		const progress = room
			? progressOf(room.world)
			: {
					phase: result ? ('finished' as const) : ('down' as const),
					step: result?.steps ?? 0,
					stepsTotal: result?.steps ?? 0,
					tick: result?.tick ?? 0,
					billCycles: result?.billCycles ?? 0,
					waitsFor: null,
					bots: [],
					...(this.outcome(crew, crew.round.number) ?? { score: null, medal: null }),
					beatsPar: null,
					autopilots: [],
				}
		const { autopilots, ...row } = progress
		const before = this.outcome(crew, crew.round.number - 1)?.score ?? null
		return {
			crew: crew.row.number,
			name: crew.row.name,
			members: crew.members.map((member) => memberRow(member, state, autopilots)),
			...row,
			consent: consentOf(crew, state),
			improved: row.score === null || before === null ? null : row.score - before,
		}
	}
}

/** Null: put away, or down. */
function openRoomOf({ room }: Crew): Room | null {
	return room && room.status !== 'down' ? room : null
}

function memberRow(member: Member, state: LessonState, autopilots: readonly Seat[]): HostMember {
	const { id, name, seat } = member
	const known = state.players[id]
	return {
		id,
		name,
		rosterId: known?.rosterId ?? '',
		seat,
		online: isOnline(member),
		offlineSinceMs: member.offlineSinceMs,
		pingMs: member.connection?.pingMs ?? null,
		muted: known?.muted ?? false,
		autopilot: seat !== null && autopilots.includes(seat),
	}
}

/** Yes: all who are there have said so. Any no is a no. */
export function consentOf({ members }: Crew, { players }: LessonState): 'yes' | 'no' | 'open' {
	const said = members.map((member) => ({ online: isOnline(member), consent: players[member.id]?.consent ?? null }))
	if (said.some(({ consent }) => consent === false)) return 'no'
	const agreed = said.some(({ consent }) => consent) && said.every(({ consent, online }) => consent || !online)
	return agreed ? 'yes' : 'open'
}
