import type { ErrorCode, MachineEvent, Syscall } from '../machine/event.ts'
import type { Bill } from '../machine/buckets.ts'
import type { Bytes, PageNumber, VirtualAddress } from '../machine/units.ts'
import type { PingKind } from './intent.ts'
import type { Seat } from './seat.ts'

export const PHASES = ['waiting', 'running', 'finished'] as const
export type Phase = (typeof PHASES)[number]

/** Where a thread is; everyone may know it. `computing`: running its own code. */
export type LaneState = 'computing' | 'malloc' | 'kernel' | 'mmu' | 'done'

export interface LaneStatus {
	readonly lane: number
	readonly state: LaneState
	readonly ring: 0 | 3
	/** Tick of the latest change. */
	readonly sinceTick: number
}

/** A malloc call that waits for the malloc seat. */
export interface Request {
	readonly ticket: number
	readonly lane: number
	readonly object: number
	readonly requestBytes: Bytes
	/** Chunk size that it needs. */
	readonly needBytes: Bytes
	readonly plate: string
	readonly sinceTick: number
	/** `slip`: with the kernel; `refused`: the kernel said no, FAIL is now legal. */
	readonly status: 'waiting' | 'slip' | 'refused'
	/** Pages of the latest brk or mmap that the kernel refused for it; null: none. */
	readonly refusedPages: number | null
}

/** A system call that waits for the kernel seat. */
export interface Slip {
	readonly ticket: number
	readonly lane: number
	readonly call: Syscall
	readonly pages: number
	readonly sinceTick: number
}

/** A page fault that waits for the kernel seat. */
export interface Fault {
	readonly ticket: number
	readonly lane: number
	readonly address: VirtualAddress
	readonly code: ErrorCode
	readonly sinceTick: number
}

/** What a page walk found in the page table. */
export interface WalkResult {
	readonly present: boolean
	readonly writable: boolean
	readonly user: boolean
}

/** A memory access that waits for the MMU seat. */
export interface Access {
	readonly ticket: number
	readonly lane: number
	readonly address: VirtualAddress
	readonly write: boolean
	/** How often the loop behind it runs: a TLB miss is paid so many times. */
	readonly trips: number
	/** `walk`: look it up by hand; `insert`: choose a TLB line; `raise`: not allowed, raise the fault. */
	readonly stage: 'walk' | 'insert' | 'raise'
	/** Null until walked. */
	readonly found: WalkResult | null
	readonly sinceTick: number
}

export interface PreviewAccess {
	readonly lane: number
	readonly page: PageNumber
	readonly write: boolean
}

/** Who plays a seat. The log decides it, so that a replay hands seats over at the same tick. */
export interface SeatStatus {
	readonly holder: 'human' | 'bot'
	readonly ready: boolean
	/** The autopilot took over after three idle items; any input ends it. */
	readonly autopilot: boolean
}

export type AuditReason =
	| 'verdictWrong' // FAULT with a verdict that the books don't bear out
	| 'wildGranted' // a wild access was granted
	| 'slipWrong' // OK for what must be refused, ENOMEM for what is fine
	| 'codeWrong' // RAISE with wrong bits
	| 'raisedGoodPage' // RAISE where the entry allows the access

export type GameEvent =
	| MachineEvent
	| { readonly type: 'phaseChanged'; readonly phase: Phase }
	| { readonly type: 'seatChanged'; readonly seat: Seat; readonly status: SeatStatus }
	/** A thread is somewhere else, or crossed the gate between the rings (a mode switch). */
	| { readonly type: 'laneChanged'; readonly status: LaneStatus }
	| { readonly type: 'requestChanged'; readonly request: Request }
	| { readonly type: 'requestClosed'; readonly ticket: number }
	| { readonly type: 'slipQueued'; readonly slip: Slip }
	| { readonly type: 'slipClosed'; readonly ticket: number; readonly ok: boolean }
	| { readonly type: 'accessChanged'; readonly access: Access }
	| { readonly type: 'accessClosed'; readonly ticket: number }
	| { readonly type: 'faultQueued'; readonly fault: Fault }
	| { readonly type: 'faultClosed'; readonly ticket: number }
	| { readonly type: 'previewChanged'; readonly preview: readonly PreviewAccess[] }
	| { readonly type: 'walksLeftChanged'; readonly manualWalksLeft: number }
	/** A wrong decision: nothing changed, it costs, and it is explained. `expected` is null unless a fault was misjudged. */
	| {
			readonly type: 'audited'
			readonly seat: Seat
			readonly reason: AuditReason
			readonly ticket: number
			readonly expected: string | null
	  }
	/** The program's own handler for SIGSEGV ran; the access was skipped. */
	| { readonly type: 'signalHandled'; readonly lane: number; readonly address: VirtualAddress }
	/** A program operation is done. */
	| { readonly type: 'stepFinished'; readonly step: number }
	| { readonly type: 'rentCharged'; readonly residentPages: number }
	| { readonly type: 'patienceLost'; readonly lane: number; readonly ticks: number }
	| {
			readonly type: 'pinged'
			readonly seat: Seat
			readonly ping: PingKind
			readonly argument: number | null
			readonly tick: number
	  }
	/** The clock ran out: bots finish what is left at once. */
	| { readonly type: 'nightShiftBegan' }
	| { readonly type: 'roundFinished'; readonly bill: Bill }

/** An event as it happened: when, and what it cost (`chargesOf` tells the lines of the bill). */
export interface Stamped {
	/** Running number in the round, from 0. */
	readonly index: number
	readonly tick: number
	readonly event: GameEvent
	readonly costCycles: number
}
