import type { AuditReason } from './event.ts'
import type { Seat } from './seat.ts'
import { record, type World } from './world.ts'

/** A wrong decision: it costs, it is explained, nothing else changes. */
export function audit(
	world: World,
	seat: Seat,
	reason: AuditReason,
	ticket: number,
	expected: string | null = null,
): void {
	record(world, { type: 'audited', seat, reason, ticket, expected })
}
