import type { SeatView } from '../../shared/view/seatView.ts'
import { type Say, say } from './say.ts'

/** With nothing to decide: what the player can get ready for. What the lanes do stands in the queue. */
export function prepareLine(view: SeatView): Say {
	switch (view.seat) {
		case 'malloc': {
			const slip = view.requests.find(({ status }) => status === 'slip')
			if (slip) return say('seats.prepare.slip', { lane: slip.lane + 1 })
			const largest = Math.max(0, ...view.chunks.filter(({ use }) => use === 'free').map(({ sizeBytes }) => sizeBytes))
			const top = view.chunks.find(({ use }) => use === 'top')?.sizeBytes ?? 0
			return say('seats.prepare.malloc', { count: view.freeList.length, largest, top })
		}
		case 'kernel': {
			const free = view.frames.filter(({ page, locked }) => page === null && !locked).length
			return free === 0
				? say('seats.prepare.kernelFull')
				: say('seats.prepare.kernel', { free, frames: view.frames.length })
		}
		case 'mmu':
			return view.preview.length > 0
				? say('seats.prepare.mmu', { count: view.preview.length })
				: say('seats.prepare.mmuBlind')
	}
}
