import type { LogEntry } from '../../shared/game/log.ts'
import { type RoundHeader, RULES_VERSION } from '../../shared/game/world.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import type { Store } from './playerRecord.ts'

/** A solo round as its command log, which is the game: running it again gives the same state. */
export interface SoloSave {
	readonly header: RoundHeader
	readonly seats: readonly Seat[]
	/** A manager's stream instead of the level's program (`fleetStream.ts`). */
	readonly fleet: string | null
	readonly entries: readonly LogEntry[]
	/** The clock when it was saved; it may be later than the last entry. */
	readonly tick: number
	readonly step: number
	readonly stepsTotal: number
	readonly finished: boolean
}

const KEY = 'lot.solo'

export function writeSoloSave(store: Store, save: SoloSave): void {
	try {
		store.setItem(KEY, JSON.stringify(save))
	} catch {
		// A full or forbidden store: the round goes on, it only can't be continued after a reload.
	}
}

export const forgetSoloSave = (store: Store): void => store.removeItem(KEY)

/** Null: none; `outdated`: of other rules or damaged, so it can't be run again. */
export function readSoloSave(store: Store): SoloSave | 'outdated' | null {
	const text = store.getItem(KEY)
	if (text === null) return null
	try {
		const save = JSON.parse(text) as Partial<SoloSave> | null
		const isWhole =
			save?.header?.rules === RULES_VERSION &&
			Array.isArray(save.entries) &&
			isSeats(save.seats) &&
			Number.isInteger(save.tick) &&
			(save.fleet === null || typeof save.fleet === 'string') &&
			levelNamed(save.header.level) !== undefined
		return isWhole ? (save as SoloSave) : 'outdated'
	} catch {
		return 'outdated'
	}
}

const isSeats = (value: unknown): value is readonly Seat[] =>
	Array.isArray(value) && value.length > 0 && value.every((seat: unknown) => SEATS.some((one) => one === seat))
