import { parentPort } from 'node:worker_threads'
import { referenceOf } from '../../shared/game/score/reference.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { MeasureRequest } from './measureReference.ts'

parentPort?.on('message', (request: MeasureRequest) => void answer(request))

async function answer({ id, level: name, seed }: MeasureRequest): Promise<void> {
	const level = levelNamed(name)
	if (!level) throw new Error(`no level ${name}`)
	const program = await loadProgram(level.name, seed)
	parentPort?.postMessage({ id, reference: referenceOf(level, program, seed) })
}
