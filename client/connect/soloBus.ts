import { type Pace, type Seat, SEATS, TICK_MS } from '../../shared/game/seat.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { formatLog, type LogEntry, replayOn, resultOf } from '../../shared/game/log.ts'
import { advance, clockHeld, drain, play, roundHeader, type RoundHeader, type World } from '../../shared/game/round.ts'
import { type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { createWorld } from '../../shared/game/world.ts'
import { nextSeed } from '../../shared/programs/fairSeed.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { AgainRequest, You } from '../../shared/protocol/messages.ts'
import { fold } from '../../shared/view/fold.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import type { SeatEvent, SeatView } from '../../shared/view/seatView.ts'
import type { Bus, BusListener, BusState, Cue, Done } from './bus.ts'
import { fleetLevel, parseFleetStream, programOf } from './fleetStream.ts'
import type { FinishedRound } from './finishedRound.ts'
import type { Measure, Measured } from './measure.ts'
import type { Store } from './playerRecord.ts'
import { MAX_SEED } from './seed.ts'
import { forgetSoloSave, readSoloSave, type SoloSave, writeSoloSave } from './soloSave.ts'

export interface SoloSetup {
	readonly level: LevelName
	readonly seed: number
	readonly pace: Pace
	readonly seats: readonly Seat[]
	readonly bots: RoundHeader['bots']
	/** A manager's stream (`fleetStream.ts`) instead of the level's program; null: none. */
	readonly fleet: string | null
}

export interface SoloOptions {
	/** Calls `turn` every so many milliseconds until the undo is called. */
	readonly every: (ms: number, turn: () => void) => () => void
	/** Keeps the log across a reload. */
	readonly store: Store
	readonly measure: Pick<Measure, 'reference'>
}

const PLAYER = 0
const youWith = (seats: readonly Seat[]): You => ({ player: PLAYER, token: '', seats })
/** While nothing happens, listeners hear of the clock only so often: nobody reads faster. */
const QUIET_TICKS = 4
const SAVE_EVERY_TICKS = 20

/** A new round; the seats are taken and ready. Rejects only when the download of the program fails. */
export async function startSolo(setup: SoloSetup, options: SoloOptions): Promise<SoloBus> {
	const header = roundHeader(setup.level, setup.seed, setup.pace, setup.bots)
	const measured = await load(header, setup.fleet)
	const bus = new SoloBus(header, measured, worldOf(header, measured), options, { fleet: setup.fleet })
	bus.sit(setup.seats)
	return bus
}

/** The saved round, run again up to where it was; null when there is none or it can't be. Rejects as startSolo does. */
export async function continueSolo(options: SoloOptions): Promise<SoloBus | null> {
	const save = readSoloSave(options.store)
	if (save === null || save === 'outdated') return null
	const measured = await load(save.header, save.fleet)
	const played = replayOn(worldOf(save.header, measured), save.entries, save.tick)
	if (!played.ok || played.world.tick !== save.tick) return null
	drain(played.world)
	return new SoloBus(save.header, measured, played.world, options, save)
}

/** A moment of a round. `seq`: before the entry with that number; null: after all of that tick. */
export interface Moment {
	readonly tick: number
	readonly seq: number | null
}

/**
 * A fork of a round from that moment on, in CALM and with exactly these seats: nobody's score depends on it, and it is
 * not kept across a reload. Null when the log doesn't fit its round, or nothing is left to play.
 */
export function startSoloFrom(
	round: FinishedRound,
	{ tick, seq }: Moment,
	seats: readonly Seat[],
	options: SoloOptions,
): SoloBus | null {
	const { header, level, program, reference } = round
	const start = createWorld(header, level, program, reference)
	const played = replayOn(
		start,
		round.entries.filter((entry) => entry.tick <= tick && (seq === null || entry.seq < seq)),
		tick,
	)
	if (!played.ok || played.world.phase !== 'running') return null
	drain(played.world)
	// The past has happened at its own pace; from here on the clock waits.
	const calm = { ...header, pace: 'calm' } as const
	const world: World = { ...played.world, header: calm, info: { ...played.world.info, pace: 'calm' } }
	const bus = new SoloBus(calm, { level, program, seed: header.seed }, world, options, { fleet: null }, 'practice')
	bus.takeOver(seats)
	return bus
}

async function load({ level: name, seed }: RoundHeader, fleet: string | null): Promise<Measured> {
	if (fleet !== null) {
		const stream = parseFleetStream(fleet)
		const made = stream && programOf(stream)
		if (!made?.ok) throw new Error('no such stream')
		return { level: fleetLevel(), program: made.program, seed }
	}
	const level = levelNamed(name)
	if (level === undefined) throw new Error(`no such level: ${name}`)
	return { level, program: await loadProgram(level.name, seed), seed }
}

/** What the round is measured by comes later: it takes several rounds to find out, and nobody needs it before the end. */
const worldOf = (header: RoundHeader, { level, program }: Measured): World => createWorld(header, level, program, null)

/** A round in this page: the same emulator and the same views as on a server, and no message to anyone. */
export class SoloBus implements Bus {
	#header: RoundHeader
	#measured: Measured
	#world: World
	readonly #fleet: string | null
	readonly #options: SoloOptions
	/** A practice is neither kept nor measured. */
	readonly #kind: 'round' | 'practice'
	readonly #listeners = new Set<BusListener>()
	#entries: LogEntry[]
	#state: BusState
	#stopClock: (() => void) | null = null
	#paused = false
	#quietTicks = 0
	#unsavedTicks = 0

	constructor(
		header: RoundHeader,
		measured: Measured,
		world: World,
		options: SoloOptions,
		save: Partial<SoloSave> & Pick<SoloSave, 'fleet'>,
		kind: 'round' | 'practice' = 'round',
	) {
		this.#kind = kind
		this.#header = header
		this.#measured = measured
		this.#world = world
		this.#fleet = save.fleet
		this.#options = options
		this.#entries = [...(save.entries ?? [])]
		this.#state = {
			status: 'online',
			offlineSinceMs: null,
			crew: null,
			you: youWith(save.seats ?? []),
			round: 1,
			views: {},
			lesson: null,
		}
		this.#lookAgain()
		this.#startClock()
		if (kind === 'round') void this.#measure()
	}

	state(): BusState {
		return this.#state
	}

	subscribe(listener: BusListener): () => void {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	send(seat: Seat, intent: Intent): Promise<Done> {
		const result = this.#command(seat, intent)
		this.#publish()
		return Promise.resolve(result)
	}

	chooseSeat(seat: Seat): Promise<Done> {
		this.sit([seat])
		return Promise.resolve({ ok: true })
	}

	async again(request: AgainRequest): Promise<Done> {
		if (levelNamed(request.level) === undefined) return { ok: false, code: 'E_LEVEL' }
		const { seed: before, bots } = this.#header
		const seed = request.seed === 'same' ? before : nextSeed(request.level, before, MAX_SEED)
		const header = roundHeader(request.level, seed, request.pace, bots)
		const measured = await load(header, this.#fleet)
		const seats = this.#seats()
		this.#header = header
		this.#measured = measured
		this.#world = worldOf(header, measured)
		this.#entries = []
		this.#state = { ...this.#state, round: this.#state.round + 1, you: youWith([]) }
		this.sit(seats)
		void this.#measure()
		return { ok: true }
	}

	/** Stops the clock. An unfinished round stays saved and can be continued. */
	close(): void {
		this.#stopClock?.()
		this.#stopClock = null
		if (!this.#finished()) this.#save()
		else if (this.#kind === 'round') forgetSoloSave(this.#options.store)
		this.#listeners.clear()
	}

	/** While paused, no tick passes: in LIVE a hidden page would otherwise lose time that nobody had. */
	pause(paused: boolean): void {
		this.#paused = paused
		if (paused) this.#save()
	}

	pace(): Pace {
		return this.#header.pace
	}

	/** What the round is, apart from its players. */
	measured(): Measured {
		return this.#measured
	}

	/** The manager's stream that is played; null: a level's program. */
	fleet(): string | null {
		return this.#fleet
	}

	/** Holds exactly these seats from now on, and is ready in them. */
	sit(seats: readonly Seat[]): void {
		for (const seat of this.#seats()) if (!seats.includes(seat)) this.#command(seat, { kind: 'YIELD' })
		for (const seat of seats) if (!this.#seats().includes(seat)) this.#command(seat, { kind: 'TAKE' })
		if (this.#world.phase === 'waiting') for (const seat of seats) this.#command(seat, { kind: 'READY' })
		this.#state = { ...this.#state, you: youWith(seats) }
		drain(this.#world)
		this.#lookAgain()
		this.#startClock()
		this.#save()
		this.#tell([])
	}

	/** Of a fork: others sat there when it was cut off; the bots have those seats now. */
	takeOver(seats: readonly Seat[]): void {
		const held = SEATS.filter((seat) => this.#world.seats[seat].holder === 'human')
		this.#state = { ...this.#state, you: youWith(held) }
		this.sit(seats)
	}

	/** The finished round with all that made it; null while it runs or nobody knows what it is measured by. */
	finishedRound(): FinishedRound | null {
		const { reference } = this.#world.info
		if (!this.#finished() || reference === null) return null
		const { level, program } = this.#measured
		return { header: this.#header, level, program, reference, entries: this.#entries, endTick: this.#world.tick }
	}

	/**
	 * The finished round's log, as `lot verify` reads it; null while it runs or nobody knows what it is measured by
	 * (that is part of the state whose hash the log ends with). A manager's stream has no level that could verify it.
	 */
	exportLog(): string | null {
		if (!this.#finished() || this.#world.info.reference === null || this.#fleet !== null) return null
		return formatLog(this.#header, this.#entries, resultOf(this.#world))
	}

	/** Nothing in the round depends on it but its end, so it may come whenever it is known. */
	async #measure(): Promise<void> {
		const measured = this.#measured
		const reference = await this.#options.measure.reference(measured)
		if (measured !== this.#measured) return
		this.#world = { ...this.#world, info: { ...this.#world.info, reference } }
		const { info } = this.#world
		const views: Partial<Record<Seat, SeatView>> = {}
		for (const view of Object.values(this.#state.views)) views[view.seat] = { ...view, info }
		this.#state = { ...this.#state, views }
		this.#tell([])
	}

	#seats(): readonly Seat[] {
		return this.#state.you?.seats ?? []
	}

	#finished(): boolean {
		return this.#world.phase === 'finished'
	}

	#anyView(): SeatView | undefined {
		return Object.values(this.#state.views)[0]
	}

	#startClock(): void {
		if (this.#stopClock === null && !this.#finished())
			this.#stopClock = this.#options.every(TICK_MS, () => this.#turn())
	}

	#turn(): void {
		if (this.#paused || this.#seats().length === 0) return
		if (this.#header.pace === 'calm' && clockHeld(this.#world)) return
		advance(this.#world)
		this.#unsavedTicks += 1
		this.#publish()
		if (this.#finished()) {
			this.#stopClock?.()
			this.#stopClock = null
			this.#save()
		} else if (this.#unsavedTicks >= SAVE_EVERY_TICKS) this.#save()
	}

	#command(seat: Seat, intent: Intent): Done {
		const result = play(this.#world, seat, intent)
		if (!result.ok) return result
		const seq = this.#entries.length
		this.#entries.push({ tick: this.#world.tick, seq, seat, intent, player: PLAYER, attempt: seq + 1 })
		this.#save()
		return { ok: true }
	}

	/** Tells the seats what they may notice of what happened since. */
	#publish(): void {
		const happened = drain(this.#world)
		this.#quietTicks = happened.length === 0 ? this.#quietTicks + 1 : 0
		if (happened.length === 0 && this.#quietTicks % QUIET_TICKS !== 0) return
		const views: Partial<Record<Seat, SeatView>> = {}
		const cues: Cue[] = []
		for (const view of Object.values(this.#state.views)) {
			const events = happened.map((stamped) => reveal(stamped, view.seat)).filter((event) => event !== null)
			views[view.seat] = fold<SeatView>(view, events, this.#world.tick)
			cues.push(...events.map((event: SeatEvent): Cue => ({ seat: view.seat, ...event })))
		}
		this.#state = { ...this.#state, views }
		this.#tell(cues)
	}

	#lookAgain(): void {
		const views: Partial<Record<Seat, SeatView>> = {}
		for (const seat of this.#seats()) views[seat] = project(this.#world, seat)
		this.#state = { ...this.#state, views }
	}

	#tell(cues: readonly Cue[]): void {
		for (const listener of this.#listeners) listener(this.#state, cues)
	}

	#save(): void {
		this.#unsavedTicks = 0
		if (this.#kind === 'practice') return
		const view = this.#anyView()
		if (view === undefined) return
		writeSoloSave(this.#options.store, {
			header: this.#header,
			seats: this.#seats(),
			fleet: this.#fleet,
			entries: this.#entries,
			tick: this.#world.tick,
			step: view.step,
			stepsTotal: view.info.stepsTotal,
			finished: this.#finished(),
		})
	}
}
