import type { TraceWriter } from './traceWriter.ts'

/** What traces aim at: sizes, and the state of the heap that is played along. */
export const PAGE = 4096
export const KIB = 1024
export const MIB = 1024 * KIB

export const sizeOf = ({ heap }: TraceWriter, row: number): number => heap.chunks.size[row] as number
export const topSize = (writer: TraceWriter): number => (writer.heap.top === 0 ? 0 : sizeOf(writer, writer.heap.top))
/** A request that needs a chunk of `size`. */
export const requestFor = (size: number): number => Math.max(0, size - 8)
/** Bytes to take from top so that what is left is whole pages and `border`. */
export const padTo = (writer: TraceWriter, border: number): number =>
	(((topSize(writer) - border) % PAGE) + PAGE) % PAGE
