import { between, type RandomStream } from './random.ts'

/** All items in a drawn order (Fisher and Yates). */
export function shuffle<Item>(stream: RandomStream, items: readonly Item[]): Item[] {
	const rest = [...items]
	const shuffled: Item[] = []
	while (rest.length > 0) shuffled.push(...rest.splice(between(stream, 0, rest.length - 1), 1))
	return shuffled
}
