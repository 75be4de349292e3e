import type { MachineEvent } from '../../shared/machine/event.ts'
import { HEADER_BYTES } from '../../shared/machine/heap/chunk.ts'
import { freeChunk, type HeaderWrites, placeInChunk, topOf } from '../../shared/machine/heap/heap.ts'
import { growHeap } from '../../shared/machine/kernel/kernel.ts'
import { createMachine, type Emit, type Machine, type MachineConfig } from '../../shared/machine/machine.ts'
import { chargesOf, costOf } from '../../shared/machine/prices.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { address, bytes } from '../../shared/machine/units.ts'

export const CONFIG: MachineConfig = { frames: 12, tlbLines: 4, heapLimitPages: 16, commitLimitPages: 28, lanes: 3 }

/** A machine with everything that it emits. `told()` hands over what came since the last call, and what that costs. */
export interface Rig {
	readonly machine: Machine
	readonly emit: Emit
	told(): { readonly events: MachineEvent[]; readonly cycles: number }
}

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
	const made = rig(config)
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
