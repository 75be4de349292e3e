import type { LogEntry } from '../game/log.ts'
import { RULES_VERSION, type RoundHeader } from '../game/round.ts'
import { SEATS } from '../game/seat.ts'
import { type Assignment, type HomeworkError, type HomeworkItem, seatsOfItem } from './link.ts'

/** What a log's first line claims must be the item, before anybody spends time on running it. */
export function claimProblem(
	text: string,
	item: HomeworkItem,
	bots: Assignment['bots'],
): Extract<HomeworkError, 'E_LOG' | 'E_RULES' | 'E_OTHER_ROUND'> | null {
	const claim = parse(text.slice(0, text.indexOf('\n') + 1))
	if (claim === null) return 'E_LOG'
	if (claim.rules !== RULES_VERSION) return 'E_RULES'
	const isItem =
		claim.level === item.level &&
		claim.seed === item.seed &&
		claim.pace === 'calm' &&
		SEATS.every((seat) => claim.bots?.[seat] === bots[seat])
	return isItem ? null : 'E_OTHER_ROUND'
}

function parse(line: string): Partial<RoundHeader> | null {
	try {
		const value: unknown = JSON.parse(line)
		return typeof value === 'object' && value !== null ? value : null
	} catch {
		return null
	}
}

/** Who played, of a log that has been found good. */
export interface Hands {
	/** Share of the round's ticks in which a bot drove the item's seat (of several: on average), in whole percent. */
	readonly botSharePercent: number
	/** Only the item's seats were ever taken, and nobody but those who sat there acted. */
	readonly onlyOwnSeats: boolean
}

export function handsOf(entries: readonly LogEntry[], item: HomeworkItem, endTick: number): Hands {
	const own = seatsOfItem(item)
	let humanTicks = 0
	for (const seat of own) {
		let sinceTick: number | null = null
		for (const entry of entries) {
			if (entry.seat !== seat) continue
			if (entry.intent.kind === 'TAKE') sinceTick ??= entry.tick
			if (entry.intent.kind === 'YIELD' && sinceTick !== null) {
				humanTicks += entry.tick - sinceTick
				sinceTick = null
			}
		}
		if (sinceTick !== null) humanTicks += endTick - sinceTick
	}
	const seatTicks = Math.max(1, own.length * endTick)
	return {
		botSharePercent: Math.round((100 * (seatTicks - humanTicks)) / seatTicks),
		onlyOwnSeats: entries.every(({ seat }) => own.some((one) => one === seat)),
	}
}
