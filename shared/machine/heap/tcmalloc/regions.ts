import type { Block } from '../allocator.ts'
import type { Region } from '../region.ts'
import { createTiling, type Tiling } from '../tiling.ts'
import { OBJECTS } from './centralList.ts'
import { LARGE, NORMAL, RETURNED, type Span } from './pageHeap.ts'
import type { SizeClass, Sizes } from './sizeClasses.ts'
import type { ThreadCache } from './threadCache.ts'

/** Spans from the initial break on; those of small objects object by object, each free one with its list. */
export function regionsOf(caches: readonly ThreadCache[], startBlocks: readonly Block[]): Region[] {
	const { heap } = (caches[0] as ThreadCache).central
	const { pageBytes } = heap.sizes
	const tiling = createTiling(heap.memory, -1)
	const lists = listsByObject(caches)
	for (const block of startBlocks) lists.set(block, OWN)
	let span = heap.last
	while (span?.before) span = span.before
	for (; span; span = span.after) {
		const [low, length] = [span.start * pageBytes, span.pages * pageBytes]
		if (span.kind === NORMAL) tiling.add(low, length, 'free', `span ${span.pages}`)
		else if (span.kind === RETURNED) tiling.add(low, length, 'unused', `returned ${span.pages}`)
		else if (span.classNumber === LARGE) addBlock(tiling, low, length, span.row * OBJECTS, lists)
		else tileSpan(tiling, heap.sizes, span, lists)
	}
	return tiling.finish()
}

/** What the library took for itself at its start. */
const OWN = ''

function addBlock(tiling: Tiling, low: number, bytes: number, block: Block, lists: ReadonlyMap<Block, string>): void {
	const list = lists.get(block)
	if (list === undefined) tiling.addLive(low, bytes, block)
	else tiling.add(low, bytes, list === OWN ? 'metadata' : 'cached', list)
}

function tileSpan(tiling: Tiling, sizes: Sizes, span: Span, lists: ReadonlyMap<Block, string>): void {
	const { bytes, objects } = sizes.classes[span.classNumber] as SizeClass
	for (let object = 0; object < objects; object += 1) {
		addBlock(tiling, span.start * sizes.pageBytes + object * bytes, bytes, span.row * OBJECTS + object, lists)
	}
}

/** The list of each free object. */
function listsByObject(caches: readonly ThreadCache[]): Map<Block, string> {
	const found = new Map<Block, string>()
	const { central } = caches[0] as ThreadCache
	for (const { sizeClass, objects } of caches.flatMap(({ lists }) => lists)) {
		for (const object of objects) found.set(object, `thread cache ${sizeClass.bytes}`)
	}
	for (const { sizeClass, slots } of central.lists) {
		for (const batch of slots) for (const object of batch) found.set(object, `transfer ${sizeClass.bytes}`)
	}
	for (const span of central.heap.spans.byRow) {
		if (!span || span.objects.length === 0) continue
		const { bytes } = central.heap.sizes.classes[span.classNumber] as SizeClass
		for (const object of span.objects) found.set(span.row * OBJECTS + object, `central ${bytes}`)
	}
	return found
}
