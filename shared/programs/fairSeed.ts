import { LEVEL_NAMES } from './levels.ts'
import { VETTED_SEEDS } from './vetted/seeds.ts'

/** The seeds of a level that were found to make a fair round; empty: nobody has looked yet, any will do. */
function fairSeeds(level: string): readonly number[] {
	const name = LEVEL_NAMES.find((one) => one === level)
	return name ? VETTED_SEEDS[name] : []
}

/** A seed for a new round. `randomBelow`: a whole number from 0 to below its argument; `below`: where nobody has looked. */
export function drawSeed(level: string, below: number, randomBelow: (below: number) => number): number {
	const seeds = fairSeeds(level)
	return seeds[seeds.length > 0 ? randomBelow(seeds.length) : 0] ?? 1 + randomBelow(below)
}

/** The seed after this one: the next fair one, from the last on to the first. `maxSeed`: largest that there is. */
export function nextSeed(level: string, seed: number, maxSeed: number): number {
	const seeds = fairSeeds(level)
	return seeds.find((one) => one > seed) ?? seeds[0] ?? (seed % maxSeed) + 1
}
