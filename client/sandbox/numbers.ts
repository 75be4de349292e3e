import { formatNumber, t } from '../words/words.ts'

export const hex = (value: number): string => `0x${value.toString(16)}`

/** An address as the answers write it: bytes from the initial break, or `m3+0x10`. */
export const addressText = (mapping: number, offset: number): string =>
	mapping < 0 ? hex(offset) : `m${mapping}+${hex(offset)}`

export const areaName = (mapping: number): string =>
	mapping < 0 ? t('sandbox.heap') : t('sandbox.mapping', { number: mapping })

const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const

/** `72 B`, `132 KiB`, `1.4 MiB`: three digits are enough to compare by eye. */
export function sizeText(sizeBytes: number): string {
	let value = sizeBytes
	let unit = 0
	while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
		value /= 1024
		unit += 1
	}
	const digits = unit > 0 && Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0
	return `${formatNumber(Number(value.toFixed(digits)))} ${UNITS[unit] ?? ''}`
}

/** With its sign: `+132 KiB`, `−4 KiB`. */
export const signedSize = (sizeBytes: number): string => `${sizeBytes < 0 ? '−' : '+'}${sizeText(Math.abs(sizeBytes))}`
