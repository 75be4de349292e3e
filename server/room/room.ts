import type { Phase, Stamped } from '../../shared/game/event.ts'
import { injectionsIn } from '../../shared/game/inject.ts'
import type { HostIntent, Intent } from '../../shared/game/intent.ts'
import { type LogEntry, replayOn, resultOf } from '../../shared/game/log.ts'
import { advance, clockHeld, drain, play, setReference, type World } from '../../shared/game/round.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { type LogSeat, SEATS, type Seat } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import type { ClockPacket, EventPacket, SendIntent, ServerError, Snapshot } from '../../shared/protocol/messages.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import type { SeatEvent } from '../../shared/view/seatView.ts'
import type { EventStore, RoundLog, RoundRow, Write } from '../store/eventStore.ts'
import type { GroupCommit, Lane } from '../store/groupCommit.ts'
import { Attempts, type IntentReply } from './attempts.ts'
import { changedReference, type LoadedProgram } from './loadedPrograms.ts'

/** The clock's progress is logged so often (1 s): as much time at most is played again after a crash. */
const MARK_TICKS = 20
/** Packets go out on every second beat: 10 a second. */
const BEATS_PER_PACKET = 2
/** Without news a packet goes out so often (1 s): pages show seconds. Each room has a moment of its own within it. */
const CLOCK_TICKS = 20
/** So long at most (0.5 s) a room doesn't see that its host holds the clock, or that everyone has left. */
const MAX_REST_BEATS = 10
/** More than this at once costs less as a snapshot. */
const MAX_PACKET_EVENTS = 400
/** One event on, at a host's wish: after so many ticks (10 s) without one it is enough. */
const MAX_STEP_TICKS = 200

/** Someone who watches a seat: one page. Compared by identity. */
export interface Watcher {
	readonly id: string
	events(packet: EventPacket): void
	clock(packet: ClockPacket): void
}

export interface RoomHost {
	/** The page of the human who holds the seat; null: nobody is connected. */
	watcher(seat: Seat): Watcher | null
	/**
	 * By so many ticks the clock goes on with the room's n-th beat: 1, unless a host sets another pace. 0 while nobody
	 * is there: nothing is played by bots overnight.
	 */
	ticks(beat: number): number
	/** What was sent no longer leads on to what comes: these seats need snapshots. */
	resnapshot(seats: readonly Seat[]): void
	/** Our own bug stopped the room. */
	wentDown(error: unknown): void
}

export interface RoomServices {
	readonly store: EventStore
	readonly commit: GroupCommit
}

/** Someone who runs the same round by its log. Hears of nothing that isn't on the disk. */
export interface Follower {
	entry(entry: LogEntry): void
	/** All entries before this tick have been told. */
	clock(tick: number): void
}

/** The packet stream of one seat: `cursor` is what `to` has been told so far. */
interface Stream {
	to: Watcher | null
	cursor: number
	sentTick: number
}

type RoomStatus = 'open' | 'restoring' | 'down'

/**
 * One round of one crew. Commands are applied at once, which fixes their order; but until they are on the disk nobody
 * is told anything: acknowledgements, packets and snapshots of this room wait.
 *
 *   intent ─► play ─► log.submit … durable ─► ack ─► packets
 *                        └ failed ─► the world is rebuilt from the log, snapshots to all, ack E_STORE
 */
export class Room {
	readonly row: RoundRow
	readonly #services: RoomServices
	readonly #host: RoomHost
	readonly #loaded: LoadedProgram
	#status: RoomStatus = 'open'
	#world: World
	#lane: Lane = { broken: false }
	#seq: number
	#attempts: Attempts
	/** Commands that are applied, but not known to be on the disk. */
	#pending = 0
	#jobs: ((durable: boolean) => void)[] = []
	/** Events since the last packets. */
	#unsent: Stamped[] = []
	#beats = 0
	/** So many beats from now on there is nothing to do but to count … */
	#restBeats = 0
	/** … and so many of them are not counted yet. A thousand rooms beat 20,000 times a second: rest touches nothing else. */
	#restedBeats = 0
	#markedTick: number
	/** Latest tick that anyone was told of: the world never falls behind it. */
	#toldTick = 0
	#resultWritten: boolean
	/** Without news nobody is due to be told anything before. */
	#quietUntilTick = 0
	readonly #clockOffset: number
	readonly #followers = new Set<Follower>()
	readonly #streams: Record<Seat, Stream> = { malloc: closedStream(), kernel: closedStream(), mmu: closedStream() }

	/** Goes on where the log ends. Throws if the log can't be replayed. */
	constructor(services: RoomServices, host: RoomHost, loaded: LoadedProgram, log: RoundLog) {
		this.#services = services
		this.#host = host
		this.#loaded = loaded
		this.row = log.round
		this.#world = worldOf(loaded, log, log.tick)
		this.#seq = log.entries.length
		this.#attempts = Attempts.fromLog(log.entries)
		this.#markedTick = log.tick
		this.#clockOffset = log.round.id % CLOCK_TICKS
		this.#resultWritten = log.round.result !== null
	}

	get phase(): Phase {
		return this.#world.phase
	}

	get status(): RoomStatus {
		return this.#status
	}

	/** To look at, never to change. */
	get world(): World {
		this.#guard(() => this.#wake())
		return this.#world
	}

	holder(seat: Seat): 'human' | 'bot' {
		return this.#world.seats[seat].holder
	}

	/** Whether that player has done anything in this round; then nobody else may have the same number. */
	hasPlayed(player: number): boolean {
		return this.#attempts.highest(player) > 0
	}

	/** A player's command. `ownSeat`: the one that is theirs. `reply` is called once. */
	intent(player: number, ownSeat: Seat | null, message: SendIntent, reply: IntentReply): void {
		if (this.#status !== 'open') {
			reply({ ok: false, code: this.#status === 'down' ? 'E_ROOM_DOWN' : 'E_BUSY' })
			return
		}
		const { seat, attempt, intent } = message
		if (!this.#attempts.isNew(player, attempt, reply)) return
		if (seat !== ownSeat) {
			reply({ ok: false, code: 'E_SEAT' })
			return
		}
		this.#attempts.begin(player, attempt, reply)
		const refused = this.#play(seat, intent, player, attempt)
		if (refused) this.#attempts.decide(player, attempt, refused)
	}

	/** A command that the server gives for a player (TAKE, YIELD). Returns whether it was legal. */
	command(player: number, seat: Seat, intent: Intent): boolean {
		return this.#status === 'open' && this.#play(seat, intent, player, 0) === null
	}

	/** What the host of a lesson does to the round. Returns whether it was legal. */
	act(intent: HostIntent): boolean {
		return this.#status === 'open' && this.#play('host', intent, 0, 0) === null
	}

	/** What the round is measured by once its program changes; right before the INJECT. */
	measureBy(reference: Reference): void {
		if (this.#status === 'open') setReference(this.#world, reference)
	}

	/** From now on; what came before is in the log. Only when settled. Returns the undo. */
	follow(follower: Follower): () => void {
		this.#guard(() => this.#wake())
		this.#followers.add(follower)
		return () => this.#followers.delete(follower)
	}

	/** On to the next event that anybody notices, while the clock stands. */
	step(): void {
		if (this.#status !== 'open') return
		this.#guard(() => {
			this.#wake()
			for (let ticks = 0; ticks < MAX_STEP_TICKS && this.#isDue(); ticks++) {
				const from = this.#unsent.length
				this.#advance()
				if (this.#unsent.slice(from).some((stamped) => SEATS.some((seat) => reveal(stamped, seat) !== null))) break
			}
			this.mark()
		})
	}

	/** Calls `job` when all commands so far are decided: at once if none is under way. */
	whenSettled(job: (durable: boolean) => void): void {
		if (this.#pending === 0 && this.#status !== 'restoring') job(this.#status === 'open')
		else this.#jobs.push(job)
	}

	/** Only when settled. From here on packets of that seat go to `to`. Null: the room is down. */
	snapshot(seat: Seat, to: Watcher): Snapshot | null {
		return this.#guard(() => {
			this.#wake()
			this.#flush()
			const view = project(this.#world, seat)
			this.#streams[seat] = { to, cursor: this.#world.nextIndex, sentTick: this.#world.tick }
			this.#quietUntilTick = 0
			this.#toldTick = Math.max(this.#toldTick, this.#world.tick)
			return { round: this.row.number, view, cursor: this.#world.nextIndex }
		})
	}

	/** Every 50 ms. */
	beat(): void {
		if (this.#restBeats > 0) {
			this.#restBeats--
			this.#restedBeats++
			return
		}
		if (this.#status !== 'open') return
		try {
			this.#wake()
			this.#beats++
			const ticks = this.#world.phase === 'running' ? this.#host.ticks(this.#beats) : 0
			for (let tick = 0; tick < ticks && this.#isDue(); tick++) this.#advance()
			if (this.#world.tick >= this.#markedTick + MARK_TICKS) this.#mark()
			if (this.#beats % BEATS_PER_PACKET === this.row.id % BEATS_PER_PACKET) this.#flush()
			this.#restBeats = this.#beatsToRest(ticks)
		} catch (error) {
			this.#goDown(error)
		}
	}

	/** For how many beats nothing happens, is marked or sent, if the clock goes on as it did and nobody acts. */
	#beatsToRest(ticks: number): number {
		if (this.#pending > 0 || this.#unsent.length > 0 || this.#followers.size > 0) return 0
		const { phase, tick, quietUntil } = this.#world
		if (phase !== 'running') return MAX_REST_BEATS
		if (ticks !== 1 || this.row.header.pace !== 'live') return 0
		return Math.min(
			MAX_REST_BEATS,
			Math.min(quietUntil, this.#markedTick + MARK_TICKS, this.#quietUntilTick) - tick - 1,
		)
	}

	/** Counts the beats that it rested. */
	#wake(): void {
		this.#restBeats = 0
		if (this.#restedBeats === 0) return
		this.#beats += this.#restedBeats
		for (; this.#restedBeats > 0; this.#restedBeats--) this.#advance()
	}

	/** The clock's place, before the process ends or the room is put away. */
	mark(): void {
		if (this.#status !== 'open') return
		this.#guard(() => this.#wake())
		if (this.#world.tick > this.#markedTick) this.#mark()
	}

	#advance(): void {
		advance(this.#world)
		this.#collect()
	}

	#isDue(): boolean {
		return this.#world.phase === 'running' && (this.row.header.pace === 'live' || !clockHeld(this.#world))
	}

	/** Returns the refusal; null: done, and on its way to the disk. */
	#play(seat: LogSeat, intent: Intent | HostIntent, player: number, attempt: number): Failure | null {
		this.#guard(() => this.#wake())
		const tick = this.#world.tick
		const played = this.#guard(() => play(this.#world, seat, intent))
		if (!played) return { ok: false, code: 'E_ROOM_DOWN' }
		if (!played.ok) return played
		// What was legal belongs together.
		const entry = { tick, seq: this.#seq, seat, intent, player, attempt } as LogEntry
		this.#seq++
		this.#pending++
		const lane = this.#lane
		this.#services.commit.submit([{ kind: 'entry', round: this.row.id, entry }], lane, (durable) => {
			if (durable) this.#durable(entry)
			else this.#lost(entry, lane)
		})
		this.#guard(() => this.#collect())
		return null
	}

	#durable(entry: LogEntry): void {
		const { player, attempt, seq, tick } = entry
		this.#pending--
		for (const follower of this.#followers) follower.entry(entry)
		if (attempt > 0) this.#attempts.decide(player, attempt, { ok: true, seq, tick })
		if (this.#pending > 0 || this.#status === 'restoring') return
		this.#guard(() => this.#flush())
		this.#runJobs(true)
	}

	#lost({ player, attempt }: LogEntry, lane: Lane): void {
		this.#pending--
		if (attempt > 0) this.#attempts.decide(player, attempt, { ok: false, code: 'E_STORE' })
		if (lane === this.#lane && this.#status === 'open') {
			this.#status = 'restoring'
			this.#unsent = []
			this.#restBeats = this.#restedBeats = 0
		}
		// Those that follow in this lane are lost too: rebuild once, after the last.
		if (this.#pending === 0 && this.#status === 'restoring') void this.#rebuild()
	}

	/** The world goes on as if the lost commands had never been given. */
	async #rebuild(): Promise<void> {
		try {
			const log = await this.#services.store.log(this.row)
			const reference = await changedReference(this.#loaded, this.row.header.seed, injectionsIn(log.entries))
			this.#world = worldOf({ ...this.#loaded, reference }, log, Math.max(log.tick, this.#toldTick))
			this.#seq = log.entries.length
			this.#attempts = Attempts.fromLog(log.entries)
			this.#lane = { broken: false }
			this.#status = 'open'
		} catch (error) {
			this.#goDown(error)
		}
		this.#runJobs(false)
		if (this.#status === 'open') this.#host.resnapshot(SEATS)
	}

	#runJobs(durable: boolean): void {
		const jobs = this.#jobs
		this.#jobs = []
		for (const job of jobs) job(durable)
	}

	#collect(): void {
		// Most ticks are quiet.
		if (this.#world.outbox.length === 0) return
		for (const stamped of drain(this.#world)) this.#unsent.push(stamped)
	}

	#mark(): void {
		this.#markedTick = this.#world.tick
		this.#services.commit.submitLazily({ kind: 'mark', round: this.row.id, tick: this.#world.tick })
	}

	#flush(): void {
		if (this.#pending > 0 || this.#status !== 'open') return
		if (this.#followers.size > 0) this.#tellFollowers()
		// Nearly always: a class thinks most of the time.
		if (this.#unsent.length === 0 && this.#world.tick < this.#quietUntilTick) return
		const events = this.#unsent
		this.#unsent = []
		const flooded = events.length === 0 ? [] : SEATS.filter((seat) => !this.#send(seat, events))
		this.#tellClock()
		if (flooded.length > 0) this.#host.resnapshot(flooded)
		if (this.#world.phase === 'finished' && !this.#resultWritten) this.#writeResult()
	}

	/** Whoever was last told of an older second is told, with the rest of the crew, that the clock runs. */
	#tellClock(): void {
		const { tick } = this.#world
		const second = this.#secondOf(tick)
		this.#quietUntilTick = (second + 1) * CLOCK_TICKS - this.#clockOffset
		if (!SEATS.some((seat) => this.#isWatched(seat) && this.#secondOf(this.#streams[seat].sentTick) < second)) return
		this.#toldTick = Math.max(this.#toldTick, tick)
		// One object for all: it is encoded once.
		const packet: ClockPacket = { round: this.row.number, tick }
		for (const seat of SEATS) {
			if (!this.#isWatched(seat)) continue
			const stream = this.#streams[seat]
			stream.sentTick = tick
			stream.to?.clock(packet)
		}
	}

	#secondOf(tick: number): number {
		return Math.floor((tick + this.#clockOffset) / CLOCK_TICKS)
	}

	/** Whoever sat down since the last snapshot of this seat has no view yet that events could follow. */
	#isWatched(seat: Seat): boolean {
		const { to } = this.#streams[seat]
		return to !== null && to === this.#host.watcher(seat)
	}

	#tellFollowers(): void {
		const { tick } = this.#world
		this.#toldTick = Math.max(this.#toldTick, tick)
		for (const follower of this.#followers) follower.clock(tick)
	}

	/** False: too much to tell. */
	#send(seat: Seat, events: readonly Stamped[]): boolean {
		const { to, cursor } = this.#streams[seat]
		if (!to || !this.#isWatched(seat)) return true
		const revealed: SeatEvent[] = []
		for (const stamped of events) {
			const event = reveal(stamped, seat)
			if (event) revealed.push(event)
		}
		if (revealed.length > MAX_PACKET_EVENTS) return false
		// What is skipped here stays before the next packet's `from`: it held nothing for this seat.
		if (revealed.length === 0) return true
		const { tick } = this.#world
		to.events({ round: this.row.number, seat, from: cursor, to: this.#world.nextIndex, tick, events: revealed })
		this.#streams[seat] = { to, cursor: this.#world.nextIndex, sentTick: tick }
		this.#toldTick = Math.max(this.#toldTick, tick)
		return true
	}

	/** Called with nothing pending, so the result can't be of a world that the log doesn't bear out. */
	#writeResult(): void {
		this.#resultWritten = true
		this.#write({ kind: 'round', row: { ...this.row, status: 'finished', result: resultOf(this.#world) } })
	}

	/** For what a replay would find again by itself: losing it is no harm. */
	#write(write: Write): void {
		this.#services.commit.submit([write], null, () => {})
	}

	/** Runs the shared code; what it throws is our bug and stops this room only. */
	#guard<T>(run: () => T): T | null {
		if (this.#status === 'down') return null
		try {
			return run()
		} catch (error) {
			this.#goDown(error)
			return null
		}
	}

	#goDown(error: unknown): void {
		if (this.#status === 'down') return
		this.#status = 'down'
		this.#write({ kind: 'round', row: { ...this.row, status: 'down' } })
		this.#host.wentDown(error)
	}
}

interface Failure {
	readonly ok: false
	readonly code: ServerError | Exclude<ReturnType<typeof play>, { ok: true }>['code']
	readonly facts?: Readonly<Record<string, number>>
}

/**
 * Throws if the log doesn't play: a bug of ours, or a damaged log. `reference`: of the program with all that the log's
 * hosts put into it.
 */
function worldOf({ level, program, reference }: LoadedProgram, { round, entries }: RoundLog, tick: number): World {
	const replayed = replayOn(createWorld(round.header, level, program, reference), entries, tick)
	if (!replayed.ok) throw new Error(`the log can't be replayed, entry ${replayed.seq}: ${replayed.message}`)
	return replayed.world
}

function closedStream(): Stream {
	return { to: null, cursor: 0, sentTick: 0 }
}
