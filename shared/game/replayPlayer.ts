import type { Level } from '../programs/levels.ts'
import type { Program } from '../programs/op.ts'
import { copyWorld } from './copyWorld.ts'
import type { Stamped } from './event.ts'
import type { LogEntry } from './log.ts'
import type { Reference } from './roundInfo.ts'
import { advanceTick, begin, billCyclesOf, drain, type RoundHeader, type World } from './round.ts'
import { createWorld } from './world.ts'

/** What a log begins from. `program`: without what hosts put in later. */
export interface ReplayStart {
	readonly header: RoundHeader
	readonly level: Level
	readonly program: Program
	readonly reference: Reference | null
}

/**
 * A round that is run again, to be looked at from any side at any of its moments. A moment is a tick with all commands
 * that were given in it; the night shift, which a server plays at once, passes tick by tick.
 */
export interface ReplayPlayer {
	/** As it stands at this moment. Read only, and another object after a jump. */
	world(): World
	readonly tick: number
	/** The round is known up to here. */
	readonly endTick: number
	/** Program operations done at `endTick`. */
	readonly steps: number
	/** Grows whenever the moment was reached otherwise than by going on: then nothing has moved, all stands elsewhere. */
	readonly jumps: number
	/** Limited to 0 … endTick. */
	seekTick(tick: number): void
	/** To the first moment at which so many operations are done; limited to 0 … steps. */
	seekStep(step: number): void
	/** On to the next moment at which anything happens: what did. None at the end. */
	next(): Stamped[]
	/** The round went on: further commands, and where its clock stands now. Throws if they don't fit. The moment stays. */
	append(entries: readonly LogEntry[], tick: number): void
	/** What happened since it was last asked or since the latest jump, in order; the latest few thousand. */
	drainEvents(): Stamped[]
	/** Tick of the first moment at which so many operations are done. */
	tickOfStep(step: number): number
	/** Sum of the bill at that moment, in cycles. */
	billAtStep(step: number): number
}

/** A tick takes 2 to 10 µs, a copy of a world 0.1 to 0.3 ms and some 100 KB. */
const KEYFRAME_TICKS = 256
/** More than that and every second one is dropped: long rounds have them farther apart. */
const MAX_KEYFRAMES = 64
const MAX_EVENTS = 4000

/** A world on its way through a log. */
interface Run {
	readonly world: World
	/** Entries done so far. */
	played: number
}

/** Plays the whole log once, then goes to its beginning. Throws if an entry doesn't fit: the log is of other rules. */
export function createReplayPlayer(
	{ header, level, program, reference }: ReplayStart,
	entries: readonly LogEntry[],
	endTick: number,
): ReplayPlayer {
	const player = playerFrom(createWorld(header, level, program, reference))
	player.append(entries, endTick)
	player.seekTick(0)
	return player
}

/** A replay that begins from any fresh world. */
export function playerFrom(fresh: World): ReplayPlayer {
	const log: LogEntry[] = []
	const ticks: number[] = []
	const bills: number[] = []
	let spacing = KEYFRAME_TICKS
	let keyframes: Run[] = [copyRun({ world: fresh, played: 0 })]
	/** Always at the end, ahead of what is looked at. */
	let front: Run = copyRun({ world: fresh, played: 0 })
	let run: Run = { world: fresh, played: 0 }
	let events: Stamped[] = []
	let jumps = 0
	let endTick = 0
	drain(fresh)

	const note = (): void => {
		const { world } = front
		while (ticks.length <= world.step) {
			ticks.push(world.tick)
			bills.push(0)
		}
		// Commands of that very tick may come later, and cost.
		for (let step = world.step; ticks[step] === world.tick; step -= 1) bills[step] = billCyclesOf(world)
		if (world.tick < (keyframes.at(-1)?.world.tick ?? 0) + spacing) return
		keyframes.push(copyRun(front))
		if (keyframes.length <= MAX_KEYFRAMES) return
		spacing *= 2
		keyframes = keyframes.filter((_, index) => index % 2 === 0)
	}
	const restore = (tick: number): Run => copyRun(keyframes.findLast((one) => one.world.tick <= tick) as Run)
	const clampTick = (tick: number): number => Math.max(0, Math.min(endTick, Math.floor(tick)))
	const atStep = (list: readonly number[], step: number): number =>
		list[Math.max(0, Math.min(list.length - 1, Math.floor(step)))] ?? 0

	const seekTick = (wanted: number): void => {
		const tick = clampTick(wanted)
		const nearest = keyframes.findLast((one) => one.world.tick <= tick)?.world.tick ?? 0
		if (tick < run.world.tick || nearest > run.world.tick + spacing) {
			run = restore(tick)
			events = []
			jumps += 1
			runTo(run, log, tick)
			return
		}
		events.push(...runTo(run, log, tick))
		if (events.length > MAX_EVENTS) events = events.slice(-MAX_EVENTS)
	}

	return {
		world: () => run.world,
		get tick() {
			return run.world.tick
		},
		get endTick() {
			return endTick
		},
		get steps() {
			return front.world.step
		},
		get jumps() {
			return jumps
		},
		seekTick,
		seekStep: (step) => seekTick(atStep(ticks, step)),
		next() {
			let happened = playDue(run, log)
			while (happened.length === 0 && run.world.tick < endTick) happened = runTo(run, log, run.world.tick + 1)
			return happened
		},
		append(entries, tick) {
			const [first] = entries
			if (first && first.tick < front.world.tick) {
				// Its clock was told before its commands were.
				keyframes = keyframes.filter((one) => one.world.tick <= first.tick)
				front = restore(first.tick)
				ticks.length = Math.min(ticks.length, front.world.step + 1)
				bills.length = ticks.length
			}
			for (const entry of entries) {
				if (entry.seq !== log.length) throw new Error(`seq ${entry.seq} where ${log.length} is due`)
				log.push(entry)
			}
			runTo(front, log, Math.max(endTick, tick, entries.at(-1)?.tick ?? 0), note)
			endTick = front.world.tick
			if (!first || first.tick > run.world.tick) return
			if (first.tick < run.world.tick) {
				const before = clampTick(run.world.tick)
				run = restore(first.tick)
				events = []
				jumps += 1
				runTo(run, log, before)
			} else events.push(...playDue(run, log))
		},
		drainEvents() {
			const drained = events
			events = []
			return drained
		},
		tickOfStep: (step) => atStep(ticks, step),
		billAtStep: (step) => atStep(bills, step),
	}
}

const copyRun = ({ world, played }: Run): Run => ({ world: copyWorld(world), played })

/** On to a tick, or to the end of the round; what happened. `passed` is called after each tick, and before the first. */
function runTo(run: Run, log: readonly LogEntry[], tick: number, passed?: () => void): Stamped[] {
	const events = playDue(run, log)
	passed?.()
	while (run.world.tick < tick && run.world.phase === 'running') {
		advanceTick(run.world)
		events.push(...drain(run.world), ...playDue(run, log))
		passed?.()
	}
	return events
}

/** The commands of this tick. */
function playDue(run: Run, log: readonly LogEntry[]): Stamped[] {
	const { world } = run
	for (let entry = log[run.played]; entry && entry.tick <= world.tick; entry = log[run.played]) {
		const played = entry.tick === world.tick ? begin(world, entry.seat, entry.intent) : null
		if (!played?.ok) throw new Error(`entry ${entry.seq} does not fit at tick ${world.tick}: ${played?.code ?? 'past'}`)
		run.played += 1
	}
	return drain(world)
}
