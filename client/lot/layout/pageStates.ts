import type { KernelView } from '../../../shared/view/seatView.ts'
import { hex } from '../hex.ts'
import type { Ground } from '../node.ts'
import type { Say } from '../words.ts'

export interface PageLook {
	readonly ground: Ground
	/** Frame number, or the word for what is there instead. */
	readonly note: string
	readonly frame: number | null
}

const GROUND = { present: 'paved', zero: 'zero', swapped: 'depot', file: 'file' } as const

const NOTE = { present: 'lot.zero', zero: 'lot.zero', swapped: 'lot.depotRow', file: 'lot.fileRow' } as const

/** Looks up what the kernel knows of a page; one that it doesn't list was never touched. */
export function pageLooks(view: KernelView, say: Say): (page: number) => PageLook {
	const listed = new Map(view.pages.filter(({ pid }) => pid === 0).map((entry) => [Number(entry.page), entry]))
	return (page) => {
		const entry = listed.get(page)
		if (entry === undefined) return { ground: 'sand', note: say('lot.cheque'), frame: null }
		if (entry.frame !== null) {
			const isShared = (view.frames[entry.frame]?.shared ?? 0) > 1
			return { ground: isShared ? 'shared' : 'paved', note: hex(entry.frame, 2), frame: entry.frame }
		}
		return {
			ground: GROUND[entry.state],
			note: say(NOTE[entry.state]),
			frame: null,
		}
	}
}
