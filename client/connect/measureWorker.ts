import type { MeasureTask } from './measure.ts'
import { doTask } from './measureHere.ts'

/** Runs in a worker: one answer for each task, under its number. A task that throws is reported as the worker's error. */
addEventListener('message', ({ data }: MessageEvent<{ readonly id: number; readonly task: MeasureTask }>) => {
	void doTask(data.task).then((value) => postMessage({ id: data.id, value }))
})
