import type { GameEvent, Stamped } from '../game/event.ts'
import type { Seat } from '../game/seat.ts'
import { address } from '../machine/units.ts'
import type { SeatEvent } from './seatView.ts'

const EVERYONE: readonly Seat[] = ['malloc', 'kernel', 'mmu']

/**
 * Who may notice what: the fog, in one table. An event that isn't listed for a seat reaches it as
 * its bare cost at most.
 */
const SEEN_BY: Readonly<Record<GameEvent['type'], readonly Seat[]>> = {
	companyWorked: [],
	chunkPlaced: ['malloc'],
	chunkFreed: ['malloc'],
	heapMoved: ['malloc'],
	chunkResized: ['malloc'],
	mappingResized: ['malloc'],
	bytesCopied: ['malloc'],
	rackFlushed: ['malloc'],
	pagesAdvised: ['malloc', 'kernel'],
	policySet: ['malloc'],
	allocationFailed: ['malloc'],
	mappingMade: ['malloc'],
	mappingRemoved: ['malloc'],
	requestChanged: ['malloc'],
	requestClosed: ['malloc'],
	syscallEntered: ['malloc', 'kernel'],
	syscallReturned: ['kernel'],
	slipQueued: ['kernel'],
	slipClosed: ['kernel'],
	faultQueued: ['kernel'],
	faultClosed: ['kernel'],
	faultResolved: ['kernel'],
	vmaChanged: ['kernel'],
	frameChanged: ['kernel'],
	pageEvicted: ['kernel'],
	depotChanged: ['kernel'],
	framesScanned: ['kernel'],
	frameMoved: ['kernel'],
	processStarted: ['kernel'],
	processEnded: ['kernel'],
	rentCharged: ['kernel'],
	signalHandled: ['kernel', 'mmu'],
	entryChanged: ['kernel', 'mmu'],
	bitsChanged: ['mmu'],
	accessedCleared: ['mmu'],
	tlbHit: ['mmu'],
	pageWalked: ['mmu'],
	tlbFilled: ['mmu'],
	tlbInvalidated: ['mmu'],
	accessChanged: ['mmu'],
	accessClosed: ['mmu'],
	previewChanged: ['mmu'],
	walksLeftChanged: ['mmu'],
	ruleChanged: EVERYONE,
	ruleFired: EVERYONE,
	silentBug: EVERYONE,
	audited: EVERYONE,
	laneChanged: EVERYONE,
	phaseChanged: EVERYONE,
	seatChanged: EVERYONE,
	stepFinished: EVERYONE,
	patienceLost: EVERYONE,
	pinged: EVERYONE,
	hostActed: EVERYONE,
	nightShiftBegan: EVERYONE,
	roundFinished: EVERYONE,
}

/** What the seat may notice of an event; null: nothing at all. The only place that decides the fog. */
export function reveal({ event, costCycles }: Stamped, seat: Seat): SeatEvent | null {
	if (!SEEN_BY[event.type].includes(seat) || isOthers(event, seat))
		return costCycles === 0 ? null : { event: { type: 'billed' }, costCycles }
	return { event: masked(event, seat), costCycles }
}

/** Tenants and children are the kernel's alone; a rule card is its own seat's. */
function isOthers(event: GameEvent, seat: Seat): boolean {
	switch (event.type) {
		case 'syscallEntered':
		case 'entryChanged':
		case 'bitsChanged':
			return event.pid !== 0 && seat !== 'kernel'
		case 'ruleChanged':
		case 'ruleFired':
			return event.seat !== seat
		default:
			return false
	}
}

function masked(event: GameEvent, seat: Seat): GameEvent {
	// P=0 tells the hardware nothing about why: never touched and swapped out look alike.
	if (
		event.type === 'entryChanged' &&
		seat === 'mmu' &&
		(event.entry.state === 'swapped' || event.entry.state === 'file')
	)
		return { ...event, entry: { ...event.entry, state: 'none' } }
	// The kernel learns A and D by a scan only.
	if (event.type === 'entryChanged' && seat === 'kernel')
		return { ...event, entry: { ...event.entry, accessed: false, dirty: false } }
	// That it happened, not where: nobody in the crew could know before the debrief.
	if (event.type === 'silentBug') return { ...event, lane: 0, object: 0, address: address(0), write: false }
	// Whoever isn't audited learns that it happened, not what the right answer was.
	if (event.type === 'audited' && seat !== event.seat) return { ...event, ticket: 0, expected: null }
	return event
}
