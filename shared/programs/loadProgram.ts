import { big } from './big.ts'
import { burst } from './burst.ts'
import { compiler } from './compiler.ts'
import { fork } from './fork.ts'
import { fragmenter } from './fragmenter.ts'
import { leak } from './leak.ts'
import type { LevelName } from './levels.ts'
import type { Program } from './op.ts'
import { parseTrace } from './parseTrace.ts'
import { sample } from './recorded.ts'
import { expandRecording } from './recording.ts'
import { recursion } from './recursion.ts'
import { sawtooth } from './sawtooth.ts'
import { steady } from './steady.ts'
import { threeActs } from './threeActs.ts'
import { printTraceError, type Trace } from './trace.ts'
import { vector } from './vector.ts'
import { wild } from './wild.ts'

export const RECORDED_NAMES = ['sqlite3', 'bash', 'git-log', 'cc1'] as const satisfies readonly LevelName[]
export type RecordedName = (typeof RECORDED_NAMES)[number]

/** The program of each generated level, from the seed alone. */
export const GENERATORS: Readonly<Record<Exclude<LevelName, RecordedName>, (seed: number) => Program>> = {
	steady,
	'steady-roomy': (seed) => ({ ...steady(seed), name: 'steady-roomy' }),
	sawtooth,
	burst,
	compiler,
	leak,
	fragmenter,
	vector,
	big,
	recursion,
	wild,
	fork,
	'three-acts': threeActs,
}

/** Imported when asked for: a browser downloads the one recording that it plays. */
const RECORDINGS: Readonly<Record<RecordedName, () => Promise<string>>> = {
	sqlite3: async () => (await import('./recordings/sqlite3.ts')).recording,
	bash: async () => (await import('./recordings/bash.ts')).recording,
	'git-log': async () => (await import('./recordings/git-log.ts')).recording,
	cc1: async () => (await import('./recordings/cc1.ts')).recording,
}

const isRecorded = (level: LevelName): level is RecordedName => level in RECORDINGS

/** The program of a level's round; depends on the seed alone. Rejects only when the download of a recording fails. */
export async function loadProgram(level: LevelName, seed: number): Promise<Program> {
	return isRecorded(level) ? sample(await loadRecordedTrace(level), seed) : GENERATORS[level](seed)
}

/** A shipped recording as a whole. */
export async function loadRecordedTrace(name: RecordedName): Promise<Trace> {
	const read = parseTrace(`${name}.lot`, expandRecording(await RECORDINGS[name]()))
	if (!read.ok) throw new Error(`shipped recording is broken: ${printTraceError(read.error)}`)
	return read.trace
}
