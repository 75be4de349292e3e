import type { Bytes, VirtualAddress } from '../machine/units.ts'

/** Names a memory object of the program (what a C pointer variable would hold); unique in a program. */
export type ObjectId = number

/**
 * Three capital letters that name the call site of a malloc (`TMP`, `SES`). Recorded programs
 * have no call sites: there it names the size band (see `recorded.ts`). glibc ignores call sites.
 */
export type Plate = string

/** One thing a thread of the program does. Everything a round asks of the machine is one of these. */
export type Op =
	| { readonly kind: 'malloc'; readonly object: ObjectId; readonly sizeBytes: Bytes; readonly plate: Plate }
	| { readonly kind: 'free'; readonly object: ObjectId }
	/** Reads or writes bytes `offsetBytes … +lengthBytes` of an object: one access for each page of the range. */
	| {
			readonly kind: 'touch'
			readonly object: ObjectId
			readonly offsetBytes: Bytes
			readonly lengthBytes: Bytes
			readonly write: boolean
	  }
	/** A function call with a stack frame of so many bytes: the stack pointer falls, its new lowest word is written. */
	| { readonly kind: 'call'; readonly frameBytes: Bytes }
	/** Undoes the latest `call` of this lane. */
	| { readonly kind: 'return' }
	/** An access to an address which malloc never gave out: NULL, code, the kernel half, the guard gap. */
	| { readonly kind: 'wild'; readonly address: VirtualAddress; readonly write: boolean }
	/** realloc of a live object: the same object, another size. */
	| { readonly kind: 'realloc'; readonly object: ObjectId; readonly sizeBytes: Bytes }
	/** An access to the program's own code, data or bss. */
	| { readonly kind: 'global'; readonly address: VirtualAddress; readonly write: boolean }
	/**
	 * A bug that the hardware may not notice: an access relative to an object which was freed (use after free),
	 * or past its end. `offsetBytes` may exceed the size that was asked for.
	 */
	| { readonly kind: 'stray'; readonly object: ObjectId; readonly offsetBytes: Bytes; readonly write: boolean }
	/** A child process that shares all pages and writes so many percent of them (drawn from `salt`), then exits. */
	| { readonly kind: 'fork'; readonly childWritesPercent: number; readonly salt: number }
	/** Another program starts, writes so many pages, uses them for so many steps, and exits. Only a host puts it in. */
	| { readonly kind: 'surge'; readonly pages: number; readonly steps: number }

/** Threads of the one process. Only lane 0 (the main thread) uses `call` and `return`: its stack is the one that grows. */
export const LANES = 3

export interface Program {
	/** Level name, e.g. `steady`, `sqlite3`. */
	readonly name: string
	/** Where it comes from, in one English line for reports (`origin` of a trace, or the generator's name). */
	readonly origin: string
	/** Exactly `LANES` op lists; the order within a lane is the same for everyone who plays the seed. */
	readonly lanes: readonly (readonly Op[])[]
}

/** Most allocations in a Teach round. */
export const MAX_TEACH_ALLOCATIONS = 120
