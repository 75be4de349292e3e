import { describe, expect, test } from 'vitest'
import { checkSlip, mapPageFor, slipAllowed } from '../../shared/machine/kernel/addressSpace.ts'
import { judgeFault, takesFrame, VERDICTS } from '../../shared/machine/kernel/fault.ts'
import { committedPages, createMachine, vmasOf } from '../../shared/machine/machine.ts'
import type { Vma } from '../../shared/machine/memory.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { address, bytes, page } from '../../shared/machine/units.ts'
import { CONFIG } from './rig.ts'

/** Areas of a process with a heap of so many pages and mmap areas `[first, pages]`. */
function areas(heapPages: number, maps: readonly (readonly [number, number])[] = [], stackLow = 0xee): Vma[] {
	const machine = createMachine(TEACH, CONFIG)
	machine.heap.brk = address(0x1000 + heapPages * 256)
	machine.stackLow = page(stackLow)
	machine.mappings = maps.map(([first, pages], object) => ({
		page: page(first),
		pages,
		object,
		plate: 'TST',
		requestBytes: bytes(pages * 256 - 16),
	}))
	return vmasOf(machine)
}

const shown = (vmas: readonly Vma[]): string =>
	vmas.map((vma) => `${vma.kind} ${vma.low.toString(16)}-${vma.high.toString(16)} ${vma.write ? 'w' : 'r'}`).join(', ')

describe('areas', () => {
	test('M-20 a fresh process has code, data, bss and a stack of two pages; heap and mmap come with use', () => {
		expect(shown(areas(0))).toBe('text 8-9 r, data a-a w, bss b-b w, stack ee-ef w')
		expect(shown(areas(3, [[0xd0, 2]], 0xe5))).toBe(
			'text 8-9 r, data a-a w, bss b-b w, heap 10-12 w, mmap d0-d1 w, stack e5-ef w',
		)
	})

	test('M-21 promised are the private writable areas: not the code', () => {
		expect(committedPages(areas(0))).toBe(4)
		expect(committedPages(areas(3, [[0xd0, 2]], 0xe5))).toBe(1 + 1 + 3 + 2 + 11)
	})
})

describe('where mmap puts an area', () => {
	test.each([
		['nothing mapped yet: ends at DB', 0, [], 1, 0xdb],
		['nothing mapped yet, ten pages', 0, [], 10, 0xd2],
		['below the lowest', 0, [[0xd8, 4]], 2, 0xd6],
		['a hole at the top that is too small is left', 0, [[0xd6, 4]], 3, 0xd3],
		['a hole at the top that fits exactly', 0, [[0xd6, 4]], 2, 0xda],
		[
			'a hole between two areas that fits exactly',
			0,
			[
				[0xd0, 2],
				[0xd6, 6],
			],
			4,
			0xd2,
		],
		[
			'a hole between two areas that is one page too small',
			0,
			[
				[0xd0, 2],
				[0xd6, 6],
			],
			5,
			0xcb,
		],
		[
			'the highest of two holes',
			0,
			[
				[0xc0, 4],
				[0xc8, 4],
				[0xd0, 12],
			],
			4,
			0xcc,
		],
		[
			'the second hole where the first is too small',
			0,
			[
				[0xb0, 4],
				[0xc0, 4],
				[0xc6, 22],
			],
			3,
			0xbd,
		],
		['all the room above the heap', 4, [], 0xdb - 0x13, 0x14],
		['one page more than there is', 4, [], 0xdb - 0x12, null],
		['no heap yet: down to page 10', 0, [], 0xdb - 0x0f, 0x10],
		['no heap yet: not below page 10', 0, [], 0xdb - 0x0e, null],
		['between the heap and the lowest area', 4, [[0x18, 0xdb - 0x17]], 4, 0x14],
		['too much between the heap and the lowest area', 4, [[0x18, 0xdb - 0x17]], 5, null],
	] as const)('M-22 %s', (_what, heapPages, maps, pages, first) => {
		expect(mapPageFor(areas(heapPages, maps), pages)).toBe(first)
	})
})

describe('judging a slip', () => {
	// heap limit 16, commit limit 28; data, bss and the stack's two pages are 4 of it
	test.each([
		['brk', 4, [], 12, true, true, true],
		['brk', 4, [], 13, false, true, true],
		['brk', 0, [], 16, true, true, true],
		['brk', 0, [], 17, false, true, true],
		['brk', 4, [[0xcc, 16]], 4, true, true, true],
		['brk', 4, [[0xcc, 16]], 5, true, false, true],
		['brk', 4, [[0x18, 2]], 4, true, true, true],
		['brk', 4, [[0x18, 2]], 5, true, true, false],
		['mmap', 4, [], 20, true, true, true],
		['mmap', 4, [], 21, true, false, true],
		['mmap', 16, [], 8, true, true, true],
		['mmap', 16, [], 9, true, false, true],
		['mmap', 4, [], 200, true, false, true],
		['mmap', 4, [], 201, true, false, false],
	] as const)(
		'M-23 %s with a heap of %i pages, maps %j, for %i pages: heap %s, commit %s, room %s',
		(call, heapPages, maps, pages, withinHeapLimit, withinCommitLimit, roomInAddressSpace) => {
			const vmas = areas(heapPages, maps)
			const books = { vmas, committedPages: committedPages(vmas), heapLimitPages: 16, commitLimitPages: 28 }
			expect(checkSlip(books, call, pages)).toEqual({ withinHeapLimit, withinCommitLimit, roomInAddressSpace })
			expect(slipAllowed(books, call, pages)).toBe(withinHeapLimit && withinCommitLimit && roomInAddressSpace)
		},
	)
})

describe('judging a fault', () => {
	const READ = false
	const WRITE = true
	test.each([
		// what, page, state, present, write, verdict
		['NULL', 0x00, 'none', false, READ, 'SEGV'],
		['below the code', 0x07, 'none', false, WRITE, 'SEGV'],
		['write to code', 0x08, 'present', true, WRITE, 'SEGV'],
		['write to the last page of code', 0x09, 'present', true, WRITE, 'SEGV'],
		['between bss and heap', 0x0f, 'none', false, WRITE, 'SEGV'],
		['first write to the heap', 0x10, 'none', false, WRITE, 'ZERO'],
		['first read of the heap', 0x10, 'none', false, READ, 'ZPAGE'],
		['last page of the heap', 0x13, 'none', false, WRITE, 'ZERO'],
		['just past the break', 0x14, 'none', false, WRITE, 'SEGV'],
		['code, not read yet', 0x08, 'file', false, READ, 'FILE'],
		['data, not read yet', 0x0a, 'file', false, WRITE, 'FILE'],
		['code, not read yet, written', 0x08, 'file', false, WRITE, 'SEGV'],
		['read of a swapped page', 0x11, 'swapped', false, READ, 'SWAPIN'],
		['write to a swapped page', 0x11, 'swapped', false, WRITE, 'SWAPIN'],
		['write to a zero page', 0x12, 'zero', true, WRITE, 'COW'],
		['write to a zero page that came in the meantime', 0x12, 'zero', false, WRITE, 'COW'],
		['in the gap', 0x80, 'none', false, READ, 'SEGV'],
		['below the mmap area', 0xcf, 'none', false, WRITE, 'SEGV'],
		['first page of the mmap area', 0xd0, 'none', false, WRITE, 'ZERO'],
		['last page of the mmap area, read', 0xd1, 'none', false, READ, 'ZPAGE'],
		['above the mmap area', 0xd2, 'none', false, WRITE, 'SEGV'],
		['stack guard DC', 0xdc, 'none', false, WRITE, 'SEGV'],
		['stack guard DF, one below the limit', 0xdf, 'none', false, WRITE, 'SEGV'],
		['lowest page of the stack limit E0', 0xe0, 'none', false, WRITE, 'STACK'],
		['just below the stack', 0xeb, 'none', false, WRITE, 'STACK'],
		['below the stack, by a read', 0xea, 'none', false, READ, 'STACK'],
		['inside the stack, never touched', 0xec, 'none', false, WRITE, 'ZERO'],
		['inside the stack, swapped', 0xee, 'swapped', false, WRITE, 'SWAPIN'],
		['kernel half F0', 0xf0, 'present', true, READ, 'SEGV'],
		['kernel half FF', 0xff, 'present', true, WRITE, 'SEGV'],
	] as const)('M-24 %s (page %#)', (_what, number, state, present, write, verdict) => {
		const vmas = areas(4, [[0xd0, 2]], 0xec)
		const code = { present, write, user: true }
		for (const offset of [0, 0x7f, 0xff]) {
			expect(judgeFault(TEACH, vmas, 0, { state, writable: false }, address(number * 256 + offset), code)).toBe(verdict)
		}
	})

	test('M-25 ZERO, FILE, SWAPIN, COW and STACK take a frame, the others none; COW of a page no longer shared takes none', () => {
		const page = { state: 'present', writable: false } as const
		const taking = (shared: number) => VERDICTS.filter((verdict) => takesFrame(verdict, { ...page, shared }))
		expect(taking(2)).toEqual(['ZERO', 'FILE', 'SWAPIN', 'COW', 'STACK'])
		expect(taking(1)).toEqual(['ZERO', 'FILE', 'SWAPIN', 'STACK'])
		expect(takesFrame('COW', { state: 'zero', writable: false, shared: 0 })).toBe(true)
	})

	test.each([
		['write to a page shared by a fork', 'present', false, WRITE, 'COW'],
		['read of it', 'present', false, READ, 'SPURIOUS'],
		['write to a page that came in the meantime', 'present', true, WRITE, 'SPURIOUS'],
		['read of a zero page that came in the meantime', 'zero', false, READ, 'SPURIOUS'],
	] as const)('M-26 %s', (_what, state, writable, write, verdict) => {
		const code = { present: true, write, user: true }
		expect(judgeFault(TEACH, areas(4), 0, { state, writable }, address(0x1000), code)).toBe(verdict)
	})

	test('M-27 each process is judged by its own areas: the heap of the program is nothing to a tenant', () => {
		const code = { present: false, write: true, user: true }
		const judge = (pid: number) =>
			judgeFault(TEACH, areas(4), pid, { state: 'none', writable: false }, address(0x1000), code)
		expect([judge(0), judge(1)]).toEqual(['ZERO', 'SEGV'])
	})
})
