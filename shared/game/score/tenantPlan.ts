import { PRICES } from '../../machine/prices.ts'
import { LANES } from '../../programs/op.ts'
import { between, randomStream } from '../../programs/random.ts'
import { ACCESS_STEPS, SLIDE_STEPS, WORKING_SET_PAGES } from '../neighbours.ts'

/** What a tenant does at a step of the program if it waits for nothing. */
interface TenantStep {
	/** Page of its area, from 0; null: no access. */
	readonly page: number | null
	readonly slip: boolean
}

/** A tenant's whole plan: nobody's decision changes it, only waiting leaves parts of it out. Index 0 is step 1. */
export function tenantPlan(seed: number, pid: number, steps: number): TenantStep[] {
	const stream = randomStream(seed, `tenant${pid}`)
	return Array.from({ length: steps }, (_, index) => {
		const step = index + 1
		const due = step % ACCESS_STEPS === pid % ACCESS_STEPS
		const page = due ? Math.floor(step / SLIDE_STEPS) + between(stream, 0, WORKING_SET_PAGES - 1) : null
		return { page, slip: step % SLIDE_STEPS === (pid * ACCESS_STEPS) % SLIDE_STEPS }
	})
}

/** A fault that waits lets so many steps pass at most: nobody answers later than a trainee. */
const WAIT_STEPS = 12
/** The last steps may come in one tick, after which nothing runs. */
const UNSEEN_STEPS = LANES

const slipCycles = PRICES.gate.costCycles + PRICES.brk.costCycles

/**
 * What a tenant costs at least: its slips, the first touch of its pages, and their frames from then to the end of the
 * round, or one eviction if that is less. What it would have done while a fault of its own waited may be left out:
 * the cheapest choice of waits, from the last step back, by which of the four pages in reach are touched.
 */
export function tenantCycles(seed: number, pid: number, steps: number, firstTouchCycles: number): number {
	const plan = tenantPlan(seed, pid, steps).slice(0, Math.max(0, steps - UNSEEN_STEPS))
	const masks = 1 << WORKING_SET_PAGES
	const least: number[][] = []
	const windowAt = (index: number): number => Math.floor((index + 1) / SLIDE_STEPS)
	for (let index = plan.length; index >= 0; index -= 1) {
		least[index] = Array.from({ length: masks }, (_, mask) => {
			const step = plan[index]
			if (!step) return 0
			const after = (next: number, touched: number): number =>
				least[next]?.[touched >> (windowAt(next) - windowAt(index))] ?? 0
			const slip = step.slip ? slipCycles : 0
			const bit = step.page === null ? 0 : 1 << (step.page - windowAt(index))
			if (bit === 0 || (mask & bit) !== 0) return slip + after(index + 1, mask)
			const rent = Math.min(PRICES.rentPage.costCycles * (steps - index - 1 - WAIT_STEPS), PRICES.swapOut.costCycles)
			let rest = Number.POSITIVE_INFINITY
			for (let next = index + 1; next <= Math.min(index + 1 + WAIT_STEPS, plan.length); next += 1)
				rest = Math.min(rest, after(next, mask | bit))
			return firstTouchCycles + Math.max(0, rent) + rest
		})
	}
	return least[0]?.[0] ?? 0
}
