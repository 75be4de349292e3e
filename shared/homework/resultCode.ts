/** Crockford's base 32: no I, L, O, U, so that a code survives being read aloud and written on paper. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUP = 4
const LENGTH = 16
const MAC_BITS = 48n
/** The start of an HMAC-SHA-256: guessing one takes 2^47 questions to the server. */
export const MAC_BYTES = 6
const MAX_ID = 0xffff_ffff

/** 80 bits as `7K3M-…`: which result, and the start of the signature over all that is kept of it. */
export function formatResultCode(id: number, mac: readonly number[]): string {
	const signature = mac.slice(0, MAC_BYTES).reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n)
	let rest = (BigInt(id) << MAC_BITS) | signature
	let text = ''
	for (let digit = 0; digit < LENGTH; digit += 1) {
		text = `${DIGITS[Number(rest & 31n)]}${digit > 0 && digit % GROUP === 0 ? '-' : ''}${text}`
		rest >>= 5n
	}
	return text
}

/** What was typed; null if it can't be a code. Case, blanks and dashes don't matter, and O and 0, I, L and 1 are the same. */
export function parseResultCode(typed: string): { readonly id: number; readonly mac: readonly number[] } | null {
	const text = typed
		.toUpperCase()
		.replaceAll(/[\s\-–—_]/g, '')
		.replaceAll('O', '0')
		.replaceAll(/[IL]/g, '1')
	if (text.length !== LENGTH) return null
	let bits = 0n
	for (const letter of text) {
		const digit = DIGITS.indexOf(letter)
		if (digit < 0) return null
		bits = (bits << 5n) | BigInt(digit)
	}
	const id = Number(bits >> MAC_BITS)
	if (id > MAX_ID) return null
	const mac = Array.from({ length: MAC_BYTES }, (_, byte) =>
		Number((bits >> BigInt(8 * (MAC_BYTES - 1 - byte))) & 255n),
	)
	return { id, mac }
}
