import { describe, expect, it } from 'vitest'
import { crc32, zipOf } from '../../client/host/zip.ts'
import { decodeRoster, parseRoster, ROSTER_SAMPLE } from '../../client/host/rosterCsv.ts'
import { MAX_ROSTER_ROWS } from '../../shared/lesson/command.ts'

const kinds = (text: string): readonly string[] => {
	const roster = parseRoster(text)
	return roster.ok ? [] : roster.faults.map(({ line, kind }) => `${line} ${kind}`)
}

describe('class list', () => {
	it('H-20 the sample is read as it is written, quotes and byte order mark included', () => {
		const roster = parseRoster(ROSTER_SAMPLE)
		expect(roster.ok && roster.rows).toEqual([
			{ id: '2026001', name: 'Lin Yue', crew: 'Amber', row: '1' },
			{ id: '2026002', name: 'Ada Byron', crew: 'Amber', row: '1' },
			{ id: '2026003', name: '王芳', crew: 'Amber', row: '1' },
			{ id: '2026004', name: 'Hopper, Grace', crew: 'Teal', row: '2' },
		])
	})
	it('H-21 columns in any order, semicolons or tabs, Chinese titles, empty lines, old line ends', () => {
		for (const text of ['name;id\r\nAda;7\r\n\r\n', 'name\tid\nAda\t7', '姓名,学号\nAda,7\n'])
			expect(parseRoster(text)).toEqual({ ok: true, rows: [{ id: '7', name: 'Ada', crew: '', row: '' }] })
	})
	it('H-22 every fault names its line as the spreadsheet counts', () => {
		expect(kinds('id,name\n1,Ada\n,Bob\n1,Eve\n2,a,b\n')).toEqual(['3 noId', '4 twice', '5 columns'])
		expect(kinds('name,crew\nAda,1')).toEqual(['1 header'])
		expect(kinds('id,name\n1,"Ada\n2,Bob')).toEqual(['2 quote'])
		expect(kinds(`id\n${'x'.repeat(33)}`)).toEqual(['2 longId'])
		expect(kinds('id,name\n')).toEqual(['1 empty'])
		expect(kinds('')).toEqual(['1 empty'])
	})
	it('H-23 a line break within quotes belongs to its cell, and the count goes on', () => {
		expect(kinds('id,name\n1,"Ada\nByron"\n,Bob')).toEqual(['4 noId'])
	})
	it('H-24 more students than a lesson holds are refused at once', () => {
		const many = Array.from({ length: MAX_ROSTER_ROWS + 1 }, (_, index) => String(index)).join('\n')
		expect(kinds(`id\n${many}`)).toEqual([`${MAX_ROSTER_ROWS + 2} tooMany`])
	})
	it('H-25 what Excel saves on a Chinese Windows (GBK) and as Unicode (UTF-16) is read, too', () => {
		const gbk = Uint8Array.from([0x69, 0x64, 0x0a, 0xcd, 0xf5, 0xb7, 0xbc])
		expect(decodeRoster(gbk)).toBe('id\n王芳')
		expect(decodeRoster(Uint8Array.from([0xff, 0xfe, 0x69, 0, 0x64, 0])).replace('\uFEFF', '')).toBe('id')
		expect(decodeRoster(new TextEncoder().encode('id\n王芳'))).toBe('id\n王芳')
	})
})

describe('archive of logs', () => {
	it('H-26 CRC-32 of "123456789" is the check value of its definition', () => {
		expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
	})
	it('H-27 the archive ends with a directory that names every file and where it begins', () => {
		const files = ['a.jsonl', 'b.jsonl'].map((name) => ({
			name,
			bytes: new TextEncoder().encode(`{"log":"${name}"}\n`),
		}))
		const zip = zipOf(files)
		const view = new DataView(zip.buffer)
		const end = zip.length - 22
		expect(view.getUint32(end, true)).toBe(0x06054b50)
		expect(view.getUint16(end + 10, true)).toBe(2)
		let at = view.getUint32(end + 16, true)
		for (const { name, bytes } of files) {
			expect(view.getUint32(at, true)).toBe(0x02014b50)
			const nameLength = view.getUint16(at + 28, true)
			expect(new TextDecoder().decode(zip.subarray(at + 46, at + 46 + nameLength))).toBe(name)
			const local = view.getUint32(at + 42, true)
			expect(view.getUint32(local, true)).toBe(0x04034b50)
			const from = local + 30 + nameLength
			expect(zip.subarray(from, from + bytes.length)).toEqual(bytes)
			at += 46 + nameLength
		}
	})
})
