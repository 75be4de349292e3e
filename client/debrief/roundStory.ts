import type { ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import type { RuleCard } from '../../shared/game/standingOrder.ts'
import { project } from '../../shared/view/project.ts'
import type { GameEvent } from '../../shared/game/event.ts'
import { auditLines } from '../seats/auditModel.ts'
import type { Say } from '../seats/say.ts'
import { worldBefore } from './worldBefore.ts'

/** A wrong ruling, and what the books said. */
export interface AuditTold {
	readonly step: number
	readonly seat: Seat
	readonly costCycles: number
	readonly lines: readonly Say[]
}

/** Someone's time in a seat, in program steps; the end is the next one's begin. */
export interface SeatSpan {
	readonly seat: Seat
	/** Number within the crew; null: a bot. */
	readonly player: number | null
	/** A human's seat that the autopilot kept, because nobody decided. */
	readonly autopilot: boolean
	readonly fromStep: number
	readonly toStep: number
}

export interface OrderTold extends RuleCard {
	readonly seat: Seat
	readonly slot: number
}

/** What a crew did in a round, beside its bill. */
export interface RoundStory {
	readonly audits: readonly AuditTold[]
	readonly spans: readonly SeatSpan[]
	/** Standing orders as they were at the end. */
	readonly orders: readonly OrderTold[]
}

/** Goes through the whole round once; the replay stands at its end then. */
export function tellRound(replay: ReplayPlayer, entries: readonly LogEntry[]): RoundStory {
	const audited: {
		readonly tick: number
		readonly step: number
		readonly event: Audited
		readonly costCycles: number
	}[] = []
	const spans = new SpanBook(entries)
	replay.seekTick(0)
	const { seats } = replay.world()
	for (const seat of SEATS) spans.change(seat, seats[seat].holder === 'human', seats[seat].autopilot, 0, 0)
	for (let events = replay.next(); events.length > 0; events = replay.next()) {
		const world = replay.world()
		for (const { event, costCycles } of events) {
			if (event.type === 'audited') audited.push({ tick: world.tick, step: world.step, event, costCycles })
			if (event.type === 'seatChanged')
				spans.change(event.seat, event.status.holder === 'human', event.status.autopilot, world.tick, world.step)
		}
	}
	const { rules, step } = replay.world()
	return {
		audits: audited.slice(0, MAX_AUDITS).map(({ tick, step, event, costCycles }) => ({
			step,
			seat: event.seat,
			costCycles,
			lines: linesOf(event, tick, costCycles, replay, entries),
		})),
		spans: spans.close(step),
		orders: SEATS.flatMap((seat) => rules[seat].flatMap((card, slot) => (card ? [{ seat, slot, ...card }] : []))),
	}
}

type Audited = Extract<GameEvent, { type: 'audited' }>

/** More than anybody reads. */
const MAX_AUDITS = 24

/** What the books said, by the desk on which the item lay when it was misjudged; without the line about its price. */
function linesOf(
	event: Audited,
	tick: number,
	costCycles: number,
	replay: ReplayPlayer,
	entries: readonly LogEntry[],
): readonly Say[] {
	const wrong = entries.find(
		({ tick: when, seat, intent }) =>
			when === tick && seat === event.seat && 'ticket' in intent && intent.ticket === event.ticket,
	)
	const before = worldBefore(replay, entries, { tick, seq: wrong?.seq ?? null })
	return auditLines(event, project(before, event.seat), costCycles).slice(0, -1)
}

class SpanBook {
	readonly #entries: readonly LogEntry[]
	readonly #open: Partial<Record<Seat, Omit<SeatSpan, 'toStep'>>> = {}
	readonly #closed: SeatSpan[] = []

	constructor(entries: readonly LogEntry[]) {
		this.#entries = entries
	}

	change(seat: Seat, isHuman: boolean, autopilot: boolean, tick: number, step: number): void {
		const player = isHuman ? this.#holder(seat, tick) : null
		const now = this.#open[seat]
		if (now && now.player === player && now.autopilot === autopilot) return
		this.#end(seat, step)
		this.#open[seat] = { seat, player, autopilot, fromStep: step }
	}

	close(step: number): SeatSpan[] {
		for (const seat of SEATS) this.#end(seat, step)
		return this.#closed.toSorted((a, b) => SEATS.indexOf(a.seat) - SEATS.indexOf(b.seat) || a.fromStep - b.fromStep)
	}

	#end(seat: Seat, step: number): void {
		const now = this.#open[seat]
		// Whoever sat down before the first step has always sat there.
		if (now && now.fromStep < step) this.#closed.push({ ...now, toStep: step })
	}

	/** Who sat down there last. */
	#holder(seat: Seat, tick: number): number {
		return (
			this.#entries.findLast((one) => one.seat === seat && one.intent.kind === 'TAKE' && one.tick <= tick)?.player ?? 0
		)
	}
}
