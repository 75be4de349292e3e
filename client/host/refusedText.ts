import type { LessonFailed } from '../connect/lessonBus.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { t } from '../words/words.ts'

/** Why a lesson's page can't be opened. What a stale key means to a student, a lost seat, is none of a host's concern. */
export const refusedText = (refused: LessonFailed, code: string): string =>
	refused.code === 'E_STALE_TOKEN'
		? t('console.staleKey', { code })
		: t('console.refused', { why: explainLesson(refused, { code }) })
