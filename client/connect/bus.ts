import type { Intent } from '../../shared/game/intent.ts'
import type { Seat } from '../../shared/game/seat.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import type { AgainRequest, CrewView, Failed, You } from '../../shared/protocol/messages.ts'
import type { SeatEvent, SeatView } from '../../shared/view/seatView.ts'

export interface BusState {
	readonly status: 'connecting' | 'online' | 'offline'
	readonly offlineSinceMs: number | null
	readonly crew: CrewView | null
	readonly you: You | null
	readonly round: number
	/** One view for each seat that is yours. */
	readonly views: Readonly<Partial<Record<Seat, SeatView>>>
	/** Null: a casual session, or a round in this page. */
	readonly lesson: PlayerLesson | null
}

/** Something that a seat noticed: for motion, sound, and the cost that flies to the bill. */
export interface Cue {
	readonly seat: Seat
	readonly event: SeatEvent['event']
	readonly costCycles: number
}

export type Done = { readonly ok: true } | Failed
export type BusListener = (state: BusState, cues: readonly Cue[]) => void

/** The one way to a round, whether it runs on a server (`socketBus.ts`) or in this page (`soloBus.ts`). */
export interface Bus {
	state(): BusState
	/** Called after every change; `cues` are the events that led to it (empty after a snapshot). Returns the undo. */
	subscribe(listener: BusListener): () => void
	/** Resolves when the round has done or refused it; never rejects. */
	send(seat: Seat, intent: Intent): Promise<Done>
	/** Seats, next round, leave: as the protocol has them. */
	chooseSeat(seat: Seat): Promise<Done>
	again(request: AgainRequest): Promise<Done>
	close(): void
}
