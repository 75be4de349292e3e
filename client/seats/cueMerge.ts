import type { Cue } from '../connect/bus.ts'

/**
 * Who holds several seats hears of one event once for each. This makes one story of it: every event once, in order, and
 * what nobody here may see as one `billed` sum.
 */
export function mergeCues(cues: readonly Cue[]): Cue[] {
	const heard = new Map<string, number>()
	const told = new Map<string, number>()
	const totals = new Map<string, number>()
	const merged: Cue[] = []
	let visible = 0
	for (const cue of cues) {
		totals.set(cue.seat, (totals.get(cue.seat) ?? 0) + cue.costCycles)
		if (cue.event.type === 'billed') continue
		const what = JSON.stringify(cue.event)
		const here = `${cue.seat} ${what}`
		const count = (heard.get(here) ?? 0) + 1
		heard.set(here, count)
		if (count <= (told.get(what) ?? 0)) continue
		told.set(what, count)
		visible += cue.costCycles
		merged.push(cue)
	}
	// Every seat hears every cost, seen or not: one seat's sum is the whole.
	const first = cues[0]
	const unseen = Math.max(0, ...totals.values()) - visible
	if (first && unseen > 0) merged.push({ seat: first.seat, event: { type: 'billed' }, costCycles: unseen })
	return merged
}

export const totalCost = (merged: readonly Cue[]): number => merged.reduce((sum, { costCycles }) => sum + costCycles, 0)
