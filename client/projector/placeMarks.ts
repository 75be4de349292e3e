import type { RoadMark } from '../../shared/lesson/view.ts'

/** Where a crew stands on the class road. */
export interface Placed {
	readonly mark: RoadMark
	/** From 0, the top one. A crew keeps its lane, so that an eye can follow it. */
	readonly lane: number
	/** 0 … 1 of the road's length on screen. */
	readonly at: number
}

export interface Road {
	readonly lanes: number
	/** Where the way begins and ends, 0 … 1 of the road's length. */
	readonly start: number
	readonly finish: number
	readonly placed: readonly Placed[]
}

/**
 * Each crew where it is, and none on top of another: beyond `most` crews share lanes, and who would stand on another of
 * its lane queues behind it. So there is room before the start for those who haven't moved, and beyond the finish for
 * those who are there. `share`: of a mark with the space around it, of the road's length.
 */
export function placeMarks(road: readonly RoadMark[], most: number, share: number): Road {
	const lanes = Math.max(1, Math.min(road.length, most))
	const byLane: RoadMark[][] = Array.from({ length: lanes }, () => [])
	for (const [index, mark] of road.toSorted((a, b) => a.crew - b.crew).entries()) byLane[index % lanes]?.push(mark)
	const start = share * Math.max(0, ...byLane.map((marks) => marks.length - 1))
	const finish = 1 - start
	const placed = byLane.flatMap((marks, lane) => {
		let free = Number.POSITIVE_INFINITY
		let beyond = finish
		return marks
			.toSorted((a, b) => b.permille - a.permille || a.crew - b.crew)
			.map((mark): Placed => {
				if (mark.finished) {
					beyond += share
					return { mark, lane, at: beyond - share }
				}
				const at = Math.min(start + ((finish - start) * mark.permille) / 1_000, free)
				free = at - share
				return { mark, lane, at }
			})
	})
	return { lanes, start, finish, placed }
}
