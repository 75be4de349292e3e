import type { RegretCause } from '../game/score/regret.ts'

/** A rule that a student may say to have learned, and the kinds of mistake that it would have spared. */
export interface Reason {
	/** Its sentence is `lesson.reason.<tag>`. */
	readonly tag: ReasonTag
	readonly against: readonly RegretCause[]
}

const REASON_TAGS = ['askAhead', 'placeByLife', 'dropDead', 'grantByStock', 'keepNext', 'readBooks'] as const
export type ReasonTag = (typeof REASON_TAGS)[number]

/**
 * "One rule I would write" (GAME.md §4.3): the choice of REASON is an index of this list. All six are sound; each spares
 * other mistakes, and together they cover every cause of regret.
 */
export const REASONS: readonly Reason[] = [
	{ tag: 'askAhead', against: ['askSize', 'mapping'] },
	{ tag: 'placeByLife', against: ['placement'] },
	{ tag: 'dropDead', against: ['giveBack', 'victim'] },
	{ tag: 'grantByStock', against: ['grant'] },
	{ tag: 'keepNext', against: ['tlbLine'] },
	{ tag: 'readBooks', against: ['audit', 'waiting'] },
]
