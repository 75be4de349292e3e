import type { MachineEvent } from '../../shared/machine/event.ts'
import { HEADER_BYTES } from '../../shared/machine/heap/chunk.ts'
import { type HeaderWrites, topOf } from '../../shared/machine/heap/chunkList.ts'
import { freeChunk, placeInChunk } from '../../shared/machine/heap/heap.ts'
import { unlockPage } from '../../shared/machine/kernel/frames.ts'
import type { Verdict } from '../../shared/machine/kernel/fault.ts'
import { growHeap } from '../../shared/machine/kernel/kernel.ts'
import { resolveFault } from '../../shared/machine/kernel/resolveFault.ts'
import { createMachine, type Emit, type Machine, type MachineConfig } from '../../shared/machine/machine.ts'
import { chargesOf, costOf } from '../../shared/machine/prices.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { address, bytes, frame, page } from '../../shared/machine/units.ts'

export const CONFIG: MachineConfig = {
	frames: 12,
	tlbLines: 4,
	heapLimitPages: 16,
	commitLimitPages: 28,
	lanes: 3,
	tenants: 0,
	depotPages: 16,
	tlbSpan: false,
	bins: false,
}

/** A machine with everything that it emits. `told()` hands over what came since the last call, and what that costs. */
export interface Rig {
	readonly machine: Machine
	readonly emit: Emit
	told(): { readonly events: MachineEvent[]; readonly cycles: number }
}

/** A process just after exec. */
export function rig(config: Partial<MachineConfig> = {}): Rig {
	let events: MachineEvent[] = []
	return {
		machine: createMachine(TEACH, { ...CONFIG, ...config }),
		emit: (event) => events.push(event),
		told() {
			const out = events
			events = []
			return { events: out, cycles: out.reduce((sum, event) => sum + costOf(chargesOf(event)), 0) }
		},
	}
}

export const serve = (
	{ machine, emit }: Rig,
	at: number,
	verdict: Verdict,
	frameNumber: number | null,
	order: 0 | 1 | 2 = 0,
	pid = 0,
): void =>
	resolveFault(
		machine,
		emit,
		{ lane: 1, pid, address: address(at) },
		verdict,
		frameNumber === null ? null : frame(frameNumber),
		order,
	)

/** Makes code, data, bss and the two stack pages of a fresh process resident, on frames 1 … 5 and 0, and used. */
export function warmUp(machine: Machine): void {
	const pages = [0x08, 0x09, 0x0a, 0x0b, 0xee]
	for (const [index, number] of pages.entries()) {
		const made = { machine, emit: () => {}, told: () => ({ events: [], cycles: 0 }) }
		serve(made, number * 256, number < 0x0b ? 'FILE' : 'ZERO', index + 1)
		unlockPage(machine, made.emit, page(number))
	}
}

/** A process whose first six pages are resident. */
export function warmRig(config: Partial<MachineConfig> = {}): Rig {
	const made = rig(config)
	warmUp(made.machine)
	return made
}

/** Parks an object whose chunk is exactly `sizeBytes` long. */
export function place(
	{ machine, emit }: Rig,
	at: number,
	sizeBytes: number,
	object = 0,
	end: 'low' | 'high' = 'low',
): HeaderWrites {
	return placeInChunk(machine, emit, address(at), end, {
		lane: 0,
		object,
		plate: 'TST',
		requestBytes: bytes(sizeBytes - HEADER_BYTES),
		needBytes: bytes(sizeBytes),
	})
}

/**
 * A heap from a sketch: `u32 f64 u32` is a used, a free and a used chunk from the start on, the rest of the pages is top.
 * What is free was freed from left to right, so the rightmost is first in the list. Neighbours must not both be free.
 */
export function heapOf(sketch: string, pages: number, config: Partial<MachineConfig> = {}): Rig {
	const made = warmRig(config)
	growHeap(made.machine, made.emit, 0, pages)
	const tokens = sketch.split(' ').filter((token) => token !== '')
	const addresses = tokens.map((token, object) => {
		const at = topOf(made.machine.heap)?.address as number
		place(made, at, Number(token.slice(1)), object)
		return at
	})
	for (const [index, token] of tokens.entries()) {
		if (token.startsWith('f')) freeChunk(made.machine, made.emit, 0, address(addresses[index] as number))
	}
	made.told()
	return made
}

/** `u32 f64 r48 t128`: used, free, racked, top. */
export const sketchOf = ({ heap }: Machine): string =>
	heap.chunks.map((chunk) => `${chunk.use[0]}${chunk.sizeBytes}`).join(' ')

/** Addresses as they are said aloud. */
export const hex = (list: readonly number[]): string => list.map((at) => at.toString(16)).join(' ')
