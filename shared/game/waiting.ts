import { entryOf, isPresent } from '../machine/machine.ts'
import { lineOf } from '../machine/mmu/tlb.ts'
import { canBeServed } from './legal.ts'
import type { Seat } from './seat.ts'
import type { Lane, World } from './world.ts'

/** Twelve seconds: then the autopilot serves a human's item once. */
export const IDLE_TICKS = 240
/** Eight seconds: from then on a waiting thread costs patience, charged second by second. */
const PATIENCE_GRACE_TICKS = 160
export const PATIENCE_STEP_TICKS = 20
const PATIENCE_MAX_TICKS = 40

interface Item {
	readonly sinceTick: number
}

/** What waits in a lane for a seat. */
export function itemFor(lane: Lane, seat: Seat): Item | null {
	switch (seat) {
		case 'malloc':
			return lane.request && lane.request.status !== 'slip' ? lane.request : null
		case 'kernel':
			return lane.slip ?? lane.fault
		case 'mmu':
			return lane.access
	}
}

/** Since when the oldest item has waited for a seat, neighbours' included (`after`: of those that came later); null: nothing waits. */
export function waitsSince({ lanes, neighbours }: World, seat: Seat, after = Number.NEGATIVE_INFINITY): number | null {
	let since = Number.POSITIVE_INFINITY
	for (const lane of lanes) since = earlier(since, itemFor(lane, seat), after)
	if (seat === 'kernel') for (const { slip, fault } of neighbours) since = earlier(since, slip ?? fault, after)
	return since === Number.POSITIVE_INFINITY ? null : since
}

const earlier = (since: number, item: Item | null, after: number): number =>
	item && item.sinceTick > after && item.sinceTick < since ? item.sinceTick : since

/** Whether anything has waited for a seat for so many ticks: spares bots a look at an empty desk. */
export function hasItem(world: World, seat: Seat, ticks: number): boolean {
	const since = waitsSince(world, seat)
	return since !== null && since + ticks <= world.tick
}

/** Whether the preview shows a page that no line holds, and anything has happened since that was last looked at in vain. */
export const mayPrefetch = ({ preview, machine, lookedAhead, nextIndex }: World): boolean =>
	lookedAhead !== nextIndex &&
	preview.some(({ page }) => lineOf(machine.tlb, page) < 0 && isPresent(entryOf(machine, page)))

/** False for a request that has to wait for another one's slip: its time is not the seat's fault. */
export function mayBeServed(world: World, lane: Lane, seat: Seat): boolean {
	if (seat !== 'malloc' || !lane.request) return true
	const requests = world.lanes.map((one) => one.request).filter((request) => request !== null)
	return canBeServed({ requests, chunks: world.machine.heap.chunks }, lane.request)
}

/** Whether waiting costs anything. */
export const isImpatient = ({ header, patience }: World): boolean => header.pace === 'live' && patience.on

/** When a lane's item costs patience next; Infinity: it doesn't. */
export const losesPatienceAt = ({ patience }: World, { impatientTicks }: Lane, { sinceTick }: Item): number =>
	impatientTicks >= PATIENCE_MAX_TICKS
		? Number.POSITIVE_INFINITY
		: Math.max(sinceTick, patience.sinceTick) + PATIENCE_GRACE_TICKS + impatientTicks + PATIENCE_STEP_TICKS
