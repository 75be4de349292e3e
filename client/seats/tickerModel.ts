import type { Cue } from '../connect/bus.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { hex2, hex4 } from './hexText.ts'
import { type Say, say } from './say.ts'

const pageText = (address: number): string => hex2(address >> TEACH.pageShift)

/** One line of the ticker about an event, or null where there is nothing worth a line. */
export function tickerLine({ event, costCycles: cost }: Cue): Say | null {
	switch (event.type) {
		case 'chunkPlaced':
			return event.from === 'rack'
				? say('seats.ticker.racked', { lane: event.lane + 1, cost })
				: say('seats.ticker.placed', { lane: event.lane + 1, row: pageText(event.address), count: event.walked, cost })
		case 'chunkFreed':
			return event.how === 'rack'
				? say('seats.ticker.freedRack', { row: pageText(event.address), cost })
				: say('seats.ticker.freedMerge', { row: pageText(event.address), merged: event.merged, cost })
		case 'allocationFailed':
			return say('seats.ticker.failed', { lane: event.lane + 1, cost })
		case 'syscallEntered':
			return say('seats.ticker.entered', { lane: event.lane + 1, call: event.call, cost })
		case 'syscallReturned':
			return event.ok
				? say('seats.ticker.returned', { lane: event.lane + 1, call: event.call, cost })
				: say('seats.ticker.enomem', { lane: event.lane + 1, call: event.call, cost })
		case 'faultQueued':
			return say('seats.ticker.fault', { lane: event.fault.lane + 1, address: hex4(event.fault.address) })
		case 'faultResolved':
			return event.verdict === 'SEGV'
				? say('seats.ticker.segv', { address: hex4(event.address), cost })
				: event.frames[0] !== undefined
					? say('seats.ticker.framed', {
							row: pageText(event.address),
							frames: event.frames.map(hex2).join(' '),
							verdict: event.verdict,
							cost,
						})
					: say('seats.ticker.resolved', { row: pageText(event.address), verdict: event.verdict, cost })
		case 'pageEvicted':
			return say('seats.ticker.evicted', { row: hex2(event.page), frame: hex2(event.frame), cost })
		case 'pageWalked':
			return say('seats.ticker.walked', { row: hex2(event.page), trips: event.trips, cost })
		case 'audited':
			return say('seats.ticker.audit', { cost })
		case 'signalHandled':
			return say('seats.ticker.signal', { lane: event.lane + 1, address: hex4(event.address) })
		case 'nightShiftBegan':
			return say('seats.ticker.night')
		default:
			return null
	}
}
