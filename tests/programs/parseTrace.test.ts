import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { MAX_TRACE_OPS, printTraceError, type Trace } from '../../shared/programs/trace.ts'
import { fixture, fixtureNames } from './fixture.ts'
import { traceArbitrary } from './traceArbitrary.ts'

/** What parsing says: `ok`, or the printed error. */
function verdict(text: string): string {
	const read = parseTrace('t.lot', text)
	return read.ok ? 'ok' : printTraceError(read.error)
}

function parsed(text: string, fileName = 't.lot'): Trace {
	const read = parseTrace(fileName, text)
	if (!read.ok) throw new Error(printTraceError(read.error))
	return read.trace
}

const withoutLines = (trace: Trace): unknown => ({ ...trace, ops: trace.ops.map((op) => ({ ...op, line: 0 })) })

describe('lot traces', () => {
	test.each(fixtureNames)('P-01 %s is read whole, as many ops as it has op lines', (name) => {
		const text = fixture(name)
		const opLines = text.split('\n').filter((line) => /^[acmrfwd] /.test(line)).length
		expect(parsed(text, name).ops.length).toBe(opLines)
	})

	test('P-02 every kind of op is read with its numbers and its line', () => {
		const text =
			'lot 1\nname n\norigin a  b\nids 3\nops 8\na 0 24\nc 1 3 8\nm 2 64 100\nw 2 10 90\nd 0 0 1\nr 0 0\nf 0\nf 1\n'
		expect(parsed(text)).toEqual({
			name: 'n',
			origin: 'a  b',
			ids: 3,
			ops: [
				{ line: 6, id: 0, kind: 'malloc', sizeBytes: 24 },
				{ line: 7, id: 1, kind: 'calloc', count: 3, sizeBytes: 8 },
				{ line: 8, id: 2, kind: 'memalign', alignmentBytes: 64, sizeBytes: 100 },
				{ line: 9, id: 2, kind: 'write', offsetBytes: 10, lengthBytes: 90 },
				{ line: 10, id: 0, kind: 'read', offsetBytes: 0, lengthBytes: 1 },
				{ line: 11, id: 0, kind: 'realloc', sizeBytes: 0 },
				{ line: 12, id: 0, kind: 'free' },
				{ line: 13, id: 1, kind: 'free' },
			],
		})
	})

	test.each([
		['comments anywhere', '# c\n\nlot 1 # c\n#\na 0 1# c\n  # c\nf 0 #c#'],
		['blanks and tabs', ' \t\n\t lot \t 1\n  a\t0   1  \n'],
		['CR before LF', 'lot 1\r\na 0 1\r\n\r\nf 0\r\n'],
		['no LF at the end', 'lot 1\na 0 1'],
		['no ops', 'lot 1\n'],
		['an unknown key', 'lot 1\nsourceOf anything goes here 1 2 3\na 0 1'],
		['leading zeros', 'lot 1\nids 01\na 00 0000000000000000000000000000001'],
		['an id used again after its free', 'lot 1\na 0 1\nf 0\na 0 2\nc 1 1 1\n'],
		['the largest id', 'lot 1\na 1048575 1'],
		['a promise of more ids than there can be', 'lot 1\nids 18446744073709551615\na 0 1'],
		['the largest served size', 'lot 1\na 0 1073741824\nc 1 32768 32768\nm 2 16 1073741824\nr 0 1073741824'],
		['the smallest size refused by the kernel', 'lot 1\na 0 140737488355328\nc 1 2 70368744177664'],
		['the largest size refused by the kernel', 'lot 1\na 0 4611686018427387904\nc 1 4 1152921504606846976'],
		['sizes refused by malloc', 'lot 1\na 0 9223372036854775808\nr 0 18446744073709551615'],
		['a product of 2^64 and more', 'lot 1\nc 0 4294967296 4294967296\nc 1 18446744073709551615 18446744073709551615'],
		['a product of nothing', 'lot 1\nc 0 0 18446744073709551615\nc 1 6442450944 0'],
		['the smallest and the largest alignment', 'lot 1\nm 0 16 1\nm 1 4096 1'],
		['a range of the whole block', 'lot 1\na 0 10\nw 0 0 10\nd 0 10 0\nc 1 3 3\nw 1 8 1'],
		['an empty range of a refused block', 'lot 1\na 0 9223372036854775808\nw 0 0 0'],
		['the old range after a refused realloc', 'lot 1\na 0 10\nr 0 9223372036854775808\nw 0 9 1'],
		['realloc of NULL', 'lot 1\na 0 5\nr 0 0\nr 0 7\nw 0 6 1\nf 0'],
		['a line of 1023 bytes', `lot 1\n#${'x'.repeat(1022)}\r\n#${'漢'.repeat(340)}xx\na 0 1`],
		['text in any script', 'lot 1\nname 漢字\norigin 😀 é # ü\na 0 1'],
	])('P-03 accepted: %s', (_, text) => {
		expect(verdict(text)).toBe('ok')
	})

	test.each([
		['', '1: no header: the first line must be "lot 1"'],
		['# only\n\n', '2: no header: the first line must be "lot 1"'],
		['a 0 1', '1: no header: the first line must be "lot 1"'],
		['\n\nlot 2\n', '3: no header: the first line must be "lot 1"'],
		['lot 1 2\n', '1: no header: the first line must be "lot 1"'],
		['lot\n1\n', '1: no header: the first line must be "lot 1"'],
		['\uFEFFlot 1\n', '1: no header: the first line must be "lot 1"'],
		['lot 1\nname\n', '2: name has no value'],
		['lot 1\nname a b\n', '2: name takes one value'],
		['lot 1\nids # 4\n', '2: ids has no value'],
		['lot 1\nids 4 5\n', '2: ids takes one value'],
		['lot 1\nids -4\n', '2: not a number: -4'],
		['lot 1\nops x\n', '2: not a number: x'],
		['lot 1\nops 18446744073709551616\n', '2: number over 2^64 - 1: 18446744073709551616'],
		['lot 1\na 0 1\nname late\n', '3: name after the head of the file'],
		['lot 1\nx 0 1\n', '2: unknown op: x'],
		['lot 1\nA 0 1\n', '2: unknown op: A'],
		['lot 1\na1 0 1\n', '2: unknown op: a1'],
		['lot 1\n5 0 1\n', '2: unknown op: 5'],
		['lot 1\n\u00a0a 0 1\n', '2: unknown op: \u00a0a'],
		['lot 1\na 0\n', '2: a takes 2 numbers, not 1'],
		['lot 1\na 0 1 2\n', '2: a takes 2 numbers, not 3'],
		['lot 1\nc 0 1\n', '2: c takes 3 numbers, not 2'],
		['lot 1\nf\n', '2: f takes 1 numbers, not 0'],
		['lot 1\na 0 1#2 3\nf 0 0', '3: f takes 1 numbers, not 2'],
		['lot 1\na 0 +1\n', '2: not a number: +1'],
		['lot 1\na 0 0x10\n', '2: not a number: 0x10'],
		['lot 1\na 0 1e3\n', '2: not a number: 1e3'],
		['lot 1\na 0 1.5\n', '2: not a number: 1.5'],
		['lot 1\na 0 ١\n', '2: not a number: ١'],
		['lot 1\na 0 1\rf 0\n', '2: a takes 2 numbers, not 3'],
		['lot 1\na 0 18446744073709551616\n', '2: number over 2^64 - 1: 18446744073709551616'],
		['lot 1\na 1048576 1\n', '2: id 1048576 is over 1048575'],
		['lot 1\na 18446744073709551615 1\n', '2: id 18446744073709551615 is over 1048575'],
		['lot 1\nids 4\na 4 1\n', '3: id 4 is not below the 4 promised'],
		['lot 1\na 0 1\na 0 1\n', '3: id 0 is bound already'],
		['lot 1\na 0 9223372036854775808\nc 0 1 1\n', '3: id 0 is bound already'],
		['lot 1\na 0 1\nr 0 0\nm 0 16 1\n', '4: id 0 is bound already'],
		['lot 1\nf 0\n', '2: id 0 is not bound'],
		['lot 1\na 0 1\nf 0\nf 0\n', '4: id 0 is not bound'],
		['lot 1\nr 1 5\n', '2: id 1 is not bound'],
		['lot 1\nw 1 0 0\n', '2: id 1 is not bound'],
		['lot 1\nd 1 0 0\n', '2: id 1 is not bound'],
		['lot 1\na 0 1073741825\n', '2: size 1073741825 is over 2^30'],
		['lot 1\na 0 140737488355327\n', '2: size 140737488355327 is over 2^30'],
		['lot 1\na 0 4611686018427387905\n', '2: size 4611686018427387905 is over 2^30'],
		['lot 1\na 0 9223372036854775807\n', '2: size 9223372036854775807 is over 2^30'],
		['lot 1\na 0 1\nr 0 1073741825\n', '3: size 1073741825 is over 2^30'],
		['lot 1\nc 0 32769 32768\n', '2: size 1073774592 is over 2^30'],
		['lot 1\nc 0 3 1537228672809129302\n', '2: size 4611686018427387906 is over 2^30'],
		['lot 1\nm 0 16 1073741825\n', '2: size 1073741825 is over 2^30'],
		['lot 1\nm 0 16 9223372036854775808\n', '2: size 9223372036854775808 is over 2^30'],
		['lot 1\nm 0 8 1\n', '2: alignment 8 is no power of two in 16..4096'],
		['lot 1\nm 0 48 1\n', '2: alignment 48 is no power of two in 16..4096'],
		['lot 1\nm 0 8192 1\n', '2: alignment 8192 is no power of two in 16..4096'],
		['lot 1\nm 0 4294967328 1\n', '2: alignment 4294967328 is no power of two in 16..4096'],
		['lot 1\na 0 10\nw 0 1 10\n', '3: bytes 1+10 reach past the 10 asked for'],
		['lot 1\na 0 10\nd 0 11 0\n', '3: bytes 11+0 reach past the 10 asked for'],
		['lot 1\na 0 10\nw 0 18446744073709551615 1\n', '3: bytes 18446744073709551615+1 reach past the 10 asked for'],
		['lot 1\na 0 9223372036854775808\nw 0 0 1\n', '3: bytes 0+1 reach past the 0 asked for'],
		['lot 1\na 0 10\nr 0 5\nw 0 0 6\n', '4: bytes 0+6 reach past the 5 asked for'],
		['lot 1\na 0 10\nr 0 0\nw 0 0 1\n', '4: bytes 0+1 reach past the 0 asked for'],
		['lot 1\nops 1\na 0 1\nf 0\n', '4: more than the 1 ops promised'],
		['lot 1\nops 3\na 0 1\n\n# end\n', '5: 3 ops promised, 1 found'],
		['lot 1\nops 9007199254740993\na 0 1', '3: 9007199254740993 ops promised, 1 found'],
		['lot 1\n# \0\n', '2: NUL in the text'],
		['lot 1\n# \ud800\n', '2: not UTF-8 text'],
		['lot 1\n# \udc00x\n', '2: not UTF-8 text'],
		[`lot 1\n#${'x'.repeat(1023)}\n`, '2: line longer than 1023 bytes'],
		[`lot 1\n#${'漢'.repeat(341)}\n`, '2: line longer than 1023 bytes'],
		[`lot 1\n#${'😀'.repeat(256)}\n`, '2: line longer than 1023 bytes'],
		['lot 1\nf 0\n# \0\n', '2: id 0 is not bound'],
		['# \0\nlot 1\nf 0\n', '1: NUL in the text'],
	])('P-04 refused: %j', (text, error) => {
		expect(verdict(text)).toBe(`t.lot:${error}`)
	})

	test('P-05 a million ops are read, one more is refused', () => {
		const text = `lot 1\na 0 1\n${'r 0 1\n'.repeat(MAX_TRACE_OPS - 1)}`
		expect(parsed(text).ops.length).toBe(MAX_TRACE_OPS)
		expect(verdict(`${text}f 0\n`)).toBe(`t.lot:${MAX_TRACE_OPS + 2}: more than ${MAX_TRACE_OPS} ops`)
	})

	test.each([0n, 1n, 2n ** 30n, 2n ** 47n, 2n ** 53n + 1n, 2n ** 62n - 1n, 2n ** 63n, 2n ** 64n - 1n])(
		'P-06 the size %s is kept exactly',
		(size) => {
			const [op] = parsed(`lot 1\na 0 ${size}\n`).ops
			expect(op?.kind === 'malloc' && BigInt(op.sizeBytes)).toBe(size)
			expect(op?.kind === 'malloc' && typeof op.sizeBytes).toBe(size <= 2n ** 30n ? 'number' : 'bigint')
		},
	)

	test('P-07 a trace without a name is called like its file, as one word', () => {
		expect(parsed('lot 1\n', 'some/folder/my # trace.lot').name).toBe('my-trace.lot')
		expect(parsed('1 0 0 1\n', 'csapp.rep').name).toBe('csapp.rep')
	})

	test('P-08 what is written down reads the same again', () => {
		fc.assert(
			fc.property(traceArbitrary, (trace) => {
				expect(withoutLines(parsed(formatLotTrace(trace)))).toEqual(trace)
			}),
		)
	})

	test('P-09 any text is read or refused with a line of it', () => {
		const token = fc.constantFrom('lot 1', 'a', 'r', 'f', 'w', '0', '1', '7', 'ids', '\n', ' ', '#', '\0', '\ud800')
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.array(token).map((tokens) => `lot 1\n${tokens.join(' ')}`),
		)
		fc.assert(
			fc.property(text, (text) => {
				const read = parseTrace('t.lot', text)
				if (read.ok) return
				expect(read.error.line).toBeGreaterThanOrEqual(1)
				expect(read.error.line).toBeLessThanOrEqual(text.split('\n').length)
			}),
		)
	})
})

describe('CS:APP traces', () => {
	test.each([
		['on four lines', '20000\n1\n2\n1\na 0 512\nf 0\n'],
		['on one line', '20000 1 2 1\na 0 512\nf 0\n'],
		['on two lines, with comments', '# c\n20000 1 # c\n\n2 1\r\na 0 512\r\nf 0\r\n'],
		['with any heap size and weight', '18446744073709551615 1 2 0\na 0 512\nf 0'],
	])('P-10 the header may stand %s', (_, text) => {
		const trace = parsed(text)
		expect(trace.ids).toBe(1)
		expect(trace.ops.map((op) => op.kind)).toEqual(['malloc', 'free'])
	})

	test.each([
		['1 2 3\n', '1: 3 header numbers, not 4'],
		['1\n\n', '2: 1 header numbers, not 4'],
		['1 2\n3 4 5\n', '2: more than 4 header numbers'],
		['1 2 3\na 0 1\n', '2: not a number: a'],
		['1 2 3 99999999999999999999\n', '1: number over 2^64 - 1: 99999999999999999999'],
		['1 1 2 1\na 0 1\n', '2: 2 ops promised, 1 found'],
		['1 1 1 1\na 0 1\nf 0\n', '3: more than the 1 ops promised'],
		['1 1 1 1\na 1 1\n', '2: id 1 is not below the 1 promised'],
		['1 1 1 1\nc 0 1 1\n', '2: unknown op: c'],
		['1 1 2 1\na 0 1\nw 0 0 1\n', '3: unknown op: w'],
		['1 1 1 1\nname x\na 0 1\n', '2: name after the head of the file'],
		['1 1 1 1\nf 0\n', '2: id 0 is not bound'],
	])('P-11 refused: %j', (text, error) => {
		expect(verdict(text)).toBe(`t.lot:${error}`)
	})

	test('P-12 a lot trace of only a, r and f becomes one by another header', () => {
		fc.assert(
			fc.property(traceArbitrary, (trace) => {
				const ops = trace.ops.filter((op) => ['malloc', 'realloc', 'free'].includes(op.kind))
				const bound = new Set(ops.flatMap((op) => (op.kind === 'malloc' ? [op.id] : [])))
				const kept = ops.filter((op) => bound.has(op.id))
				const opLines = formatLotTrace({ name: 'n', origin: '', ops: kept }).split('\n').slice(3).join('\n')
				expect(withoutLines(parsed(`1 ${2 ** 20} ${kept.length} 1\n${opLines}`))).toMatchObject({ ops: kept })
			}),
		)
	})
})
