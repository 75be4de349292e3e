import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { readAnswers } from '../../shared/programs/readAnswers.ts'
import { canRunOracle, isEmulatedMachine } from './machine.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FIXTURES = join(ROOT, 'tests/fixtures/traces')
const folder = mkdtempSync(join(tmpdir(), 'lot-commands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const LONGEST_MS = 60_000
const COMPILER = 'cc'

function lot(...words: string[]): { status: number | null; stdout: string; stderr: string } {
	const run = spawnSync(process.execPath, ['--import', 'tsx', 'server/cli/main.ts', ...words], {
		cwd: ROOT,
		encoding: 'utf8',
		maxBuffer: 2 ** 27,
	})
	return { status: run.status, stdout: run.stdout, stderr: run.stderr }
}
function file(name: string, contents: string | Uint8Array): string {
	const path = join(folder, name)
	writeFileSync(path, contents)
	return path
}

describe('the commands on traces', { timeout: LONGEST_MS }, () => {
	it('O-70 replay prints answers as JSON lines, or a story with totals', () => {
		const { status, stdout } = lot('replay', '--policy', 'glibc', '--jsonl', join(FIXTURES, 'csapp.rep'))
		expect(status).toBe(0)
		expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual({
			lot: 1,
			trace: 'csapp.rep',
			policy: 'glibc',
			ops: 14,
			page: 4096,
		})
		expect(readAnswers(stdout)).toMatchObject({ answers: { length: 14 }, end: { faults: 3 } })
		const story = lot('replay', join(FIXTURES, '00-first.lot')).stdout
		for (const part of [
			'#0 = malloc(24)',
			'mmap of 135,168',
			'minor faults',
			'129',
			'VSZ',
			'RSS',
			'internal',
			'external',
			'cycles',
		]) {
			expect(story).toContain(part)
		}
		expect(lot('replay', '--first', '2', '--jsonl', join(FIXTURES, 'bins.lot')).stdout.trim().split('\n')).toHaveLength(
			4,
		)
	})

	it('O-71 a bad trace ends with its file and line, exit code 2, and no answers', () => {
		const bad = file('bad.lot', 'lot 1\na 0 10\nf 1\n')
		for (const command of ['replay', 'bill', 'oracle', 'compare', 'convert']) {
			expect(lot(command, bad)).toEqual({ status: 2, stdout: '', stderr: `${bad}:3: id 1 is not bound\n` })
		}
		const noText = file('text.lot', Uint8Array.of(...Buffer.from('lot 1\na 0 10\n# '), 0xff, 0x0a))
		expect(lot('replay', '--jsonl', noText)).toEqual({ status: 2, stdout: '', stderr: `${noText}:3: not UTF-8 text\n` })
		expect(lot('replay', join(folder, 'none.lot'))).toMatchObject({ status: 2, stdout: '' })
	})

	it('O-72 an unknown policy ends with the list of all, exit code 2', () => {
		const { status, stderr } = lot('replay', '--policy', 'no-such-fit', join(FIXTURES, 'csapp.rep'))
		expect(status).toBe(2)
		expect(stderr).toContain('glibc, jemalloc, tcmalloc, mimalloc')
	})

	it('O-73 classes lists every usable size once, ascending', () => {
		const { classes } = JSON.parse(lot('classes', 'glibc', '--json').stdout) as { classes: number[] }
		expect(classes.slice(0, 4)).toEqual([24, 40, 56, 72])
		expect(classes.every((size, index) => index === 0 || size > (classes[index - 1] ?? 0))).toBe(true)
		expect(classes.filter((size) => size > 134_472).every((size) => size % 4096 === 4080)).toBe(true)
		expect(classes.at(-1)).toBeGreaterThanOrEqual(2 ** 20)
	})

	it('O-74 bill sets policies side by side', () => {
		const { status, stdout } = lot('bill', '--policies', 'glibc,best-fit', join(FIXTURES, '00-first.lot'))
		expect(status).toBe(0)
		expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['first:', 'policy', 'glibc', 'best-fit', ''])
		const bills = JSON.parse(
			lot('bill', '--json', '--policies', 'glibc', '--touch', 'traced', join(FIXTURES, '00-first.lot')).stdout,
		) as object
		expect(bills).toMatchObject({ glibc: { faults: 129, calls: { brk: 5 } } })
	})

	it('O-75 convert reads OSTEP lists and ltrace, writes lot and .rep', () => {
		const list = file('list.txt', '+10,-0,+20\n')
		expect(lot('convert', list).stdout).toBe('lot 1\nname ostep\nids 2\nops 3\na 0 10\nf 0\na 1 20\n')
		expect(lot('convert', '--to', 'rep', list).stdout).toBe('20000000\n2\n3\n1\na 0 10\nf 0\na 1 20\n')
		const calls = file('ltrace.txt', 'malloc(24) = 0x10\nfree(0x10) = <void>\n')
		expect(lot('convert', calls).stdout).toContain('ops 2\na 0 24\nf 0\n')
	})

	it.runIf(isEmulatedMachine)(
		'O-76 compare: exit code 0 when all is the same, 1 with both heaps drawn when not',
		() => {
			const path = join(FIXTURES, '00-first.lot')
			expect(lot('compare', path)).toMatchObject({ status: 0, stderr: '' })
			const { status, stdout } = lot('compare', '--policy', 'first-fit', path)
			expect(status).toBe(1)
			expect(stdout).toContain('first difference: op 0, #0 = malloc(24): address')
			expect(stdout).toMatch(/0x2a0 +24 +#0 {2}◄/)
		},
	)

	it.runIf(isEmulatedMachine)('O-77 a recorded program replays alike on the real malloc and the emulated one', () => {
		const output = join(folder, 'ls.lot')
		expect(lot('record', '--output', output, '--', 'ls', '-l', ROOT)).toMatchObject({ status: 0 })
		expect(lot('compare', output).status).toBe(0)
	})

	it.runIf(canRunOracle)('O-78 the recorder keeps stdout for the trace, and says what it cannot record', () => {
		const { status, stdout, stderr } = lot('record', '--', 'sh', '-c', 'echo hello')
		expect(status).toBe(0)
		expect(stderr).toContain('hello')
		expect(parseTrace('sh', stdout)).toMatchObject({ ok: true })
		expect(lot('record', '--', join(folder, 'no-program'))).toMatchObject({ status: 2, stdout: '' })
	})

	it.runIf(isEmulatedMachine)('O-80 pages that the program touches between its calls are recorded as w and d', () => {
		const source = file(
			'touches.c',
			`#include <stdlib.h>
			int main(void) {
				volatile char *small = malloc(40000), *mapped = calloc(1, 300000), read;
				small[20000] = 1;
				read = mapped[8192];
				free(malloc(10));
				mapped[8192] = mapped[100000] = mapped[104000] = 1;
				mapped = realloc((void *)mapped, 600000);
				mapped[500000] = 2;
				free((void *)mapped);
				return read;
			}`,
		)
		const [program, output] = [join(folder, 'touches'), join(folder, 'touches.lot')]
		expect(spawnSync(COMPILER, ['-O0', '-o', program, source]).status).toBe(0)
		expect(lot('record', '--output', output, '--', program).status).toBe(0)
		// Blocks begin at 0x2a0 of the heap and at 16 of a mapping; what malloc touched itself is not there.
		expect(readFileSync(output, 'utf8').split('\n').slice(5, -1)).toEqual([
			'a 0 40000',
			'c 1 1 300000',
			'w 0 19808 4096',
			'd 1 8176 4096',
			'a 2 10',
			'f 2',
			'w 1 8176 4096',
			'w 1 98288 8192',
			'r 1 600000',
			'w 1 499696 4096',
			'f 1',
		])
		expect(lot('compare', output).status).toBe(0)
		expect(lot('record', '--no-touches', '--', program).stdout).not.toMatch(/^[wd] /m)
	})

	it.runIf(canRunOracle)('O-79 a program with a second thread, a static one, one that forks', () => {
		const source = file(
			'threads.c',
			`#include <pthread.h>
			#include <stdlib.h>
			#include <sys/wait.h>
			#include <unistd.h>
			static void *run(void *x) { free(malloc(100)); return x; }
			int main(int count, char **words) {
				pthread_t thread;
				free(malloc(50));
				if (count > 1) { if (!fork()) { free(malloc(1)); _exit(0); } wait(0); }
				else { pthread_create(&thread, 0, run, 0); pthread_join(thread, 0); }
				free(malloc(60));
				return 0;
			}`,
		)
		const [threads, fixed] = [join(folder, 'threads'), join(folder, 'fixed')]
		expect(spawnSync(COMPILER, ['-O0', '-pthread', '-o', threads, source]).status).toBe(0)
		expect(lot('record', '--', threads)).toMatchObject({
			status: 2,
			stdout: '',
			stderr: expect.stringContaining('second thread') as string,
		})
		expect(lot('record', '--', threads, 'fork').stdout.match(/^a .*$/gm)).toEqual(['a 0 50', 'a 1 60'])
		if (spawnSync(COMPILER, ['-O0', '-static', '-pthread', '-o', fixed, source]).status !== 0) return
		expect(lot('record', '--', fixed)).toMatchObject({
			status: 2,
			stdout: '',
			stderr: expect.stringContaining('statically') as string,
		})
	})
})
