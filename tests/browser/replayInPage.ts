// Bundled by replay.test.ts and run in the page: the same shared code on another engine.
import { replay, resultOf, type LogEntry, type RoundResult } from '../../shared/game/log.ts'
import { roundHeader } from '../../shared/game/round.ts'
import type { Pace } from '../../shared/game/seat.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

/** Runs a log from the start to the end of its round. Throws if it doesn't play. */
export async function resultOfLog(
	name: string,
	seed: number,
	pace: Pace,
	entries: readonly LogEntry[],
): Promise<RoundResult> {
	const level = levelNamed(name)
	if (!level) throw new Error(`no level ${name}`)
	const played = replay(roundHeader(name, seed, pace), level, await loadProgram(level.name, seed), entries)
	if (!played.ok) throw new Error(played.message)
	return resultOf(played.world)
}
