import type { Chunk } from '../../machine/heap/chunk.ts'
import { cutOf } from '../../machine/heap/heap.ts'
import { TEACH } from '../../machine/scale.ts'
import type { MallocDesk } from '../desk.ts'
import type { Request } from '../event.ts'
import type { MallocIntent } from '../intent.ts'
import { askPagesFor } from '../legal.ts'

/** Pages that it asks for beyond the need (glibc's top_pad, 128 KiB, at Teach scale). */
const PAD_PAGES = 3
/** From so many pages on, mmap (glibc's M_MMAP_THRESHOLD, 128 KiB, at Teach scale). */
const MMAP_PAGES = 8

/** Best fit, first in the list among equals; then top; then a slip with a pad. Never racks, never trims. */
export function mallocBot(desk: MallocDesk, delayTicks: number): MallocIntent | null {
	for (const request of desk.requests) {
		if (request.status === 'slip' || request.sinceTick + delayTicks > desk.tick) continue
		const intent = serve(desk, request)
		if (intent) return intent
	}
	return null
}

function serve(desk: MallocDesk, request: Request): MallocIntent | null {
	const { ticket, needBytes } = request
	const place =
		bestFit(desk, needBytes) ?? desk.chunks.find((chunk) => chunk.use === 'top' && cutOf(chunk, needBytes).fits)
	if (place) return { kind: 'PARK', ticket, chunk: place.address, end: 'low' }
	if (desk.requests.some((one) => one.status === 'slip')) return null
	const leastPages = askPagesFor(desk, request.requestBytes)
	const { refusedPages } = request
	if (refusedPages !== null) {
		return refusedPages > leastPages ? { kind: 'ASK', ticket, pages: leastPages } : { kind: 'FAIL', ticket }
	}
	if (request.requestBytes >= MMAP_PAGES * desk.info.pageBytes) return { kind: 'MMAP', ticket }
	return { kind: 'ASK', ticket, pages: Math.min(leastPages + PAD_PAGES, TEACH.askMaxPages) }
}

function bestFit(desk: MallocDesk, needBytes: number): Chunk | undefined {
	let best: Chunk | undefined
	for (const at of desk.freeList) {
		const chunk = desk.chunks.find((one) => one.address === at)
		if (!chunk || chunk.sizeBytes < needBytes) continue
		if (!best || chunk.sizeBytes < best.sizeBytes) best = chunk
	}
	return best
}
