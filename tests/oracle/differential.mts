/**
 * Random traces against this machine's real malloc, by hand:
 *
 *   node --import tsx tests/oracle/differential.mts [FIRST-SEED] [TRACES] [OPS] [PROFILE]
 *
 * Prints each trace on which emulator and oracle disagree, cut down to the fewest ops that still do.
 */
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { PROFILE_NAMES, type ProfileName, generateTrace } from './generators.ts'
import { differenceOn, minimised } from './difference.ts'

const [firstSeed = 1, traces = 160, ops = 2000] = process.argv.slice(2, 5).map(Number)
const profiles = process.argv[5] ? [process.argv[5] as ProfileName] : PROFILE_NAMES
let disagreements = 0
for (let index = 0; index < traces; index += 1) {
	const profile = profiles[index % profiles.length] ?? 'everything'
	const seed = firstSeed + Math.floor(index / profiles.length)
	const trace = generateTrace(profile, seed, ops)
	const difference = differenceOn(trace, createGlibc)
	if (difference === undefined) continue
	disagreements += 1
	console.log(`${trace.name}: ${difference.text}`)
	if (disagreements > 3) continue
	const least = minimised(trace, createGlibc)
	console.log(formatLotTrace(least), differenceOn(least, createGlibc)?.text)
}
console.log(`${traces} traces of ${ops} ops, ${disagreements} disagreements`)
process.exitCode = disagreements === 0 ? 0 : 1
