import { describe, expect, test } from 'vitest'
import { createRound } from '../../shared/game/createRound.ts'
import { replay } from '../../shared/game/log.ts'
import { beginWithBots, billCyclesOf, drain, advance, roundHeader } from '../../shared/game/round.ts'
import { COMPANIES } from '../../shared/game/score/companies.ts'
import { botBill } from '../../shared/game/score/figures.ts'
import { GHOST_NAMES, playFieldGhost } from '../../shared/game/score/ghosts.ts'
import { playOracle } from '../../shared/game/score/oracle.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import { scoreOf } from '../../shared/game/score/score.ts'
import { tenantPlan } from '../../shared/game/score/tenantPlan.ts'
import { BOT_LEVELS } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import { firstByteOf, TEACH, TENANT } from '../../shared/machine/scale.ts'
import { LEVELS, type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

async function loaded(name: LevelName, seed: number) {
	const level = levelNamed(name)
	if (!level) throw new Error(name)
	return { level, program: await loadProgram(name, seed) }
}

describe('the standard field', () => {
	test.each(GHOST_NAMES.filter((name) => !(name in COMPANIES)))(
		"S-4 the log of %s's round replays to the same bill",
		async (name) => {
			const { level, program } = await loaded('burst', 3)
			const ghost = playFieldGhost(name, level, program, 3)
			expect(ghost.world.phase).toBe('finished')
			expect(ghost.world.bill.audit).toBe(0)
			const again = replay(roundHeader('burst', 3, 'calm'), level, program, ghost.entries)
			if (!again.ok) throw new Error(again.message)
			expect(again.world.bill).toEqual(ghost.world.bill)
		},
	)

	test('S-5 the companies differ; only where all holes have small sizes do bins find what best fit finds', async () => {
		const bills = new Map<string, number[]>(GHOST_NAMES.map((name) => [name, []]))
		for (const name of ['big', 'fragmenter', 'cc1'] as const) {
			const { level, program } = await loaded(name, 4)
			for (const ghost of referenceOf(level, program, 4).ghosts) bills.get(ghost.name)?.push(ghost.billCycles)
		}
		bills.delete('best-fit')
		expect(new Set([...bills.values()].map(String)).size).toBe(GHOST_NAMES.length - 1)
	})

	test('S-6 PAR is the cheapest of them, and a class that plays one seed has it worked out once', async () => {
		const { level, program } = await loaded('wild', 6)
		const reference = referenceOf(level, program, 6)
		expect(reference.parCycles).toBe(Math.min(...reference.ghosts.map(({ billCycles }) => billCycles)))
		for (let crew = 0; crew < 67; crew += 1) {
			const world = createRound(roundHeader('wild', 6, 'live'), level, program)
			expect(world.info.reference).toBe(reference)
		}
	})

	test('S-7 the end of a round says its score and medal', async () => {
		const { level, program } = await loaded('wild', 6)
		const world = createRound(roundHeader('wild', 6, 'live', { malloc: 3, kernel: 3, mmu: 3 }), level, program)
		beginWithBots(world)
		const ends = []
		while (world.phase === 'running') {
			advance(world)
			for (const { event } of drain(world)) if (event.type === 'roundFinished') ends.push(event)
		}
		const { reference } = world.info
		if (!reference) throw new Error('no reference')
		expect(ends).toEqual([
			expect.objectContaining({ score: { score: scoreOf(reference, billCyclesOf(world)), medal: expect.any(String) } }),
		])
	})
})

describe('the lower bound', () => {
	test.each(LEVELS)('S-8 no ghost and no crew of bots is billed less on $name, and it is no trifle', async (level) => {
		for (const seed of [11, 12, 13]) {
			const program = await loadProgram(level.name, seed)
			const { lowerBoundCycles, parCycles, ghosts } = referenceOf(level, program, seed)
			const bots = BOT_LEVELS.map((one) => botBill(level, program, seed, { malloc: one, kernel: one, mmu: one }))
			for (const bill of [...bots, ...ghosts.map(({ billCycles }) => billCycles)])
				expect(bill).toBeGreaterThan(lowerBoundCycles)
			expect(lowerBoundCycles).toBeGreaterThan(parCycles / 8)
		}
	})

	test("S-9 a tenant's plan is what it does: each page that it faults on is due at that step or was just before", async () => {
		const { level, program } = await loaded('steady', 8)
		const world = createWorld(roundHeader('steady', 8, 'calm'), level, program, null)
		beginWithBots(world)
		let faults = 0
		while (world.phase === 'running') {
			advance(world)
			for (const { event } of drain(world)) {
				if (event.type !== 'faultQueued' || event.fault.pid === 0) continue
				const plan = tenantPlan(8, event.fault.pid, world.info.stepsTotal)
				const due = plan.slice(0, world.step).findLast(({ page }) => page !== null)?.page ?? 0
				expect(event.fault.address).toBe(firstByteOf(TEACH, TENANT.areaLow) + due * TEACH.pageBytes)
				faults += 1
			}
		}
		expect(faults).toBeGreaterThan(20)
	})
})

describe('the oracle', () => {
	test.each(['steady', 'big', 'vector', 'cc1'] as const)(
		'S-10 it is cheaper than PAR on %s, and plays by the rules',
		async (name) => {
			const { level, program } = await loaded(name, 2)
			const oracle = playOracle(level, program, 2)
			expect(oracle.billCycles).toBeLessThan(referenceOf(level, program, 2).parCycles)
			const again = replay(roundHeader(name, 2, 'calm'), level, program, oracle.entries)
			if (!again.ok) throw new Error(again.message)
			expect(billCyclesOf(again.world)).toBe(oracle.billCycles)
		},
	)
})
