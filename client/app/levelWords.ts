import { hasWords, t } from '../words/words.ts'

/** A level's name on screen; a newer server may have levels that this page can't name. */
export function levelTitle(level: string): string {
	const key = `level.${level}.title`
	return hasWords(key) ? t(key) : level
}

export function levelLine(level: string): string {
	const key = `level.${level}.line`
	return hasWords(key) ? t(key) : ''
}

/** What playing it should have shown. */
export function levelLesson(level: string): string {
	const key = `level.${level}.lesson`
	return hasWords(key) ? t(key) : ''
}
