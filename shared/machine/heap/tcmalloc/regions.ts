import type { Block } from '../allocator.ts'
import type { Region } from '../region.ts'
import { createTiling, type Tiling } from '../tiling.ts'
import { OBJECTS } from './centralList.ts'
import { LARGE, NORMAL, RETURNED, type Span } from './pageHeap.ts'
import { CLASSES, PAGE, type SizeClass } from './sizeClasses.ts'
import type { ThreadCache } from './threadCache.ts'

/** Spans from the initial break on; those of small objects object by object, each free one with its list. */
export function regionsOf(cache: ThreadCache, startBlocks: readonly Block[]): Region[] {
	const { heap } = cache.central
	const tiling = createTiling(heap.memory, -1)
	const lists = listsByObject(cache)
	for (const block of startBlocks) lists.set(block, OWN)
	let span = heap.last
	while (span?.before) span = span.before
	for (; span; span = span.after) {
		const [low, length] = [span.start * PAGE, span.pages * PAGE]
		if (span.kind === NORMAL) tiling.add(low, length, 'free', `span ${span.pages}`)
		else if (span.kind === RETURNED) tiling.add(low, length, 'unused', `returned ${span.pages}`)
		else if (span.classNumber === LARGE) addBlock(tiling, low, length, span.row * OBJECTS, lists)
		else tileSpan(tiling, span, lists)
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

function tileSpan(tiling: Tiling, span: Span, lists: ReadonlyMap<Block, string>): void {
	const { bytes, objects } = CLASSES[span.classNumber] as SizeClass
	for (let object = 0; object < objects; object += 1) {
		addBlock(tiling, span.start * PAGE + object * bytes, bytes, span.row * OBJECTS + object, lists)
	}
}

/** The list of each free object. */
function listsByObject({ central, lists }: ThreadCache): Map<Block, string> {
	const found = new Map<Block, string>()
	for (const { sizeClass, objects } of lists) {
		for (const object of objects) found.set(object, `thread cache ${sizeClass.bytes}`)
	}
	for (const { sizeClass, slots } of central.lists) {
		for (const batch of slots) for (const object of batch) found.set(object, `transfer ${sizeClass.bytes}`)
	}
	for (const span of central.heap.spans.byRow) {
		if (!span || span.objects.length === 0) continue
		const { bytes } = CLASSES[span.classNumber] as SizeClass
		for (const object of span.objects) found.set(span.row * OBJECTS + object, `central ${bytes}`)
	}
	return found
}
