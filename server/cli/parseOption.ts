import { InvalidArgumentError } from 'commander'

const MAX_SEED = 0xffff_ffff

/** For options that take the seed of a round. */
export function parseSeed(text: string): number {
	const seed = Number(text)
	if (!/^\d+$/.test(text) || seed > MAX_SEED) throw new InvalidArgumentError(`a whole number from 0 to ${MAX_SEED}`)
	return seed
}

const MAX_COUNT = 10_000

/** For options that take a number of seeds. */
export function parseCount(text: string): number {
	const count = Number(text)
	if (!/^\d+$/.test(text) || count < 1 || count > MAX_COUNT)
		throw new InvalidArgumentError(`a whole number from 1 to ${MAX_COUNT}`)
	return count
}
