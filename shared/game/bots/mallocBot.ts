import { type Chunk, MIN_CHUNK_BYTES } from '../../machine/heap/chunk.ts'
import { cutOf } from '../../machine/heap/chunkList.ts'
import { classFor } from '../../machine/heap/quarterClasses.ts'
import { TEACH } from '../../machine/scale.ts'
import type { MallocDesk } from '../desk.ts'
import type { Request } from '../event.ts'
import type { MallocIntent } from '../intent.ts'
import { askPagesFor, legal } from '../legal.ts'
import type { MallocPolicy } from './policy.ts'

/** Serves requests as its policy says; null: nothing is due, or all has to wait. */
export function mallocBot(desk: MallocDesk, policy: MallocPolicy, delayTicks: number): MallocIntent | null {
	const { rackMaxBytes } = policy
	for (const request of desk.requests) {
		if (request.status === 'slip' || request.sinceTick + delayTicks > desk.tick) continue
		if (rackMaxBytes !== null && rackMaxBytes !== desk.rackMaxBytes) return { kind: 'POL', rackMaxBytes }
		const intent = giveBack(desk, policy, request) ?? serve(desk, policy, request)
		if (intent) return intent
	}
	return null
}

function serve(desk: MallocDesk, policy: MallocPolicy, request: Request): MallocIntent | null {
	const { ticket, needBytes, requestBytes } = request
	if (legal(desk, { kind: 'GROW', ticket }) === null) return { kind: 'GROW', ticket }
	if (legal(desk, { kind: 'RACK', ticket }) === null) return { kind: 'RACK', ticket }
	const large = policy.mmapPages !== null && requestBytes >= policy.mmapPages * desk.info.pageBytes
	const askable = request.status !== 'refused' && !desk.requests.some((one) => one.status === 'slip')
	if (large && askable) return { kind: 'MMAP', ticket }
	const place = holeFor(desk, policy, needBytes) ?? topFor(desk, needBytes)
	const kind = request.kind === 'realloc' ? 'MOVE' : 'PARK'
	if (place) return { kind, ticket, chunk: place.address, end: 'low' }
	if (desk.requests.some((one) => one.status === 'slip')) return null
	const leastPages = askPagesFor(desk, requestBytes)
	const { refusedPages } = request
	if (refusedPages !== null)
		return refusedPages > leastPages ? { kind: 'ASK', ticket, pages: leastPages } : { kind: 'FAIL', ticket }
	return { kind: 'ASK', ticket, pages: askPages(desk, policy, leastPages) }
}

/** What others may be promised besides the heap: data, bss, stack, and each neighbour's heap. */
const OTHERS_PAGES = 8
const NEIGHBOUR_PAGES = 4

/** The need and the pad, within what is certainly refused, and what the commit limit is likely to bear. */
function askPages(
	{ brk, heapStart, mappings, info }: MallocDesk,
	{ padPages }: MallocPolicy,
	leastPages: number,
): number {
	const heapPages = (brk - heapStart) / info.pageBytes
	const mapped = mappings.reduce((sum, { pages }) => sum + pages, 0)
	const promised = heapPages + mapped + OTHERS_PAGES + NEIGHBOUR_PAGES * info.tenants
	const spare = Math.min(info.heapLimitPages - heapPages, info.commitLimitPages - promised)
	return Math.min(Math.max(leastPages, Math.min(leastPages + padPages, spare)), TEACH.askMaxPages)
}

const topFor = (desk: MallocDesk, needBytes: number): Chunk | undefined => {
	const top = desk.chunks.at(-1)
	return top?.use === 'top' && cutOf(top, needBytes).fits ? top : undefined
}

/** The free chunk of the list that the policy takes. */
function holeFor(desk: MallocDesk, { fit }: MallocPolicy, needBytes: number): Chunk | undefined {
	let best: Chunk | undefined
	for (const at of desk.freeList) {
		const chunk = desk.chunks.find((one) => one.address === at)
		if (!chunk || chunk.sizeBytes < needBytes) continue
		if (!best || isBetter(fit, chunk, best, needBytes)) best = chunk
	}
	return best
}

function isBetter(fit: MallocPolicy['fit'], chunk: Chunk, best: Chunk, needBytes: number): boolean {
	switch (fit) {
		case 'first-lifo':
			return false
		case 'first-address':
			return chunk.address < best.address
		case 'best':
			return chunk.sizeBytes < best.sizeBytes
		case 'bins': {
			if (best.sizeBytes === needBytes) return false
			return chunk.sizeBytes === needBytes || classFor(chunk.sizeBytes) < classFor(best.sizeBytes)
		}
	}
}

/** Pages that are worth a system call: what they would cost in the depot is more. */
const GIVE_BACK_PAGES = 3

/** trim, or DONTNEED of the largest run of free pages once the kernel has called while this request waited. */
function giveBack(desk: MallocDesk, policy: MallocPolicy, request: Request): MallocIntent | null {
	if (request.status !== 'waiting') return null
	const { ticket } = request
	const { pageBytes } = desk.info
	const top = desk.chunks.at(-1)
	const topPages = top?.use === 'top' ? Math.floor((top.sizeBytes - MIN_CHUNK_BYTES) / pageBytes) : 0
	if (policy.trimPages !== null && topPages >= policy.trimPages) {
		// What a thread has asked for is not taken away before it is used.
		const needBytes = desk.requests.reduce((sum, one) => sum + one.needBytes, 0)
		const pages = topPages - Math.max(policy.padPages, Math.ceil(needBytes / pageBytes))
		if (pages > 0) return { kind: 'TRIM', ticket, pages }
	}
	if (!policy.givesBack) return null
	const called = desk.pings.some(({ ping, tick }) => ping === 'lowmem' && tick >= request.sinceTick)
	if (!called) return null
	let [page, pages] = [0, 0]
	for (const { address, sizeBytes, use } of desk.chunks) {
		if (use !== 'free') continue
		const first = Math.ceil((address + MIN_CHUNK_BYTES) / pageBytes)
		const count = Math.min(Math.floor((address + sizeBytes) / pageBytes) - first, TEACH.askMaxPages)
		if (count > pages) [page, pages] = [first, count]
	}
	return pages >= GIVE_BACK_PAGES ? { kind: 'ADVISE', ticket, advice: 'DONTNEED', page, pages } : null
}
