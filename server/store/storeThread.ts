import { parentPort, workerData } from 'node:worker_threads'
import type { EventStore } from './eventStore.ts'
import { openSqliteStore } from './sqliteStore.ts'
import type { StoreAnswer, StoreCall } from './threadedStore.ts'

// The thread behind threadedStore.ts.

const port = parentPort
if (!port) throw new Error('this is a thread of the server')
const answer = (one: StoreAnswer): void => port.postMessage(one)
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

let store: EventStore | null = null
try {
	store = openSqliteStore(workerData as string)
	answer({ kind: 'open' })
} catch (error) {
	answer({ kind: 'unusable', message: messageOf(error) })
}

if (store) {
	const opened = store
	let latest = Promise.resolve()
	port.on('message', (call: StoreCall) => {
		latest = latest.then(() => obey(opened, call))
	})
}

async function obey(opened: EventStore, { id, method, args }: StoreCall): Promise<void> {
	try {
		const run = opened[method].bind(opened) as (...all: readonly unknown[]) => Promise<unknown>
		answer({ kind: 'done', id, value: await run(...args) })
	} catch (error) {
		answer({ kind: 'failed', id, message: messageOf(error) })
	}
	// Nothing can follow.
	if (method === 'close') port?.close()
}
