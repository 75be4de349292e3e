import { botBill } from '../../shared/game/score/figures.ts'
import { GHOST_NAMES, playFieldGhost } from '../../shared/game/score/ghosts.ts'
import { playOracle } from '../../shared/game/score/oracle.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import type { Debrief, Measure, Measured, MeasureTask } from './measure.ts'

/** Measures at once, and lets everything else wait. */
export const measureHere: Measure = {
	reference: (measured) => Promise.resolve(referenceIn(measured)),
	debrief: (measured) => Promise.resolve(debriefIn(measured)),
	botCycles: ({ level, program, seed }, bots) => Promise.resolve(botBill(level, program, seed, bots)),
}

/** One task of a worker. */
export function doTask(task: MeasureTask): Promise<Reference | Debrief | number> {
	return task.what === 'botCycles'
		? measureHere.botCycles(task.measured, task.bots)
		: measureHere[task.what](task.measured)
}

const referenceIn = ({ level, program, seed }: Measured): Reference => referenceOf(level, program, seed)

function debriefIn(measured: Measured): Debrief {
	const { level, program, seed } = measured
	const { ghosts, parCycles } = referenceIn(measured)
	const best = ghosts.find(({ billCycles }) => billCycles === parCycles)?.name
	const name = GHOST_NAMES.find((one) => one === best) ?? 'bins'
	const { world } = playFieldGhost(name, level, program, seed)
	return { ghost: name, ghostBill: world.bill, oracleCycles: playOracle(level, program, seed).billCycles }
}
