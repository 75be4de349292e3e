/**
 * mulberry32 (Tommy Ettinger's 32-bit generator, public domain): the state is one 32-bit integer
 * that lives in the world, so that a replay draws the same numbers on every engine.
 */
export interface RandomStream {
	state: number
}

/** A stream that depends only on the seed and the stream's name (FNV-1a over both). */
export function randomStream(seed: number, name: string): RandomStream {
	let hash = 0x811c9dc5
	for (const character of `${seed >>> 0}/${name}`) {
		hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
	}
	return { state: hash >>> 0 }
}

/** The next integer in 0 … 2^32 - 1. */
function nextUint32(stream: RandomStream): number {
	stream.state = (stream.state + 0x6d2b79f5) >>> 0
	let mixed = stream.state
	mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
	mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
	return (mixed ^ (mixed >>> 14)) >>> 0
}

/** An integer in `low … high`, both included. Integer arithmetic only (no floats in state). */
export function between(stream: RandomStream, low: number, high: number): number {
	return low + (nextUint32(stream) % (high - low + 1))
}
