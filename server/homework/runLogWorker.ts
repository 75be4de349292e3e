import { parentPort } from 'node:worker_threads'
import { runLog, type RunLogTask } from './runLog.ts'

parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task: RunLogTask }) => {
	void runLog(task).then((outcome) => parentPort?.postMessage({ id, outcome }))
})
