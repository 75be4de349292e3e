import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { expandRecording } from '../../shared/programs/recording.ts'
import { recording as bash } from '../../shared/programs/recordings/bash.ts'
import { recording as cc1 } from '../../shared/programs/recordings/cc1.ts'
import { recording as gitLog } from '../../shared/programs/recordings/git-log.ts'
import { recording as sqlite3 } from '../../shared/programs/recordings/sqlite3.ts'
import { fixture } from './fixture.ts'

const RECORDINGS = { sqlite3, bash, 'git-log': gitLog, cc1 }
const recordingFile = (name: string): string => `../../shared/programs/recordings/${name}.ts`

/** The other direction of `expandRecording`. */
function recordingOf(lotTrace: string): string {
	let nextId = 0
	return lotTrace.replace(/^([acmrfwd]) (\d+)/gm, (_, letter: string, id: string) => {
		if (!'acm'.includes(letter)) return `${letter} ${nextId - Number(id)}`
		expect(Number(id), 'ids are numbered in the order of their mallocs').toBe(nextId++)
		return letter
	})
}

describe('shipped recordings', () => {
	// `vitest -u` writes the modules from the fixtures; without it a difference fails.
	test.each(Object.keys(RECORDINGS))('P-40 the module of %s is made from its lot trace', async (name) => {
		const source = `/** Made from tests/fixtures/traces/${name}.lot by tests/programs/recordings.test.ts. Form: recording.ts. */\nexport const recording = \`${recordingOf(fixture(`${name}.lot`))}\`\n`
		await expect(source).toMatchFileSnapshot(recordingFile(name))
	})

	test.each(Object.entries(RECORDINGS))('P-41 %s expands to its lot trace byte for byte', (name, recording) => {
		expect(expandRecording(recording)).toBe(fixture(`${name}.lot`))
	})

	test('P-42 all recordings together are at most 14 kB to download', () => {
		const sizes = Object.keys(RECORDINGS).map((name) => {
			return gzipSync(readFileSync(new URL(recordingFile(name), import.meta.url)), { level: 9 }).length
		})
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(14_000)
	})
})
