import { describe, expect, test } from 'vitest'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { evictFrame, moveFrame, scanFrames } from '../../shared/machine/kernel/frames.ts'
import { advisePages, growTenant } from '../../shared/machine/kernel/kernel.ts'
import { endProcess, forkProcess, startTenant } from '../../shared/machine/kernel/processes.ts'
import { allVmas, committedPages, entryOf, type Machine } from '../../shared/machine/machine.ts'
import { fillLine, lineOf, lookUp, setBits } from '../../shared/machine/mmu/tlb.ts'
import { frame, page } from '../../shared/machine/units.ts'
import { heapOf, serve, warmRig } from './rig.ts'

const sharedOf = (machine: Machine): string =>
	machine.frames
		.filter(({ page: number }) => number !== null)
		.map(({ frame: number, pid, page: behind, shared }) => `${number}:${pid}/${behind?.toString(16)}x${shared}`)
		.join(' ')

const bitsOf = (machine: Machine, number: number, pid = 0): string => {
	const { accessed, dirty, writable } = entryOf(machine, page(number), pid)
	return `${accessed ? 'A' : '-'}${dirty ? 'D' : '-'}${writable ? 'W' : '-'}`
}

describe('SCAN', () => {
	test('M-90 reads A and D of all frames for 40 each, clears A and drops those lines; what it saw stays until the next', () => {
		const made = heapOf('', 4, { tenants: 1 })
		serve(made, 0x1000, 'ZERO', 6)
		serve(made, 0x1100, 'ZERO', 7)
		serve(made, 0x4000, 'ZERO', 8, 0, 1)
		fillLine(made.machine, made.emit, 0, page(0x10))
		fillLine(made.machine, made.emit, 1, page(0x11))
		setBits(made.machine, made.emit, page(0x10), true)
		setBits(made.machine, made.emit, page(0x40), true, 1)
		made.told()
		scanFrames(made.machine, made.emit, 12)
		const { events, cycles } = made.told()
		expect(cycles).toBe(9 * 40)
		expect(events.map(({ type }) => type)).toEqual(['framesScanned', 'accessedCleared', 'tlbInvalidated'])
		expect(events[1]).toMatchObject({ pages: [0x10] })
		expect(made.machine.frames[6]).toMatchObject({ accessedScan: true, dirtyKnown: true, scannedStep: 12 })
		expect(made.machine.frames[7]).toMatchObject({ accessedScan: false, dirtyKnown: false, scannedStep: 12 })
		expect(made.machine.frames[8]).toMatchObject({ pid: 1, accessedScan: true, dirtyKnown: true })
		expect(made.machine.frames[9]).toMatchObject({ page: null, scannedStep: null })
		expect([bitsOf(made.machine, 0x10), bitsOf(made.machine, 0x40, 1)]).toEqual(['-DW', '-DW'])
		expect([0x10, 0x11].map((number) => lineOf(made.machine.tlb, page(number)))).toEqual([-1, 1])

		// Used again: the kernel does not know before it scans again.
		setBits(made.machine, made.emit, page(0x11), true)
		expect(made.machine.frames[7]).toMatchObject({ accessedScan: false, dirtyKnown: false })
		scanFrames(made.machine, made.emit, 20)
		expect(made.machine.frames[6]).toMatchObject({ accessedScan: false, dirtyKnown: true, scannedStep: 20 })
		expect(made.machine.frames[7]).toMatchObject({ accessedScan: true, dirtyKnown: true })
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test('M-91 data that was written is known to need a depot slot only after a scan', () => {
		const made = warmRig()
		setBits(made.machine, made.emit, page(0x0a), true)
		expect(made.machine.frames[3]).toMatchObject({ page: 0x0a, file: true })
		scanFrames(made.machine, made.emit, 1)
		expect(made.machine.frames[3]).toMatchObject({ page: 0x0a, file: false, dirtyKnown: true })
	})
})

test('M-92 COMPACT moves a page with its bits to a free frame for 1,200 and drops its line', () => {
	const made = heapOf('', 4)
	serve(made, 0x1000, 'ZERO', 7)
	fillLine(made.machine, made.emit, 2, page(0x10))
	setBits(made.machine, made.emit, page(0x10), true)
	scanFrames(made.machine, made.emit, 3)
	fillLine(made.machine, made.emit, 2, page(0x10))
	const before = made.machine.frames[7]
	made.told()
	moveFrame(made.machine, made.emit, frame(7), frame(10))
	const { events, cycles } = made.told()
	expect(cycles).toBe(1200)
	expect(events.map(({ type }) => type)).toEqual([
		'frameChanged',
		'frameChanged',
		'entryChanged',
		'tlbInvalidated',
		'frameMoved',
	])
	expect(made.machine.frames[10]).toEqual({ ...before, frame: 10 })
	expect(made.machine.frames[7]?.page).toBeNull()
	expect(entryOf(made.machine, page(0x10)).frame).toBe(10)
	expect(bitsOf(made.machine, 0x10)).toBe('-DW')
	expect(brokenInvariants(made.machine)).toEqual([])
})

describe('fork', () => {
	/** Pages 10 and 11 are written; then the program forks. */
	function forked(tenants = 0) {
		const made = heapOf('', 4, { tenants })
		for (const [at, number] of [
			[0x1000, 6],
			[0x1100, 7],
		] as const) {
			serve(made, at, 'ZERO', number)
			setBits(made.machine, made.emit, page(at >> 8), true)
		}
		fillLine(made.machine, made.emit, 0, page(0x10))
		fillLine(made.machine, made.emit, 1, page(0x08))
		made.told()
		const pid = forkProcess(made.machine, made.emit)
		return { ...made, pid, ...made.told() }
	}

	test('M-93 shares all present pages, takes W from both sides and drops the lines of what was writable: 100 a page', () => {
		const { machine, pid, events, cycles } = forked(2)
		expect(pid).toBe(3)
		expect(cycles).toBe(8 * 100)
		expect(events[0]).toMatchObject({ type: 'processStarted', process: { pid: 3, kind: 'child' }, copiedPages: 8 })
		expect(sharedOf(machine)).toBe('0:0/efx2 1:0/8x2 2:0/9x2 3:0/ax2 4:0/bx2 5:0/eex2 6:0/10x2 7:0/11x2')
		expect([bitsOf(machine, 0x10), bitsOf(machine, 0x10, pid)]).toEqual(['AD-', '-D-'])
		expect(machine.tlb.map((line) => line?.page ?? null)).toEqual([null, 0x08, null, null])
		expect(brokenInvariants(machine)).toEqual([])
		// The child's areas are its parent's, and count for nothing.
		expect(allVmas(machine).filter((vma) => vma.pid === pid)).toHaveLength(5)
		expect(committedPages(allVmas(machine))).toBe(2 + 4 + 2)
	})

	test('M-94 a write to a shared page is copied for 5,000; whoever is left alone gets W back for 2,500', () => {
		const made = forked()
		const { machine, pid } = made
		expect(lookUp(machine, made.emit, 0, page(0x10), true)).toBe(false)
		serve(made, 0x1000, 'COW', 8)
		expect(made.told().cycles).toBe(5000)
		expect(sharedOf(machine)).toContain(`6:${pid}/10x1`)
		expect(sharedOf(machine)).toContain('8:0/10x1')
		// The page lock was the program's thread's: with its share it goes.
		expect([machine.frames[6]?.locked, machine.frames[8]?.locked]).toEqual([false, true])
		expect([bitsOf(machine, 0x10), bitsOf(machine, 0x10, pid)]).toEqual(['--W', '-D-'])
		expect(brokenInvariants(machine)).toEqual([])
		serve(made, 0x1000, 'COW', null, 0, pid)
		expect(made.told()).toMatchObject({ cycles: 2500 })
		expect(entryOf(machine, page(0x10), pid)).toMatchObject({ writable: true, frame: 6 })
		expect(brokenInvariants(machine)).toEqual([])
	})

	test('M-95 the child leaves its copies free and its shares to the program', () => {
		const made = forked()
		const { machine, pid } = made
		serve(made, 0x1100, 'COW', 9, 0, pid)
		expect(sharedOf(machine)).toContain(`7:0/11x1 9:${pid}/11x1`)
		made.told()
		endProcess(machine, made.emit, pid, 'exited')
		expect(made.told().cycles).toBe(0)
		expect(machine.frames[9]?.page).toBeNull()
		expect(machine.frames[6]).toMatchObject({ pid: 0, shared: 1 })
		expect(machine.processes).toEqual([])
		expect(brokenInvariants(machine)).toEqual([])
	})

	test('M-96 a shared frame takes a depot slot for each, and comes back apart', () => {
		const made = forked()
		const { machine, pid } = made
		evictFrame(machine, made.emit, frame(6))
		expect(made.told()).toMatchObject({ cycles: 16_000 })
		expect(machine.depotUsed).toBe(2)
		expect([entryOf(machine, page(0x10)).state, entryOf(machine, page(0x10), pid).state]).toEqual([
			'swapped',
			'swapped',
		])
		serve(made, 0x1000, 'SWAPIN', 6, 0, pid)
		expect(machine.frames[6]).toMatchObject({ pid, shared: 1 })
		expect(brokenInvariants(machine)).toEqual([])
		endProcess(machine, made.emit, pid, 'killed')
		expect(made.told().cycles).toBe(10_000 + 30_000)
		expect(machine.depotUsed).toBe(1)
		expect(brokenInvariants(machine)).toEqual([])
	})

	test('M-97 a shared page moves for both', () => {
		const { machine, emit, pid } = forked()
		moveFrame(machine, emit, frame(7), frame(11))
		expect([entryOf(machine, page(0x11)).frame, entryOf(machine, page(0x11), pid).frame]).toEqual([11, 11])
		expect(brokenInvariants(machine)).toEqual([])
	})
})

describe('tenants', () => {
	test('M-98 have areas of their own; only their heap counts as promised; the TLB knows nothing of them', () => {
		const made = warmRig({ tenants: 2 })
		const { machine } = made
		const shown = () =>
			allVmas(machine)
				.filter(({ pid }) => pid > 0)
				.map(({ pid, kind, low, high, accounted }) => `${pid} ${kind} ${low}-${high} ${accounted}`)
		expect(shown()).toEqual(['1 mmap 64-127 false', '2 mmap 64-127 false'])
		const promised = committedPages(allVmas(machine))
		growTenant(machine, made.emit, 4, 2, 1)
		expect(made.told()).toMatchObject({ cycles: 1500, events: [{}, { type: 'syscallReturned', pid: 2, lane: 4 }] })
		expect(shown()).toContain('2 heap 16-16 true')
		expect(committedPages(allVmas(machine))).toBe(promised + 1)
		serve(made, 0x4000, 'ZERO', 6, 0, 1)
		serve(made, 0x4000, 'ZERO', 7, 0, 2)
		expect(sharedOf(machine)).toContain('6:1/40x1 7:2/40x1')
		// Nobody's page lock: a tenant's access is made at once.
		expect([machine.frames[6]?.locked, machine.frames[7]?.locked]).toEqual([false, false])
		expect(lineOf(machine.tlb, page(0x40))).toBe(-1)
		endProcess(machine, made.emit, 1, 'killed')
		startTenant(machine, made.emit, 1)
		expect(machine.processes.map(({ pid }) => pid)).toEqual([1, 2])
		expect(entryOf(machine, page(0x40), 1).state).toBe('none')
		expect(brokenInvariants(machine)).toEqual([])
	})
})

describe('a TLB line that spans four', () => {
	/** Pages 10–13 on frames 8–11. */
	const run = (config = {}) => {
		const made = heapOf('', 4, { tlbSpan: true, ...config })
		serve(made, 0x1200, 'ZERO', 8, 2)
		made.told()
		return made
	}

	test('M-99 covers an aligned run on an aligned run of frames, where the level has it', () => {
		const made = run()
		fillLine(made.machine, made.emit, 1, page(0x12))
		expect(made.machine.tlb[1]).toMatchObject({ page: 0x10, span: 4, frame: 8 })
		expect(lookUp(made.machine, made.emit, 0, page(0x13), true)).toBe(true)
		expect(bitsOf(made.machine, 0x13)).toBe('ADW')
		expect(bitsOf(made.machine, 0x12)).toBe('--W')
		expect(brokenInvariants(made.machine)).toEqual([])
		const without = run({ tlbSpan: false })
		fillLine(without.machine, without.emit, 1, page(0x12))
		expect(without.machine.tlb[1]).toMatchObject({ page: 0x12, span: 1, frame: 10 })
	})

	test('M-100 replaces the single lines of its pages, and goes as a whole when one of them changes', () => {
		const made = run()
		evictFrame(made.machine, made.emit, frame(9))
		fillLine(made.machine, made.emit, 0, page(0x10))
		expect(made.machine.tlb[0]?.span).toBe(1)
		serve(made, 0x1100, 'SWAPIN', 9)
		made.told()
		fillLine(made.machine, made.emit, 3, page(0x13))
		expect(made.told().events.map(({ type }) => type)).toEqual(['tlbInvalidated', 'tlbFilled'])
		expect(made.machine.tlb.map((line) => line?.span ?? null)).toEqual([null, null, null, 4])
		evictFrame(made.machine, made.emit, frame(11))
		expect(made.machine.tlb.every((line) => line === null)).toBe(true)
		expect(brokenInvariants(made.machine)).toEqual([])
	})

	test.each([
		['out of order', [8, 9, 11, 10]],
		['in order, but not aligned', [7, 8, 9, 10]],
	])('M-101 not over frames that are %s', (_what, numbers) => {
		const made = heapOf('', 4, { tlbSpan: true })
		for (const [index, number] of numbers.entries()) serve(made, 0x1000 + index * 256, 'ZERO', number)
		fillLine(made.machine, made.emit, 0, page(0x10))
		expect(made.machine.tlb[0]).toMatchObject({ page: 0x10, span: 1 })
	})
})

test('M-102 DONTNEED drops frames, zero pages and depot slots for 800 a frame; WILLNEED only tells', () => {
	const made = heapOf('', 6)
	serve(made, 0x1100, 'ZERO', 6)
	serve(made, 0x1200, 'ZPAGE', null)
	serve(made, 0x1300, 'ZERO', 7)
	evictFrame(made.machine, made.emit, frame(7))
	made.told()
	advisePages(made.machine, made.emit, 0, 'WILLNEED', page(0x11), 3)
	expect(made.told()).toMatchObject({ cycles: 0, events: [{ type: 'pagesAdvised', advice: 'WILLNEED' }] })
	advisePages(made.machine, made.emit, 0, 'DONTNEED', page(0x11), 3)
	expect(made.told().cycles).toBe(2000 + 800)
	expect([0x11, 0x12, 0x13].map((number) => entryOf(made.machine, page(number)).state)).toEqual([
		'none',
		'none',
		'none',
	])
	expect(made.machine.depotUsed).toBe(0)
	expect(brokenInvariants(made.machine)).toEqual([])
})
