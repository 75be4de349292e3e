import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatRepTrace } from '../../shared/programs/formatRep.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { isCallList, readCallList } from '../../shared/programs/ltraceTrace.ts'
import { playOstep } from '../../shared/programs/ostepHeap.ts'
import { isOstep, readOstep } from '../../shared/programs/ostepTrace.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'

function parse(text: string): Trace {
	const read = parseTrace('test', text)
	if (!read.ok) throw new Error(`${read.error.line}: ${read.error.message}`)
	return read.trace
}
/** The op lines of a trace. */
const opsOf = (trace: Trace): string[] =>
	formatLotTrace(trace)
		.trim()
		.split('\n')
		.filter((line) => /^[acmrfwd] /.test(line))
function calls(...lines: string[]): { ops: string[]; notes: readonly string[] } | string {
	const read = readCallList('calls', lines.join('\n'))
	return read.ok ? { ops: opsOf(read.trace), notes: read.notes } : `${read.error.line}: ${read.error.message}`
}

describe('OSTEP op lists', () => {
	it('O-40 +N asks, -K frees the K-th', () => {
		const read = readOstep('list', '+10,-0,+20,\n+30,-2 # the end\n')
		if (!read.ok) throw new Error(read.error.message)
		expect(opsOf(read.trace)).toEqual(['a 0 10', 'f 0', 'a 1 20', 'a 2 30', 'f 2'])
		expect(parse(formatLotTrace(read.trace)).ops).toHaveLength(5)
	})

	it("O-41 malloc.py's command line sets policy, list order, header, alignment, coalescing", () => {
		const read = readOstep('list', './malloc.py -S 200 -b 2000 -H 4 -a 8 -p FIRST -l SIZESORT- -C -c -A +10,-0')
		expect(read).toMatchObject({
			ok: true,
			settings: {
				policy: 'first',
				listOrder: 'size-down',
				heapBytes: 200,
				baseAddress: 2000,
				headerBytes: 4,
				alignment: 8,
				coalesce: true,
			},
		})
		expect(readOstep('list', '-a -1 -A +1')).toMatchObject({
			ok: true,
			settings: { alignment: 1, policy: 'best', coalesce: false },
		})
	})

	it.each([
		['+10,-1', '-1 comes before there are 2 allocations'],
		['+10,-0,-0', '-0 frees that a second time'],
		['+10,x', 'no op: x'],
		['+1073741825', 'no op: +1073741825'],
		['-p NONE -A +1', 'no policy: NONE'],
		['-l UP -A +1', 'no list order: UP'],
		['-H x -A +1', 'no size: x'],
		['-Q 1 -A +1', 'unknown option: -Q'],
	])('O-42 %s is refused', (text, message) => {
		expect(readOstep('list', `\n${text}`)).toMatchObject({ ok: false, error: { line: 2, message } })
	})

	const freeLists = (text: string): string[] => {
		const read = readOstep('list', text)
		if (!read.ok) throw new Error(read.error.message)
		return playOstep(read.trace, read.settings).map(({ address, searched, freeList }) =>
			[address, searched, ...freeList.map((range) => `${range.address}:${range.size}`)].join(' '),
		)
	}
	// The worked example of the homework's README (malloc.py -S 100 -b 1000 -H 0 -a -1 -p BEST -l ADDRSORT, seed 0).
	it('O-44 plays the worked example of the homework', () => {
		expect(freeLists('-S 100 -b 1000 -H 0 -a -1 -p BEST -l ADDRSORT -A +3,-0,+5,-1,+8,-2,+8,-3,+2,+7')).toEqual([
			'1000 1 1003:97',
			'1000 0 1000:3 1003:97',
			'1003 2 1000:3 1008:92',
			'1003 0 1000:3 1003:5 1008:92',
			'1008 3 1000:3 1003:5 1016:84',
			'1008 0 1000:3 1003:5 1008:8 1016:84',
			'1008 4 1000:3 1003:5 1016:84',
			'1008 0 1000:3 1003:5 1008:8 1016:84',
			'1000 4 1002:1 1003:5 1008:8 1016:84',
			'1008 4 1002:1 1003:5 1015:1 1016:84',
		])
	})

	it('O-45 policy, list order, header, alignment and joining change the list as they say', () => {
		expect(freeLists('-p FIRST -l INSERT-FRONT -A +10,+20,-0,-1,+5')).toEqual([
			'1000 1 1010:90',
			'1010 1 1030:70',
			'1000 0 1000:10 1030:70',
			'1010 0 1010:20 1000:10 1030:70',
			'1010 1 1015:15 1000:10 1030:70',
		])
		expect(freeLists('-p WORST -l SIZESORT+ -H 4 -a 8 -A +10,+1,-0,+200').slice(2)).toEqual([
			'1000 0 1000:20 1032:68',
			' 2 1000:20 1032:68',
		])
		expect(freeLists('-C -l ADDRSORT -A +10,+10,-0,-1').at(-1)).toBe('1010 0 1000:100')
		expect(freeLists('-C -l INSERT-BACK -A +10,+10,-0,-1').at(-1)).toBe('1010 0 1020:80 1000:20')
		expect(freeLists('-l SIZESORT- -A +10,+20,-0,-1').at(-1)).toBe('1010 0 1030:70 1010:20 1000:10')
	})

	it('O-43 is told from the other formats', () => {
		expect(['+10,-0', '# x\n+10', '-p BEST -A +1', './malloc.py -A +1'].map(isOstep)).toEqual([true, true, true, true])
		expect(['lot 1\n', '20 1 1 1\n', 'malloc(10) = 0x10'].map(isOstep)).toEqual([false, false, false])
	})
})

describe('lists of calls: ltrace and the recorder', () => {
	it('O-50 addresses become ids from malloc to free', () => {
		expect(
			calls(
				'malloc(24)                                       = 0x55d0c7b0e2a0',
				'prog->calloc(3, 40) = 0x55d0c7b0e2c0',
				'free(0x55d0c7b0e2a0)                             = <void>',
				'[pid 77] realloc@libc.so.6(0x55d0c7b0e2c0, 500) = 0x55d0c7b0e2a0',
				'puts("malloc(3) = 0x1")                        = 4',
				'+++ exited (status 0) +++',
			),
		).toBe('4: process 77 asks for memory too: a trace has one')
		expect(
			calls(
				'malloc(24)                                       = 0x55d0c7b0e2a0',
				'prog->calloc(3, 40) = 0x55d0c7b0e2c0',
				'free(0x55d0c7b0e2a0)                             = <void>',
				'0.000123 realloc@libc.so.6(0x55d0c7b0e2c0, 500) = 0x55d0c7b0e2a0',
				'free(0x55d0c7b0e2a0)',
				'free(0) = <void>',
				'malloc(7) = 0x55d0c7b0e2a0',
				'+++ exited (status 0) +++',
			),
		).toEqual({ ops: ['a 0 24', 'c 1 3 40', 'f 0', 'r 1 500', 'f 1', 'a 2 7'], notes: [] })
	})

	it('O-51 realloc of NULL asks, to 0 frees, refused keeps', () => {
		expect(
			calls(
				'realloc(nil, 10) = 0x10',
				'realloc(0x10, 140737488355328) = 0',
				'realloc(0x10, 0) = nil',
				'malloc(9223372036854775808) = 0',
				'reallocarray(0, 3, 5) = 0x20',
			),
		).toEqual({ ops: ['a 0 10', 'r 0 140737488355328', 'f 0', 'a 1 9223372036854775808', 'a 2 15'], notes: [] })
	})

	it('O-52 aligned blocks: the alignment is rounded up to a power of two, at least 16', () => {
		expect(
			calls('memalign(8, 10) = 0x10', 'aligned_alloc(48, 96) = 0x40', 'valloc(5) = 0x1000', 'pvalloc(4097) = 0x2000'),
		).toEqual({
			ops: ['m 0 16 10', 'm 1 64 96', 'm 2 4096 5', 'm 3 4096 8192'],
			notes: [],
		})
		expect(calls('memalign(8192, 10) = 0x2000')).toBe('1: alignment 8192 is over 4096')
	})

	it('O-53 what was made or freed unseen is noted', () => {
		expect(calls('free(0x10)', 'free(0x10)', 'realloc(0x20, 5) = 0x30', 'malloc(4) = 0x30')).toEqual({
			ops: ['a 0 5', 'f 0', 'a 1 4'],
			notes: [
				'free of a block that was made unseen, left out (2 times)',
				'realloc of a block that was made unseen: counted as malloc',
				'a block was freed unseen: freed when its address came again',
			],
		})
	})

	it('O-54 unfinished calls go on where they are resumed', () => {
		expect(
			calls(
				'malloc(24 <unfinished ...>',
				'SYS_brk(0) = 0x1',
				'<... malloc resumed> ) = 0x10',
				'free(0x10 <unfinished ...>',
				'<... free resumed> ) = <void>',
			),
		).toEqual({
			ops: ['a 0 24', 'f 0'],
			notes: [],
		})
	})

	it.each([
		['malloc(2147483648) = 0x10', '1: size 2147483648 is over 2^30'],
		['malloc(x) = 0x10', '1: no number: x'],
		['malloc(5) = <void>', '1: no result: <void>'],
		['! threads', '1: a second thread asks for memory: a trace has one'],
	])('O-55 %s is refused', (line, message) => {
		expect(calls(line)).toBe(message)
	})

	it('O-57 a page that the recorder saw touched counts for its youngest block, as far as both reach', () => {
		expect(
			calls(
				'malloc(6000) = 0x10800',
				'! w 0x10000',
				'! w 0x11000',
				'malloc(200) = 0x11f80',
				'! d 0x11000',
				'! w 0x12000',
				'! d 0x13000',
				'free(0x11f80)',
				'realloc(0x10800, 20000) = 0x12100',
				'! d 0x12000',
				'! w 0x13000',
				'! no pages',
			),
		).toEqual({
			// Two pages that follow each other; both of its pages for the youngest; nothing lies at 0x13000.
			ops: [
				'a 0 6000',
				'w 0 0 6000',
				'a 1 200',
				'd 1 0 128',
				'w 1 128 72',
				'f 1',
				'r 0 20000',
				'd 0 0 3840',
				'w 0 3840 4096',
			],
			notes: [
				'a page was touched where no block is, left out',
				'the kernel does not tell which pages the program touches',
			],
		})
	})

	it('O-56 is told from the other formats', () => {
		expect(isCallList('start\nmalloc(1) = 0x10\n')).toBe(true)
		expect(isCallList('lot 1\na 0 1\n')).toBe(false)
	})
})

describe('writing CS:APP traces', () => {
	it('O-60 a .rep trace comes back as it was', () => {
		const trace = parse(readFileSync(new URL('../fixtures/traces/csapp.rep', import.meta.url), 'utf8'))
		const rep = formatRepTrace(trace)
		if (!rep.ok) throw new Error(rep.message)
		expect(opsOf(parse(rep.text))).toEqual(opsOf(trace))
		expect(rep.notes).toEqual([])
	})

	it('O-61 callocs become mallocs, touches are left out, memalign has no form', () => {
		const rep = formatRepTrace(parse('lot 1\nc 3 5 10\nw 3 0 10\nc 4 4294967296 4294967296\nf 3\n'))
		expect(rep).toEqual({
			ok: true,
			text: '20000000\n5\n3\n1\na 3 50\na 4 18446744073709551615\nf 3\n',
			notes: ['2 callocs became mallocs', '1 reads and writes were left out'],
		})
		expect(formatRepTrace(parse('lot 1\na 0 1\nm 1 64 10\n'))).toMatchObject({ ok: false, line: 3 })
	})
})
