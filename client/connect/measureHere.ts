import { botBill } from '../../shared/game/score/figures.ts'
import { parGhostOf, playFieldGhost } from '../../shared/game/score/ghosts.ts'
import { playOracle } from '../../shared/game/score/oracle.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { regretsOf } from '../../shared/game/score/regretsOf.ts'
import type { Debrief, Measure, Measured, MeasureTask, MeasureValue } from './measure.ts'

/** Measures at once, and lets everything else wait. */
export const measureHere: Measure = {
	reference: (measured) => Promise.resolve(referenceIn(measured)),
	debrief: (measured) => Promise.resolve(debriefIn(measured)),
	botCycles: ({ level, program, seed }, bots) => Promise.resolve(botBill(level, program, seed, bots)),
	regrets: (round) => Promise.resolve(regretsOf(round, round.entries)),
}

/** One task of a worker. */
export function doTask(task: MeasureTask): Promise<MeasureValue> {
	switch (task.what) {
		case 'botCycles':
			return measureHere.botCycles(task.measured, task.bots)
		case 'regrets':
			return measureHere.regrets(task.round)
		default:
			return measureHere[task.what](task.measured)
	}
}

const referenceIn = ({ level, program, seed }: Measured): Reference => referenceOf(level, program, seed)

function debriefIn(measured: Measured): Debrief {
	const { level, program, seed } = measured
	const name = parGhostOf(referenceIn(measured))
	const { world } = playFieldGhost(name, level, program, seed)
	return { ghost: name, ghostBill: world.bill, oracleCycles: playOracle(level, program, seed).billCycles }
}
