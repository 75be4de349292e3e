import { t } from '../words/words.ts'
import type { Say } from './say.ts'

/** Says it in the language on screen. */
export function speak({ key, facts = {} }: Say): string {
	const spoken: Record<string, string | number> = {}
	for (const [name, fact] of Object.entries(facts)) spoken[name] = typeof fact === 'object' ? speak(fact) : fact
	return t(key, spoken)
}
