/**
 * A copy of an allocator's state: plain objects, arrays, typed arrays, Maps and Sets, as a graph; what two
 * places share is shared in the copy too. Works off a list instead of calling itself, since spans and
 * extents form chains of any length. Functions don't belong into state.
 */
export function deepCopy<T extends object>(root: T): T {
	const copies = new Map<object, object>()
	const unfinished: object[] = []
	const copyOf = (value: unknown): unknown => {
		if (typeof value !== 'object' || value === null) return value
		let copy = copies.get(value)
		if (copy === undefined) {
			copy = shallowCopy(value)
			copies.set(value, copy)
			unfinished.push(copy)
		}
		return copy
	}
	copyOf(root)
	for (const copy of unfinished) replaceInside(copy, copyOf)
	return copies.get(root) as T
}

const isColumn = (value: object): value is Float64Array => ArrayBuffer.isView(value)

function shallowCopy(value: object): object {
	if (isColumn(value)) return value.slice()
	if (Array.isArray(value)) return (value as unknown[]).slice()
	if (value instanceof Map) return new Map(value)
	if (value instanceof Set) return new Set(value)
	// A spread keeps the shape that the engine knows, so that copies are as fast as originals.
	return { ...value }
}

/** Replaces what a copy refers to by copies. */
function replaceInside(copy: object, copyOf: (value: unknown) => unknown): void {
	if (isColumn(copy)) return
	if (Array.isArray(copy)) {
		for (let at = 0; at < copy.length; at += 1) if (typeof copy[at] === 'object') copy[at] = copyOf(copy[at])
	} else if (copy instanceof Map) {
		for (const [key, value] of copy) copy.set(key, copyOf(value))
	} else if (copy instanceof Set) {
		const members = [...copy]
		copy.clear()
		for (const member of members) copy.add(copyOf(member))
	} else {
		const fields = copy as Record<string, unknown>
		for (const name of Object.keys(fields)) fields[name] = copyOf(fields[name])
	}
}
