/**
 * Breaks each rule of the glibc emulator in turn and asks whether the suite's traces (public ones, corners, seeded random
 * ones) notice. The broken copies lie in a folder for temporary files; nothing here is changed.
 *
 *   node --import tsx tests/oracle/mutants.mts [FIRST] [LAST]     prints the list; exit code 1 if one survives
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { answersOf } from './difference.ts'
import { digestedTraces } from './digest.ts'
import { type Mutant, MUTANTS } from './mutantList.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FIXTURES = join(ROOT, 'tests/fixtures/traces')
const LONGEST_RUN_MS = 90_000

/** A broken rule may loop: each mutant runs in a process of its own (mutantRun.mts), which says which trace told it. */
function verdictOn(mutant: Mutant, work: string): string {
	const folder = mkdtempSync(join(work, 'mutant-'))
	cpSync(join(ROOT, 'shared/machine'), join(folder, 'shared/machine'), { recursive: true })
	const path = join(folder, 'shared/machine', mutant.file)
	const text = readFileSync(path, 'utf8')
	if (text.split(mutant.search).length !== 2) return 'NOT APPLIED: its text does not occur exactly once'
	writeFileSync(
		path,
		text.replace(mutant.search, () => mutant.replace),
	)
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
	const run = spawnSync(
		process.execPath,
		['--import', 'tsx', fileURLToPath(new URL('mutantRun.mts', import.meta.url)), folder, work],
		{ cwd: ROOT, encoding: 'utf8', timeout: LONGEST_RUN_MS },
	)
	rmSync(folder, { recursive: true, force: true })
	if (run.status === 0) return 'SURVIVED'
	if (run.status === 1) return `killed by ${run.stdout.trim()}`
	return run.error || run.signal
		? 'killed: it never ended'
		: `killed: ${run.stderr.split('\n').find((line) => line.includes('Error')) ?? 'it threw'}`
}

function* traces(): Generator<Trace> {
	for (const name of readdirSync(FIXTURES).filter((file) => !file.endsWith('.jsonl'))) {
		const read = parseTrace(name, readFileSync(join(FIXTURES, name), 'utf8'))
		if (read.ok) yield read.trace
	}
	for (const { trace } of [...digestedTraces()].reverse()) yield trace
}

const work = mkdtempSync(join(tmpdir(), 'lot-mutants-'))
const files: string[] = []
for (const trace of traces()) {
	const file = `${String(files.length).padStart(3, '0')}-${trace.name}`
	files.push(file)
	writeFileSync(join(work, `${file}.lot`), formatLotTrace(trace))
	writeFileSync(join(work, `${file}.json`), JSON.stringify(answersOf(trace, createGlibc())))
}
symlinkSync(join(ROOT, 'node_modules'), join(work, 'node_modules'))
const [from = 0, to = MUTANTS.length - 1] = process.argv.slice(2).map(Number)
let [killed, equivalent, wrong] = [0, 0, 0]
for (const [index, mutant] of MUTANTS.entries()) {
	if (index < from || index > to) continue
	const verdict = verdictOn(mutant, work)
	if (verdict.startsWith('killed')) killed += 1
	else if (verdict === 'SURVIVED' && mutant.equivalent) equivalent += 1
	else wrong += 1
	const remark = mutant.equivalent ? ` (equivalent: ${mutant.equivalent})` : ''
	console.log(`${String(index).padStart(3)} ${mutant.rule}: ${verdict}${remark}`)
}
console.log(`${killed} killed, ${equivalent} equivalent, ${wrong} survived or not applied`)
rmSync(work, { recursive: true, force: true })
process.exitCode = wrong === 0 ? 0 : 1
