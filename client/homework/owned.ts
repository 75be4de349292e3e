import type { Store } from '../connect/playerRecord.ts'

/** A homework that was given from this browser. */
export interface Owned {
	readonly id: string
	readonly title: string
	readonly ownerToken: string
}

const KEY = 'lot.homework'
const MAX_OWNED = 50

/** Newest first. */
export function ownedHomework(store: Store): readonly Owned[] {
	try {
		const value: unknown = JSON.parse(store.getItem(KEY) ?? '[]')
		return Array.isArray(value) ? (value as Owned[]) : []
	} catch {
		return []
	}
}

export function keepOwned(store: Store, owned: Owned): void {
	try {
		store.setItem(KEY, JSON.stringify([owned, ...ownedHomework(store)].slice(0, MAX_OWNED)))
	} catch {
		// Then the owner's link on the screen is the only one.
	}
}
