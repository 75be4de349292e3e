/** A run of pages: known by its row, between two neighbours in memory. */
interface Run<T> {
	readonly row: number
	before: T | null
	after: T | null
}

/** Runs by row; rows of runs that disappeared are used again. Row 0 is none. */
export interface RowTable<T> {
	readonly byRow: (T | null)[]
	readonly spareRows: number[]
}

export const createRowTable = <T>(): RowTable<T> => ({ byRow: [null], spareRows: [] })

/** The row that the next run gets. */
export const takeRow = <T>(table: RowTable<T>): number => table.spareRows.pop() ?? table.byRow.length

export function dropRun<T extends Run<T>>(table: RowTable<T>, run: T): void {
	table.byRow[run.row] = null
	table.spareRows.push(run.row)
}

/** Makes two runs neighbours; either may be none. */
export function link<T extends Run<T>>(left: T | null, right: T | null): void {
	if (left) left.after = right
	if (right) right.before = left
}
