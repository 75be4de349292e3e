/** One file of an archive. */
export interface ZipEntry {
	readonly name: string
	readonly bytes: Uint8Array
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** UTF-8 names. */
const FLAGS = 0x0800
/** 1980-01-01, the format's first day: an archive of the same files is the same bytes. */
const DATE = 0x0021
const VERSION = 20
const POLYNOMIAL = 0xedb88320

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
	let value = byte
	for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
	return value
})

/** CRC-32 as in PKWARE's APPNOTE. */
export function crc32(bytes: Uint8Array): number {
	let crc = 0xffff_ffff
	for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
	return ~crc >>> 0
}

/** A zip archive that stores its files as they are (PKWARE's APPNOTE 6.3.10, method 0). */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
	const parts: Uint8Array[] = []
	const directory: Uint8Array[] = []
	let offset = 0
	for (const { name, bytes } of entries) {
		const title = new TextEncoder().encode(name)
		const sums = [crc32(bytes), bytes.length, bytes.length] as const
		const common = [VERSION, FLAGS, 0, 0, DATE] as const
		const local = record(LOCAL, common, sums, [title.length, 0])
		const central = record(CENTRAL, [VERSION, ...common], sums, [title.length, 0, 0, 0, 0], [0, offset])
		parts.push(local, title, bytes)
		directory.push(central, title)
		offset += local.length + title.length + bytes.length
	}
	const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0)
	const count = entries.length
	const end = record(END, [0, 0, count, count], [directoryBytes, offset], [0])
	return concat([...parts, ...directory, end])
}

/** Little-endian: the signature and the words, in groups of 16, 32, 16 and 32 bits. */
function record(
	signature: number,
	shorts: readonly number[],
	longs: readonly number[],
	moreShorts: readonly number[],
	moreLongs: readonly number[] = [],
): Uint8Array {
	const bytes = new Uint8Array(4 + 2 * (shorts.length + moreShorts.length) + 4 * (longs.length + moreLongs.length))
	const view = new DataView(bytes.buffer)
	let at = 0
	const put = (bits: 16 | 32, values: readonly number[]): void => {
		for (const value of values) {
			if (bits === 16) view.setUint16(at, value, true)
			else view.setUint32(at, value, true)
			at += bits / 8
		}
	}
	put(32, [signature])
	put(16, shorts)
	put(32, longs)
	put(16, moreShorts)
	put(32, moreLongs)
	return bytes
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
	let at = 0
	for (const part of parts) {
		whole.set(part, at)
		at += part.length
	}
	return whole
}
