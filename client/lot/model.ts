import type { Seat } from '../../shared/game/seat.ts'
import type { SeatView } from '../../shared/view/seatView.ts'

/** What the player has picked; the lot only shows it. `need`: chunk bytes of the request being placed. */
export interface LotSelection {
	readonly chunk?: number
	readonly end?: 'low' | 'high'
	readonly need?: number | null
	/** Where the object of a realloc stands now. */
	readonly from?: number
	/** Rows that a piece of advice is about. */
	readonly rows?: { readonly page: number; readonly pages: number }
	readonly frame?: number | null
	readonly page?: number | null
	/** So many frames and pages from these on; 1 if missing. */
	readonly run?: number
	/** Whose page it is; 0 if missing. */
	readonly pid?: number
	readonly line?: number | null
	readonly ticket?: number | null
}

/** All that the picture depends on. Fog: what isn't in `views` can't be drawn. */
export interface LotModel {
	readonly views: Readonly<Partial<Record<Seat, SeatView>>>
	/** The seat whose controls are shown. */
	readonly seat: Seat
	readonly lens: 'lot' | 'hex'
	readonly selection: LotSelection
	/** Nobody steers: the row with this address of the heap is to be in sight. */
	readonly watched?: number | null
	readonly reducedMotion: boolean
	readonly language: 'en' | 'zh'
}

export type LotPick =
	| { kind: 'chunk'; address: number }
	| { kind: 'frame'; frame: number }
	| { kind: 'page'; page: number }
	| { kind: 'line'; line: number }
	| { kind: 'ticket'; ticket: number }
