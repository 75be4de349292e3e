import { type AnonymousMemory, areaOf, mmap, touch } from '../../kernel/anonymousMemory.ts'

/**
 * What jemalloc knows about its memory lies apart from it, in mappings of its own: that is why no
 * block has a header. It costs pages all the same: a descriptor for each extent, and the page map by
 * which free finds a block's extent (rtree.c), one page of it for each 2 MiB that are used.
 */
const DESCRIPTOR_BYTES = 128
const MAPPING_BYTES = 2 ** 21
const PAGE = 4096
/** Address space that one page of the page map describes: 512 entries of 8 bytes. */
const MAP_REACH = 2 ** 21

export interface Metadata {
	readonly memory: AnonymousMemory
	/** Numbers of the mappings made for it. */
	readonly mappings: number[]
	/** Bytes used of the last one. */
	used: number
	/** Rows that have had a descriptor. */
	describedRows: number
	/** Parts of mappings, as mapping:number, whose page of the page map exists. */
	readonly mapped: Set<string>
}

export const createMetadata = (memory: AnonymousMemory): Metadata => ({
	memory,
	mappings: [],
	used: MAPPING_BYTES,
	describedRows: 0,
	mapped: new Set(),
})

/** Descriptors are used again, so only a row never seen before needs room. */
export function touchDescriptor(metadata: Metadata, row: number): void {
	if (row <= metadata.describedRows) return
	metadata.describedRows = row
	touchNew(metadata, DESCRIPTOR_BYTES)
}

export function touchPageMap(metadata: Metadata, mapping: number, address: number): void {
	const part = `${mapping}:${Math.floor(address / MAP_REACH)}`
	if (metadata.mapped.has(part)) return
	metadata.mapped.add(part)
	touchNew(metadata, PAGE)
}

function touchNew(metadata: Metadata, bytes: number): void {
	const { memory } = metadata
	if (metadata.used + bytes > MAPPING_BYTES) {
		const mapping = mmap(memory, MAPPING_BYTES)
		if (mapping < 0) return
		metadata.mappings.push(mapping)
		metadata.used = 0
	}
	const area = areaOf(memory, metadata.mappings.at(-1) as number)
	touch(memory, area, metadata.used, metadata.used + bytes, true)
	metadata.used += bytes
}
