import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type LogEntry, verifyLog } from '../../shared/game/log.ts'
import { playOracle } from '../../shared/game/score/oracle.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import { type Medal, medalOf, scoreOf } from '../../shared/game/score/score.ts'
import { claimProblem, handsOf } from '../../shared/homework/checkLog.ts'
import type { Assignment, HomeworkError, HomeworkItem } from '../../shared/homework/link.ts'
import { type Level, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'

/** What the server makes of a log that a student sent. */
export type RunLog =
	| {
			readonly ok: true
			readonly score: number
			readonly medal: Medal
			readonly billCycles: number
			readonly botSharePercent: number
			readonly digest: string
			readonly logGzip: Uint8Array
	  }
	| {
			readonly ok: false
			readonly code: Extract<HomeworkError, 'E_LOG' | 'E_RULES' | 'E_OTHER_ROUND' | 'E_OTHER_SEAT'>
			/** Counts from 1; 0: the log as a whole. */
			readonly line: number
			readonly detail: string
	  }

export interface RunLogTask {
	readonly log: string
	readonly item: HomeworkItem
	readonly bots: Assignment['bots']
}

interface Loaded {
	readonly level: Level
	readonly program: Program
	oracleCycles: number | null
}

/** A class plays the same few rounds. */
const MAX_KEPT = 16
const kept = new Map<string, Loaded>()

/** Runs an uploaded log again, from its first command to its last cycle. Slow: for a thread of its own. */
export async function runLog({ log, item, bots }: RunLogTask): Promise<RunLog> {
	const problem = claimProblem(log, item, bots)
	if (problem) return { ok: false, code: problem, line: 1, detail: log.slice(0, 200) }
	const loaded = await load(item)
	const verified = await verifyLog(log, {
		loadProgram: () => Promise.resolve(loaded.program),
		parseEntry: parseLogEntry,
	}).catch((error: unknown) => ({ ok: false as const, line: 0, message: String(error) }))
	if (!verified.ok) return { ok: false, code: 'E_LOG', line: verified.line, detail: verified.message }
	const { billCycles, tick } = verified.result
	// Each line between the first and the last has just been found to be an entry.
	const entries = log
		.split('\n')
		.slice(1, -2)
		.map((line) => JSON.parse(line) as LogEntry)
	const { botSharePercent, onlyOwnSeats } = handsOf(entries, item, tick)
	if (!onlyOwnSeats) return { ok: false, code: 'E_OTHER_SEAT', line: 0, detail: `the item's seat is ${item.seat}` }
	const reference = referenceOf(loaded.level, loaded.program, item.seed)
	loaded.oracleCycles ??= playOracle(loaded.level, loaded.program, item.seed).billCycles
	return {
		ok: true,
		score: scoreOf(reference, billCycles),
		medal: medalOf(reference, billCycles, scoreOf(reference, loaded.oracleCycles)),
		billCycles,
		botSharePercent,
		digest: createHash('sha256').update(log).digest('hex'),
		logGzip: await promisify(gzip)(log),
	}
}

async function load({ level: name, seed }: HomeworkItem): Promise<Loaded> {
	const key = `${name} ${seed}`
	const known = kept.get(key)
	if (known) return known
	const level = levelNamed(name)
	if (!level) throw new Error(`no level ${name}`)
	const loaded = { level, program: await loadProgram(level.name, seed), oracleCycles: null }
	kept.set(key, loaded)
	const oldest = kept.keys().next().value
	if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
	return loaded
}
