import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Answer } from '../../shared/programs/answer.ts'
import { fillAnswers } from '../../shared/programs/compareAnswers.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { CORNER_NAMES, cornerTrace } from './corners.ts'
import { generateTrace, PROFILE_NAMES } from './generators.ts'

export const DIGESTS_PATH = fileURLToPath(new URL('../fixtures/oracle/digests.json', import.meta.url))

const SEEDS = [1, 2, 3, 4]
const OPS = 1500

/** The traces whose answers are stored as digests, in order; made one by one. */
export function* digestedTraces(): Generator<{ readonly title: string; readonly trace: Trace }> {
	for (const name of CORNER_NAMES) yield { title: name, trace: cornerTrace(name) }
	for (const profile of PROFILE_NAMES) {
		for (const seed of SEEDS) yield { title: `${profile}-${seed}`, trace: generateTrace(profile, seed, OPS) }
	}
}

/** Of the ops and of all that is compared in the answers. */
export const digestOf = (trace: Trace, answers: readonly Answer[]): string =>
	createHash('sha256')
		.update(formatLotTrace(trace))
		.update(JSON.stringify(fillAnswers(answers)))
		.digest('hex')
		.slice(0, 24)
