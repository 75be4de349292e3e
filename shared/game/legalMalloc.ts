import { MIN_CHUNK_BYTES, PAYLOAD_OFFSET_BYTES } from '../machine/heap/chunk.ts'
import { cutOf } from '../machine/heap/chunkList.ts'
import { roomAt } from '../machine/heap/resize.ts'
import { firstByteOf, TEACH } from '../machine/scale.ts'
import type { MallocDesk } from './desk.ts'
import type { Request } from './event.ts'
import type { MallocIntent } from './intent.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Commands of the malloc seat. */
export function legalForMalloc(desk: MallocDesk, intent: MallocIntent): Refusal | null {
	if (intent.kind === 'POL') return null
	const request = desk.requests.find((one) => one.ticket === intent.ticket && one.status !== 'slip')
	if (!request) return refuse('E_TICKET')
	const { needBytes } = request
	switch (intent.kind) {
		case 'PARK':
		case 'MOVE': {
			if ((request.kind === 'realloc') !== (intent.kind === 'MOVE')) return refuse('E_KIND')
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
		case 'GROW':
			return legalGrow(desk, request)
		case 'FLUSH':
			return desk.rack.length > 0 ? null : refuse('E_EMPTY')
		case 'ADVISE': {
			const wrong = pagesInRange(intent.pages, TEACH.askMaxPages)
			if (wrong) return wrong
			const mayAdvise = intent.advice === 'DONTNEED' ? isFreeSpace : isMapped
			for (let number = intent.page; number < intent.page + intent.pages; number += 1) {
				if (!mayAdvise(desk, number)) return refuse('E_ROWS', { page: number })
			}
			return null
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

function legalGrow({ chunks, mappings, info }: MallocDesk, { kind, from, requestBytes, needBytes }: Request) {
	if (kind !== 'realloc' || from === null) return refuse('E_KIND')
	const mapping = mappings.find((one) => firstByteOf(TEACH, one.page) === from)
	if (!mapping) {
		const { fits, haveBytes } = roomAt(chunks, from, needBytes)
		return fits ? null : refuse('E_FIT', { needBytes, haveBytes })
	}
	const haveBytes = mapping.pages * info.pageBytes - PAYLOAD_OFFSET_BYTES
	return requestBytes <= haveBytes ? null : refuse('E_FIT', { needBytes: requestBytes, haveBytes })
}

/**
 * A page that malloc can do without: inside a free chunk or top, behind the words that malloc keeps in its first 32
 * bytes (size, forward and back link). What ends the chunk lies in the next one.
 *
 *   row 12 │ used │ free: size fd bk ··········· │
 *   row 13 │ ··································· │  ◄ only this one
 *   row 14 │ ········ │ used                     │
 */
function isFreeSpace({ chunks, info }: MallocDesk, number: number): boolean {
	const first = number * info.pageBytes
	return chunks.some(
		(chunk) =>
			(chunk.use === 'free' || chunk.use === 'top') &&
			chunk.address + MIN_CHUNK_BYTES <= first &&
			first + info.pageBytes <= chunk.address + chunk.sizeBytes,
	)
}

const isMapped = ({ heapStart, brk, mappings, info }: MallocDesk, number: number): boolean =>
	(number * info.pageBytes >= heapStart && number * info.pageBytes < brk) ||
	mappings.some(({ page, pages }) => page <= number && number < page + pages)
