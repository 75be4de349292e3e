import type { HostAct } from '../../shared/game/event.ts'
import { LANES } from '../../shared/programs/op.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import type { Cue } from '../connect/bus.ts'
import { hex2, hex4 } from './hexText.ts'
import { type Say, say } from './say.ts'
import { ownedPage, whoOfLane } from './who.ts'

const pageText = (address: number): string => hex2(address >> TEACH.pageShift)

const rangeText = (page: number, pages: number): string =>
	pages === 1 ? hex2(page) : `${hex2(page)}–${hex2(page + pages - 1)}`

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
		case 'chunkResized':
			return say('seats.ticker.resized', { lane: event.lane + 1, row: pageText(event.address), cost })
		case 'mappingResized':
			return say('seats.ticker.resized', { lane: event.lane + 1, row: hex2(event.mapping.page), cost })
		case 'bytesCopied':
			return say('seats.ticker.copied', { lane: event.lane + 1, bytes: event.bytes, cost })
		case 'rackFlushed':
			return say('seats.ticker.flushed', { count: event.chunks, cost })
		case 'pagesAdvised':
			return say(event.advice === 'DONTNEED' ? 'seats.ticker.dontneed' : 'seats.ticker.willneed', {
				rows: rangeText(event.page, event.pages),
			})
		case 'allocationFailed':
			return say('seats.ticker.failed', { lane: event.lane + 1, cost })
		case 'syscallEntered':
			return say('seats.ticker.entered', { who: whoOfLane(event.lane), call: event.call, cost })
		case 'syscallReturned':
			return event.ok
				? say('seats.ticker.returned', { who: whoOfLane(event.lane), call: event.call, cost })
				: say('seats.ticker.enomem', { who: whoOfLane(event.lane), call: event.call, cost })
		case 'faultQueued':
			return say('seats.ticker.fault', { who: whoOfLane(event.fault.lane), address: hex4(event.fault.address) })
		case 'faultResolved': {
			const row = ownedPage(event.pid, pageText(event.address))
			if (event.verdict === 'SEGV') return say('seats.ticker.segv', { address: hex4(event.address), cost })
			return event.frames[0] !== undefined
				? say('seats.ticker.framed', { row, frames: event.frames.map(hex2).join(' '), verdict: event.verdict, cost })
				: say('seats.ticker.resolved', { row, verdict: event.verdict, cost })
		}
		case 'pageEvicted': {
			const facts = { row: ownedPage(event.pid, hex2(event.page)), frame: hex2(event.frame), cost }
			return say(event.to === 'file' ? 'seats.ticker.dropped' : 'seats.ticker.evicted', facts)
		}
		case 'framesScanned':
			return say('seats.ticker.scanned', {
				count: event.frames.length,
				hot: event.frames.filter(({ accessedScan }) => accessedScan).length,
				cost,
			})
		case 'frameMoved':
			return say('seats.ticker.moved', { from: hex2(event.from), to: hex2(event.to), cost })
		case 'processStarted':
			return event.process.kind === 'child'
				? say('seats.ticker.forked', {
						who: whoOfLane(event.process.pid + LANES - 1),
						count: event.copiedPages,
						cost,
					})
				: null
		case 'processEnded':
			return say(event.how === 'killed' ? 'seats.ticker.killed' : 'seats.ticker.exited', {
				who: whoOfLane(event.pid + LANES - 1),
				cost,
			})
		case 'pageWalked':
			return say('seats.ticker.walked', { row: hex2(event.page), trips: event.trips, cost })
		case 'audited':
			return say('seats.ticker.audit', { cost })
		case 'ruleFired':
			return say('seats.ticker.rule', { slot: event.slot + 1, fired: event.fired })
		case 'silentBug':
			return say('seats.ticker.silent', { count: event.count })
		case 'signalHandled':
			return say('seats.ticker.signal', { lane: event.lane + 1, address: hex4(event.address) })
		case 'hostActed':
			return hostLine(event.act)
		case 'nightShiftBegan':
			return say('seats.ticker.night')
		default:
			return null
	}
}

function hostLine(act: HostAct): Say {
	switch (act.kind) {
		case 'INJECT':
			return say('seats.ticker.hostInject', { what: say(`lesson.injectShort.${act.injection}`) })
		case 'PATIENCE':
			return say(act.on ? 'seats.ticker.hostPatienceOn' : 'seats.ticker.hostPatienceOff')
		case 'EXTEND':
			return say('seats.ticker.hostExtend')
		case 'FINISH':
			return say('seats.ticker.hostFinish')
	}
}
