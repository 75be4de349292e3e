import type { Store } from '../../client/connect/playerRecord.ts'

/** What a browser's storage does, in a Map. */
export function memoryStore(): Store {
	const kept = new Map<string, string>()
	return {
		getItem: (key) => kept.get(key) ?? null,
		setItem: (key, value) => void kept.set(key, value),
		removeItem: (key) => void kept.delete(key),
	}
}
