/** Excel takes a file for UTF-8 only with it. */
const BYTE_ORDER_MARK = '\ufeff'
/** What spreadsheets take for the start of a formula; the wide forms too, which Excel reads alike in Chinese. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

export type Cell = string | number | null

/** RFC 4180 with a byte order mark; numbers stay numbers, text never becomes a formula. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
	return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')
}

function cellText(cell: Cell): string {
	if (cell === null) return ''
	if (typeof cell === 'number') return String(cell)
	const safe = FORMULA.test(cell) ? `'${cell}` : cell
	return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
