import { REFUSALS, type RefusalCode } from '../../shared/game/refusal.ts'
import { LESSON_ERRORS, type LessonError } from '../../shared/protocol/lessonMessages.ts'
import type { ErrorCodeName, Failed } from '../../shared/protocol/messages.ts'
import { type Facts, t } from './words.ts'

/** Facts that players know as hex digits: frame numbers have two, page-table indexes one. */
const HEX_DIGITS: Readonly<Record<string, number>> = { frame: 2, directory: 1, table: 1 }

const isRefusal = (code: ErrorCodeName): code is RefusalCode => (REFUSALS as readonly string[]).includes(code)
const isLessonError = (code: ErrorCodeName): code is LessonError => (LESSON_ERRORS as readonly string[]).includes(code)

/** Why something wasn't done, as a sentence in the language on screen. `more`: facts that only the page knows. */
export function explain(failed: Failed, more: Facts = {}): string {
	const facts: Record<string, string | number> = { ...more }
	for (const [name, value] of Object.entries(failed.facts ?? {})) {
		const digits = HEX_DIGITS[name]
		facts[name] = digits === undefined ? value : value.toString(16).toUpperCase().padStart(digits, '0')
	}
	if (isRefusal(failed.code)) return t(`refusal.${failed.code}`, facts)
	if (isLessonError(failed.code)) return t(`lessonError.${failed.code}`, facts)
	// The page's own time limit (socketBus.ts): the server may or may not have done it.
	if (failed.code === 'E_BUSY' && 'waitedSeconds' in facts) {
		return t('server.noAnswer', { seconds: facts['waitedSeconds'] ?? 0 })
	}
	return t(`server.${failed.code}`, facts)
}
