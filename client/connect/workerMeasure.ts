import type { Reference } from '../../shared/game/roundInfo.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import type { Debrief, Measure, MeasureTask, MeasureValue } from './measure.ts'

/** Measures in a worker, started when it is first needed; in the page itself where there are none. */
export function workerMeasure(start: () => Worker): Measure {
	let worker: Worker | null = null
	let nextId = 0
	const waiting = new Map<
		number,
		{ readonly task: MeasureTask; readonly done: (value: Promise<MeasureValue> | MeasureValue) => void }
	>()

	/** No worker, or it broke: whatever waits is done here. */
	const giveUp = (): void => {
		worker = null
		for (const { task, done } of waiting.values()) done(doHere(task))
		waiting.clear()
	}
	const ask = (task: MeasureTask): Promise<MeasureValue> =>
		new Promise((done) => {
			const id = nextId++
			waiting.set(id, { task, done })
			try {
				worker ??= listen(start(), waiting, giveUp)
				worker.postMessage({ id, task })
			} catch {
				giveUp()
			}
		})

	return {
		reference: (measured) => ask({ what: 'reference', measured }) as Promise<Reference>,
		debrief: (measured) => ask({ what: 'debrief', measured }) as Promise<Debrief>,
		botCycles: (measured, bots) => ask({ what: 'botCycles', measured, bots }) as Promise<number>,
		regrets: (round) => ask({ what: 'regrets', round }) as Promise<readonly Regret[]>,
	}
}

const doHere = async (task: MeasureTask): Promise<MeasureValue> => (await import('./measureHere.ts')).doTask(task)

function listen(
	worker: Worker,
	waiting: Map<number, { readonly done: (value: MeasureValue) => void }>,
	giveUp: () => void,
): Worker {
	worker.addEventListener(
		'message',
		({ data }: MessageEvent<{ readonly id: number; readonly value: MeasureValue }>) => {
			waiting.get(data.id)?.done(data.value)
			waiting.delete(data.id)
		},
	)
	worker.addEventListener('error', giveUp)
	return worker
}
