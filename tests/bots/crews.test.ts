import { describe, expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import { advance, beginWithBots, drain, type RoundHeader, roundHeader, runToEnd } from '../../shared/game/round.ts'
import { BOT_LEVELS, SEATS } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import { LEVELS } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

const crew = (malloc: 1 | 2 | 3, kernel: 1 | 2 | 3, mmu: 1 | 2 | 3): RoundHeader['bots'] => ({ malloc, kernel, mmu })

const CREWS = [crew(1, 1, 1), crew(2, 2, 2), crew(3, 3, 3), crew(1, 2, 3), crew(3, 1, 2), crew(2, 3, 1)]

describe('crews of bots', () => {
	test.each(LEVELS)(
		'B-1 bots of whatever levels end each round of $name, and are neither refused nor audited',
		async (level) => {
			for (const seed of [1, 2, 77]) {
				const program = await loadProgram(level.name, seed)
				for (const bots of CREWS) {
					// A refused bot throws.
					const world = createWorld(roundHeader(level.name, seed, 'calm', bots), level, program, null)
					beginWithBots(world)
					runToEnd(world)
					expect(world.phase).toBe('finished')
					expect(world.step).toBe(world.info.stepsTotal)
					expect(world.bill.audit).toBe(0)
				}
			}
		},
	)

	test.each(LEVELS)('B-2 with half of the memory they still end each round of $name', async (level) => {
		const scarce = { ...level, frames: Math.floor(level.frames / 2), depotPages: 2, commitLimitPages: 24 }
		const program = await loadProgram(level.name, 5)
		for (const bots of CREWS) {
			const world = createWorld(roundHeader(level.name, 5, 'calm', bots), scarce, program, null)
			beginWithBots(world)
			runToEnd(world)
			expect(world.phase).toBe('finished')
			expect(world.bill.audit).toBe(0)
		}
	})

	test('B-3 a bot of each level is a pure function of plain values on its desk', async () => {
		const level = LEVELS[0]
		if (!level) throw new Error('no level')
		const world = createWorld(roundHeader(level.name, 9, 'calm'), level, await loadProgram(level.name, 9), null)
		beginWithBots(world)
		let looked = 0
		while (world.phase === 'running') {
			advance(world)
			drain(world)
			if (world.tick % 7 !== 0) continue
			for (const seat of SEATS)
				for (const one of BOT_LEVELS) {
					const desk = deskOf(world, seat)
					const before = JSON.stringify(desk)
					const intent = botIntent(desk, one)
					expect(botIntent(JSON.parse(before) as typeof desk, one)).toEqual(intent)
					expect(JSON.stringify(desk)).toBe(before)
					if (intent) looked += 1
				}
		}
		expect(looked).toBeGreaterThan(500)
	})
})
