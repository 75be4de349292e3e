import { canBeServed } from '../../shared/game/legal.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import type { SeatView } from '../../shared/view/seatView.ts'

export interface Waiting {
	readonly ticket: number
	readonly sinceTick: number
}

/** What a seat has to decide now, oldest first. Optional work (fetching ahead, policies) isn't counted. */
export function waitingAt(view: SeatView): Waiting[] {
	if (view.seats[view.seat].holder === 'bot') return []
	const items = ((): readonly Waiting[] => {
		switch (view.seat) {
			case 'malloc':
				return view.requests.filter((request) => canBeServed(view, request))
			case 'kernel':
				return [...view.slips, ...view.faults]
			case 'mmu':
				return view.accesses
		}
	})()
	return items.toSorted((a, b) => a.sinceTick - b.sinceTick || a.ticket - b.ticket)
}

export type Views = Readonly<Partial<Record<Seat, SeatView>>>

/** The seats that this player holds views of, in the order of the tabs. */
export const heldSeats = (views: Views): Seat[] => SEATS.filter((seat) => views[seat] !== undefined)

/** The held seat whose item has waited longest; null if nothing waits. */
export function longestWaiting(views: Views): Seat | null {
	let best: { readonly seat: Seat; readonly item: Waiting } | null = null
	for (const seat of heldSeats(views)) {
		const view = views[seat]
		const item = view ? waitingAt(view)[0] : undefined
		if (!item) continue
		const older =
			!best ||
			item.sinceTick < best.item.sinceTick ||
			(item.sinceTick === best.item.sinceTick && item.ticket < best.item.ticket)
		if (older) best = { seat, item }
	}
	return best?.seat ?? null
}

/**
 * Where to go by itself: only away from a seat that owes nothing, so that a half-made choice is never taken away.
 * `pinned`: the player went to this seat on purpose and hasn't decided anything there since.
 */
export function nextSeat(views: Views, shown: Seat, pinned: boolean): Seat {
	const view = views[shown]
	if (view && (pinned || waitingAt(view).length > 0)) return shown
	return longestWaiting(views) ?? shown
}
