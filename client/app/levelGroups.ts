import { LEVEL_NAMES, type LevelName } from '../../shared/programs/levels.ts'
import type { Bests } from '../connect/bests.ts'

/** The campaign's order, in parts that fit the eye. */
export const LEVEL_GROUPS = [
	{ group: 'first', levels: ['steady', 'steady-roomy', 'sawtooth', 'burst'] },
	{ group: 'lessons', levels: ['compiler', 'leak', 'fragmenter', 'vector', 'big'] },
	{ group: 'edges', levels: ['recursion', 'wild', 'fork', 'three-acts'] },
	{ group: 'real', levels: ['sqlite3', 'bash', 'git-log', 'cc1'] },
] as const satisfies readonly { readonly group: string; readonly levels: readonly LevelName[] }[]

/** The first level that was never played to its end; when all were, the one with the lowest score. `except`: not this one. */
export function suggestedLevel(bests: Bests, except: string | null = null): LevelName {
	const names = LEVEL_NAMES.filter((name) => name !== except)
	const unplayed = names.find((name) => bests[name] === undefined)
	if (unplayed !== undefined) return unplayed
	const score = (name: LevelName): number => bests[name]?.score ?? 0
	return names.reduce((lowest, name) => (score(name) < score(lowest) ? name : lowest))
}
