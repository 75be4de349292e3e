import type { InjectIntent } from '../../shared/game/intent.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { type Level, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'
import { measureReference } from './measureReference.ts'

export interface LoadedProgram {
	readonly level: Level
	readonly program: Program
	readonly reference: Reference
}

/** A whole class plays one seed: sampled once, kept for all crews. */
const MAX_KEPT = 64
const kept = new Map<string, Promise<LoadedProgram>>()

/** The level's program for that seed, and what a round of it is measured by; null when there is no such level. */
export async function loadedProgram(levelName: string, seed: number): Promise<LoadedProgram | null> {
	const level = levelNamed(levelName)
	if (!level) return null
	const key = `${levelName} ${seed}`
	const known = kept.get(key)
	if (known) return known
	const loaded = load(level, seed)
	kept.set(key, loaded)
	loaded.catch(() => kept.delete(key))
	const oldest = kept.keys().next().value
	if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
	return loaded
}

async function load(level: Level, seed: number): Promise<LoadedProgram> {
	const [program, reference] = await Promise.all([loadProgram(level.name, seed), measureReference(level.name, seed)])
	return { level, program, reference }
}

/** By level, seed and what was put in: a class's rooms all ask for the same. */
const changed = new Map<string, Promise<Reference>>()

/** What a round is measured by once hosts have put something into its program. `loaded.program` stays the one of the log's start. */
export async function changedReference(
	{ level, reference }: LoadedProgram,
	seed: number,
	injections: readonly InjectIntent[],
): Promise<Reference> {
	if (injections.length === 0) return reference
	const key = JSON.stringify([level.name, seed, injections])
	const known = changed.get(key)
	if (known) return known
	const measured = measureReference(level.name, seed, injections)
	changed.set(key, measured)
	measured.catch(() => changed.delete(key))
	const oldest = changed.keys().next().value
	if (changed.size > MAX_KEPT && oldest !== undefined) changed.delete(oldest)
	return measured
}
