import { LESSON_ERRORS, type LessonError } from '../../shared/protocol/lessonMessages.ts'
import { type ErrorCodeName, SERVER_ERRORS } from '../../shared/protocol/messages.ts'
import { REFUSALS } from '../../shared/game/refusal.ts'
import { explain } from './explain.ts'
import { type Facts, t } from './words.ts'

const isLessonError = (code: string): code is LessonError => (LESSON_ERRORS as readonly string[]).includes(code)
const isKnown = (code: string): code is ErrorCodeName => [...SERVER_ERRORS, ...REFUSALS].some((one) => one === code)

/** Why a lesson's command wasn't done. The codes of a lesson come first: `E_STAGE` means another thing in a round. */
export function explainLesson(
	failed: { readonly code: string; readonly facts?: Readonly<Record<string, number>> },
	more: Facts = {},
): string {
	const { code, facts } = failed
	if (isLessonError(code)) return t(`lessonError.${code}`, { ...facts, ...more })
	if (isKnown(code)) return explain({ ok: false, code, ...(facts ? { facts } : {}) }, more)
	return t('lessonError.unknown', { code })
}
