import { firstByteOf, LAYOUT, TEACH } from '../machine/scale.ts'
import { address, type PageNumber } from '../machine/units.ts'
import { calmestLane, type Draft } from './draft.ts'
import type { Op } from './op.ts'
import { between, type RandomStream } from './random.ts'
import { shuffle } from './shuffle.ts'
import { put } from './timeline.ts'

/**
 * What every program does with its own file and its static variables. None of it is in memory
 * after exec: code comes from the file, a constant of data is read before a variable beside it is
 * written, and bss is read (all zeroes) before it is written.
 */
export function putGlobals(draft: Draft, endMoment: number): void {
	const { stream, timeline, moment } = draft
	const begin = [LAYOUT.textLow, LAYOUT.data, LAYOUT.bss]
	for (const [lane, page] of begin.entries()) put(timeline, moment, lane, [globalAccess(stream, page, false)])
	const later: Op[] = [
		globalAccess(stream, LAYOUT.data, true),
		globalAccess(stream, LAYOUT.bss, true),
		globalAccess(stream, LAYOUT.textHigh, false),
		globalAccess(stream, LAYOUT.textLow, false),
	]
	for (const op of shuffle(stream, later)) {
		const at = between(stream, moment + 5, endMoment - 1)
		put(timeline, at, calmestLane(timeline, at), [op])
	}
}

/** A read or write of some word of one page of the program's own. */
export const globalAccess = (stream: RandomStream, page: PageNumber, write: boolean): Op => ({
	kind: 'global',
	address: address(firstByteOf(TEACH, page) + 8 * between(stream, 0, TEACH.pageBytes / 8 - 1)),
	write,
})
