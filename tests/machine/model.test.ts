import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MachineEvent } from '../../shared/machine/event.ts'
import { chunkSizeFor } from '../../shared/machine/heap/chunk.ts'
import { freeChunk, placeInChunk, placeInRacked } from '../../shared/machine/heap/heap.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { checkSlip, slipAllowed } from '../../shared/machine/kernel/addressSpace.ts'
import { judgeFault } from '../../shared/machine/kernel/fault.ts'
import { evictFrame } from '../../shared/machine/kernel/frames.ts'
import { resolveFault } from '../../shared/machine/kernel/resolveFault.ts'
import { growHeap, mapArea, refuseSyscall, shrinkHeap, unmapArea } from '../../shared/machine/kernel/kernel.ts'
import { committedPages, createMachine, entryOf, type Machine, vmasOf } from '../../shared/machine/machine.ts'
import type { Mapping } from '../../shared/machine/memory.ts'
import { fillLine, lookUp, setBits, walk } from '../../shared/machine/mmu/tlb.ts'
import { chargesOf, costOf, PRICES } from '../../shared/machine/prices.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { address, bytes, frame, page } from '../../shared/machine/units.ts'
import { Model } from './model.ts'
import { CONFIG } from './rig.ts'

const KINDS = [
	'place',
	'place',
	'place',
	'rack',
	'free',
	'free',
	'policy',
	'ask',
	'trim',
	'map',
	'unmap',
	'evict',
] as const
const COMMANDS = [...KINDS, 'touch', 'touch', 'touch', 'touch', 'stray', 'stack'] as const
type Kind = (typeof COMMANDS)[number]

/** The numbers pick among whatever is possible when the command's turn comes. */
interface Command {
	readonly kind: Kind
	readonly a: number
	readonly b: number
	readonly flag: boolean
}

const command: fc.Arbitrary<Command> = fc.record({
	kind: fc.constantFrom(...COMMANDS),
	a: fc.nat(400),
	b: fc.nat(400),
	flag: fc.boolean(),
})

class Pair {
	readonly machine: Machine
	readonly model: Model
	readonly done = new Set<string>()
	bill = 0
	buckets = 0
	private object = 0

	constructor(frames: number, heapLimitPages: number, commitLimitPages: number) {
		this.machine = createMachine(TEACH, { ...CONFIG, frames, heapLimitPages, commitLimitPages, lanes: 1 })
		this.model = new Model(frames, 4)
	}

	private readonly emit = (event: MachineEvent): void => {
		this.bill += costOf(chargesOf(event))
		for (const [name, count] of chargesOf(event)) this.buckets += PRICES[name].costCycles * count
	}

	run({ kind, a, b, flag }: Command): void {
		const { machine, model, emit } = this
		switch (kind) {
			case 'place': {
				const need = chunkSizeFor(a)
				const fits = [
					...model.list.filter((unit) => model.sizeOf(unit) >= need),
					...model.chunks('top').filter((unit) => model.sizeOf(unit) >= need + 32),
				]
				const unit = fits[b % fits.length]
				if (unit === undefined) return
				// `high` of top is refused by the rules, not by the machine.
				const high = flag && model.units[unit] === 'free'
				placeInChunk(machine, emit, address(0x1000 + unit * 16), high ? 'high' : 'low', this.placement(a))
				model.place(unit, need, this.object, high)
				break
			}
			case 'rack': {
				const sizes = model.rack.map(({ at }) => model.sizeOf(at))
				const need = sizes[a % sizes.length]
				if (need === undefined) return
				placeInRacked(machine, emit, this.placement(need - 8))
				model.takeRacked(need, this.object)
				break
			}
			case 'free': {
				const used = model.chunks('used')
				const unit = used[a % used.length]
				if (unit === undefined) return
				freeChunk(machine, emit, 0, address(0x1000 + unit * 16))
				model.free(unit)
				break
			}
			case 'policy':
				machine.heap.rackMaxBytes = bytes(a % 200)
				model.rackMaxBytes = a % 200
				break
			case 'ask':
				if (this.judgeSlip('brk', 1 + (a % 6))) {
					growHeap(machine, emit, 0, 1 + (a % 6))
					model.grow(1 + (a % 6))
				}
				break
			case 'trim': {
				if (model.spare < 1) return
				const pages = 1 + (a % model.spare)
				shrinkHeap(machine, emit, 0, pages)
				model.shrink(pages)
				break
			}
			case 'map': {
				const pages = 1 + (a % 5)
				if (!this.judgeSlip('mmap', pages)) break
				this.object += 1
				mapArea(machine, emit, 0, this.object, 'TST', bytes(pages * 256 - 16), pages)
				model.map(this.object, pages)
				break
			}
			case 'unmap': {
				const objects = [...model.maps.keys()]
				const object = objects[a % objects.length]
				if (object === undefined) return
				unmapArea(machine, emit, 0, machine.mappings.find((one) => one.object === object) as Mapping)
				model.unmap(object)
				break
			}
			case 'evict':
				this.evictOne(a)
				break
			case 'touch': {
				const pages = [...Array(model.heapPages).keys()].map((offset) => 0x10 + offset)
				for (const { first, pages: count } of model.maps.values())
					for (let offset = 0; offset < count; offset += 1) pages.push(first + offset)
				this.access(pages[a % pages.length] ?? 0x0a, flag, b)
				break
			}
			case 'stray':
				this.access(a % 256, flag, b)
				break
			case 'stack':
				this.access(0xef - (a % 18), flag, b)
				break
		}
		this.done.add(kind)
	}

	private placement(requestBytes: number) {
		this.object += 1
		const needBytes = chunkSizeFor(requestBytes)
		return { lane: 0, object: this.object, plate: 'TST', requestBytes: bytes(requestBytes), needBytes }
	}

	private judgeSlip(call: 'brk' | 'mmap', pages: number): boolean {
		const { machine, model } = this
		const vmas = vmasOf(machine)
		const books = { vmas, committedPages: committedPages(vmas), ...machine.config }
		const lowestMap = Math.min(0xdc, ...[...model.maps.values()].map(({ first }) => first))
		expect(books.committedPages).toBe(model.promised)
		expect(checkSlip(books, call, pages)).toEqual({
			withinHeapLimit: call === 'mmap' || model.heapPages + pages <= machine.config.heapLimitPages,
			withinCommitLimit: model.promised + pages <= machine.config.commitLimitPages,
			roomInAddressSpace: call === 'mmap' ? model.gapFor(pages) !== null : 0x10 + model.heapPages + pages <= lowestMap,
		})
		const ok = slipAllowed(books, call, pages)
		if (!ok) {
			refuseSyscall(this.emit, 0, call)
			model.bill += call === 'brk' ? 1500 : 2700
			this.done.add('refused')
		}
		return ok
	}

	private evictOne(pick: number): void {
		const { machine, model } = this
		const backed = [...model.pages].filter(([, { kind }]) => kind === 'frame')
		const one = backed[pick % backed.length]
		if (!one || one[1].kind !== 'frame') return
		evictFrame(machine, this.emit, frame(one[1].frame))
		model.evict(one[0])
	}

	/** An instruction that touches a page, with all that hardware and kernel do about it, until it passes or is killed. */
	private access(number: number, write: boolean, pick: number): void {
		const { machine, model, emit } = this
		for (let attempt = 0; attempt < 3; attempt += 1) {
			const hit = model.look(number, write)
			expect(lookUp(machine, emit, 0, page(number), write)).toBe(hit)
			if (hit) return void this.done.add('hit')
			const allowed = model.allows(number, write)
			walk(machine, emit, 0, page(number), write, 16)
			model.bill += allowed ? 640 : 40
			if (allowed) {
				const line = pick % 4
				fillLine(machine, emit, line, page(number))
				setBits(machine, emit, page(number), write)
				model.fill(line, number, write)
				return
			}
			const code = { present: false, write, user: true }
			const entry = entryOf(machine, page(number))
			const verdict = judgeFault(TEACH, vmasOf(machine), 0, entry, address(number * 256 + (pick % 256)), code)
			expect(verdict).toBe(number >= 0xf0 ? 'SEGV' : model.verdictOf(number, write))
			this.done.add(verdict)
			this.serve(number, verdict, pick)
			if (verdict === 'SEGV') return
		}
		throw new Error(`page ${number} faults for ever`)
	}

	private serve(number: number, verdict: ReturnType<typeof judgeFault>, pick: number): void {
		const { machine, model, emit } = this
		const takesFrame = verdict !== 'SEGV' && verdict !== 'ZPAGE'
		if (takesFrame && model.freeFrames.size === 0) this.evictOne(pick)
		const first = number - (number % 2)
		const untouched = [first, first + 1].every((one) => model.areaOf(one) && !model.pages.has(one))
		const runs = [...model.freeFrames].filter((one) => one % 2 === 0 && model.freeFrames.has(one + 1))
		const pair = verdict === 'ZERO' && untouched && runs.length > 0 && pick % 3 === 0
		const from = pair ? runs : [...model.freeFrames]
		const given = takesFrame ? (from[pick % from.length] as number) : null
		const at = address(number * 256 + (pick % 256))
		resolveFault(
			machine,
			emit,
			{ lane: 0, pid: 0, address: at },
			verdict,
			given === null ? null : frame(given),
			pair ? 1 : 0,
		)
		model.resolve(number, verdict, given ?? 0, pair)
		if (pair) this.done.add('pair')
	}

	/** Machine and model, each in the same few words. */
	compare(): void {
		const { machine, model } = this
		expect(brokenInvariants(machine)).toEqual([])
		const { heap } = machine
		expect(heap.chunks.map((chunk) => [chunk.address, chunk.sizeBytes, chunk.use].join(' '))).toEqual(model.told())
		expect(heap.freeList).toEqual(model.list.map((unit) => 0x1000 + unit * 16))
		expect(heap.rack).toEqual(model.rack.map(({ at }) => 0x1000 + at * 16))
		expect(heap.chunks.filter(({ use }) => use === 'used').map(({ object }) => `used ${object}`)).toEqual(
			model.chunks('used').map((unit) => model.units[unit]),
		)
		const users = machine.entries.slice(0, 0xf0).filter((entry) => entry !== null)
		expect(users.map(({ page, state, frame }) => [page, state, frame].join(' '))).toEqual(
			[...model.pages]
				.sort(([one], [other]) => one - other)
				.map(([number, behind]) =>
					behind.kind === 'frame' ? `${number} present ${behind.frame}` : `${number} ${behind.kind} `,
				),
		)
		expect(users.filter((entry) => entry.accessed).map((entry) => Number(entry.page))).toEqual(sorted(model.accessed))
		expect(users.filter((entry) => entry.dirty).map((entry) => Number(entry.page))).toEqual(sorted(model.dirty))
		expect(machine.frames.filter((one) => one.page === null).map((one) => Number(one.frame))).toEqual(
			sorted(model.freeFrames),
		)
		expect(machine.depotUsed).toBe(model.swapped)
		expect(machine.tlb.map((line) => line?.page ?? null)).toEqual(model.lines)
		expect(this.bill).toBe(model.bill)
		expect(this.buckets).toBe(model.bill)
	}
}

const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b)

test('M-70 after every step of a random history the machine equals the model, byte for byte and cycle for cycle', () => {
	const seen = new Set<string>()
	fc.assert(
		fc.property(
			fc.record({
				frames: fc.integer({ min: 7, max: 16 }),
				heap: fc.integer({ min: 2, max: 20 }),
				commit: fc.integer({ min: 6, max: 40 }),
			}),
			fc.array(command, { maxLength: 120, size: 'max' }),
			({ frames, heap, commit }, commands) => {
				const pair = new Pair(frames, heap, commit)
				pair.compare()
				for (const one of commands) {
					pair.run(one)
					pair.compare()
				}
				for (const what of pair.done) seen.add(what)
			},
		),
		{ numRuns: 150, seed: 0x1000 },
	)
	// The histories go everywhere: else this test would prove little.
	const everything = [...COMMANDS, 'refused', 'hit', 'pair', 'ZERO', 'ZPAGE', 'STACK', 'FILE', 'SWAPIN', 'COW', 'SEGV']
	expect(everything.filter((what) => !seen.has(what))).toEqual([])
})
