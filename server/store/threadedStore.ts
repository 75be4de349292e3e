import { Worker } from 'node:worker_threads'
import type { EventStore } from './eventStore.ts'
import { StoreUnusable } from './sqliteStore.ts'

type Method = keyof EventStore

/** One call of the store's; they are done one after the other, in order. */
export interface StoreCall {
	readonly id: number
	readonly method: Method
	readonly args: readonly unknown[]
}

export type StoreAnswer =
	| { readonly kind: 'open' }
	/** The folder can't be used; the thread ends. */
	| { readonly kind: 'unusable'; readonly message: string }
	| { readonly kind: 'done'; readonly id: number; readonly value: unknown }
	| { readonly kind: 'failed'; readonly id: number; readonly message: string }

interface Waiting {
	readonly done: (value: unknown) => void
	readonly failed: (error: Error) => void
}

/**
 * The store of a data folder, in a thread of its own: a commit waits for the disk (2–5 ms, on a bad day 200), and
 * meanwhile the rooms go on. Rejects with StoreUnusable. Should the thread ever break, every call rejects from then on.
 */
export function openThreadedStore(folder: string): Promise<EventStore> {
	const thread = new Worker(new URL('./storeThread.ts', import.meta.url), { workerData: folder })
	const waiting = new Map<number, Waiting>()
	let broken: Error | null = null
	let nextId = 0

	const call = (method: Method, args: readonly unknown[]): Promise<unknown> =>
		new Promise((done, failed) => {
			if (broken) return failed(broken)
			const id = nextId++
			waiting.set(id, { done, failed })
			thread.postMessage({ id, method, args } satisfies StoreCall)
		})
	/** The thread's answer is what the same method of the store there gave. */
	const passOn = <M extends Method>(method: M): EventStore[M] =>
		((...args: unknown[]) => call(method, args)) as EventStore[M]
	const store: EventStore = {
		write: passOn('write'),
		lastIds: passOn('lastIds'),
		sessionsSince: passOn('sessionsSince'),
		crewsOf: passOn('crewsOf'),
		playersOf: passOn('playersOf'),
		latestRound: passOn('latestRound'),
		findRound: passOn('findRound'),
		log: passOn('log'),
		roundsOf: passOn('roundsOf'),
		lessonOf: passOn('lessonOf'),
		lessonLog: passOn('lessonLog'),
		sessionOfHost: passOn('sessionOfHost'),
		close: passOn('close'),
	}

	return new Promise((resolve, reject) => {
		const breakOff = (error: Error) => {
			broken ??= error
			reject(error)
			for (const { failed } of waiting.values()) failed(error)
			waiting.clear()
		}
		thread.on('message', (answer: StoreAnswer) => {
			if (answer.kind === 'open') return resolve(store)
			if (answer.kind === 'unusable') return reject(new StoreUnusable(answer.message))
			const one = waiting.get(answer.id)
			waiting.delete(answer.id)
			if (answer.kind === 'done') one?.done(answer.value)
			else one?.failed(new Error(answer.message))
		})
		thread.on('error', (error) => breakOff(error instanceof Error ? error : new Error(String(error))))
		thread.on('exit', () => breakOff(new Error('the store is closed')))
	})
}
