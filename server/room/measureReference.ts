import { Worker } from 'node:worker_threads'
import type { Reference } from '../../shared/game/roundInfo.ts'
import type { Level } from '../../shared/programs/levels.ts'

export interface MeasureRequest {
	readonly id: number
	readonly level: string
	readonly seed: number
}

interface Waiting {
	readonly done: (reference: Reference) => void
	readonly failed: (error: Error) => void
}

let worker: Worker | null = null
let nextId = 0
const waiting = new Map<number, Waiting>()

/**
 * What a round of this level and seed is measured by. The ghosts play for 50 ms to a second, so they do it in a thread of
 * their own: meanwhile the rounds of all other crews go on. Rejects if the thread breaks; the next call starts another.
 */
export function measureReference(level: Level, seed: number): Promise<Reference> {
	const id = nextId++
	return new Promise((done, failed) => {
		waiting.set(id, { done, failed })
		worker ??= startWorker()
		worker.postMessage({ id, level: level.name, seed } satisfies MeasureRequest)
	})
}

/** Starts the thread ahead of the first session, which would have to wait for it. */
export function warmUp(): void {
	worker ??= startWorker()
}

function startWorker(): Worker {
	const started = new Worker(new URL('./referenceWorker.ts', import.meta.url))
	// A server that stops doesn't wait for ghosts.
	started.unref()
	started.on('message', ({ id, reference }: { readonly id: number; readonly reference: Reference }) => {
		waiting.get(id)?.done(reference)
		waiting.delete(id)
	})
	started.on('error', (error) => {
		worker = null
		for (const { failed } of waiting.values()) failed(error instanceof Error ? error : new Error(String(error)))
		waiting.clear()
	})
	return started
}
