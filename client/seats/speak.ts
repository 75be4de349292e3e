import { t } from '../words/words.ts'
import type { Say } from './say.ts'

/** Says it in the language on screen. */
export const speak = ({ key, facts }: Say): string => t(key, facts)
