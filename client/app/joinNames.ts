import { t } from '../words/words.ts'

/** `Lin, Bo and Amber Tram`, as the language on screen writes it. */
export function joinNames(names: readonly string[]): string {
	if (names.length <= 1) return names[0] ?? ''
	return `${names.slice(0, -1).join(t('lobby.comma'))}${t('lobby.and')}${names.at(-1)}`
}
