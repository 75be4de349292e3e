import { Worker } from 'node:worker_threads'
import type { RunLog, RunLogTask } from './runLog.ts'

/** A whole lecture that hands in within a minute; more is told to come again (it does so by itself). */
const MAX_WAITING = 400
/** A log that takes longer is not one that a person played. */
const TASK_LIMIT_MS = 30_000

interface Waiting {
	readonly id: number
	readonly task: RunLogTask
	readonly done: (outcome: RunLog) => void
	readonly failed: (error: Error) => void
}

/** Too many wait; or the thread broke, or had to be stopped, over this log. */
class RunnerBusy extends Error {}

/**
 * Runs logs again, one after the other, in a thread of its own: meanwhile the rounds of all crews go on. The thread
 * starts with the first log. Close it with the server.
 */
export class LogRunner {
	#worker: Worker | null = null
	#nextId = 0
	#queue: Waiting[] = []
	#limit: NodeJS.Timeout | null = null

	run(task: RunLogTask): Promise<RunLog> {
		if (this.#queue.length >= MAX_WAITING) return Promise.reject(new RunnerBusy('too many logs are waiting'))
		return new Promise((done, failed) => {
			this.#queue.push({ id: this.#nextId++, task, done, failed })
			if (this.#queue.length === 1) this.#next()
		})
	}

	close(): void {
		this.#drop(this.#queue.splice(0), 'the server stops')
	}

	/** Gives the thread the log at the head of the queue, where it stays until its answer. */
	#next(): void {
		const head = this.#queue[0]
		if (!head) return
		this.#worker ??= this.#start()
		this.#worker.postMessage({ id: head.id, task: head.task })
		this.#limit = setTimeout(() => this.#drop(this.#queue.splice(0, 1), 'it took too long'), TASK_LIMIT_MS)
	}

	#start(): Worker {
		const worker = new Worker(new URL('./runLogWorker.ts', import.meta.url))
		worker.unref()
		worker.on('message', ({ id, outcome }: { readonly id: number; readonly outcome: RunLog }) => {
			if (this.#queue[0]?.id !== id) return
			if (this.#limit) clearTimeout(this.#limit)
			this.#queue.shift()?.done(outcome)
			this.#next()
		})
		worker.on('error', (error) => {
			if (this.#worker === worker) this.#drop(this.#queue.splice(0, 1), String(error))
		})
		return worker
	}

	/** Ends the thread with what it was at, and goes on with the rest in another. */
	#drop(dropped: readonly Waiting[], why: string): void {
		if (this.#limit) clearTimeout(this.#limit)
		void this.#worker?.terminate()
		this.#worker = null
		for (const { failed } of dropped) failed(new RunnerBusy(why))
		this.#next()
	}
}
