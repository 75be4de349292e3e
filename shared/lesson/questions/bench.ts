import type { MachineEvent } from '../../machine/event.ts'
import { chunkSizeFor, MIN_CHUNK_BYTES, PAYLOAD_OFFSET_BYTES } from '../../machine/heap/chunk.ts'
import { type HeaderWrites, topOf } from '../../machine/heap/chunkList.ts'
import { freeChunk, placeInChunk } from '../../machine/heap/heap.ts'
import { judgeFault, takesFrame } from '../../machine/kernel/fault.ts'
import { evictFrame, unlockPage } from '../../machine/kernel/frames.ts'
import { advisePages, growHeap, mapArea, shrinkHeap, unmapArea } from '../../machine/kernel/kernel.ts'
import { resolveFault } from '../../machine/kernel/resolveFault.ts'
import { createMachine, entryOf, isPresent, type Machine, vmasOf } from '../../machine/machine.ts'
import { permits, setBits } from '../../machine/mmu/tlb.ts'
import { chargesOf, costOf } from '../../machine/prices.ts'
import { firstByteOf, pageOf, TEACH } from '../../machine/scale.ts'
import { address, bytes, type FrameNumber, type PageNumber, type VirtualAddress } from '../../machine/units.ts'

/** Whose frame goes when none is free; pages that have one, in the order in which they got it. */
export type ChooseVictim = (resident: readonly PageNumber[]) => PageNumber

/**
 * A machine without players and without a clock, driven call by call, for experiments with more objects than a round
 * has. Everything is done by the machine's own functions and costs what its events cost; addresses are looked up
 * without a TLB.
 */
export interface Bench {
	readonly machine: Machine
	readonly cycles: () => number
	/** Page faults so far. */
	readonly faults: () => number
	/** An object on the heap: in top, after a brk if top is too small. Returns its chunk. */
	readonly place: (object: number, requestBytes: number) => VirtualAddress
	readonly free: (at: VirtualAddress) => void
	/** An object in an area of its own. Returns its first page. */
	readonly map: (object: number, requestBytes: number) => PageNumber
	readonly unmap: (page: PageNumber) => void
	/** Gives back what top can spare. */
	readonly trim: () => void
	/** brk up. */
	readonly grow: (pages: number) => void
	/** DONTNEED of a page. */
	readonly drop: (page: PageNumber) => void
	/** A write to each page of the range. */
	readonly write: (at: number, lengthBytes: number) => void
}

/** Payload of a mapped object: behind a chunk header of 16 bytes. */
const MAP_HEADER_BYTES = 16
const ALL_PAGES = 256

export function bench(frames: number, chooseVictim: ChooseVictim): Bench {
	const machine = createMachine(TEACH, {
		frames,
		tlbLines: 1,
		heapLimitPages: ALL_PAGES,
		commitLimitPages: ALL_PAGES,
		lanes: 1,
		tenants: 0,
		depotPages: ALL_PAGES,
		tlbSpan: false,
		bins: true,
	})
	let cycles = 0
	let faults = 0
	const emit = (event: MachineEvent): void => {
		cycles += costOf(chargesOf(event))
		if (event.type === 'faultResolved') faults += 1
	}
	const resident: PageNumber[] = []

	const freeFrameOf = (): FrameNumber => {
		const free = machine.frames.find(({ page }) => page === null)
		if (free) return free.frame
		const victim = chooseVictim(resident)
		resident.splice(resident.indexOf(victim), 1)
		const { frame } = entryOf(machine, victim)
		evictFrame(machine, emit, frame as FrameNumber)
		return frame as FrameNumber
	}
	const touch = (at: number): void => {
		const number = pageOf(TEACH, address(at))
		const entry = entryOf(machine, number)
		if (!isPresent(entry) || !permits(entry, true)) {
			const code = { present: isPresent(entry), write: true, user: true }
			const verdict = judgeFault(TEACH, vmasOf(machine), 0, entry, address(at), code)
			const takes = takesFrame(verdict, { ...entry, shared: 1 })
			resolveFault(machine, emit, { lane: 0, pid: 0, address: address(at) }, verdict, takes ? freeFrameOf() : null, 0)
			unlockPage(machine, emit, number)
			resident.push(number)
		}
		setBits(machine, emit, number, true)
	}
	const write = (at: number, lengthBytes: number): void => {
		for (
			let next = at;
			next < at + lengthBytes;
			next = firstByteOf(TEACH, pageOf(TEACH, address(next))) + TEACH.pageBytes
		)
			touch(next)
	}
	const writeHeaders = (headers: HeaderWrites): void => headers.forEach(touch)
	const enter = (call: 'brk' | 'mmap' | 'munmap', pages: number, down: boolean): void =>
		emit({ type: 'syscallEntered', lane: 0, pid: 0, call, pages, down })
	const forget = (first: number): void => {
		const kept = resident.filter((page) => page < first)
		resident.splice(0, resident.length, ...kept)
	}

	const grow = (pages: number): void => {
		enter('brk', pages, false)
		writeHeaders(growHeap(machine, emit, 0, pages))
	}
	return {
		machine,
		cycles: () => cycles,
		faults: () => faults,
		grow,
		write,
		place(object, requestBytes) {
			const needBytes = chunkSizeFor(requestBytes)
			const missing = needBytes + MIN_CHUNK_BYTES - (topOf(machine.heap)?.sizeBytes ?? 0)
			if (missing > 0) grow(Math.ceil(missing / TEACH.pageBytes) + PAD_PAGES)
			const at = topOf(machine.heap)?.address as VirtualAddress
			const what = { lane: 0, object, plate: 'OBJ', requestBytes: bytes(requestBytes), needBytes }
			writeHeaders(placeInChunk(machine, emit, at, 'low', what))
			write(at + PAYLOAD_OFFSET_BYTES, requestBytes)
			return at
		},
		free(at) {
			writeHeaders(freeChunk(machine, emit, 0, at))
		},
		map(object, requestBytes) {
			const pages = Math.ceil((requestBytes + MAP_HEADER_BYTES) / TEACH.pageBytes)
			enter('mmap', pages, false)
			writeHeaders(mapArea(machine, emit, 0, object, 'OBJ', bytes(requestBytes), pages))
			const { page } = machine.mappings.find((one) => one.object === object) as { page: PageNumber }
			write(firstByteOf(TEACH, page) + MAP_HEADER_BYTES, requestBytes)
			return page
		},
		unmap(page) {
			const mapping = machine.mappings.find((one) => one.page === page)
			if (!mapping) throw new Error(`no area at page ${page}`)
			enter('munmap', mapping.pages, true)
			unmapArea(machine, emit, 0, mapping)
		},
		drop(page) {
			advisePages(machine, emit, 0, 'DONTNEED', page, 1)
			const at = resident.indexOf(page)
			if (at >= 0) resident.splice(at, 1)
		},
		trim() {
			const spare = Math.floor(((topOf(machine.heap)?.sizeBytes ?? 0) - MIN_CHUNK_BYTES) / TEACH.pageBytes)
			if (spare <= 0) return
			enter('brk', spare, true)
			writeHeaders(shrinkHeap(machine, emit, 0, spare))
			forget(pageOf(TEACH, machine.heap.brk))
		},
	}
}

/** What a textbook malloc asks for beyond its need. */
const PAD_PAGES = 3
