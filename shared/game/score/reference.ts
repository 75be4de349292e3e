import type { Level } from '../../programs/levels.ts'
import type { Program } from '../../programs/op.ts'
import type { Reference } from '../roundInfo.ts'
import { GHOST_NAMES, playFieldGhost } from './ghosts.ts'
import { lowerBoundOf } from './lowerBound.ts'

/** A class plays one seed: its program is loaded once, and so is this. */
const known = new WeakMap<Program, Reference>()

/** What a round of this program is measured by. The first call plays the whole field. */
export function referenceOf(level: Level, program: Program, seed: number): Reference {
	const before = known.get(program)
	if (before) return before
	const ghosts = GHOST_NAMES.map((name) => ({
		name,
		billCycles: playFieldGhost(name, level, program, seed).billCycles,
	}))
	const parCycles = Math.min(...ghosts.map(({ billCycles }) => billCycles))
	const reference = { lowerBoundCycles: lowerBoundOf(level, program, seed), parCycles, ghosts }
	known.set(program, reference)
	return reference
}
