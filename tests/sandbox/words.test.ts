import { beforeEach, describe, expect, test } from 'vitest'
import { comparisonOf } from '../../client/sandbox/comparison.ts'
import { readLink, writeLink } from '../../client/sandbox/link.ts'
import { addressText, signedSize, sizeText } from '../../client/sandbox/numbers.ts'
import { outcomeOf } from '../../client/sandbox/outcome.ts'
import { LANGUAGES, showLanguage, t } from '../../client/words/words.ts'
import { POLICIES, type Policy } from '../../shared/machine/heap/policies.ts'
import { readAnyTrace } from '../../shared/programs/readAnyTrace.ts'
import { momentOf } from '../../shared/programs/sandboxMoment.ts'
import { createRun } from '../../shared/programs/sandboxRun.ts'
import { longTrace } from './longTrace.ts'

beforeEach(() => showLanguage('en'))

/** What the page says of each op of a trace on glibc. */
function told(text: string): string[] {
	const read = readAnyTrace('t', text)
	if (!read.ok) throw new Error(read.error.message)
	const run = createRun(read.trace, POLICIES[0] as Policy, 'traced')
	return read.trace.ops.map((_, op) => {
		const { result, phrases } = outcomeOf(momentOf(run, op))
		return [result, ...phrases.map((phrase) => phrase.text)].filter((part) => part !== '').join(' | ')
	})
}

describe('what an op did', () => {
	test('SB-20 malloc, realloc, free and a refused call, in words', () => {
		expect(told('lot 1\na 0 72\nr 0 73\nr 0 5000\nf 0\na 1 9223372036854775808\nf 1\n')).toEqual([
			'0x2a0 | 72 of 72 usable bytes | brk +132 KiB | 1 page fault',
			'0x2a0 | 73 of 88 usable bytes | stays where it is | no system call, no page fault',
			expect.stringMatching(/^0x2a0 \| 5,000 of 5,000 usable bytes \| stays where it is \| \d page faults?$/),
			'back: 5,000 bytes at 0x2a0 | no system call, no page fault',
			expect.stringContaining('NULL | NULL: refused'),
			'free(NULL) does nothing | no system call, no page fault',
		])
	})

	test('SB-21 a system call is told with what it changed', () => {
		expect(told('lot 1\na 0 130000\na 1 100000\n')[1]).toContain('brk +224 KiB')
		const [made = '', grown = '', gone = ''] = told('lot 1\na 0 200000\nr 0 400000\nf 0\n')
		expect(made).toContain('mmap 196 KiB')
		expect(grown).toContain('mremap m0 196 KiB → 392 KiB')
		expect(gone).toContain('munmap m0 392 KiB')
	})

	test.each(LANGUAGES)('SB-22 %s: every op of a recording is told without a hole in a sentence', async (language) => {
		showLanguage(language)
		const trace = await longTrace('git-log', 100)
		for (const policy of POLICIES) {
			const run = createRun(trace, policy, 'traced')
			for (let op = 0; op < trace.ops.length; op += 37) {
				const { phrases } = outcomeOf(momentOf(run, op))
				expect(phrases.length).toBeGreaterThan(0)
				for (const { text } of phrases) expect(text).not.toMatch(/\{\{|…|undefined|NaN|sandbox\./)
			}
		}
	})
})

describe('two policies compared', () => {
	test('SB-23 differences are told as shares, multiples and counts', async () => {
		const trace = await longTrace('sqlite3', 100)
		const totals = POLICIES.map((policy) => momentOf(createRun(trace, policy, 'full'), 3000).totals)
		const [glibc] = totals
		if (!glibc) throw new Error('no policy')
		expect(comparisonOf(glibc, glibc)).toEqual([
			'the same RAM (RSS)',
			'the same address space (VSZ)',
			'as many page faults',
			'as many system calls',
			'the same work (cycles)',
		])
		const other = { ...glibc, rssBytes: glibc.rssBytes * 1.12, vszBytes: glibc.vszBytes * 4, faults: glibc.faults - 3 }
		expect(comparisonOf(glibc, other).slice(0, 3)).toEqual([
			'12 % more RAM (RSS)',
			'4.0 × the address space (VSZ)',
			'3 fewer page faults',
		])
		expect(comparisonOf(glibc, { ...glibc, rssBytes: glibc.rssBytes + 1 })[0]).toBe('0.1 % more RAM (RSS)')
		for (const one of totals) expect(comparisonOf(glibc, one).join()).not.toMatch(/NaN|Infinity|undefined/)
	})
})

describe('numbers and addresses', () => {
	test.each([
		[0, '0 B'],
		[1023, '1,023 B'],
		[1024, '1 KiB'],
		[135_168, '132 KiB'],
		[1_500_000, '1.4 MiB'],
		[2 ** 30, '1 GiB'],
	])('SB-24 %i bytes are %s', (value, text) => {
		expect(sizeText(value)).toBe(text)
	})

	test('SB-25 addresses are written as the answers write them, in hex', () => {
		expect([addressText(-1, 0x2a0), addressText(3, 16)]).toEqual(['0x2a0', 'm3+0x10'])
		expect([signedSize(4096), signedSize(-4096)]).toEqual(['+4 KiB', '−4 KiB'])
	})
})

describe('the address of the page', () => {
	test('SB-26 what is written is read back', () => {
		for (const link of [
			{ trace: 'cc1', policies: ['glibc'], touch: 'traced', op: 0 },
			{ trace: 'git-log', policies: ['mimalloc', 'first-fit:lifo'], touch: 'full', op: 1234 },
		] as const) {
			expect(readLink(writeLink(link))).toEqual(link)
		}
		expect(writeLink({ trace: null, policies: ['glibc'], touch: 'traced', op: 7 })).toBe('')
	})

	test('SB-27 nonsense in an address is left out', () => {
		expect(readLink('?trace=passwd&policy=none&with=glibc&touch=maybe&op=-3')).toEqual({
			trace: null,
			policies: ['glibc'],
			touch: 'traced',
			op: 0,
		})
		expect(readLink('?op=1e99&policy=buddy&with=buddy').policies).toEqual(['buddy'])
	})
})

test('SB-28 what was wrong in a file comes with its line, whatever the format', () => {
	for (const [text, line] of [
		['lot 1\na 0 8\nf 1\n', 3],
		['0 1 1 1\nf 0\n', 2],
		['+10,-3', 1],
	] as const) {
		const read = readAnyTrace('my.lot', text)
		expect(read.ok ? null : [read.error.file, read.error.line]).toEqual(['my.lot', line])
	}
	expect(t('sandbox.ops', { count: 1 })).toBe('1 op')
})
