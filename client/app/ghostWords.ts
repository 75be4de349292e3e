import { hasWords, t } from '../words/words.ts'

/** A company's name on screen; a newer server may have ones that this page can't name. */
export function ghostName(name: string): string {
	const key = `ghost.${name}`
	return hasWords(key) ? t(key) : name
}

export function ghostLine(name: string): string {
	const key = `ghost.${name}Line`
	return hasWords(key) ? t(key) : ''
}
