import { describe, expect, test } from 'vitest'
import type { LogEntry } from '../../shared/game/log.ts'
import { createReplayPlayer, type ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import { replay, replayOn } from '../../shared/game/log.ts'
import { billCyclesOf, hashWorld, roundHeader, type World } from '../../shared/game/round.ts'
import { type GhostName, GHOST_NAMES, ghostPlayer, playFieldGhost } from '../../shared/game/score/ghosts.ts'
import { createWorld } from '../../shared/game/world.ts'
import { type Level, type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import { playRandomly, randomRound } from './randomPlay.ts'

/** The world at a moment, played from the very start: all commands up to that tick. */
function freshAt(
	{ header, level, program }: { header: World['header']; level: Level; program: World['program'] },
	entries: readonly LogEntry[],
	tick: number,
): string {
	const world = createWorld(header, level, program, null)
	const part = replayOn(
		world,
		entries.filter((entry) => entry.tick <= tick),
		tick,
	)
	if (!part.ok) throw new Error(part.message)
	return hashWorld(world)
}

const playerOf = (round: ReturnType<typeof randomRound>, entries: readonly LogEntry[], tick: number): ReplayPlayer =>
	createReplayPlayer(
		{ header: round.world.header, level: round.level, program: round.program, reference: null },
		entries,
		tick,
	)

/** Finished rounds by random hands, LIVE and CALM, with hosts and without. */
function finished(seed: number) {
	const round = randomRound(seed)
	const { level, program, entries } = round
	const { header } = round.world
	playRandomly(round, () => undefined)
	return {
		round,
		start: { header, level, program, reference: null },
		entries,
		endTick: round.world.tick,
		hash: hashWorld(round.world),
	}
}

/** Whether a server would have stopped there: in the night shift only a replay does. */
const isPlain = ({ nightShift, phase }: World): boolean => !nightShift || phase === 'finished'

describe('a replay that can be wound', () => {
	test('G-300 stands, wherever it is wound to and from, where a fresh replay stands', () => {
		for (let seed = 9100; seed < 9125; seed += 1) {
			const { round, start, entries, endTick, hash } = finished(seed)
			const player = playerOf(round, entries, endTick)
			expect([player.tick, player.endTick]).toEqual([0, endTick])
			const stream = randomStream(seed, 'seek')
			for (let move = 0; move < 12; move += 1) {
				const tick = between(stream, 0, endTick)
				player.seekTick(tick)
				expect(player.tick).toBe(tick)
				if (isPlain(player.world()))
					expect(hashWorld(player.world()), `seed ${seed} tick ${tick}`).toBe(freshAt(start, entries, tick))
			}
			player.seekTick(endTick + 99)
			expect(hashWorld(player.world()), `seed ${seed}`).toBe(hash)
			expect(player.steps).toBe(round.world.step)
		}
	})

	test('G-301 goes by steps, forwards and backwards, and knows tick and bill of each', () => {
		for (const seed of [9130, 9131, 9132, 9133]) {
			const { round, entries, endTick } = finished(seed)
			const player = playerOf(round, entries, endTick)
			const order = [...Array(player.steps + 1).keys()]
			for (const step of [...order, ...order.toReversed()]) {
				player.seekStep(step)
				expect(player.world().step).toBeGreaterThanOrEqual(step)
				expect(player.tick).toBe(player.tickOfStep(step))
				expect(billCyclesOf(player.world())).toBe(player.billAtStep(step))
				if (player.tick === 0) continue
				player.seekTick(player.tick - 1)
				expect(player.world().step).toBeLessThan(Math.max(step, 1))
			}
		}
	})

	test('G-302 tells every event once, in order, on the way to the end; after a jump nothing has moved', () => {
		for (const seed of [9140, 9141, 9142, 9143, 9144, 9145]) {
			const indices: number[] = []
			const round = randomRound(seed)
			playRandomly(round, (_, events) => void indices.push(...events.map(({ index }) => index)))
			const player = playerOf(round, round.entries, round.world.tick)
			player.drainEvents()
			// What the commands of tick 0 did is at the first moment already.
			const first = player.world().nextIndex
			const told: number[] = []
			for (let batch = player.next(); batch.length > 0; batch = player.next())
				told.push(...batch.map(({ index }) => index))
			expect(told).toEqual(indices.filter((index) => index >= first))
			const jumps = player.jumps
			player.seekTick(0)
			expect([player.jumps, player.drainEvents()]).toEqual([jumps + 1, []])
			for (let tick = 0; tick <= player.endTick; tick += 20) player.seekTick(tick)
			player.seekTick(player.endTick)
			const slow = player.drainEvents().map(({ index }) => index)
			expect(player.jumps).toBe(jumps + 1)
			expect(slow).toEqual(indices.filter((index) => index >= first).slice(-4000))
		}
	})

	test('G-303 fed piece by piece, also late, it is the same as whole', () => {
		for (let seed = 9150; seed < 9170; seed += 1) {
			const { round, start, entries, endTick, hash } = finished(seed)
			const player = playerOf(round, [], 0)
			const stream = randomStream(seed, 'pieces')
			let fed = 0
			let clock = 0
			while (fed < entries.length || player.endTick < endTick) {
				const count = between(stream, 0, 4)
				const piece = entries.slice(fed, fed + count)
				fed += piece.length
				// The clock may be told before the commands, or long after them.
				const next = entries[fed]?.tick ?? endTick
				clock = Math.min(endTick, Math.max(clock, next + between(stream, -30, 40)))
				player.append(
					piece,
					Math.max(0, fed < entries.length && round.world.nightShift ? Math.min(clock, next) : clock),
				)
				expect(player.endTick).toBeGreaterThanOrEqual(piece.at(-1)?.tick ?? 0)
				if (between(stream, 0, 3) === 0) player.seekTick(between(stream, 0, player.endTick))
				if (between(stream, 0, 3) === 0) player.seekTick(player.endTick)
			}
			const middle = between(stream, 0, endTick)
			player.seekTick(middle)
			if (isPlain(player.world())) expect(hashWorld(player.world())).toBe(freshAt(start, entries, middle))
			player.seekTick(endTick)
			expect(hashWorld(player.world()), `seed ${seed}`).toBe(hash)
			const whole = playerOf(round, entries, endTick)
			for (let step = 0; step <= whole.steps; step += 1)
				expect([player.tickOfStep(step), player.billAtStep(step)]).toEqual([
					whole.tickOfStep(step),
					whole.billAtStep(step),
				])
		}
	})

	test('G-304 a log that does not fit is refused', () => {
		const { round, entries, endTick } = finished(9100)
		expect(() => playerOf(round, entries.slice(1), endTick)).toThrow(/seq 1 where 0 is due/)
		const wrong = entries.with(0, { ...(entries[0] as LogEntry), seat: 'host', intent: { kind: 'FINISH' } })
		expect(() => playerOf(round, wrong, endTick)).toThrow(/does not fit/)
	})

	test.each(['three-acts', 'cc1'] as const)(
		'G-305 on %s any jump takes no more than 100 ms',
		async (name: LevelName) => {
			const level = levelNamed(name) as Level
			const program = await loadProgram(name, 11)
			const header = roundHeader(name, 11, 'live', { malloc: 1, kernel: 1, mmu: 1 })
			const entries = (['TAKE', 'READY', 'YIELD'] as const).map(
				(kind, seq): LogEntry => ({ tick: 0, seq, seat: 'malloc', intent: { kind }, player: 0, attempt: seq + 1 }),
			)
			const played = replay(header, level, program, entries)
			if (!played.ok) throw new Error(played.message)
			const { tick } = played.world
			const player = createReplayPlayer({ header, level, program, reference: null }, entries, tick)
			const stream = randomStream(1, 'jumps')
			const timesMs: number[] = []
			for (let jump = 0; jump < 200; jump += 1) {
				const before = performance.now()
				player.seekTick(between(stream, 0, tick))
				timesMs.push(performance.now() - before)
			}
			// On an idle machine the longest of all takes 5 ms; on a busy one some wait for the processor.
			expect(timesMs.toSorted((a, b) => a - b)[180]).toBeLessThan(100)
		},
	)
})

describe('a ghost beside a crew', () => {
	test.each(GHOST_NAMES)('G-310 %s stands at each step where it was when it set its bill', async (name: GhostName) => {
		const level = levelNamed('vector') as Level
		const program = await loadProgram('vector', 5)
		const { world, billCycles } = playFieldGhost(name, level, program, 5)
		const header = roundHeader('vector', 5, 'live')
		const ghost = ghostPlayer({ header, level, program, reference: null }, name)
		expect([ghost.endTick, ghost.steps]).toEqual([world.tick, world.step])
		expect(ghost.billAtStep(ghost.steps)).toBeLessThanOrEqual(billCycles)
		ghost.seekTick(ghost.endTick)
		expect([billCyclesOf(ghost.world()), hashWorld(ghost.world())]).toEqual([billCycles, hashWorld(world)])
		const halfway = hashAt(ghost, 60)
		ghost.seekStep(ghost.steps)
		ghost.seekStep(3)
		expect(hashAt(ghost, 60)).toBe(halfway)
		ghost.seekTick(ghost.endTick)
		expect(hashWorld(ghost.world())).toBe(hashWorld(world))
	})
})

const hashAt = (player: ReplayPlayer, step: number): string => {
	player.seekStep(step)
	return hashWorld(player.world())
}
