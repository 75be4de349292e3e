import { bytes } from '../machine/units.ts'
import { MAX_SERVED_BYTES, type Natural, NUMBER_LIMIT } from './trace.ts'

/** True for what the formats call a number: decimal digits, no sign. */
export const isNumber = (token: string): boolean => /^[0-9]+$/.test(token)

/** Reads one number below 2^64, or says what is wrong with it. */
export function readNumber(token: string): Natural | string {
	if (!isNumber(token)) return `not a number: ${token}`
	// Up to 10 digits are exact as a number; nearly all tokens of a trace are that short.
	const value = token.length <= 10 ? Number(token) : BigInt(token)
	if (value >= NUMBER_LIMIT) return `number over 2^64 - 1: ${token}`
	return value <= MAX_SERVED_BYTES ? bytes(Number(value)) : BigInt(value)
}

/** Reads all of them, or says what is wrong with the first wrong one. */
export function readNumbers(tokens: readonly string[]): Natural[] | string {
	const numbers: Natural[] = []
	for (const token of tokens) {
		const number = readNumber(token)
		if (typeof number === 'string') return number
		numbers.push(number)
	}
	return numbers
}
