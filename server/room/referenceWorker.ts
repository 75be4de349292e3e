import { parentPort } from 'node:worker_threads'
import { withInjections } from '../../shared/game/inject.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import { regretsOf } from '../../shared/game/score/regretsOf.ts'
import { ruleGainsOf } from '../../shared/game/score/ruleGain.ts'
import { type Level, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { MeasureAnswer, MeasureRequest, MeasureTask } from './measureReference.ts'

parentPort?.on('message', (request: MeasureRequest) => void answer(request))

async function answer({ id, task }: MeasureRequest): Promise<void> {
	const said = await measured(task).then(
		(value): MeasureAnswer => ({ id, value }),
		(error: unknown): MeasureAnswer => ({ id, error: error instanceof Error ? error.message : String(error) }),
	)
	parentPort?.postMessage(said)
}

async function measured(task: MeasureTask) {
	if (task.what === 'reference') {
		const { seed, injections } = task
		const level = existing(task.level)
		return referenceOf(level, withInjections(await loadProgram(level.name, seed), injections), seed)
	}
	const { header, entries } = task
	const level = existing(header.level)
	const program = await loadProgram(level.name, header.seed)
	const start = { header, level, program, reference: null }
	return task.what === 'regrets' ? regretsOf(start, entries) : ruleGainsOf(start, entries)
}

function existing(name: string): Level {
	const level = levelNamed(name)
	if (!level) throw new Error(`no level ${name}`)
	return level
}
