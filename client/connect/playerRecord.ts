/** What `localStorage` and `sessionStorage` are to us; tests bring a Map. */
export interface Store {
	getItem(key: string): string | null
	setItem(key: string, value: string): void
	removeItem(key: string): void
}

/** Everything that lets a player come back to a seat. */
export interface PlayerRecord {
	readonly token: string
	readonly code: string
	readonly name: string
	/** The latest attempt number used. Kept, because the server takes a repeated number for a repeated message. */
	readonly attempt: number
	readonly savedAtMs: number
}

const TAB_KEY = 'lot.player'
const ALL_KEY = 'lot.players'
/** Players of one browser that the home page offers to continue. */
const MAX_PLAYERS = 6
/** The server keeps a seat for a token this long at most; older records only confuse. */
const MAX_AGE_MS = 12 * 60 * 60 * 1000

/**
 * The tab's own store comes first, so that three tabs of one browser are three players and a
 * reload keeps its player; the browser's store keeps players whose tab was closed.
 */
export interface PlayerRecords {
	/** The player of this tab, or null. */
	current(): PlayerRecord | null
	/** Players of this browser that may be continued, newest first. */
	all(): readonly PlayerRecord[]
	save(record: PlayerRecord): void
	forget(token: string): void
}

export function playerRecords(tab: Store, browser: Store, nowMs: () => number): PlayerRecords {
	const all = (): PlayerRecord[] =>
		readList(browser)
			.filter((record) => nowMs() - record.savedAtMs < MAX_AGE_MS)
			.sort((a, b) => b.savedAtMs - a.savedAtMs)

	return {
		current: () => asRecord(parse(tab.getItem(TAB_KEY))),
		all,
		save(record) {
			write(tab, TAB_KEY, record)
			const others = all().filter((other) => other.token !== record.token)
			write(browser, ALL_KEY, [record, ...others].slice(0, MAX_PLAYERS))
		},
		forget(token) {
			if (asRecord(parse(tab.getItem(TAB_KEY)))?.token === token) tab.removeItem(TAB_KEY)
			write(
				browser,
				ALL_KEY,
				all().filter((record) => record.token !== token),
			)
		},
	}
}

/** A full or forbidden store must not stop the game: then a reload loses the player, nothing else. */
function write(store: Store, key: string, value: unknown): void {
	try {
		store.setItem(key, JSON.stringify(value))
	} catch {
		// Nothing to do about it.
	}
}

function readList(store: Store): PlayerRecord[] {
	const list = parse(store.getItem(ALL_KEY))
	if (!Array.isArray(list)) return []
	return list.map(asRecord).filter((record) => record !== null)
}

function parse(text: string | null): unknown {
	if (text === null) return null
	try {
		return JSON.parse(text)
	} catch {
		return null
	}
}

/** Stored text may be from another version of the page, or from anybody. */
function asRecord(value: unknown): PlayerRecord | null {
	if (typeof value !== 'object' || value === null) return null
	const { token, code, name, attempt, savedAtMs } = value as Record<string, unknown>
	if (typeof token !== 'string' || typeof code !== 'string' || typeof name !== 'string') return null
	if (typeof attempt !== 'number' || typeof savedAtMs !== 'number') return null
	return { token, code, name, attempt, savedAtMs }
}
