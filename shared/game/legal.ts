import { chunkSizeFor, MIN_CHUNK_BYTES } from '../machine/heap/chunk.ts'
import { cutOf } from '../machine/heap/heap.ts'
import { needsFrame, vmaOf } from '../machine/kernel/fault.ts'
import { lineOf } from '../machine/mmu/tlb.ts'
import { pageOf, TEACH } from '../machine/scale.ts'
import { page } from '../machine/units.ts'
import type { Desk, KernelDesk, MallocDesk, MmuDesk } from './desk.ts'
import type { Request } from './event.ts'
import type { Intent, KernelIntent, MallocIntent, MmuIntent } from './intent.ts'
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
	POL: 'malloc',
	SYS: 'kernel',
	FAULT: 'kernel',
	EVICT: 'kernel',
	WALK: 'mmu',
	INSERT: 'mmu',
	RAISE: 'mmu',
	PREFETCH: 'mmu',
}

/** The seat to which a command belongs; null: to every seat. */
export const seatOf = (intent: Intent): Seat | null =>
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

function legalForMalloc(desk: MallocDesk, intent: MallocIntent): Refusal | null {
	if (intent.kind === 'POL') return null
	const request = desk.requests.find((one) => one.ticket === intent.ticket && one.status !== 'slip')
	if (!request) return refuse('E_TICKET')
	const { needBytes } = request
	switch (intent.kind) {
		case 'PARK': {
			const chunk = desk.chunks.find((one) => one.address === intent.chunk)
			if (!chunk || (chunk.use !== 'free' && chunk.use !== 'top')) return refuse('E_USED')
			const cut = cutOf(chunk, needBytes)
			if (!cut.fits)
				return refuse('E_FIT', {
					needBytes: needBytes + (chunk.use === 'top' ? MIN_CHUNK_BYTES : 0),
					haveBytes: chunk.sizeBytes,
				})
			if (intent.end === 'high' && (chunk.use === 'top' || !cut.split)) return refuse('E_SPLIT')
			return null
		}
		case 'RACK': {
			const has = desk.rack.some((at) =>
				desk.chunks.some((chunk) => chunk.address === at && chunk.sizeBytes === needBytes),
			)
			return has ? null : refuse('E_RACK', { needBytes })
		}
		case 'ASK':
			if (desk.requests.some((one) => one.status === 'slip')) return refuse('E_PENDING')
			return pagesInRange(intent.pages, TEACH.askMaxPages)
		case 'TRIM': {
			const top = desk.chunks.at(-1)
			const spare = top?.use === 'top' ? Math.floor((top.sizeBytes - MIN_CHUNK_BYTES) / desk.info.pageBytes) : 0
			return pagesInRange(intent.pages, spare)
		}
		case 'MMAP':
			return request.requestBytes >= desk.info.pageBytes
				? null
				: refuse('E_SMALL', { needBytes: request.requestBytes, minBytes: desk.info.pageBytes })
		case 'FAIL':
			return request.status === 'refused' ? null : refuse('E_NOT_REFUSED')
	}
}

const pagesInRange = (pages: number, maxPages: number): Refusal | null =>
	pages >= 1 && pages <= maxPages ? null : refuse('E_PAGES', { pages, maxPages })

function legalForKernel(desk: KernelDesk, intent: KernelIntent): Refusal | null {
	switch (intent.kind) {
		case 'SYS':
			return desk.slips.some((slip) => slip.ticket === intent.ticket) ? null : refuse('E_TICKET')
		case 'EVICT': {
			const frame = desk.frames[intent.frame]
			if (!frame) return refuse('E_FRAME')
			if (frame.page === null) return refuse('E_FRAME_FREE', { frame: intent.frame })
			return frame.locked ? refuse('E_FRAME_LOCKED', { frame: intent.frame }) : null
		}
		case 'FAULT': {
			const fault = desk.faults.find((one) => one.ticket === intent.ticket)
			if (!fault) return refuse('E_TICKET')
			if (needsFrame(intent.verdict) !== (intent.frame !== null)) return refuse('E_FRAME')
			if (intent.order !== 0 && (intent.verdict !== 'ZERO' || !pairIsUntouched(desk, fault.address)))
				return refuse('E_ORDER')
			for (let offset = 0; intent.frame !== null && offset < 1 << intent.order; offset += 1) {
				const frame = desk.frames[intent.frame + offset]
				if (!frame) return refuse('E_FRAME')
				if (frame.page !== null) return refuse('E_FRAME_TAKEN', { frame: frame.frame })
			}
			if (intent.order === 1 && (intent.frame ?? 0) % 2 !== 0) return refuse('E_ORDER')
			return null
		}
	}
}

/** Both pages of the aligned pair around an address lie in one writable area and were never touched. */
function pairIsUntouched(desk: KernelDesk, at: number): boolean {
	const first = pageOf(TEACH, at as Parameters<typeof pageOf>[1]) & ~1
	const area = vmaOf(desk.vmas, page(first))
	const known = (number: number): boolean => desk.pages.some((one) => one.page === number)
	return area?.write === true && area === vmaOf(desk.vmas, page(first + 1)) && !known(first) && !known(first + 1)
}

function legalForMmu(desk: MmuDesk, intent: MmuIntent): Refusal | null {
	if (intent.kind === 'PREFETCH') {
		const wanted = page(intent.page)
		if (!desk.preview.some((access) => access.page === wanted)) return refuse('E_NOT_PREVIEWED')
		if (lineOf(desk.tlb, wanted) >= 0) return refuse('E_CACHED')
		if (!desk.entries.some((entry) => entry.page === wanted)) return refuse('E_NOT_PRESENT')
		return lineExists(desk, intent.line)
	}
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

/**
 * Whether a request can be served at all now. While a slip is with the kernel no other can be handed
 * in, so a request that fits nowhere waits for the ruling: nobody owes it a decision. (An mmap would be
 * legal, but must not be the only way on.)
 */
export function canBeServed(desk: Pick<MallocDesk, 'requests' | 'chunks'>, request: Request): boolean {
	if (request.status === 'slip') return false
	if (request.status === 'refused' || !desk.requests.some((one) => one.status === 'slip')) return true
	const { needBytes } = request
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
