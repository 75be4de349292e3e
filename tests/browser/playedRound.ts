// What a round's log tells, played again by the emulator.
import { injectionsIn, withInjections } from '../../shared/game/inject.ts'
import type { InjectIntent } from '../../shared/game/intent.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { createReplayPlayer, type ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import { advance, drain, play, type RoundHeader, type World } from '../../shared/game/round.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import { regretsOf } from '../../shared/game/score/regretsOf.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import { type Level, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'

/** A log's lines. */
export interface ReadLog {
	readonly header: RoundHeader
	readonly level: Level
	/** As the level has it: hosts' injections are among the entries. */
	readonly program: Program
	readonly entries: readonly LogEntry[]
	/** Where its clock stands. */
	readonly tick: number
}

export interface PlayedRound extends ReadLog {
	readonly world: World
	readonly reference: Reference
	readonly injections: readonly InjectIntent[]
	readonly audits: Readonly<Record<Seat, number>>
	/** Tick at which the host ended the round; null: it came to its own end. */
	readonly finishedAtTick: number | null
	readonly regrets: readonly Regret[]
}

export async function readLog(text: string): Promise<ReadLog> {
	const lines = text.trimEnd().split('\n')
	const header = JSON.parse(lines[0] ?? '') as RoundHeader
	const { tick } = JSON.parse(lines.at(-1) ?? '') as { tick: number }
	const level = levelNamed(header.level)
	if (!level) throw new Error(`no level ${header.level}`)
	const entries = lines.slice(1, -1).map((line) => {
		const entry = parseLogEntry(JSON.parse(line))
		if (!entry) throw new Error(`not an entry: ${line}`)
		return entry
	})
	return { header, level, program: await loadProgram(level.name, header.seed), entries, tick }
}

/** The round as far as its log goes, at its end. */
export function replayOf({ header, level, program, entries, tick }: ReadLog): ReplayPlayer {
	const player = createReplayPlayer({ header, level, program, reference: null }, entries, tick)
	player.seekTick(tick)
	return player
}

/** What the round is measured by, with all that hosts have put into its program. */
export const referenceFor = ({ header, level, program, entries }: ReadLog): Reference =>
	referenceOf(level, withInjections(program, injectionsIn(entries)), header.seed)

/** A finished round. */
export function playedRound(log: ReadLog): PlayedRound {
	const { header, level, program, entries } = log
	const reference = referenceFor(log)
	const world = createWorld(header, level, program, reference)
	const audits = { malloc: 0, kernel: 0, mmu: 0 }
	const count = (): void => {
		for (const { event } of drain(world)) if (event.type === 'audited') audits[event.seat] += 1
	}
	const runTo = (tick: number): void => {
		while (world.tick < tick && world.phase === 'running') {
			advance(world)
			count()
		}
	}
	for (const entry of entries) {
		runTo(entry.tick)
		play(world, entry.seat, entry.intent)
		count()
	}
	runTo(log.tick)
	if (world.phase !== 'finished' || world.tick !== log.tick) throw new Error('the log is not of a finished round')
	return {
		...log,
		world,
		reference,
		injections: injectionsIn(entries),
		audits,
		finishedAtTick: entries.find(({ intent }) => intent.kind === 'FINISH')?.tick ?? null,
		regrets: regretsOf({ header, level, program, reference: null }, entries),
	}
}
