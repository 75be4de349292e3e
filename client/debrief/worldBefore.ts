import { copyWorld } from '../../shared/game/copyWorld.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import type { ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import { advanceTick, begin, drain, type World } from '../../shared/game/round.ts'

/** The world as it was when a decision was due; a copy, so that the replay may go on elsewhere. */
export function worldBefore(
	replay: ReplayPlayer,
	entries: readonly LogEntry[],
	{ tick, seq }: { readonly tick: number; readonly seq: number | null },
): World {
	replay.seekTick(tick - 1)
	const world = copyWorld(replay.world())
	if (seq === null || world.phase !== 'running') return world
	if (world.tick < tick) advanceTick(world)
	for (const entry of entries) if (entry.tick === tick && entry.seq < seq) begin(world, entry.seat, entry.intent)
	drain(world)
	return world
}
