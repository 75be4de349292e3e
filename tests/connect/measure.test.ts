import { describe, expect, test } from 'vitest'
import { measureHere } from '../../client/connect/measureHere.ts'
import { workerMeasure } from '../../client/connect/workerMeasure.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { roundHeader } from '../../shared/game/round.ts'
import { scoreOf } from '../../shared/game/score/score.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { totalCycles } from '../../shared/machine/buckets.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

async function measuredWild() {
	const level = levelNamed('wild')
	if (!level) throw new Error('no level')
	return { level, program: await loadProgram('wild', 6), seed: 6 }
}

describe('measuring beside a round', () => {
	test('M1 the debrief shows the bill of the ghost that set PAR, and an oracle that does no worse than it', async () => {
		const measured = await measuredWild()
		const reference = await measureHere.reference(measured)
		const { ghost, ghostBill, oracleCycles } = await measureHere.debrief(measured)
		expect(totalCycles(ghostBill)).toBe(reference.parCycles)
		expect(reference.ghosts.find(({ name }) => name === ghost)?.billCycles).toBe(reference.parCycles)
		expect(scoreOf(reference, oracleCycles)).toBeGreaterThanOrEqual(1000)
	})

	test('M2 where there are no workers, the page measures by itself', async () => {
		const measured = await measuredWild()
		const measure = workerMeasure(() => {
			throw new Error('no workers here')
		})
		expect(await Promise.all([measure.reference(measured), measure.botCycles(measured, TEXTBOOK_BOTS)])).toEqual([
			await measureHere.reference(measured),
			await measureHere.botCycles(measured, TEXTBOOK_BOTS),
		])
	})

	test('M3 what a crew could have done better is found for a round as it was finished', async () => {
		const { level, program, seed } = await measuredWild()
		const header = roundHeader(level.name, seed, 'live')
		const entries = (['TAKE', 'READY'] as const).map(
			(kind, seq): LogEntry => ({ tick: 0, seq, seat: 'mmu', intent: { kind }, player: 0, attempt: seq + 1 }),
		)
		const round = { header, level, program, reference: null, entries }
		const regrets = await measureHere.regrets(round)
		// Nobody ever decided anything.
		expect(regrets.length).toBeGreaterThan(0)
		for (const one of regrets) expect(one).toMatchObject({ cause: 'waiting', seat: 'mmu', seq: null })
		const measure = workerMeasure(() => {
			throw new Error('no workers here')
		})
		expect(await measure.regrets(round)).toEqual(regrets)
	})
})
