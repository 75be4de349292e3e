import { areaBytes } from '../../kernel/anonymousMemory.ts'
import type { Region } from '../region.ts'
import { createTiling, type Tiling } from '../tiling.ts'
import { BLOCKS, type Page, type Pages } from './pages.ts'
import { SLICE } from './segments.ts'

/** A segment: its header, then its spans; those in use block by block as far as they are linked. */
export function regionsOf({ segments, pages }: Pages, mapping: number): Region[] {
	const { memory, spans } = segments
	if (mapping < 0) return []
	const tiling = createTiling(memory, mapping)
	if (areaBytes(memory, mapping) === 0) return tiling.finish()
	tiling.add(0, SLICE, 'metadata')
	let span = spans.byRow.find((one) => one?.segment.mapping === mapping && one.slice === 1)
	for (; span; span = span.after) {
		const page = pages[span.row]
		const [low, bytes] = [span.slice * SLICE, span.slices * SLICE]
		if (span.inUse && page) tilePage(tiling, page)
		else if (span.dirty) tiling.add(low, bytes, 'free', `span ${span.slices}`)
		else tiling.add(low, bytes, 'unused', `clean ${span.slices}`)
	}
	return tiling.finish()
}

function tilePage(tiling: Tiling, { span, lead, blockBytes, capacity, free, localFree }: Page): void {
	const lists = new Map(free.map((block) => [block, 'page']))
	for (const block of localFree) lists.set(block, 'local')
	for (let block = 0; block < capacity; block += 1) {
		const low = span.slice * SLICE + lead + block * blockBytes
		const list = lists.get(block)
		if (list === undefined) tiling.addLive(low, blockBytes, span.row * BLOCKS + block)
		else tiling.add(low, blockBytes, 'cached', `${list} ${blockBytes}`)
	}
}
