import type { SeatView } from '../../shared/view/seatView.ts'
import { faultFacts } from './kernelModel.ts'
import { hex2, hex4 } from './hexText.ts'
import { waitingAt, type Views } from './seatChoice.ts'
import { type Say, say } from './say.ts'
import { whoSay } from './who.ts'

const FIRST_ONES = 3

/** What a screen reader is told: the items that wait now and didn't before. */
export function announcements(before: Views, after: Views): Say[] {
	return Object.values(after)
		.flatMap((view) => {
			const known = new Set(
				before[view.seat] ? waitingAt(before[view.seat] as SeatView).map(({ ticket }) => ticket) : [],
			)
			return waitingAt(view)
				.filter(({ ticket }) => !known.has(ticket))
				.map(({ ticket }) => lineOf(view, ticket))
		})
		.filter((line): line is Say => line !== null)
		.slice(0, FIRST_ONES)
}

function lineOf(view: SeatView, ticket: number): Say | null {
	switch (view.seat) {
		case 'malloc': {
			const request = view.requests.find((one) => one.ticket === ticket)
			if (!request) return null
			const facts = { lane: request.lane + 1, request: request.requestBytes, plate: request.plate }
			if (request.status === 'refused') return say('seats.live.refused', facts)
			return request.kind === 'realloc' ? say('seats.live.realloc', facts) : say('seats.live.request', facts)
		}
		case 'kernel': {
			const slip = view.slips.find((one) => one.ticket === ticket)
			const { tenants } = view.info
			if (slip) return say('seats.live.slip', { who: whoSay(slip, tenants), call: slip.call, pages: slip.pages })
			const fault = view.faults.find((one) => one.ticket === ticket)
			if (!fault) return null
			const { page, area } = faultFacts(view, fault)
			const facts = { who: whoSay(fault, tenants), row: hex2(page), area: area?.kind ?? '–' }
			return fault.code.write ? say('seats.live.writeFault', facts) : say('seats.live.readFault', facts)
		}
		case 'mmu': {
			const access = view.accesses.find((one) => one.ticket === ticket)
			return access ? say('seats.live.access', { lane: access.lane + 1, address: hex4(access.address) }) : null
		}
	}
}
