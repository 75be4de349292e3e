import { MAX_ROSTER_ID_CHARACTERS, MAX_ROSTER_ROWS, type RosterRow } from '../../shared/lesson/command.ts'
import { MAX_NAME_CHARACTERS } from '../../shared/protocol/messages.ts'

/** What is wrong in which line (from 1, as spreadsheets count). */
export interface RosterFault {
	readonly line: number
	readonly kind: 'header' | 'columns' | 'noId' | 'longId' | 'twice' | 'longText' | 'quote' | 'tooMany' | 'empty'
	readonly facts: Readonly<Record<string, string | number>>
}

export type Roster =
	| { readonly ok: true; readonly rows: readonly RosterRow[] }
	| { readonly ok: false; readonly faults: readonly RosterFault[] }

const COLUMNS = ['id', 'name', 'crew', 'row'] as const
type Column = (typeof COLUMNS)[number]
/** What schools write above their lists. */
const OTHER_NAMES: Readonly<Record<string, Column>> = {
	'student id': 'id',
	student_id: 'id',
	学号: 'id',
	编号: 'id',
	姓名: 'name',
	名字: 'name',
	group: 'crew',
	team: 'crew',
	小组: 'crew',
	组: 'crew',
	seat: 'row',
	排: 'row',
	座位: 'row',
}
const MAX_TEXT = 40
/** Beyond that a list of faults helps nobody. */
export const FAULTS_SHOWN = 6

/** Opens right in Excel, which wants a byte order mark to see UTF-8. */
export const ROSTER_SAMPLE =
	'\uFEFFid,name,crew,row\r\n2026001,Lin Yue,Amber,1\r\n2026002,Ada Byron,Amber,1\r\n2026003,王芳,Amber,1\r\n2026004,"Hopper, Grace",Teal,2\r\n'

/** Text of a file from a spreadsheet: UTF-8, UTF-16 with its mark, or what Excel saves on a Chinese Windows. */
export function decodeRoster(bytes: Uint8Array): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
	} catch {
		return new TextDecoder('gb18030').decode(bytes)
	}
}

interface Line {
	readonly line: number
	readonly cells: readonly string[]
}

/** A class list: a header with `id` and any of `name`, `crew`, `row`, in any order; commas, semicolons or tabs. */
export function parseRoster(text: string): Roster {
	const fault = (line: number, kind: RosterFault['kind'], facts: RosterFault['facts'] = {}): RosterFault => ({
		line,
		kind,
		facts,
	})
	const plain = text.replace(/^\uFEFF/, '')
	const read = linesOf(plain, separatorOf(plain))
	if ('openQuote' in read) return { ok: false, faults: [fault(read.openQuote, 'quote')] }
	const lines = read.lines.filter(({ cells }) => cells.some((cell) => cell !== ''))
	const [head, ...body] = lines
	if (head === undefined) return { ok: false, faults: [fault(1, 'empty')] }
	const columns = head.cells.map(columnOf)
	if (!columns.includes('id'))
		return { ok: false, faults: [fault(head.line, 'header', { found: head.cells.join(', ') })] }
	if (body.length === 0) return { ok: false, faults: [fault(head.line, 'empty')] }
	if (body.length > MAX_ROSTER_ROWS)
		return { ok: false, faults: [fault(body[MAX_ROSTER_ROWS]?.line ?? 0, 'tooMany', { max: MAX_ROSTER_ROWS })] }

	const faults: RosterFault[] = []
	const firstLine = new Map<string, number>()
	const rows = body.map(({ line, cells }): RosterRow => {
		const cell = (column: Column): string => cells[columns.indexOf(column)] ?? ''
		const row: RosterRow = { id: cell('id'), name: cell('name'), crew: cell('crew'), row: cell('row') }
		const before = firstLine.get(row.id)
		if (cells.length > columns.length) faults.push(fault(line, 'columns', { have: cells.length, want: columns.length }))
		else if (row.id === '') faults.push(fault(line, 'noId'))
		else if (row.id.length > MAX_ROSTER_ID_CHARACTERS)
			faults.push(fault(line, 'longId', { max: MAX_ROSTER_ID_CHARACTERS }))
		else if (before !== undefined) faults.push(fault(line, 'twice', { id: row.id, before }))
		else if (row.name.length > MAX_NAME_CHARACTERS || row.crew.length > MAX_TEXT || row.row.length > MAX_TEXT)
			faults.push(
				fault(line, 'longText', { max: row.name.length > MAX_NAME_CHARACTERS ? MAX_NAME_CHARACTERS : MAX_TEXT }),
			)
		firstLine.set(row.id, before ?? line)
		return row
	})
	return faults.length === 0 ? { ok: true, rows } : { ok: false, faults }
}

function columnOf(title: string): Column | null {
	const name = title.trim().toLowerCase()
	return COLUMNS.find((column) => column === name) ?? OTHER_NAMES[name] ?? null
}

/** Whichever the first line has most of: Excel writes semicolons where a comma is the decimal sign. */
function separatorOf(text: string): string {
	const head = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)))
	const count = (sign: string): number => head.split(sign).length
	return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

/** RFC 4180: quoted cells may hold separators, line breaks and doubled quotes. */
function linesOf(
	text: string,
	separator: string,
): { readonly lines: readonly Line[] } | { readonly openQuote: number } {
	const lines: Line[] = []
	let cells: string[] = []
	let cell = ''
	let line = 1
	let began = 1
	let quotedSince: number | null = null
	const endCell = (): void => {
		cells.push(cell.trim())
		cell = ''
	}
	const endLine = (): void => {
		endCell()
		lines.push({ line: began, cells })
		cells = []
	}
	for (let at = 0; at < text.length; at += 1) {
		const sign = text[at] ?? ''
		if (sign === '\n') line += 1
		if (quotedSince !== null) {
			if (sign !== '"') cell += sign
			else if (text[at + 1] === '"') {
				cell += '"'
				at += 1
			} else quotedSince = null
		} else if (sign === '"' && cell.trim() === '') {
			quotedSince = line
			cell = ''
		} else if (sign === separator) endCell()
		else if (sign === '\n') {
			endLine()
			began = line
		} else if (sign !== '\r') cell += sign
	}
	if (quotedSince !== null) return { openQuote: quotedSince }
	endLine()
	return { lines }
}
