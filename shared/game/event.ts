import type { ErrorCode, MachineEvent, RuledSyscall } from '../machine/event.ts'
import type { Bill } from '../machine/buckets.ts'
import type { Work } from '../machine/heap/work.ts'
import type { Bytes, PageNumber, VirtualAddress } from '../machine/units.ts'
import type { HostIntent, InjectIntent, PingKind } from './intent.ts'
import type { RoundInfo } from './roundInfo.ts'
import type { BotLevel, Seat } from './seat.ts'
import type { Medal } from './score/score.ts'
import type { RuleCard } from './standingOrder.ts'

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
	readonly kind: 'malloc' | 'realloc'
	/** realloc: the chunk, or the first byte of the area, that the object has now; else null. */
	readonly from: VirtualAddress | null
	readonly sinceTick: number
	/** `slip`: its thread is away, with the kernel or at the header words of a FLUSH; `refused`: the kernel said no, FAIL is now legal. */
	readonly status: 'waiting' | 'slip' | 'refused'
	/** Pages of the latest brk or mmap that the kernel refused for it; null: none. */
	readonly refusedPages: number | null
}

/** A system call that waits for the kernel seat. */
export interface Slip {
	readonly ticket: number
	/** Tenants and children have lanes of their own, from `LANES` on. */
	readonly lane: number
	readonly pid: number
	readonly call: RuledSyscall
	readonly pages: number
	readonly sinceTick: number
}

/** A page fault that waits for the kernel seat. */
export interface Fault {
	readonly ticket: number
	/** Tenants and children have lanes of their own, from `LANES` on. */
	readonly lane: number
	readonly pid: number
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
	/** Of the bot that plays, or would play, the seat. */
	readonly level: BotLevel
}

export type AuditReason =
	| 'verdictWrong' // FAULT with a verdict that the books don't bear out
	| 'wildGranted' // a wild access was granted
	| 'slipWrong' // OK for what must be refused, ENOMEM for what is fine
	| 'codeWrong' // RAISE with wrong bits
	| 'raisedGoodPage' // RAISE where the entry allows the access

/** What a host did, without the place: it tells what is to come. */
export type HostAct = Exclude<HostIntent, InjectIntent> | Pick<InjectIntent, 'kind' | 'injection'>

export type GameEvent =
	| MachineEvent
	| { readonly type: 'phaseChanged'; readonly phase: Phase }
	| { readonly type: 'seatChanged'; readonly seat: Seat; readonly status: SeatStatus }
	/**
	 * A company (never a seat) served a call of the program: where the object is now (null: nowhere), what it did in its
	 * own lists, and whether it was a realloc in place.
	 */
	| {
			readonly type: 'companyWorked'
			readonly lane: number
			readonly object: number
			readonly address: VirtualAddress | null
			readonly work: Work
			readonly resized: boolean
	  }
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
	/** The hardware let an access pass that the program should not have made (its own bug). `count`: so far in the round. */
	| {
			readonly type: 'silentBug'
			readonly lane: number
			readonly object: number
			readonly address: VirtualAddress
			readonly write: boolean
			readonly count: number
	  }
	| { readonly type: 'ruleChanged'; readonly seat: Seat; readonly slot: number; readonly card: RuleCard | null }
	/** A standing order is about to act on an item. */
	| {
			readonly type: 'ruleFired'
			readonly seat: Seat
			readonly slot: number
			readonly fired: number
			readonly ticket: number
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
	/** The host of the lesson changed the round for everybody; `info` as it is from now on. */
	| { readonly type: 'hostActed'; readonly act: HostAct; readonly info: RoundInfo }
	/** The clock ran out: bots finish what is left at once. */
	| { readonly type: 'nightShiftBegan' }
	/** `score`: null in a round that is itself a measure. */
	| { readonly type: 'roundFinished'; readonly bill: Bill; readonly score: RoundScore | null }

/** In thousandths of PAR's avoidable bill (GAME.md §4.2); the medal may still become platinum, once the oracle has played. */
export interface RoundScore {
	readonly score: number
	readonly medal: Medal
}

/** An event as it happened: when, and what it cost (`chargesOf` tells the lines of the bill). */
export interface Stamped {
	/** Running number in the round, from 0. */
	readonly index: number
	readonly tick: number
	readonly event: GameEvent
	readonly costCycles: number
}
