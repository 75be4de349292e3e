import type { LotSelection } from '../model.ts'

const within = (first: number | null | undefined, run: number, one: number): boolean =>
	first !== null && first !== undefined && one >= first && one < first + run

/** The frame in hand, or one of its run. */
export const frameSelected = ({ frame, run = 1 }: LotSelection, one: number): boolean => within(frame, run, one)

/** A page of the program that is in hand: of its run, or of the rows that advice is about. */
export const pageSelected = ({ page, run = 1, pid = 0, rows }: LotSelection, one: number): boolean =>
	(pid === 0 && within(page, run, one)) || (rows !== undefined && within(rows.page, rows.pages, one))
