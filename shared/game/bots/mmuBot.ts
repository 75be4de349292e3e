import { pageOf, TEACH } from '../../machine/scale.ts'
import type { MmuDesk } from '../desk.ts'
import type { MmuIntent } from '../intent.ts'

/** Walks, raises with the right bits, and overwrites the line that was not used for longest (LRU). */
export function mmuBot(desk: MmuDesk, delayTicks: number): MmuIntent | null {
	const access = desk.accesses.find((one) => one.sinceTick + delayTicks <= desk.tick)
	if (!access) return null
	const { ticket } = access
	switch (access.stage) {
		case 'walk': {
			const number = pageOf(TEACH, access.address)
			return {
				kind: 'WALK',
				ticket,
				directory: number >> TEACH.directoryShift,
				table: number & ((1 << TEACH.directoryShift) - 1),
			}
		}
		case 'raise':
			return { kind: 'RAISE', ticket, present: access.found?.present ?? false, write: access.write, user: true }
		case 'insert':
			return { kind: 'INSERT', ticket, line: leastRecentlyUsed(desk) }
	}
}

function leastRecentlyUsed(desk: MmuDesk): number {
	let line = 0
	let oldest = Number.POSITIVE_INFINITY
	for (const [index, entry] of desk.tlb.entries()) {
		const lastUse = entry?.lastUse ?? -1
		if (lastUse < oldest) {
			oldest = lastUse
			line = index
		}
	}
	return line
}
