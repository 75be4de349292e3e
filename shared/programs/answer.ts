import type { SyscallRecord } from '../machine/kernel/anonymousMemory.ts'

/**
 * What an allocator answered to one op of a trace (a line of a *.jsonl file). Oracle and emulator write the
 * same, so that their files can be compared op by op. Left out: what is null, zero, empty or as before.
 */
export interface Answer {
	/** Number of the op, from 0. */
	readonly i: number
	/** What the call returned; left out for free, write and read. */
	readonly p?: AnswerAddress
	/** malloc_usable_size of it. */
	readonly u?: number
	/** The break after the op, bytes from the initial break. */
	readonly k?: number
	/** Minor faults during the op. */
	readonly f?: number
	/** System calls about memory during the op, in order. */
	readonly s?: readonly SyscallRecord[]
}

/** Bytes from the initial break; or `m3+16`: 16 bytes into mapping number 3 of the run; null is NULL. */
export type AnswerAddress = number | `m${number}+${number}` | null

/** First line of an answers file. */
export interface AnswersHead {
	readonly lot: 1
	readonly trace: string
	readonly policy: string
	readonly ops: number
	readonly page: number
}

/** Last line. `calls` also counts the refused ones. */
export interface AnswersEnd {
	readonly end: 1
	readonly faults: number
	readonly brk: number
	readonly peak_brk: number
	readonly calls: Readonly<Record<SyscallRecord[0], number>>
}
