import { playGhost } from '../../game/score/ghosts.ts'
import { BOT_POLICIES } from '../../game/bots/policy.ts'
import { costOf } from '../../machine/prices.ts'
import { firstByteOf, LAYOUT, TEACH } from '../../machine/scale.ts'
import { address } from '../../machine/units.ts'
import { between } from '../../programs/random.ts'
import type { Binder, QuestionContext } from './draft.ts'
import { frameCount } from './frameCount.ts'
import { drawsOf, experiment, freshRound, momentOf, watchOn } from './observe.ts'

/** Q1: who runs the kernel's code for a system call. */
export const whoRunsKernelCode: Binder = (context) => {
	interface Crossing {
		readonly lane: number
		readonly gateCycles: number
		/** Of the thread that was seen in ring 0; null: none was. */
		readonly inside: number | null
		readonly otherProcess: boolean
	}
	const moment = momentOf<Crossing>(context, 'Q1', (_start, found) => {
		const open = new Map<number, { gateCycles: number; inside: number | null }>()
		let latest: { gateCycles: number; inside: number | null } | null = null
		return (_world, events) => {
			for (const { event, costCycles } of events) {
				if (event.type === 'syscallEntered' && event.pid === 0 && event.call === 'brk' && !event.down) {
					latest = { gateCycles: costCycles, inside: null }
					open.set(event.lane, latest)
				} else if (event.type === 'laneChanged' && event.status.ring === 0 && latest) {
					latest.inside ??= event.status.lane
					latest = null
				} else if (event.type === 'syscallReturned' && open.has(event.lane)) {
					const crossing = open.get(event.lane)
					open.delete(event.lane)
					if (crossing && event.ok) found({ lane: event.lane, ...crossing, otherProcess: event.pid !== 0 })
				}
			}
		}
	})
	if (!moment) return null
	const { lane, gateCycles, inside, otherProcess } = moment
	return {
		form: 'one',
		facts: { lane: lane + 1 },
		whyFacts: { cycles: gateCycles },
		claims: ['sameThread', 'kernelProcess', 'library', 'otherThread'],
		truth: otherProcess
			? 'kernelProcess'
			: inside === null
				? 'library'
				: inside === lane
					? 'sameThread'
					: 'otherThread',
	}
}

/** Q1b: ring 3 reads the kernel's half. */
export const readOfKernelHalf: Binder = (context) => {
	const low = firstByteOf(TEACH, LAYOUT.kernelLow)
	const at = address(low + between(drawsOf(context, 'Q1b'), 0, 0xfff))
	let truth: string | null = null
	let code = ''
	let isEnded = false
	experiment(context, [{ kind: 'wild', address: at, write: false }], (_world, events) => {
		for (const { event } of events) {
			if (event.type === 'faultQueued') {
				const { present, write, user } = event.fault.code
				code = `P=${Number(present)} W=${Number(write)} U=${Number(user)}`
				truth ??= 'fault'
			} else if (event.type === 'syscallEntered') {
				truth ??= 'syscall'
			} else if (event.type === 'bitsChanged' || event.type === 'silentBug') {
				truth ??= 'zeros'
			} else if (event.type === 'signalHandled') {
				isEnded = true
			} else if (event.type === 'stepFinished') {
				truth ??= 'library'
				return true
			}
		}
		return false
	})
	if (truth === 'fault' && !isEnded) return null
	return {
		form: 'one',
		facts: { address: hexAddress(at) },
		whyFacts: { code },
		claims: ['fault', 'library', 'zeros', 'syscall'],
		truth: truth ?? 'library',
	}
}

export const hexAddress = (at: number): string => `0x${at.toString(16).toUpperCase().padStart(4, '0')}`
export const hexPage = (page: number): string => page.toString(16).toUpperCase().padStart(2, '0')

/** The cheapest way to more memory. */
const TRIP_CYCLES = costOf([
	['gate', 1],
	['brk', 1],
])

/** Q2: system calls that malloc makes in a whole round of textbook bots. */
export const systemCallsOfMalloc: Binder = (context) => {
	const ops = context.program.lanes.flat()
	// What realloc and fork ask for would have to be told apart in the text.
	if (ops.some(({ kind }) => kind === 'realloc' || kind === 'fork')) return null
	const mallocs = ops.filter(({ kind }) => kind === 'malloc').length
	let calls = 0
	const away = new Set<number>()
	let localMallocs = 0
	let localCycles = 0
	watchOn(freshRound(context), (_world, events) => {
		for (const { event, costCycles } of events) {
			if (event.type === 'syscallEntered' && event.pid === 0) {
				calls += 1
				away.add(event.lane)
			} else if (event.type === 'chunkPlaced') {
				if (!away.has(event.lane)) {
					localMallocs += 1
					localCycles += costCycles
				}
				away.delete(event.lane)
			} else if (event.type === 'mappingMade' || event.type === 'mappingRemoved') {
				away.delete(event.lane)
			}
		}
	})
	// With so many of them the question would teach the opposite.
	if (localMallocs === 0 || calls * 2 >= mallocs) return null
	return {
		form: 'one',
		facts: { mallocs, calls, twice: 2 * mallocs },
		whyFacts: { local: localMallocs, cycles: Math.round(localCycles / localMallocs), trip: TRIP_CYCLES },
		claims: [calls, mallocs, 2 * mallocs, 0],
		truth: calls,
	}
}

/** Slips of a whole round if malloc asks for so many pages beyond its need. */
function slipsWithPad({ level, program, header }: QuestionContext, padPages: number) {
	let slips = 0
	let pages = 0
	let gained = 0
	let count: ReturnType<typeof frameCount> | null = null
	const before = new Map<number, number>()
	playGhost(level, program, header.seed, {
		policies: { malloc: { ...BOT_POLICIES[2].malloc, rackMaxBytes: 0, padPages } },
		watch: (world, events) => {
			// All frames are free before the first event but the one of the arguments.
			count ??= frameCount(world)
			for (const { event } of events) {
				count.see(event)
				if (event.type === 'syscallEntered' && event.pid === 0 && event.call === 'brk') {
					slips += 1
					pages += event.pages
				} else if (event.type === 'heapMoved') {
					before.set(event.lane, count.free)
				} else if (event.type === 'syscallReturned' && event.pid === 0 && event.call === 'brk') {
					gained += (before.get(event.lane) ?? count.free) - count.free
				}
			}
		},
	})
	return { slips, pages, gained }
}

const WIDE_PAD_PAGES = 3

/** Q5b: why the first brk takes far more than was asked for. */
export const whyAskForMore: Binder = (context) => {
	const least = slipsWithPad(context, 0)
	const more = slipsWithPad(context, WIDE_PAD_PAGES)
	const saves = more.slips < least.slips && more.gained === 0
	return {
		form: 'one',
		facts: {},
		whyFacts: { least: least.slips, more: more.slips, pad: WIDE_PAD_PAGES },
		claims: ['fewerCalls', 'bug', 'headers', 'kernelsChoice'],
		// The kernel gave less where less was asked for; and headers fit into what was asked for least.
		truth: saves ? 'fewerCalls' : least.pages === more.pages ? 'kernelsChoice' : 'bug',
	}
}
