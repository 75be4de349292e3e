import type { Family } from '../../../shared/programs/levels.ts'
import { levelNamed } from '../../../shared/programs/levels.ts'

/** Chapter of the campaign (GAME.md §6, §9.1) that a family of programs belongs to. */
const CHAPTERS: Readonly<Record<Family, number>> = {
	steady: 10,
	sawtooth: 11,
	burst: 11,
	compiler: 11,
	leak: 11,
	fragmenter: 4,
	vector: 6,
	big: 6,
	recursion: 8,
	wild: 8,
	fork: 12,
	'three-acts': 10,
	recorded: 12,
}

/** Null: no such level (any more). */
export function chapterOf(levelName: string): number | null {
	const level = levelNamed(levelName)
	return level ? CHAPTERS[level.family] : null
}
