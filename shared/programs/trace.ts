import type { Bytes } from '../machine/units.ts'

/**
 * A recorded trace: the calls of one real program to malloc and its kin, in order, as text files
 * keep them. Two file formats lead here: the lot trace (`lotTrace.ts`) and the CS:APP malloc-lab
 * trace (`repTrace.ts`). `parseTrace` tells them apart; `recorded.ts` makes a round's program of one.
 *
 * Words: an *id* is the variable that holds what the call returned. It is *bound* from its malloc,
 * calloc or memalign until its free, also while the value is NULL.
 */
export interface Trace {
	/** One word for reports; without a `name` line, the file's name. */
	readonly name: string
	/** The command that was recorded; empty when the file doesn't say. */
	readonly origin: string
	/** Every id is below this, when the file promised so. At most `MAX_TRACE_IDS`. */
	readonly ids?: number
	readonly ops: readonly TraceOp[]
}

/**
 * A size or a count as written: a number up to `MAX_SERVED_BYTES`, an exact bigint above. A float
 * would silently round from 2^53 on, just where it is decided whether malloc refuses.
 */
export type Natural = Bytes | bigint

/** One call or access, with the line (from 1) that it was read from. */
export type TraceOp = { readonly line: number; readonly id: number } & (
	| { readonly kind: 'malloc'; readonly sizeBytes: Natural }
	| { readonly kind: 'calloc'; readonly count: Natural; readonly sizeBytes: Natural }
	| { readonly kind: 'memalign'; readonly alignmentBytes: Bytes; readonly sizeBytes: Bytes }
	| { readonly kind: 'realloc'; readonly sizeBytes: Natural }
	| { readonly kind: 'free' }
	| { readonly kind: 'write'; readonly offsetBytes: Bytes; readonly lengthBytes: Bytes }
	| { readonly kind: 'read'; readonly offsetBytes: Bytes; readonly lengthBytes: Bytes }
)

/** Why a text is no trace. `line` counts from 1. */
export interface TraceError {
	readonly code: 'E_TRACE'
	readonly file: string
	readonly line: number
	readonly message: string
}

export type TraceResult =
	| { readonly ok: true; readonly trace: Trace }
	| { readonly ok: false; readonly error: TraceError }

/** `FILE:LINE: message`, as compilers print it, so that editors can jump there. */
export const printTraceError = (error: TraceError): string => `${error.file}:${error.line}: ${error.message}`

/** Longest line in bytes of UTF-8, without its line end. */
export const MAX_LINE_BYTES = 1023
/** Most op lines in a trace. */
export const MAX_TRACE_OPS = 1_000_000
/** Ids are below this. */
export const MAX_TRACE_IDS = 2 ** 20
/** Largest size that a trace may expect to be served: 1 GiB. */
export const MAX_SERVED_BYTES = 2 ** 30
/** Every number in a trace is below this. */
export const NUMBER_LIMIT = 2n ** 64n

/**
 * True for the sizes that are refused on every machine: x86-64 has no room for 2^47 … 2^62, and
 * malloc itself refuses more than PTRDIFF_MAX. Between them the answer would depend on the machine.
 */
export const isSurelyRefused = (size: bigint): boolean => (size >= 2n ** 47n && size <= 2n ** 62n) || size >= 2n ** 63n

/** What a calloc asks for, exact also when it overflows 64 bits. */
export const productOf = (count: Natural, sizeBytes: Natural): bigint => BigInt(count) * BigInt(sizeBytes)
