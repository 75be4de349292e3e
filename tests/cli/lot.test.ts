import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { formatLog, resultOf } from '../../shared/game/log.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { play, roundHeader, runToEnd } from '../../shared/game/round.ts'
import { LEVEL_NAMES, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { runLot } from '../server/serverProcess.ts'

const folder = mkdtempSync(join(tmpdir(), 'lot-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function lot(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
	const process = runLot(args, { DATA_DIR: folder })
	const { code } = await process.ended
	return { code, ...process.output }
}

/** A finished round in which a human was there for a moment. */
async function logText(): Promise<string> {
	const header = roundHeader('bash', 3, 'live')
	const level = levelNamed('bash')
	if (!level) throw new Error('no level')
	const world = createRound(header, level, await loadProgram('bash', 3))
	const entries = (['TAKE', 'READY', 'YIELD'] as const).map((kind, seq) => {
		play(world, 'malloc', { kind })
		return { tick: 0, seq, seat: 'malloc', intent: { kind }, player: 0, attempt: seq } as const
	})
	runToEnd(world)
	return formatLog(header, entries, resultOf(world))
}

describe('lot', () => {
	for (const level of LEVEL_NAMES) {
		test(`L-01 play --bots --level ${level} --json prints one line, the same on every run`, async () => {
			const [one, two] = await Promise.all([
				lot('play', '--bots', '--level', level, '--seed', '11', '--json'),
				lot('play', '--bots', '--level', level, '--seed', '11', '--json'),
			])
			expect(one.code, one.stderr).toBe(0)
			expect(one.stdout).toBe(two.stdout)
			expect(one.stdout.trimEnd().split('\n')).toHaveLength(1)
			const played = JSON.parse(one.stdout) as { hash: string; bill: Record<string, number>; billCycles: number }
			expect(played).toMatchObject({
				hash: expect.stringMatching(/^[0-9a-f]{16}$/),
				level,
				seed: 11,
				steps: expect.any(Number),
			})
			expect(Object.values(played.bill).reduce((sum, cycles) => sum + cycles, 0)).toBe(played.billCycles)
		})
	}

	test('L-02 another seed, another hash; without --json a bill to read', async () => {
		const [one, two, text] = await Promise.all([
			lot('play', '--bots', '--level', 'steady', '--seed', '1', '--json'),
			lot('play', '--bots', '--level', 'steady', '--seed', '2', '--json'),
			lot('play', '--bots', '--level', 'steady', '--seed', '2'),
		])
		expect(one.stdout).not.toBe(two.stdout)
		expect(text.stdout).toContain('total')
	})

	test('L-03 wrong calls: a message with a code or the choices, exit code 2', async () => {
		const calls: readonly (readonly [string[], RegExp])[] = [
			[['play', '--bots', '--level', 'doom'], /Allowed choices are steady, steady-roomy/],
			[['play', '--bots', '--level', 'bash', '--seed', 'x'], /whole number/],
			[['play', '--level', 'bash'], /^E_NO_PLAYERS: /],
			[['verify'], /missing required argument/],
			[['verify', join(folder, 'none')], /^E_UNREADABLE: /],
			[['export', 'BCDF'], /^E_DATA_DIR: /],
			[['fly'], /unknown command/],
		]
		const ends = await Promise.all(calls.map(([args]) => lot(...args)))
		for (const [index, { code, stdout, stderr }] of ends.entries()) {
			expect(stderr).toMatch(calls[index]?.[1] ?? /never/)
			expect([stderr, code === 2, stdout]).toEqual([stderr, true, ''])
		}
	})

	test('L-04 verify accepts a log; any byte changed makes it say where, exit code 1', async () => {
		const text = await logText()
		const path = join(folder, 'round.lotlog')
		writeFileSync(path, text)
		expect(await lot('verify', path)).toMatchObject({ code: 0, stderr: '' })
		const changes = [0, Math.floor(text.length / 3), Math.floor((text.length * 2) / 3), text.length - 3]
		const ends = await Promise.all(
			changes.map((at, index) => {
				const changed = join(folder, `changed-${index}.lotlog`)
				writeFileSync(changed, `${text.slice(0, at)}${text[at] === '7' ? '8' : '7'}${text.slice(at + 1)}`)
				return lot('verify', changed)
			}),
		)
		for (const { code, stderr } of ends) {
			expect(code).toBe(1)
			expect(stderr).toMatch(/\.lotlog:\d+: ./)
		}
		// Many at once: one bad one is told, the others are looked at all the same.
		const many = await lot('verify', path, join(folder, 'changed-1.lotlog'), path)
		expect(many.code).toBe(1)
		expect(many.stdout.match(/: ok, /g)).toHaveLength(2)
		expect(many.stderr).toMatch(/changed-1\.lotlog:\d+: ./)
	})

	test('L-05 each command has its --help', async () => {
		for (const args of [['--help'], ['play', '--help'], ['verify', '--help'], ['export', '--help']]) {
			const { code, stdout } = await lot(...args)
			expect(code).toBe(0)
			expect(stdout).toContain('Usage: lot')
		}
	})
})
