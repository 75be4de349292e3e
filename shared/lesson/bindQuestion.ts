import { roundHeader } from '../game/round.ts'
import type { Level, LevelName } from '../programs/levels.ts'
import { loadProgram } from '../programs/loadProgram.ts'
import { type BoundQuestion, QUESTION_IDS, type QuestionId } from './question.ts'
import { type Binder, keyOfDraft, type QuestionContext } from './questions/draft.ts'
import { readOfKernelHalf, systemCallsOfMalloc, whoRunsKernelCode, whyAskForMore } from './questions/gate.ts'
import {
	billsOfTwoFits,
	pagesBelowLastChunk,
	plansForEqualObjects,
	requestThatFitsNoHole,
	slotsOfTwoRequests,
} from './questions/heap.ts'
import {
	firstWriteToHeap,
	framesAtBrk,
	framesAtFork,
	readPastEnd,
	readThenWrite,
	residentAfterOneByte,
} from './questions/pages.ts'
import { loopOverOneTooMany, pageOfFreedChunks } from './questions/pressure.ts'
import { missOnPresentPage, stepsOfRequest } from './questions/translation.ts'

const BINDERS: Readonly<Record<QuestionId, Binder>> = {
	Q1: whoRunsKernelCode,
	Q1b: readOfKernelHalf,
	Q2: systemCallsOfMalloc,
	Q3: slotsOfTwoRequests,
	Q4: requestThatFitsNoHole,
	Q4b: billsOfTwoFits,
	Q5: framesAtBrk,
	Q5b: whyAskForMore,
	Q6: pagesBelowLastChunk,
	Q7: residentAfterOneByte,
	Q7b: readThenWrite,
	Q8: firstWriteToHeap,
	Q8b: readPastEnd,
	Q9: missOnPresentPage,
	Q10: stepsOfRequest,
	Q11: pageOfFreedChunks,
	Q11b: loopOverOneTooMany,
	Q12: plansForEqualObjects,
	QF: framesAtFork,
}

/**
 * Fills a question of the bank in from the emulator: from `world` if a round is on, else from rounds of textbook bots
 * and small experiments on the same seed. The right answer is what the emulator did. Null: this state doesn't raise the
 * question, the emulator contradicts the option that the bank marks, or two options say the same.
 */
export function bindQuestion(id: QuestionId, context: QuestionContext): BoundQuestion | null {
	const draft = BINDERS[id](context)
	if (!draft) return null
	const key = keyOfDraft(draft)
	if (!key) return null
	const { form, facts, whyFacts } = draft
	const options = draft.form === 'order' ? draft.happened.length : draft.claims.length
	return { id, facts, options, form, key, whyFacts, level: context.level.name, seed: context.header.seed }
}

/** Levels whose program never raises a question, whatever the seed. */
const NEVER_ON: Readonly<Partial<Record<QuestionId, (level: LevelName) => boolean>>> = {
	// They call realloc or fork, too: see there.
	Q2: (level) => level === 'vector' || level === 'fork',
	// Its frames suffice.
	Q11: (level) => level === 'steady-roomy',
	QF: (level) => level !== 'fork',
}

/**
 * Questions that may be asked on a level: at once and from its name alone. A seed may still not raise one of them, and a
 * host who injects a fork may ask QF anywhere.
 */
export const fittingQuestions = (level: LevelName): readonly QuestionId[] =>
	QUESTION_IDS.filter((id) => !NEVER_ON[id]?.(level))

/** The questions that a seed raises. Plays some twenty rounds of bots: about a fifth of a second. */
export async function offered(level: Level, seed: number): Promise<readonly QuestionId[]> {
	const program = await loadProgram(level.name, seed)
	const context = { level, program, header: roundHeader(level.name, seed, 'calm'), world: null }
	return fittingQuestions(level.name).filter((id) => bindQuestion(id, context) !== null)
}
