import { Worker } from 'node:worker_threads'
import type { InjectIntent } from '../../shared/game/intent.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import type { RoundHeader } from '../../shared/game/round.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import type { RuleGains } from '../../shared/game/score/ruleGain.ts'

/** What the thread finds out. Each is an answer of its own kind. */
export type MeasureTask =
	| {
			readonly what: 'reference'
			readonly level: string
			readonly seed: number
			/** What hosts have put into the program, oldest first. */
			readonly injections: readonly InjectIntent[]
	  }
	| { readonly what: 'regrets' | 'ruleGains'; readonly header: RoundHeader; readonly entries: readonly LogEntry[] }

export interface MeasureRequest {
	readonly id: number
	readonly task: MeasureTask
}

/** `error`: it could not be done (a log that doesn't play); the thread goes on. */
export type MeasureAnswer =
	| { readonly id: number; readonly value: Reference | readonly Regret[] | RuleGains }
	| { readonly id: number; readonly error: string }

interface Waiting {
	readonly done: (value: unknown) => void
	readonly failed: (error: Error) => void
}

let worker: Worker | null = null
let nextId = 0
const waiting = new Map<number, Waiting>()

/**
 * What a round of this level and seed is measured by. The ghosts play for 50 ms to a second, so they do it in a thread of
 * their own: meanwhile the rounds of all other crews go on. Rejects if the thread breaks; the next call starts another.
 */
export const measureReference = (
	level: string,
	seed: number,
	injections: readonly InjectIntent[] = [],
): Promise<Reference> => ask({ what: 'reference', level, seed, injections })

/** The dearest avoidable decisions of a finished round: up to two seconds of the thread. Rejects if the log doesn't play. */
export const measureRegrets = (header: RoundHeader, entries: readonly LogEntry[]): Promise<readonly Regret[]> =>
	ask({ what: 'regrets', header, entries })

/** What the standing orders of each seat gained beside the textbook: up to a second of the thread. Rejects likewise. */
export const measureRuleGains = (header: RoundHeader, entries: readonly LogEntry[]): Promise<RuleGains> =>
	ask({ what: 'ruleGains', header, entries })

/** The answer is of the task's kind: `measureWorker` sees to that. */
function ask<T>(task: MeasureTask): Promise<T> {
	const id = nextId++
	return new Promise<T>((done, failed) => {
		waiting.set(id, { done: (value) => done(value as T), failed })
		worker ??= startWorker()
		worker.postMessage({ id, task } satisfies MeasureRequest)
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
	started.on('message', (answer: MeasureAnswer) => {
		const one = waiting.get(answer.id)
		waiting.delete(answer.id)
		if ('error' in answer) one?.failed(new Error(answer.error))
		else one?.done(answer.value)
	})
	started.on('error', (error) => {
		worker = null
		for (const { failed } of waiting.values()) failed(error instanceof Error ? error : new Error(String(error)))
		waiting.clear()
	})
	return started
}
