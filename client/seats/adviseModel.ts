import { legal } from '../../shared/game/legal.ts'
import type { Advice } from '../../shared/machine/event.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import type { MallocView } from '../../shared/view/seatView.ts'
import type { Request } from '../../shared/game/event.ts'

/** Rows that hang together and may be advised about in one go. */
export interface RowRun {
	readonly page: number
	readonly pages: number
}

/** Runs of rows for which the rules take the advice, by address; each at most as long as one call may be. */
export function adviceRuns(view: MallocView, request: Request, advice: Advice): RowRun[] {
	const runs: RowRun[] = []
	const { ticket } = request
	const mapped = view.mappings.flatMap(({ page, pages }) => Array.from({ length: pages }, (_, index) => page + index))
	const first = view.heapStart / view.info.pageBytes
	const heap = Array.from({ length: Math.ceil(view.brk / view.info.pageBytes) - first }, (_, index) => first + index)
	for (const page of [...heap, ...mapped]) {
		if (legal(view, { kind: 'ADVISE', ticket, advice, page, pages: 1 }) !== null) continue
		const last = runs.at(-1)
		const joins =
			last !== undefined &&
			last.page + last.pages === page &&
			legal(view, { kind: 'ADVISE', ticket, advice, page: last.page, pages: last.pages + 1 }) === null
		if (joins) runs[runs.length - 1] = { page: last.page, pages: last.pages + 1 }
		else runs.push({ page, pages: 1 })
	}
	return runs
}

/** All rows that a tap can begin with. */
export const advisableRows = (runs: readonly RowRun[]): number[] =>
	runs.flatMap(({ page, pages }) => Array.from({ length: pages }, (_, index) => page + index))

/**
 * What a tap on a row does to the rows in hand: it begins with it, reaches as far as it, or (the first of several
 * again) falls back to it alone.
 */
export function tapRow(runs: readonly RowRun[], held: RowRun | null, row: number): RowRun {
	const run = runs.find(({ page, pages }) => page <= row && row < page + pages)
	const within = held !== null && run !== undefined && held.page >= run.page && held.page < run.page + run.pages
	if (!within || row < held.page || (row === held.page && held.pages > 1)) return { page: row, pages: 1 }
	return { page: held.page, pages: row - held.page + 1 }
}

/** So many rows from the first one in hand, as far as its run goes. */
export function takeRows(runs: readonly RowRun[], page: number, pages: number): RowRun {
	const run = runs.find((one) => one.page <= page && page < one.page + one.pages)
	const room = run ? run.page + run.pages - page : 1
	return { page, pages: Math.max(1, Math.min(pages, room, TEACH.askMaxPages)) }
}
