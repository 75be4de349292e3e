import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildNativeTool, ORACLE_TOOL } from '../../server/cli/nativeTool.ts'
import { runOracle } from '../../server/cli/runOracle.ts'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { readAnswers } from '../../shared/programs/readAnswers.ts'
import { CORNER_NAMES, cornerTrace } from './corners.ts'
import { differenceOn, firstDifference } from './difference.ts'
import { generateTrace, PROFILE_NAMES } from './generators.ts'
import { isEmulatedMachine } from './machine.ts'

const FIXTURES = new URL('../fixtures/traces/', import.meta.url)
const traces = readdirSync(FIXTURES).filter((name) => !name.endsWith('.jsonl'))

/** Not those of the suite's digests: these seeds are only ever asked of the real malloc. */
const SEEDS = [1001, 1002]
const OPS = 1200
const LONGEST_MS = 60_000

describe.runIf(isEmulatedMachine)('the oracle on a machine with glibc 2.36', () => {
	it('O-20 says of every public trace what was recorded', { timeout: LONGEST_MS }, () => {
		for (const name of traces) {
			const read = parseTrace(name, readFileSync(new URL(name, FIXTURES), 'utf8'))
			if (!read.ok) throw new Error(read.error.message)
			const run = runOracle(read.trace)
			if (!run.ok) throw new Error(run.message)
			const { answers, end } = readAnswers(readFileSync(new URL(name.replace(/(lot|rep)$/, 'jsonl'), FIXTURES), 'utf8'))
			expect([name, firstDifference(answers, run.answers)]).toEqual([name, undefined])
			expect(end).toMatchObject(run.end)
		}
	})

	it.each(PROFILE_NAMES)(
		'O-21 the emulator answers random traces as the real malloc: %s',
		{ timeout: LONGEST_MS },
		(profile) => {
			for (const seed of SEEDS) expect(differenceOn(generateTrace(profile, seed, OPS), createGlibc)).toBeUndefined()
		},
	)

	it('O-22 and the corners', { timeout: LONGEST_MS }, () => {
		const small = CORNER_NAMES.filter((name) => !/scan|mapping is refused|do not count/.test(name))
		for (const name of small) expect([name, differenceOn(cornerTrace(name), createGlibc)]).toEqual([name, undefined])
	})
})

describe('the oracle elsewhere', () => {
	it('O-23 without a compiler there is a message that says what to install', () => {
		// A source of another name is built nowhere yet.
		const built = buildNativeTool({ ...ORACLE_TOOL, flags: [`-DTRY=${process.pid}`] }, ['no-such-compiler'])
		expect(built).toMatchObject({ ok: false, message: expect.stringContaining('apt install gcc') as string })
	})
})
