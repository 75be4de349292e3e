import { lineOf } from '../../machine/mmu/tlb.ts'
import { pageOf, TEACH } from '../../machine/scale.ts'
import { type PageNumber, page } from '../../machine/units.ts'
import type { MmuDesk } from '../desk.ts'
import type { MmuIntent } from '../intent.ts'
import { legal } from '../legal.ts'
import type { MmuPolicy } from './policy.ts'

/** How soon a page is needed again, as far as is known: 0 at once, Infinity not in sight. */
export type NextUse = (number: PageNumber) => number

/** Walks and raises with the right bits; which line it overwrites, and whether it fills ahead, is its policy. */
export function mmuBot(
	desk: MmuDesk,
	policy: MmuPolicy,
	delayTicks: number,
	nextUse: NextUse = nextInPreview(desk),
): MmuIntent | null {
	const access = desk.accesses.find((one) => one.sinceTick + delayTicks <= desk.tick)
	if (access) {
		const { ticket } = access
		const number = pageOf(TEACH, access.address)
		switch (access.stage) {
			case 'walk':
				return {
					kind: 'WALK',
					ticket,
					directory: number >> TEACH.directoryShift,
					table: number & ((1 << TEACH.directoryShift) - 1),
				}
			case 'raise':
				return { kind: 'RAISE', ticket, present: access.found?.present ?? false, write: access.write, user: true }
			case 'insert':
				return { kind: 'INSERT', ticket, line: victimLine(desk, policy, nextUse) }
		}
	}
	return policy.prefetches ? prefetch(desk, nextUse) : null
}

/** Place in the preview; what an access at hand waits for comes before all of it. */
function nextInPreview({ accesses, preview }: MmuDesk): NextUse {
	const ahead = [...accesses.map((one) => pageOf(TEACH, one.address)), ...preview.map((one) => one.page)]
	return (number) => {
		const place = ahead.indexOf(number)
		return place < 0 ? Number.POSITIVE_INFINITY : place
	}
}

function victimLine({ tlb }: MmuDesk, { line: choice }: MmuPolicy, nextUse: NextUse): number {
	let victim = 0
	let [bestUse, bestAge] = [-1, Number.POSITIVE_INFINITY]
	for (const [index, line] of tlb.entries()) {
		if (!line || choice === 'same') return index
		const use = choice === 'preview' ? soonestOf(line, nextUse) : 0
		const age = choice === 'fifo' ? line.filled : line.lastUse
		if (use < bestUse || (use === bestUse && age >= bestAge)) continue
		victim = index
		bestUse = use
		bestAge = age
	}
	return victim
}

/** When the first of the pages that a line covers is needed. */
function soonestOf(line: { readonly page: PageNumber; readonly span: number }, nextUse: NextUse): number {
	let soonest = Number.POSITIVE_INFINITY
	for (let offset = 0; offset < line.span; offset += 1) soonest = Math.min(soonest, nextUse(page(line.page + offset)))
	return soonest
}

/** The next previewed page that no line holds, into a line that is needed later than that; null: nothing to gain. */
function prefetch(desk: MmuDesk, nextUse: NextUse): MmuIntent | null {
	for (const { page: number, write } of desk.preview) {
		if (lineOf(desk.tlb, number) >= 0) continue
		const entry = desk.entries.find((one) => one.page === number)
		// Such an access will fault, and the kernel's answer will drop the line.
		if (!entry || (write && !entry.writable)) continue
		const line = victimLine(desk, { line: 'preview', prefetches: true }, nextUse)
		const held = desk.tlb[line]
		if (held && soonestOf(held, nextUse) <= nextUse(number)) return null
		const intent = { kind: 'PREFETCH', page: number, line } as const
		if (legal(desk, intent) === null) return intent
	}
	return null
}
