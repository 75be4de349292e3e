import type { MachineEvent } from '../../machine/event.ts'
import type { World } from '../../game/round.ts'
import { MIN_CHUNK_BYTES } from '../../machine/heap/chunk.ts'
import { deepCopy } from '../../machine/heap/deepCopy.ts'
import { evictFrame } from '../../machine/kernel/frames.ts'
import { advisePages } from '../../machine/kernel/kernel.ts'
import { resolveFault } from '../../machine/kernel/resolveFault.ts'
import { entryOf, type Machine } from '../../machine/machine.ts'
import type { FrameView } from '../../machine/memory.ts'
import { chargesOf, costOf } from '../../machine/prices.ts'
import { firstByteOf, LAYOUT, TEACH } from '../../machine/scale.ts'
import { type FrameNumber, type PageNumber, page } from '../../machine/units.ts'
import { between, randomStream } from '../../programs/random.ts'
import { bench, type ChooseVictim } from './bench.ts'
import type { Binder } from './draft.ts'
import { hexPage } from './gate.ts'
import { drawsOf, momentOf } from './observe.ts'

/** Bill of what is done to a copy of a machine. */
function priceOf(machine: Machine, act: (copy: Machine, emit: (event: MachineEvent) => void) => void): number {
	let cycles = 0
	act(deepCopy(machine), (event) => (cycles += costOf(chargesOf(event))))
	return cycles
}

const frameOf = (machine: Machine, number: PageNumber): FrameView | undefined => {
	const { frame } = entryOf(machine, number)
	return frame === null ? undefined : machine.frames[frame]
}

/** Q11: a page of nothing but freed chunks, when memory is full. */
export const pageOfFreedChunks: Binder = (context) => {
	interface Full {
		readonly dead: PageNumber
		readonly live: PageNumber
		/** Program steps since the live page was used. */
		readonly steps: number
		readonly bills: Readonly<Record<'disclaim' | 'nothing' | 'freeAgain' | 'evictLive', number>>
	}
	const moment = momentOf<Full>(context, 'Q11', (_start, found) => {
		/** Step at which each page was used last. */
		const usedAt = new Map<PageNumber, number>()
		let looked = -1
		return (world, events) => {
			for (const { event } of events)
				if (event.type === 'tlbHit' || event.type === 'pageWalked') usedAt.set(event.page, world.step)
			const { machine } = world
			if (world.step === looked || machine.frames.some(({ page: held }) => held === null)) return
			if (machine.depotUsed >= machine.config.depotPages) return
			looked = world.step
			const { dead, live } = candidates(world, usedAt)
			if (dead === undefined || live === undefined) return
			found({
				dead,
				live,
				steps: world.step - (usedAt.get(live) ?? 0),
				bills: billsOf(machine, dead, live),
			})
		}
	})
	if (!moment) return null
	const { dead, live, steps, bills } = moment
	const names = ['disclaim', 'nothing', 'freeAgain', 'evictLive'] as const
	const least = Math.min(...names.map((name) => bills[name]))
	const cheapest = names.filter((name) => bills[name] === least)
	return {
		form: 'one',
		facts: { dead: hexPage(dead), live: hexPage(live), steps, evict: bills.nothing },
		whyFacts: { disclaim: bills.disclaim, evictLive: bills.evictLive },
		claims: names,
		truth: cheapest.length === 1 ? (cheapest[0] ?? '') : 'several',
	}
}

/** The page of freed chunks that was used least lately, and the live page that was, if later. */
function candidates({ machine, step }: World, usedAt: ReadonlyMap<PageNumber, number>) {
	let dead: PageNumber | undefined
	let live: PageNumber | undefined
	const { chunks } = machine.heap
	const heapEnd = machine.heap.brk
	const age = (number: PageNumber): number => step - (usedAt.get(number) ?? 0)
	const older = (number: PageNumber, than: PageNumber | undefined): boolean =>
		than === undefined || age(number) > age(than)
	const resident: PageNumber[] = []
	for (let number = LAYOUT.heapLow; firstByteOf(TEACH, number) < heapEnd; number = page(number + 1)) {
		const held = frameOf(machine, number)
		if (held && !held.locked && held.shared === 1) resident.push(number)
	}
	const covers = (number: PageNumber) => {
		const low = firstByteOf(TEACH, number)
		return chunks.filter(({ address, sizeBytes }) => address < low + TEACH.pageBytes && address + sizeBytes > low)
	}
	for (const number of resident) {
		const inside = covers(number)
		const low = firstByteOf(TEACH, number)
		const isDead = inside.length === 1 && inside[0]?.use === 'free' && inside[0].address + MIN_CHUNK_BYTES <= low
		if (isDead && older(number, dead)) dead = number
	}
	for (const number of resident) {
		const isLive = covers(number).some(({ use }) => use === 'used')
		if (isLive && dead !== undefined && age(number) > 1 && age(number) < age(dead) && older(number, live)) live = number
	}
	return { dead, live }
}

/** What it costs to get one free frame in each way, and to get back what the program will need again. */
function billsOf(machine: Machine, dead: PageNumber, live: PageNumber) {
	const evict = (copy: Machine, emit: (event: MachineEvent) => void, number: PageNumber): void =>
		evictFrame(copy, emit, entryOf(copy, number).frame as FrameNumber)
	const nothing = priceOf(machine, (copy, emit) => evict(copy, emit, dead))
	return {
		disclaim: priceOf(machine, (copy, emit) => {
			emit({ type: 'syscallEntered', lane: 0, pid: 0, call: 'madvise', pages: 1, down: true })
			advisePages(copy, emit, 0, 'DONTNEED', dead, 1)
		}),
		nothing,
		// The list has it already: no frame comes free, and the page goes all the same.
		freeAgain: nothing + costOf([['mergeBase', 1]]),
		evictLive: priceOf(machine, (copy, emit) => {
			evict(copy, emit, live)
			const back = copy.frames.find(({ page: held }) => held === null)
			const faulting = { lane: 0, pid: 0, address: firstByteOf(TEACH, live) }
			resolveFault(copy, emit, faulting, 'SWAPIN', back?.frame ?? null, 0)
		}),
	}
}

const LOOPS = 10

/** Q11b: a loop over one page more than there are frames. */
export const loopOverOneTooMany: Binder = (context) => {
	const frames = between(drawsOf(context, 'Q11b'), 4, 9)
	const faultsWith = (victim: (used: ReadonlyMap<PageNumber, number>) => ChooseVictim): number => {
		const used = new Map<PageNumber, number>()
		// One frame is the stack's.
		const { grow, write, drop, machine, faults } = bench(frames + 1, victim(used))
		grow(frames + 1)
		const { start } = machine.heap
		// malloc's own header; from here on the loop has all frames for itself.
		drop(page(start >> TEACH.pageShift))
		const before = faults()
		for (let turn = 0; turn < LOOPS * (frames + 1); turn += 1) {
			const at = start + (turn % (frames + 1)) * TEACH.pageBytes
			used.set(page(at >> TEACH.pageShift), turn)
			write(at, 1)
		}
		return faults() - before
	}
	const lru = faultsWith(
		(used) => (resident) =>
			resident.reduce((oldest, one) => ((used.get(one) ?? -1) < (used.get(oldest) ?? -1) ? one : oldest)),
	)
	const draws = randomStream(context.header.seed, 'questionQ11b/victim')
	const random = faultsWith(() => (resident) => resident[between(draws, 0, resident.length - 1)] as PageNumber)
	return {
		form: 'one',
		facts: { pages: frames + 1, frames, loops: LOOPS },
		whyFacts: { lru, random, accesses: LOOPS * (frames + 1) },
		claims: ['lru', 'random', 'equal', 'none'],
		truth: lru === 0 && random === 0 ? 'none' : lru === random ? 'equal' : lru > random ? 'lru' : 'random',
	}
}
