import type { EventPacket } from '../../shared/protocol/messages.ts'
import { fold } from '../../shared/view/fold.ts'
import type { SeatView } from '../../shared/view/seatView.ts'

/** A seat as the page knows it, with the place in the event stream up to which that holds. */
export interface SeatStream {
	readonly view: SeatView
	readonly cursor: number
}

export type Folded =
	/** Nothing new in it: a repeated packet, or one of an older round. */
	| { readonly kind: 'old' }
	/** Something before it is missing: only a snapshot helps. */
	| { readonly kind: 'gap' }
	| { readonly kind: 'next'; readonly stream: SeatStream }

/** What a packet means for a seat. `stream` undefined: the seat isn't (or not yet) ours. */
export function foldPacket(stream: SeatStream | undefined, round: number, packet: EventPacket): Folded {
	if (packet.round < round) return { kind: 'old' }
	if (packet.round > round || stream === undefined) return { kind: 'gap' }
	if (packet.to < stream.cursor) return { kind: 'old' }
	// `to` alone counts all events of the round, seen by this seat or not: only whole packets can be joined on.
	if (packet.from !== stream.cursor) return packet.to === stream.cursor ? { kind: 'old' } : { kind: 'gap' }
	// An empty packet moves the clock.
	return { kind: 'next', stream: { view: fold(stream.view, packet.events, packet.tick), cursor: packet.to } }
}
