// Files of a lesson as a spreadsheet or an archiver reads them: nothing of our own writers is used.
import { crc32 } from 'node:zlib'

/** A cell as it stands in the file: quoted text is never a number. */
export interface CsvCell {
	readonly text: string
	readonly quoted: boolean
}

/** The lines of an RFC 4180 file with a byte order mark. Throws where a spreadsheet would guess. */
export function readCsv(bytes: Buffer): readonly (readonly CsvCell[])[] {
	if (bytes.subarray(0, 3).toString('hex') !== 'efbbbf') throw new Error('no byte order mark')
	const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
	const rows: CsvCell[][] = []
	let row: CsvCell[] = []
	const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
	while (cell.lastIndex < text.length) {
		const at = cell.lastIndex
		const found = cell.exec(text)
		if (!found) throw new Error(`not a cell at ${at}: ${text.slice(at, at + 40)}`)
		const [, quoted, plain = '', end] = found
		row.push(
			quoted === undefined ? { text: plain, quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true },
		)
		if (end === ',') continue
		rows.push(row)
		row = []
	}
	if (row.length > 0) throw new Error('the last line has no end')
	return rows
}

const LOCAL_HEADER = 0x04034b50
const LOCAL_BYTES = 30

/** The files of an archive that stores them as they are (PKWARE's APPNOTE 6.3.10), in order. */
export function readZip(bytes: Buffer): ReadonlyMap<string, string> {
	const files = new Map<string, string>()
	let at = 0
	while (bytes.readUInt32LE(at) === LOCAL_HEADER) {
		const [method, sum, length] = [bytes.readUInt16LE(at + 8), bytes.readUInt32LE(at + 14), bytes.readUInt32LE(at + 18)]
		const [nameLength, extraLength] = [bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)]
		const name = bytes.toString('utf8', at + LOCAL_BYTES, at + LOCAL_BYTES + nameLength)
		const from = at + LOCAL_BYTES + nameLength + extraLength
		const content = bytes.subarray(from, from + length)
		if (method !== 0 || crc32(content) !== sum) throw new Error(`${name} is damaged`)
		files.set(name, content.toString('utf8'))
		at = from + length
	}
	return files
}
