import { chunkSizeFor, MIN_CHUNK_BYTES } from '../machine/heap/chunk.ts'
import { cutOf } from '../machine/heap/chunkList.ts'
import { roomAt } from '../machine/heap/resize.ts'
import type { Desk, MallocDesk } from './desk.ts'
import type { Request } from './event.ts'
import type { HostIntent, Intent, KernelIntent, MallocIntent, MmuIntent } from './intent.ts'
import { legalForKernel } from './legalKernel.ts'
import { legalForMalloc } from './legalMalloc.ts'
import { legalForMmu } from './legalMmu.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Seat } from './seat.ts'

type SeatIntent = MallocIntent | KernelIntent | MmuIntent

const SEAT_OF: Readonly<Record<SeatIntent['kind'], Seat>> = {
	PARK: 'malloc',
	RACK: 'malloc',
	ASK: 'malloc',
	TRIM: 'malloc',
	MMAP: 'malloc',
	FAIL: 'malloc',
	GROW: 'malloc',
	MOVE: 'malloc',
	FLUSH: 'malloc',
	ADVISE: 'malloc',
	POL: 'malloc',
	SYS: 'kernel',
	FAULT: 'kernel',
	EVICT: 'kernel',
	SCAN: 'kernel',
	COMPACT: 'kernel',
	OOMKILL: 'kernel',
	WALK: 'mmu',
	INSERT: 'mmu',
	RAISE: 'mmu',
	PREFETCH: 'mmu',
	HEAT: 'mmu',
}

/** The seat to which a command belongs; null: to every seat, or to the host. */
export const seatOf = (intent: Intent | HostIntent): Seat | null =>
	intent.kind in SEAT_OF ? SEAT_OF[intent.kind as SeatIntent['kind']] : null

/**
 * May this seat do that now? Judged from its desk alone, in the page for hints and on the server for
 * good. Null: yes. Wrong *decisions* (a wild access granted) are legal: they are audited, not refused.
 */
export function legal(desk: Desk, intent: Intent): Refusal | null {
	if (seatOf(intent) !== desk.seat) return refuse('E_SEAT')
	switch (desk.seat) {
		case 'malloc':
			return legalForMalloc(desk, intent as MallocIntent)
		case 'kernel':
			return legalForKernel(desk, intent as KernelIntent)
		case 'mmu':
			return legalForMmu(desk, intent as MmuIntent)
	}
}

/**
 * Whether a request can be served at all now. While a slip is with the kernel no other can be handed
 * in, so a request that fits nowhere waits for the ruling: nobody owes it a decision. (An mmap would be
 * legal, but must not be the only way on.)
 */
export function canBeServed(desk: Pick<MallocDesk, 'requests' | 'chunks'>, request: Request): boolean {
	if (request.status === 'slip') return false
	if (request.status === 'refused' || !desk.requests.some((one) => one.status === 'slip')) return true
	const { needBytes, from } = request
	if (from !== null && roomAt(desk.chunks, from, needBytes).fits) return true
	return desk.chunks.some((chunk) =>
		chunk.use === 'racked' ? chunk.sizeBytes === needBytes : chunk.use !== 'used' && cutOf(chunk, needBytes).fits,
	)
}

/** Whether the seat has something to decide. CALM: then the clock stands if a human holds it. */
export function owesDecision(desk: Desk): boolean {
	switch (desk.seat) {
		case 'malloc':
			return desk.requests.some((request) => canBeServed(desk, request))
		case 'kernel':
			return desk.slips.length > 0 || desk.faults.length > 0
		case 'mmu':
			return desk.accesses.length > 0
	}
}

/** Pages that ASK needs at least for a request, with what top already has. */
export function askPagesFor(desk: MallocDesk, requestBytes: number): number {
	const top = desk.chunks.at(-1)
	const topBytes = top?.use === 'top' ? top.sizeBytes : 0
	return Math.max(1, Math.ceil((chunkSizeFor(requestBytes) + MIN_CHUNK_BYTES - topBytes) / desk.info.pageBytes))
}
