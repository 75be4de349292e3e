import type { OstepSettings } from './ostepTrace.ts'
import type { Trace } from './trace.ts'

/** A piece of free memory. */
export interface FreeRange {
	readonly address: number
	readonly size: number
}

/** What one op did: the address given out (null: no piece was large enough), and the free list after it. */
export interface OstepStep {
	readonly id: number
	readonly kind: 'malloc' | 'free'
	readonly askedBytes: number
	readonly address: number | null
	/** Pieces looked at by a malloc. */
	readonly searched: number
	readonly freeList: readonly FreeRange[]
}

/**
 * The allocator of OSTEP's homework as `malloc.py` plays it: one heap of a fixed size, one free list in the chosen order, no
 * splitting rule but "the front is given out, the rest keeps its place", and joining only of pieces that follow each
 * other both in the list and in memory. (`first-fit` and the other policies are what one would build instead.)
 */
export function playOstep(trace: Trace, settings: OstepSettings): OstepStep[] {
	let freeList: readonly FreeRange[] = [{ address: settings.baseAddress, size: settings.heapBytes }]
	const given = new Map<number, FreeRange>()
	return trace.ops.map((op): OstepStep => {
		if (op.kind === 'malloc') {
			const askedBytes = Number(op.sizeBytes)
			const size = Math.ceil(askedBytes / settings.alignment) * settings.alignment + settings.headerBytes
			const { index, searched } = search(freeList, size, settings.policy)
			const found = freeList[index]
			if (!found) return { id: op.id, kind: 'malloc', askedBytes, address: null, searched, freeList }
			const rest = found.size > size ? [{ address: found.address + size, size: found.size - size }] : []
			freeList = [...freeList.slice(0, index), ...rest, ...freeList.slice(index + 1)]
			given.set(op.id, { address: found.address, size })
			return { id: op.id, kind: 'malloc', askedBytes, address: found.address, searched, freeList }
		}
		const range = given.get(op.id)
		given.delete(op.id)
		if (range) freeList = insert(freeList, range, settings)
		return { id: op.id, kind: 'free', askedBytes: 0, address: range?.address ?? null, searched: 0, freeList }
	})
}

/** Of several equally good pieces the first in the list. -1: none is large enough. */
function search(
	freeList: readonly FreeRange[],
	size: number,
	policy: OstepSettings['policy'],
): { readonly index: number; readonly searched: number } {
	let best = -1
	for (const [index, range] of freeList.entries()) {
		if (range.size < size) continue
		if (policy === 'first') return { index, searched: index + 1 }
		const bestSize = freeList[best]?.size
		if (bestSize === undefined || (policy === 'best' ? range.size < bestSize : range.size > bestSize)) best = index
	}
	return { index: best, searched: freeList.length }
}

function insert(
	freeList: readonly FreeRange[],
	range: FreeRange,
	{ listOrder, coalesce }: OstepSettings,
): readonly FreeRange[] {
	const list = listOrder === 'front' ? [range, ...freeList] : [...freeList, range]
	if (listOrder === 'address') list.sort((left, right) => left.address - right.address)
	if (listOrder === 'size-up') list.sort((left, right) => left.size - right.size)
	if (listOrder === 'size-down') list.sort((left, right) => right.size - left.size)
	return coalesce ? joined(list) : list
}

function joined(list: readonly FreeRange[]): FreeRange[] {
	const result: FreeRange[] = []
	for (const range of list) {
		const last = result.at(-1)
		if (last && last.address + last.size === range.address) {
			result[result.length - 1] = { address: last.address, size: last.size + range.size }
		} else {
			result.push(range)
		}
	}
	return result
}
