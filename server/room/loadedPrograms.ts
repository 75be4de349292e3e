import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { type Level, levelNamed } from '../../shared/programs/levels.ts'
import type { Program } from '../../shared/programs/op.ts'

export interface LoadedProgram {
	readonly level: Level
	readonly program: Program
}

/** A whole class plays one seed: sampled once, kept for all crews. */
const MAX_KEPT = 64
const kept = new Map<string, Promise<Program>>()

/** The level's program for that seed; null when there is no such level. */
export async function loadedProgram(levelName: string, seed: number): Promise<LoadedProgram | null> {
	const level = levelNamed(levelName)
	if (!level) return null
	const key = `${levelName} ${seed}`
	let program = kept.get(key)
	if (!program) {
		program = loadProgram(level.name, seed)
		kept.set(key, program)
		program.catch(() => kept.delete(key))
		const oldest = kept.keys().next().value
		if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
	}
	return { level, program: await program }
}
