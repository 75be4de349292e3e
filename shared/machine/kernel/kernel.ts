import type { Advice, RuledSyscall } from '../event.ts'
import type { HeaderWrites } from '../heap/chunkList.ts'
import { moveBreak } from '../heap/heap.ts'
import { allVmas, committedPages, type Emit, type Machine, processOf, vmasOf } from '../machine.ts'
import type { Mapping } from '../memory.ts'
import { firstByteOf, pageOf } from '../scale.ts'
import { address, type Bytes, type PageNumber } from '../units.ts'
import { mapPageFor } from './addressSpace.ts'
import { dropPages } from './frames.ts'

export function tellAreas(machine: Machine, emit: Emit): void {
	const vmas = allVmas(machine)
	emit({ type: 'vmaChanged', vmas, committedPages: committedPages(vmas) })
}

const granted = { pid: 0, ok: true, down: false, droppedPages: 0 } as const

/** brk up, after the ruling. No frame is given: that is the point. Returns the new top's header word. */
export function growHeap(machine: Machine, emit: Emit, lane: number, pages: number): HeaderWrites {
	const writes = moveBreak(machine, emit, lane, pages)
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'brk', ...granted })
	return writes
}

/** brk up in a tenant. */
export function growTenant(machine: Machine, emit: Emit, lane: number, pid: number, pages: number): void {
	const process = processOf(machine, pid)
	if (!process) throw new Error(`no process ${pid}`)
	process.heapPages += pages
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'brk', ...granted, pid })
}

/** ENOMEM: nothing changes. */
export function refuseSyscall(emit: Emit, lane: number, call: RuledSyscall, pid = 0): void {
	emit({ type: 'syscallReturned', lane, pid, call, ok: false, down: false, droppedPages: 0 })
}

/** brk down by whole pages that the top chunk must hold. */
export function shrinkHeap(machine: Machine, emit: Emit, lane: number, pages: number): HeaderWrites {
	const writes = moveBreak(machine, emit, lane, -pages)
	const droppedPages = dropPages(machine, emit, 0, pageOf(machine.scale, machine.heap.brk), pages)
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'brk', ...granted, down: true, droppedPages })
	return writes
}

/** mmap of an area for one object, which must find room. Returns the header word in its first page. */
export function mapArea(
	machine: Machine,
	emit: Emit,
	lane: number,
	object: number,
	plate: string,
	requestBytes: Bytes,
	pages: number,
): HeaderWrites {
	const first = mapPageFor(vmasOf(machine), pages) as PageNumber
	const mapping: Mapping = { page: first, pages, object, plate, requestBytes }
	machine.mappings = [...machine.mappings, mapping].sort((a, b) => a.page - b.page)
	emit({ type: 'mappingMade', lane, mapping })
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'mmap', ...granted })
	return [address(firstByteOf(machine.scale, first) + 8)]
}

/** realloc of an object with an area of its own that is large enough. Returns the header word. */
export function resizeMapping(
	machine: Machine,
	emit: Emit,
	lane: number,
	mapping: Mapping,
	requestBytes: Bytes,
): HeaderWrites {
	const resized = { ...mapping, requestBytes }
	machine.mappings = machine.mappings.map((one) => (one.page === mapping.page ? resized : one))
	emit({ type: 'mappingResized', lane, mapping: resized })
	return [address(firstByteOf(machine.scale, mapping.page) + 8)]
}

/** munmap of a whole area. */
export function unmapArea(machine: Machine, emit: Emit, lane: number, mapping: Mapping): void {
	machine.mappings = machine.mappings.filter((other) => other.page !== mapping.page)
	emit({ type: 'mappingRemoved', lane, page: mapping.page })
	const droppedPages = dropPages(machine, emit, 0, mapping.page, mapping.pages)
	tellAreas(machine, emit)
	emit({ type: 'syscallReturned', lane, call: 'munmap', ...granted, down: true, droppedPages })
}

/** madvise. DONTNEED drops what stands behind the pages, which stay promised; WILLNEED only tells. */
export function advisePages(
	machine: Machine,
	emit: Emit,
	lane: number,
	advice: Advice,
	first: PageNumber,
	pages: number,
): void {
	emit({ type: 'pagesAdvised', lane, advice, page: first, pages })
	if (advice === 'WILLNEED') return
	const droppedPages = dropPages(machine, emit, 0, first, pages)
	emit({ type: 'syscallReturned', lane, call: 'madvise', ...granted, down: true, droppedPages })
}
