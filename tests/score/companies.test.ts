import { describe, expect, test } from 'vitest'
import { createCompany } from '../../shared/game/company.ts'
import type { GameEvent } from '../../shared/game/event.ts'
import { hashWorld } from '../../shared/game/round.ts'
import { COMPANIES, COMPANY_NAMES, type CompanyName } from '../../shared/game/score/companies.ts'
import { type GhostRound, playFieldGhost, playGhost } from '../../shared/game/score/ghosts.ts'
import { lowerBoundOf } from '../../shared/game/score/lowerBound.ts'
import { totalCycles } from '../../shared/machine/buckets.ts'
import type { Allocator, Block } from '../../shared/machine/heap/allocator.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { firstByteOf, LAYOUT, TEACH } from '../../shared/machine/scale.ts'
import { bytes } from '../../shared/machine/units.ts'
import { LEVELS, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Op, Program } from '../../shared/programs/op.ts'

const HEAP = firstByteOf(TEACH, LAYOUT.heapLow)
type Worked = Extract<GameEvent, { type: 'companyWorked' }>

/** A company's round on a level, or on a program of a few ops; every event of it. */
function roundOf(name: CompanyName, program: Program, levelName: string, seed = 1) {
	const level = levelNamed(levelName)
	if (!level) throw new Error(levelName)
	const events: GameEvent[] = []
	let billed = 0
	const broken: string[] = []
	const round: GhostRound = playGhost(level, program, seed, {
		policies: {},
		company: createCompany(COMPANIES[name]()),
		watch(world, stamped) {
			for (const { event, costCycles } of stamped) {
				events.push(event)
				billed += costCycles
			}
			if (stamped.length > 0) broken.push(...brokenInvariants(world.machine))
		},
	})
	return { ...round, level, events, billed, broken }
}

const kinds = (events: readonly GameEvent[]): string[] => events.map(({ type }) => type)
const isWorked = (event: GameEvent): event is Worked => event.type === 'companyWorked'

/** The calls of the round, in its order, on an allocator with a memory of its own. Offsets where the round has addresses. */
function replayAlone(allocator: Allocator, program: Program, calls: readonly Worked[]): (number | null)[] {
	const next = program.lanes.map(() => 0)
	const blocks = new Map<number, Block>()
	const isCall = (op: Op) =>
		op.kind === 'malloc' || op.kind === 'realloc' || (op.kind === 'free' && blocks.has(op.object))
	return calls.map(({ lane }) => {
		const ops = program.lanes[lane] ?? []
		while (!isCall(ops[next[lane] ?? 0] as Op)) next[lane] = (next[lane] ?? 0) + 1
		const op = ops[next[lane] ?? 0] as Op
		next[lane] = (next[lane] ?? 0) + 1
		allocator.onThread?.(lane)
		if (op.kind !== 'malloc' && op.kind !== 'realloc' && op.kind !== 'free') throw new Error(op.kind)
		const held = blocks.get(op.object)
		if (op.kind === 'free') {
			allocator.free(held as Block)
			blocks.delete(op.object)
			return null
		}
		const block = held === undefined ? allocator.malloc(op.sizeBytes) : allocator.realloc(held, op.sizeBytes)
		blocks.set(op.object, block)
		return allocator.offsetOf(block) + (allocator.mappingOf(block) < 0 ? 0 : MAPPED)
	})
}

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

/** Marks an offset in a mapping: which page that is the kernel decides. */
const MAPPED = 2 ** 20
const offsetIn = (at: number | null, wanted: number | null): number | null =>
	at === null || wanted === null || wanted < MAPPED ? at && at - HEAP : (at % TEACH.pageBytes) + MAPPED

describe.each(COMPANY_NAMES)('%s in the malloc seat’s place', (name) => {
	test.each(LEVELS)('S-80 a round of $name ends, bills what its events cost, keeps all invariants', async (level) => {
		const program = await loadProgram(level.name, 1)
		const { world, billed, broken, events } = roundOf(name, program, level.name)
		expect([world.phase, broken, world.bill.audit]).toEqual(['finished', [], 0])
		expect(totalCycles(world.bill)).toBe(billed)
		expect(billed).toBeGreaterThan(lowerBoundOf(level, program, 1))
		expect(kinds(events)).not.toContain('requestChanged')
		expect(kinds(events)).not.toContain('allocationFailed')
		const unruly = program.lanes.flat().some(({ kind }) => kind === 'wild' || kind === 'stray' || kind === 'call')
		if (!unruly) expect(kinds(events)).not.toContain('signalHandled')
	})

	test.each(LEVELS)('S-81 on $name every object lies where the same calls put it outside the game', async (level) => {
		const program = await loadProgram(level.name, 2)
		const { world, events } = roundOf(name, program, level.name, 2)
		const calls = events.filter(isWorked)
		const alone = COMPANIES[name]()
		const wanted = replayAlone(alone, program, calls)
		expect(calls.map(({ address }, index) => offsetIn(address, wanted[index] ?? null))).toEqual(wanted)
		expect(calls.length).toBeGreaterThan(60)
		expect(world.machine.heap.brk - HEAP).toBe(alone.memory.brk)
		const lengths = world.machine.mappings.map(({ pages }) => pages * TEACH.pageBytes)
		expect(sorted(lengths)).toEqual(sorted(alone.memory.mappings.flatMap(({ length }) => length || [])))
		expect(world.company?.allocator.work).toEqual(alone.work)
	})

	test('S-82 it plays the same round again', async () => {
		const level = LEVELS.find((one) => one.name === 'vector')!
		const program = await loadProgram('vector', 5)
		const hashes = [1, 2].map(() => hashWorld(playFieldGhost(name, level, program, 5).world))
		expect(hashes[0]).toBe(hashes[1])
	})
})

const programOf = (...lanes: readonly Op[][]): Program => ({
	name: 'test',
	origin: 'test',
	lanes: [0, 1, 2].map((lane) => lanes[lane] ?? []),
})
const malloc = (object: number, size: number): Op => ({ kind: 'malloc', object, sizeBytes: bytes(size), plate: 'TST' })
const realloc = (object: number, size: number): Op => ({ kind: 'realloc', object, sizeBytes: bytes(size) })
const free = (object: number): Op => ({ kind: 'free', object })
const write = (object: number, length: number): Op => ({
	kind: 'touch',
	object,
	offsetBytes: bytes(0),
	lengthBytes: bytes(length),
	write: true,
})
const stray = (object: number, offset: number): Op => ({
	kind: 'stray',
	object,
	offsetBytes: bytes(offset),
	write: true,
})

/** Kinds of some events in order; calls of the kernel by name. */
function storyOf(events: readonly GameEvent[]): string[] {
	return events.flatMap((event) => {
		switch (event.type) {
			case 'companyWorked':
				return [`call ${event.lane}`]
			case 'stepFinished':
				return [`step ${event.step}`]
			case 'syscallEntered':
				return event.pid === 0 ? [`${event.call} ${event.down ? '-' : '+'}${event.pages}`] : []
			case 'syscallReturned':
				return event.pid === 0 && !event.ok ? ['ENOMEM'] : []
			case 'bytesCopied':
				return [`copy ${event.bytes}`]
			case 'allocationFailed':
				return ['NULL']
			case 'silentBug':
				return ['bug']
			case 'signalHandled':
				return ['SEGV']
			default:
				return []
		}
	})
}

describe('glibc-like, step by step', () => {
	const story = (...lanes: readonly Op[][]): string =>
		storyOf(roundOf('glibc-like', programOf(...lanes), 'steady-roomy').events).join(', ')

	test('S-83 a second thread waits until the call of the first is done, which waits for its page', () => {
		expect(story([malloc(1, 40)], [malloc(2, 40)])).toBe('brk +4, call 0, step 1, call 1, step 2')
	})

	test('S-84 a realloc that moves copies the old block', () => {
		const ops = [malloc(1, 100), malloc(2, 100), write(1, 100), realloc(1, 300)]
		expect(story(ops)).toBe('brk +4, call 0, step 1, call 0, step 2, step 3, call 0, copy 104, step 4')
	})

	test('S-85 an area that is too small is copied into a larger one, and only then unmapped', () => {
		const ops = [malloc(1, 3000), write(1, 3000), realloc(1, 5000), write(1, 5000), free(1)]
		const copied = 'mmap +20, call 0, copy 3056, munmap -12'
		expect(story(ops)).toBe(
			`brk +4, mmap +12, call 0, step 1, step 2, ${copied}, step 3, step 4, call 0, munmap -20, step 5`,
		)
	})

	test('S-91 copying reads each page of the old block and writes the page of the new one, before the old one goes', () => {
		const ops = [malloc(1, 3000), write(1, 3000), realloc(1, 5000)]
		const { events } = roundOf('glibc-like', programOf(ops), 'steady-roomy')
		const kept = events.slice(kinds(events).indexOf('bytesCopied'))
		const used = kept.slice(0, kinds(kept).indexOf('syscallEntered')).flatMap((event) => {
			const isUse = event.type === 'tlbHit' || (event.type === 'pageWalked' && event.trips === 16)
			return isUse && event.lane === 0 ? [event.page] : []
		})
		const area = (low: number) => Array.from({ length: 12 }, (_, page) => low + page)
		const first = LAYOUT.mapHigh - 11
		expect(sorted([...new Set(used)])).toEqual([...area(first - 20), ...area(first)])
	})

	test('S-86 top that is too long goes back to the kernel', () => {
		const objects = [1, 2, 3, 4]
		const told = story([...objects.map((object) => malloc(object, 1500)), ...objects.map(free)])
		expect(told.match(/brk .\d+/g)?.join(', ')).toBe('brk +4, brk +6, brk +6, brk +6, brk +6, brk -24')
	})

	test('S-87 when no addresses are left malloc returns NULL, and the program goes on without the object', () => {
		const ops = [malloc(1, 100), malloc(2, 60_000), write(2, 60_000), realloc(1, 60_000), write(1, 100), free(2)]
		const refused = 'mmap +235, ENOMEM, brk +235, ENOMEM, mmap +235, ENOMEM, call 0, NULL'
		expect(story(ops)).toBe(`brk +4, call 0, step 1, ${refused}, step 2, step 3, ${refused}, step 4, step 5, step 6`)
		// The realloc that failed has left its object where it was: behind the tcache's block.
		expect(roundOf('glibc-like', programOf(ops), 'steady-roomy').world.objects).toEqual({ 1: HEAP + 80 })
	})

	test('S-90 its headers are accesses of the thread, of one trip: that of the chunk, and that of top two pages on', () => {
		const { events } = roundOf('glibc-like', programOf([malloc(1, 600)]), 'steady-roomy')
		const walks = events.flatMap((event) =>
			event.type === 'pageWalked' && event.lane === 0 ? [[event.page, event.trips]] : [],
		)
		expect(walks).toEqual([0, 0, 2, 2].map((page) => [LAYOUT.heapLow + page, 1]))
	})

	test('S-88 a realloc in place costs what it costs a crew', () => {
		const { world } = roundOf('glibc-like', programOf([malloc(1, 100), realloc(1, 104)]), 'steady-roomy')
		// The tcache's own block and the first one, cut from top; then a look at the size word.
		expect(world.bill.malloc).toBe(2 * (60 + 20) + 60)
	})

	test('S-89 hardware does not notice an access to a block that was freed, or past its end', () => {
		const ops = [malloc(1, 100), malloc(2, 100), stray(1, 40), stray(1, 101), free(1), stray(1, 40)]
		expect(story(ops)).toBe('brk +4, call 0, step 1, call 0, step 2, step 3, bug, step 4, call 0, step 5, bug, step 6')
	})
})
