import type { Cue } from '../connect/bus.ts'

/** The storeys that a request passes through, top down; `unseen` is what the fog hides from this player. */
export const FLOORS = ['program', 'library', 'syscall', 'kernel', 'hardware', 'unseen'] as const
export type Floor = (typeof FLOORS)[number]

export type FloorCycles = Readonly<Record<Floor, number>>
export const NO_FLOORS: FloorCycles = { program: 0, library: 0, syscall: 0, kernel: 0, hardware: 0, unseen: 0 }

type SeenEvent = Cue['event']

/** Which storey an event happens on; null: no storey (the game's own affairs). */
function floorOf(event: SeenEvent): Floor | null {
	switch (event.type) {
		case 'chunkPlaced':
		case 'chunkFreed':
		case 'heapMoved':
		case 'policySet':
		case 'allocationFailed':
		case 'requestChanged':
		case 'chunkResized':
		case 'mappingResized':
		case 'bytesCopied':
		case 'rackFlushed':
			return 'library'
		case 'syscallEntered':
		case 'pagesAdvised':
		case 'pinged':
			return 'syscall'
		case 'syscallReturned':
		case 'slipQueued':
		case 'slipClosed':
		case 'faultQueued':
		case 'faultResolved':
		case 'pageEvicted':
		case 'framesScanned':
		case 'frameMoved':
		case 'processStarted':
		case 'processEnded':
		case 'vmaChanged':
		case 'mappingMade':
		case 'mappingRemoved':
			return 'kernel'
		case 'accessChanged':
		case 'tlbHit':
		case 'pageWalked':
		case 'tlbFilled':
			return 'hardware'
		case 'signalHandled':
		case 'rentCharged':
			return 'program'
		case 'billed':
			return 'unseen'
		default:
			return null
	}
}

export interface Story {
	/** The lane whose request it is; null: nothing yet. */
	readonly lane: number | null
	readonly ticket: number | null
	readonly cycles: FloorCycles
	/** The storey of the latest event: lit. */
	readonly lit: Floor | null
}

export const NO_STORY: Story = { lane: null, ticket: null, cycles: NO_FLOORS, lit: null }

const laneOf = (event: SeenEvent): number | null => {
	// Of a bug that nobody noticed the seats learn no lane.
	if (event.type === 'silentBug') return null
	if ('lane' in event) return event.lane
	if (event.type === 'requestChanged') return event.request.lane
	if (event.type === 'accessChanged') return event.access.lane
	if (event.type === 'faultQueued') return event.fault.lane
	if (event.type === 'slipQueued') return event.slip.lane
	return null
}

/** The story so far and one event more. A new request (or, where those are hidden, another lane) begins a new story. */
export function tell(story: Story, cue: Cue): Story {
	const { event, costCycles } = cue
	const floor = floorOf(event)
	const lane = laneOf(event)
	const ticket = event.type === 'requestChanged' ? event.request.ticket : null
	const begins =
		(ticket !== null && ticket !== story.ticket) || (lane !== null && lane !== story.lane && story.ticket === null)
	const base: Story = begins ? { ...NO_STORY, lane, ticket } : story
	if (!floor) return base
	return { ...base, lit: floor, cycles: { ...base.cycles, [floor]: base.cycles[floor] + costCycles } }
}

/** Cycles by storey since this player sat down. */
export const addUp = (sums: FloorCycles, merged: readonly Cue[]): FloorCycles =>
	merged.reduce<FloorCycles>((so, { event, costCycles }) => {
		const floor = costCycles > 0 ? floorOf(event) : null
		// A mutable copy for each cue would be the accumulating spread that lint forbids; there are a handful at most.
		return floor ? Object.assign({}, so, { [floor]: so[floor] + costCycles }) : so
	}, sums)
