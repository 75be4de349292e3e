import type { Homework, HomeworkError, HomeworkResult } from '../../shared/homework/link.ts'
import type { Store } from '../connect/playerRecord.ts'

/** A finished round that the server hasn't acknowledged. */
export interface Waiting {
	readonly item: number
	readonly playedAtMs: number
	readonly log: string
}

export interface Refused {
	readonly item: number
	readonly code: HomeworkError
	readonly line: number
}

/** What this browser knows of a homework; the server is right where the two differ. */
export interface Notebook {
	readonly homework: Homework
	/** What the student is known by on the server; drawn here, so that the first round needs no network. */
	readonly token: string
	/** Empty: not asked yet. */
	readonly name: string
	readonly rosterId: string
	readonly results: readonly HomeworkResult[]
	readonly refused: readonly Refused[]
	/** Keys of the logs that wait, in order. */
	readonly waiting: readonly string[]
}

const notebookKey = (id: string): string => `lot.homework.${id}`
const logKey = (id: string, key: string): string => `lot.homework.${id}.log.${key}`

/** Of this visit, where the store is full. */
const unkept = new Map<string, string>()

export function readNotebook(store: Store, id: string): Notebook | null {
	try {
		const text = unkept.get(notebookKey(id)) ?? store.getItem(notebookKey(id))
		const value = JSON.parse(text ?? 'null') as Partial<Notebook> | null
		const isWhole =
			value?.homework?.id === id &&
			typeof value.token === 'string' &&
			[value.results, value.refused, value.waiting].every((list) => Array.isArray(list))
		return isWhole ? (value as Notebook) : null
	} catch {
		return null
	}
}

/** False: the browser's store is full or forbidden; then it holds until the page is closed. */
export const writeNotebook = (store: Store, notebook: Notebook): boolean =>
	put(store, notebookKey(notebook.homework.id), JSON.stringify(notebook))

/** Puts a finished round among those that wait; the same one twice is one. False as above. */
export function keepWaiting(store: Store, id: string, waiting: Waiting): boolean {
	const notebook = readNotebook(store, id)
	if (notebook === null) return false
	const key = `${waiting.item}-${digestOf(waiting.log)}`
	if (notebook.waiting.includes(key)) return true
	const isLogKept = put(store, logKey(id, key), JSON.stringify(waiting))
	const isListKept = writeNotebook(store, { ...notebook, waiting: [...notebook.waiting, key] })
	return isLogKept && isListKept
}

export function readWaiting(store: Store, id: string, key: string): Waiting | null {
	try {
		return JSON.parse(unkept.get(logKey(id, key)) ?? store.getItem(logKey(id, key)) ?? 'null') as Waiting | null
	} catch {
		return null
	}
}

/** Takes a round from the list after the server's last word on it. */
export function settleWaiting(store: Store, id: string, key: string, end: HomeworkResult | Refused | null): void {
	const notebook = readNotebook(store, id)
	if (notebook === null) return
	writeNotebook(store, {
		...notebook,
		waiting: notebook.waiting.filter((one) => one !== key),
		results: end !== null && 'score' in end ? withResult(notebook.results, end) : notebook.results,
		refused: end !== null && 'line' in end ? [...notebook.refused, end] : notebook.refused,
	})
	store.removeItem(logKey(id, key))
	unkept.delete(logKey(id, key))
}

const withResult = (results: readonly HomeworkResult[], result: HomeworkResult): readonly HomeworkResult[] => [
	...results.filter((one) => one.item !== result.item || one.attempt !== result.attempt),
	result,
]

/** The last line of a log holds a digest of the others. */
const digestOf = (log: string): string => /"digest":"(\w+)"/.exec(log.slice(-200))?.[1] ?? String(log.length)

function put(store: Store, key: string, text: string): boolean {
	try {
		store.setItem(key, text)
		unkept.delete(key)
		return true
	} catch {
		unkept.set(key, text)
		return false
	}
}

/** A part of the store that looks like a whole one: each item's round has a place of its own. */
export const itemStore = (store: Store, id: string, item: number): Store => {
	const inside = (key: string): string => `lot.homework.${id}.item${item}.${key}`
	return {
		getItem: (key) => store.getItem(inside(key)),
		setItem: (key, value) => store.setItem(inside(key), value),
		removeItem: (key) => store.removeItem(inside(key)),
	}
}
