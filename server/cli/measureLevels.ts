import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { LevelName } from '../../shared/programs/levels.ts'
import type { MeasureName, Measured } from './measureWorker.ts'

/** One seed of one level, to be measured in some way. */
export interface Task<Name extends MeasureName = MeasureName> {
	readonly measure: Name
	readonly level: LevelName
	readonly seed: number
}

/** A laptop has more cores than a class needs. */
const MAX_WORKERS = 4

/**
 * Measures seeds in worker threads, as many as there are cores. Results come in the order of the tasks; rejects when a
 * measure throws (a bug of ours).
 */
export async function measureLevels<Name extends MeasureName>(
	tasks: readonly Task<Name>[],
	onDone: (done: number) => void = () => {},
): Promise<Measured[Name][]> {
	const results: Measured[Name][] = []
	let [next, done] = [0, 0]
	const runWorker = (): Promise<void> =>
		new Promise((resolve, reject) => {
			const worker = new Worker(new URL('./measureWorker.ts', import.meta.url))
			let at = -1
			const give = (): void => {
				at = next
				next += 1
				const task = tasks[at]
				if (task) worker.postMessage(task)
				else void worker.terminate().then(() => resolve())
			}
			worker.on('message', (result: Measured[Name]) => {
				results[at] = result
				done += 1
				onDone(done)
				give()
			})
			worker.on('error', reject)
			give()
		})
	const workers = Math.min(availableParallelism(), MAX_WORKERS, tasks.length)
	await Promise.all(Array.from({ length: workers }, runWorker))
	return results
}
