import { expect, test } from 'vitest'
import type { Chunk } from '../../shared/machine/heap/chunk.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { entryOf, freeFrame, type Machine } from '../../shared/machine/machine.ts'
import type { FrameView, TlbLine } from '../../shared/machine/memory.ts'
import { fillLine } from '../../shared/machine/mmu/tlb.ts'
import { address, bytes, frame, page } from '../../shared/machine/units.ts'
import { heapOf, serve } from './rig.ts'

/** A heap with every kind of chunk, frames, a zero page, a cached line. */
function sound(): Machine {
	const made = heapOf('u32 f64 u48 f32 u32', 3)
	serve(made, 0x1000, 'ZERO', 6, 1)
	fillLine(made.machine, made.emit, 0, page(0x10))
	return made.machine
}

const change = (machine: Machine, index: number, fields: Partial<Chunk>): void => {
	machine.heap.chunks[index] = { ...(machine.heap.chunks[index] as Chunk), ...fields }
}

test('M-60 a sound machine breaks nothing', () => {
	expect(brokenInvariants(sound())).toEqual([])
})

test.each<readonly [RegExp, (machine: Machine) => void]>([
	[/must tile/, (m) => change(m, 2, { address: address(0x1050) })],
	[/not aligned/, (m) => change(m, 5, { sizeBytes: bytes((m.heap.chunks[5]?.sizeBytes as number) - 8) })],
	[/smaller than a chunk/, (m) => change(m, 3, { sizeBytes: bytes(16) })],
	[/are not joined/, (m) => change(m, 2, { use: 'free' })],
	[/in front of top/, (m) => change(m, 4, { use: 'free' })],
	[/top is not last/, (m) => change(m, 0, { use: 'top' })],
	[/too small for its request/, (m) => change(m, 0, { requestBytes: bytes(25) })],
	[/the break is/, (m) => void (m.heap.brk = address(m.heap.brk + 256))],
	[/free list does not hold/, (m) => void m.heap.freeList.pop()],
	[/free list does not hold/, (m) => void m.heap.freeList.push(address(0x1000))],
	[/rack does not hold/, (m) => void m.heap.rack.push(address(0x1000))],
	[/upside down/, (m) => void (m.stackLow = page(0xf0))],
	[
		/overlap/,
		(m) => void m.mappings.push({ page: page(0x12), pages: 2, object: 1, plate: 'TST', requestBytes: bytes(9) }),
	],
	[/an entry but no area/, (m) => void (m.entries[0x40] = { ...entryOf(m, page(0x40)), state: 'zero' })],
	[/state and frame disagree/, (m) => void (m.entries[0x10] = { ...entryOf(m, page(0x10)), frame: null })],
	[/must not be writable/, (m) => void (m.entries[0x08] = { ...entryOf(m, page(0x08)), writable: true })],
	[/shared and writable/, (m) => void (m.frames[6] = { ...(m.frames[6] as FrameView), shared: 2 })],
	[/the pool says/, (m) => void (m.entries[0x11] = { ...entryOf(m, page(0x11)), frame: frame(6) })],
	[/the pool says/, (m) => void (m.frames[6] = freeFrame(frame(6)))],
	[/the pool says/, (m) => void (m.frames[6] = { ...(m.frames[6] as FrameView), pid: 1 })],
	[/the depot counts/, (m) => void (m.depotUsed += 1)],
	[/past its limit/, (m) => void ((m.config as { heapLimitPages: number }).heapLimitPages = 2)],
	[/more is promised/, (m) => void ((m.config as { commitLimitPages: number }).commitLimitPages = 4)],
	[/RSS exceeds RAM/, (m) => void ((m.config as { frames: number }).frames = 7)],
	[/cached twice/, (m) => void (m.tlb[1] = m.tlb[0] as TlbLine)],
	[/is stale/, (m) => void (m.tlb[0] = { ...(m.tlb[0] as TlbLine), frame: frame(9) })],
	[/is stale/, (m) => void (m.tlb[0] = { ...(m.tlb[0] as TlbLine), writable: false })],
	[/is stale/, (m) => void (m.tlb[2] = { ...(m.tlb[0] as TlbLine), page: page(0x12) })],
])('M-61 it notices: %s', (message, breakIt) => {
	const machine = sound()
	breakIt(machine)
	expect(brokenInvariants(machine).join('\n')).toMatch(message)
})
