import type { HomeworkError } from '../../shared/homework/link.ts'
import { hasWords, t } from '../words/words.ts'

/** Why something wasn't done, as a sentence in the language on screen. */
export function explainHomework(code: HomeworkError | 'unreachable', line = 0): string {
	const key = `homework.${code}`
	return hasWords(key) ? t(key, { line }) : code
}
