import type { KernelDesk, MallocDesk, MmuDesk } from '../game/desk.ts'
import type { GameEvent, LaneStatus, Phase, SeatStatus } from '../game/event.ts'
import type { PingKind } from '../game/intent.ts'
import type { Seat } from '../game/seat.ts'
import type { Bill } from '../machine/buckets.ts'

export interface PingView {
	readonly seat: Seat
	readonly ping: PingKind
	readonly argument: number | null
	readonly tick: number
}

/** The latest few pings are kept. */
export const PINGS_KEPT = 4

/** What everyone in the crew may know, besides `info` and `tick`. */
export interface CommonView {
	readonly phase: Phase
	readonly nightShift: boolean
	/** LIVE: whether waiting counts; off while a host has slowed the clock down. */
	readonly patience: boolean
	/** Accesses of the program that were bugs and that the hardware let pass. */
	readonly silentBugs: number
	readonly step: number
	readonly billCycles: number
	/** The bill by line: only when the round is over (before, it would tell what the fog hides). */
	readonly bill: Bill | null
	readonly lanes: readonly LaneStatus[]
	readonly seats: Readonly<Record<Seat, SeatStatus>>
	/** The latest few, oldest first. */
	readonly pings: readonly PingView[]
}

export interface MallocView extends CommonView, MallocDesk {}
export interface KernelView extends CommonView, KernelDesk {}
export interface MmuView extends CommonView, MmuDesk {}

export type SeatView = MallocView | KernelView | MmuView
export type ViewOf<S extends Seat> = Extract<SeatView, { seat: S }>

/**
 * What a seat may notice of something that happened. `billed` stands for an event that the seat
 * can't see, but whose cycles are on the common bill.
 */
export interface SeatEvent {
	readonly event: GameEvent | { readonly type: 'billed' }
	readonly costCycles: number
}
