import type { World } from '../../game/round.ts'
import { vmaOf } from '../../machine/kernel/fault.ts'
import { topOf } from '../../machine/heap/chunkList.ts'
import { entryOf, vmasOf } from '../../machine/machine.ts'
import { pageOf, TEACH } from '../../machine/scale.ts'
import { address as addressOf, bytes, type PageNumber, type VirtualAddress } from '../../machine/units.ts'
import type { Op } from '../../programs/op.ts'
import { between } from '../../programs/random.ts'
import type { Binder, QuestionContext } from './draft.ts'
import { frameCount } from './frameCount.ts'
import { hexAddress, hexPage } from './gate.ts'
import { drawsOf, experiment, freshRound, momentOf, watchOn } from './observe.ts'

const { pageBytes } = TEACH
const malloc = (object: number, size: number): Op => ({
	kind: 'malloc',
	object,
	sizeBytes: bytes(size),
	plate: 'OBJ',
})
const touch = (object: number, offset: number, length: number, write = true): Op => ({
	kind: 'touch',
	object,
	offsetBytes: bytes(offset),
	lengthBytes: bytes(length),
	write,
})

/** Q5: frames that a brk gives. */
export const framesAtBrk: Binder = (context) => {
	interface Grown {
		readonly top: number
		readonly need: number
		readonly pages: number
		readonly before: number
		readonly after: number
	}
	const moment = momentOf<Grown>(context, 'Q5', (start, found) => {
		const count = frameCount(start)
		const asked = new Map<number, { top: number; need: number; pages: number }>()
		const before = new Map<number, number>()
		return (world, events) => {
			for (const { event } of events) {
				count.see(event)
				if (event.type === 'slipQueued' && event.slip.pid === 0 && event.slip.call === 'brk') {
					const need = world.lanes[event.slip.lane]?.request?.needBytes
					const top = topOf(world.machine.heap)?.sizeBytes ?? 0
					if (need !== undefined && top > 0 && need > top)
						asked.set(event.slip.lane, { top, need, pages: event.slip.pages })
				} else if (event.type === 'slipClosed') {
					for (const lane of asked.keys()) before.set(lane, count.free)
				} else if (
					event.type === 'syscallReturned' &&
					event.pid === 0 &&
					event.call === 'brk' &&
					asked.has(event.lane)
				) {
					const slip = asked.get(event.lane)
					asked.delete(event.lane)
					const was = before.get(event.lane)
					// Pages and bytes must not come to the same.
					if (slip && was !== undefined && event.ok && slip.pages > 1 && slip.need % pageBytes !== 0)
						found({ ...slip, before: was, after: count.free })
				}
			}
		}
	})
	if (!moment) return null
	const { top, need, pages, before, after } = moment
	return {
		form: 'one',
		facts: { top, need, pages },
		whyFacts: { before, after },
		claims: [0, pages * pageBytes, need, pageBytes],
		truth: (before - after) * pageBytes,
	}
}

const isFinished = (events: Parameters<Parameters<typeof watchOn>[1]>[1], step: number): boolean =>
	events.some(({ event }) => event.type === 'stepFinished' && event.step === step)

/** Pages of the program that have a frame of their own. */
const ownPages = ({ machine }: World): number =>
	machine.entries.reduce((sum, entry) => sum + (entry && entry.frame !== null ? 1 : 0), 0)
/** Pages of all areas of the program. */
const promisedPages = ({ machine }: World): number =>
	vmasOf(machine).reduce((sum, { low, high }) => sum + high - low + 1, 0)

/** Q7: many pages asked for, one byte written. */
export const residentAfterOneByte: Binder = (context) => {
	const draws = drawsOf(context, 'Q7')
	const pages = between(draws, 6, 12)
	const small = between(draws, 3, 12) * 16 - 8
	const at: { readonly virtual: number; readonly resident: number }[] = []
	experiment(
		context,
		[malloc(0, small), touch(0, 0, small), malloc(1, pages * pageBytes), touch(1, 0, 1), { kind: 'free', object: 1 }],
		(world, events) => {
			for (const step of [2, 4, 5])
				if (isFinished(events, step)) at.push({ virtual: promisedPages(world), resident: ownPages(world) })
		},
	)
	const [before, written, freed] = at
	if (!before || !written || !freed) return null
	const resident = written.resident - before.resident
	return {
		form: 'one',
		facts: { pages },
		whyFacts: { virtual: written.virtual - before.virtual, resident },
		claims: ['oneOrTwo', 'all', 'none', 'allAfterFree'],
		truth:
			resident === 1 || resident === 2
				? 'oneOrTwo'
				: resident === pages
					? 'all'
					: resident === 0 && freed.resident - before.resident === pages
						? 'allAfterFree'
						: resident === 0
							? 'none'
							: 'other',
	}
}

/** Q7b: a page is read, then written. */
export const readThenWrite: Binder = (context) => {
	const draws = drawsOf(context, 'Q7b')
	const pages = between(draws, 4, 7)
	// Neither the first nor the last: malloc itself writes there.
	const middle = between(draws, 1, pages - 2)
	const offset = middle * pageBytes
	let number = -1
	const costs: number[] = []
	let crashed = false
	experiment(
		context,
		[malloc(0, pages * pageBytes), touch(0, offset, 8, false), touch(0, offset, 8, true)],
		(world, events) => {
			for (const { event, costCycles } of events) {
				if (event.type === 'requestClosed') number = pageOf(TEACH, addressOf((world.objects[0] ?? 0) + 16 + offset))
				if (event.type === 'faultResolved' && pageOf(TEACH, event.address) === number) {
					costs.push(costCycles)
					crashed ||= event.verdict === 'SEGV'
				}
			}
		},
	)
	return {
		form: 'one',
		facts: { row: hexPage(number) },
		whyFacts: { read: costs[0] ?? 0, write: costs[1] ?? 0 },
		claims: [2, 1, 0, 'crash'],
		truth: crashed ? 'crash' : costs.length,
	}
}

/** Page faults of the program in a whole round of textbook bots, and how many of them were none of its bugs. */
function faultsOfRound(context: QuestionContext): { readonly all: number; readonly legal: number } {
	let all = 0
	let legal = 0
	watchOn(freshRound(context), (_world, events) => {
		for (const { event } of events) {
			if (event.type !== 'faultResolved' || event.pid !== 0) continue
			all += 1
			if (event.verdict !== 'SEGV') legal += 1
		}
	})
	return { all, legal }
}

/** Q8: the first write to a page of the heap. */
export const firstWriteToHeap: Binder = (context) => {
	interface Faulted {
		readonly address: number
		readonly verdict: string
	}
	const moment = momentOf<Faulted>(context, 'Q8', (_start, found) => {
		const open = new Map<number, VirtualAddress>()
		return (world, events) => {
			for (const { event } of events) {
				if (event.type === 'faultQueued' && event.fault.pid === 0) {
					const { lane, address, code } = event.fault
					const { machine } = world
					const number = pageOf(TEACH, address)
					const isHeap = vmaOf(vmasOf(machine), number)?.kind === 'heap'
					if (isHeap && !code.present && code.write && entryOf(machine, number).state === 'none')
						open.set(lane, address)
				} else if (event.type === 'faultResolved' && event.pid === 0) {
					const number = pageOf(TEACH, event.address)
					const asked = open.get(event.lane)
					// Of two threads that wait for the same page the second finds it there.
					for (const [lane, address] of open) if (pageOf(TEACH, address) === number) open.delete(lane)
					if (asked === event.address) found({ address: event.address, verdict: event.verdict })
				}
			}
		}
	})
	if (!moment) return null
	const { all, legal } = faultsOfRound(context)
	return {
		form: 'one',
		facts: { address: hexAddress(moment.address) },
		whyFacts: { all, legal },
		claims: ['ZERO', 'SEGV', 'SWAPIN', 'STACK'],
		truth: moment.verdict,
	}
}

/** Q8b: a read past the end of an object. */
export const readPastEnd: Binder = (context) => {
	// It fills its chunk to the last byte: the next 8 bytes are the size word of the chunk behind it.
	const size = 24 + 16 * between(drawsOf(context, 'Q8b'), 0, 6)
	let truth: string | null = null
	let at = 0
	experiment(
		context,
		[
			malloc(0, size),
			malloc(1, 40),
			touch(0, 0, size),
			{ kind: 'stray', object: 0, offsetBytes: bytes(size), write: false },
		],
		(world, events) => {
			at = (world.objects[0] ?? 0) + 16 + size
			if (world.step < 3) return
			for (const { event } of events) {
				if (event.type === 'faultQueued') truth ??= 'fault'
				else if (event.type === 'signalHandled') truth = 'segv'
				else if (event.type === 'silentBug' && event.address === at) truth ??= 'nothing'
			}
		},
	)
	if (pageOf(TEACH, addressOf(at)) !== pageOf(TEACH, addressOf(at - 1))) return null
	return {
		form: 'one',
		facts: { size },
		whyFacts: { address: hexAddress(at), row: hexPage(at >> TEACH.pageShift) },
		claims: ['nothing', 'fault', 'segv', 'malloc'],
		truth: truth ?? 'malloc',
	}
}

/** QF: frames that a fork takes. */
export const framesAtFork: Binder = (context) => {
	interface Forked {
		readonly shared: number
		readonly extra: number
		readonly copied: number
	}
	const moment = momentOf<Forked>(context, 'QF', (start, found) => {
		const count = frameCount(start)
		let before = 0
		let child: { pid: number; shared: number; extra: number } | null = null
		const copied = new Set<PageNumber>()
		const close = (): void => {
			if (child) found({ shared: child.shared, extra: child.extra, copied: copied.size })
			child = null
			copied.clear()
		}
		return (world, events) => {
			for (const { event } of events) {
				count.see(event)
				if (event.type === 'syscallEntered' && event.call === 'fork') {
					before = count.free
				} else if (event.type === 'processStarted' && event.process.kind === 'child') {
					child = { pid: event.process.pid, shared: event.copiedPages, extra: 0 }
				} else if (event.type === 'syscallReturned' && event.call === 'fork' && child) {
					child.extra = before - count.free
				} else if (event.type === 'faultResolved' && event.verdict === 'COW' && event.frames.length > 0 && child) {
					for (const page of event.pages) copied.add(page)
				} else if (event.type === 'processEnded' && event.pid === child?.pid) {
					close()
				}
			}
			if (world.phase === 'finished') close()
		}
	})
	if (!moment) return null
	const { shared, extra, copied } = moment
	return {
		form: 'one',
		facts: { shared },
		whyFacts: { copied },
		claims: [0, shared, shared / 2],
		truth: extra,
	}
}
