import { lineOf } from '../machine/mmu/tlb.ts'
import { pageOf, TEACH } from '../machine/scale.ts'
import { page } from '../machine/units.ts'
import type { MmuDesk } from './desk.ts'
import type { MmuIntent } from './intent.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Commands of the MMU seat. */
export function legalForMmu(desk: MmuDesk, intent: MmuIntent): Refusal | null {
	if (intent.kind === 'PREFETCH') {
		const wanted = page(intent.page)
		if (!desk.preview.some((access) => access.page === wanted)) return refuse('E_NOT_PREVIEWED')
		if (lineOf(desk.tlb, wanted) >= 0) return refuse('E_CACHED')
		if (!desk.entries.some((entry) => entry.page === wanted)) return refuse('E_NOT_PRESENT')
		return lineExists(desk, intent.line)
	}
	if (intent.kind === 'HEAT')
		return desk.entries.some((entry) => entry.page === intent.page) ? null : refuse('E_NOT_PRESENT')
	const access = desk.accesses.find((one) => one.ticket === intent.ticket)
	if (!access) return refuse('E_TICKET')
	switch (intent.kind) {
		case 'WALK': {
			if (access.stage !== 'walk') return refuse('E_STAGE')
			const number = pageOf(TEACH, access.address)
			const right = number >> TEACH.directoryShift === intent.directory && (number & 15) === intent.table
			return right ? null : refuse('E_DIGIT', { directory: intent.directory, table: intent.table })
		}
		case 'INSERT':
			return access.stage === 'insert' ? lineExists(desk, intent.line) : refuse('E_STAGE')
		case 'RAISE':
			return access.stage === 'walk' ? refuse('E_STAGE') : null
	}
}

const lineExists = (desk: MmuDesk, line: number): Refusal | null =>
	line >= 0 && line < desk.tlb.length ? null : refuse('E_LINE')
