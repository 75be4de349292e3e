import type { Stamped } from '../../game/event.ts'
import type { World } from '../../game/round.ts'
import { residentPages } from '../../machine/machine.ts'

/** Follows the frames event by event: how many are free at that very moment, not only at the end of a tick. */
export interface FrameCount {
	readonly free: number
	see(event: Stamped['event']): void
}

export function frameCount({ machine }: World): FrameCount {
	const isFree = machine.frames.map(({ page }) => page === null)
	let free = machine.frames.length - residentPages(machine)
	return {
		get free() {
			return free
		},
		see(event) {
			if (event.type !== 'frameChanged') return
			const { frame, page } = event.frame
			free += Number(page === null) - Number(isFree[frame])
			isFree[frame] = page === null
		},
	}
}
