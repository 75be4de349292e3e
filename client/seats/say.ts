import type { Facts, WordKey } from '../words/words.ts'

/** A sentence that isn't spoken yet: models decide what is said, the panels say it in the player's language. */
export interface Say {
	readonly key: WordKey
	readonly facts?: Facts
}

export const say = (key: WordKey, facts?: Facts): Say => (facts ? { key, facts } : { key })
