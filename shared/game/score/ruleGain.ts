import { type Firing, firingOf } from '../applyRules.ts'
import type { Desk } from '../desk.ts'
import { deskOf } from '../deskOf.ts'
import { legal, seatOf } from '../legal.ts'
import type { LogEntry } from '../log.ts'
import type { ReplayStart } from '../replayPlayer.ts'
import { advanceTick, begin, drain, MAX_ROUND_TICKS, type World } from '../round.ts'
import { SEATS, type Seat } from '../seat.ts'
import { createWorld } from '../world.ts'
import { billAfter, choiceOf, onlyItem, sense } from './regretsOf.ts'

/** Two to four milliseconds each; a card that is worth something shows it sooner. */
const MAX_COMPARED = 100

/** What a seat's standing orders did in a round, beside the textbook. */
export interface RuleGain {
	readonly fired: number
	/** Bills with the textbook's decisions instead, minus the bills with the cards': above 0 they beat it. */
	readonly gainCycles: number
}

export type RuleGains = Readonly<Record<Seat, RuleGain>>

/** Less than that is luck: another order of events. */
const LEAST_CYCLES = 400

export const beatsTextbook = ({ gainCycles }: RuleGain): boolean => gainCycles > LEAST_CYCLES

/**
 * Whether the rule cards of each seat beat the textbook (GAME.md §4.3): each decision of a card is weighed like a
 * regret, on the very desk on which it fired, against what L2 would have decided about the same item; bots play on from
 * there in both branches. Throws if the round doesn't fit its log.
 */
export function ruleGainsOf(
	{ header, level, program, reference }: ReplayStart,
	entries: readonly LogEntry[],
	horizonSteps = 40,
): RuleGains {
	const gains: Record<Seat, RuleGain> = { malloc: NOTHING, kernel: NOTHING, mmu: NOTHING }
	const world = createWorld(header, level, program, reference)
	let next = 0
	let compared = 0
	for (let ticks = 0; ticks <= MAX_ROUND_TICKS; ticks += 1) {
		for (let entry = entries[next]; entry?.tick === world.tick; entry = entries[next]) {
			const played = begin(world, entry.seat, entry.intent)
			if (!played.ok) throw new Error(`entry ${entry.seq} does not fit at tick ${world.tick}: ${played.code}`)
			next += 1
		}
		if (world.phase !== 'running') break
		const weighed = SEATS.flatMap((seat) => {
			const firing = compared < MAX_COMPARED ? dueFiring(world, seat) : null
			const gain = firing && gainOf(world, seat, firing, horizonSteps)
			if (gain !== null) compared += 1
			return firing ? [{ seat, ticket: firing.ticket, gain: gain ?? 0 }] : []
		})
		drain(world)
		advanceTick(world)
		for (const { event } of drain(world)) {
			if (event.type !== 'ruleFired') continue
			const { seat, ticket } = event
			// What was seen coming; another card may have been quicker.
			const own = weighed.find((one) => one.seat === seat && one.ticket === ticket)
			const { fired, gainCycles } = gains[seat]
			gains[seat] = { fired: fired + 1, gainCycles: gainCycles + (own?.gain ?? 0) }
		}
	}
	return gains
}

const NOTHING: RuleGain = { fired: 0, gainCycles: 0 }

/** What a card is about to do with the next tick. The night shift asks no cards that matter: nobody wrote them for it. */
function dueFiring(world: World, seat: Seat): Firing | null {
	if (world.nightShift || world.rules[seat].every((card) => card === null)) return null
	return firingOf(aTickLater(deskOf(world, seat)))
}

const aTickLater = (desk: Desk): Desk => ({ ...desk, tick: desk.tick + 1 })

/** Null: the textbook would have done the same, or nothing. */
function gainOf(world: World, seat: Seat, { ticket, intent }: Firing, horizonSteps: number): number | null {
	const desk = deskOf(world, seat)
	const textbook = choiceOf(onlyItem(desk, ticket), 2, null)
	if (!textbook || seatOf(textbook) !== seat || sense(textbook) === sense(intent)) return null
	if (legal(desk, textbook) !== null || legal(desk, intent) !== null) return null
	return billAfter(world, seat, textbook, 2, horizonSteps) - billAfter(world, seat, intent, 2, horizonSteps)
}
