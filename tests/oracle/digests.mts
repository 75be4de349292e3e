/**
 * What glibc 2.36 answers to the corners and to the seeded random traces, as digests, so that the suite can check the
 * emulator on machines without it. Asks the real one:
 *
 *   node --import tsx tests/oracle/digests.mts          compares with the stored digests
 *   node --import tsx tests/oracle/digests.mts --write  stores them: after a change of the generators
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { runOracle } from '../../server/cli/runOracle.ts'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { answersOf, firstDifference } from './difference.ts'
import { DIGESTS_PATH, digestOf, digestedTraces } from './digest.ts'

const digests: Record<string, string> = {}
for (const { title, trace } of digestedTraces()) {
	const run = runOracle(trace)
	if (!run.ok) throw new Error(run.message)
	if (run.machine.glibc !== '2.36' || run.machine.tracing === 'none')
		throw new Error('this needs glibc 2.36 and ptrace')
	const difference = firstDifference(run.answers, answersOf(trace, createGlibc()))
	if (difference) console.log(`${title}: ${difference.text}`)
	digests[title] = digestOf(trace, run.answers)
}
const text = `${JSON.stringify(digests, null, 1)}\n`
if (process.argv[2] === '--write') writeFileSync(DIGESTS_PATH, text)
else console.log(text === readFileSync(DIGESTS_PATH, 'utf8') ? 'as stored' : 'not as stored')
