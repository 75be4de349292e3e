import type { WordKey } from '../words/words.ts'

/** A sentence that isn't spoken yet: models decide what is said, the panels say it in the player's language. */
export interface Say {
	readonly key: WordKey
	/** A fact may be words itself: who did it, which area it was. */
	readonly facts?: Readonly<Record<string, string | number | Say>>
}

export const say = (key: WordKey, facts?: Say['facts']): Say => (facts ? { key, facts } : { key })
