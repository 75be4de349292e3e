import { TEACH } from '../../shared/machine/scale.ts'
import type { Cue } from '../connect/bus.ts'
import { hex2 } from './hexText.ts'
import { type Say, say } from './say.ts'
import { tickerLine } from './tickerModel.ts'
import { whoOfLane } from './who.ts'

/** Something that this player has seen, with the number by which the ticker calls it. */
export interface Told {
	readonly id: number
	readonly cue: Cue
}

type Seen = Cue['event']
type Of<Type extends Seen['type']> = Extract<Seen, { type: Type }>

/** As long as a cost's story is likely to be: some rows get a frame half a minute before they lose it. */
const MAX_TOLD = 400
const MAX_LINKS = 6

const isKept = (cue: Cue): boolean =>
	tickerLine(cue) !== null ||
	cue.event.type === 'requestChanged' ||
	cue.event.type === 'tlbFilled' ||
	cue.event.type === 'tlbInvalidated'

/** What was seen so far and a batch more; `nextId` numbers them. */
export const remember = (told: readonly Told[], cues: readonly Cue[], nextId: () => number): readonly Told[] => {
	const kept = cues.filter(isKept).map((cue) => ({ id: nextId(), cue }))
	return kept.length === 0 ? told : [...told, ...kept].slice(-MAX_TOLD)
}

/**
 * Why it came to this: the line itself, then each cause before it, as far as this player has seen them.
 *
 *   12,000 SWAPIN ◄ fault on row 1C ◄ row 1C had gone to the depot ◄ fault on row 22 ◄ malloc opened a fresh page
 */
export function chainOf(told: readonly Told[], id: number): readonly Say[] {
	const chain: Say[] = []
	let at: number | null = told.findIndex((one) => one.id === id)
	for (let links = 0; at !== null && at >= 0 && links < MAX_LINKS; links += 1) {
		const one: Told | undefined = told[at]
		if (!one) break
		const line = lineOf(one.cue)
		if (line) chain.push(line)
		const cause: Cause = causeOf(told.slice(0, at), one.cue.event)
		if (cause.because) chain.push(cause.because)
		at = cause.at
	}
	return chain
}

function lineOf(cue: Cue): Say | null {
	const { event } = cue
	if (event.type === 'requestChanged') {
		const { lane, requestBytes, kind } = event.request
		return say(kind === 'realloc' ? 'seats.chain.realloc' : 'seats.chain.request', {
			lane: lane + 1,
			request: requestBytes,
		})
	}
	if (event.type === 'tlbFilled') return say('seats.chain.filled', { line: event.line, page: hex2(event.entry.page) })
	if (event.type === 'tlbInvalidated') return say('seats.chain.dropped', { line: event.line })
	return tickerLine(cue)
}

/** Where the story goes on, and what stands between: something nobody was told as an event. */
interface Cause {
	readonly at: number | null
	readonly because: Say | null
}

const UNKNOWN: Cause = { at: null, because: null }

function latest<Type extends Seen['type']>(
	before: readonly Told[],
	type: Type,
	isIt: (event: Of<Type>) => boolean = () => true,
): number | null {
	const at = before.findLastIndex(({ cue: { event } }) => event.type === type && isIt(event as Of<Type>))
	return at < 0 ? null : at
}

function causeOf(before: readonly Told[], event: Seen): Cause {
	// A standing order says so right before it acts.
	if (event.type !== 'ruleFired' && before.at(-1)?.cue.event.type === 'ruleFired')
		return { at: before.length - 1, because: null }
	switch (event.type) {
		case 'faultResolved':
			return {
				at: latest(before, 'faultQueued', ({ fault }) => fault.lane === event.lane && fault.address === event.address),
				because: null,
			}
		case 'faultQueued':
			return causeOfFault(before, event.fault)
		case 'pageEvicted': {
			const at = latest(before, 'faultQueued')
			const done = latest(before, 'faultResolved')
			return at !== null && (done === null || done < at)
				? { at, because: say('seats.chain.noFrame') }
				: { at: null, because: say('seats.chain.early') }
		}
		case 'syscallReturned':
			return {
				at: latest(before, 'syscallEntered', ({ lane, call }) => lane === event.lane && call === event.call),
				because: null,
			}
		case 'chunkPlaced':
		case 'chunkResized':
		case 'syscallEntered':
		case 'allocationFailed':
			return { at: latest(before, 'requestChanged', ({ request }) => request.lane === event.lane), because: null }
		case 'bytesCopied':
			return {
				at: latest(before, 'chunkPlaced', ({ lane, object }) => lane === event.lane && object === event.object),
				because: say('seats.chain.moved'),
			}
		case 'pageWalked':
			return causeOfMiss(before, event.page)
		default:
			return UNKNOWN
	}
}

/** Heap events whose header words lie on that page. */
const writesTo = (event: Of<'chunkPlaced' | 'chunkFreed' | 'chunkResized' | 'rackFlushed'>, page: number): boolean =>
	event.heap.chunks.some(({ address }) => (address + 8) >> TEACH.pageShift === page)

function causeOfFault(before: readonly Told[], { lane, pid, address, code }: Of<'faultQueued'>['fault']): Cause {
	const page = address >> TEACH.pageShift
	const row = hex2(page)
	const fork = latest(before, 'processStarted', ({ process }) => process.kind === 'child')
	if (code.present && code.write && fork !== null) return { at: fork, because: say('seats.chain.afterFork', { row }) }
	const evicted = latest(before, 'pageEvicted', (event) => event.pid === pid && event.page === page)
	const granted = latest(
		before,
		'faultResolved',
		(event) => event.pid === pid && event.pages.some((one) => one === page),
	)
	if (evicted !== null && (granted === null || granted < evicted))
		return { at: evicted, because: say('seats.chain.neededAgain', { row }) }
	if (pid !== 0) return { at: null, because: say('seats.chain.neighbour', { who: whoOfLane(lane), row }) }
	const heap = before.findLastIndex(
		({ cue: { event } }) =>
			(event.type === 'chunkPlaced' || event.type === 'chunkFreed' || event.type === 'chunkResized') &&
			event.lane === lane &&
			writesTo(event, page),
	)
	const touched = say('seats.chain.firstTouch', { row })
	if (heap >= 0) return { at: heap, because: say('seats.chain.header', { row }) }
	return {
		at: latest(before, 'syscallReturned', (event) => event.ok && !event.down && event.pid === 0),
		because: touched,
	}
}

/** A page is walked because no line held it: overwritten, dropped, or never written down. */
function causeOfMiss(before: readonly Told[], page: number): Cause {
	const held = latest(before, 'tlbFilled', ({ entry }) => page >= entry.page && page < entry.page + entry.span)
	const fill = held === null ? null : before[held]?.cue.event
	if (held === null || fill?.type !== 'tlbFilled')
		return { at: null, because: say('seats.chain.neverCached', { row: hex2(page) }) }
	const after = before.findIndex(
		({ cue: { event } }, index) =>
			index > held && (event.type === 'tlbFilled' || event.type === 'tlbInvalidated') && event.line === fill.line,
	)
	return { at: after < 0 ? null : after, because: null }
}
